"""Verbs of a docket 前置审理: file, answer, decide (two instances), appeal, final by lapse, carry out, withdraw.

Who has the power is asked per verb: the clearing group files, the department answers, the president records what the panel
decided. Free text stays in the row; the record names it by hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from yichuang.catalogue import content
from yichuang.catalogue.domain import Basis, Status
from yichuang.catalogue.domain import tribunal as law
from yichuang.catalogue.models import Docket, Instance, Item, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.clock import api as clock
from yichuang.facts import catalogue as facts
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Stale
from yichuang.kernel.prepared import one
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

ANSWER_DAYS = 5
APPEAL_DAYS = 10
"""Working days; a city's own rule, so one place."""
LONGEST = 4000


class NoDocket(NotFound):
    code = "catalogue.no_docket"
    message = "没有这件前置审理"
    remedy = "请从前置审理清单里选一件"


def digest(docket_id: UUID, text: str) -> str:
    return sha256(docket_id.bytes + text.encode()).hexdigest()


def locked(docket_id: UUID, version: int | None = None) -> Docket:
    """The docket, locked. Raises NoDocket; Stale when the page is older."""
    row = Docket.objects.select_for_update(of=("self",)).filter(id=docket_id).first()
    if row is None:
        raise NoDocket(asked=str(docket_id))
    if version is not None and row.head_seq != version:
        raise Stale("这件前置审理在您打开页面之后有了变化", code="catalogue.docket_moved", remedy="请看最新的经过，再决定是否继续")
    return row


TEXT = "catalogue.docket_text"


def text_of(text: str, missing: FieldError) -> str:
    """Trimmed, or Invalid at the field."""
    kept = text.strip()
    if not kept or len(kept) > LONGEST:
        raise Invalid(missing.message, code=TEXT, errors=(missing,))
    return kept


def days_after(now: datetime, days: int) -> date:
    return clock.add_working_days(clock.calendar(), local_date(now), days)


def next_serial(year: int) -> int:
    """The next number of the year; dockets are filed one at a time, which the lock sees to."""
    one("select pg_advisory_xact_lock(hashtext('prerequisite_docket'))")
    return (Docket.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0) + 1


def stands(item_id: UUID, name: str) -> bool:
    """Does the version in force ask for this result first?"""
    version = ItemVersion.objects.filter(item_id=item_id, status=Status.PUBLISHED).first()
    return bool(version) and any(row["name"] == name for row in (version.prerequisites or []) if version)


def items_called(text: str) -> list[Item]:
    """The item of that code, else those in force of exactly that name: none, the one that is meant, or the first two of several."""
    wanted = text.strip()
    named = ItemVersion.objects.filter(status=Status.PUBLISHED, published_at__isnull=False, name=wanted).values("item_id")
    return list(Item.objects.filter(code=wanted)) or list(Item.objects.filter(id__in=named).order_by("id")[:2])


@transaction.atomic
def file(
    item_code: str, prerequisite: str, *, kind: str, plaintiff_id: UUID, defendant_id: UUID, claim: str, actor: Actor, now: datetime,
    needs_code: str = "",
) -> UUID:
    """立案: the clearing group calls an existing prerequisite in question, or brings a new one that a department wants.

    `item_code`: the code, or a name that only one item in force has. Raises Forbidden, Invalid per field.
    """
    organisations.authority(actor, Act.EDIT_ITEM, organ_id=plaintiff_id, on=local_date(now))
    errors = []
    called = items_called(item_code)
    item = called[0] if len(called) == 1 else None
    if len(called) > 1:
        errors.append(FieldError("item", "catalogue.several_items", "叫这个名称的事项不止一个，请按“查找”选一个"))
    elif item is None:
        errors.append(FieldError("item", "catalogue.no_such_item", "现行清单没有这个名称的事项，也没有这个编码；写几个字，再按“查找”"))
    if plaintiff_id == defendant_id:
        errors.append(FieldError("defendant", "catalogue.docket_parties", "提请方和被提请部门不能是同一机关"))
    name = prerequisite.strip()
    if not name or len(name) > 200:
        errors.append(FieldError("prerequisite", "catalogue.docket_prerequisite", "请写明前置条件的名称"))
    elif item and (law.Kind(kind) is law.Kind.CLEAR) != stands(item.id, name):
        errors.append(
            FieldError("prerequisite", "catalogue.docket_kind", "现行清单没有这个前置条件，应按新增提请") if kind == law.Kind.CLEAR
            else FieldError("prerequisite", "catalogue.docket_kind", "现行清单已有这个前置条件，应按清理提请")
        )
    elif item and Docket.objects.filter(item=item, prerequisite=name).exclude(state__in=("carried_out", "withdrawn")).exists():
        errors.append(FieldError("prerequisite", "catalogue.docket_open", "这个前置条件已经在审理"))
    if errors or item is None:
        raise Invalid("前置审理还不能立案", errors=tuple(errors))
    year = local_date(now).year
    row = Docket(
        serial=next_serial(year), year=year, kind=kind, state=law.State.FILED, item=item, prerequisite=name, needs_code=needs_code.strip(),
        plaintiff_id=plaintiff_id, defendant_id=defendant_id, claim=text_of(claim, FieldError("claim", TEXT, "请写明提请审理的理由")),
        answer_by=days_after(now, ANSWER_DAYS), filed_at=now, filed_by=actor.ref,
    )  # fmt: skip
    row.save(force_insert=True)
    fact = facts.DocketFiled(
        item_id=item.id, docket_kind=kind, prerequisite_hash=digest(row.id, name), plaintiff_id=plaintiff_id, defendant_id=defendant_id,
        claim_hash=digest(row.id, row.claim), answer_by=row.answer_by,
    )  # fmt: skip
    record(row, fact, actor=actor.ref, at=now)
    return row.id


@transaction.atomic
def answer(
    docket_id: UUID, *, text: str, bases: Sequence[Mapping[str, str]], actor: Actor, now: datetime, version: int | None = None
) -> None:
    """答辩: the department says what its prerequisite rests on, down to the article."""
    row = locked(docket_id, version)
    organisations.authority(actor, Act.ANSWER, organ_id=row.defendant_id, on=local_date(now))
    law.check_move(law.State(row.state), law.State.ANSWERED)
    row.answer, row.bases = text_of(text, FieldError("text", TEXT, "请写明答辩意见")), plain_bases(bases)
    row.state, row.answered_by = law.State.ANSWERED, actor.ref
    row.save()
    cited = tuple(basis.citation for basis in bases_of(row.bases))
    record(row, facts.DocketAnswered(answer_hash=digest(row.id, row.answer), bases=cited), actor=actor.ref, at=now)


def plain_bases(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Rows with a title, as they are kept."""
    return [{key: str(row.get(key, "")).strip() for key in ("title", "article", "rank")} for row in rows if str(row.get("title", "")).strip()]


def bases_of(rows: Sequence[Mapping[str, str]]) -> tuple[Basis, ...]:
    return content.values_of(Basis, rows)


@transaction.atomic
def decide(
    docket_id: UUID, *, presiding: UUID, votes: Mapping[UUID, str], bases: Sequence[Mapping[str, str]], reasons: str, actor: Actor,
    now: datetime, version: int | None = None,
) -> law.Verdict:
    """裁定 of the panel, by majority; the president records it. The second instance is final at once.

    Raises Forbidden (not the president), BadPanel, Invalid `catalogue.prerequisite_void` (kept without a basis in law).
    """
    row = locked(docket_id, version)
    if actor.account_id != presiding:
        raise Forbidden("裁定由庭长记录", code="catalogue.not_president")
    state = law.State(row.state)
    second = state is law.State.APPEALED
    law.check_move(state, law.State.FINAL if second else law.State.DECIDED)
    if state is law.State.FILED and local_date(now) <= row.answer_by:
        raise law.WrongState("答辩期限还没有过", remedy="请等被提请部门答辩，或者等答辩期限届满")
    members = members_of(votes)
    earlier = {UUID(m["account_id"]) for i in Instance.objects.filter(docket=row) for m in i.members}
    parties = {UUID(ref[8:]) for ref in (row.filed_by, row.answered_by) if ref.startswith("account:")}
    law.check_panel(
        members, presiding=presiding, parties=parties, plaintiff_organ=row.plaintiff_id, defendant_organ=row.defendant_id, before=earlier
    )
    verdict, kept = law.majority(members), plain_bases(bases)
    law.check_verdict(verdict, bases_of(kept))
    Instance.objects.create(
        docket=row, number=2 if second else 1, presiding_id=presiding, verdict=verdict, bases=kept, decided_at=now,
        members=[{"account_id": str(m.account_id), "organ_id": str(m.organ_id), "vote": m.vote} for m in members],
        reasons=text_of(reasons, FieldError("reasons", TEXT, "请写明裁定理由")),
    )  # fmt: skip
    row.appeal_by = None if second else days_after(now, APPEAL_DAYS)
    row.state = law.State.FINAL if second else law.State.DECIDED
    row.final_at = now if second else None
    row.save()
    fact = facts.DocketDecided(
        instance=2 if second else 1, presiding_id=presiding, members=tuple(m.account_id for m in members),
        votes=tuple(m.vote.value for m in members), verdict=verdict.value, bases=tuple(b.citation for b in bases_of(kept)),
        reasons_hash=digest(row.id, reasons.strip()), appeal_by=row.appeal_by,
    )  # fmt: skip
    record(row, *([fact, facts.DocketFinal(verdict=verdict.value)] if second else [fact]), actor=actor.ref, at=now)
    settle(row, now=now, actor=actor.ref)
    return verdict


def members_of(votes: Mapping[UUID, str]) -> list[law.Member]:
    """Raises Invalid when somebody is no member of staff, or a vote is none."""
    organs = organisations.organs_of(list(votes))
    try:
        return [law.Member(account_id, organs[account_id], law.Verdict(vote)) for account_id, vote in votes.items()]
    except (KeyError, ValueError):
        wrong = FieldError("members", "catalogue.panel_unknown", "请从名单里选审理组成员，并为每人选一种意见")
        raise Invalid("审理组成员或者意见不对", errors=(wrong,)) from None


@transaction.atomic
def appeal(docket_id: UUID, *, text: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """申请二审 by either side, in time; the second instance is in writing."""
    row = locked(docket_id, version)
    organ_id = organisations.own_organ(actor)
    if organ_id not in (row.plaintiff_id, row.defendant_id):
        raise Forbidden("只有提请方和被提请部门可以申请二审", code="catalogue.not_a_party")
    organisations.authority(actor, Act.EDIT_ITEM if organ_id == row.plaintiff_id else Act.ANSWER, organ_id=organ_id, on=local_date(now))
    law.check_move(law.State(row.state), law.State.APPEALED)
    if row.appeal_by and local_date(now) > row.appeal_by:
        raise law.WrongState("申请二审的期限已过", remedy="一审裁定已经生效")
    row.state, row.appeal, row.appealed_by_id = law.State.APPEALED, text_of(text, FieldError("text", TEXT, "请写明申请二审的理由")), organ_id
    row.save()
    record(row, facts.DocketAppealed(by_organ_id=organ_id, appeal_hash=digest(row.id, row.appeal)), actor=actor.ref, at=now)


@transaction.atomic
def withdraw(docket_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """撤回提请 before anything was decided."""
    row = locked(docket_id, version)
    organisations.authority(actor, Act.EDIT_ITEM, organ_id=row.plaintiff_id, on=local_date(now))
    law.check_move(law.State(row.state), law.State.WITHDRAWN)
    kept = text_of(reason, FieldError("reason", TEXT, "请写明撤回的理由"))
    row.state = law.State.WITHDRAWN
    row.save()
    record(row, facts.DocketWithdrawn(reason_hash=digest(row.id, kept)), actor=actor.ref, at=now)


def lapse(now: datetime, *, limit: int = 100) -> int:
    """Timed: nobody appealed in time, so the first instance is final from the end of the last day."""
    ids = Docket.objects.filter(state=law.State.DECIDED, appeal_by__lt=local_date(now)).values_list("id", flat=True)[:limit]
    return sum(lapse_one(docket_id, now) for docket_id in list(ids))


@transaction.atomic
def lapse_one(docket_id: UUID, now: datetime) -> bool:
    row = locked(docket_id)
    if row.state != law.State.DECIDED or row.appeal_by is None or row.appeal_by >= local_date(now):
        return False
    verdict = Instance.objects.get(docket=row, number=1).verdict
    row.state, row.final_at = law.State.FINAL, now
    row.save()
    record(row, facts.DocketFinal(verdict=verdict), actor="system:due", at=now)
    settle(row, now=now, actor="system:due")
    return True


def settle_item(item_id: UUID, *, now: datetime, actor: str) -> None:
    """At a publication: which verdicts on the item does the new version carry out?"""
    for row in Docket.objects.select_for_update(of=("self",)).filter(item_id=item_id, state=law.State.FINAL):
        settle(row, now=now, actor=actor)


def settle(row: Docket, *, now: datetime, actor: str) -> bool:
    """已执行 as soon as the version in force says what the verdict says; asked when a verdict is final and at each publication."""
    verdict = Instance.objects.filter(docket=row).order_by("-number").values_list("verdict", flat=True).first()
    version = ItemVersion.objects.filter(item_id=row.item_id, status=Status.PUBLISHED).first()
    if row.state != law.State.FINAL or version is None:
        return False
    listed = any(kept["name"] == row.prerequisite for kept in version.prerequisites or [])
    if listed is not (verdict != law.Verdict.STRIKE):
        return False
    row.state, row.carried_out_at = law.State.CARRIED_OUT, now
    row.save()
    record(row, facts.DocketCarriedOut(version_id=version.id), actor=actor, at=now)
    return True
