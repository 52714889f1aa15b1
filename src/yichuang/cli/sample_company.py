"""企业开办 and 统一办理 of the demonstration: a company set up within a morning, another half-way; a central kitchen under one decision."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from yichuang.cli.players import Cast, work
from yichuang.cli.together import Together, open_theme
from yichuang.joint import api as joint


class Ago(Protocol):
    def __call__(self, days: int, hour: int = 10, minute: int = 0) -> datetime: ...


def companies(cast: Cast, ago: Ago) -> None:
    """One company with everything done on one morning; a subsidiary registered yesterday, the tax office done, invoices to be corrected."""
    done = registered(cast, open_theme(cast, "start-company", ago(3, 8, 52), by=0), ago(3, 9, 21))
    seal = hand_on(cast, done, "seal", "示例市某刻章店", ago(3, 9, 25))
    bank = hand_on(cast, done, "bank", "示例市某银行示例支行", ago(3, 9, 40))
    decide(done, "tax-registration", ago(3, 9, 30), ago(3, 9, 58))
    back(cast, done, seal, ago(3, 10, 3))
    decide(done, "invoice-types", ago(3, 9, 30), ago(3, 10, 16))
    decide(done, "social-insurance", ago(3, 9, 34), ago(3, 10, 41))
    back(cast, done, bank, ago(3, 11, 12))
    own = {"company.name": "示例市某产业园物业有限公司", "company.scope": "物业管理；停车场服务", "social.staff_count": 12}
    going = registered(cast, open_theme(cast, "start-company", ago(1, 14, 3), own=own), ago(1, 14, 38))
    seal = hand_on(cast, going, "seal", "示例市某印章有限公司", ago(1, 14, 45))
    going.players["invoice-types"].ask_correction(ago(1, 15, 10), {"A-M1-1": "每月申领份数与经营范围不相称，请改填份数或者说明理由"})
    decide(going, "tax-registration", ago(1, 14, 50), ago(1, 15, 22))
    back(cast, going, seal, ago(1, 15, 28))
    hand_on(cast, going, "bank", "示例市某银行创新支行", ago(1, 15, 30))


def decide(run: Together, code: str, accepted: datetime, decided: datetime) -> None:
    """One item from acceptance to its end, heard by the 联办 at once."""
    run.players[code].accept(accepted).review(decided).grant(decided)
    work()


def registered(cast: Cast, run: Together, at: datetime) -> Together:
    """Registered at the window in one sitting (市场主体登记管理条例 19); what waited for the licence is handed in by the worker."""
    run.players["company-registration"].at_once(at, roll=lambda n: 1)
    work()
    run.look(at)
    return run


def hand_on(cast: Cast, run: Together, kind: str, name: str, at: datetime) -> UUID:
    """To who is no organ, of the applicant's own choice."""
    assert run.joint_id is not None
    return joint.begin_partner(run.joint_id, kind=kind, name=name, actor=cast["chuangkou"], now=at)


def back(cast: Cast, run: Together, partner_id: UUID, at: datetime) -> None:
    assert run.joint_id is not None
    joint.end_partner(run.joint_id, partner_id, actor=cast["chuangkou"], now=at)


def central_kitchen(cast: Cast, ago: Ago) -> None:
    """统一办理 (26(2)): accepted together, one organ has signed, the others are at it; the lead decides for all when everybody has."""
    run = open_theme(cast, "open-central-kitchen", ago(4, 9, 15))
    for player in run.players.values():
        player.check_papers(ago(3, 10, 5))
    assert run.joint_id is not None
    joint.accept(run.joint_id, actor=cast["chuangkou"], now=ago(3, 10, 10))
    food = run.players["food-business"]
    while food.meet_needs(ago(2, 9, 40)):
        pass
    food.review(ago(2, 15, 30))
    joint.sign(run.joint_id, run.branch("food-business", ago(1, 9, 10)).id, actor=food.signer(ago(1, 9, 10)), now=ago(1, 9, 10))
    run.players["outdoor-sign"].review(ago(1, 11, 20))
