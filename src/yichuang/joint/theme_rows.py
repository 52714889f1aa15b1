"""Themes as pages show them: the meter with the rows it was computed from, the one set of papers, sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yichuang.catalogue import api as catalogue
from yichuang.clock.domain import Limit, Unit
from yichuang.joint import chain
from yichuang.joint.domain.edges import EDGE_NAMES, Circle, EdgeKind
from yichuang.joint.domain.meter import HOW_HINTS, MEASURE_NAMES, Measure
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.joint.overview import Overview
from yichuang.joint.themes import ThemeTerms, Words
from yichuang.joint.union import OnePaper
from yichuang.look.templatetags.look import english


@dataclass(frozen=True, slots=True)
class MeterRow:
    """One line: what is measured, before, after, saved, how it is counted, and (item, count) as it was computed."""

    key: str
    name: str
    before: int
    after: int
    saved: int
    how: str
    parts: tuple[tuple[Words, int | None], ...]


@dataclass(frozen=True, slots=True)
class EdgeLine:
    before: Words
    after: Words
    kind: str
    hard: bool
    article: str
    result: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of the set, how many of it, which items need it."""

    paper: OnePaper
    count: str
    items: tuple[Words, ...]
    once: int
    """How many times it would be handed in alone."""


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A question of the theme; `answer` is yes, no or empty."""

    key: str
    words: Words
    answer: str
    item: Words


def words_of(seen: Overview) -> dict[UUID, Words]:
    return {member.terms.item_id: Words(member.terms.name, member.terms.name_en) for member in seen.members}


def meter_rows(seen: Overview) -> list[MeterRow]:
    known = words_of(seen)
    return [
        MeterRow(
            row.measure.value, _(MEASURE_NAMES[row.measure]), row.before, row.after, row.saved, _(HOW_HINTS[row.measure]),
            tuple((known[item_id], count) for item_id, count in row.parts.items()),
        )
        for row in seen.meter.rows
    ]  # fmt: skip


def edge_lines(seen: Overview) -> list[EdgeLine]:
    """What one needs of another, and of items outside the theme (an earlier stage of a project)."""
    known = words_of(seen) | {row.item_id: Words(row.name, row.name_en) for _edge, row in seen.earlier}
    return [edge_line(edge, known) for edge in (*(edge for edge, _row in seen.earlier), *seen.edges)]


def chain_of(seen: Overview) -> chain.Drawing | None:
    """The departments and what one item needs of another, as a drawing; items of an earlier stage stand in it with a broken line. None
    for a draft whose conditions go in a circle, which its findings say."""
    known = {member.terms.item_id: said(Words(member.terms.name, member.terms.name_en)) for member in seen.members}
    earlier = {row.item_id: row for _edge, row in seen.earlier}
    items = [chain.Item(row.item_id, said(Words(row.name, row.name_en)), row.organ, _("前一阶段的结果"), "is-plan", outside=True) for row in earlier.values()]
    items += [
        chain.Item(m.terms.item_id, known[m.terms.item_id], m.organ, m.limit_words, "is-crit" if m.critical else "") for m in seen.members
    ]
    edges = (*(edge for edge, _row in seen.earlier), *seen.edges)
    needs = [chain.Need(e.before, e.after, e.kind, e.article, _(EDGE_NAMES[e.kind]), e.result) for e in edges]
    try:
        return chain.draw(items, needs)
    except Circle:
        return None


def said(words: Words) -> str:
    return words.name_en if english() and words.name_en else words.name


def edge_line(edge: ThemeEdge, known: Mapping[UUID, Words]) -> EdgeLine:
    return EdgeLine(
        known[edge.before], known[edge.after], _(EDGE_NAMES[edge.kind]), edge.kind is EdgeKind.HARD, edge.article, edge.result
    )


def paper_lines(seen: Overview) -> list[PaperLine]:
    known = words_of(seen)
    return [
        PaperLine(paper, count_of(paper), tuple(known[need.item_id] for need in paper.needs), len(paper.needs)) for paper in seen.union.papers
    ]


def count_of(paper: OnePaper) -> str:
    """原件1份，复印件2份; empty where no item says."""
    said = []
    if paper.original:
        said.append(_("原件%(n)s份") % {"n": paper.original})
    if paper.copies:
        said.append(_("复印件%(n)s份") % {"n": paper.copies})
    return _("，").join(said)


def days_words(seen: Overview) -> str:
    """The total as people say it: 10个工作日, 当场."""
    days = seen.days.after
    return catalogue.limit_said(Limit(days, Unit.WORKING_DAY) if days else Limit(0, Unit.ON_THE_SPOT))


def why_days(seen: Overview) -> str:
    """Why the total is what it is, as a sentence."""
    days = seen.meter.row(Measure.DAYS)
    if not days.after:
        return _("各事项都当场办结。")
    if any(edge.kind is EdgeKind.HARD for edge in seen.edges):
        return _("法律规定必须先有的结果要等；其余同时办，一环扣一环最长的那一串就是总时限。")
    return _("各机关同时受理、同时办，没有谁要等谁：时限最长的那个事项就是总时限。")


def asked_lines(theme: ThemeTerms, answers: Mapping[UUID, bool]) -> list[AskedLine]:
    """The questions that stand before items one can apply for now; one query."""
    said = {True: "yes", False: "no"}
    asked = [item.item_id for item in theme.content.items if item.asked]
    names = {row.item_id: Words(row.name, row.name_en) for row in catalogue.in_force(asked)}
    return [
        AskedLine(
            str(item.item_id), Words(item.asked, item.asked_en), said[answers[item.item_id]] if item.item_id in answers else "",
            names[item.item_id],
        )
        for item in theme.content.items if item.item_id in names
    ]  # fmt: skip


def start_address(theme: ThemeTerms) -> str:
    """Where one begins this theme; empty while no page takes it."""
    try:
        return reverse("joint-start", args=[theme.code])
    except NoReverseMatch:
        return ""


def shared_fields(seen: Overview) -> list[tuple[Words, tuple[str, ...]]]:
    """What is asked once for several items: the question, and the items that would ask it again."""
    fields = [field for section in seen.union.form.sections if section.repeat is None for field in section.fields]
    asked = [(Words(f.label, f.label_en), seen.union.asked_by[f.element]) for f in fields]
    return [(words, items) for words, items in asked if len(items) > 1]
