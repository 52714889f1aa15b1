"""变更 (49) and 延续 (50) as cases: what the case is about, and what silence does at the end of the old validity. The law of the licence
itself is in `licences.domain.renewal`.

50(2) knows one time only, the end of the validity: neither a stop (45) nor the extension (42) moves it, and no gate holds it (51).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from yichuang.cases.domain.dates import ends
from yichuang.cases.domain.decision import deliver_row
from yichuang.cases.domain.moment import Moment
from yichuang.cases.domain.review import NewId
from yichuang.cases.domain.state import CaseState, replace
from yichuang.catalogue.domain import Regime, Terms
from yichuang.facts import cases as f
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import Effective
from yichuang.licences.domain.renewal import ARTICLES, PURPOSES, Purpose

LAW = "《中华人民共和国行政许可法》"
SILENCE = f"{LAW}第五十条第二款"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a holder asks for: 变更 or 延续 of a licence; `becomes` = place on the licence → what is to stand there."""

    purpose: Purpose
    licence_id: UUID
    becomes: Mapping[str, str] = field(default_factory=dict)


class OnlyLicences(Refusal):
    code = "cases.only_licences_renewed"
    message = "只有行政许可的证件才能按本法申请%(what)s。"
    remedy = "请按该事项的办事指南重新申请。"


class OtherItem(Refusal):
    code = "cases.other_item"
    message = "这个许可证不是按本事项发的。"
    remedy = "请从“我的证照”里打开这个证件，再提出申请。"


class AskedBefore(Refusal):
    code = "cases.asked_before"
    message = "这个许可证的%(what)s申请正在办理：%(number)s。"
    remedy = "请等它决定，或者撤回它以后再申请。"


class NotAtOnce(Refusal):
    code = "cases.not_at_once"
    message = "%(what)s申请不能当场决定。"
    remedy = "先受理，再按流程审查、决定。"


def check_asked(terms: Terms, asked: Asked, *, item_id: UUID | None, under_way: str) -> None:
    """49, 50: of licences only, under the item the licence was granted for, once at a time (`under_way` = number of the other)."""
    what = PURPOSES[asked.purpose]
    if terms.regime is not Regime.LICENCE:
        raise OnlyLicences(what=what, article=ARTICLES[asked.purpose])
    if item_id != terms.item_id:
        raise OtherItem(what=what, article=ARTICLES[asked.purpose])
    if under_way:
        raise AskedBefore(what=what, number=under_way, article=ARTICLES[asked.purpose])


def check_not_asked(state: CaseState) -> None:
    """即办 is for a licence that does not exist yet: a renewal or a change is decided in the procedure of its item."""
    if state.purpose:
        raise NotAtOnce(what=PURPOSES[Purpose(state.purpose)])


def renewal_asked(state: CaseState, fact: f.RenewalAsked, moment: Moment) -> CaseState:
    return replace(
        state, purpose=Purpose.RENEWAL.value, asked_id=fact.licence_id, expires_on=fact.expires_on, in_time=fact.in_time
    )


def change_asked(state: CaseState, fact: f.ChangeAsked, moment: Moment) -> CaseState:
    return replace(state, purpose=Purpose.CHANGE.value, asked_id=fact.licence_id)


def silence_barred(state: CaseState, fact: f.SilenceBarred, moment: Moment) -> CaseState:
    return replace(state, in_time=False)


def deem_renewed(state: CaseState, *, document_id: UUID, expired_on: date, new_id: NewId) -> list[Effective]:
    """50(2): dated by the rule, from the end of the last day, whenever it was found."""
    assert state.asked_id is not None
    opened = (deliver_row(state, new_id),)
    fact = f.DeemedRenewed(document_id=document_id, licence_id=state.asked_id, expired_on=expired_on, opened=opened)
    return [Effective(fact, ends(expired_on))]
