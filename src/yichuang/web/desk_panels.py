"""What the dossier page offers whoever looks at it: a panel for each task and act that waits for them, the rest as links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from yichuang.cases.api import CaseView
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.cases.domain.state import Act as CaseAct
from yichuang.cases.domain.state import Task
from yichuang.documents import api as documents
from yichuang.documents.domain import remedy_text
from yichuang.dossier.api import DossierView
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import new_id
from yichuang.look.templatetags.look import day
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, post_name
from yichuang.web import desk_verbs
from yichuang.web.desk_forms import DeskVerb, VerbForm, offered


@dataclass(frozen=True, slots=True)
class FieldBox:
    """One form field as the component `c-field` takes it."""

    name: str
    label: Any
    hint: Any
    type: str
    value: Any
    error: str
    options: tuple[tuple[Any, ...], ...] = ()
    optional: bool = False
    rows: int = 4
    width: str = ""
    only: str = ""
    """Choices of the form's `mode` under which this one is asked; always when empty."""


KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"), (forms.Textarea, "textarea"), (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radio"), (forms.Select, "select"), (forms.CheckboxInput, "checkbox"), (forms.DateInput, "date"),
    (forms.DateTimeInput, "datetime-local"),
    (forms.TimeInput, "time"), (forms.NumberInput, "number"),
)  # fmt: skip


WIDTHS = {"number": "s", "time": "s", "date": "s", "datetime-local": "m"}


def boxes(form: VerbForm) -> list[FieldBox]:
    """The fields of a form for the page, each with its error and what was typed."""
    return [field_box(form, name) for name in form.fields]


def field_box(form: VerbForm, name: str) -> FieldBox:
    bound = form[name]
    kind = next((word for widget, word in KINDS if isinstance(bound.field.widget, widget)), "text")
    value = bound.value()
    value = value.isoformat() if isinstance(value, date) else value
    options = tuple((str(k), v) for k, v in getattr(bound.field, "choices", ()) if k != "" or kind == "select")
    many = kind == "checkboxes"
    only = " ".join(form.asked_for(name)) if isinstance(form, VerbForm) else ""
    optional = form.may_stay_empty(name) if isinstance(form, VerbForm) else not bound.field.required
    return FieldBox(
        name, bound.label, bound.help_text, kind, [str(v) for v in value or ()] if many else "" if value is None else value,
        "".join(str(error) for error in bound.errors), options, optional and kind != "checkbox",
        int(bound.field.widget.attrs.get("rows", 4)), WIDTHS.get(kind, ""), only,
    )  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Desk:
    """The actor before one case: what they may do here and now."""

    view: CaseView
    actor: Actor
    today: date

    def may(self, act: Act, organ_id: UUID | None = None) -> bool:
        organ = organ_id or self.view.state.deciding_organ_id
        return organisations.may(self.actor, act, organ_id=organ, item_id=self.view.terms.item_id, on=self.today)

    def may_accept(self) -> bool:
        return self.may(Act.ACCEPT, self.view.state.accepting_organ_id)

    def is_mine(self, task: Task) -> bool:
        if task.owner_id == self.actor.account_id:
            return True
        free = task.owner_id is None
        return free and task.post in self.actor.posts and task.organ_id in organisations.mine(self.actor)

    @property
    def marks_acceptance(self) -> bool:
        return self.view.state.phase in (Phase.RECEIVED, Phase.CORRECTING) and self.may_accept()

    @property
    def marks_review(self) -> bool:
        return self.view.state.phase is Phase.UNDER_REVIEW and any(map(self.may, (Act.REVIEW, Act.CHECK, Act.GRANT)))


def panels(desk: Desk, dossier: DossierView | None) -> list[Panel]:
    """The panels, the most important first: decide, own step, acceptance, acts."""
    found = [*of_decision(desk, dossier), *of_tasks(desk), *of_acceptance(desk, dossier), *of_acts(desk)]
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
    own = state.acceptor_id == desk.actor.account_id and not desk.view.terms.on_the_spot
    blocked = _("您受理了本件，受理人不能决定同一件。请由有签发权限的另一人决定。") if own else waiting(desk)
    left = dossier.review_left if dossier else 0
    if not state.is_licence:
        yield made(desk, "conclude", _("办结"), blocked=blocked)
        return
    yield made(desk, "decide", _("作出决定"), look="decide", blocked=blocked, note=summary(desk, dossier, left))


def waiting(desk: Desk) -> str:
    """Which gate still holds the decision."""
    state = desk.view.state
    if state.is_stopped:
        return _("特别程序还没有结束，恢复计时以后才能决定（《行政许可法》第四十五条）。")
    if state.unmet_gates:
        names = _("、").join(dict.fromkeys(_(GATES.get(g.kind, g.kind)) for g in state.unmet_gates))
        return _("还不能决定：%(gate)s还没有完成。") % {"gate": names}
    return ""


GATES = {
    "legal_review": "法制审核", "hearing": "听证", "third_party": "利害关系人陈述申辩", "visit": "现场核查",
    "opinion": "征求意见", "supplement": "补充说明", "special": "特别程序",
}  # fmt: skip


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
            waits = "" if state.made_at else _("决定书正在制作，用印以后才能送达。")
            yield made(desk, "deliver" if state.licence_id else "serve", blocked=waits)
        elif act is not None:
            yield from of_act_task(desk, task, act)
        elif task.kind in (TaskKind.STEP, TaskKind.SIDE):
            yield made(desk, "complete", _(task.name), note=step_note(desk, task), claimable=task.claimed_at is None,
                       blocked=apart(desk), button=_("提交意见"), task_id=task.id, links=around(desk, task))  # fmt: skip


def around(desk: Desk, task: Task) -> tuple[DeskVerb, ...]:
    """转办, 会签, 退回 of this very step."""
    found = [verb for verb in offered(desk.view.state) if verb.name in ("hand-over", "insert", "send-back")]
    return tuple(verb for verb in found if verb.name == "hand-over" or task.kind is TaskKind.STEP)


def step_note(desk: Desk, task: Task) -> str:
    if task.host_id:
        asked = next((e.fact for e in desk.view.history if e.kind == "cases.SideTaskOpened"
                      and any(str(row["id"]) == str(task.id) for row in e.fact.opened)), None)  # fmt: skip
        return desk.view.texts.get(str(asked.statement_id), "") if asked else ""
    return _("环节时限%(n)s个工作日") % {"n": task.limit} if task.limit else ""


def apart(desk: Desk) -> str:
    if desk.view.state.acceptor_id == desk.actor.account_id and not desk.view.terms.one_review:
        return _("您受理了本件，受理人不能审查同一件。请转给其他承办人。")
    return ""


def of_act_task(desk: Desk, task: Task, act: CaseAct) -> Iterator[Panel]:
    names = {ActKind.EXTENSION: "extend", ActKind.LEGAL_REVIEW: "review-law", ActKind.VISIT: "record-visit",
             ActKind.OPINION: "answer-opinion"}  # fmt: skip
    if act.kind in names:
        yield made(desk, names[act.kind], act_id=act.id, note=act_note(desk, act))


def act_note(desk: Desk, act: CaseAct) -> str:
    """What was asked, in the words it was asked in."""
    asked = act.data.get("question_id") or act.data.get("statement_id")
    words = [desk.view.texts.get(str(asked), "")] if asked else []
    if act.kind is ActKind.EXTENSION:
        words.insert(0, _("申请延长%(n)s个工作日。") % {"n": act.data.get("amount", "")})
    if last := desk.view.dates.acts.get(act.id):
        words.append(_("期限%(day)s。") % {"day": day(last)})
    elif act.waits_for_service:
        words.append(_("告知书还没有送达，期限没有开始算。"))
    return " ".join(word for word in words if word)


def of_acceptance(desk: Desk, dossier: DossierView | None) -> Iterator[Panel]:
    state = desk.view.state
    if not desk.marks_acceptance:
        return
    left = dossier.acceptance_left if dossier else 0
    marked = [p for p in dossier.acceptance if p.state == "missing"] if dossier else []
    if state.phase is Phase.CORRECTING and not state.corrected_at:
        yield made(desk, "bring", button=_("登记收到"))
    note = _("受理要素全部齐全合规。") if not left else _("还有%(n)s项受理要素没有记为齐全合规。") % {"n": left}
    yield made(desk, "accept", _("核对受理要素"), look="accept", note=note, blocked=str(left) if left else "")
    if state.phase is Phase.RECEIVED or state.corrected_at:
        yield made(desk, "correct", look="correct", note=str(len(marked)), button=_("发出补正告知书"))


def of_acts(desk: Desk) -> Iterator[Panel]:
    for act in desk.view.state.acts:
        name = FREE.get((act.kind, act.state))
        if name is None or not desk.may(name[1], organ_of(act)):
            continue
        if act.kind is ActKind.HEARING and act.state == "noticed" and str(desk.actor.account_id) != act.data.get("chair_id"):
            continue
        yield made(desk, name[0], act_id=act.id, note=act_note(desk, act))


def organ_of(act: CaseAct) -> UUID | None:
    asked = act.data.get("organ_id")
    return UUID(str(asked)) if asked else None


FREE: dict[tuple[ActKind, str], tuple[str, Act]] = {
    (ActKind.SPECIAL, "running"): ("end-special", Act.SPECIAL_END),
    (ActKind.THIRD_PARTY, "told"): ("take-statement", Act.TAKE_STATEMENT),
    (ActKind.HEARING, "right_told"): ("answer-hearing", Act.HEARING),
    (ActKind.HEARING, "asked"): ("notice-hearing", Act.HEARING),
    (ActKind.HEARING, "noticed"): ("record-hearing", Act.HEARING_CHAIR),
    (ActKind.OPINION, "silent"): ("answer-opinion", Act.ANSWER),
}
"""Acts whose next move waits for a power, not for an open task."""

NEEDS: dict[str, tuple[Act, ...]] = {
    "not-needed": (Act.NOT_NEEDED,), "reject": (Act.REJECT,), "special": (Act.SPECIAL_START,), "extension": (Act.ASK_EXTENSION,),
    "opinion": (Act.CONSULT,), "third-party": (Act.TELL_THIRD_PARTY,), "hearing": (Act.HEARING,), "visit": (Act.VISIT,),
    "supplement": (Act.REVIEW,), "return": (Act.GRANT, Act.REFUSE), "end": (Act.TERMINATE,), "overdue-note": (Act.OVERDUE_NOTE,),
    "serve": (Act.SERVE,), "deliver": (Act.ISSUE,), "fix": (Act.CORRECT_ON_SPOT,), "open-legal": (Act.REVIEW,),
}  # fmt: skip
"""The power a link asks for before it is shown; the verb asks again when it is called."""
STEPS = (TaskKind.STEP, TaskKind.SIDE)
AT_WINDOW = frozenset({"not-needed", "reject", "serve", "deliver", "fix"})
ON_TASK = frozenset({"insert", "send-back"})


def others(desk: Desk) -> list[DeskVerb]:
    """The verbs offered as links: lawful in this state and within the actor's power."""
    state = desk.view.state
    own = [t for t in state.open_tasks if desk.is_mine(t)]
    in_panels = {"hand-over", "insert", "send-back"} if any(t.kind in STEPS for t in own) else set()
    if any(t.kind is TaskKind.DELIVER for t in own):
        in_panels = {"deliver" if state.licence_id else "serve"}
    known = [*offered(state), *(desk_verbs.PANELS[n] for n in ("fix", "open-legal", "take-back"))]
    known = [verb for verb in known if verb.name not in in_panels]
    found = [v for v in known if desk_verbs.is_lawful(v, state) and within(desk, v.name)]
    if desk.may(Act.GRANT) and state.is_licence and not any(t.kind is TaskKind.DECIDE for t in state.open_tasks):
        found += [desk_verbs.PANELS["decide"]] if state.phase is Phase.UNDER_REVIEW else []
    return found


def within(desk: Desk, name: str) -> bool:
    state, own = desk.view.state, [t for t in desk.view.state.open_tasks if desk.is_mine(t)]
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
    if name == "serve" and not documents.waiting(state.id):
        return False
    organ = state.accepting_organ_id if name in AT_WINDOW else None
    return any(desk.may(act, organ) for act in NEEDS.get(name, ()))


def remedy(desk: Desk) -> str:
    """What a refusal will tell about review and court; nobody can leave it out."""
    organ = organisations.organ(desk.view.state.deciding_organ_id)
    try:
        return remedy_text(organ=organ.review_organ, url=organ.review_url, court=organ.court)
    except Refusal as refusal:
        return str(refusal.message)


def holders(desk: Desk, task: Task) -> str:
    """Who an unclaimed task waits for: its post, and the people in it."""
    people = organisations.holders(task.post, organ_id=task.organ_id, on=desk.today)
    return f"{_(post_name(task.post))} {'、'.join(p.name for p in people[:3])}".strip()
