"""An uploaded file and what it would change, kept until somebody confirms it or it expires."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import columns
from yichuang.catalogue.domain.difference import Change, difference
from yichuang.catalogue.domain.exchange import ENTRY, Document
from yichuang.catalogue.exchange import planning, reading, writing
from yichuang.catalogue.exchange.planning import CHANGED, NEW, OUTCOMES, PROBLEM, UNCHANGED, Line, plain_finding
from yichuang.catalogue.models import ImportLine, ImportPreview
from yichuang.kernel import files
from yichuang.kernel.errors import Invalid, NotFound, Refusal
from yichuang.kernel.findings import Severity
from yichuang.kernel.importing import ImportReport
from yichuang.organisations.domain import Actor

BATCH = 500
LASTS = timedelta(days=3)
PAGE = 20
RECENT = 20
LARGE = 256 * 1024
"""A file of so many bytes or more is read by the worker; a smaller one while its sender waits."""
MANY = 2_000
"""More items than these are written by the worker."""
READY, READING, COMPARING, WRITING, FAILED = "ready", "reading", "comparing", "writing", "failed"
WORKING = (READING, COMPARING, WRITING)
Progress = Callable[[str, int, int], None]
"""Called with the stage, how much is done, of how much (0: nobody knows)."""


class NoSuchPreview(NotFound):
    code = "catalogue.no_such_import"
    message = "没有这次导入，或者预览已经过期"
    remedy = "请重新上传文件"


class ImportRefused(Invalid):
    code = "catalogue.import_refused"
    message = "文件有%(n)s处错误，什么都没有写入"
    remedy = "请按位置改正后重新上传"


class NothingToImport(Invalid):
    code = "catalogue.nothing_to_import"
    message = "文件与现在的内容相同，没有要写入的"


class ImportRunning(Refusal):
    code = "catalogue.import_running"
    message = "这个文件还在处理"
    remedy = "请等处理完，看过预览再确认；页面会自己更新"


@dataclass(frozen=True, slots=True)
class Preview:
    """`open` while it may be confirmed; `written` once it was; `working` while a worker is at it: then the counts say nothing yet."""

    id: UUID
    name: str
    sha256: str
    at: datetime
    expires_at: datetime
    counts: Mapping[str, int]
    errors: int
    findings: tuple[dict[str, Any], ...]
    written: bool
    stage: str = READY
    done: int = 0
    total: int = 0
    begun: bool = False
    """A worker took it up."""
    failure: Refusal | None = None
    """Why the last stage ended without a result."""

    @property
    def working(self) -> bool:
        return self.stage in WORKING

    @property
    def failed(self) -> bool:
        return self.stage == FAILED

    @property
    def to_write(self) -> int:
        return self.counts[NEW] + self.counts[CHANGED]


@dataclass(frozen=True, slots=True)
class LineRow:
    """One item of a preview with both sides; `moved`: the version was changed since."""

    code: str
    name: str
    outcome: str
    version_id: UUID | None
    number: int | None
    status: str
    changes: tuple[Change, ...]
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    findings: tuple[dict[str, Any], ...]
    moved: bool
    claims: str = ""
    """The basic code it is to claim."""


def keep(upload: Any, *, name: str, now: datetime, actor: Actor) -> UUID:
    """Store the file and keep its preview; returns its id. A small file is compared at once, a large one by the worker.

    Raises FileTooLarge, and of a small file BadFile.
    """
    stored = files.put(upload)
    with transaction.atomic():
        forget(now)
        preview = ImportPreview.objects.create(
            sha256=stored.sha256, name=name[:200], actor=actor.ref, at=now, expires_at=now + LASTS, stage=READING, take_up_at=now
        )  # fmt: skip
        if stored.size < LARGE:
            compare(preview, now=now, actor=actor)
    return preview.id


def compare(preview: ImportPreview, *, now: datetime, actor: Actor, progress: Progress | None = None) -> None:
    """Read the stored file and keep what it would change; what an attempt before kept goes. Raises BadFile."""
    preview.lines.all().delete()
    document = document_of(preview.sha256, partial(progress, READING) if progress else None)
    fill(preview, document, now=now, actor=actor, progress=partial(progress, COMPARING) if progress else None)
    with transaction.atomic():
        if progress:
            progress(COMPARING, len(document.entries), len(document.entries))  # refused where another worker took over
        settle(preview)


def document_of(sha256: str, progress: Callable[[int, int], None] | None = None) -> Document:
    """The stored file read again; a copy on disk, because the reader seeks in it."""
    with files.open(sha256) as held, tempfile.NamedTemporaryFile() as copy:
        while block := held.read(1 << 20):
            copy.write(block)
        copy.flush()
        return reading.read(Path(copy.name), progress)


def fill(preview: ImportPreview, document: Document, *, now: datetime, actor: Actor, progress: Callable[[int, int], None] | None) -> None:
    counts, wrong, at = dict.fromkeys(OUTCOMES, 0), sum(f.severity is Severity.ERROR for _, f in document.findings), 0
    for batch in batched(planning.plan(document, now=now, actor=actor, progress=progress), BATCH):
        rows = []
        for line in batch:
            counts[line.outcome] += 1
            wrong += sum(found["severity"] == "error" for found in line.findings)
            rows.append(ImportLine(
                preview=preview, place=at, code=line.code, name=line.name, outcome=line.outcome, version_id=line.version_id, mark=line.mark,
                values=line.values if line.outcome in (NEW, CHANGED, PROBLEM) else {}, findings=line.findings,
            ))  # fmt: skip
            at += 1
        ImportLine.objects.bulk_create(rows)
    for outcome, count in counts.items():
        setattr(preview, outcome, count)
    preview.errors, preview.findings = wrong, [plain_finding(place, found) for place, found in document.findings]


def batched(source: Iterable[Any], size: int) -> Iterator[list[Any]]:
    held: list[Any] = []
    for line in source:
        held.append(line)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def forget(now: datetime) -> None:
    """Previews nobody confirmed in time; what was written stays, with the file it came from."""
    ImportPreview.objects.filter(expires_at__lte=now, run__isnull=True).delete()


def row(preview_id: UUID, *, actor: Actor, now: datetime, lock: bool = False) -> ImportPreview:
    """A preview belongs to who uploaded it. Raises NoSuchPreview."""
    rows = ImportPreview.objects.select_for_update() if lock else ImportPreview.objects
    found = rows.filter(id=preview_id, actor=actor.ref).first()
    if found is None or (found.run_id is None and found.expires_at <= now):
        raise NoSuchPreview()
    return found


def shown(found: ImportPreview) -> Preview:
    counts = {outcome: getattr(found, outcome) for outcome in OUTCOMES}
    return Preview(
        found.id, found.name, found.sha256, found.at, found.expires_at, counts, found.errors, tuple(found.findings), found.run_id is not None,
        found.stage, found.done, found.total, found.attempt > 0, said_before(found.failure) if found.failure else None,
    )  # fmt: skip


def said_before(failure: Mapping[str, Any]) -> Refusal:
    """The refusal that a worker kept."""
    return Refusal(failure["message"], code=failure["code"], article=failure["article"], remedy=failure["remedy"], **failure["details"])


def preview(preview_id: UUID, *, actor: Actor, now: datetime) -> Preview:
    return shown(row(preview_id, actor=actor, now=now))


def recent(*, actor: Actor, now: datetime) -> tuple[Preview, ...]:
    """What this person uploaded lately: waiting, or written."""
    found = ImportPreview.objects.filter(actor=actor.ref).order_by("-at")[: RECENT * 2]
    return tuple(shown(one) for one in found if one.run_id or one.expires_at > now)[:RECENT]


def lines(preview_id: UUID, *, outcome: str = "", page: int = 1) -> tuple[tuple[LineRow, ...], bool]:
    """A page of a preview, and whether there is another; two statements."""
    found = ImportLine.objects.filter(preview_id=preview_id)
    found = found.filter(outcome=outcome) if outcome else found
    start = (page - 1) * PAGE
    held = list(found.select_related("version", "version__item").order_by("place")[start : start + PAGE + 1])
    return tuple(map(line_row, held[:PAGE])), len(held) > PAGE


def line_row(line: ImportLine) -> LineRow:
    old = columns.plain_of(line.version) if line.version else {}
    new = {**old, **line.values}
    moved = bool(line.version) and planning.mark_of(line.version) != line.mark
    return LineRow(
        line.code, line.name, line.outcome, line.version_id, line.version.number if line.version else None, line.version.status if line.version else "",
        difference(old, new) if line.outcome != UNCHANGED else (), old, new, tuple(line.findings), moved, line.values.get(ENTRY.key, ""),
    )  # fmt: skip


def problems(preview_id: UUID) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(item code, its name, finding) of everything that is wrong with a file, first what is about the file itself; read a batch at a time."""
    for found in ImportPreview.objects.values_list("findings", flat=True).get(id=preview_id):
        yield "", "", found
    rows = ImportLine.objects.filter(preview_id=preview_id).exclude(findings=[]).order_by("place").values_list("code", "name", "findings")
    for code, name, held in rows.iterator(chunk_size=BATCH):
        for found in held:
            yield code, name, found


def confirm(preview_id: UUID, *, now: datetime, actor: Actor) -> Preview:
    """Write everything the preview shows, as drafts; many items by the worker. Raises ImportRefused (errors), ImportRunning, NothingToImport,
    VersionsMoved.

    When a version moved, nothing is written and the preview is made anew from the stored file.
    """
    try:
        with transaction.atomic():
            found = row(preview_id, actor=actor, now=now, lock=True)
            if found.run_id:
                return shown(found)
            if found.stage != READY:
                raise ImportRunning() if found.stage in WORKING else said_before(found.failure)
            if found.errors or found.problem:
                raise ImportRefused(n=found.errors or found.problem)
            if not found.new + found.changed:
                raise NothingToImport()
            found.failure = {}
            if found.new + found.changed > MANY:
                hand_over(found, WRITING, now)
            else:
                keep_drafts(found, now=now, actor=actor)
                settle(found)
            return shown(found)
    except writing.VersionsMoved:
        again(preview_id, now=now, actor=actor)
        raise


def hand_over(preview: ImportPreview, stage: str, now: datetime) -> None:
    """The worker is to do this stage."""
    preview.stage, preview.done, preview.total, preview.attempt, preview.take_up_at = stage, 0, 0, 0, now
    preview.save()


def keep_drafts(preview: ImportPreview, *, now: datetime, actor: Actor, progress: Progress | None = None) -> None:
    """All lines into drafts, inside the caller's transaction. Raises VersionsMoved."""
    wanted = ImportLine.objects.filter(preview=preview, outcome__in=(NEW, CHANGED)).order_by("place")
    rows = (Line(one.code, one.name, one.outcome, one.version_id, one.mark, one.values) for one in wanted.iterator(chunk_size=writing.BATCH))
    preview.run = writing.write(
        list(wanted.values_list("code", flat=True)), batched(rows, writing.BATCH), sha256=preview.sha256, counts=counts_of(preview), now=now, actor=actor,
        progress=partial(progress, WRITING) if progress else None,
    )  # fmt: skip


def settle(preview: ImportPreview) -> None:
    """Nothing is left for the worker."""
    preview.stage, preview.take_up_at, preview.attempt = READY, None, 0
    preview.save(update_fields=[*OUTCOMES, "errors", "findings", "stage", "take_up_at", "attempt", "run", "failure"])


def counts_of(found: ImportPreview) -> dict[str, int]:
    return {"read": sum(getattr(found, outcome) for outcome in OUTCOMES), NEW: found.new, CHANGED: found.changed, UNCHANGED: found.unchanged}


@transaction.atomic
def again(preview_id: UUID, *, now: datetime, actor: Actor) -> None:
    """Compare the stored file with what the versions say now."""
    compare(row(preview_id, actor=actor, now=now, lock=True), now=now, actor=actor)


def import_versions(
    source: Path | bytes, *, now: datetime, actor: Actor, write: bool = False, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """What `yichuang import versions` does: compare, report, and with `write` keep all or nothing. Raises BadFile."""
    data = source if isinstance(source, bytes) else read_bytes(source)
    document, report, held = reading.read(data, progress), ImportReport("versions"), []
    for at, found in document.findings:
        report.add(at, (found,))
    report.refused += document.orphans
    for line in planning.plan(document, now=now, actor=actor, progress=progress):
        report.count("refused" if line.outcome == PROBLEM else line.outcome)
        held += [line] if line.outcome in (NEW, CHANGED) else []
        for found in line.findings:
            report.add(found["at"], (planning.finding_of(found),))
    report.read = len(document.entries) + document.orphans
    if write and not report.severities[Severity.ERROR] and held:
        counts = {"read": report.read, NEW: report.new, CHANGED: report.changed, UNCHANGED: report.unchanged}
        codes = [line.code for line in held]
        writing.write(codes, batched(held, writing.BATCH), sha256=files.put(data).sha256, counts=counts, now=now, actor=actor)
        report.written = True
    return report


def read_bytes(source: Path) -> bytes:
    reading.start_of(source)
    return reading.whole(source)

