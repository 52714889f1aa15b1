"""A file of organs against the organs held: what would be new, changed or moved, and everything that is wrong. Pure.

All or nothing: one error, and nothing of the file is kept. An empty cell says nothing and leaves what is held.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from yichuang.kernel import codes
from yichuang.kernel.findings import Finding, error, info
from yichuang.organisations.domain.divisions import LEVEL_NAMES, Place, read_code

COMPARED = ("name", "short_name", "name_en", "uscc", "division", "kind", "address", "phone", "review_organ", "review_url", "court", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class OrganLine:
    """One row of the file. `values` hold only the columns of an organ that are filled in; `parent` is a code or a name."""

    place: str
    name: str
    uscc: str
    division: str
    parent: str
    level: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeldOrgan:
    id: UUID
    parent_id: UUID | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row becomes: a new organ, or a held one with the columns that change and, perhaps, another parent."""

    id: UUID
    line: OrganLine
    parent_id: UUID | None
    is_new: bool
    changed: tuple[str, ...] = ()
    is_moved: bool = False


@dataclass(slots=True)
class Plan:
    entries: list[Entry] = field(default_factory=list)
    findings: list[tuple[str, Finding]] = field(default_factory=list)

    def wrong(self) -> set[str]:
        """Places of the rows that carry an error."""
        return {place for place, finding in self.findings if finding.severity == "error"}


def plan(lines: Sequence[OrganLine], held: Sequence[HeldOrgan], *, divisions: Mapping[str, str], new_id: Callable[[], UUID]) -> Plan:
    """`divisions` are the codes in force that the file names, with their names. Entries stand parents first."""
    made = Plan()
    for line in lines:
        made.findings += [(line.place, finding) for finding in checked(line, divisions)]
    made.findings += duplicates(lines)
    known = {h.id: h for h in held}
    ids = matched(lines, held)
    new = {line.place: ids[line.place] or new_id() for line in lines}
    named = names_of(lines, new, held)
    above: dict[UUID, UUID | None] = {h.id: h.parent_id for h in held}
    parents: dict[str, UUID | None] = {}
    for line in lines:
        own = new[line.place]
        parent, wrong = parent_of_line(line, own, named, known)
        if wrong:
            made.findings.append((line.place, wrong))
        parents[line.place] = above[own] = parent
    rings = cycles(above)
    for line in lines:
        if new[line.place] in rings:
            made.findings.append((line.place, error("parent", "parent_cycle", "上级机构形成循环：%(name)s", name=line.name)))
    if not made.wrong():
        made.entries = entries(lines, new, parents, known, above)
    return made


def checked(line: OrganLine, divisions: Mapping[str, str]) -> Iterator[Finding]:
    """What a row says about itself."""
    if line.uscc and (why := codes.uscc(line.uscc)):
        yield error("uscc", "uscc_wrong", "统一社会信用代码%(code)s：%(why)s", "GB 32100", code=line.uscc, why=str(why))
    if line.division:
        place = read_code(line.division)
        if not isinstance(place, Place):
            yield error("division", "division_code", place.msgid, "GB/T 2260", **place.params)
        else:
            if place.code not in divisions:
                yield error("division", "division_unknown", "没有登记行政区划%(code)s", "GB/T 2260", code=line.division)
            if line.level and line.level != LEVEL_NAMES[place.level]:
                yield error(
                    "level", "level_differs", "层级“%(level)s”与行政区划%(code)s（%(is)s）不一致",
                    level=line.level, code=line.division, **{"is": LEVEL_NAMES[place.level]},
                )  # fmt: skip
    begins, ends = line.values.get("valid_from"), line.values.get("valid_to")
    if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
        yield error("valid_to", "span_backwards", "截止日期早于起始日期")
    if not line.uscc:
        yield info("uscc", "uscc_missing", "没有统一社会信用代码，按名称和行政区划识别")


def duplicates(lines: Sequence[OrganLine]) -> Iterator[tuple[str, Finding]]:
    """A code stands once in a file; so does a name within one division and under one parent."""
    by_code, by_name = Counter(line.uscc for line in lines if line.uscc), Counter((line.name, line.division, line.parent) for line in lines)
    for line in lines:
        if line.uscc and by_code[line.uscc] > 1:
            yield line.place, error("uscc", "uscc_twice", "统一社会信用代码%(code)s在文件中重复", code=line.uscc)
        elif by_name[line.name, line.division, line.parent] > 1:
            yield line.place, error("name", "name_twice", "“%(name)s”在文件中重复", name=line.name)


Index = tuple[dict[str, UUID], dict[tuple[str, str], list[UUID]], dict[UUID, str]]


def held_index(held: Sequence[HeldOrgan]) -> Index:
    by_code = {h.values["uscc"]: h.id for h in held if h.values.get("uscc")}
    by_name: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for h in held:
        by_name[h.values["name"], str(h.values.get("division", ""))].append(h.id)
    return by_code, by_name, {h.id: str(h.values.get("uscc", "")) for h in held}


def match(line: OrganLine, index: Index) -> UUID | None:
    """The held organ a row is about: by code; else by name within its division, when the codes do not contradict."""
    by_code, by_name, code_of = index
    if line.uscc and line.uscc in by_code:
        return by_code[line.uscc]
    found = [i for i in by_name.get((line.name, line.division), ()) if not (line.uscc and code_of[i])]
    return found[0] if len(found) == 1 else None


def matched(lines: Sequence[OrganLine], held: Sequence[HeldOrgan]) -> dict[str, UUID | None]:
    index = held_index(held)
    return {line.place: match(line, index) for line in lines}


def names_of(lines: Sequence[OrganLine], ids: Mapping[str, UUID], held: Sequence[HeldOrgan]) -> dict[str, list[tuple[UUID, str]]]:
    """Code or name → the organs it may mean, each with its division; the rows of the file stand before what is held."""
    named: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    for line in lines:
        for word in filter(None, (line.name, line.uscc)):
            named[word].append((ids[line.place], line.division))
    inside = set(ids.values())
    for h in held:
        if h.id not in inside:
            for word in filter(None, (h.values["name"], h.values.get("uscc"))):
                named[word].append((h.id, str(h.values.get("division", ""))))
    return named


def parent_of_line(
    line: OrganLine, own: UUID, named: Mapping[str, list[tuple[UUID, str]]], known: Mapping[UUID, HeldOrgan]
) -> tuple[UUID | None, Finding | None]:
    """The organ above: the one meant, of several of one name the one in the row's own division. Empty keeps what is held."""
    if not line.parent:
        return (known[own].parent_id if own in known else None), None
    found = named.get(line.parent, [])
    if len(found) > 1:
        found = [one for one in found if one[1] == line.division] or found
    if not found:
        return None, error("parent", "parent_unknown", "上级机构“%(name)s”不在文件中，也没有登记", name=line.parent)
    if len(found) > 1:
        return None, error("parent", "parent_ambiguous", "“%(name)s”有%(n)s个，请写上级机构的统一社会信用代码", name=line.parent, n=len(found))
    return found[0][0], None


def cycles(above: Mapping[UUID, UUID | None]) -> set[UUID]:
    """The organs that stand above themselves."""
    rings: set[UUID] = set()
    done: set[UUID] = set()
    for start in above:
        path: dict[UUID, None] = {}
        at: UUID | None = start
        while at is not None and at not in done and at not in path:
            path[at] = None
            at = above.get(at)
        if at is not None and at in path:
            walked = list(path)
            rings |= set(walked[walked.index(at) :])
        done |= set(path)
    return rings


def entries(
    lines: Sequence[OrganLine], ids: Mapping[str, UUID], parents: Mapping[str, UUID | None], known: Mapping[UUID, HeldOrgan],
    above: Mapping[UUID, UUID | None],
) -> list[Entry]:
    made = []
    for line in lines:
        own, parent = ids[line.place], parents[line.place]
        before = known.get(own)
        changed = () if before is None else tuple(key for key in COMPARED if key in line.values and line.values[key] != before.values.get(key))
        made.append(Entry(own, line, parent, before is None, changed, before is not None and parent != before.parent_id))
    return sorted(made, key=lambda entry: depth(entry.id, above))


def depth(organ: UUID, above: Mapping[UUID, UUID | None]) -> int:
    steps, at = 0, above.get(organ)
    while at is not None:
        steps, at = steps + 1, above.get(at)
    return steps
