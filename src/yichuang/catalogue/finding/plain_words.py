"""The register of plain words: its rows in force, kept in the process, and the verbs of its editor."""

from __future__ import annotations

import csv
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yichuang.catalogue.domain.plain_words import check
from yichuang.catalogue.finding import folding
from yichuang.catalogue.finding.asking import Register, question
from yichuang.catalogue.models import ImportRun, PlainWord
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import PlainWordEnded, PlainWordKept, PlainWordsImported
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Actor

SHIPPED = Path(__file__).parents[1] / "data" / "plain_words.csv"
SOURCE = "编写人员按常用说法整理，对照本目录的事项名称"
FRESH = 30.0
"""Seconds a process keeps the register before it looks again; its own changes show at once."""
MOST = 5000
LINES = 50

_held: tuple[float, Register] | None = None


class NoSuchPlainWord(NotFound):
    code = "catalogue.no_such_plain_word"
    message = "没有这个说法，或者它已经停用"


def in_force(day: date) -> list[PlainWord]:
    rows = PlainWord.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)
    return list(rows.order_by("word", "-valid_from")[:MOST])


def current() -> Register:
    """The words in force today."""
    global _held
    if _held is None or time.monotonic() - _held[0] > FRESH:
        rows = in_force(local_date(timezone.now()))
        _held = (time.monotonic(), Register.of((row.word, row.kind, row.means) for row in reversed(rows)))
    return _held[1]


def forget() -> None:
    global _held
    _held = None


@dataclass(frozen=True, slots=True)
class WordLine:
    """A row of the register as its editor reads it; `last_on` is set where it ended."""

    id: UUID
    word: str
    kind: str
    means: tuple[str, ...]
    source: str
    from_on: date
    last_on: date | None


def lines(*, text: str = "", kind: str = "", ended: bool = False, page: int = 1) -> tuple[tuple[WordLine, ...], bool]:
    """A page of the register by word, Latin ones last, and whether there is another; `ended` shows what was replaced or stopped."""
    rows = PlainWord.objects.filter(valid_until__isnull=not ended)
    if text:
        rows = rows.filter(Q(word__contains=folding.fold(text)) | Q(means__icontains=text))
    if kind:
        rows = rows.filter(kind=kind)
    start = (page - 1) * LINES
    found = [
        WordLine(row.id, row.word, row.kind, tuple(row.means), row.source, row.valid_from, row.valid_until)
        for row in rows.alias(latin=Q(word__regex="^[ -~]")).order_by("latin", "word", "-valid_from", "id")[start : start + LINES + 1]
    ]
    return tuple(found[:LINES]), len(found) > LINES


def reading(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How a question is read: what was said, and the words it is looked for by."""
    return tuple((part.said, part.words) for part in question(text, current()).parts)


@transaction.atomic
def keep(word: str, *, kind: str, means: Sequence[str], source: str, now: datetime, actor: Actor) -> UUID:
    """A word, or what it stands for from now on; the row it replaces ends. Raises BadPlainWord with every wrong field."""
    word = folding.fold(word.strip())
    means = list(dict.fromkeys(filter(None, (text.strip() for text in means))))
    check(word, kind, means, source.strip())
    today = local_date(now)
    old = PlainWord.objects.select_for_update().filter(word=word, valid_until__isnull=True).first()
    if old and (old.kind, old.means, old.source) == (kind, means, source.strip()):
        return old.id
    if old:
        close(old, today, actor=actor, at=now)
    row = PlainWord.objects.create(
        word=word, kind=kind, means=means, source=source.strip(), valid_from=today, created_at=now, created_by=actor.ref
    )
    content = hashlib.sha256("\n".join((word, kind, *means)).encode()).hexdigest()
    record(row, PlainWordKept(use=kind, content_hash=content, valid_from=today, replaced_id=old and old.id), actor=actor.ref, at=now)
    transaction.on_commit(forget)
    forget()
    return row.id


@transaction.atomic
def end(word_id: UUID, *, now: datetime, actor: Actor) -> None:
    """The word is not looked for any more; its row stays. Raises NoSuchPlainWord."""
    row = PlainWord.objects.select_for_update().filter(id=word_id, valid_until__isnull=True).first()
    if row is None:
        raise NoSuchPlainWord(word_id=str(word_id))
    close(row, local_date(now), actor=actor, at=now)
    transaction.on_commit(forget)
    forget()


def close(row: PlainWord, today: date, *, actor: Actor, at: datetime) -> None:
    row.valid_until, row.ended_by = max(row.valid_from, today) - timedelta(days=1), actor.ref
    row.save(update_fields=["valid_until", "ended_by"])
    record(row, PlainWordEnded(valid_until=row.valid_until), actor=actor.ref, at=at)


@transaction.atomic
def seed(*, now: datetime, actor: Actor) -> None:
    """The shipped words, where the register is empty; one fact for the file."""
    if PlainWord.objects.exists():
        return
    content, today = SHIPPED.read_bytes(), local_date(now)
    rows = []
    for line in csv.DictReader(content.decode().splitlines()):
        means = [text for text in line["means"].split("；") if text]
        for word in map(folding.fold, line["words"].split("、")):
            check(word, line["kind"], means, SOURCE)
            rows.append(PlainWord(word=word, kind=line["kind"], means=means, source=SOURCE, valid_from=today, created_at=now, created_by=actor.ref))
    PlainWord.objects.bulk_create(rows)
    sha256 = hashlib.sha256(content).hexdigest()
    run = ImportRun.objects.create(kind="plain_words", sha256=sha256, report={"read": len(rows)}, at=now, actor=actor.ref)
    record(run, PlainWordsImported(sha256=sha256, read=len(rows)), actor=actor.ref, at=now)
    forget()
