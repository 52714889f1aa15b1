"""What cannot be run is refused at publication: by element id, all at once, and bad files without harm."""

from __future__ import annotations

import time

import pytest

from tests.procedures.drawn import drawn, flow, model
from yichuang.kernel.errors import Refusal
from yichuang.procedures import api

T = "userTask"
LINE = {"s": "startEvent", "t": T, "e": "endEvent"}


def refused(xml: str | bytes, **more: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        api.compile_bpmn(xml, **more)  # type: ignore[arg-type]
    return caught.value


def found(xml: str | bytes) -> dict[str, str]:
    return {error.field: str(error.message) for error in refused(xml).errors}


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ("task", "没有类型"), ("scriptTask", "scriptTask"), ("sendTask", "sendTask"), ("receiveTask", "receiveTask"),
        ("callActivity", "callActivity"), ("intermediateCatchEvent", "intermediateCatchEvent"), ("transaction", "transaction"),
        ("eventBasedGateway", "eventBasedGateway"), ("complexGateway", "complexGateway"), ("adHocSubProcess", "adHocSubProcess"),
        ("userTask |<standardLoopCharacteristics/>", "循环"), ('userTask isForCompensation="true"', "补偿"),
        ('userTask startQuantity="2"', "令牌数量"), ('userTask yc:limit="soon"', "工作日数"), ('userTask yc:limit="²"', "工作日数"),
        ('userTask |<multiInstanceLoopCharacteristics isSequential="true" yc:collection="n"/>', "顺序多实例"),
        ("userTask |<multiInstanceLoopCharacteristics/>", "yc:collection"),
        ("userTask |<multiInstanceLoopCharacteristics yc:collection='n'><completionCondition>x</completionCondition>"
         "</multiInstanceLoopCharacteristics>", "提前完成"),
        ("subProcess |<multiInstanceLoopCharacteristics/>", "多实例"), ('subProcess triggeredByEvent="true"', "事件子流程"),
        ("subProcess", "开始事件"),
    ],
)  # fmt: skip
def test_what_is_outside_the_subset_is_refused_by_its_id(spec: str, why: str) -> None:
    assert why in " ".join(e.message for e in refused(drawn({**LINE, "t": spec}, "s>t, t>e")).errors if e.field == "t")


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ('boundaryEvent attachedToRef="t" cancelActivity="false" yc:limit="3" |<timerEventDefinition/>', "不中断"),
        ('boundaryEvent attachedToRef="t" |<messageEventDefinition/>', "messageEventDefinition"),
        ('boundaryEvent attachedToRef="t" |', "空事件"),
        ('boundaryEvent attachedToRef="nowhere" yc:limit="3" |<timerEventDefinition/>', "没有附着"),
        ('boundaryEvent attachedToRef="e" yc:limit="3" |<timerEventDefinition/>', "没有附着"),
        ('boundaryEvent attachedToRef="t" |<timerEventDefinition/>', "写明"),
        ('boundaryEvent attachedToRef="t" yc:limit="0" |<timerEventDefinition/>', "写明"),
        ('boundaryEvent attachedToRef="t" |<timerEventDefinition><timeDuration>P</timeDuration></timerEventDefinition>', "写明"),
        ('boundaryEvent attachedToRef="t" |<timerEventDefinition><timeDuration>PT0H</timeDuration></timerEventDefinition>', "写明"),
        ('boundaryEvent attachedToRef="t" |<timerEventDefinition><timeDuration>P999W</timeDuration></timerEventDefinition>', "写明"),
        ('boundaryEvent attachedToRef="t" |<timerEventDefinition><timeCycle>R3/P1D</timeCycle></timerEventDefinition>', "写明"),
    ],
)  # fmt: skip
def test_boundary_events_are_interrupting_timers_or_refused(spec: str, why: str) -> None:
    assert why in found(drawn({**LINE, "b": spec, "z": T}, "s>t, t>e, b>z, z>e"))["b"]


def test_an_activity_has_one_timer() -> None:
    event = 'boundaryEvent attachedToRef="t" yc:limit="%s" |<timerEventDefinition/>'
    why = found(drawn({**LINE, "b": event % 3, "c": event % 5, "z": T}, "s>t, t>e, b>z, c>z, z>e"))
    assert "b" not in why and "只能有一个定时器" in why["c"]


@pytest.mark.parametrize("definition", ["messageEventDefinition", "timerEventDefinition", "signalEventDefinition"])
def test_a_procedure_begins_with_acceptance_only(definition: str) -> None:
    assert "受理" in found(drawn({**LINE, "s": f"startEvent |<{definition}/>"}, "s>t, t>e"))["s"]


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ('serviceTask yc:post="undertaker"', "服务任务"), ('businessRuleTask yc:post="undertaker"', "决策表"),
        ('userTask yc:form="f"', "yc:form"), ('userTask yc:decision="d"', "yc:decision"), ('userTask yc:act="dance"', "dance"),
        ('userTask yc:post="no_such_post"', "no_such_post"), ('userTask yc:organ="not a field"', "yc:organ"),
    ],
)
def test_what_nobody_here_could_execute_is_refused_at_publication_by_its_id(spec: str, why: str) -> None:
    xml = drawn({**LINE, "t": spec}, "s>t, t>e")
    errors = refused(xml, posts=("undertaker",)).errors
    assert [e.field for e in errors] == ["t"] and why in str(errors[0].message)


def test_every_act_a_task_may_ask_for_is_one_a_desk_opens() -> None:
    from yichuang.web.desk_forms import VERBS
    from yichuang.web.desk_panels import ASKED_BY
    from yichuang.web.desk_verbs import PANELS

    assert set(ASKED_BY) == set(api.ACTS)
    assert set(ASKED_BY.values()) <= set(VERBS) | set(PANELS)
    for act in api.ACTS:
        api.compile_bpmn(drawn({**LINE, "t": f'userTask yc:act="{act}"'}, "s>t, t>e"), posts=())


def test_every_problem_is_listed_at_once() -> None:
    nodes = {**LINE, "x": "scriptTask", "y": "task", "g": "exclusiveGateway", "e": "endEvent |<errorEventDefinition/>"}
    problems = found(drawn(nodes, "s>x, x>y, y>g, g>t if a &&, g>e if b, t>e"))
    assert set(problems) == {"x", "y", "g.t", "e"}
    assert refused(drawn(nodes, "s>x, x>y, y>g, g>t if a &&, g>e if b, t>e")).details == {"count": 4}


GATE = {"s": "startEvent", "g": 'exclusiveGateway default="g.b"', "a": T, "b": T, "e": "endEvent"}


@pytest.mark.parametrize(
    ("nodes", "flows", "element", "why"),
    [
        (GATE, "s>g, g>a if x = 1, g>b, a>e, b>e", "g.a", "合法的CEL"),
        (GATE, "s>g, g>a if ${x}, g>b, a>e, b>e", "g.a", "合法的CEL"),
        (GATE, "s>g, g>a if now() > x, g>b, a>e, b>e", "g.a", "没有的函数：now"),
        (GATE, "s>g, g>a, g>b, a>e, b>e", "g.a", "没有条件"),
        ({**GATE, "g": 'exclusiveGateway default="a.e"'}, "s>g, g>a if x, g>b if y, a>e, b>e", "g", "默认分支"),
        ({**GATE, "g": "parallelGateway"}, "s>g, g>a if x, g>b, a>e, b>e", "g.a", "带条件"),
        (LINE, "s>t, t>e if x", "t.e", "带条件"),
        ({**LINE, "z": T}, "s>t, t>e, t>z, z>e", "t", "分支请用网关"),
        ({**LINE, "g": "exclusiveGateway"}, "s>t, t>g, g>e if x", "g.e", "不能带条件"),
        (LINE, "s>t, t>e, e>t", "e", "不能有流出"),
        (LINE, "s>t, t>s", "s", "不能有流入"),
        (LINE, "s>t, t>e, t>q", "t.q", "一端不在流程里"),
        ({**LINE, "s2": "startEvent"}, "s>t, s2>t, t>e", "p", "只有一个开始"),
        ({**GATE, "h": "exclusiveGateway", "m": "exclusiveGateway"},
         "s>m, m>g, g>h if x, g>b, h>m if y, h>a if z, a>e, b>e", "m", "没有任务"),
    ],
)  # fmt: skip
def test_flows_lead_where_tokens_can_go(nodes: dict[str, str], flows: str, element: str, why: str) -> None:
    assert why in found(drawn(nodes, flows))[element]


def test_flows_do_not_cross_the_border_of_a_sub_process() -> None:
    inside = "|<startEvent id='is'/><userTask id='it'/><endEvent id='ie'/>" + flow("i1", "is", "it") + flow("i2", "it", "ie")
    body = drawn({**LINE, "u": f"subProcess {inside}"}, "s>u, u>t, t>e, s>it")
    assert "子流程的边界" in found(body)["s.it"]


def test_other_languages_than_cel_are_refused() -> None:
    xml = drawn(GATE, "s>g, g>a if x, g>b, a>e, b>e")
    for language in ("http://www.w3.org/1999/XPath", "https://www.omg.org/spec/DMN/20191111/FEEL/", "javascript"):
        assert language in found(xml.replace("<conditionExpression", f'<conditionExpression language="{language}"'))["g.a"]
    assert api.compile_bpmn(xml.replace("<conditionExpression", '<conditionExpression language="urn:yichuang:cel"'))
    assert "XPath" in found(xml.replace("<definitions", '<definitions expressionLanguage="http://www.w3.org/1999/XPath"'))["g.a"]


def test_conditions_read_only_known_data_elements() -> None:
    xml = drawn(GATE, "s>g, g>a if premises_area_m2 > 5.0 && organs.exists(o, o == 'x') && verdict == 'agree', g>b, a>e, b>e")
    assert api.compile_bpmn(xml, known_names={"premises.area_m2", "organs"})
    assert [e.field for e in refused(xml, known_names={"organs"}).errors] == ["premises_area_m2"]


@pytest.mark.parametrize(
    ("nodes", "flows", "element", "why"),
    [
        ({**GATE, "j": "parallelGateway"}, "s>g, g>a if x, g>b, a>j, b>j, j>e", "j", "走不到结束"),
        ({**LINE, "z": T}, "s>t, t>e, z>e", "z", "走不到"),
        (LINE, "s>t", "t", "停在这里"),
        ({**GATE, "g": "parallelGateway", "z": T}, "s>g, g>a, g>b, a>z, b>z, z>e", "z", "同时打开两次"),
        ({**LINE, "m": "exclusiveGateway", "z": T}, "s>m, m>t, t>m, z>e", "z", "走不到"),
    ],
)  # fmt: skip
def test_an_unsound_procedure_names_where_it_breaks(nodes: dict[str, str], flows: str, element: str, why: str) -> None:
    assert refused(drawn(nodes, flows)).code == "procedures.unsound"
    assert why in found(drawn(nodes, flows))[element]


def test_two_joins_that_wait_for_each_other_are_found() -> None:
    nodes = {"s": "startEvent", "m": "exclusiveGateway", "t": T, "f": "parallelGateway", "z": T, "e": "endEvent"}
    assert refused(drawn(nodes, "s>m, m>t, t>f, f>m, f>z, z>e")).code == "procedures.unsound"


def wide(kind: str, count: int) -> str:
    names = [f"t{i}" for i in range(count)]
    when = " if x" if kind == "inclusiveGateway" else ""
    flows = ", ".join(f"g>{n}{when}, {n}>j" for n in names)
    return drawn({"s": "startEvent", "g": kind, "j": kind, "e": "endEvent", **dict.fromkeys(names, T)}, f"s>g, {flows}, j>e")


@pytest.mark.parametrize(("kind", "count"), [("parallelGateway", 30), ("inclusiveGateway", 30), ("inclusiveGateway", 10)])
def test_what_is_too_large_to_check_is_refused_in_time(kind: str, count: int) -> None:
    began = time.monotonic()
    assert refused(wide(kind, count)).code == "procedures.too_large"
    assert time.monotonic() - began < 20


def test_ten_departments_side_by_side_are_not_too_many() -> None:
    assert len(api.start(api.compile_bpmn(wide("parallelGateway", 10)), {}).opened) == 10


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="{}"/></definitions>'
)


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ("", "第1行"), ("not xml", "第1行"), ("<definitions>\n<process>\n</definitions>", "第3行"), ("\x00", "第1行"),
        ("<html/>", "definitions"), ("<definitions/>", "definitions"), (b"\xff\xfe\x00", "第"),
        (BOMB.replace("{}", "&c;"), "DTD"), (BOMB.replace("{}", ""), "DTD"), ("<a>" * 5000, "行"),
        (" " * 2_000_001, "2MB"), ("\ud800", "行"),
    ],
)  # fmt: skip
def test_a_broken_or_hostile_file_is_refused_with_its_line(xml: str | bytes, why: str) -> None:
    refusal = refused(xml)
    assert refusal.code == "procedures.broken_xml" and why in refusal.details["why"]


def test_a_text_may_claim_any_encoding() -> None:
    xml = drawn({**LINE, "t": 'userTask name="审查"'}, "s>t, t>e")
    assert api.compile_bpmn(xml.replace("UTF-8", "GB18030")).node("t").name == "审查"
    assert api.compile_bpmn(xml.replace("UTF-8", "GB18030").encode("gb18030")).node("t").name == "审查"


def test_several_processes_or_none_are_refused() -> None:
    assert "没有流程" in found('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>')["definitions"]
    two = model("").replace("</definitions>", '<process id="q"/></definitions>')
    assert set(found(two)) == {"p", "q"}
