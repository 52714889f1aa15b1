"""Large files: the worker reads, compares and writes them, one file at a time, and says how far it is.

A worker that falls silent is taken for dead: the stage begins again, three times, then the sender is told. An attempt that lost its turn stops
at its next word; what it kept of a preview goes, what it wrote of drafts was one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from yichuang.catalogue.exchange import previews, writing
from yichuang.catalogue.exchange.previews import FAILED, READING, WRITING
from yichuang.catalogue.models import ImportPreview
from yichuang.kernel.errors import Refusal
from yichuang.organisations import api as organisations

SILENT = timedelta(minutes=2)
ATTEMPTS = 3
SAID = """update import_preview set stage = %s, done = %s, total = %s, take_up_at = %s where id = %s and attempt = %s and take_up_at is not null"""
Clock = Callable[[], datetime]


class ImportStopped(Refusal):
    code = "catalogue.import_stopped"
    message = "这个文件处理了%(n)s次都没有完成，什么都没有写入"
    remedy = "请把文件拆成几份，每份几千个事项，再分别上传；还是不行的，请告诉系统管理员"


class Overtaken(Exception):
    """Another worker has begun this stage meanwhile."""


@transaction.atomic
def next_one(now: datetime) -> tuple[UUID, int] | None:
    """The file whose turn it is, with the number of the attempt; none while another is being worked on."""
    if ImportPreview.objects.filter(take_up_at__gt=now, attempt__gt=0).exists():
        return None
    found = ImportPreview.objects.select_for_update(skip_locked=True).filter(take_up_at__lte=now).order_by("take_up_at").first()
    if found is None:
        return None
    if found.attempt >= ATTEMPTS:
        fail(found, ImportStopped(n=found.attempt))
        return None
    found.attempt, found.take_up_at = found.attempt + 1, now + SILENT
    found.save(update_fields=["attempt", "take_up_at"])
    return found.id, found.attempt


def work(preview_id: UUID, attempt: int, clock: Clock) -> None:
    """One attempt at the stage a file is in; nothing when it is not this attempt's turn. What is refused is kept for the sender."""
    found = ImportPreview.objects.filter(id=preview_id, attempt=attempt, take_up_at__isnull=False).first()
    if found is None:
        return
    try:
        now, actor = clock(), organisations.actor_by_id(UUID(found.actor.partition(":")[2]))
        if found.stage == WRITING:
            write(found, attempt, clock, now=now, actor=actor)
        else:
            previews.compare(found, now=now, actor=actor, progress=teller(found, attempt, clock))
    except Overtaken:
        return
    except writing.VersionsMoved as moved:
        found.failure = plain(moved)
        previews.hand_over(found, READING, clock())
    except Refusal as refusal:
        fail(found, refusal)


def write(found: ImportPreview, attempt: int, clock: Clock, *, now: datetime, actor: Any) -> None:
    """Drafts of everything, or of nothing; how far it is goes over a connection of its own, since nobody sees this transaction yet."""
    beside = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with transaction.atomic():
            previews.keep_drafts(found, now=now, actor=actor, progress=teller(found, attempt, clock, beside))
            teller(found, attempt, clock)(WRITING, found.new + found.changed, found.new + found.changed)
            previews.settle(found)
    finally:
        beside.close()


def teller(found: ImportPreview, attempt: int, clock: Clock, connection: Any = None) -> previews.Progress:
    """Writes down how far a stage is, and that somebody is at it. On the attempt's own connection it raises Overtaken."""

    def tell(stage: str, done: int, total: int) -> None:
        with (connection or connections[DEFAULT_DB_ALIAS]).cursor() as cursor:
            cursor.execute(SAID, [stage, done, total, clock() + SILENT, found.id, attempt])
            if connection is None and not cursor.rowcount:
                raise Overtaken

    return tell


def plain(refusal: Refusal) -> dict[str, Any]:
    return {
        "code": refusal.code, "message": str(refusal.message), "article": str(refusal.article), "remedy": str(refusal.remedy), "details": refusal.details,
    }  # fmt: skip


def fail(found: ImportPreview, refusal: Refusal) -> None:
    found.stage, found.take_up_at, found.failure = FAILED, None, plain(refusal)
    found.save(update_fields=["stage", "take_up_at", "failure"])
