"""A district's window before an item of the city, for the tests of 全城通办 and 代收转寄."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.intake.conftest import pdf
from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.dossier import api as dossier
from yichuang.intake import actions, taking
from yichuang.kernel.values import ZONE, new_id
from yichuang.organisations import api as organisations

NOW = datetime(2026, 9, 10, 9, 30, tzinfo=ZONE)
"""A Thursday."""


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


class Town:
    """The district's window before an item of the city."""

    def __init__(self, city, item: str = "tree-felling"):
        self.city, self.item = city, item
        self.bureau, self.county, self.water = (city.demo.organs[key] for key in ("bureau", "county", "water"))
        self.window = organisations.actor_named("quxian-chuangkou")
        self.hall = city.window
        self.version = city.versions[item]
        self.terms = catalogue.terms(self.version)

    def agree(self, mode: str = "accept", **more):
        told = {"mode": mode, "window_organ_id": self.county, "for_organ_id": self.bureau, "item_ids": [self.terms.item_id], "from_on": NOW.date(),
                "document": "示例市通办协议〔2026〕1号", "now": NOW, "actor": organisations.actor_named("shixiang"), **more}  # fmt: skip
        return catalogue.agreements.agree(**told)

    def draft(self, *, papers: bool = True, now: datetime = NOW):
        party = self.city.company_id
        draft = actions.start(self.version, party, token=new_id(), actor=self.window, now=now, channel=Channel.WINDOW)
        draft.answers = props.answers(self.terms, party)
        draft.save()
        asked = [material for material in self.terms.materials if not material.from_form]
        for material in asked:
            stored = dossier.keep(party, material, pdf(), file_name="一份.pdf", at=now, by=self.window.ref)
            draft.files.create(material_code=material.code, stored_id=stored.id, at=now)
        if papers:
            actions.keep_papers(draft.id, [dossier.Paper(asked[0].code, 1, original=True)], actor=self.window, now=now)
        return draft

    def taken(self, now: datetime = NOW, **more):
        return taking.take_in(self.draft(now=now, **more).id, declared=True, actor=self.window, now=now)


@pytest.fixture
def town(city):
    return Town(city)
