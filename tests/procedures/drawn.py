"""Drawings for tests: a short way to write BPMN, and a generator of sound models."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yc="urn:yichuang:bpmn:1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">'
)


def condition(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<conditionExpression xsi:type="tFormalExpression">{escaped}</conditionExpression>'


def flow(ident: str, source: str, target: str, when: str = "") -> str:
    inner = condition(when) if when else ""
    return f'<sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def model(body: str) -> str:
    return f'{HEAD}<process id="p" isExecutable="true">{body}</process></definitions>'


def drawn(nodes: dict[str, str], flows: str) -> str:
    """A model of `id: kind attributes…` and flows such as "a>b, g>c if x > 1"; flow ids are "a>b" with a dot for ">"."""
    body = ""
    for ident, spec in nodes.items():
        kind, _, attributes = spec.partition(" ")
        attributes, _, inner = attributes.partition("|")
        body += f'<{kind} id="{ident}" {attributes}>{inner}</{kind}>'
    for row in re.split(r",\s*(?=\w+>)", flows):
        line, _, when = row.strip().partition(" if ")
        source, target = line.split(">")
        body += flow(f"{source}.{target}", source, target, when)
    return model(body)


@dataclass
class Maker:
    """Draws block by block, so that every model is sound: each split has its join, each loop a task.

    What SpiffWorkflow 3.2 cannot play is left out: joins inside a loop (it counts tokens of earlier rounds), and merges
    inside an inclusive split (its join looks back along the first input of a merge only). Both stand in test_gateways.
    """

    random: Random
    left: int = 10
    body: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    count: int = 0
    around: tuple[str, ...] = ()
    """The loops and inclusive splits around the block being drawn, inside its sub-process."""

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def flag(self) -> str:
        self.flags.append(self.name("b"))
        return self.flags[-1]

    def link(self, source: str, target: str, when: str = "") -> str:
        ident = self.name("f")
        self.body.append(flow(ident, source, target, when))
        return ident

    def task(self) -> tuple[str, str]:
        self.left -= 1
        ident, many = self.name("t"), ""
        if self.random.random() < 0.15:
            self.counts.append(self.name("n"))
            cardinality = f"<loopCardinality>{self.counts[-1]}</loopCardinality>"
            many = f"<multiInstanceLoopCharacteristics>{cardinality}</multiInstanceLoopCharacteristics>"
        self.body.append(f'<userTask id="{ident}" name="{ident}">{many}</userTask>')
        return ident, ident

    def block(self, depth: int) -> tuple[str, str]:
        """The first and the last node of a random block."""
        if depth == 0 or self.left <= 1:
            return self.task()
        kinds = [self.task, self.sequence, self.sequence, self.inner, self.stop]
        if "inclusive" not in self.around:
            kinds += [self.choice, self.loop]
        if not self.around:
            kinds += [self.parallel, self.inclusive]
        make = self.random.choice(kinds)
        return make() if make == self.task else make(depth - 1)  # type: ignore[call-arg]

    def sequence(self, depth: int) -> tuple[str, str]:
        parts = [self.block(depth) for _ in range(self.random.randint(2, 3))]
        for (_, before), (after, _) in zip(parts, parts[1:], strict=False):
            self.link(before, after)
        return parts[0][0], parts[-1][1]

    def gateways(self, kind: str, default: str = "") -> tuple[str, str]:
        split, join = self.name("g"), self.name("g")
        default = f' default="{default}"' if default else ""
        self.body += [f'<{kind} id="{split}"{default}/>', f'<{kind} id="{join}"/>']
        return split, join

    def branch(self, split: str, join: str, depth: int, when: str = "", may_be_empty: bool = False) -> str:
        if may_be_empty and self.random.random() < 0.25:
            return self.link(split, join, when)
        first, last = self.block(depth)
        self.link(last, join)
        return self.link(split, first, when)

    def defaulted(self, kind: str, depth: int) -> tuple[str, str]:
        split, join = self.gateways(kind)
        for _ in range(self.random.randint(1, 2)):
            self.branch(split, join, depth, self.flag(), may_be_empty=True)
        default = self.branch(split, join, depth)
        self.body = [row.replace(f'<{kind} id="{split}"/>', f'<{kind} id="{split}" default="{default}"/>') for row in self.body]
        return split, join

    def choice(self, depth: int) -> tuple[str, str]:
        return self.defaulted("exclusiveGateway", depth)

    def inclusive(self, depth: int) -> tuple[str, str]:
        before, self.around = self.around, (*self.around, "inclusive")
        block = self.defaulted("inclusiveGateway", depth)
        self.around = before
        return block

    def parallel(self, depth: int) -> tuple[str, str]:
        split, join = self.gateways("parallelGateway")
        for _ in range(self.random.randint(2, 3)):
            self.branch(split, join, depth)
        return split, join

    def loop(self, depth: int) -> tuple[str, str]:
        enter, leave = self.name("g"), self.name("g")
        work = self.task()
        before, self.around = self.around, (*self.around, "loop")
        block_first, block_last = self.block(depth)
        self.around = before
        self.link(enter, work[0])
        self.link(work[1], block_first)
        self.link(block_last, leave)
        self.link(leave, enter, self.flag())
        done, out = self.task()
        default = self.link(leave, done)
        self.body += [f'<exclusiveGateway id="{enter}"/>', f'<exclusiveGateway id="{leave}" default="{default}"/>']
        return enter, out

    def inner(self, depth: int) -> tuple[str, str]:
        outside, self.body = self.body, []
        before, self.around = self.around, ()
        start, end, ident = self.name("s"), self.name("e"), self.name("u")
        first, last = self.block(depth)
        self.link(start, first)
        self.link(last, end)
        inside = "".join(self.body)
        self.body, self.around = outside, before
        self.body.append(f'<subProcess id="{ident}"><startEvent id="{start}"/><endEvent id="{end}"/>{inside}</subProcess>')
        return ident, ident

    def stop(self, depth: int) -> tuple[str, str]:
        """A choice between going on and ending all at once."""
        split, end = self.name("g"), self.name("e")
        self.link(split, end, self.flag())
        first, last = self.block(depth)
        default = self.link(split, first)
        self.body.append(f'<endEvent id="{end}"><terminateEventDefinition id="{end}d"/></endEvent>')
        self.body.append(f'<exclusiveGateway id="{split}" default="{default}"/>')
        return split, last


def sound_model(seed: int) -> tuple[str, list[str], list[str]]:
    """A random sound model, the flags its conditions read, and the counts of its multi-instances."""
    maker = Maker(Random(seed))
    first, last = maker.block(4)
    maker.body += ['<startEvent id="start"/>', '<endEvent id="end"/>']
    maker.link("start", first)
    maker.link(last, "end")
    return model("".join(maker.body)), maker.flags, maker.counts
