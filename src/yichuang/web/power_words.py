"""Sentences about who decides: a case that followed the power, or stayed with the organ that held it before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yichuang.catalogue.domain.delegation import FORM_NAMES, LegalForm
from yichuang.organisations import api as organisations


def followed(fact: Any) -> str:
    """权力划转，改由……办理; under 委托 whose name and seal it is."""
    name = organisations.organ(fact.entrusted_organ_id or fact.to_organ_id).name
    if not fact.form:
        return _("委托、下放或者划转结束，改由%(organ)s办理") % {"organ": name}
    form = _(FORM_NAMES[LegalForm(fact.form)])
    if fact.entrusted_organ_id:
        giver = organisations.organ(fact.to_organ_id).name
        return _("%(giver)s委托%(organ)s办理，以%(giver)s的名义作决定（第二十四条）") % {"giver": giver, "organ": name}
    return _("权力%(form)s，改由%(organ)s办理，未办完的环节一并移交") % {"form": form, "organ": name}


def first_review_opened(fact: Any) -> str:
    return _("先由%(organ)s审查，再报上级机关决定（第三十五条）") % {"organ": organisations.organ(fact.organ_id).name}


def first_review_reported() -> str:
    return _("初审完毕，初审意见和全部申请材料报送决定机关，不用重新提交材料")


def handed_in_elsewhere(fact: Any) -> str:
    """In which window, and what that means for the day of receipt."""
    name = organisations.organ(fact.window_organ_id).name
    if fact.accepts:
        return _("在%(organ)s的通办窗口提交，由它以受理机关的名义核对、受理；决定权不变") % {"organ": name}
    return _("由%(organ)s的窗口代收转寄，材料到达受理机关那一刻算收到申请") % {"organ": name}


def given_back() -> str:
    return _("通办协议已经结束，改由受理机关自己的窗口核对、受理，期限不变，不用重新提交材料")


def report_opened(fact: Any) -> str:
    return _("由%(organ)s转报上级机关决定，转报的时间算在办理期限以内") % {"organ": organisations.organ(fact.organ_id).name}


def reported_up(fact: Any) -> str:
    return _("申请和全部材料已经转报%(organ)s，由它审查、决定，不用重新提交材料") % {"organ": organisations.organ(fact.to_organ_id).name}


def retained() -> str:
    return _("权力已经移交，本件按交接备忘录由原机关办结")
