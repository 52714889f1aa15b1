"""Review between acceptance and decision: the procedure's tasks, and the everyday verbs around them (design §6)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from yichuang.cases.domain import timers
from yichuang.cases.domain.acceptance import WrongPhase, need_reason, require
from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.cases.domain.state import CaseState, Task
from yichuang.cases.domain.timers import Timer
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.kernel.values import Fact
from yichuang.procedures import api as procedures

NewId = Callable[[], UUID]
VERDICTS = {"agree": "同意", "disagree": "不同意", "note": "已阅"}


class TaskGone(Refusal):
    code = "cases.task_gone"
    message = "这一步已经办过了。"
    remedy = "请刷新页面，看办件到了哪一步。"


class TaskTaken(Refusal):
    code = "cases.task_taken"
    message = "这一步已由别人签收。"
    remedy = "需要由您办的，请对方转办给您。"


class NotYourTask(Forbidden):
    code = "cases.not_your_task"
    message = "这一步不归您的岗位办。"
    remedy = "请转给%(post)s岗位的同事。"


class SideTaskOpen(Refusal):
    code = "cases.side_task_open"
    message = "会签意见还没有回来，不能办结这一步。"
    remedy = "等会签意见，或请会签人尽快办理。"


class NotToBeTakenBack(Refusal):
    code = "cases.claimed_meanwhile"
    message = "下一环节已经签收，不能取回。"
    remedy = "请下一环节退回。"


class NeverDone(Refusal):
    code = "cases.step_never_done"
    message = "“%(step)s”在本件中没有办过，不能退回到那里。"
    remedy = "只能退回到本件已经办过的环节。"


class NotYetAtTheDecision(Refusal):
    code = "cases.not_at_the_decision"
    message = "环节还没有办完，没有到决定这一步，不用退回重审。"
    remedy = "在办的环节由承办、审核人员办理或者退回。"


class AcceptorMayNotReview(Forbidden):
    """受理、审查分离: the acceptor reviews only where the item declares 一审一核 (design §5 Who)."""

    code = "cases.acceptor_may_not_review"
    message = "受理人不能审查同一件。"
    remedy = "请转给其他承办人；本事项没有实行一审一核。"


class NotAssigned(Refusal):
    """派件 hands out work of the first hand; who decides, approves or was asked by name passes it on himself."""

    code = "cases.not_assigned"
    message = "签发、批准、法制审核和点名会签不派件。"
    remedy = "由有权限的人自己办理或者转办；请假的登记代理。"


ASSIGNABLE = frozenset({TaskKind.ACCEPT, TaskKind.STEP, TaskKind.DELIVER})
"""What whoever may assign hands out."""


def check_assign(task: Task) -> None:
    if task.kind not in ASSIGNABLE:
        raise NotAssigned()


def opened_rows(net: procedures.Net, step: procedures.Step, state: CaseState, new_id: NewId) -> f.Opened:
    """Plain rows for tasks a net opened; `organ` says whose they are: deciding, accepting, or the one its data field names."""
    rows = []
    organs = {(node, index): organ for node, index, organ in step.organs}
    running = {host: (event, duration) for event, host, duration in procedures.timers(net, step.marking)}
    for node_id, index in step.opened:
        node = net.node(node_id)
        usual = state.accepting_organ_id if node.organ == "accepting" else state.handling_organ_id
        organ = organs[node_id, index] if node.organ_field else usual
        event, duration = running.get(node_id, ("", ""))
        rows.append({
            "id": str(new_id()), "kind": TaskKind.STEP.value, "node": node_id, "index": index, "name": node.name or node_id,
            "post": node.post or "undertaker", "organ_id": str(organ), "limit": node.limit,
            "timer": duration, "timer_node": event,
        })  # fmt: skip
    return tuple(rows)


def desk_row(kind: TaskKind, name: str, post: str, organ_id: UUID, new_id: NewId, **more: object) -> dict[str, object]:
    """One opened task that is the law's, not the procedure's."""
    return {"id": str(new_id()), "kind": kind.value, "node": "", "index": 0, "name": name, "post": post,
            "organ_id": str(organ_id), **more}  # fmt: skip


def decide_row(state: CaseState, new_id: NewId, post: str) -> dict[str, object]:
    name = "签发决定" if state.is_licence else "办结"
    return desk_row(TaskKind.DECIDE, name, post, state.handling_organ_id, new_id)


def start_review(
    state: CaseState, *, procedure_id: UUID, step: procedures.Step, net: procedures.Net, new_id: NewId, decide_post: str,
) -> list[Fact]:
    """The procedure begins with acceptance; a net that ends at once opens the decision."""
    marking = procedures.to_plain(step.marking)
    opened = opened_rows(net, step, state, new_id)
    facts: list[Fact] = [f.ReviewStarted(procedure_id=procedure_id, marking=marking, opened=opened)]
    if step.ended:
        facts.append(f.ReadyToDecide(opened=(decide_row(state, new_id, decide_post),)))
    return facts + timers.set_by(state, net, step)


def open_task(state: CaseState, task_id: UUID) -> Task:
    task = state.task(task_id)
    if task is None or task.closed_at is not None:
        raise TaskGone()
    return task


def check_owner(task: Task, *, account_id: UUID, posts: frozenset[str], organ_ids: frozenset[UUID]) -> None:
    """The owner may; so may anybody of the post in the organ while nobody has claimed."""
    if task.owner_id == account_id:
        return
    if task.owner_id is not None and task.claimed_at is not None:
        raise TaskTaken()
    if task.owner_id is not None or task.post not in posts or task.organ_id not in organ_ids:
        raise NotYourTask(post=task.post)


def check_separation(state: CaseState, *, account_id: UUID, one_review: bool) -> None:
    if state.acceptor_id == account_id and not one_review:
        raise AcceptorMayNotReview()


def check_step(state: CaseState, task: Task, *, verdict: str, opinion: str) -> None:
    require(state, Phase.UNDER_REVIEW)
    if any(t.host_id == task.id for t in state.open_tasks):
        raise SideTaskOpen()
    if verdict not in VERDICTS:
        raise Invalid("没有选意见。", errors=(FieldError("verdict", "required", "请选同意、不同意或已阅。"),))
    if verdict == "disagree":
        need_reason(opinion, "opinion")


def complete_step(
    state: CaseState, task: Task, *, verdict: str, statement_id: UUID, statement_hash: str, step: procedures.Step,
    net: procedures.Net, new_id: NewId, decide_post: str,
) -> list[Fact]:
    """Facts of one completed review step; the net's end opens the decision."""
    gone = {(node, index) for node, index in step.closed} - {(task.node, task.index)}
    closed = tuple(t.id for t in state.open_tasks if t.kind is TaskKind.STEP and (t.node, t.index) in gone and t.id != task.id)
    facts: list[Fact] = [
        f.StepCompleted(
            task_id=task.id, verdict=verdict, statement_id=statement_id, statement_hash=statement_hash,
            marking=procedures.to_plain(step.marking), closed=with_sides(state, closed),
            opened=opened_rows(net, step, state, new_id),
        )
    ]  # fmt: skip
    if step.ended:
        facts.append(f.ReadyToDecide(opened=(decide_row(state, new_id, decide_post),)))
    return facts + timers.set_by(state, net, step)


def complete_side(task: Task, *, verdict: str, statement_id: UUID, statement_hash: str) -> list[Fact]:
    return [f.SideTaskCompleted(task_id=task.id, verdict=verdict, statement_id=statement_id, statement_hash=statement_hash)]


def claim(task: Task, *, account_id: UUID) -> list[Fact]:
    """签收认领: from here on the previous owner can no longer take the case back."""
    if task.owner_id == account_id and task.claimed_at:
        return []
    return [f.TaskClaimed(task_id=task.id, owner_id=account_id)]


def hand_over(task: Task, *, to_id: UUID) -> list[Fact]:
    return [f.TaskHandedOver(task_id=task.id, from_id=task.owner_id, to_id=to_id)]


def check_was_done(state: CaseState, to_node: str, name: str) -> None:
    """退回 goes only to a step that was done in this case: never past 受理, never round a step (design §6)."""
    if not any(t.kind is TaskKind.STEP and t.node == to_node and t.verdict in VERDICTS for t in state.tasks):
        raise NeverDone(step=name or to_node)


def check_at_the_decision(state: CaseState) -> None:
    require(state, Phase.UNDER_REVIEW)
    if not any(t.kind is TaskKind.DECIDE for t in state.open_tasks):
        raise NotYetAtTheDecision()


def with_sides(state: CaseState, closed: tuple[UUID, ...]) -> tuple[UUID, ...]:
    """Tasks that go, and the side tasks that were asked for in them: nobody waits for those answers any more."""
    return (*closed, *(t.id for t in state.open_tasks if t.host_id in closed and t.id not in closed))


def moved_rows(
    state: CaseState, step: procedures.Step, net: procedures.Net, new_id: NewId
) -> tuple[f.Opened, tuple[UUID, ...]]:
    gone = {(node, index) for node, index in step.closed}
    closed = tuple(
        t.id for t in state.open_tasks if (t.kind is TaskKind.STEP and (t.node, t.index) in gone) or t.kind is TaskKind.DECIDE
    )
    return opened_rows(net, step, state, new_id), with_sides(state, closed)


def send_back(
    state: CaseState, task: Task, *, to_node: str, statement_id: UUID, step: procedures.Step, net: procedures.Net,
    new_id: NewId,
) -> list[Fact]:
    opened, closed = moved_rows(state, step, net, new_id)
    return [
        f.StepSentBack(
            task_id=task.id, to_node=to_node, statement_id=statement_id, marking=procedures.to_plain(step.marking),
            opened=opened, closed=closed,
        ),
        *timers.set_by(state, net, step),
    ]  # fmt: skip


def last_own_step(state: CaseState, account_id: UUID) -> Task:
    """The step the asker completed last, if nobody has claimed what came after it."""
    require(state, Phase.UNDER_REVIEW)
    done = [t for t in state.tasks if t.kind is TaskKind.STEP and t.closed_at and t.verdict in VERDICTS]
    last = max(done, key=lambda t: t.closed_at, default=None)
    if last is None or last.owner_id != account_id:
        raise WrongPhase(phase=state.phase.value)
    following = [t for t in state.open_tasks if t.kind in (TaskKind.STEP, TaskKind.DECIDE, TaskKind.LEGAL)]
    if any(t.claimed_at for t in following if t.opened_at >= last.closed_at):  # type: ignore[operator]
        raise NotToBeTakenBack()
    return last


def take_back(
    state: CaseState, task: Task, *, step: procedures.Step, net: procedures.Net, new_id: NewId,
    account_id: UUID,
) -> list[Fact]:
    opened, closed = moved_rows(state, step, net, new_id)
    own = tuple({**row, "owner_id": str(account_id)} if row["node"] == task.node else row for row in opened)
    taken = f.StepTakenBack(task_id=task.id, marking=procedures.to_plain(step.marking), opened=own, closed=closed)
    return [taken, *timers.set_by(state, net, step)]


def insert(
    state: CaseState, host: Task, *, to_id: UUID, post: str, organ_id: UUID, name: str, statement_id: UUID, new_id: NewId
) -> list[Fact]:
    """加签/会签: a side task the host waits for; the marking does not change."""
    require(state, Phase.UNDER_REVIEW)
    row = desk_row(TaskKind.SIDE, name, post, organ_id, new_id, host_id=str(host.id), owner_id=str(to_id))
    return [f.SideTaskOpened(host_id=host.id, statement_id=statement_id, opened=(row,))]


def return_for_review(
    state: CaseState, *, to_node: str, statement_id: UUID, step: procedures.Step, net: procedures.Net, new_id: NewId,
) -> list[Fact]:
    """退回重审 by the decider."""
    opened, closed = moved_rows(state, step, net, new_id)
    marking = procedures.to_plain(step.marking)
    returned = f.ReturnedForReview(to_node=to_node, statement_id=statement_id, marking=marking, opened=opened, closed=closed)
    return [returned, *timers.set_by(state, net, step)]


def time_out(
    state: CaseState, timer: Timer, *, step: procedures.Step, net: procedures.Net, new_id: NewId, decide_post: str
) -> list[Fact]:
    """A boundary timer goes off: its step, or all inside its sub-process, is withdrawn; the procedure goes on by the event."""
    opened, closed = moved_rows(state, step, net, new_id)
    marking = procedures.to_plain(step.marking)
    facts: list[Fact] = []
    if timer.task_id:
        facts.append(f.TimerFired(task_id=timer.task_id, event=timer.event, marking=marking, opened=opened, closed=closed))
    else:
        facts.append(f.SubProcessTimedOut(event=timer.event, name=timer.name, marking=marking, opened=opened, closed=closed))
    if step.ended:
        facts.append(f.ReadyToDecide(opened=(decide_row(state, new_id, decide_post),)))
    return facts + timers.set_by(state, net, step)
