"""What the dossier page offers whoever looks at it: a panel for each task and act that waits for them, the rest as links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.cases.domain import decision, timers
from yichuang.cases.domain.acceptance import PROPOSED, AcceptedTogether, is_together, proposal
from yichuang.cases.domain.acts import DROPPABLE, may_be_dropped
from yichuang.cases.domain.decision import DecidedTogether
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.cases.domain.state import Act as CaseAct
from yichuang.cases.domain.state import Task
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.documents.domain import remedy_text
from yichuang.dossier.api import DossierView
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import ZONE, new_id
from yichuang.licences import api as licences
from yichuang.look.templatetags.look import day, said
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, post_name
from yichuang.procedures import api as procedures
from yichuang.web import desk_at_once, desk_promise_panels, desk_sending, desk_smart, desk_verbs
from yichuang.web.case_clock import GATES, held_by
from yichuang.web.desk_act_notes import act_note
from yichuang.web.desk_actor import Desk
from yichuang.web.desk_boxes import FieldBox, boxes
from yichuang.web.desk_forms import DeskVerb, offered

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Panel:
    """One box at the right. `look` chooses its drawing: accept, decide, or plain for a form with one button."""

    verb: DeskVerb
    title: str
    look: str
    fields: tuple[FieldBox, ...]
    key: str
    note: str = ""
    blocked: str = ""
    button: str = ""
    claimable: bool = False
    heading_id: str = ""
    task_id: UUID | None = None
    links: tuple[DeskVerb, ...] = ()
    warning: str = ""
    asks: Asked | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the drawing says a step is there for (`yc:act`); `verb` opens it where the actor may and the case allows."""

    what: str
    verb: DeskVerb | None


def panels(desk: Desk, dossier: DossierView | None) -> list[Panel]:
    """The panels, the most important first: decide, own step, acceptance, acts."""
    found = [*of_decision(desk, dossier), *of_tasks(desk), *of_acceptance(desk, dossier), *of_acts(desk), *desk_promise_panels.of(desk, made)]
    return [panel for panel in found if desk_verbs.is_lawful(panel.verb, desk.view.state)]


def made(desk: Desk, name: str, title: str = "", *, look: str = "plain", act_id: UUID | None = None, **more: Any) -> Panel:
    verb = desk_verbs.find(name)
    assert verb is not None
    initial = {"act_id": act_id} if act_id else {}
    form = verb.form(state=desk.view.state, actor=desk.actor, today=desk.today, initial=initial)
    shown = tuple(box for box in boxes(form) if box.name != "cut_reason")  # a panel stands only when all steps are done
    key = str(new_id())
    button = more.pop("button", "") or str(verb.label)
    place = f"p-{name}-{str(more.get('task_id') or act_id or '')[-8:]}".rstrip("-")
    return Panel(verb, title or str(verb.label), look, shown, key, button=button, heading_id=place, **more)


def of_decision(desk: Desk, dossier: DossierView | None) -> Iterator[Panel]:
    state = desk.view.state
    open_decide = next((t for t in state.open_tasks if t.kind is TaskKind.DECIDE), None)
    if open_decide is None or not desk.may(Act.GRANT):
        return
    own = state.acceptor_id == desk.actor.account_id
    blocked = _("您受理了本件，受理人不能决定同一件。请由有签发权限的另一人决定。") if own else waiting(desk)
    left = dossier.review_left if dossier else 0
    if not state.is_licence:
        yield made(desk, "conclude", _("办结"), blocked=blocked, note=one_of_all(desk, DecidedTogether()))
        return
    yield made(desk, "decide", _("作出决定"), look="decide", blocked=blocked, note=summary(desk, dossier, left), warning=one_of_all(desk, DecidedTogether()))


def one_of_all(desk: Desk, refusal: Refusal) -> str:
    """What one act over all does with a case of a unified handling, and how."""
    return f"{said(refusal)}{_(str(refusal.remedy))}" if is_together(desk.view.state) else ""


def waiting(desk: Desk) -> str:
    """Which gate still holds the decision."""
    state = desk.view.state
    if state.is_stopped:
        return _("特别程序还没有结束，恢复计时以后才能决定（《行政许可法》第四十五条）。")
    if held := held_by(state):
        return _("还不能决定：%(gate)s还没有完成。") % {"gate": held}
    try:
        decision.check_rights(state, desk.view.terms)
    except Refusal as refusal:
        return f"{said(refusal)}（{refusal.article}）{_(str(refusal.remedy))}"
    return ""


def summary(desk: Desk, dossier: DossierView | None, left: int) -> str:
    total = len(dossier.review) if dossier else 0
    given = [t for t in desk.view.state.tasks if t.kind in (TaskKind.STEP, TaskKind.SIDE) and t.verdict]
    against = sum(t.verdict == "disagree" for t in given)
    points = _("审查要点%(n)s项全部符合") % {"n": total} if not left else _("审查要点%(n)s项，%(left)s项没有记为符合") % {"n": total, "left": left}  # fmt: skip
    words = _("意见%(n)s份，均为同意。") if not against else _("意见%(n)s份，%(against)s份不同意。")
    return points + _("；") + words % {"n": len(given), "against": against}


def of_tasks(desk: Desk) -> Iterator[Panel]:
    state = desk.view.state
    acts = {str(act.id): act for act in state.acts}
    for task in state.open_tasks:
        if not desk.is_mine(task) or task.kind in (TaskKind.DECIDE, TaskKind.ACCEPT):
            continue
        act = acts.get(task.node)
        if task.kind is TaskKind.DELIVER:
            waits = desk_sending.waits(state) if state.made_at else _("决定书正在制作，用印以后才能送达。")
            yield made(desk, "deliver" if state.licence_id else "serve", blocked=waits)
        elif task.kind is TaskKind.SPOT_CHECK:
            own = desk.actor.account_id in (state.decider_id, state.acceptor_id)
            yield made(desk, "spot-check", _(task.name), note=step_note(desk, task), claimable=task.claimed_at is None,
                       blocked=_("不能抽查自己办的即办件。") if own else "", button=_("提交抽查结果"), task_id=task.id)  # fmt: skip
        elif task.kind is TaskKind.AUTOMATIC_REVIEW:
            yield made(desk, "answer-automatic", _(task.name), note=desk_smart.asked(desk.view), claimable=task.claimed_at is None, task_id=task.id)
        elif task.kind is TaskKind.FIRST_REVIEW:
            yield made(desk, "report", _(task.name), note=step_note(desk, task), claimable=task.claimed_at is None, blocked=apart(desk),
                       button=_("报送初审意见"), task_id=task.id)  # fmt: skip
        elif task.kind is TaskKind.REPORT:
            yield made(desk, "report-up", _(task.name), note=step_note(desk, task), claimable=task.claimed_at is None, button=_("转报"), task_id=task.id)
        elif act is not None:
            yield from of_act_task(desk, task, act)
        elif task.node == PROPOSED:
            yield from of_proposal(desk)
        elif task.kind in (TaskKind.STEP, TaskKind.SIDE):
            yield made(desk, "complete", _(task.name), note=step_note(desk, task), claimable=task.claimed_at is None,
                       blocked=apart(desk), button=_("提交意见"), task_id=task.id, links=around(desk, task),
                       asks=asked_by(desk, task))  # fmt: skip


ASKED_BY: dict[str, str] = {
    "visit": "visit", "special": "special", "hearing": "hearing", "third_party": "third-party", "opinion": "opinion",
    "legal_review": "open-legal", "supplement": "supplement",
}
"""`yc:act` of a step → the desk verb that opens that act."""


def asked_by(desk: Desk, task: Task) -> Asked | None:
    state = desk.view.state
    if task.kind is not TaskKind.STEP or state.procedure_id is None:
        return None
    net = catalogue.net(state.procedure_id)
    act = net.node(task.node).act if task.node in net.index else ""
    verb = desk_verbs.find(ASKED_BY.get(act, ""))
    if verb is None:
        return None
    open_here = desk_verbs.is_lawful(verb, state) and within(desk, verb.name)
    return Asked(procedures.ACTS[act], verb if open_here else None)


def of_proposal(desk: Desk) -> Iterator[Panel]:
    """请示不予受理: reject, or send it back to the window; both with a reason."""
    told = next((e.fact for e in reversed(desk.view.history) if e.kind == "cases.RejectionProposed"), None)
    note = desk.view.texts.get(str(told.statement_id), "") if told else ""
    yield made(desk, "reject", note=note, button=_("作出不予受理决定"))
    yield made(desk, "decline-reject", note=_("窗口继续核对受理要素；五个工作日照算。"))


def around(desk: Desk, task: Task) -> tuple[DeskVerb, ...]:
    """转办, 会签, 退回 of this very step."""
    found = [verb for verb in offered(desk.view.state) if verb.name in ("hand-over", "insert", "send-back")]
    return tuple(verb for verb in found if verb.name == "hand-over" or task.kind is TaskKind.STEP)


def step_note(desk: Desk, task: Task) -> str:
    if task.host_id:
        asked = next((e.fact for e in desk.view.history if e.kind == "cases.SideTaskOpened"
                      and any(str(row["id"]) == str(task.id) for row in e.fact.opened)), None)  # fmt: skip
        return desk.view.texts.get(str(asked.statement_id), "") if asked else ""
    words = [_("环节时限%(n)s个工作日。") % {"n": task.limit}] if task.limit else []
    for timer in timers.running(desk.view.state, desk.view.calendar):
        if timer.task_id in (task.id, None):
            last = day((timer.at - INSTANT).astimezone(ZONE))
            words.append(_("“%(step)s”到%(day)s没有办完的，流程自动往下走。") % {"step": _(timer.name), "day": last})
    return "".join(words)


def apart(desk: Desk) -> str:
    if desk.view.state.acceptor_id == desk.actor.account_id and not desk.view.terms.one_review:
        return _("您受理了本件，受理人不能审查同一件。请转给其他承办人。")
    return ""


def of_act_task(desk: Desk, task: Task, act: CaseAct) -> Iterator[Panel]:
    names = {ActKind.EXTENSION: "extend", ActKind.LEGAL_REVIEW: "review-law", ActKind.VISIT: "record-visit",
             ActKind.OPINION: "answer-opinion"}  # fmt: skip
    if act.kind in names:
        yield made(desk, names[act.kind], act_id=act.id, note=act_note(desk, act))


def of_acceptance(desk: Desk, dossier: DossierView | None) -> Iterator[Panel]:
    state = desk.view.state
    if not desk.marks_acceptance:
        return
    left = dossier.acceptance_left if dossier else 0
    marked = [p for p in dossier.acceptance if p.state == "missing"] if dossier else []
    if state.phase is Phase.CORRECTING and not state.corrected_at:
        yield made(desk, "bring", button=_("登记收到"))
    if desk.decides_at_once:
        yield made(desk, "at-once", look="link", note=desk_at_once.NOTES[state.is_licence], button=_("逐项核对，当场办理"))
    note = _("受理要素全部齐全合规。") if not left else _("还有%(n)s项受理要素没有记为齐全合规。") % {"n": left}
    warning = banned(desk) or one_of_all(desk, AcceptedTogether())
    yield made(desk, "accept", _("核对受理要素"), look="accept", note=note, blocked=str(left) if left else "", warning=warning)
    if state.phase is Phase.RECEIVED or state.corrected_at:
        yield made(desk, "correct", look="correct", note=str(len(marked)), button=_("发出补正告知书"))


def banned(desk: Desk) -> str:
    """The ban of 78 or 79 this application fell into, with its article, its last day and what is to be done."""
    state = desk.view.state
    ban = licences.ban_of(state.applicant_id, desk.view.terms.item_id, at=state.received_at) if state.is_licence else None
    if ban is None:
        return ""
    if state.phase not in (Phase.RECEIVED, Phase.CORRECTING):
        words = _("申请人曾%(why)s，%(until)s以前（含当日）不得再次申请本事项（%(article)s），只能作不予决定。")
    else:
        words = _("申请人曾%(why)s，%(until)s以前（含当日）不得再次申请本事项（%(article)s）。请由有权人员作出不予受理决定。")
    return words % {"why": _(ban.why), "until": day(ban.to_on), "article": ban.article}


def of_acts(desk: Desk) -> Iterator[Panel]:
    for act in desk.view.state.acts:
        if act.kind is ActKind.HEARING and act.state == "noticed":
            yield from of_hearing(desk, act)
            continue
        name = FREE.get((act.kind, act.state))
        if act.kind is ActKind.HEARING and act.state in ("waived", "lapsed") and desk.view.terms.hearing_required:
            name = ("notice-hearing", Act.HEARING)  # 46: nobody asked, and it is held all the same
        if name is not None and desk.may(name[1], organ_of(act)):
            yield made(desk, name[0], act_id=act.id, note=act_note(desk, act))
    for act in filter(may_be_dropped, desk.view.state.acts):
        if desk.may(DROPPABLE[act.kind]):
            what = GATES[act.kind.value]
            yield made(desk, "drop", _("不再等待：%(what)s") % {"what": _(what)}, act_id=act.id, note=act_note(desk, act))


def of_hearing(desk: Desk, act: CaseAct) -> Iterator[Panel]:
    """A hearing that was noticed: the chair keeps the record when it is over; others answer 回避, or put it off."""
    asked = act.data.get("avoidance") == "asked"
    if str(desk.actor.account_id) == act.data.get("chair_id"):
        blocked = _("有人申请您回避，答复以前不能主持听证。") if asked else ""
        when = date.fromisoformat(str(act.data["day"]))
        if desk.today < when:
            blocked = blocked or _("听证在%(day)s举行，结束以后在这里登记笔录。") % {"day": day(when)}
        yield made(desk, "record-hearing", act_id=act.id, blocked=blocked)
    elif desk.may(Act.HEARING):
        if asked:
            why = desk.view.texts.get(str(act.data.get("avoidance_id")), "")
            yield made(desk, "decline-avoidance", act_id=act.id, note=_("申请主持人回避：%(why)s") % {"why": why})
        yield made(desk, "notice-hearing", _("改期，或者另选主持人"), act_id=act.id, note=_("重新通知，仍要提前七日。"))


def organ_of(act: CaseAct) -> UUID | None:
    asked = act.data.get("organ_id")
    return UUID(str(asked)) if asked else None


FREE: dict[tuple[ActKind, str], tuple[str, Act]] = {
    (ActKind.SPECIAL, "running"): ("end-special", Act.SPECIAL_END),
    (ActKind.THIRD_PARTY, "told"): ("take-statement", Act.TAKE_STATEMENT),
    (ActKind.THIRD_PARTY, "lapsed"): ("take-statement", Act.TAKE_STATEMENT),
    (ActKind.HEARING, "right_told"): ("answer-hearing", Act.HEARING),
    (ActKind.HEARING, "asked"): ("notice-hearing", Act.HEARING),
    (ActKind.STATEMENT, "made"): ("note-statement", Act.REVIEW),
    (ActKind.OPINION, "silent"): ("answer-opinion", Act.ANSWER),
}
"""Acts whose next move waits for a power, not for an open task."""

NEEDS: dict[str, tuple[Act, ...]] = {
    "not-needed": (Act.NOT_NEEDED,), "reject": (Act.REJECT,), "special": (Act.SPECIAL_START,), "extension": (Act.ASK_EXTENSION,),
    "opinion": (Act.CONSULT,), "third-party": (Act.TELL_THIRD_PARTY,), "hearing": (Act.HEARING,), "visit": (Act.VISIT,),
    "supplement": (Act.REVIEW,), "return": (Act.GRANT, Act.REFUSE), "end": (Act.TERMINATE,), "overdue-note": (Act.OVERDUE_NOTE,),
    "serve": (Act.SERVE,), "deliver": (Act.ISSUE,), "propose-reject": (Act.ACCEPT,), "fix": (Act.CORRECT_ON_SPOT,), "open-legal": (Act.REVIEW,), "exchange": (Act.ISSUE,),
    "record-statement": (Act.TAKE_STATEMENT,), "lift-ban": (Act.REVOKE,), "compare": (Act.RECEIVE,),
    "offer-gaps": (Act.ACCEPT_WITH_GAPS,), "decline-gaps": (Act.ACCEPT_WITH_GAPS,), "drop-promise": (Act.RECEIVE,),
}  # fmt: skip
"""The power a link asks for before it is shown; the verb asks again when it is called."""
PROMISED = ("offer-gaps", "decline-gaps", "drop-promise")
LINKED = ("fix", "open-legal", "take-back", "exchange", "correct-slip", "record-statement", "lift-ban", "compare", *desk_sending.NAMES, *PROMISED)
STEPS = (TaskKind.STEP, TaskKind.SIDE)
AT_WINDOW = frozenset({"not-needed", "reject", "propose-reject", "fix", "compare", *PROMISED})
AT_COUNTER = frozenset({"serve", "deliver", "exchange"})
ON_TASK = frozenset({"insert", "send-back"})


def others(desk: Desk) -> list[DeskVerb]:
    """The verbs offered as links: lawful in this state and within the actor's power."""
    state = desk.view.state
    own = [t for t in state.open_tasks if desk.is_mine(t)]
    in_panels = {"hand-over", "insert", "send-back"} if any(t.kind in STEPS for t in own) else set()
    if any(t.kind is TaskKind.DELIVER for t in own):
        in_panels = {"deliver" if state.licence_id else "serve"}
    known = [v for v in (*offered(state), *(desk_verbs.PANELS[n] for n in LINKED)) if v.name not in in_panels]
    found = [v for v in known if within(desk, v.name) and desk_verbs.is_lawful(v, state)]
    if desk.may(Act.GRANT) and state.is_licence and not any(t.kind is TaskKind.DECIDE for t in state.open_tasks):
        found += [desk_verbs.PANELS["decide"]] if state.phase is Phase.UNDER_REVIEW else []
    return found


def within(desk: Desk, name: str) -> bool:
    state, own = desk.view.state, [t for t in desk.view.state.open_tasks if desk.is_mine(t)]
    if name == "propose-reject" and (proposal(state) or desk.may(Act.REJECT, state.accepting_organ_id)):
        return False
    if name == "hand-over":
        return bool(own) or (bool(state.open_tasks) and desk.may(Act.ASSIGN))
    if name in ON_TASK:
        return any(t.kind is TaskKind.STEP for t in own)
    if name == "take-back":
        done = [t for t in state.tasks if t.kind is TaskKind.STEP and t.closed_at and t.owner_id == desk.actor.account_id]
        return bool(done) and not any(t.claimed_at for t in state.open_tasks)
    if name == "open-legal":
        acts = state.acts_of(ActKind.LEGAL_REVIEW)
        return desk.may(Act.REVIEW) and not any(a.state in ("opened", "passed") for a in acts)
    if name == "correct-slip":
        return desk.may_correct
    if name in desk_sending.NAMES:
        return desk_sending.may(name, desk)
    if name == "serve" and not documents.waiting(state.id):
        return False
    asked = desk.at_counter if name in AT_COUNTER else desk.at_window if name in AT_WINDOW else desk.may
    return any(map(asked, NEEDS.get(name, ())))


def remedy(desk: Desk) -> str:
    """What a refusal will tell about review and court; nobody can leave it out."""
    organ = organisations.organ(desk.view.state.deciding_organ_id)
    try:
        first = Act.REFUSE in desk.view.terms.review_first
        return remedy_text(organ=organ.review_organ, url=organ.review_url, court=organ.court, review_first=first)
    except Refusal as refusal:
        return str(refusal.message)


def holders(desk: Desk, task: Task) -> str:
    """Who an unclaimed task waits for: its post, and the people in it."""
    people = organisations.holders(task.post, organ_id=task.organ_id, on=desk.today)
    return f"{_(post_name(task.post))} {'、'.join(p.name for p in people[:3])}".strip()
