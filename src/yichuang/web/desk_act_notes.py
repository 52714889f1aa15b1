"""What stands beside the panel of an act on its way: the question in its own words, its days, what silence means."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.cases.domain.acts import appoint_by
from yichuang.cases.domain.phases import TECHNICAL, ActKind
from yichuang.cases.domain.state import Act as CaseAct
from yichuang.clock import api as clock
from yichuang.clock.domain import ground_name
from yichuang.kernel.values import local_date
from yichuang.look.templatetags.look import day
from yichuang.organisations import api as organisations
from yichuang.web.desk_actor import Desk


def act_note(desk: Desk, act: CaseAct) -> str:
    """What was asked, in the words it was asked in."""
    asked = act.data.get("question_id") or act.data.get("statement_id")
    words = [desk.view.texts.get(str(asked), "")] if asked else []
    if act.kind is ActKind.THIRD_PARTY:
        words.insert(0, _("利害关系人：%(name)s。") % {"name": organisations.party(UUID(str(act.data["party_id"]))).name})
    if act.kind is ActKind.HEARING and act.state == "asked":
        words.append(_("已要求听证。"))
        if not desk.view.state.is_stopped:
            words.append(_("听证所需时间不计入期限，要先用“暂停计时”书面告知（《行政许可法》第四十五条）。"))
    if act.kind is ActKind.EXTENSION:
        words.insert(0, _("申请延长%(n)s个工作日。") % {"n": act.data.get("amount", "")})
    if act.kind is ActKind.OPINION:
        words.append(silence_of(desk, act))
    if last := desk.view.dates.acts.get(act.id):
        words.append(_("期限%(day)s。") % {"day": day(last)})
    elif act.waits_for_service:
        words.append(_("告知书还没有送达，期限没有开始算。"))
    if act.data.get("reminded"):
        words.append(_("已催") + _("。"))
    words.append(appointing(desk, act))
    return " ".join(word for word in words if word)


def silence_of(desk: Desk, act: CaseAct) -> str:
    """What the letter said silence means, with the rule it names."""
    if act.data.get("silence") != "consent":
        return _("逾期不复，不视为同意。")
    basis = desk.view.texts.get(str(act.data.get("basis_id")), "")
    return _("逾期不复，视为无不同意见（%(basis)s）。") % {"basis": basis} if basis else _("逾期不复，视为无不同意见。")


def appointing(desk: Desk, act: CaseAct) -> str:
    """55(2): until when two officers have to be appointed for an inspection, testing or quarantine, and when they were."""
    ground = str(act.data.get("purpose") or act.data.get("ground") or "")
    if ground not in TECHNICAL:
        return ""
    last = appoint_by(desk.view.state, clock.calendar())
    visits = [a for a in desk.view.state.acts_of(ActKind.VISIT) if a.data.get("purpose") == ground]
    words = _("%(ground)s：应当在%(last)s以前指派两名以上工作人员（第五十五条），") % {
        "ground": _(ground_name(ground)), "last": day(last) if last else "",
    }  # fmt: skip
    return words + (_("%(on)s已指派。") % {"on": day(local_date(visits[0].opened_at))} if visits else _("还没有指派。"))
