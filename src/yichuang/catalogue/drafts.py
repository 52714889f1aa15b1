"""Work in the studio that is not in force yet: drawings being drawn, and new versions started from the one in force.

A drawing is saved whatever it says (only unreadable XML is refused), so that nothing typed is lost; it becomes a
`Procedure`, which never changes, only when it can be executed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import drawings, publishing
from yichuang.catalogue.arrangements import ONE_REVIEW, PLAIN
from yichuang.catalogue.domain import Status
from yichuang.catalogue.life import check_editable
from yichuang.catalogue.models import DataElement, ItemVersion, Procedure, ProcedureDraft
from yichuang.catalogue.recording import name_of
from yichuang.catalogue.rights import edits, may_for_all, organ_of
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal, Stale
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor
from yichuang.procedures import api as procedures

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
VERDICT = ("verdict",)
"""What a completed step says, beside the data elements: conditions may read it."""


class NoSuchProcedure(NotFound):
    code = "catalogue.no_such_procedure"
    message = "没有这个办理流程"
    remedy = "请从流程清单里选一个"


class DrawingMoved(Stale):
    code = "catalogue.drawing_moved"
    message = "%(by)s刚才也保存了这张图，您的改动还没有写进去"
    remedy = "您画的还在下面；核对之后再保存一次，就以您的为准"


class DraftMoved(Stale):
    code = "catalogue.draft_moved"
    message = "%(by)s刚才也改了这一节，您的改动还没有写进去"
    remedy = "您填的还在下面；核对之后再保存一次，就以您的为准"


@dataclass(frozen=True, slots=True)
class Problem:
    """What stops a drawing at one element."""

    element: str
    message: str


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """One line of the studio's list of procedures. `number` is 0 while it was never kept; `used_by` counts versions in force."""

    code: str
    name: str
    number: int
    has_draft: bool
    used_by: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """One drawing on the drawing board: the draft, or the newest kept one where there is none."""

    code: str
    name: str
    bpmn: str
    version: int
    number: int
    is_draft: bool
    updated_at: datetime
    updated_by: str
    problems: tuple[Problem, ...]
    kept: tuple[tuple[int, UUID, datetime], ...]


def may_edit(actor: Actor, now: datetime) -> None:
    """Raises Forbidden unless the actor edits items for the own organ."""
    if actor.kind != "system" and actor.organ_id:
        organisations.authority(actor, Act.EDIT_ITEM, organ_id=actor.organ_id, on=local_date(now))


def may_draw(code: str, actor: Actor, now: datetime) -> None:
    """A drawing is of those whose items in force run under it: who accepts by it, and who decides by it (代收、转报: they may differ); the plain
    ones, which the house gives to every organ, are everybody's. Raises Forbidden."""
    may_edit(actor, now)
    used = ItemVersion.objects.filter(procedure__code=code, status__in=(Status.PUBLISHED, Status.SUSPENDED))
    if code in (PLAIN, ONE_REVIEW):
        may_for_all(actor, now)
    for organs in used.values_list("accepting_organ_id", "deciding_organ_id").distinct():
        if not any(edits(actor, organ_id, now) for organ_id in organs if organ_id):
            may_for_all(actor, now)


def check_draft(version: ItemVersion) -> None:
    """Raises WrongStatus."""
    if version.status != Status.DRAFT:
        raise publishing.WrongStatus("只有草稿可以修改；要改现行版本，请先起草新版")


def editable(version_id: UUID, *, now: datetime, actor: Actor) -> ItemVersion:
    """The draft an editor is about to change, locked. Raises WrongStatus, UnderReview, Forbidden."""
    version = publishing.load(version_id, lock=True)
    check_draft(version)
    check_editable(version_id)
    publishing.may(actor, Act.EDIT_ITEM, organ_id=organ_of(version), item_id=version.item_id, on=local_date(now))
    return version


def variables() -> tuple[tuple[str, str], ...]:
    """(name conditions use, what it means) of every data element."""
    rows = DataElement.objects.order_by("code").values_list("code", "name")
    return tuple((code.replace(".", "_"), name) for code, name in rows)


def problems_of(bpmn: str) -> tuple[Problem, ...]:
    """Everything that keeps a drawing from being executed; raises `procedures.Broken` when it cannot be read at all."""
    names = [name for name, _ in variables()]
    try:
        procedures.compile_bpmn(bpmn, known_names=[*names, *VERDICT], posts=drawings.POSTS)
    except procedures.Broken:
        raise
    except Refusal as refusal:
        rows = [Problem(error.field, str(error.message)) for error in refusal.errors]
        return tuple(rows) or (Problem("", str(refusal.message) % refusal.details),)
    return ()


def procedure_lines() -> tuple[ProcedureLine, ...]:
    """Every procedure by its newest number, drafts included; three statements."""
    newest = {row.code: row for row in Procedure.objects.order_by("code", "number").defer("bpmn", "net")}
    drafts = {row.code: row for row in ProcedureDraft.objects.defer("bpmn")}
    used: dict[str, int] = {}
    for code in ItemVersion.objects.filter(status=Status.PUBLISHED).values_list("procedure__code", flat=True):
        used[code] = used.get(code, 0) + 1
    lines = []
    for code in sorted({*newest, *drafts}):
        kept, draft = newest.get(code), drafts.get(code)
        shown = draft or kept
        at = draft.updated_at if draft else kept.created_at if kept else None
        assert shown is not None and at is not None
        lines.append(ProcedureLine(code, shown.name, kept.number if kept else 0, draft is not None, used.get(code, 0), at))
    return tuple(lines)


def desk(code: str) -> Desk:
    """Raises NoSuchProcedure."""
    kept = list(Procedure.objects.filter(code=code).order_by("-number").defer("net"))
    draft = ProcedureDraft.objects.filter(code=code).first()
    if draft is None and not kept:
        raise NoSuchProcedure(asked=code)
    numbers = tuple((row.number, row.id, row.created_at) for row in kept)
    number = kept[0].number if kept else 0
    if draft is None:
        last = kept[0]
        return Desk(code, last.name, last.bpmn, 0, number, False, last.created_at, last.created_by, (), numbers)
    return Desk(
        code, draft.name, draft.bpmn, draft.version, number, True, draft.updated_at, draft.updated_by,
        problems_of(draft.bpmn), numbers,
    )


@transaction.atomic
def begin_procedure(code: str, *, name: str, like: str, now: datetime, actor: Actor) -> None:
    """Start a drawing under a new code, as a copy of the newest of `like`. Raises Invalid per field."""
    may_edit(actor, now)
    errors = []
    if not CODE.fullmatch(code):
        errors.append(FieldError("code", "catalogue.bad_code", "代码用小写字母开头，2到40个小写字母、数字和下划线"))
    elif Procedure.objects.filter(code=code).exists() or ProcedureDraft.objects.filter(code=code).exists():
        errors.append(FieldError("code", "catalogue.code_taken", "这个代码已经用了，请换一个"))
    if not name.strip() or len(name) > 80:
        errors.append(FieldError("name", "catalogue.no_name", "请填流程名称，80个字以内"))
    source = Procedure.objects.filter(code=like).order_by("-number").first()
    if source is None:
        errors.append(FieldError("like", "catalogue.no_such_procedure", "请选一个作样子的流程"))
    if errors or source is None:
        raise Invalid("流程还不能新建", errors=tuple(errors))
    ProcedureDraft.objects.create(
        code=code, name=name.strip(), bpmn=source.bpmn, updated_at=now, updated_by=actor.ref
    )


@transaction.atomic
def save_procedure(code: str, *, name: str, bpmn: str, version: int, now: datetime, actor: Actor) -> int:
    """Save what is on the drawing board, finished or not; returns the draft's new version.

    `version` is the one the page was made with, 0 for none. Raises DrawingMoved, procedures.Broken, NoSuchProcedure.
    """
    may_draw(code, actor, now)
    procedures.drawing(bpmn)
    draft = ProcedureDraft.objects.select_for_update().filter(code=code).first()
    if draft is None and not Procedure.objects.filter(code=code).exists():
        raise NoSuchProcedure(asked=code)
    if draft and draft.version != version:
        raise DrawingMoved(by=name_of(draft.updated_by), version=draft.version)
    draft = draft or ProcedureDraft(code=code, version=0)
    draft.name, draft.bpmn, draft.version = name.strip() or code, bpmn, draft.version + 1
    draft.updated_at, draft.updated_by = now, actor.ref
    draft.save()
    return draft.version


@transaction.atomic
def keep_draft(code: str, *, version: int, now: datetime, actor: Actor) -> UUID:
    """The draft becomes the next number of its procedure; returns its id. Raises the refusal of `procedures`, or DrawingMoved."""
    may_draw(code, actor, now)
    draft = ProcedureDraft.objects.select_for_update().filter(code=code).first()
    if draft is None:
        raise NoSuchProcedure(asked=code)
    if draft.version != version:
        raise DrawingMoved(by=name_of(draft.updated_by), version=draft.version)
    found = problems_of(draft.bpmn)
    if found:
        errors = tuple(FieldError(p.element, "procedures.unsupported", p.message) for p in found)
        raise Invalid("流程还不能收录", errors=errors)
    kept = drawings.keep(code, name=draft.name, bpmn=draft.bpmn, now=now, actor=actor)
    draft.delete()
    return kept.id


@transaction.atomic
def redraft(version_id: UUID, *, now: datetime, actor: Actor) -> UUID:
    """A new draft with everything the version in force says; the open draft of the item where there is one already."""
    may_edit(actor, now)
    version = publishing.load(version_id)
    if version.status not in (Status.PUBLISHED, Status.SUSPENDED):
        raise publishing.WrongStatus("只有现行版本可以起草新版")
    waiting = ItemVersion.objects.filter(item=version.item, status=Status.DRAFT, number__gt=version.number).first()
    if waiting:
        return waiting.id
    return publishing.revise(version_id, now=now, actor=actor)


@transaction.atomic
def attach_procedure(version_id: UUID, procedure_id: UUID, *, now: datetime, actor: Actor) -> None:
    """Give a draft its procedure. Raises what `editable` does, NoSuchProcedure."""
    version = editable(version_id, now=now, actor=actor)
    procedure = Procedure.objects.filter(id=procedure_id).first()
    if procedure is None:
        raise NoSuchProcedure(asked=str(procedure_id))
    version.procedure = procedure
    version.save(update_fields=["procedure"])


def procedure_choices() -> tuple[tuple[str, str], ...]:
    """(id, words) of every kept procedure, newest number first, for a select."""
    rows = Procedure.objects.order_by("code", "-number").values_list("id", "code", "number", "name")
    return tuple((str(ident), f"{name}（{code}，第{number}版）") for ident, code, number, name in rows)


def procedure_words(procedure_id: UUID | None) -> tuple[str, str]:
    """(code, words) of one procedure; empty words without one."""
    row = Procedure.objects.filter(id=procedure_id).values_list("code", "number", "name").first() if procedure_id else None
    return (row[0], f"{row[2]}（第{row[1]}版）") if row else ("", "")


__all__ = [
    "Desk", "DrawingMoved", "NoSuchProcedure", "Problem", "ProcedureLine",
    "attach_procedure", "begin_procedure", "desk", "keep_draft", "procedure_choices", "procedure_lines", "procedure_words",
    "redraft", "save_procedure", "variables",
]  # fmt: skip
