"""The models of the DMN TCK: what fits runs with the expected results, the rest is refused element by element."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from tests.catalogue.conftest import NOW
from yichuang.catalogue.domain.tables import SEVERAL
from yichuang.catalogue.situations import dmn
from yichuang.catalogue.situations.verdicts import table
from yichuang.kernel.verdicts import written

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "tests/data/dmn"
ALL = sorted(MODELS.glob("*.dmn"))
TCK = "{http://www.omg.org/spec/DMN/20160719/testcase}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
FIT = {
    "0004-simpletable-U", "0005-simpletable-A", "0006-simpletable-P1", "0007-simpletable-P2", "0010-multi-output-U", "0108-first-hitpolicy",
    "0109-ruleOrder-hitpolicy", "0110-outputOrder-hitpolicy", "0111-first-hitpolicy-singleoutputcol",
    "0112-ruleOrder-hitpolicy-singleinoutcol", "0113-outputOrder-hitpolicy-singleinoutcol", "0114-min-collect-hitpolicy",
    "0115-sum-collect-hitpolicy", "0116-count-collect-hitpolicy", "0117-multi-any-hitpolicy", "0118-multi-priority-hitpolicy",
    "0119-multi-collect-hitpolicy",
}  # fmt: skip
"""Every model of the suite whose decisions are all tables."""
PARTLY = {"0017-tableTests", "0020-vacation-days"}
"""Models of which some decisions are tables that read inputs only."""


def value_of(element):
    """A TCK value: typed, a structure of components, or a list of items."""
    if (items := element.find(f"{TCK}list")) is not None:
        return [value_of(item) for item in items.findall(f"{TCK}item")]
    if components := element.findall(f"{TCK}component"):
        return {c.get("name"): value_of(c) for c in components}
    found = element.find(f"{TCK}value")
    if found is None or found.get(NIL) == "true":
        return None
    match (found.get(TYPE) or "string").rpartition(":")[2]:
        case "decimal" | "double" | "integer":
            return Decimal(found.text)
        case "boolean":
            return found.text == "true"
        case "date":
            return date.fromisoformat(found.text)
    return found.text


def flat(name, value):
    if isinstance(value, dict):
        return {path: v for key, inner in value.items() for path, v in flat(f"{name}.{key}", inner).items()}
    return {name: value}


def shape(decision, rows):
    """Rows as DMN gives them: one output is a bare value, several are a structure; list policies give a list."""
    found = [row if len(decision.table.outputs) > 1 else next(iter(row.values())) for row in rows]
    if decision.table.hit in SEVERAL and not decision.table.aggregate:
        return found or None
    return found[0] if found else None


def cases():
    for path in sorted(MODELS.glob("*-test-*.xml")):
        model = path.name.rpartition("-test-")[0]
        for case in etree.parse(path).iter(f"{TCK}testCase"):
            inputs = {k: v for node in case.findall(f"{TCK}inputNode") for k, v in flat(node.get("name"), value_of(node)).items()}
            for result in case.findall(f"{TCK}resultNode"):
                yield pytest.param(model, inputs, result.get("name"), value_of(result.find(f"{TCK}expected")), id=f"{model}-{case.get('id')}-{result.get('name')}")


@pytest.mark.parametrize(("name", "inputs", "asked", "expected"), list(cases()))
def test_what_fits_gives_the_expected_result(name, inputs, asked, expected):
    model = dmn.read_model((MODELS / f"{name}.dmn").read_bytes())
    decision = model.decision(asked)
    if decision is None:
        assert name in PARTLY and asked in {row.decision for row in model.refused}
        return
    found = shape(decision, dmn.decide(decision, inputs))
    assert (found if isinstance(expected, list) or not isinstance(found, list) or len(found) != 1 else found[0]) == expected


def test_all_of_the_suite_is_here_and_nothing_that_fits_is_left_out() -> None:
    models = {path.stem: dmn.read_model(path.read_bytes()) for path in ALL}
    assert len(models) == 37
    assert {name for name, model in models.items() if not model.refused} == FIT
    assert {name for name, model in models.items() if model.refused and model.decisions} == PARTLY | {"0004-lending"}
    tested = {path.name.rpartition("-test-")[0] for path in MODELS.glob("*-test-*.xml")}
    assert tested == FIT | PARTLY  # the one table of 0004-lending reads other decisions, which are refused


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_refusal_names_an_element_of_the_model(path: Path) -> None:
    known = {e.get(key) for e in etree.parse(path).iter() for key in ("id", "name") if isinstance(e.tag, str) and e.get(key)}
    for row in dmn.read_model(path.read_bytes()).refused:
        assert row.element in known and row.reason


def test_the_table_in_the_docs_is_what_the_reader_says() -> None:
    document = (ROOT / "docs/dmn.md").read_text(encoding="utf-8")
    command = "python -m yichuang.catalogue.situations.verdicts tests/data/dmn docs/dmn.md"
    assert written(document, table(MODELS)) == document, command


@pytest.mark.parametrize("raw", [b"", b"<a/>", b"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/>", b"\x00\xff"])
def test_another_file_is_no_model(raw: bytes) -> None:
    with pytest.raises(dmn.NotDmn):
        dmn.read_model(raw)


def test_a_file_cannot_make_us_read_another() -> None:
    head, space = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', b'xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"'
    with pytest.raises(dmn.NotDmn):
        dmn.read_model(head + b"<definitions " + space + b' name="&x;"/>')
    (refused,) = dmn.read_model(head + b"<definitions " + space + b'><decision id="d" name="d">&x;</decision></definitions>').refused
    assert (refused.element, "root:" in refused.reason) == ("d", False)


@pytest.mark.django_db
def test_the_program_adds_the_tables_of_a_file_to_a_draft_when_told_to_write(shipped, program) -> None:
    from yichuang.catalogue import api
    from yichuang.catalogue.models import SituationDraft
    from yichuang.catalogue.situations import dmn_import
    from yichuang.kernel.importing import BadFile

    said = {"item": "drainage", "now": NOW, "actor": program}
    file = MODELS / "0010-multi-output-U.dmn"
    with pytest.raises(dmn_import.NoDraft):
        api.import_dmn(file, **said)
    api.revise(shipped["drainage"], now=NOW, actor=program)
    dry = api.import_dmn(file, **said)
    assert (dry.new, dry.refused, dry.written, SituationDraft.objects.exists()) == (1, 0, False, False)
    assert any("没有登记的数据项" in found.finding.text for found in dry.findings), "Age is no data element"
    api.import_dmn(file, write=True, **said)
    api.import_dmn((MODELS / "0017-tableTests.dmn").read_bytes(), write=True, **said)
    names = [table["name"] for table in SituationDraft.objects.get(code="drainage").content["tables"]]
    assert len(names) >= 2 and len(set(names)) == len(names)
    partly = api.import_dmn(MODELS / "0017-tableTests.dmn", **said)
    assert partly.refused == 2 and {found.finding.code for found in partly.findings} >= {"dmn_not_taken"}
    for bad in (b"not xml", MODELS / "nothing.dmn"):
        with pytest.raises((dmn.NotDmn, BadFile)):
            api.import_dmn(bad, **said)
    assert len(SituationDraft.objects.get(code="drainage").content["tables"]) == len(names)
