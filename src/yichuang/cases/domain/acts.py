"""Acts on the way to the decision: special procedures (45), extension (42), hearing (46–48), third parties (36),
visits (34), opinions (26), legal review, supplements. Each has a small state table; some hold a gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from yichuang.cases.domain.acceptance import LAW, SoleBanned, need_reason, require
from yichuang.cases.domain.dates import DEFAULT_EXTENSION, Dates, act_day, ends
from yichuang.cases.domain.phases import TECHNICAL, ActKind, Phase
from yichuang.cases.domain.state import Act, CaseState, Term
from yichuang.cases.domain.telling import HEARING_NOTICE_DAYS
from yichuang.catalogue.domain import Terms
from yichuang.clock.domain import GROUND_NAMES, Calendar, Ground, Limit, Stop, Unit, add_working_days, known_ground, last_day
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.kernel.values import Fact, local_date
from yichuang.organisations.domain import Act as Power

ACT_STATES: dict[ActKind, dict[str, tuple[str, ...]]] = {
    ActKind.CORRECTION: {"asked": ("complete", "lapsed", "replaced"), "complete": (), "lapsed": (), "replaced": ()},
    ActKind.SPECIAL: {"running": ("ended",), "ended": ()},
    ActKind.EXTENSION: {"asked": ("approved", "declined"), "approved": (), "declined": ()},
    ActKind.HEARING: {
        "right_told": ("right_told", "asked", "waived", "lapsed"), "asked": ("noticed",), "noticed": ("held", "noticed"),
        "held": (), "waived": ("noticed",), "lapsed": ("noticed",),  # 46: held also when nobody asks
    },
    ActKind.THIRD_PARTY: {"told": ("stated", "lapsed"), "stated": (), "lapsed": ("stated",)},
    ActKind.VISIT: {"ordered": ("recorded", "dropped"), "recorded": (), "dropped": ()},
    ActKind.OPINION: {"asked": ("answered", "silent"), "answered": (), "silent": ("answered", "dropped"), "dropped": ()},
    ActKind.LEGAL_REVIEW: {"opened": ("passed", "returned"), "passed": ("returned",), "returned": ()},
    ActKind.SUPPLEMENT: {"asked": ("received", "dropped"), "received": (), "dropped": ()},
    ActKind.STATEMENT: {"made": ("noted",), "noted": ()},
    ActKind.TOLERANCE: {
        "offered": ("agreed", "declined", "running"), "agreed": ("running", "declined"), "declined": (),
        "running": ("brought", "overdue"), "brought": ("complete", "running"), "overdue": ("brought", "broken"),
        "complete": (), "broken": (),
    },
    ActKind.PROMISE: {
        "signed": ("to_check", "declined"), "declined": (), "to_check": ("kept", "mending"), "kept": (),
        "mending": ("mended", "broken"), "mended": (), "broken": (),
    },
    ActKind.SENDING: {"sent": ("arrived", "called_off"), "arrived": (), "called_off": ()},
}  # fmt: skip
"""Small state tables of the acts, drawn in docs/states.md."""

ACT_OWNERS: dict[ActKind, str] = {
    ActKind.CORRECTION: "applicant", ActKind.SPECIAL: "undertaker", ActKind.EXTENSION: "director",
    ActKind.HEARING: "hearing_chair", ActKind.THIRD_PARTY: "third party", ActKind.VISIT: "visitor",
    ActKind.OPINION: "asked organ", ActKind.LEGAL_REVIEW: "legal", ActKind.SUPPLEMENT: "applicant",
    ActKind.STATEMENT: "undertaker", ActKind.TOLERANCE: "applicant, window, undertaker", ActKind.PROMISE: "applicant, undertaker",
    ActKind.SENDING: "window that hands it out, accepting organ",
}  # fmt: skip

DROPPABLE: dict[ActKind, Power] = {
    ActKind.VISIT: Power.VISIT, ActKind.OPINION: Power.CONSULT, ActKind.SUPPLEMENT: Power.REVIEW,
}
"""What the deciding organ asked for and may cease to wait for, and by whose power; rights of others (36, 46–48) are never
dropped."""


def may_be_dropped(act: Act) -> bool:
    """Whether the organ may cease to wait for this act as it stands: an opinion only once its time has gone by."""
    return act.kind in DROPPABLE and "dropped" in ACT_STATES[act.kind].get(act.state, ())


HEARING_ASK = Limit(5, Unit.WORKING_DAY)
"""许可法 47: asked within five days of being told, that is of service; working days by default (domain B)."""
HEARING_HOLD = Limit(20, Unit.WORKING_DAY)
"""许可法 47: held within twenty days of being asked for."""
APPOINT = Limit(5, Unit.WORKING_DAY)
"""许可法 55(2): two officers appointed within five days of acceptance; working days (82)."""
STATEMENT = Limit(5, Unit.WORKING_DAY)
"""Local practice [P]: time a third party has for 陈述申辩 from service of the notice (36 sets none)."""


class NotASpecialGround(Refusal):
    code = "cases.not_a_special_ground"
    message = "“%(ground)s”不能暂停计时。"
    article = f"{LAW}第四十五条"
    remedy = "只有听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审不计入期限；现场核查、公示、等其他机关意见都计入。"


class LongerThanCap(Refusal):
    code = "cases.special_longer_than_cap"
    message = "所需时间超过上限：本事项载明“%(ground)s”合计最多%(cap)s，本件最晚到%(latest)s。"
    article = f"{LAW}第四十五条"
    remedy = "按余下的时间告知；同一事由的上限全件合计，不按每次另算。"


class AlreadyStopped(Refusal):
    code = "cases.already_stopped"
    message = "已经在特别程序中，计时已暂停。"
    remedy = "先结束进行中的特别程序。"


class ExtendedBefore(Refusal):
    code = "cases.extended_before"
    message = "期限只能延长一次，本件已经延长或正在审批延期。"
    article = f"{LAW}第四十二条第一款"
    remedy = "请在延长后的期限内决定。"


class ExtensionTooLate(Refusal):
    code = "cases.extension_too_late"
    message = "法定期限已经届满，不能再延期。"
    article = f"{LAW}第四十二条第一款"
    remedy = "立即作出决定，并写超期说明。"


class ExtensionTooLong(Refusal):
    code = "cases.extension_too_long"
    message = "延长的期限超过上限%(cap)s。"
    article = f"{LAW}第四十二条第一款"
    remedy = "把延长的天数改到上限以内。"


class TooFewOfficers(Refusal):
    code = "cases.too_few_officers"
    message = "现场核查应当指派两名以上工作人员。"
    article = f"{LAW}第三十四条第三款"
    remedy = "再选一名持证的核查人员。"


class ChairWasReviewer(Forbidden):
    code = "cases.chair_was_reviewer"
    message = "听证主持人不能是审查本件的工作人员。"
    article = f"{LAW}第四十八条第一款第三项"
    remedy = "另选主持人。"


class NoticeTooShort(Refusal):
    code = "cases.hearing_notice_too_short"
    message = "举行听证的七日前应当通知时间、地点。"
    article = f"{LAW}第四十八条第一款第一项"
    remedy = "选%(earliest)s或以后的日期。"


class HearingTooLate(Refusal):
    code = "cases.hearing_too_late"
    message = "应当在申请听证之日起二十日内组织听证，最晚%(latest)s。"
    article = f"{LAW}第四十七条第一款"
    remedy = "选更早的日期。"


class HearingAskedTooLate(Refusal):
    code = "cases.hearing_asked_too_late"
    message = "被告知听证权利之日起五日内没有提出听证申请，%(due)s已经届满。"
    article = f"{LAW}第四十七条第一款"
    remedy = "您仍然可以陈述和申辩；行政机关认为需要的，可以另行告知听证。"


class HearingNotYet(Refusal):
    code = "cases.hearing_not_yet"
    message = "听证在%(day)s举行，还不能登记笔录。"
    article = f"{LAW}第四十八条第一款第五项"
    remedy = "听证结束后，由主持人登记经参加人签字的笔录。"


class ActGone(Refusal):
    code = "cases.act_gone"
    message = "这件事已经办过了。"
    remedy = "请刷新页面。"


FEWER_DAYS = (FieldError("days", "cases.fewer_days", "超过上限，请改少。"),)


def act_in(state: CaseState, act_id: UUID, kind: ActKind, to: str) -> Act:
    """The act, if it may go on to state `to`."""
    act = state.act(act_id)
    if act is None or act.kind is not kind or to not in ACT_STATES[kind].get(act.state, ()):
        raise ActGone()
    return act


def ground_of(text: str) -> Ground:
    known = known_ground(text)
    if known is None:
        raise NotASpecialGround(ground=text)
    return known


def stops_for(state: CaseState, ground: Ground) -> list[Stop]:
    """The stops this case has had for one cause, in order."""
    return sorted((s for s in state.stops if known_ground(s.ground) is ground), key=lambda s: s.from_on)


def cap_last(calendar: Calendar, cap: Limit, stops: Sequence[Stop], on: date) -> date | None:
    """The last day up to which a stop that begins on `on` may go: the cap is counted over all stops for its cause, so its
    time stands still between them."""
    begins = [*(s.from_on for s in stops), on]
    gaps = [Stop(stop.to_on or on, following) for stop, following in zip(stops, begins[1:], strict=True)]
    return last_day(calendar, begins[0], cap, gaps)


def check_special(state: CaseState, terms: Terms, calendar: Calendar, *, ground: str, needed: Limit, on: date) -> Ground:
    """45: only its causes, for the time told in writing, within the version's cap for that cause over the whole case.

    Limits of different units are compared by the last days they give from `on` (design §5 Clock).
    """
    require(state, Phase.UNDER_REVIEW)
    if not state.is_licence:
        raise SoleBanned()
    known = ground_of(ground)
    if state.is_stopped:
        raise AlreadyStopped()
    if needed.amount <= 0:
        raise Invalid("没有写所需时间。", errors=(FieldError("needed", "required", "请填需要几个工作日。"),))
    stated = terms.cap(known)
    if stated is not None:
        before = stops_for(state, known)
        expected, latest = last_day(calendar, on, needed), cap_last(calendar, stated.limit, before, on)
        if expected and latest and expected > latest:
            raise LongerThanCap(ground=GROUND_NAMES[known], cap=stated.limit.amount, latest=latest.isoformat(), errors=FEWER_DAYS)
    return known


def start_special(
    *, act_id: UUID, ground: Ground, article: str, needed: Limit, document_id: UUID,
    authority_ref: str, now: datetime, statement_id: UUID | None, statement_hash: str,
) -> list[Fact]:
    return [
        f.SpecialProcedureStarted(
            act_id=act_id, ground=ground.value, article=article, statement_id=statement_id, statement_hash=statement_hash, needed=needed.amount, unit=needed.unit.value,
            from_on=local_date(now), document_id=document_id, authority_ref=authority_ref,
        )
    ]  # fmt: skip


def end_special(state: CaseState, act_id: UUID, *, document_id: UUID, now: datetime) -> list[Fact]:
    act_in(state, act_id, ActKind.SPECIAL, "ended")
    return [f.SpecialProcedureEnded(act_id=act_id, to_on=local_date(now), document_id=document_id)]


def extension_cap(terms: Terms) -> Limit:
    return terms.extension or DEFAULT_EXTENSION


def check_extension(state: CaseState, terms: Terms, dates: Dates, *, amount: int, reason: str, now: datetime) -> None:
    """42: once, asked and approved before the last day has gone, not longer than the cap, with a reason."""
    require(state, Phase.UNDER_REVIEW)
    if not state.is_licence:
        raise SoleBanned()
    asked = [a for a in state.acts_of(ActKind.EXTENSION) if a.state in ("asked", "approved")]
    if asked:
        raise ExtendedBefore()
    check_in_time(dates, now)
    if amount <= 0 or amount > extension_cap(terms).amount:
        raise ExtensionTooLong(cap=str(extension_cap(terms).amount), errors=FEWER_DAYS)
    need_reason(reason)


def check_in_time(dates: Dates, now: datetime) -> None:
    if dates.statutory_on is not None and now >= ends(dates.statutory_on):
        raise ExtensionTooLate()


def approve_extension(
    state: CaseState, terms: Terms, act_id: UUID, *, document_id: UUID, authority_ref: str, tell_by: date | None = None
) -> list[Fact]:
    act = act_in(state, act_id, ActKind.EXTENSION, "approved")
    article = terms.extension_article or "第四十二条第一款"
    return [
        f.ExtensionApproved(
            act_id=act_id, amount=int(str(act.data["amount"])), unit=str(act.data["unit"]), article=article,
            document_id=document_id, authority_ref=authority_ref, tell_by=tell_by,
        )
    ]  # fmt: skip


def open_act(
    act_id: UUID, kind: ActKind, state_name: str, *, term: Term | None = None, data: dict[str, object] | None = None,
    document_id: UUID | None = None, gate_id: UUID | None = None, opened: f.Opened = (),
) -> Fact:  # fmt: skip
    return f.ActOpened(
        act_id=act_id, act=kind.value, state=state_name, limit=term.limit if term else None, unit=term.unit if term else "",
        from_on=term.from_on if term else None, data=data or {}, document_id=document_id, gate_id=gate_id, opened=opened,
    )  # fmt: skip


def running(limit: Limit, from_on: date) -> Term:
    """Days that run from a day that is known: asking an organ (26), the hearing that was asked for (47)."""
    return Term(limit.amount, limit.unit.value, from_on)


def from_service(limit: Limit) -> Term:
    """Days of those who are told: they run once the notice is served (36, 47; design §5a)."""
    return Term(limit.amount, limit.unit.value, None)


def move_act(
    state: CaseState, act_id: UUID, kind: ActKind, to: str, *, term: Term | None = None,
    data: dict[str, object] | None = None, document_id: UUID | None = None, met: bool = False, opened: f.Opened = (),
) -> Fact:  # fmt: skip
    """The act goes on along its table while the case is under review; `met` opens the way to the decision.

    Its desk tasks end with it, but an organ that was only silent may still answer (26).
    """
    require(state, Phase.UNDER_REVIEW)
    act_in(state, act_id, kind, to)
    waits = to == "silent" and not met
    closed = () if waits else tuple(t.id for t in state.open_tasks if t.node == str(act_id))
    return f.ActMoved(
        act_id=act_id, state=to, limit=term.limit if term else None, unit=term.unit if term else "",
        from_on=term.from_on if term else None, data=data or {}, document_id=document_id, met=met, closed=closed, opened=opened,
    )  # fmt: skip


def appoint_by(state: CaseState, calendar: Calendar) -> date | None:
    """55(2): the last day for appointing the officers of an inspection, testing or quarantine."""
    return last_day(calendar, state.accepted_on, APPOINT) if state.accepted_on else None


def visit_data(state: CaseState, calendar: Calendar, officers: Sequence[UUID], purpose: str) -> dict[str, object]:
    """What a visit carries; one made for an inspection, testing or quarantine also its purpose and the day of 55(2)."""
    data: dict[str, object] = {"officers": [str(o) for o in dict.fromkeys(officers)]}
    if purpose:
        if purpose not in TECHNICAL:
            raise Invalid("没有选核查的目的。", errors=(FieldError("purpose", "unknown", "请选现场核查、检验、检测或者检疫。"),))
        last = appoint_by(state, calendar)
        data |= {"purpose": purpose, "appoint_by": last.isoformat() if last else ""}
    return data


def check_officers(officers: Sequence[UUID]) -> None:
    """34(3): two or more officers on a visit."""
    if len(set(officers)) < 2:
        raise TooFewOfficers()


ANOTHER_DAY = (FieldError("day", "cases.another_day", "请另选日期。"),)


def check_hearing_day(calendar: Calendar, latest: date | None, *, day: date, now: datetime) -> None:
    """48(1): told seven days before, in working days like every period of the law (82); 47: held within twenty days of being
    asked for."""
    earliest = add_working_days(calendar, local_date(now), HEARING_NOTICE_DAYS)
    if day < earliest:
        raise NoticeTooShort(earliest=earliest, errors=ANOTHER_DAY)
    if latest is not None and day > latest:
        raise HearingTooLate(latest=latest, errors=ANOTHER_DAY)


def check_licence(state: CaseState) -> None:
    """Hearings of 46–48 belong to licences."""
    if not state.is_licence:
        raise SoleBanned()


def own_last_day(calendar: Calendar, act: Act, parties: Iterable[UUID]) -> date | None:
    """Until when these may use a right they were told of: each from their own service, the latest of them; None while one of
    them is not served, for then no days run."""
    served: Mapping[str, str] = act.data.get("served", {})  # type: ignore[assignment]
    days = []
    for party in map(str, parties):
        days.append(act_day(calendar, act, date.fromisoformat(served[party]) if party in served else None))
    return max((day for day in days if day), default=None) if None not in days else None


def check_hearing_asked(last: date | None, now: datetime) -> None:
    """47: within five days of being told."""
    if last is not None and now >= ends(last):
        raise HearingAskedTooLate(due=last)


def check_held(act: Act, held_at: datetime, now: datetime) -> None:
    """A record is of what has taken place: never in the future, never before the act was opened (design §4)."""
    if not act.opened_at <= held_at <= now:
        wrong = FieldError("held_at", "span", "发生的时间应当在这件事开始以后、现在以前。")
        raise Invalid("笔录的时间不对。", code="cases.held_at", errors=(wrong,))


def check_hearing_held(act: Act, held_at: datetime) -> None:
    """48(5): a record is of what has taken place, on the day that was told."""
    day = str(act.data.get("day", ""))
    if day and local_date(held_at) < date.fromisoformat(day):
        raise HearingNotYet(day=date.fromisoformat(day))


def heard_on(state: CaseState) -> date | None:
    """48(2): the day of the hearing whose record the decision rests on; None when none was held."""
    held = [act for act in state.acts_of(ActKind.HEARING) if act.state == "held" and act.data.get("day")]
    return date.fromisoformat(str(held[-1].data["day"])) if held else None


def check_chair(state: CaseState, chair_id: UUID) -> None:
    """48(3): the chair is somebody who did not review this application."""
    reviewers = {t.owner_id for t in state.tasks if t.claimed_at or t.closed_at}
    if chair_id in reviewers or chair_id == state.acceptor_id:
        raise ChairWasReviewer(errors=(FieldError("chair_id", ChairWasReviewer.code, "请另选主持人。"),))
