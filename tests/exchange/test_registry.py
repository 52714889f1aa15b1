"""Questions to a registry over HTTP: signed, typed, logged before they are sent; answers kept as evidence (docs/registry-gateway.md)."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from tests.lasting import forget, lasting
from yichuang.catalogue.domain.readings import QUERIES
from yichuang.exchange import actions, queries
from yichuang.exchange.domain import BadAnswer, Outcome, is_fresh, read_answer
from yichuang.exchange.local import KEY, local_registry
from yichuang.exchange.models import Evidence, RegistryRequest
from yichuang.kernel.crypto import salted_hash
from yichuang.kernel.record import read
from yichuang.organisations import api as organisations
from yichuang.organisations.seed import seed_demo

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
TITLE = QUERIES["forest_title"]
ASKS = {"number": "11010519491231002X", "name": "张某", "title": "示林证字〔2021〕第000456号", "place": "示例县青山镇上沟村3林班12小班"}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    with lasting(django_db_blocker):
        yield seed_demo(now=NOW)


@pytest.fixture
def purpose(demo, db):
    forget()
    return actions.Purpose(uuid4(), "113799", uuid4(), "林木采伐许可证核发", demo.organs["forestry"], demo.applicants[0].party_id)


def ask(purpose, query=TITLE, asks=ASKS, now=NOW):
    return actions.ask(query, asks, purpose=purpose, actor=organisations.system_actor("smart"), now=now).outcome


def test_the_answer_is_kept_as_evidence_and_the_log_says_who_what_for_and_why(purpose):
    with local_registry():
        assert ask(purpose) is Outcome.ANSWERED
    row = RegistryRequest.objects.get()
    assert (row.query, row.case_id, row.item_id, row.party_id) == ("forest_title", purpose.case_id, purpose.item_id, purpose.party_id)
    assert "森林法" in row.basis and row.actor == "system:smart"
    kept = Evidence.objects.get()
    asked, answered = (event.fact for event in read(row.id))
    assert (asked.kind, answered.kind) == ("exchange.RegistryAsked", "exchange.RegistryAnswered")
    assert (answered.evidence_id, answered.answer_hash) == (kept.id, kept.sha256)
    assert "11010519491231002X" not in json.dumps([asked.asked_hash, kept.content]) and "张某" not in kept.content
    assert salted_hash(kept.salt, kept.content) == kept.sha256
    found = queries.fresh_evidence(purpose.case_id, ["forest_title"], now=NOW, minutes=10)["forest_title"]
    assert found.gives == {"found": True, "is_holder": True, "covers_place": True, "disputed": False, "area_hm2": "2.10", "species": "杨树", "closed_forest": False}
    assert found.is_local and list(queries.check_all()) == []


def test_a_log_that_says_otherwise_than_its_stream_is_found(purpose):
    with local_registry():
        ask(purpose)
    row = RegistryRequest.objects.get()
    for column, other in (("outcome", "silent"), ("outcome", "waiting"), ("basis", "另一条依据")):
        was = getattr(row, column)
        RegistryRequest.objects.filter(id=row.id).update(**{column: other})
        assert [ident for ident, _ in queries.check_all()] == [row.id], column
        RegistryRequest.objects.filter(id=row.id).update(**{column: was})
    assert list(queries.check_all()) == []


def test_evidence_is_never_changed_and_a_forced_change_is_found(purpose):
    with local_registry():
        ask(purpose)
    kept = Evidence.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.update(content="{}")
    kept.refresh_from_db()
    assert kept.content != "{}"


def test_old_answers_are_not_seen():
    assert is_fresh(NOW, NOW + timedelta(minutes=10), 10)
    assert not is_fresh(NOW, NOW + timedelta(minutes=10, seconds=1), 10)
    assert not is_fresh(NOW + timedelta(seconds=1), NOW, 10), "an answer from the future is none"


class Odd(BaseHTTPRequestHandler):
    """A registry that misbehaves in the way its server says."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        status, body, key = self.server.way(asked)
        self.send_response(status)
        signed = "\n".join((asked["id"], hashlib.sha256(body).hexdigest())).encode()
        self.send_header("X-Registry-Signature", hmac.new(key.encode(), signed, hashlib.sha256).hexdigest())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def odd(monkeypatch, way):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    server.way = way
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("YICHUANG_REGISTRY_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("YICHUANG_REGISTRY_KEY", KEY)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def told(asked, **more):
    whole = {"id": asked["id"], "query": asked["query"], "edition": 1, "keeper": "x", "as_of": "2026-09-10T10:00:00+08:00", "gives": {"found": True}}
    return json.dumps({**whole, **more}).encode()


WAYS = [
    (lambda a: (200, told(a), "another key"), Outcome.BROKEN), (lambda a: (200, told(a, id=str(uuid4())), KEY), Outcome.BROKEN),
    (lambda a: (200, told(a, query="felling_quota"), KEY), Outcome.BROKEN), (lambda a: (200, told(a, gives={"found": "yes"}), KEY), Outcome.BROKEN),
    (lambda a: (200, told(a, as_of="gestern"), KEY), Outcome.BROKEN), (lambda a: (200, b"[", KEY), Outcome.BROKEN),
    (lambda a: (200, b" " * 70_000, KEY), Outcome.BROKEN), (lambda a: (403, b"", KEY), Outcome.REFUSED), (lambda a: (500, b"", KEY), Outcome.SILENT),
]  # fmt: skip


@pytest.mark.parametrize(("way", "outcome"), WAYS)
def test_what_is_no_proper_answer_is_no_evidence(purpose, monkeypatch, way, outcome):
    with odd(monkeypatch, way):
        assert ask(purpose) is outcome
    assert not Evidence.objects.exists()
    assert [e.fact.outcome for e in read(RegistryRequest.objects.get().id) if e.kind == "exchange.RegistryAnswered"] == [outcome]


def test_a_registry_that_is_away_or_not_configured_is_silent(purpose, monkeypatch):
    monkeypatch.setenv("YICHUANG_REGISTRY_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("YICHUANG_REGISTRY_KEY", KEY)
    assert ask(purpose) is Outcome.SILENT
    monkeypatch.delenv("YICHUANG_REGISTRY_URL")
    assert ask(purpose) is Outcome.SILENT


def test_killed_after_sending_the_log_says_that_it_was_asked(purpose):
    actions.begin(TITLE, ASKS, purpose=purpose, actor=organisations.system_actor("smart"), now=NOW)
    assert queries.last_outcomes(purpose.case_id) == {"forest_title": Outcome.WAITING}
    assert queries.fresh_evidence(purpose.case_id, ["forest_title"], now=NOW, minutes=10) == {}


def test_the_signature_of_the_documentation_is_what_goes_over_the_wire():
    """As docs/registry-gateway.md describes it, computed here from scratch; anything else is turned away."""
    with local_registry() as url:
        body = json.dumps({"id": "r-1", "query": "felling_quota", "edition": 1, "asks": {"division": "379900"}}).encode()
        path, date = "/v1/queries/felling_quota", "2026-09-10T02:00:00.000000Z"
        lines = "\n".join(("POST", path, date, "r-1", hashlib.sha256(body).hexdigest())).encode()
        good = hmac.new(KEY.encode(), lines, hashlib.sha256).hexdigest()
        head = {"X-Yichuang-Date": date, "X-Yichuang-Request": "r-1", "Authorization": f"YC1-HMAC-SHA256 {good}"}
        with urlopen(Request(url + path, body, head)) as answer:
            content = answer.read()
            signed = hmac.new(KEY.encode(), "\n".join(("r-1", hashlib.sha256(content).hexdigest())).encode(), hashlib.sha256).hexdigest()
            assert answer.headers["X-Registry-Signature"] == signed and json.loads(content)["gives"] == {"left_m3": "860.0"}
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(url + path, body + b" ", head))
        assert refused.value.code == 401


def test_an_answer_of_a_wrong_type_is_none():
    base = {"id": "1", "query": "felling_quota", "edition": 1, "as_of": "2026-09-10T10:00:00+08:00"}
    quota, ident = QUERIES["felling_quota"], uuid4()
    for wrong in ("many", True, "NaN", "1e400", [], 10**16):
        with pytest.raises(BadAnswer):
            read_answer(quota, ident, {**base, "id": str(ident), "gives": {"left_m3": wrong}})
    assert read_answer(quota, ident, {**base, "id": str(ident), "gives": {"left_m3": 12.5, "more": 1}}).gives == {"left_m3": "12.5"}
