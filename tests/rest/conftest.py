"""The demo city, set up once a module, one connected system, and calls as it makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.lasting import fresh, lasting
from yichuang.cli.players import Cast, Player, gather
from yichuang.kernel.values import ZONE
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

CLI = organisations.system_actor("cli")


@dataclass
class System:
    """A connected system that acts as one account."""

    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **query: Any):
        return self.client.get(f"/api/v1{path}", query, headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, body: Any = None, *, key: str | None = "", version: int | None = None, **headers: str):
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        if key is not None:
            sent["Idempotency-Key"] = key or str(uuid4())
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        data = body if isinstance(body, bytes) else json.dumps(body if body is not None else {})
        return self.client.post(f"/api/v1{path}", data, content_type="application/json", headers=sent)

    def upload(self, told: dict[str, Any], file: Any, *, key: str = "", **headers: str):
        sent = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or str(uuid4()), **headers}
        return self.client.post("/api/v1/uploads", {**told, "file": file}, headers=sent)


@dataclass
class House:
    cast: Cast
    systems: dict[str, System] = field(default_factory=dict)

    @property
    def person(self) -> str:
        """An applicant's own channel."""
        return Account.objects.get(id=self.cast.demo.applicants[0].account_id).username

    def as_account(self, username: str, **more: Any) -> System:
        _, token = organisations.issue_token("test system", username, actor=CLI, now=timezone.now(), **more)
        return System(token)

    def play(self, item: str = "drainage") -> Player:
        return Player(self.cast, item)


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker):
    with lasting(django_db_blocker):
        yield gather(datetime(2026, 1, 5, 9, 0, tzinfo=ZONE))


@pytest.fixture
def house(settled, db) -> House:
    return House(fresh(settled))
