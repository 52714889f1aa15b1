"""What pages show of change requests: the work lists, one request with its notes, the public notices. Every list is bounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from yichuang.catalogue.domain.delegation import FORM_NAMES, LegalForm
from yichuang.catalogue.domain.life import (
    CHANGE_NAMES,
    DRAFTED,
    LABELS,
    OPEN,
    OWNERS,
    RUNNING_NAMES,
    WITHOUT_NOTICE,
    Change,
    Running,
    Stage,
    owner_of,
)
from yichuang.catalogue.life.desk import NoSuchRequest
from yichuang.catalogue.life.power_reads import PowerRow, power_of
from yichuang.catalogue.models import ChangeNote, ChangeRequest, Claim
from yichuang.kernel.record import Recorded, read
from yichuang.organisations.domain import Actor

SIZE = 50
MOST = 100
"""Counts on a page stop here ("99+")."""
KEPT_DAYS = 90
"""How long a notice stays on the list after its end."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One line of the work list."""

    request_id: UUID
    item_name: str
    item_code: str
    change: Change
    change_name: str
    stage: Stage
    stage_name: str
    owner: str
    moved_at: datetime
    notice_to: date | None
    effective_on: date | None
    comments: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Something written about a request: a reason, an opinion, why it came back."""

    kind: str
    text: str
    article: str
    opinion: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment of the public with its answer."""

    comment_id: UUID
    text: str
    name: str
    at: datetime
    answer: str
    adopted: bool | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """Another item of a split or merge: one that ends, or one that begins."""

    version_id: UUID
    code: str
    name: str
    begins: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request as its page needs it."""

    request_id: UUID
    item_id: UUID
    item_code: str
    item_name: str
    version_id: UUID
    accepting_organ_id: UUID | None
    change: Change
    change_name: str
    stage: Stage
    stage_name: str
    owner: str
    revision: int
    running: Running
    running_name: str
    drafter: str
    reviewer: str
    publisher: str
    notice_from: date | None
    notice_to: date | None
    effective_on: date | None
    held_up: tuple[str, ...]
    created_at: datetime
    notes: tuple[NoteRow, ...]
    comments: tuple[CommentRow, ...]
    parts: tuple[PartRow, ...]
    entry: str
    """The basic code it claims, else the one the item stands on; empty without."""
    asked: frozenset[UUID]
    """Experts who have not answered yet."""
    power: PowerRow | None = None
    """What a 下放 or 收回 asks for."""

    @property
    def is_draft(self) -> bool:
        return self.change in DRAFTED

    @property
    def unanswered(self) -> int:
        return sum(row.answered_at is None for row in self.comments)


COMMENTS = Count("notes", filter=Q(notes__kind="comment"))


def called(row: ChangeRequest) -> str:
    """What a request is called: of kind 下放 by its legal form, for 委托 and 划转 are others. Read with `giving`."""
    giving = getattr(row, "giving", None)
    return FORM_NAMES[LegalForm(giving.form)] if giving else CHANGE_NAMES[Change(row.change)]


def line(row: ChangeRequest) -> RequestLine:
    stage = Stage(row.stage)
    return RequestLine(
        row.id, row.version.name, row.item.code, Change(row.change), called(row), stage, LABELS[stage],
        owner_of(Change(row.change), stage), row.moved_at, row.notice_to, row.effective_on, getattr(row, "said", 0),
    )


DECIDES = {"director": "deputy_director"}
"""Who may stand in the place of a stage's owner: the head approves as the deputy does."""


def waiting_for(actor: Actor) -> Q | None:
    """Requests that wait for a post this person holds; None when none ever does. One's own draft does not wait for one's review."""
    posts = {DECIDES.get(post, post) for post in actor.posts}
    stages = [stage for stage, owner in OWNERS.items() if owner in posts and stage is not Stage.EXPERTS]
    found = Q(stage__in=stages)
    if "deputy_director" in posts:
        found |= Q(stage=Stage.CLEARED, change__in=WITHOUT_NOTICE)
    else:
        found &= ~Q(stage=Stage.CLEARED, change__in=WITHOUT_NOTICE)
    found &= ~Q(drafter=actor.ref, stage__in=(Stage.LEGALITY, Stage.DECISION))
    if "expert" in posts:
        found |= Q(stage=Stage.EXPERTS, experts__account_id=actor.account_id, experts__note__isnull=True)
    return found if stages or "expert" in posts else None


def work(actor: Actor, most: int = MOST) -> int:
    """How many requests wait for this person, counted to `most`."""
    waiting = waiting_for(actor)
    return 0 if waiting is None else ChangeRequest.objects.filter(waiting).values("id")[:most].count()


def requests(*, stage: str = "", actor: Actor | None = None, page: int = 1, size: int = SIZE) -> tuple[tuple[RequestLine, ...], bool]:
    """A page of requests, those that waited longest first, and whether there are more. `actor` keeps those waiting for them."""
    rows = ChangeRequest.objects.select_related("item", "version", "giving").annotate(said=COMMENTS)
    if actor is not None:
        waiting = waiting_for(actor)
        rows = rows.none() if waiting is None else rows.filter(waiting)
    else:
        rows = rows.filter(stage=stage) if stage else rows.filter(stage__in=OPEN)
    start = (max(page, 1) - 1) * size
    found = list(rows.order_by("-moved_at" if stage and stage not in OPEN else "moved_at", "id")[start : start + size + 1])
    return tuple(map(line, found[:size])), len(found) > size


def counts() -> dict[str, int]:
    """How many open requests stand at each stage; one statement over an index."""
    rows = ChangeRequest.objects.filter(stage__in=OPEN).values_list("stage").annotate(n=Count("id")).order_by("stage")
    return dict(rows)


def request(request_id: UUID) -> RequestRow:
    """One request with everything written about it; two statements. Raises NoSuchRequest."""
    row = ChangeRequest.objects.select_related("item", "version", "entry", "giving").filter(id=request_id).first()
    if row is None:
        raise NoSuchRequest(asked=str(request_id))
    return row_of(row)


def row_of(row: ChangeRequest) -> RequestRow:
    written = list(ChangeNote.objects.filter(request=row).select_related("answer").order_by("at", "id")[:3000])
    stage, running = Stage(row.stage), Running(row.running)
    return RequestRow(
        request_id=row.id, item_id=row.item_id, item_code=row.item.code, item_name=row.version.name, version_id=row.version_id,
        accepting_organ_id=row.version.accepting_organ_id, change=Change(row.change), change_name=called(row), stage=stage,
        stage_name=LABELS[stage], owner=owner_of(Change(row.change), stage), revision=row.revision, running=running, running_name=RUNNING_NAMES[running],
        drafter=row.drafter, reviewer=row.reviewer, publisher=row.publisher, notice_from=row.notice_from, notice_to=row.notice_to,
        effective_on=row.effective_on, held_up=tuple(row.held_up), created_at=row.created_at,
        notes=tuple(note_row(note) for note in written if note.kind not in ("comment", "answer", "assessment")),
        comments=tuple(comment_row(note) for note in written if note.kind == "comment"),
        parts=tuple(
            PartRow(part.version_id, part.item.code, part.version.name, part.role == "into")
            for part in row.parts.exclude(role="also").select_related("item", "version").order_by("role", "id")
        ),
        entry=row.entry.code if row.entry else Claim.objects.filter(item=row.item_id).values_list("entry__code", flat=True).first() or "",
        asked=frozenset(row.experts.filter(note__isnull=True).values_list("account_id", flat=True)) if stage is Stage.EXPERTS else frozenset(),
        power=power_of(row),
    )


def note_row(note: ChangeNote) -> NoteRow:
    return NoteRow(note.kind, note.text, note.article, note.opinion, note.author, note.at)


def comment_row(note: ChangeNote) -> CommentRow:
    answer = getattr(note, "answer", None)
    return CommentRow(
        note.id, note.text, note.name, note.at, answer.text if answer else "", answer.adopted if answer else None, answer.at if answer else None
    )


def open_of(item_id: UUID) -> RequestRow | None:
    """The open request of an item, if there is one."""
    row = ChangeRequest.objects.select_related("item", "version", "entry", "giving").filter(item_id=item_id, stage__in=OPEN).first()
    return row_of(row) if row else None


def history(row: RequestRow) -> tuple[Recorded, ...]:
    """The events of this request, oldest first, out of the stream of its item."""
    return tuple(event for event in read(row.item_id) if getattr(event.fact, "request_id", None) == row.request_id)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as the public list shows it."""

    request_id: UUID
    item_name: str
    change_name: str
    notice_from: date
    notice_to: date
    running: bool
    outcome: str
    comments: int


OUTCOMES = {
    Stage.IN_FORCE: "已施行", Stage.APPROVED: "已批准", Stage.REJECTED: "已驳回", Stage.WITHDRAWN: "已撤回",
    Stage.TAKEN_BACK: "批准已撤回，不施行", Stage.DECISION: "公示结束，待批准",
}  # fmt: skip


def notices(today: date, *, page: int = 1, size: int = SIZE) -> tuple[tuple[NoticeLine, ...], bool]:
    """Notices under way, then those of the last months, newest first."""
    rows = ChangeRequest.objects.filter(notice_to__gte=today - timedelta(days=KEPT_DAYS)).select_related("version", "giving").annotate(said=COMMENTS)
    start = (max(page, 1) - 1) * size
    found = list(rows.order_by("-notice_to", "id")[start : start + size + 1])
    return tuple(notice_line(row, today) for row in found[:size]), len(found) > size


def notice_line(row: ChangeRequest, today: date) -> NoticeLine:
    assert row.notice_from and row.notice_to
    running = row.stage == Stage.NOTICE and row.notice_to >= today
    outcome = "" if running else OUTCOMES.get(Stage(row.stage), "公示结束，待批准" if row.stage == Stage.NOTICE else "退回修改")
    return NoticeLine(
        row.id, row.version.name, called(row), row.notice_from, row.notice_to, running, outcome, getattr(row, "said", 0)
    )


def notice(request_id: UUID) -> RequestRow:
    """A request that is, or was, shown to the public. Raises NoSuchRequest."""
    found = request(request_id)
    if found.notice_to is None:
        raise NoSuchRequest(asked=str(request_id))
    return found


VERBS: dict[Stage, tuple[tuple[str, str], ...]] = {
    Stage.DRAFTING: (("submit", "catalogue_editor"), ("withdraw", "catalogue_editor")),
    Stage.LEGALITY: (("review", "legal"), ("withdraw", "catalogue_editor")),
    Stage.CLEARED: (
        ("open_notice", "catalogue_editor"), ("ask_experts", "catalogue_editor"), ("send_back", "catalogue_editor"),
        ("withdraw", "catalogue_editor"), ("approve", "deputy_director"),
    ),
    Stage.EXPERTS: (("give_opinion", "expert"),),
    Stage.NOTICE: (("answer", "catalogue_editor"), ("send_back", "catalogue_editor")),
    Stage.DECISION: (
        ("answer", "catalogue_editor"), ("approve", "deputy_director"), ("send_back", "deputy_director"), ("reject", "deputy_director"),
    ),
    Stage.APPROVED: (("take_back", "deputy_director"),),
}
"""Verb and post of each stage, for what a page offers; powers and separation are checked by the verbs."""


def offers(row: RequestRow, actor: Actor) -> frozenset[str]:
    """The verbs a page offers this person now. Nobody is offered the review or the approval of the own draft."""
    posts = {DECIDES.get(post, post) for post in actor.posts}
    found = {verb for verb, post in VERBS.get(row.stage, ()) if post in posts}
    if row.stage is Stage.CLEARED:
        found -= {"open_notice", "ask_experts"} if row.change in WITHOUT_NOTICE else {"approve"}
    if actor.ref == row.drafter:
        found -= {"review", "approve", "reject", "take_back"}
    if actor.ref == row.reviewer:
        found -= {"approve", "reject", "take_back"}
    if actor.account_id not in row.asked:
        found -= {"give_opinion"}
    if row.unanswered == 0:
        found -= {"answer"}
    return frozenset(found)
