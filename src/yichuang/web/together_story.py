"""经过 of a 联办: its facts as sentences, made when they are read. What a fact says without words for people is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yichuang.joint.api import Told
from yichuang.joint.domain.state import BRANCH_NAMES, OUTCOMES
from yichuang.web.together import OUTCOME_WORDS


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    text: str
    quote: str = ""


def name(told: Told, branch_id: UUID) -> str:
    return told.branches.get(branch_id, _("这一项"))


def joined(fact: Any, told: Told) -> str:
    if fact.again_for:
        return _("重新申请：%(item)s，材料沿用已交的") % {"item": name(told, fact.branch_id)}
    if fact.waits:
        return _("提交：%(item)s，等前置结果取得后自动递交") % {"item": name(told, fact.branch_id)}
    return _("提交：%(item)s") % {"item": name(told, fact.branch_id)}


def met(fact: Any, told: Told) -> str:
    before, after = told.edges[fact.edge_id]
    return _("“%(after)s”需要的“%(before)s”已经取得，由系统调取") % {"before": name(told, before), "after": name(told, after)}


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


SENTENCES: Mapping[str, Callable[[Any, Told], str]] = {
    "joint.JointOpened": lambda f, t: _("联办开始，编号%(number)s") % {"number": f.number},
    "joint.BranchJoined": joined,
    "joint.BranchOpened": lambda f, t: "",
    "joint.EdgeSet": lambda f, t: "",
    "joint.BranchSettled": settled,
    "joint.BranchDropped": lambda f, t: _("申请人放弃：%(item)s") % {"item": name(t, f.branch_id)},
    "joint.EdgeMet": met,
    "joint.ConditionPressing": pressing,
    "joint.CopyNoticed": lambda f, t: _("抄告%(organ)s") % {"organ": t.organs.get(f.notice_id, "")},
    "joint.CopyReceived": lambda f, t: _("%(organ)s签收抄告") % {"organ": t.organs.get(f.notice_id, "")},
    "joint.BranchSigned": lambda f, t: _("签署同意：%(item)s") % {"item": name(t, f.branch_id)},
    "joint.DecidedTogether": lambda f, t: _("统一决定：%(items)s") % {"items": items(f, t)},
    "joint.DeliveredTogether": lambda f, t: _("统一送达：%(items)s") % {"items": items(f, t)},
}
"""Every kind of fact of the stream; "" where another sentence says it."""


def lines(told: Told) -> list[Line]:
    """What happened, newest first. A submission of several items is one line."""
    found: list[Line] = []
    for event in told.events:
        text = SENTENCES[event.kind](event.fact, told)
        if not text:
            continue
        _kind, _colon, ident = event.actor.partition(":")
        who = told.people.get(UUID(ident), "") if event.actor.startswith("account:") else ""
        note = told.notes.get(getattr(event.fact, "statement_id", None), "")  # type: ignore[call-overload]
        found.append(Line(event.at, who, text, note))
    return list(reversed(found))


def counted(total: int, over: int) -> str:
    """3项，办完1项."""
    return ngettext("%(total)s项，%(over)s项有结果", "%(total)s项，%(over)s项有结果", total) % {"total": total, "over": over}
