"""What the inbox says: every text is used, and told everything it has places for."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

import yichuang
from tests.documents.conftest import NOW
from yichuang.cases.reactions import MOVED
from yichuang.documents import api, domain
from yichuang.documents.domain.messages import NOTICES, PLACE
from yichuang.kernel.values import new_id

HOUSE = Path(yichuang.__file__).parent


def calls() -> list[tuple[str, set[str] | None]]:
    """(kind, names of params) of every call of `notify` that names its message in so many words; None where the params are neither
    written in the call nor given a name in the same module."""
    found = []
    for file in HOUSE.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        named = {
            target.id: node.value
            for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
            for target in node.targets if isinstance(target, ast.Name)
        }  # fmt: skip
        for node in ast.walk(tree):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if name == "notify" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                params = next((k.value for k in node.keywords if k.arg == "params"), ast.Dict(keys=[], values=[]))
                if isinstance(params, ast.Name):
                    params = named.get(params.id, params)
                keys = {k.value for k in params.keys} if isinstance(params, ast.Dict) else None  # type: ignore[union-attr]
                found.append((str(node.args[1].value), keys))
    return found


def words() -> set[str]:
    """Every word written in the house outside the table of messages: a kind may be chosen by a table or a verb."""
    return {
        node.value
        for file in HOUSE.rglob("*.py") if file.name != "messages.py"
        for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }  # fmt: skip


def test_every_call_tells_its_message_all_it_has_places_for():
    assert calls()
    for kind, given in calls():
        assert given is None or domain.message_params(kind) <= given, kind


def test_papers_and_moved_dates_tell_all_their_messages_have_places_for():
    for kind in (*NOTICES.values(), domain.SERVED):
        assert domain.message_params(kind) <= {"case_number", "number", "title"}, kind
    for kind in MOVED.values():
        assert domain.message_params(kind) == {"case_number", "was", "due_on"}, kind


def test_every_text_has_somebody_who_says_it():
    told = {kind for kind, _ in calls()} | set(MOVED.values()) | {domain.SERVED}
    assert told <= set(domain.MESSAGES)
    assert set(domain.MESSAGES) - told - set(NOTICES.values()) <= words()


@pytest.mark.django_db
def test_a_message_that_is_not_told_enough_is_never_sent(party):
    with pytest.raises(ValueError, match="case_number"):
        api.notify(party.id, "promise_moved", case_id=new_id(), params={"was": date(2027, 1, 7)}, at=NOW)
    assert api.inbox([party.id]) == ()


@pytest.mark.parametrize("kind", sorted(domain.MESSAGES))
def test_no_sentence_reads_with_a_hole(kind):
    told = dict.fromkeys(domain.message_params(kind), "X") | {k: date(2027, 1, 8) for k in domain.message_params(kind) & {"was", "due_on"}}
    words = domain.sentence(kind, told)
    assert not PLACE.search(words)
    assert ("2027年1月8日" in words) == ("due_on" in told)
