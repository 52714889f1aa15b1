"""Templates as content: the shared layout and the kind's own file, stored once under the hash of both."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from yichuang.documents.domain import KindSpec
from yichuang.documents.models import TemplateVersion

FOLDER = Path(__file__).parent / "typst"


@cache
def source(name: str, layout: str = "layout.typ") -> str:
    """The whole Typst source of a template: layout first, then the template's own text."""
    return (FOLDER / layout).read_text("utf-8") + "\n" + (FOLDER / name).read_text("utf-8")


def version(spec: KindSpec) -> str:
    """The SHA-256 of the kind's template as it is now; its text is kept so that old documents render alike."""
    text = source(spec.template)
    digest = sha256(text.encode()).hexdigest()
    TemplateVersion.objects.bulk_create(
        [TemplateVersion(sha256=digest, name=spec.template, source=text)], ignore_conflicts=True
    )
    return digest
