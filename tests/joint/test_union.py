"""One form, one set of materials: every element once, every kind of paper once, and each item gets exactly what it asks for (31)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.joint.theming import themed  # noqa: F401 - a fixture
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import FieldRow, FormRow, SectionRow
from yichuang.catalogue.domain import MaterialTerm, Regime, Terms
from yichuang.catalogue.domain.forms import Repeat
from yichuang.catalogue.models import ItemVersion
from yichuang.joint import union

ELEMENTS = ("a", "b", "c", "d", "e")
KINDS = ("business_licence", "premises_layout", "")
SHAPE = {"type": "string", "minLength": 1, "maxLength": 300}


def field(element: str, required: bool) -> FieldRow:
    return FieldRow(element, element, "", "text", required)


@st.composite
def form_rows(draw) -> FormRow:
    """A form as answers leave it: the applicant, one or two own sections, perhaps a group, service of documents."""
    names = draw(st.permutations(ELEMENTS))
    own = names[: draw(st.integers(0, 5))]
    cut = draw(st.integers(0, len(own)))
    sections = [SectionRow("申请人", "", (field("party.name", True),))]
    for title, part in (("场所", own[:cut]), (draw(st.sampled_from(["经营", "排水"])), own[cut:])):
        if part:
            sections.append(SectionRow(title, "", tuple(field(e, draw(st.booleans())) for e in part), True, "s1"))
    if draw(st.booleans()):
        asked = draw(st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=3, unique=True))
        sections.append(SectionRow("人员", "", tuple(field(e, True) for e in asked), True, "staff", Repeat(1, draw(st.integers(1, 9)))))
    sections.append(SectionRow("送达", "", (field("service.mode", True),)))
    return FormRow(None, "legal", tuple(sections), dict.fromkeys((*ELEMENTS, "party.name", "service.mode"), SHAPE))


def terms_of(materials: tuple[MaterialTerm, ...] = ()) -> Terms:
    ident = uuid4()
    return Terms(uuid4(), ident, f"item-{ident.hex[:8]}", f"事项{ident.hex[:8]}", Regime.LICENCE, None, None, None, materials=materials)


@st.composite
def parts(draw) -> union.Part:
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=4))
    materials = tuple(
        MaterialTerm(
            f"M{n}", f"材料{n}", kind, required=draw(st.sampled_from([True, False, None])), original=draw(st.sampled_from([None, 1, 2])),
            copies=draw(st.sampled_from([None, 1, 3])), only_for=draw(st.sampled_from([(), ("new",), ("renewal",)])),
        )
        for n, kind in enumerate(kinds)
    )  # fmt: skip
    return union.Part(terms_of(materials), draw(form_rows()))


some = st.lists(parts(), min_size=1, max_size=4)


@given(some)
def test_every_element_is_asked_once_none_lost_none_invented(given_parts) -> None:
    form = union.unite("legal", given_parts).form
    once = [f.element for f in form.fields]
    assert sorted(once) == sorted({f.element for p in given_parts for f in p.form.fields})
    for group in form.groups:
        asked = [f.element for f in group.fields]
        assert sorted(asked) == sorted({f.element for p in given_parts for g in p.form.groups if g.code == group.code for f in g.fields})
    assert len({s.code for s in form.sections if s.own}) == len([s for s in form.sections if s.own]), "no two sections share a code"
    assert form.sections[0].title == "申请人"
    assert form.sections[-1].title == "送达"
    for p in given_parts:
        for f in p.form.fields:
            assert next(u for u in form.fields if u.element == f.element).required >= f.required, "what one demands, the one form demands"


@given(some, st.data())
def test_each_item_gets_exactly_what_it_asks_for(given_parts, data) -> None:
    one = union.unite("legal", given_parts)
    values = {f.element: data.draw(st.text("甲乙丙", min_size=1, max_size=3)) for f in one.form.fields}
    for group in one.form.groups:
        rows = data.draw(st.lists(st.fixed_dictionaries({f.element: st.sampled_from(["甲", "乙"]) for f in group.fields}), min_size=1, max_size=3))
        values[group.code] = rows
    uploads = {paper.key: [paper.key] for paper in one.papers}
    for part, got in zip(given_parts, one.split(values | {"stranger": "?"}, uploads | {"stranger": ["?"]}), strict=True):
        assert set(got.answers) == {q.element for q in part.form.asked}
        for f in part.form.fields:
            assert got.answers[f.element] == values[f.element]
        for g in part.form.groups:
            wanted = [f.element for f in g.fields]
            assert got.answers[g.code] == [{e: row[e] for e in wanted} for row in values[g.code]]
        assert set(got.uploads) == {m.code for m in part.terms.materials if m.is_for("new")}


@given(some)
def test_every_kind_of_paper_once_and_the_strictest_counts(given_parts) -> None:
    papers = union.unite("legal", given_parts).papers
    assert len({paper.key for paper in papers}) == len(papers)
    listed = [(p.terms.version_id, m) for p in given_parts for m in p.terms.materials if m.is_for("new")]
    assert sorted((n.version_id, n.code) for paper in papers for n in paper.needs) == sorted((v, m.code) for v, m in listed)
    for paper in papers:
        for need in paper.needs:
            assert paper.required >= (need.material.required is not False)
            for name in ("original", "copies"):
                assert getattr(need.material, name) is None or getattr(paper, name) >= getattr(need.material, name)
        assert len({n.material.type_code for n in paper.needs}) == 1, "a paper without a kind is nobody else's"


def test_a_narrower_choice_and_a_tighter_schema_win() -> None:
    def with_options(*options: str, longest: int) -> union.Part:
        row = FieldRow("a", "甲", "", "choice", False, options=options)
        shape = {"type": "string", "enum": list(options), "maxLength": longest}
        return union.Part(terms_of(), FormRow(None, "legal", (SectionRow("场所", "", (row,), True, "s1"),), {"a": shape}))

    one = union.unite("legal", [with_options("甲", "乙", longest=9), with_options("乙", "丙", longest=5)]).form
    assert one.fields[0].options == ("乙",)
    assert one.shapes["a"] == {"type": "string", "enum": ["乙"], "maxLength": 5}


@pytest.mark.django_db
def test_the_application_form_of_an_item_is_no_other_items_paper(themed) -> None:  # noqa: F811
    """一张表单 is the one form that is filled; the paper one item calls its form is never handed in, merged or offered as another's."""
    kinds: dict[str, set[str]] = {}
    for version_id in ItemVersion.objects.filter(status="published").values_list("id", flat=True):
        terms = catalogue.terms(version_id)
        for material in terms.materials:
            if any(word in material.name for word in ("申请表", "申请书", "申报表", "备案表", "登记表")) or material.code == "M1" and "申请" in material.name:
                kinds.setdefault(union.key_of(terms, material), set()).add(terms.code)
    assert len(kinds) > 10 and {key: codes for key, codes in kinds.items() if len(codes) > 1} == {}


@pytest.mark.django_db
def test_the_restaurant_asks_once_and_each_case_holds_its_own_form(themed) -> None:  # noqa: F811
    versions = [row.version_id for row in catalogue.in_force(themed.content.item_ids)]
    answers = {"drain.key_discharger": False}
    one = union.of(versions, "legal", answers)
    assert one.conflicts == ()
    assert len([f for f in one.form.fields if f.element == "premises.address"]) == 1
    assert len(one.asked_by["premises.address"]) == 4
    licence = one.paper("business_licence")
    assert licence is not None
    assert {need.code for need in licence.needs} == {"M2"}
    assert len(licence.needs) == 2
    assert "monitoring_device" not in {paper.key for paper in one.papers}, "not listed as a key discharger"
    values = {f.element: "x" for f in one.form.fields} | answers
    for got in one.split(values, {}):
        terms = catalogue.terms_for(got.version_id, got.answers)
        own = catalogue.form_for(terms, "legal", got.answers)
        assert set(got.answers) == {f.element for f in own.asked}, "the item's own form, answered in full by what it got"
    asked: dict[UUID, int] = {part.terms.item_id: len(part.form.asked) for part in one.parts}
    assert len(one.form.asked) < sum(asked.values())
