"""Files uploaded in the rows of a section: stored at once, so that altering other rows loses none; the draft names them when it is saved."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from yichuang.catalogue.api import samples
from yichuang.catalogue.domain.implementing import Element
from yichuang.kernel.errors import FieldError, Refusal
from yichuang.look.templatetags.look import said
from yichuang.web.studio_state import RowState, State, parts_of


def taken(request: HttpRequest, version_id: UUID, state: State, now: datetime) -> list[FieldError]:
    """Write what was uploaded or taken away into the rows; returns a sentence at each field whose file was refused."""
    errors: list[FieldError] = []
    for key, rows in state.rows.items():
        for part in parts_of(key):
            if part.file:
                for place, row in enumerate(rows):
                    errors += of_row(request, version_id, row, part, f"{key}.{place}.{part.key}", now)
    return errors


def of_row(request: HttpRequest, version_id: UUID, row: RowState, part: Element, name: str, now: datetime) -> list[FieldError]:
    upload = request.FILES.get(f"{name}.upload")
    if upload is None:
        if request.POST.get(f"{name}.remove") and row.texts.get(part.file):
            row.texts |= {part.file: "", part.key: ""}
        return []
    try:
        kept = samples.forms.put(version_id, upload, name=upload.name or "", now=now, actor=request.actor)
    except Refusal as refusal:
        return [FieldError(name.replace(".", "-"), refusal.code, said(refusal))]
    row.texts |= {part.file: kept.sha256, part.key: kept.name}
    return []
