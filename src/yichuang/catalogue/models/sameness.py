"""The key names of one item share, as SQL; the same rule as `domain.sameness.name_key` (a test holds them together)."""

from __future__ import annotations

from django.db.models import Func, TextField


class NameKey(Func):
    """The pattern stands in the template, so that the index and every query write it alike."""

    template = "regexp_replace(%(expressions)s, '[（(][^)）]*[)）]|[[:space:]《》“”、，。]', '', 'g')"
    output_field = TextField()
