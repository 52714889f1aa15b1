"""不得再次申请 (78, 79) in a case: the ban an application fell into, and the one its false material opens."""

from __future__ import annotations

from yichuang.cases.actions import papers
from yichuang.cases.actions.unit import Verb
from yichuang.credit import api as credit
from yichuang.credit.domain import Found
from yichuang.licences import api as licences
from yichuang.licences.domain.bans import Ban, Finding


def ban_on(verb: Verb) -> Ban | None:
    """The ban that ran when this application came in; only licences know one."""
    if not verb.state.is_licence:
        return None
    return licences.ban_of(verb.state.applicant_id, verb.terms.item_id, at=verb.state.received_at)


def bar(verb: Verb) -> str:
    """78: false material was found. Opens the ban where the item concerns safety, and says it in words for the document."""
    ban = licences.open_ban(
        Finding.FALSE_MATERIAL, party_id=verb.state.applicant_id, item_id=verb.terms.item_id,
        concerns_safety=verb.terms.concerns_safety, actor=verb.actor.ref, at=verb.now, case_id=verb.state.id,
    )  # fmt: skip
    if ban is None:  # the law bars nobody here, and it is on record all the same
        credit.note(
            verb.state.applicant_id, Found.FALSE_MATERIAL, ground=f"{verb.terms.name}：提供虚假材料（办件{verb.state.number}）",
            organ_id=verb.state.deciding_organ_id, by=verb.actor.ref, at=verb.now, case_id=verb.state.id,
        )
        return ""
    return f"自本决定之日起至{papers.day(ban.to_on)}（含当日）不得再次申请该行政许可（{ban.article}）。"
