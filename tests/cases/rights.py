"""Hearings and statements as tests play them."""

from __future__ import annotations

from datetime import date, time

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.cli.players import work
from yichuang.organisations.models import Account

from .conftest import at


def account(username):
    return Account.objects.get(username=username).id


def act_of(case, kind=ActKind.HEARING):
    return case.state().acts_of(kind)[-1]


def tell(case, cast, now="2026-09-14 09:00"):
    cases.tell_hearing_right(case.case_id, matter="排水去向与邻近单位有重大利益关系", actor=cast["fazhi"], now=at(now))
    return act_of(case)


def answer(case, cast, wants, who, now="2026-09-15 09:00"):
    cases.answer_hearing_right(case.case_id, act_id=act_of(case).id, wants=wants, actor=who, now=at(now))


def notice(case, cast, day, now="2026-09-16 09:00", chair="tingzheng", serve=True):
    cases.notice_hearing(case.case_id, act_id=act_of(case).id, day=day, at=time(9), place="一楼听证室", chair_id=account(chair),
                         recorder="韩某", actor=cast["fazhi"], now=at(now))  # fmt: skip
    if serve:
        served(case, now)


def hold(case, cast, now, who="tingzheng"):
    cases.record_hearing(case.case_id, act_id=act_of(case).id, record="双方陈述并质证，笔录附后", participants="申请人、利害关系人",
                         place="一楼听证室", recorder="韩某", actor=cast[who], now=at(now))  # fmt: skip


def served(case, now):
    """The window hands over what is sealed, signed for by each."""
    work()
    case.serve(at(now))


def last_day(case, cast, kind=ActKind.HEARING):
    return cases.view(case.case_id, actor=cast["chengban"]).dates.acts.get(act_of(case, kind).id)


def neighbour(case, cast):
    party = cast.demo.applicants[0].party_id
    cases.tell_third_party(case.case_id, party_id=party, interest="相邻地块的排水", actor=cast["chengban"], now=at("2026-09-14 08:30"))
    return cast.applicant(0)


def serve(case, moment):
    """The papers are made, and the window serves those that wait: only then do the days of 36 and 47 run."""
    work()
    case.serve(at(moment))


def noticed(case, cast):
    tell(case, cast)
    answer(case, cast, True, cast.applicant(1))
    notice(case, cast, date(2026, 9, 28))
    return {"act_id": act_of(case).id, "reason": "主持人与相邻单位负责人是近亲属"}
