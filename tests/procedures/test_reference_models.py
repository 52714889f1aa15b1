"""The reference models of the OMG interchange working group: each runs, or is refused element by element."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from yichuang.kernel.errors import Refusal
from yichuang.kernel.verdicts import END, written
from yichuang.procedures import api
from yichuang.procedures.verdicts import main, table, verdict

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "tests/data/bpmn"
ALL = sorted(MODELS.glob("*.bpmn"))


def test_the_table_in_the_docs_is_what_the_compiler_says() -> None:
    document = (ROOT / "docs/bpmn.md").read_text(encoding="utf-8")
    assert written(document, table(MODELS)) == document, "python -m yichuang.procedures.verdicts tests/data/bpmn docs/bpmn.md"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_refusal_names_an_element_of_the_model(path: Path) -> None:
    ids = {e.get("id") for e in etree.parse(path).iter() if e.get("id")}
    for ident, reason in verdict(path.read_bytes()):
        assert ident in ids and reason


def test_all_of_the_suite_is_here() -> None:
    assert len(ALL) == 22 and [path.stem for path in ALL if not verdict(path.read_bytes())] == ["C.1.1-cel"]


def test_nothing_but_the_language_of_its_conditions_stops_c_1_1() -> None:
    with pytest.raises(Refusal) as refused:
        api.compile_bpmn((MODELS / "C.1.1.bpmn").read_bytes())
    found = [error.field for error in refused.value.errors]
    assert found == ["invoiceApproved", "invoiceNotApproved", "reviewSuccessful", "reviewNotSuccessful"]
    assert all("http://www.w3.org/1999/XPath" in error.message for error in refused.value.errors)


def test_c_1_1_with_cel_runs() -> None:
    """An invoice is approved in the second round, after it was clarified; its author wrote the conditions in XPath."""
    net = api.compile_bpmn((MODELS / "C.1.1-cel.bpmn").read_bytes(), known_names={"approved", "clarified"})
    assert api.variables(net) == {"approved", "clarified"}
    step = api.start(net, {})
    path = []
    for data in ({}, {"approved": False}, {"clarified": "yes"}, {"approved": True}, {}, {}):
        (node, _), = api.open_nodes(net, step.marking)  # fmt: skip
        path.append(node)
        step = api.complete(net, step.marking, node, data)
        if step.ended:
            break
    assert path[:5] == ["assignApprover", "approveInvoice", "reviewInvoice", "approveInvoice", "prepareBankTransfer"]
    assert step.ended


def test_c_1_1_with_cel_ends_when_the_invoice_cannot_be_clarified() -> None:
    net = api.compile_bpmn((MODELS / "C.1.1-cel.bpmn").read_bytes())
    step = api.start(net, {})
    for node, data in (("assignApprover", {}), ("approveInvoice", {"approved": False}), ("reviewInvoice", {"clarified": "no"})):
        step = api.complete(net, step.marking, node, data)
    assert step.ended


def test_the_command_writes_between_the_marks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "bpmn.md"
    document.write_text("before\n<!-- verdicts -->\nold\n<!-- /verdicts -->\nafter\n", encoding="utf-8")
    assert main([str(MODELS), str(document)]) == 0
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith(f"{END}\nafter\n") and "old" not in text and "| C.9.2 |" in text
    assert main([str(MODELS)]) == 0 and "| A.1.0 |" in capsys.readouterr().out
    assert main([]) == 2 and main(["/nowhere"]) == 2
