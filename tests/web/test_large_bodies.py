"""200 MB against the real server: bounded memory, a clear answer in page and API, and what was laid in stays."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright
from pytest_django import DjangoDbBlocker

from tests.chromium import launch
from yichuang.catalogue import api as catalogue
from yichuang.intake import actions
from yichuang.intake.models import Draft
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

pytestmark = pytest.mark.system

MEGABYTE = 1024 * 1024
BOUNDARY = "----a-boundary-of-ours"
SECRET = "a" * 32


@dataclass(frozen=True)
class Served:
    port: int
    pid: int
    draft: Draft
    session: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self) -> str:
        return reverse("draft-material", args=[self.draft.id, "M2"])

    def cookies(self, language: str) -> str:
        return f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={SECRET}; django_language={language}"

    def peak(self) -> int:
        """The most memory any process of the server has held, in bytes."""
        group = [p for p in Path("/proc").glob("[0-9]*") if in_group(p, self.pid)]
        lines = [line for p in group for line in (p / "status").read_text().splitlines() if line.startswith("VmHWM")]
        return max(int(line.split()[1]) for line in lines) * 1024


def in_group(process: Path, group: int) -> bool:
    try:
        return os.getpgid(int(process.name)) == group
    except ProcessLookupError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def served(own_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Served]:
    """`yichuang serve`, and an applicant's draft with one good file in it."""
    with django_db_blocker.unblock():
        yield from serving(own_database)


def serving(own_database: str) -> Iterator[Served]:
    now = timezone.now() - timedelta(days=30)
    demo = organisations.seed_demo(now=now)
    items = catalogue.load_shipped(now=now, actor=organisations.system_actor("catalogue"))
    account = Account.objects.get(username="phone:13800000002")
    actor = organisations.actor_of(account)
    draft = actions.start(items["drainage"], demo.company_id, token=new_id(), actor=actor, agent_id=account.party_id, now=timezone.now())
    port, session = free_port(), SessionStore()
    session.update({
        SESSION_KEY: str(account.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[1], HASH_SESSION_KEY: account.get_session_auth_hash(),
    })  # fmt: skip
    session.save()
    environment = {**os.environ, "DATABASE_URL": own_database, "PORT": str(port)}
    serve = [sys.executable, "-m", "yichuang.cli", "serve", "--workers", "1", "--threads", "2"]
    connections.close_all()
    server = subprocess.Popen(serve, env=environment, start_new_session=True)
    try:
        wait_for(port)
        yield Served(port, server.pid, draft, session.session_key)
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            ask = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            ask.request("GET", "/healthz")
            return ask.getresponse().close()
        except OSError:
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.2)


def form(size: int, name: str = "全部.pdf") -> tuple[int, Iterator[bytes]]:
    """A multipart form with one file of `size` bytes made while it is sent; its length, and its pieces."""
    fields = {"csrfmiddlewaretoken": SECRET, "then": "more"}
    head = "".join(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file-M2"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
    first, last = head.encode() + b"%PDF-1.7\n", f"\r\n--{BOUNDARY}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield first
        for _ in range(size // MEGABYTE):
            yield bytes(MEGABYTE)
        yield last

    return len(first) + size // MEGABYTE * MEGABYTE + len(last), pieces()


def post(served: Served, path: str, size: int, *, language: str = "zh-hans", chunked: bool = False, **more: str) -> tuple[int, str]:
    length, pieces = form(size)
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Cookie": served.cookies(language), **more}
    if not chunked:
        headers["Content-Length"] = str(length)
    ask = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    ask.request("POST", path, body=pieces, headers=headers, encode_chunked=chunked)
    answer = ask.getresponse()
    return answer.status, answer.read().decode()


def ask_page(served: Served) -> str:
    ask = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    ask.request("GET", served.page, headers={"Cookie": served.cookies("zh-hans")})
    return ask.getresponse().read().decode()


def test_a_file_of_200_mb_is_refused_on_its_field_and_what_was_laid_in_stays(served: Served) -> None:
    assert post(served, served.page, 0)[0] == 302, "a small file is taken"
    before = served.peak()
    status, page = post(served, served.page, 200 * MEGABYTE)
    assert (status, 'href="#file-M2"' in page, "文件超过 20 MB 的上限" in page) == (413, True, True)
    assert "全部.pdf" in page, "the small file of before is still in the draft"
    status, page = post(served, served.page, 200 * MEGABYTE, language="en")
    assert (status, "The file is larger than 20 MB" in page) == (413, True)
    status, page = post(served, served.page, 300 * MEGABYTE)
    assert (status, "256 MB" in page, "已经保存的草稿和材料都在" in page) == (413, True, True)
    assert ask_page(served).count('name="remove"') == 1
    assert served.peak() - before < 48 * MEGABYTE


def test_a_body_without_a_length_is_measured_while_it_comes(served: Served) -> None:
    assert post(served, served.page, 0, chunked=True)[0] == 302, "chunked is a lawful way to send"
    status, page = post(served, served.page, 60 * MEGABYTE, chunked=True)
    assert (status, "21 MB" in page) == (413, True)
    for chunked in (False, True):
        status, said = post(served, "/api/v1/applications", 200 * MEGABYTE, chunked=chunked)
        assert (status, json.loads(said)["code"]) == (413, "kernel.file_too_large")


@pytest.mark.journey
@pytest.mark.parametrize("script", [True, False])
def test_a_browser_shows_the_answer_with_and_without_script(served: Served, tmp_path: Path, script: bool) -> None:
    heavy = tmp_path / "全部.pdf"
    with heavy.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(200 * MEGABYTE)
    with sync_playwright() as driver:
        chromium = launch(driver)
        context = chromium.new_context(base_url=served.url, java_script_enabled=script, locale="zh-CN")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": served.session, "url": served.url}])
        page = context.new_page()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.method))
        page.goto(served.page)
        page.set_input_files("[name=file-M2]", heavy)
        page.get_by_role("button", name="先上传，再加一份").click()
        page.locator(".yc-bad").first.wait_for(timeout=60_000)
        assert "文件超过 20 MB 的上限" in page.inner_text(".yc-bad")
        assert ("POST" in sent) is not script, "the script spares the sending"
        if not script:
            heavy.open("r+b").truncate(300 * MEGABYTE)
            page.set_input_files("[name=file-M2]", heavy)
            page.get_by_role("button", name="先上传，再加一份").click()
            page.get_by_text("256 MB").wait_for(timeout=60_000)
        chromium.close()


