"""BPMN 2.0 XML to a net: the subset of design §6; everything else is refused, every element by its id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from yichuang.kernel.codes.reasons import Reason
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.procedures import shape
from yichuang.procedures.conditions import unknown_functions
from yichuang.procedures.net import GATEWAYS, TASKS, Flow, Net, Node

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
YC = "urn:yichuang:bpmn:1"
CEL = "urn:yichuang:cel"
LANGUAGES = ("", CEL, "CEL", "cel")
MOST_BYTES = 2_000_000
ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
"""The declaration of a text that is decoded already; what it says of its encoding is no longer true."""
DURATION = re.compile(r"P(?=.)(\d{1,2}W|(\d{1,3}D)?(T(?=.)(\d{1,4}H)?(\d{1,5}M)?)?)")
SILENT = frozenset({
    "documentation", "extensionElements", "laneSet", "incoming", "outgoing", "textAnnotation", "association",
    "ioSpecification", "dataInputAssociation", "dataOutputAssociation", "property", "dataObject", "dataObjectReference",
    "dataStoreReference", "group", "auditing", "monitoring", "resourceRole", "performer", "potentialOwner", "rendering",
})  # fmt: skip
"""Elements that carry no flow: drawings, notes, data shapes."""


class Unsupported(Invalid):
    """The drawing cannot be run; `errors` names each element with its reason."""

    code = "procedures.unsupported"
    message = "流程图里有%(count)s处不能执行的元素。"
    remedy = "按元素编号修改，或者换成支持的画法（见文档“流程图能画什么”）。"


class Broken(Invalid):
    code = "procedures.broken_xml"
    message = "这不是可以读的BPMN文件：%(why)s。"
    remedy = "请从流程设计器重新导出。"


def local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def parse(xml: str | bytes) -> Any:
    """The root element. External entities and networks are off; size is bounded."""
    raw = ENCODING.sub("", xml, count=1).encode(errors="replace") if isinstance(xml, str) else xml
    if len(raw) > MOST_BYTES:
        raise Broken(why="文件超过2MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise Broken(why=Reason("第%(line)s行有错", line=error.lineno)) from None
    if root.getroottree().docinfo.doctype:
        raise Broken(why="不接受DTD")
    if local(root) != "definitions" or etree.QName(root).namespace != BPMN:
        raise Broken(why="根元素不是BPMN 2.0的definitions")
    return root


class Reader:
    """Reads one process; collects every problem before refusing."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.index: dict[str, int] = {}
        self.problems: list[tuple[str, str]] = []
        self.pending: list[Any] = []

    def refuse(self, element: Any, why: str) -> None:
        self.problems.append((element.get("id") or local(element), why))

    def read(self, process: Any) -> Net:
        self.scope(process, -1)
        defaults = {e.get("id"): e.get("default") for e in process.iter() if isinstance(e.tag, str) and e.get("default")}
        for element in self.pending:
            self.flow(element, defaults)
        self.check_defaults(defaults)
        self.check_starts(process)
        net = Net(process.get("id") or "process", process.get("name") or "", tuple(self.nodes), tuple(self.flows))
        self.problems += shape.problems(net)
        if self.problems:
            errors = tuple(FieldError(i, "unsupported", why) for i, why in dict.fromkeys(self.problems))
            raise Unsupported(errors=errors, count=len(errors))
        return net

    def scope(self, parent: Any, scope: int) -> None:
        late = []
        for element in parent:
            kind = local(element)
            if not kind or kind in SILENT or etree.QName(element).namespace != BPMN:
                continue
            if kind == "sequenceFlow":
                self.pending.append(element)
            elif kind == "boundaryEvent":
                late.append(element)
            elif kind in ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics"):
                continue  # read with the activity it belongs to
            else:
                self.element(element, kind, scope)
        for element in late:
            self.boundary(element, scope)

    def element(self, element: Any, kind: str, scope: int) -> None:
        if element.get("isForCompensation") == "true":
            self.refuse(element, "不支持补偿活动")
        if any(element.get(name, "1") != "1" for name in ("startQuantity", "completionQuantity")):
            self.refuse(element, "不支持令牌数量")
        reader = {"startEvent": self.start, "endEvent": self.end, "subProcess": self.subprocess}.get(kind)
        if reader:
            reader(element, scope)
        elif kind in GATEWAYS:
            self.add(element, Node(element.get("id"), kind, element.get("name") or "", scope))
        elif kind in TASKS or kind == "task":
            self.task(element, kind, scope)
        else:
            self.refuse(element, Reason("不支持%(what)s", what=kind))

    def add(self, element: Any, node: Node) -> int:
        if not node.id or node.id in self.index:
            self.refuse(element, "元素没有编号或者编号重复")
        self.index[node.id] = len(self.nodes)
        self.nodes.append(node)
        return len(self.nodes) - 1

    def start(self, element: Any, scope: int) -> None:
        if next(definitions(element), None) is not None:
            self.refuse(element, "开始事件不能带触发条件，流程由受理开始")
        self.add(element, Node(element.get("id"), "startEvent", element.get("name") or "", scope))

    def end(self, element: Any, scope: int) -> None:
        kinds = [local(d) for d in definitions(element)]
        if kinds not in ([], ["terminateEventDefinition"]):
            self.refuse(element, Reason("结束事件不支持%(what)s", what=kinds[0]))
        self.add(element, Node(element.get("id"), "endEvent", element.get("name") or "", scope, terminates=bool(kinds)))

    def subprocess(self, element: Any, scope: int) -> None:
        if element.get("triggeredByEvent") == "true":
            self.refuse(element, "不支持事件子流程")
        loops = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
        if any(element.find(f"{{{BPMN}}}{tag}") is not None for tag in loops):
            self.refuse(element, "子流程不支持循环和多实例")
        index = self.add(element, Node(element.get("id"), "subProcess", element.get("name") or "", scope))
        self.scope(element, index)

    def task(self, element: Any, kind: str, scope: int) -> None:
        if kind == "task":
            self.refuse(element, "任务没有类型，请改成用户任务")
        if element.find(f"{{{BPMN}}}standardLoopCharacteristics") is not None:
            self.refuse(element, "不支持循环任务")
        many = self.loop(element) or ""
        limit = attribute(element, "limit")
        if limit and not re.fullmatch(r"[1-9][0-9]{0,2}", limit):
            self.refuse(element, "环节时限请填工作日数")
            limit = ""
        node = Node(
            id=element.get("id"), kind=kind, name=element.get("name") or "", scope=scope, post=attribute(element, "post"),
            organ=attribute(element, "organ"), limit=int(limit) if limit else None,
            form=attribute(element, "form"), decision=attribute(element, "decision"), act=attribute(element, "act"), many=many,
        )
        self.add(element, node)

    def loop(self, element: Any) -> str | None:
        """The data field of a parallel multi-instance; sequential is refused in this version."""
        many = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
        if many is None:
            return None
        if many.get("isSequential") == "true":
            self.refuse(element, "不支持顺序多实例")
        field = attribute(many, "collection") or "".join(
            (many.findtext(f"{{{BPMN}}}{tag}") or "").strip() for tag in ("loopCardinality", "loopDataInputRef")
        )
        if many.find(f"{{{BPMN}}}completionCondition") is not None:
            self.refuse(element, "不支持多实例的提前完成条件")
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", field):
            self.refuse(element, "多实例要用yc:collection写明数据项")
        return field.replace(".", "_")

    def boundary(self, element: Any, scope: int) -> None:
        kinds = [local(d) for d in definitions(element)]
        host = self.index.get(element.get("attachedToRef") or "", -1)
        if kinds != ["timerEventDefinition"]:
            what = "、".join(kinds) or "空事件"
            self.refuse(element, Reason("边界事件只支持定时器，不支持%(what)s", what=what))
        if element.get("cancelActivity") == "false":
            self.refuse(element, "不支持不中断的定时器")
        if host < 0 or self.nodes[host].scope != scope or self.nodes[host].kind not in (*TASKS, "subProcess"):
            self.refuse(element, "边界事件没有附着在能执行的任务或者子流程上")
        timer = self.timer(element) if kinds == ["timerEventDefinition"] else ""
        if timer and host >= 0 and any(n.host == host and n.timer for n in self.nodes):
            self.refuse(element, "一个环节或者子流程只能有一个定时器")
        self.add(element, Node(element.get("id"), "boundaryEvent", element.get("name") or "", scope, host=host, timer=timer))

    def timer(self, element: Any) -> str:
        """Working days ("5") or an ISO 8601 duration ("P5D", "PT4H")."""
        limit = attribute(element, "limit")
        written = (element.findtext(f".//{{{BPMN}}}timeDuration") or "").strip()
        duration = DURATION.fullmatch(written) and written.strip("PTWDHM0")
        if not re.fullmatch(r"[1-9][0-9]{0,2}", limit) and (limit or not duration):
            self.refuse(element, "定时器要用yc:limit写明工作日数，或者用timeDuration写明时长，如P5D")
        return limit or written

    def check_defaults(self, defaults: dict[str, str]) -> None:
        leaving = {(flow.get("sourceRef"), flow.get("id")) for flow in self.pending}
        for source, flow in defaults.items():
            if source in self.index and (source, flow) not in leaving:
                self.problems.append((source, "默认分支不是从这里流出的连线"))

    def flow(self, element: Any, defaults: dict[str, str]) -> None:
        ends = [self.index.get(element.get(side) or "", -1) for side in ("sourceRef", "targetRef")]
        if -1 in ends:
            named = {i for i, _ in self.problems}
            if not named & {element.get("sourceRef"), element.get("targetRef")}:  # an end that was refused is named already
                self.refuse(element, "连线的一端不在流程里")
            return
        condition = self.condition(element)
        is_default = bool(element.get("id")) and defaults.get(element.get("sourceRef")) == element.get("id")
        if not element.get("id"):
            self.refuse(element, "连线没有编号")
        self.flows.append(Flow(element.get("id") or "", ends[0], ends[1], "" if is_default else condition, is_default))

    def condition(self, element: Any) -> str:
        found = element.find(f"{{{BPMN}}}conditionExpression")
        text = (found.text or "").strip() if found is not None else ""
        if found is None or not text:
            return ""
        language = found.get("language") or element.getroottree().getroot().get("expressionLanguage") or ""
        if language not in LANGUAGES:
            self.refuse(element, Reason("条件只能用CEL，不支持%(what)s", what=language))
            return text
        try:
            unknown = unknown_functions(text)
        except ValueError:
            self.refuse(element, Reason("条件不是合法的CEL：%(text)s", text=text[:60]))
            return text
        if unknown:
            self.refuse(element, Reason("条件用到了没有的函数：%(names)s", names="、".join(unknown)))
        return text

    def check_starts(self, process: Any) -> None:
        for scope in [-1, *(i for i, n in enumerate(self.nodes) if n.kind == "subProcess")]:
            count = sum(n.kind == "startEvent" and n.scope == scope for n in self.nodes)
            if count != 1:
                where = self.nodes[scope].id if scope >= 0 else process.get("id") or "process"
                self.problems.append((where, Reason("要有且只有一个开始事件，现在有%(count)s个", count=count)))


def definitions(element: Any) -> Iterator[Any]:
    return (child for child in element if local(child).endswith("EventDefinition"))


def attribute(element: Any, name: str) -> str:
    return (element.get(f"{{{YC}}}{name}") or "").strip()


def compile_xml(xml: str | bytes) -> Net:
    """The net of the one executable process in a BPMN file. Raises Broken or Unsupported; soundness is checked apart."""
    root = parse(xml)
    processes = [e for e in root if local(e) == "process"]
    problems = [
        (e.get("id") or local(e), "不支持协作图里的消息流") for e in root.iter() if local(e) == "messageFlow"
    ]
    if len(processes) != 1:
        named = [(p.get("id") or "process", "一个文件只能有一个流程") for p in processes] or [("definitions", "文件里没有流程")]
        problems += named
    if problems:
        for process in processes:
            problems += issues_of(process)
        errors = tuple(FieldError(i, "unsupported", why) for i, why in dict.fromkeys(problems))
        raise Unsupported(errors=errors, count=len(errors))
    return Reader().read(processes[0])


def issues_of(process: Any) -> list[tuple[str, str]]:
    """What a process would be refused for, so that one answer lists everything."""
    reader = Reader()
    try:
        reader.read(process)
    except Unsupported as refused:
        return [(e.field, str(e.message)) for e in refused.errors]
    return []
