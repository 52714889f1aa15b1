"""Powers given on, through the real verbs and three hands: a 下放 in force from today, a 委托 approved for its day, another 下放 before the public.
Every document says 示例. Today and not before: the sample week is decided where it always was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import life
from yichuang.cli.players import Cast
from yichuang.cli.sample_week import Days
from yichuang.kernel.values import local_date

IN_FORCE, APPROVED, ON_NOTICE = ("signboard-filing", "public-place-hygiene"), "soil-conservation", "soil-conservation-district"
"""Of what is in force one is a licence: parity counts it."""

BASIS = "《生产建设项目水土保持方案管理办法》（水利部令第53号）第十五条（示例）"


def columns(cast: Cast, form: str, *, to: str, from_on: date, written_on: date, **more: Any) -> dict[str, Any]:
    """What a request of the approval bureau says, whole for every legal form."""
    return {
        "form": form, "from_organ_id": cast.demo.organs["bureau"], "to_organ_id": cast.demo.organs[to], "from_level": "3", "to_level": "4",
        "place": "", "scope": "受理、审查和决定（示例）", "document": "示政发〔2026〕3号（示例）", "document_on": written_on,
        "basis": "《城镇污水排入排水管网许可管理办法》第四条", "announcement": "示例市人民政府公告2026年第3号（示例）", "announced_on": written_on,
        "capacity": "有执法证4人，窗口1个，上年代收代办35件（示例）", "capacity_on": written_on, "follow_up_on": from_on + timedelta(days=90),
        "from_on": from_on, "to_on": None, **more,
    }  # fmt: skip


def to_notice(cast: Cast, request_id: UUID, now: datetime) -> None:
    """Submitted, reviewed for legality, put before the public: drafter and reviewer are two."""
    life.submit(request_id, reason="就近办理，承接机关已具备条件（示例）", running="keep", effective_on=None, revision=None, now=now, actor=cast["shixiang"])
    life.review_legality(request_id, opinion="agree", text="", article="", revision=None, now=now, actor=cast["fazhi"])
    life.open_notice(request_id, to_on=life.earliest_last(local_date(now)), revision=None, now=now, actor=cast["shixiang"])


def approve(cast: Cast, request_id: UUID, now: datetime) -> None:
    """The third hand, once the notice is over."""
    life.close_notices(now)
    life.approve(request_id, effective_on=None, revision=None, now=now, actor=cast["fenguan"])


def give(cast: Cast, item_ids: Sequence[UUID], asked: dict[str, Any], *, begun: datetime, approved: datetime) -> UUID:
    """The whole way of a 下放 up to its approval."""
    request_id = life.begin_delegation(item_ids, asked, now=begun, actor=cast["shixiang"])
    to_notice(cast, request_id, begun)
    approve(cast, request_id, approved)
    return request_id


def play(cast: Cast, days: Days, now: datetime) -> None:
    today = columns(cast, "devolve", to="county", from_on=days.today, written_on=local_date(days.ago(13)), basis="", announcement="", announced_on=None)
    give(cast, [*map(cast.item_id, IN_FORCE)], today, begun=days.ago(12, 10), approved=days.ago(4, 10))
    life.put_in_force_today(now)
    entrusted = columns(cast, "entrust", to="county", from_on=days.ahead(15), written_on=local_date(days.ago(13)), basis=BASIS)
    give(cast, [cast.item_id(APPROVED)], entrusted, begun=days.ago(12, 9), approved=days.ago(4, 9))
    devolved = columns(cast, "devolve", to="county", from_on=days.ahead(20), written_on=local_date(days.ago(3)), basis="", announcement="", announced_on=None)
    request_id = life.begin_delegation([catalogue.item_ids([ON_NOTICE])[ON_NOTICE]], devolved, now=days.ago(2, 9), actor=cast["shixiang"])
    to_notice(cast, request_id, days.ago(2, 10))
