"""Timers of a procedure (design §6) on real cases, played by the due loop: on a step, on a sub-process, by days and hours."""

import pytest

from tests.cases.conftest import at
from tests.procedures.drawn import drawn
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.review import TaskGone
from yichuang.catalogue import api as catalogue
from yichuang.cli.players import work
from yichuang.clock import api as clock
from yichuang.kernel import record
from yichuang.organisations import api as organisations

UNDERTAKER = 'yc:post="undertaker"'
CHIEF = 'yc:post="section_chief"'


def days(limit: int) -> str:
    return f'yc:limit="{limit}" |<timerEventDefinition/>'


def lasting(duration: str) -> str:
    return f"|<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"


ON_A_STEP = {
    "s": "startEvent", "ask": f'userTask name="材料核实" {UNDERTAKER}', "late": f'boundaryEvent attachedToRef="ask" {days(3)}',
    "push": f'userTask name="科长督办" {CHIEF}', "join": "exclusiveGateway", "check": f'userTask name="审核" {CHIEF}', "e": "endEvent",
}  # fmt: skip
STEP_FLOWS = "s>ask, ask>join, late>push, push>join, join>check, check>e"
INSIDE = (
    '|<startEvent id="is"/><userTask id="papers" name="查阅" yc:post="undertaker"/><userTask id="talk" name="面谈" yc:post="undertaker"/>'
    '<endEvent id="ie"/><sequenceFlow id="i1" sourceRef="is" targetRef="papers"/>'
    '<sequenceFlow id="i2" sourceRef="papers" targetRef="talk"/><sequenceFlow id="i3" sourceRef="talk" targetRef="ie"/>'
)


def with_sub_process(timer: str) -> dict[str, str]:
    return {
        "s": "startEvent", "study": f'subProcess name="实质审查" {INSIDE}', "late": f'boundaryEvent attachedToRef="study" {timer}',
        "push": f'userTask name="科长督办" {CHIEF}', "join": "exclusiveGateway", "check": f'userTask name="审核" {CHIEF}', "e": "endEvent",
    }  # fmt: skip


SUB_FLOWS = "s>study, study>join, late>push, push>join, join>check, check>e"


@pytest.fixture
def play_net(cast, play):
    """A case of the drainage licence whose newest version runs this drawing; accepted on Friday 2026-09-11."""

    def begin(nodes: dict[str, str], flows: str):
        now, editor = at("2026-09-09 09:00"), organisations.system_actor("catalogue")
        procedure = catalogue.keep_procedure("timed", name="带定时", bpmn=drawn(nodes, flows), now=now, actor=editor)
        version = catalogue.revise(cast.items["drainage"], now=now, actor=editor, procedure=procedure)
        catalogue.publish(version, now=now, actor=editor)
        player = play()
        player.cast = type(cast)(cast.demo, {**cast.items, "drainage": version})
        return player.apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))

    return begin


def open_steps(case) -> list[str]:
    return [task.node for task in case.state().open_tasks if task.kind is TaskKind.STEP]


def fired(case, kind: str):
    return [event for event in record.read(case.case_id) if event.kind == f"cases.{kind}"]


def sound(case) -> bool:
    return list(cases.check_folds()) == [] and record.check_chain(case.case_id) == []


def test_a_step_not_done_in_its_working_days_goes_on_by_the_event(play_net, cast):
    case = play_net(ON_A_STEP, STEP_FLOWS)
    task = case.state().open_tasks[0]
    cases.run_due(at("2026-09-16 23:59"))  # the third working day: Monday to Wednesday
    assert open_steps(case) == ["ask"]
    cases.run_due(at("2026-09-18 09:00"))  # found a day and a half later
    assert open_steps(case) == ["push"]
    [event] = fired(case, "TimerFired")
    assert event.effective_at == at("2026-09-17 00:00")  # dated by the rule
    assert sound(case)
    with pytest.raises(TaskGone):
        cases.complete(case.case_id, task.id, verdict="agree", opinion="", actor=cast["chengban"], now=at("2026-09-18 10:00"))
    case.review(at("2026-09-18 11:00")).grant(at("2026-09-18 15:00"))
    assert sound(case)


def test_a_sub_process_counts_from_its_entry_whatever_is_done_inside(play_net, cast):
    case = play_net(with_sub_process(days(3)), SUB_FLOWS)
    case.step(at("2026-09-15 10:00"), case.state().open_tasks[0])
    assert open_steps(case) == ["talk"]
    cases.run_due(at("2026-09-16 23:59"))
    assert open_steps(case) == ["talk"]
    assert sound(case)
    cases.run_due(at("2026-09-17 00:00"))
    assert open_steps(case) == ["push"]
    [event] = fired(case, "SubProcessTimedOut")
    assert (event.fact.event, event.effective_at) == ("late", at("2026-09-17 00:00"))
    assert case.state().timers == ()
    assert sound(case)
    case.review(at("2026-09-18 11:00")).grant(at("2026-09-18 15:00"))
    assert sound(case)


def test_a_sub_process_that_was_left_in_time_never_goes_off(play_net):
    case = play_net(with_sub_process(days(3)), SUB_FLOWS)
    assert [timer.event for timer in case.state().timers] == ["late"]
    for hour in (10, 11):
        case.step(at(f"2026-09-15 {hour}:00"), case.state().open_tasks[0])
    assert open_steps(case) == ["check"]
    assert case.state().timers == ()
    cases.run_due(at("2026-09-25 00:00"))
    assert open_steps(case) == ["check"]
    assert fired(case, "SubProcessTimedOut") == []
    assert sound(case)


def test_going_back_before_the_sub_process_starts_its_time_again(play_net, cast):
    nodes = with_sub_process(days(3)) | {"first": f'userTask name="初看" {UNDERTAKER}'}
    case = play_net(nodes, SUB_FLOWS.replace("s>study", "s>first, first>study"))
    case.step(at("2026-09-14 10:00"), case.state().open_tasks[0])
    cases.take_back(case.case_id, actor=cast["chengban"], now=at("2026-09-14 11:00"))
    assert case.state().timers == ()
    case.step(at("2026-09-16 10:00"), case.state().open_tasks[0])
    cases.run_due(at("2026-09-18 00:00"))
    assert open_steps(case) == ["papers"]  # Thursday, Friday and the make-up Sunday
    cases.run_due(at("2026-09-21 00:00"))
    assert open_steps(case) == ["push"]
    assert sound(case)


@pytest.mark.parametrize(("nodes", "flows", "before"), [
    (ON_A_STEP, STEP_FLOWS, ["ask"]), (with_sub_process(days(3)), SUB_FLOWS, ["papers"]),
])  # fmt: skip
def test_timers_stop_with_the_statutory_clock(play_net, cast, nodes, flows, before):
    case = play_net(nodes, flows)
    cases.start_special(
        case.case_id, ground="testing", days=4, basis="第四十五条", actor=cast["chengban"], now=at("2026-09-15 09:00")
    )
    cases.run_due(at("2026-09-18 09:00"))
    assert open_steps(case) == before
    act = case.state().acts[-1]
    cases.end_special(case.case_id, act_id=act.id, actor=cast["chengban"], now=at("2026-09-18 10:00"))
    # Monday and Tuesday counted; Wednesday to Friday did not; the make-up Sunday is the third day
    cases.run_due(at("2026-09-20 23:59"))
    assert open_steps(case) == before
    cases.run_due(at("2026-09-21 00:00"))
    assert open_steps(case) == ["push"]
    assert sound(case)


@pytest.mark.parametrize(("duration", "still", "then"), [
    ("P4D", "2026-09-15 23:59", "2026-09-16 00:00"),
    ("P1W", "2026-09-18 23:59", "2026-09-19 00:00"),
    ("PT4H", "2026-09-11 19:46", "2026-09-11 19:47"),
    ("P1DT30M", "2026-09-12 16:16", "2026-09-12 16:17"),
])  # fmt: skip
@pytest.mark.parametrize("host", ["step", "sub-process"])
def test_durations_run_by_the_calendar_or_by_the_minute(play_net, host, duration, still, then):
    if host == "step":
        case = play_net(ON_A_STEP | {"late": f'boundaryEvent attachedToRef="ask" {lasting(duration)}'}, STEP_FLOWS)
    else:
        case = play_net(with_sub_process(lasting(duration)), SUB_FLOWS)
    cases.run_due(at(still))
    assert open_steps(case) != ["push"]
    cases.run_due(at(then))
    assert open_steps(case) == ["push"]
    assert sound(case)


def test_of_two_at_one_moment_the_sub_process_goes_before_what_is_in_it(play_net):
    inner = INSIDE.replace('<endEvent id="ie"/>', '<boundaryEvent id="slow" attachedToRef="papers" yc:limit="3"><timerEventDefinition/>'
                           '</boundaryEvent><endEvent id="ie"/><sequenceFlow id="i4" sourceRef="slow" targetRef="talk2"/>'
                           '<userTask id="talk2" name="电话核实" yc:post="undertaker"/><sequenceFlow id="i5" sourceRef="talk2" targetRef="ie2"/>'
                           '<endEvent id="ie2"/>')  # fmt: skip
    nodes = with_sub_process(days(3)) | {"study": f'subProcess name="实质审查" {inner}'}
    case = play_net(nodes, SUB_FLOWS)
    cases.run_due(at("2026-09-17 09:00"))
    assert open_steps(case) == ["push"]
    assert fired(case, "TimerFired") == []
    assert sound(case)


def test_a_new_calendar_that_moves_a_timer_earlier_makes_nothing_late_before_its_import(play_net):
    case = play_net(with_sub_process(days(3)), SUB_FLOWS)
    announced, amended = at("2026-09-16 10:00"), "date,kind,name\n2026-09-12,make_up,中秋\n"
    clock.import_calendar(amended, now=announced, actor=organisations.system_actor("calendar"), source="国办发明电")
    work()
    cases.run_due(at("2026-09-16 11:00"))  # Saturday, Monday, Tuesday: over since the 16th began
    assert open_steps(case) == ["push"]
    [event] = fired(case, "SubProcessTimedOut")
    assert event.effective_at == announced
    assert sound(case)
