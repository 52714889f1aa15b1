"""An assessed area of the demonstration, through the real verbs: two assessments, three indicators, and two alike projects inside whose
cases wait for one package. Every name says 示例 or 某."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player, gather
from yichuang.cli.sample_week import Days
from yichuang.cli.together import package
from yichuang.exchange.api import local_registry
from yichuang.joint.api import Wanted, areas, projects
from yichuang.joint.domain.projects import Stage
from yichuang.kernel.values import ZONE, local_date
from yichuang.organisations.domain import Actor

NAME, CODE = "示例市高新技术产业开发区（示例）", "SL-GXQ"
PARCELS = ("GX-2026-01", "GX-2026-02", "GX-2026-03")
BASIS = "示例市高新区规划条件（示例）第%s条"
INDICATORS: tuple[tuple[str, str, str, str, str], ...] = (
    ("RJL", "容积率", "", "at_least", "1.2"), ("JZMD", "建筑密度", "%", "at_least", "40"), ("NH", "单位增加值能耗", "吨标准煤/万元", "at_most", "0.25"),
)
"""Code, name, unit, bound, limit."""
ASSESSMENTS: tuple[tuple[str, str, str, str], ...] = (
    ("soil", "soil-conservation", "conservation_plan", "表土剥离后集中堆放；弃渣运到指定的渣场。（示例）"),
    ("water", "drainage", "water_quality_report", "排入市政污水管网；接驳井按区域排水规划设置。（示例）"),
)
"""Kind, item of the cast, kind of paper it stands for, conditions."""
PROJECTS = (("某精密部件标准厂房一期", PARCELS[0], "2609-379900-04-01-100001"), ("某精密部件标准厂房二期", PARCELS[1], "2609-379900-04-01-100002"))
VALUES = {"RJL": "1.6", "JZMD": "46.5", "NH": "0.18"}


def play(*, now: datetime) -> None:
    """Play once; a database that has an area is left alone."""
    if areas.listed(today=local_date(now))[0]:
        return
    cast, days = gather(now), Days(now.astimezone(ZONE).date())
    area_id = founded(cast, days.ago(40, 9))
    with local_registry():
        for n, (name, parcel, code) in enumerate(PROJECTS):
            build(cast, area_id, name, parcel, code, days, n)


def founded(cast: Cast, at: datetime) -> UUID:
    keeper, bureau, day = cast["shixiang"], cast.demo.organs["bureau"], local_date(at)
    area_id = areas.found(CODE, NAME, organ_id=bureau, parcels=PARCELS, actor=keeper, now=at)
    for kind, item, type_code, conditions in ASSESSMENTS:
        terms = catalogue.terms(cast.items[item])
        paper = next(m for m in terms.materials if m.type_code == type_code)
        areas.assess(area_id, areas.Assessed(
            kind=kind, maker="示例市某区域评估咨询有限公司", payer_id=cast.demo.organs["government"], item_id=terms.item_id,
            type_code=paper.type_code, from_on=day, to_on=date(day.year + 3, day.month, min(day.day, 28)), basis="示政发〔2026〕9号（示例）",
            source=props.paper(f"{NAME}{paper.name}", NAME), file_name=f"{paper.name[:20]}.pdf", conditions=conditions, cost_fen=60_000_000,
        ), actor=keeper, now=at)  # fmt: skip
    for n, (code, name, unit, bound, limit) in enumerate(INDICATORS, 1):
        areas.set_indicator(area_id, areas.Limit(code, name, unit, bound, limit, BASIS % n, day), actor=keeper, now=at)
    return area_id


def build(cast: Cast, area_id: UUID, name: str, parcel: str, code: str, days: Days, n: int) -> None:
    """One project inside, its first stage handed in without the assessed paper, reviewed, waiting to be signed."""
    owner, start, item = cast.applicant(1), days.ago(6, 9 + n), "soil-conservation"
    leads = {Stage.PLANNING: cast.demo.organs["bureau"]}
    joint_id = projects.enrol(
        projects.Registration(code, name, cast.company, "379900", 60, local_date(start), site=parcel, leads=leads), actor=owner, now=start
    )
    areas.enter(joint_id, area_id, VALUES, parcel=parcel, actor=owner, now=start)
    terms = catalogue.terms(cast.items[item])
    whole = package(cast, item, cast.company, start, apart=name)
    inherited = {m.code for m in terms.materials if m.type_code == ASSESSMENTS[0][2]}
    given = replace(whole, uploads=[upload for upload in whole.uploads if upload.material_code not in inherited])
    begun = projects.submit(joint_id, Stage.PLANNING, [Wanted(terms.item_id, given)], actor=owner, now=start)
    player = Player(cast, item, case_id=case_of(joint_id, owner, start), number=begun.cases[terms.item_id])
    player.accept(days.ago(5, 9)).review(days.ago(3, 9 + n))


def case_of(joint_id: UUID, owner: Actor, now: datetime) -> UUID:
    view = projects.view(projects.number_of(joint_id), actor=owner, today=local_date(now))
    case_id = view.board.bars[0].case_id
    assert case_id is not None
    return case_id
