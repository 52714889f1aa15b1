"""经过 of a 联办: its facts as sentences, made when they are read. What a fact says without words for people is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yichuang.cases.domain.opinions import OPINIONS
from yichuang.joint import api as joint
from yichuang.joint.api import JointLine, Named, Told
from yichuang.joint.domain.acts import KIND_NAMES, SILENCE_NAMES, ActKind, Silence
from yichuang.joint.domain.partners import PARTNER_NAMES, PartnerKind
from yichuang.joint.domain.project_code import CHECKED_NAMES, Checked
from yichuang.joint.domain.projects import CLOSINGS, ROLE_NAMES, STAGE_NAMES, Role, Stage
from yichuang.joint.domain.state import BRANCH_NAMES, OUTCOMES, What
from yichuang.kernel.record import Recorded
from yichuang.look.templatetags.look import day, moment, name_of
from yichuang.web.together import OUTCOME_WORDS


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    text: str
    quote: str = ""


def name(told: Told, branch_id: UUID) -> str:
    found = told.branches.get(branch_id)
    return name_of(found) if found else _("这一项")


def joined(fact: Any, told: Told) -> str:
    if fact.again_for:
        return _("重新申请：%(item)s，材料沿用已交的") % {"item": name(told, fact.branch_id)}
    if fact.waits:
        return _("提交：%(item)s，等前置结果取得后自动递交") % {"item": name(told, fact.branch_id)}
    return _("提交：%(item)s") % {"item": name(told, fact.branch_id)}


def met(fact: Any, told: Told) -> str:
    before, after = told.edges[fact.edge_id]
    return _("“%(after)s”需要的“%(before)s”已经取得，由系统调取") % {"before": name(told, before), "after": name(told, after)}


def lost(fact: Any, told: Told) -> str:
    before, after = told.edges[fact.edge_id]
    return _("“%(before)s”的证件不再有效，“%(after)s”要等它重新取得") % {"before": name(told, before), "after": name(told, after)}


def settled(fact: Any, told: Told) -> str:
    word = OUTCOME_WORDS.get(fact.outcome, BRANCH_NAMES[OUTCOMES[fact.outcome]])
    return _("%(item)s：%(outcome)s") % {"item": name(told, fact.branch_id), "outcome": _(word)}


def pressing(fact: Any, told: Told) -> str:
    before, after = told.edges[fact.edge_id]
    return _("“%(after)s”快到最后一天，还缺“%(before)s”的结果，已告知申请人和牵头机关") % {
        "before": name(told, before), "after": name(told, after),
    }  # fmt: skip


def items(fact: Any, told: Told) -> str:
    return _("、").join(name(told, branch_id) for branch_id in fact.branches)


def act_name(told: Told, act_id: UUID) -> str:
    return _(KIND_NAMES[ActKind(told.acts[act_id])])


def act_planned(fact: Any, told: Told) -> str:
    """安排联合踏勘：A、B；C按规则免勘."""
    words = {"kind": _(KIND_NAMES[ActKind(fact.act)]), "day": moment(fact.planned_at), "items": items(fact, told)}
    said = _("安排%(kind)s，%(day)s：%(items)s") % words
    if not fact.free:
        return said
    return said + _("；%(items)s按规则免勘") % {"items": _("、").join(name(told, branch_id) for branch_id in fact.free)}


def code_checked(fact: Any, told: Told) -> str:
    return _("项目代码%(code)s：%(said)s") % {"code": fact.code, "said": _(CHECKED_NAMES[Checked(fact.checked)])}


def party_set(fact: Any, told: Told) -> str:
    words = {"party": named(told, fact.party_id), "role": _(ROLE_NAMES[Role(fact.role)]), "day": day(fact.from_on)}
    return _("%(party)s从%(day)s起参加，%(role)s") % words


def party_left(fact: Any, told: Told) -> str:
    words = {"party": named(told, fact.party_id), "role": _(ROLE_NAMES[Role(fact.role)]), "day": day(fact.to_on)}
    return _("%(party)s到%(day)s退出，%(role)s") % words


def answered(fact: Any, told: Told) -> str:
    """按申请人的回答，不需要A；B改为需要."""
    parts = [(_("不需要办：%(items)s"), fact.not_needed), (_("改为需要办：%(items)s"), fact.needed)]
    said = [words % {"items": _("、").join(named(told, item_id) for item_id in ids)} for words, ids in parts if ids]
    return _("按建设单位的回答，%(said)s") % {"said": _("；").join(said)}


def paper_laid(fact: Any, told: Told) -> str:
    words = {"item": named(told, fact.case_id), "assessment": _(named(told, fact.assessment_id))}
    return _("区域评估带入%(item)s：%(assessment)s，不用再交") % words


def result_laid(fact: Any, told: Told) -> str:
    return _("“%(before)s”的结果由系统放进“%(item)s”的卷宗，不用申请人交") % {"before": named(told, fact.from_case), "item": named(told, fact.case_id)}


def named(told: Told, ident: UUID) -> str:
    found = told.named.get(ident, "—")
    return found if isinstance(found, str) else name_of(found)


PROJECT: Mapping[str, Callable[[Any, Told], str]] = {
    "joint.ProjectRegistered": lambda f, t: _("登记项目，代码%(code)s，目标%(n)s个工作日") % {"code": f.code, "n": f.target_days},
    "joint.ProjectCodeChecked": code_checked,
    "joint.ProjectCodeCorrected": lambda f, t: _("项目代码改正为%(code)s") % {"code": f.code},
    "joint.StageLeadSet": lambda f, t: _("%(stage)s阶段由%(organ)s牵头") % {"stage": _(STAGE_NAMES[Stage(f.stage)]), "organ": named(t, f.organ_id)},
    "joint.ProjectPartySet": party_set,
    "joint.ProjectPartyLeft": party_left,
    "joint.KeyNodeSet": lambda f, t: _("关键节点：%(item)s，计划%(day)s") % {"item": named(t, f.item_id), "day": day(f.planned_on)},
    "joint.KeyNodeRemoved": lambda f, t: _("取消关键节点：%(item)s") % {"item": named(t, f.item_id)},
    "joint.SituationAnswered": answered,
    "joint.BuildingEnded": lambda f, t: _("报竣工，竣工日期%(day)s") % {"day": day(f.built_on)},
    "joint.ProjectClosed": lambda f, t: _("项目终止：%(ground)s") % {"ground": _(CLOSINGS[f.ground])},
    "joint.AreaEntered": lambda f, t: _("纳入区域评估：%(area)s") % {"area": named(t, f.area_id)},
    "joint.AreaPaperLaid": paper_laid,
}
"""What a project has besides."""

SENTENCES: Mapping[str, Callable[[Any, Told], str]] = {
    "joint.JointOpened": lambda f, t: (_("项目编号%(number)s") if f.what == What.PROJECT else _("联办开始，编号%(number)s")) % {"number": f.number},
    "joint.BranchJoined": joined,
    "joint.BranchSettled": settled,
    "joint.BranchDropped": lambda f, t: _("申请人放弃：%(item)s") % {"item": name(t, f.branch_id)},
    "joint.EdgeMet": met,
    "joint.EdgeLost": lost,
    "joint.ConditionPressing": pressing,
    "joint.CopyNoticed": lambda f, t: _("抄告%(organ)s") % {"organ": t.organs.get(f.notice_id, "")},
    "joint.CopyReceived": lambda f, t: _("%(organ)s签收抄告") % {"organ": t.organs.get(f.notice_id, "")},
    "joint.BranchSigned": lambda f, t: _("签署同意：%(item)s") % {"item": name(t, f.branch_id)},
    "joint.UnifiedExtended": lambda f, t: _("统一办理期限延长十五日，最晚%(day)s（第四十二条第二款）") % {"day": day(f.last_on)},
    "joint.PartnerBegun": lambda f, t: _("%(what)s交给申请人自己选的单位办") % {"what": _(PARTNER_NAMES[PartnerKind(f.partner)])},
    "joint.PartnerDone": lambda f, t: _("配合单位办好了"),
    "joint.AcceptedTogether": lambda f, t: _("统一受理：%(items)s") % {"items": items(f, t)},
    "joint.DecidedTogether": lambda f, t: _("统一决定：%(items)s") % {"items": items(f, t)},
    "joint.ResultPaperLaid": result_laid,
    "joint.LeadPassed": lambda f, t: _("原牵头机关的事项都没有办成，改由%(organ)s牵头") % {"organ": named(t, f.organ_id)},
    "joint.ActPlanned": act_planned,
    "joint.PhotoTaken": lambda f, t: _("上传一张现场照片"),
    "joint.ActHeld": lambda f, t: _("登记%(kind)s") % {"kind": act_name(t, f.act_id)},
    "joint.ActCancelled": lambda f, t: _("取消%(kind)s") % {"kind": act_name(t, f.act_id)},
    "joint.OpinionGiven": lambda f, t: _("%(item)s的意见：%(verdict)s") % {"item": name(t, f.branch_id), "verdict": _(OPINIONS[f.verdict])},
    "joint.OpinionReminded": lambda f, t: _("快到回复期限，催%(item)s的机关回复意见") % {"item": name(t, f.branch_id)},
    "joint.OpinionSilent": lambda f, t: _("%(item)s的意见逾期没有回复：%(effect)s") % {
        "item": name(t, f.branch_id), "effect": _(SILENCE_NAMES[Silence(f.silence)]),
    },
    **PROJECT,
    "joint.ResultsGrouped": lambda f, t: _("做好了，可以一次领取：%(items)s，最晚%(day)s") % {"items": items(f, t), "day": day(f.last_on)},
    "joint.DeliveredTogether": lambda f, t: _("统一送达：%(items)s") % {"items": items(f, t)},
}
SILENT = frozenset({"joint.BranchOpened", "joint.EdgeSet"})
"""Facts another sentence says."""


INSIDE = frozenset({"joint.PhotoTaken", "joint.OpinionGiven", "joint.OpinionReminded", "joint.OpinionSilent"})
"""What the organs say to each other before they decide: not told to the applicant."""


def told(joint_id: UUID, *, inside: bool = True, page: int = 1) -> dict[str, Any]:
    """经过 as the pages show it: the lines of one page, newest first, and the numbers of the newer and the older page."""
    kept = joint.history(joint_id, page=page, without=SILENT if inside else SILENT | INSIDE)
    return {"story": lines(kept, inside=inside), "story_newer": page - 1, "story_older": page + 1 if kept.more else 0}


def lines(told: Told, *, inside: bool = True) -> list[Line]:
    """What happened, newest first; not `inside`: as the applicant reads it. Items handed in at once, and organs told at once, are one line."""
    found: list[Line] = []
    for (at, actor, _kind, _way), run in groupby([event for event in told.events if event.kind not in (SILENT if inside else SILENT | INSIDE)], key=same):
        events = list(run)
        many = replace(told, branches={**told.branches, **joint_name(events, told)}, organs={**told.organs, **joint_organ(events, told)})
        text = SENTENCES[events[0].kind](events[0].fact, many)
        who = told.people.get(UUID(actor.partition(":")[2]), "") if actor.startswith("account:") else ""
        note = told.notes.get(note_of(events[0].fact) or events[0].stream_id, "")
        found.append(Line(at, who, text, note))
    return list(reversed(found))


def note_of(fact: Any) -> UUID | None:
    """What somebody wrote with it: why, the record, the minutes, the opinion."""
    return next((i for field in ("statement_id", "text_id", "reason_id") if (i := getattr(fact, field, None))), None)


def same(event: Recorded) -> tuple[datetime, str, str, str]:
    """What makes two facts one line: said at once by one, of the same kind and in the same way; only these kinds."""
    way = str((event.fact.waits, event.fact.again_for)) if event.kind == "joint.BranchJoined" else ""
    if event.kind not in ("joint.BranchJoined", "joint.CopyNoticed"):
        way = str(event.seq)
    return event.at, event.actor, event.kind, way


def joint_name(events: list[Recorded], told: Told) -> dict[UUID, Named]:
    """The names of several branches under the first of them."""
    if events[0].kind != "joint.BranchJoined":
        return {}
    return {events[0].fact.branch_id: Named(_("、").join(name(told, event.fact.branch_id) for event in events), "")}


def joint_organ(events: list[Recorded], told: Told) -> dict[UUID, str]:
    if events[0].kind != "joint.CopyNoticed":
        return {}
    return {events[0].fact.notice_id: _("、").join(told.organs.get(event.fact.notice_id, "") for event in events)}


def ended(row: JointLine) -> str:
    """办成2项，没有办成1项, of a 联办 that is over."""
    if not row.branches:
        return _("都撤回了")
    missed = row.branches - row.granted
    done = ngettext("办成%(n)s项", "办成%(n)s项", row.granted) % {"n": row.granted}
    return done + (_("，没有办成%(n)s项") % {"n": missed} if missed else "")


def counted(total: int, over: int) -> str:
    """3项，办完1项."""
    return ngettext("%(total)s项，%(over)s项有结果", "%(total)s项，%(over)s项有结果", total) % {"total": total, "over": over}
