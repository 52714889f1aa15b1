"""Blank forms and filled-in samples uploaded at the material of a draft; they come into force with the version, whose hash covers theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain.samples import LARGEST, NoSuchSample
from yichuang.catalogue.drafts import editable
from yichuang.catalogue.models import FormFile as Row
from yichuang.catalogue.models import ItemVersion
from yichuang.catalogue.samples.library import Opened
from yichuang.kernel import files
from yichuang.organisations.domain import Actor

PLACES = ("blank_file", "sample_file")


@dataclass(frozen=True, slots=True)
class FormFile:
    sha256: str
    name: str
    media_type: str
    size: int


def row(found: Row) -> FormFile:
    return FormFile(found.sha256, found.file_name, found.media_type, found.size)


@transaction.atomic
def put(version_id: UUID, source: Any, *, name: str, now: datetime, actor: Actor) -> FormFile:
    """Store a file for a draft that the actor may edit; the draft names it once its section is saved. The same file again keeps the name it is
    published under. Raises what `drafts.editable` does, FileTooLarge, FileType, FileEmpty, FileMacros."""
    editable(version_id, now=now, actor=actor)
    stored = files.put(source, name=name, limit=LARGEST, for_download=True)
    kept = {"file_name": name[-200:], "media_type": stored.media_type, "size": stored.size, "uploaded_at": now, "uploaded_by": actor.ref}
    found, _made = Row.objects.get_or_create(sha256=stored.sha256, defaults=kept)
    return row(found)


def held(hashes: Iterable[str]) -> dict[str, FormFile]:
    """Files of these hashes that were uploaded as forms, by hash; no statement where none is asked for."""
    wanted = set(hashes)
    return {found.sha256: row(found) for found in Row.objects.filter(sha256__in=wanted)} if wanted else {}


def opened(sha256: str) -> Opened:
    """A file that was uploaded as a form, for whoever works on drafts. Raises NoSuchSample."""
    found = Row.objects.filter(sha256=sha256).first()
    if found is None:
        raise NoSuchSample(sha256=sha256[:64])
    return Opened(files.open(found.sha256), found.file_name, found.media_type, found.sha256)


def opened_of(version: ItemVersion | None, sha256: str) -> Opened:
    """The file of a version that names it. Raises NoSuchSample."""
    if version is None or not any(material.get(place) == sha256 for material in version.materials or () for place in PLACES):
        raise NoSuchSample(sha256=sha256[:64])
    return opened(sha256)
