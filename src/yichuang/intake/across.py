"""Who may take an application in at a window, and in whose name (全城通办): the accepting organ itself, or another under an agreement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.catalogue.domain.agreement import AgreementMode, OutsideAgreement
from yichuang.intake import answers as checking
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


class ToForward(Refusal):
    code = "intake.to_forward"
    message = "这个事项在本窗口只能代收：先出代收凭证，再转寄给受理机关。"
    remedy = "请在收件页面办理代收；五个工作日从材料到达受理机关的次日算起。"


def receives(actor: Actor, organ_id: UUID | None, item_id: UUID, on: date) -> bool:
    """Whether the clerk receives the item for the accepting organ itself, without an agreement."""
    return organ_id is not None and organisations.may(actor, Act.RECEIVE, organ_id=organ_id, item_id=item_id, on=on)


def agreement_of(terms: Terms, actor: Actor, now: datetime) -> catalogue.agreements.AgreementRow | None:
    """None when the clerk receives for the accepting organ itself; else the agreement that lets this window take it in.

    Raises Forbidden: no power to receive, or a window without an agreement for the item.
    """
    assert terms.accepting_organ_id is not None
    on = local_date(now)
    if receives(actor, terms.accepting_organ_id, terms.item_id, on):
        return None
    own = organisations.own_organ(actor)
    if not organisations.may(actor, Act.RECEIVE, organ_id=own, item_id=terms.item_id, on=on):
        organisations.authority(actor, Act.RECEIVE, organ_id=terms.accepting_organ_id, item_id=terms.item_id, on=on)
    found = catalogue.agreements.at_window(own, terms.item_id, on)
    if found is None:
        raise OutsideAgreement(organ=organisations.organ(own).name)
    return found


def window_of(terms: Terms, values: Mapping[str, Any], actor: Actor, now: datetime) -> cases.AtWindow | None:
    """The window of another organ that accepts in the accepting organ's name. Raises ToForward where it may only take in."""
    if not actor.is_staff:
        return None
    found = agreement_of(terms, actor, now)
    if found is None:
        return None
    if found.value.mode is AgreementMode.TAKE_IN:
        raise ToForward()
    return cases.AtWindow(found.value.window_organ_id, found.id, accepts=True, collects=collects(found, values))


def collects(found: catalogue.agreements.AgreementRow, values: Mapping[str, Any]) -> bool:
    """The applicant collects where they stand, unless they chose the post or electronic service, or the window hands nothing out."""
    return found.value.hands_out and values.get(checking.MODE) in (None, "", checking.AT_WINDOW)
