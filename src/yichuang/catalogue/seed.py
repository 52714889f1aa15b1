"""The shipped catalogue: instruments, data elements, reference guides, the district list, the published items. Idempotent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import claims, drawings, elements, publishing, register
from yichuang.catalogue.arrangements import GENERAL_FORM
from yichuang.catalogue.domain import Routing, Status
from yichuang.catalogue.domain.implementing import ELEMENTS
from yichuang.catalogue.finding import plain_words
from yichuang.catalogue.imports.guide_import import import_guides
from yichuang.catalogue.imports.item_import import import_items
from yichuang.catalogue.models import Claim, Item, ItemVersion, Power, Procedure
from yichuang.catalogue.powers import import_powers
from yichuang.catalogue.situations import keeping
from yichuang.catalogue.smart import keeping as smart
from yichuang.clock.domain import Unit
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, Post
from yichuang.procedures.api import shipped

DATA = Path(__file__).parent / "data"
WRITTEN_OTHERWISE = ("name", "codes", "accepting_organ", "deciding_organ", "first_review_organ", "procedure", "form", "extra")
COPIED = tuple(element.key for element in ELEMENTS if element.key not in WRITTEN_OTHERWISE)
"""Elements a shipped file may state as they are in the column."""
DRAWINGS = {"default": "承办、审核", "one_review": "一审一核", "expert": "资料审查、技术评审、征求意见"}


def published_files() -> list[dict[str, Any]]:
    """The shipped items in force, in the order of their file names."""
    return [json.loads(path.read_text("utf-8")) for path in sorted((DATA / "published").glob("*.json"))]


def arrange(*, now: datetime, actor: Actor) -> dict[str, Procedure]:
    """The shipped procedures, by code, and the form that asks what every application asks; idempotent."""
    publishing.new_form(GENERAL_FORM, name="通用申请表", sections=[], now=now)
    return {code: procedure(code, now=now, actor=actor) for code in DRAWINGS}


@transaction.atomic
def load_shipped(*, now: datetime, actor: Actor) -> dict[str, UUID]:
    """Publish the shipped items through the real verb, where they are not yet; returns item code → version in force.

    Needs the demo organs (`organisations.api.seed_demo`).
    """
    register.seed()
    elements.seed()
    claims.seed(now=now, actor=actor)
    procedures = arrange(now=now, actor=actor)
    for data in published_files():
        if not Item.objects.filter(code=data["code"]).exists():
            version_id = draft_of(data, procedures, now=now, actor=actor)
            claim_of(data["code"], now=now, actor=actor)
            publishing.publish(version_id, now=now, actor=actor)
        else:
            claim_of(data["code"], now=now, actor=actor)
    in_force = ItemVersion.objects.filter(item__origin="shipped", status=Status.PUBLISHED)
    for item_id, organ_id in in_force.filter(smart__isnull=False).values_list("item_id", "deciding_organ_id"):
        given_by_head(item_id, organ_id, now=now)
    return dict(in_force.values_list("item__code", "id"))


ENTRIES = {
    "drainage": "demo-drainage", "public-place-hygiene": "000123020000", "tree-felling": "000164120000", "small-catering": "demo-catering",
    "soil-conservation": "demo-soil", "food-business": "demo-food", "fire-check": "demo-fire", "outdoor-sign": "demo-outdoor",
    "site-opinion": "demo-site", "land-planning-permit": "demo-land-planning", "works-planning-permit": "demo-works-planning",
    "construction-permit": "demo-construction", "fire-design-review": "demo-fire-design", "fire-acceptance": "demo-fire-acceptance",
}
"""Which entry of the demonstration's list each shipped licence stands on (data/basic)."""


def claim_of(code: str, *, now: datetime, actor: Actor) -> None:
    """Give a shipped licence its entry, also where it was published before there were lists; one's own claim stays."""
    if code in ENTRIES and not Claim.objects.filter(item__code=code).exists():
        claims.claim(Item.objects.values_list("id", flat=True).get(code=code), ENTRIES[code], organ_id=None, now=now, actor=actor)


GIVEN_FROM = date(2020, 1, 1)
"""Like the other powers of the demo city."""


def given_by_head(item_id: UUID, organ_id: UUID, *, now: datetime) -> None:
    """智能审批 of a shipped item decides under a row that the head of the demo organ gives, once."""
    on = local_date(now)
    if organisations.authorisation_known(Act.DECIDE_AUTOMATICALLY, organ_id=organ_id, item_id=item_id):
        return
    for head in organisations.holders(Post.DIRECTOR, organ_id=organ_id, on=on)[:1]:
        organisations.grant_authorisation(
            organ_id=organ_id, act=Act.DECIDE_AUTOMATICALLY, post=Post.DIRECTOR, item_id=item_id, from_on=GIVEN_FROM,
            document="智能审批授权书（示例）", actor=organisations.actor_by_id(head.account_id), now=now,
        )  # fmt: skip


def ship_reported(*, now: datetime, actor: Actor) -> UUID:
    """演示: the soil plan as the district takes it up and passes it on to the city (转报); every field of the way is 演示补全. Idempotent."""
    code = "soil-conservation-district"
    known = ItemVersion.objects.filter(item__code=code, status=Status.PUBLISHED).values_list("id", flat=True).first()
    if known is not None:
        return known
    like = ItemVersion.objects.select_related("item").get(item__code="soil-conservation", status=Status.PUBLISHED)
    district = organisations.organ(organisations.demo_id("organ", "county"))
    window = {**(like.windows or [{}])[0], "name": "示例区政务服务中心综合窗口", "address": district.address, "consult_phone": district.phone}
    way = {
        "routing": Routing.REPORT, "first_review_organ_id": district.id, "first_review_amount": 2, "first_review_unit": Unit.WORKING_DAY,
        "first_review_article": "《示例市行政许可转报办法》第五条（示例）",
    }  # fmt: skip
    columns = {
        **publishing.copied(like), **way, "accepting_organ_id": district.id, "windows": [window], "codes": {},
        "name_en": "Approval of the soil and water conservation plan of a construction project (district takes it up, city decides)",
        "aliases": [], "completed_fields": [*like.completed_fields, "routing", "first_review_organ", "first_review_amount", "first_review_article"],
    }  # fmt: skip
    version_id = publishing.draft(code, name="生产建设项目水土保持方案审批（区受理、转报市级）", columns=columns, now=now, actor=actor)
    claims.claim(Item.objects.values_list("id", flat=True).get(code=code), ENTRIES["soil-conservation"], organ_id=None, now=now, actor=actor)
    publishing.publish(version_id, now=now, actor=actor)
    return version_id


VILLAGE = "signboard-filing-village"


def ship_village(*, now: datetime, actor: Actor) -> UUID:
    """演示: the signboard filing as the agent of a village hands it on to the district's window; its way and window are 演示补全. Idempotent."""
    known = ItemVersion.objects.filter(item__code=VILLAGE, status=Status.PUBLISHED).values_list("id", flat=True).first()
    if known is not None:
        return known
    like = ItemVersion.objects.select_related("item").get(item__code="signboard-filing", status=Status.PUBLISHED)
    station, district = (organisations.organ(organisations.demo_id("organ", key)) for key in ("village", "county"))
    window = {**(like.windows or [{}])[0], "name": station.name, "address": station.address, "consult_phone": station.phone}
    columns = {
        **publishing.copied(like), "accepting_organ_id": district.id, "deciding_organ_id": district.id, "department": district.name,
        "windows": [window], "codes": {}, "aliases": [], "division": station.division, "region": "示例市示例区双溪口乡双溪口村",
        "level": "村（社区）级", "towns": ["双溪口乡"], "villages": ["双溪口村"], "five_ways": ["就近办"],
        "name_en": "Filing of an outdoor signboard (through the village's agent)",
        "completed_fields": [*like.completed_fields, "division", "towns", "villages", "five_ways"],
    }  # fmt: skip
    version_id = publishing.draft(VILLAGE, name="户外牌匾备案（村便民服务站代办）", columns=columns, now=now, actor=actor)
    publishing.publish(version_id, now=now, actor=actor)
    return version_id


def procedure(code: str, *, now: datetime, actor: Actor) -> Procedure:
    return drawings.keep(code, name=DRAWINGS[code], bpmn=shipped(code), now=now, actor=actor)


def limit_columns(name: str, value: dict[str, Any] | None) -> dict[str, Any]:
    """`{"amount", "unit", "text", "article", "rank"}` → the columns of a version."""
    return {} if value is None else {f"{name}_{key}": part for key, part in value.items()}


def draft_of(data: dict[str, Any], procedures: dict[str, Procedure], *, now: datetime, actor: Actor) -> UUID:
    """A draft version out of one shipped file; its source is the imported guide it was completed from, where there is one."""
    columns = {key: data[key] for key in COPIED if key in data}
    for name in ("statutory", "promised", "extension"):
        columns |= limit_columns(name, data.get(name))
    form = publishing.new_form(data["code"], name=data["form"]["name"], sections=data["form"]["sections"], now=now)
    columns |= {
        "codes": data.get("codes", {}), "completed_fields": data["completed"], "form": form, "procedure": procedures[data["procedure"]],
        "accepting_organ_id": organisations.demo_id("organ", data["accepting_organ"]),
        "deciding_organ_id": organisations.demo_id("organ", data["deciding_organ"]),
    }
    if "situation" in data:
        columns["situation"] = keeping.keep(data["code"], data["situation"], now=now, actor=actor)
    if "smart" in data:
        columns["smart"] = smart.keep(data["code"], data["smart"], now=now, actor=actor)
    columns |= origin_of(data.get("source_ref", ""))
    return publishing.draft(data["code"], name=data["name"], columns=columns, now=now, actor=actor, origin="shipped")


def origin_of(ref: str) -> dict[str, Any]:
    """Source columns of the reference guide a shipped item was completed from; one written from the law itself has none."""
    if not ref:
        return {"source_note": "由法律条文补全，标“演示补全”的各项为补写"}
    guides = json.loads((DATA / "guides.json").read_text("utf-8"))["guides"]
    source = next(guide["source"] for guide in guides if guide["id"] == ref)
    return {
        "source_ref": ref, "source_kind": source["kind"], "source_url": source["url"] or "", "source_site": source["site"] or "",
        "source_date": source["page_date"], "source_note": "由公开的办事指南补全，标“演示补全”的各项为补写",
    }


def seed_catalogue(*, now: datetime, actor: Actor | None = None, say: Callable[[str], None] | None = None) -> dict[str, UUID]:
    """Everything the demonstration starts from; what is there already is left alone."""
    actor = actor or organisations.system_actor("catalogue")
    say = say or (lambda text: None)
    in_force = load_shipped(now=now, actor=actor)
    ship_village(now=now, actor=actor)
    plain_words.seed(now=now, actor=actor)
    if not Item.objects.filter(origin="guides").exists():
        say("Importing the reference guides")
        import_guides(DATA / "guides.json", now=now, actor=actor, write=True)
    if not Item.objects.filter(origin="items").exists():
        say("Importing the district list of items")
        import_items(DATA / "items.csv", now=now, actor=actor, write=True)
    if not Power.objects.exists():
        say("Importing the power and duty lists")
        import_powers(DATA / "powers_shili.csv", now=now, actor=actor, write=True)
        import_powers(DATA / "items.csv", now=now, actor=actor, write=True, origin="四川省广安市前锋区公布的事项目录")
    return in_force
