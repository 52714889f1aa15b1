"""The local registry of the demonstration and the tests: the same interface as docs/registry-gateway.md, over made-up entries.

It is a real server on a port of this machine, so that what is shown and tested is the way over the wire. Its answers say
`"local": true`, and every page that shows one says so.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from yichuang.exchange.domain import is_signed, sign, words_of_answer, words_of_request

KEY = "yichuang-local-registry"
"""Known to everybody; for the demonstration and the tests only."""
DATA = Path(__file__).parent / "data" / "local_registry.json"
PREFIX, LARGEST = "/v1/queries/", 64 * 1024
Answering = Callable[[str, Mapping[str, str]], Mapping[str, Any] | None]


@cache
def entries() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    return found


def answer(query: str, asks: Mapping[str, str]) -> Mapping[str, Any] | None:
    """What the made-up registers say; None for a query they do not know."""
    known = entries()
    if query == "forest_title":
        title = known["titles"].get(asks.get("title", ""))
        if title is None:
            return {"found": False}
        return {
            "found": True, "is_holder": asks.get("number") in title["holders"], "covers_place": asks.get("place", "").startswith(title["place"]),
            "disputed": title["disputed"], "area_hm2": title["area_hm2"], "species": title["species"], "closed_forest": title["closed_forest"],
        }  # fmt: skip
    if query == "felling_quota":
        return {"left_m3": known["quota"].get(asks.get("division", ""))}
    if query == "felling_record":
        record: Mapping[str, Any] = known["records"].get(asks.get("number", ""), known["records"]["*"])
        return record
    if query == "investment_project":
        return project(known["projects"].get(asks.get("code", "")), asks.get("number", ""))
    return None


def project(known: Mapping[str, Any] | None, number: str) -> Mapping[str, Any]:
    """One project of the made-up platform. To whoever does not own it, it says so and nothing else."""
    if known is None:
        return {"found": False}
    if known["owner_number"] != number:
        return {"found": True, "is_owner": False}
    return {"found": True, "is_owner": True, **{field: known[field] for field in ("name", "owner", "site", "investment_10k", "kind")}}


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, LARGEST))
        request_id = self.headers.get("X-Yichuang-Request", "")
        words = words_of_request("POST", self.path, self.headers.get("X-Yichuang-Date", ""), request_id, body)
        scheme, _, signature = self.headers.get("Authorization", "").partition(" ")
        if scheme != "YC1-HMAC-SHA256" or not is_signed(KEY, words, signature):
            return self.send_error(401)
        asked = json.loads(body)
        if not self.path.startswith(PREFIX) or self.path[len(PREFIX) :] != asked["query"] or asked["id"] != request_id:
            return self.send_error(404)
        gives = self.server.answering(asked["query"], asked["asks"])
        if gives is None:
            return self.send_error(404)
        told = {"id": request_id, "query": asked["query"], "edition": asked["edition"], "keeper": "本机演示登记库", "local": True,
                "as_of": datetime.now(UTC).isoformat(), "gives": gives}  # fmt: skip
        content = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Registry-Signature", sign(KEY, words_of_answer(request_id, content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """What was asked stands in the log of requests; the numbers of parties belong on no console."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answering: Answering) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answering = answering


@contextmanager
def local_registry(answering: Answering = answer) -> Iterator[str]:
    """Inside: the local registry on a free port of this machine, named in the environment of this process and of its children."""
    before = {name: os.environ.get(name) for name in ("YICHUANG_REGISTRY_URL", "YICHUANG_REGISTRY_KEY")}
    server = Server(answering)
    threading.Thread(target=server.serve_forever, name="local-registry", daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    os.environ |= {"YICHUANG_REGISTRY_URL": url, "YICHUANG_REGISTRY_KEY": KEY}
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
