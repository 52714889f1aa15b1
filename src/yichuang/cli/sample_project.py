"""工程建设项目 of the sample week: a school building taken through its four stages by the real verbs.

Stage one and two are done, stage three is under way (one case back from 专家评审, one late, the permit for the foundation pit waiting for
what the law wants first), stage four is handed in and waits; outdoor advertising it needs none. Each stage brings the edges of its theme.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Cast, Player, work
from yichuang.cli.together import package
from yichuang.clock import api as clock
from yichuang.joint import api as joint
from yichuang.joint.api import projects, themes
from yichuang.joint.domain.projects import Module, Role, Stage
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations

CODE = "2609-379900-04-01-518062"
NAME = "示例市某学校教学楼扩建"
TARGET_DAYS = 60
STAGES: Mapping[Stage, str] = {
    Stage.PLANNING: "project-planning", Stage.DESIGN: "project-design", Stage.BUILDING: "project-building",
    Stage.COMPLETION: "project-completion", Stage.BESIDE: "project-beside",
}  # fmt: skip
"""Stage → its shipped theme."""
PARTIES = (
    (Role.CONTRACTOR, "示例市某建筑工程有限公司", "示例市示例区工业大道18号", 40),
    (Role.INTERMEDIARY, "示例市某工程设计院有限公司", "示例市示例区文化街30号", 41),
)
REGULATOR = "city"
"""监管部门: the city management, which decides nothing of the project and sees it."""
NODES = (
    ("取得建设用地规划许可证", "land-planning-permit", 14), ("取得建设工程规划许可证", "works-planning-permit", 24),
    ("取得施工许可证", "construction-permit", 42), ("竣工验收备案", "completion-filing", TARGET_DAYS),
)  # fmt: skip
"""关键节点: name, item, working day of the project it is planned for."""


@dataclass(slots=True)
class Site:
    """The project as it is played. `ago(n, hour, minute)`: the nth working day before today."""

    cast: Cast
    ago: Callable[..., datetime]
    joint_id: UUID
    players: dict[str, Player] = field(default_factory=dict)

    def item(self, code: str) -> UUID:
        return self.cast.item_id(code)

    def hand_in(
        self, stage: Stage, codes: Sequence[str], now: datetime, *, spared: Collection[str] = (), module: Module = Module.WHOLE
    ) -> None:
        """提交 of a stage, or a module of it, as one. `spared`: items whose question the owner answered no."""
        edges = themes.in_force(STAGES[stage]).content.edges
        brought = joint.union.brought([catalogue.terms(self.cast.items[code]) for code in codes], edges)
        wanted = [joint.Wanted(self.item(code), without(package(self.cast, code, self.cast.company, now), brought)) for code in codes]
        ids = {one.item_id for one in wanted}
        begun = projects.submit(
            self.joint_id, stage, wanted, [edge for edge in edges if edge.after in ids], actor=self.cast.applicant(1), now=now,
            answers={self.item(code): False for code in spared}, module=module,
        )  # fmt: skip
        for code in codes:
            if number := begun.cases.get(self.item(code)):
                self.players[code] = Player(self.cast, code, case_id=case_of(number), number=number)

    def accept(self, code: str, now: datetime) -> None:
        self.players[code].accept(now)

    def grant(self, code: str, reviewed: datetime, now: datetime) -> None:
        """Reviewed, granted, made and collected within the day."""
        player = self.players[code].review(reviewed)
        while player.meet_needs(reviewed):
            pass
        player.grant(now)
        work()
        player.hand_out(now.replace(hour=16, minute=30), by="刘某")

    def experts(self, code: str, from_: datetime, to: datetime) -> None:
        """专家评审: the clock stands still in between (45)."""
        player = self.players[code]
        actor = self.cast.holder("undertaker", player.state().handling_organ_id, from_)
        cases.start_special(player.case_id, ground="expert_review", days=10, basis="", actor=actor, now=from_)
        act = player.state().acts_of(ActKind.SPECIAL)[-1]
        cases.end_special(player.case_id, act_id=act.id, actor=actor, now=to)

    def acknowledge(self, now: datetime) -> None:
        """The 抄告 that wait are acknowledged by two of the organs; those of the last decision go on waiting."""
        for name in ("chengguan", "ziyuan"):
            for row in joint.copies_to_acknowledge(self.cast[name])[0]:
                joint.acknowledge(row.id, actor=self.cast[name], now=now)


def without(given: cases.Package, brought: Collection[tuple[UUID, str]]) -> cases.Package:
    """What the owner hands in: not what another stage grants."""
    return replace(given, uploads=[upload for upload in given.uploads if (given.version_id, upload.material_code) not in brought])


def case_of(number: str) -> UUID:
    case_id = cases.case_id_of(number)
    assert case_id is not None
    return case_id


def play(cast: Cast, ago: Callable[..., datetime]) -> None:
    """From its registration 35 working days ago to what waits today."""
    site = registered(cast, ago)
    first_stage(site)
    second_stage(site)
    third_stage(site)
    site.hand_in(Stage.COMPLETION, ["fire-acceptance", "completion-filing"], ago(2, 15, 20))


def registered(cast: Cast, ago: Callable[..., datetime]) -> Site:
    """登记, who leads each stage, who takes part, what is to be reached by when."""
    now, organs = ago(35, 9), cast.demo.organs
    today = local_date(now)
    wanted = projects.Registration(
        code=CODE, name=NAME, owner_id=cast.company, division="379901", target_days=TARGET_DAYS, from_on=today,
        leads={
            Stage.PLANNING: organs["resources"], Stage.DESIGN: organs["resources"], Stage.BUILDING: organs["housing"],
            Stage.COMPLETION: organs["housing"], Stage.BESIDE: organs["bureau"],
        },
    )  # fmt: skip
    joint_id = projects.enrol(wanted, actor=cast.applicant(1), now=now)
    people_and_nodes(cast, joint_id, today, now)
    return Site(cast, ago, joint_id)


@transaction.atomic
def people_and_nodes(cast: Cast, joint_id: UUID, today: date, now: datetime) -> None:
    for role, name, address, n in PARTIES:
        party = organisations.register_party(
            kind="legal", name=name, number=props.code_of(n), actor=organisations.system_actor("demo"), now=now, verified=True,
            address=address, legal_representative="示例某", contact_name="示例某", contact_phone="13800000002", phone="13800000002",
        )  # fmt: skip
        projects.join(joint_id, role, party.id, from_on=today, actor=cast["zhujian"], now=now)
        if role is Role.CONTRACTOR:
            organisations.add_mandate(
                agent_id=cast.demo.applicants[2].party_id, principal_id=party.id, kind="representative", from_on=date(2020, 1, 1), verified=True,
                actor=organisations.system_actor("demo"), now=now,
            )
    projects.join(joint_id, Role.REGULATOR, cast.demo.organs[REGULATOR], from_on=today, actor=cast["zhujian"], now=now)
    for name, code, day in NODES:
        projects.set_node(
            joint_id, name=name, item_id=cast.item_id(code), planned_on=on_day(today, day), actor=cast["zhujian"], now=now
        )


def on_day(begun: date, day: int) -> date:
    return clock.add_working_days(clock.calendar(), begun, day)


def first_stage(site: Site) -> None:
    ago = site.ago
    site.hand_in(Stage.PLANNING, ["site-opinion", "soil-conservation"], ago(35, 10))
    site.accept("site-opinion", ago(35, 15))
    site.accept("soil-conservation", ago(34, 9, 20))
    site.experts("soil-conservation", ago(32, 14), ago(28, 10))
    site.hand_in(Stage.PLANNING, ["land-planning-permit"], ago(28, 11))
    site.grant("site-opinion", ago(28, 15), ago(27, 9))
    site.accept("land-planning-permit", ago(27, 10))
    site.acknowledge(ago(26, 9, 10))
    site.grant("soil-conservation", ago(26, 10), ago(25, 9))
    site.acknowledge(ago(24, 9, 10))


def second_stage(site: Site) -> None:
    ago = site.ago
    site.hand_in(Stage.DESIGN, ["works-planning-permit", "tree-felling"], ago(24, 11))
    site.grant("land-planning-permit", ago(24, 15), ago(23, 9))
    site.accept("works-planning-permit", ago(23, 10))
    site.accept("tree-felling", ago(22, 9))
    site.acknowledge(ago(22, 9, 10))
    site.grant("tree-felling", ago(18, 10), ago(17, 9))
    site.acknowledge(ago(16, 9, 10))


def third_stage(site: Site) -> None:
    """The fire design came back from the experts; the drainage is late; the permit for the pit, asked for first, waits for the fire design."""
    ago = site.ago
    site.hand_in(Stage.BUILDING, ["fire-design-review"], ago(14, 10))
    site.hand_in(Stage.BUILDING, ["construction-permit"], ago(14, 10, 10), module=Module.PIT)
    site.hand_in(Stage.BESIDE, ["drainage"], ago(14, 10, 20), spared=["outdoor-sign"])
    site.grant("works-planning-permit", ago(14, 15), ago(13, 9))
    site.accept("fire-design-review", ago(13, 10))
    site.accept("drainage", ago(13, 11))
    site.experts("fire-design-review", ago(9, 14), ago(4, 10))
    late = site.players["drainage"]
    late.step(ago(3, 9, 30), late.state().open_tasks[0])
