"""申请书 out of the form: what the applicant filled in and confirmed, as a paper of the case. Nobody is asked for it as a file.

行政许可法 29 (an application is in writing and may be made electronically; the organ gives the format text), 31 (the applicant answers for
the truth of it), 33 (what is online is not asked for again); 电子签名法 4, 5 (a data message that can be shown is a writing, and an original
when its content is kept whole: the hash of the file stands in the dossier's stream); 716号令 art. 7.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from yichuang.cases import hot
from yichuang.cases.domain.phases import CHANNEL_LABELS, Channel
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue.domain import Regime, Terms
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.kernel.values import ZONE
from yichuang.licences import api as licences
from yichuang.licences.domain.renewal import PURPOSES, Purpose
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

BRACKET = re.compile("[(（]")
TEMPLATE = Path(__file__).parent.parent / "typst" / "application_form.typ"
TRUTH = "申请人如实提交本表和所附材料，反映真实情况，对申请材料实质内容的真实性负责"
ARTICLE = "《中华人民共和国行政许可法》第三十一条"
BY_PLATFORM = "本件由一窗平台按申请人填写并确认的内容生成"
TO_SIGN = "本件由窗口按申请人陈述填写后打印，申请人签字后由窗口收存"


def make_form(case_id: UUID, edition: int | None = None, *, actor: Actor, now: datetime) -> bool:
    """Lay the paper of an edition of the form (None = the newest) into the dossier, where the version has one. The same twice is laid once;
    whether it was laid."""
    made = dossier.filled(case_id, edition)
    if made is None:
        return False
    state = hot.load(case_id).state
    if not made.paper.is_for(state.purpose):
        return False
    content = press(of_case(state, made), at=made.at)
    return dossier.lay_form(case_id, content, made, actor=actor, at=now)


def to_sign(
    title: str, terms: Terms, rows: Sequence[dossier.AnswerRow], materials: Sequence[tuple[str, str]], *, items: Sequence[str] = (),
    party_id: UUID, agent: str = "", purpose: str = "", project: str = "", at: datetime,
) -> bytes:
    """The form as a clerk has filled it in with who stands at the window, to be printed and signed. `items`: those of a theme; `project`: code,
    name and place of the one a stage is for."""
    about = [("申请事项", "、".join(items) or terms.name), ("申请类型", PURPOSES[Purpose(purpose)]), ("办件编号", "收件后编号")]
    about += [("工程项目", project)] if project else []
    return press({**body(title, terms, whole(rows, party_id), materials), "about": about, "made_by": TO_SIGN, "number": "", "agent": agent}, at=at)


def press(data: dict[str, Any], *, at: datetime) -> bytes:
    """The same form always gives the same bytes."""
    return documents.press_sheet(TEMPLATE.name, TEMPLATE.read_text("utf-8"), data, at=at)


def of_case(state: CaseState, made: dossier.Filled) -> dict[str, Any]:
    """What stands on the paper of a case."""
    asked = f"（{licences.licence(state.asked_id).number}）" if state.asked_id else ""
    about = [
        ("办件编号", state.number), ("申请事项", made.terms.name), ("申请类型", PURPOSES[Purpose(state.purpose)] + asked),
        ("受理机关", organisations.organ(state.accepting_organ_id).name), ("提交方式", CHANNEL_LABELS[Channel(state.channel)]),
        ("提交时间", local(state.received_at)),
    ]
    edition = f"第{made.edition}版（申请人更正后重新生成）" if made.edition > 1 else ""
    return {
        **body(made.paper.name, made.terms, whole(made.rows, state.applicant_id), made.materials), "about": about, "made_by": BY_PLATFORM, "number": state.number,
        "edition": edition, "confirmed": confirmed(state, made),
    }  # fmt: skip


def body(
    title: str, terms: Terms, rows: Sequence[dossier.AnswerRow], materials: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "title": titled(title), "organ_name": organ_name(terms), "recipients": [], "sections": sections(rows),
        "materials": [list(row) for row in materials],
        "statement": TRUTH + (f"（{ARTICLE}）。" if terms.regime is Regime.LICENCE else "。"),
    }  # fmt: skip


def whole(rows: Iterable[dossier.AnswerRow], party_id: UUID) -> list[dossier.AnswerRow]:
    """The code of an organisation stands on its application whole, for it is public; the number of a person stays masked as it was kept."""
    code, kept = organisations.public_numbers([party_id]).get(party_id), organisations.party(party_id).number_masked
    return [replace(row, text=code) if code and row.element == "party.number" and row.value == kept else row for row in rows]


def titled(name: str) -> str:
    """The name of the paper as its heading: without the marks of a title around it, and without what belongs to it in brackets."""
    name = BRACKET.split(name, maxsplit=1)[0].strip()
    return name[1:-1] if name.startswith("《") and name.endswith("》") else name


def local(moment: datetime) -> str:
    """As the template reads a time."""
    return moment.astimezone(ZONE).isoformat()


def organ_name(terms: Terms) -> str:
    return organisations.organ(terms.accepting_organ_id).name if terms.accepting_organ_id else ""


def sections(rows: Iterable[dossier.AnswerRow]) -> list[dict[str, Any]]:
    """The answers in words, by section; a group that repeats is a table of its rows."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        section = found.setdefault(row.section, {"title": row.section, "rows": [], "groups": []})
        if not row.group:
            section["rows"].append([row.label, row.text, "登记信息" if row.fetched and row.text else ""])
            continue
        if not any(group["code"] == row.group for group in section["groups"]):
            section["groups"].append({"code": row.group, "title": row.section, "head": [cell.label for cell in row.cells], "rows": []})
        if row.cells:
            next(group for group in section["groups"] if group["code"] == row.group)["rows"].append([cell.text for cell in row.cells])
    return list(found.values())


def confirmed(state: CaseState, made: dossier.Filled) -> list[list[str]]:
    """Who confirmed it, how, how their identity was verified, and when."""
    parties = [organisations.party(one) for one in dict.fromkeys((state.applicant_id, state.agent_id)) if one]
    identity = "；".join(f"{party.name}（{party.number_masked}）{'已核验' if party.verified else '未核验'}" for party in parties)
    account = UUID(made.by[8:]) if made.by.startswith("account:") else None
    who = organisations.names([account]).get(account, "") if account else ""
    by_clerk = bool(account and organisations.organs_of([account]))
    if by_clerk:
        person = parties[-1].name
        how = f"在打印的申请书上签字，纸质原件存卷；窗口工作人员{who}录入" if made.signed_on_paper else f"由窗口工作人员{who}按申请人陈述录入"
    else:
        person, how = who or parties[0].name, "登录本人账户，提交时逐项核对并确认"
    return [["确认人", person], ["确认方式", how], ["身份核验", identity], ["确认时间", local(made.at)]]
