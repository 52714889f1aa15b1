"""Intermediaries of the demonstration, through the real verbs: a list of two services, five agencies, and four requests in different states.

Every name says 示例 or 某; the second agency belongs to the approval bureau itself and may therefore not work on what it decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.agencies import api as agencies
from yichuang.agencies.domain.request import Wish
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player, gather, points_of
from yichuang.cli.sample_week import Days
from yichuang.kernel.values import ZONE
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

SOIL, FELLING = "soil", "felling"
SERVICES: Mapping[str, tuple[str, str, str, str, str, str, str]] = {
    SOIL: (
        "ZJ-SB-01", "水土保持方案编制", "soil-conservation", "conservation_plan", "中华人民共和国水土保持法", "第二十五条第一款",
        "自己有能力编制的，可以自己编制，不用委托。",
    ),
    FELLING: (
        "ZJ-LY-01", "伐区调查设计", "tree-felling", "felling_survey", "中华人民共和国森林法", "第五十八条",
        "不超过规定面积或者蓄积量的，不用提交调查设计材料。",
    ),
}
"""Code, name, item of the cast, kind of paper, instrument, article, when no agency is needed."""

AGENCIES: tuple[tuple[str, str, int, int, int, str], ...] = (
    ("示例市某水土保持咨询有限公司", SOIL, 4_800_000, 15, 18, ""),
    ("示例市某政务技术服务有限公司", SOIL, 4_500_000, 15, 12, "bureau"),
    ("示例市某生态规划设计有限公司", SOIL, 5_200_000, 12, 26, ""),
    ("示例市某林业调查设计有限公司", FELLING, 1_200_000, 10, 9, ""),
    ("示例市某森林资源评估有限公司", FELLING, 1_500_000, 8, 14, ""),
)
"""Name, service, public price in fen, days, staff, and the organ it is connected with. Their codes are made, as those of the sample parties."""
FIRST_CODE = 20
CONDITIONS = "依法登记、有相应技术条件的建设单位都可以委托；资料齐全即开始。（示例）"
PROCESS = "接受委托，收资料，现场调查，编制成果，内部审核，交付，按评审意见修改。（示例）"


@dataclass(frozen=True, slots=True)
class Market:
    """The services and the agencies of the demonstration, each with somebody who acts for it."""

    services: Mapping[str, UUID]
    agencies: tuple[UUID, ...]
    actors: tuple[Actor, ...]


def play(*, now: datetime) -> None:
    """Play once; a database that has a list of services is left alone."""
    if agencies.services():
        return
    cast, days = gather(now), Days(now.astimezone(ZONE).date())
    market = open_market(cast, days.ago(45, 9))
    drawn_and_rated(cast, market, days)
    open_for_offers(cast, market, days)
    in_the_making(cast, market, days)
    waits_for_the_check(cast, market, days.ago(1, 15))


@transaction.atomic
def open_market(cast: Cast, at: datetime) -> Market:
    """The list published, the agencies in and checked."""
    keeper, system = cast["shixiang"], organisations.system_actor("demo")
    services = {}
    for key, (code, name, item, kind, basis, article, note) in SERVICES.items():
        item_code = catalogue.terms(cast.items[item]).code
        services[key] = agencies.list_service(
            code=code, name=name, item_code=item_code, material_type=kind, basis=basis, article=article, note=note, actor=keeper, now=at
        )
    found, actors = [], []
    for n, row in enumerate(AGENCIES):
        party = organisations.register_party(
            kind="legal", name=row[0], number=props.code_of(FIRST_CODE + n), actor=system, now=at, verified=True,
            address="示例市示例区创业路9号", phone="13800000003", legal_representative="示例某",
        )  # fmt: skip
        actor = spokesperson(cast, party.id, n, at)
        organ_id = cast.demo.organs[row[5]] if row[5] else None
        agency_id = join(party.id, services[row[1]], row, actor, organ_id, at)
        agencies.admit(agency_id, organ_id=organ_id, actor=keeper, now=at)
        found.append(agency_id)
        actors.append(actor)
    return Market(services, tuple(found), tuple(actors))


def spokesperson(cast: Cast, party_id: UUID, n: int, at: datetime) -> Actor:
    """The first agency has somebody who may sign in; for the others the demonstration itself speaks: one person for two rivals would be collusion."""
    if n:
        return Actor(None, "applicant", party_ids=frozenset({party_id}), name="demo")
    clerk = cast.demo.applicants[2]
    organisations.add_mandate(
        agent_id=clerk.party_id, principal_id=party_id, kind="representative", from_on=date(2020, 1, 1), verified=True,
        actor=organisations.system_actor("demo"), now=at,
    )  # fmt: skip
    return cast.applicant(2)


def join(party_id: UUID, service_id: UUID, row: tuple[str, str, int, int, int, str], actor: Actor, organ_id: UUID | None, at: datetime) -> UUID:
    name, _, price, days, staff, _ = row
    offered = agencies.Offered(
        service_id, price, days, "示例资质证书 示资字第990001号", date(at.year + 2, 12, 31), props.paper("资质证书", name), "资质证书.pdf"
    )
    return agencies.apply(
        party_id, [offered], staff_count=staff, conditions=CONDITIONS, process=PROCESS, organ_id=organ_id, actor=actor, now=at
    )


def drawn_and_rated(cast: Cast, market: Market, days: Days) -> None:
    """A lot drawn among two, a contract, a stop, the report, a rating; and the case the report went into."""
    owner, company = cast.applicant(1), organisations.party(cast.company).name
    wish = Wish("draw", 5, 15, 4_800_000, "标准厂房项目，占地6.2公顷，编制水土保持方案报告书。（示例）")
    request_id = agencies.publish(cast.company, market.services[SOIL], wish, actor=owner, now=days.ago(43, 9))
    for n in (0, 2):
        agencies.offer(request_id, market.agencies[n], actor=market.actors[n], now=days.ago(42 - n, 10))
    lot = agencies.draw(request_id, owner_number="20260928", actor=owner, now=days.ago(37, 9))
    maker = market.actors[market.agencies.index(lot.agency_id)]
    contract(request_id, owner, maker, days, 36)
    agencies.stop(request_id, ground="papers", reason="缺项目地形图", actor=maker, now=days.ago(30, 10))
    agencies.resume(request_id, actor=owner, now=days.ago(27, 16))
    report = props.paper(catalogue.terms(cast.items["soil-conservation"]).materials[1].name, company)
    agencies.deliver(request_id, report, file_name="水土保持方案报告书.pdf", actor=maker, now=days.ago(20, 16))
    agencies.accept(request_id, actor=owner, now=days.ago(19, 9))
    agencies.rate(request_id, level="2", comment="讲得清楚，比约定的早交。", actor=owner, now=days.ago(18, 20))
    Player(cast, "soil-conservation").apply(days.ago(3, 9, 20), party=cast.company).accept(days.ago(2, 10))


def contract(request_id: UUID, owner: Actor, maker: Actor, days: Days, ago: int) -> None:
    """Put and signed the next working day."""
    agencies.propose(request_id, props.paper("中介服务合同", "示例市中介超市"), file_name="中介服务合同.pdf", actor=owner, now=days.ago(ago, 10))
    agencies.sign(request_id, actor=maker, now=days.ago(ago - 1, 10))


def open_for_offers(cast: Cast, market: Market, days: Days) -> None:
    """An open choice with one offer so far, and a draw that has just been published."""
    owner = cast.applicant(1)
    wish = Wish("choice", 6, 20, None, "二期仓库项目，占地3.1公顷，编制水土保持方案报告书。（示例）")
    request_id = agencies.publish(cast.company, market.services[SOIL], wish, actor=owner, now=days.ago(2, 14))
    agencies.offer(request_id, market.agencies[2], amount_fen=4_600_000, days=14, actor=market.actors[2], now=days.ago(1, 9))
    wish = Wish("draw", 5, 12, 1_200_000, "3林班12小班，择伐1.2公顷，做伐区调查设计。（示例）")
    agencies.publish(cast.demo.applicants[0].party_id, market.services[FELLING], wish, actor=cast.applicant(0), now=days.ago(1, 16))


def in_the_making(cast: Cast, market: Market, days: Days) -> None:
    """A paper the correction notice asked for: the owner of the case chose an agency, which works on it now."""
    owner, party_id = cast.applicant(0), cast.demo.applicants[0].party_id
    player = Player(cast, "tree-felling").apply(days.ago(12, 9), party=party_id)
    player.ask_correction(days.ago(11, 10), points_of(player))
    wish = Wish("choice", 3, 10, None, "补正要的伐区调查设计材料。（示例）")
    request_id = agencies.publish(
        party_id, market.services[FELLING], wish, actor=owner, now=days.ago(11, 15), case_id=player.case_id
    )
    for n, amount in ((3, 1_150_000), (4, 1_280_000)):
        agencies.offer(request_id, market.agencies[n], amount_fen=amount, days=8, actor=market.actors[n], now=days.ago(10, 9 + n))
    agencies.choose(request_id, market.agencies[3], actor=owner, now=days.ago(6, 9))
    contract(request_id, owner, market.actors[3], days, 5)


@transaction.atomic
def waits_for_the_check(cast: Cast, market: Market, at: datetime) -> None:
    """A newcomer whose papers wait at the desk."""
    row = ("示例市某环境工程咨询有限公司", SOIL, 3_900_000, 15, 6, "")
    party = organisations.register_party(
        kind="legal", name=row[0], number=props.code_of(FIRST_CODE + len(AGENCIES)), actor=organisations.system_actor("demo"), now=at,
        address="示例市示例区创业路11号", legal_representative="示例某",
    )  # fmt: skip
    actor = Actor(None, "applicant", party_ids=frozenset({party.id}), name="demo")
    join(party.id, market.services[SOIL], row, actor, None, at)
