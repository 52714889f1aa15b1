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


def retained() -> str:
    return _("权力已经移交，本件按交接备忘录由原机关办结")
