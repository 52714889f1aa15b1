"""The shipped themes (data/themes.json), through the real verbs. Running it again changes nothing."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from yichuang.catalogue import api as catalogue
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.partners import PartnerKind
from yichuang.joint.domain.themes import Mode, ThemeContent, ThemeEdge, ThemeItem, ThemeKind
from yichuang.joint.models import Theme
from yichuang.joint.themes import verbs
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

DATA = Path(__file__).parent.parent / "data" / "themes.json"


def seed(*, now: datetime, actor: Actor | None = None) -> None:
    """Make the shipped themes that are missing; those that are ready come into force. Needs the shipped catalogue."""
    actor = actor or organisations.system_actor("joint")
    for data in json.loads(DATA.read_text("utf-8")):
        if Theme.objects.filter(code=data["code"]).exists():
            continue
        version_id = verbs.begin(
            data["code"], verbs.Words(data["name"], data["name_en"], data["summary"]), kind=ThemeKind(data["kind"]), origin="shipped",
            organ_id=organisations.demo_id("organ", data["organ"]), content=content_of(data), now=now, actor=actor,
        )  # fmt: skip
        if data["published"]:
            verbs.publish(version_id, now=now, actor=actor)


def content_of(data: dict[str, Any]) -> ThemeContent:
    """What a shipped file says; an item the installation does not have is left out. An edge may begin at an item of an earlier stage."""
    ends = (edge[end] for edge in data["edges"] for end in ("before", "after"))
    ids = catalogue.item_ids([*(row["code"] for row in data["items"]), *ends])
    return ThemeContent(
        items=tuple(ThemeItem(ids[row["code"]], row.get("asked", ""), row.get("asked_en", "")) for row in data["items"] if row["code"] in ids),
        edges=tuple(
            ThemeEdge(ids[e["before"]], ids[e["after"]], EdgeKind(e["kind"]), e["article"], e["result"])
            for e in data["edges"] if e["before"] in ids and e["after"] in ids
        ),
        lead=ids.get(data["lead"]), mode=Mode(data["mode"]), basis=data["basis"],
        visit=tuple(ids[code] for code in data["visit"] if code in ids), partners=tuple(PartnerKind(kind) for kind in data.get("partners", ())),
    )  # fmt: skip

