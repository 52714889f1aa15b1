"""The sample week: cases driven through the real verbs at times of their own, so that today something is due tomorrow.

Contains scenes 2 and 3 of the demonstration (practice §5): 小餐饮 whose 健康证明 is missing, with its 补正告知书 and the second
notice that draws a red mark; 水土保持 stopped for 专家评审, resumed, signed, and verified by its QR code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind, Channel
from yichuang.catalogue import api as catalogue
from yichuang.cli import props, sample_across, sample_boundaries, sample_company, sample_project
from yichuang.cli.players import Cast, Player, gather, points_of, work
from yichuang.cli.together import Together, open_theme
from yichuang.clock import api as clock
from yichuang.clock.domain import add_working_days
from yichuang.credit import api as credit
from yichuang.documents import api as documents
from yichuang.evaluation import api as evaluation
from yichuang.exchange.api import local_registry
from yichuang.joint import api as joint
from yichuang.joint.domain.acts import ActKind as ActKindOfJoint
from yichuang.kernel.values import ZONE
from yichuang.organisations import api as organisations


@dataclass(frozen=True, slots=True)
class Days:
    """Working days around today: `ago(3)` is the third working day before it, at an office hour."""

    today: date

    def ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        calendar, day = clock.calendar(), self.today
        left = days
        while left:
            day -= timedelta(days=1)
            left -= calendar.is_working(day)
        return datetime.combine(day, clock_time(hour, minute), ZONE)

    def ahead(self, days: int) -> date:
        """The so-many-th working day after today."""
        return add_working_days(clock.calendar(), self.today, days)


def play(*, now: datetime, say: Callable[[str], None] = lambda text: None) -> None:
    """Play the week once; a database that has cases is left alone.

    First the scenes that hand papers out. Those of the others are made by the worker, while the first page is being read.
    """
    if cases.any_case():
        return
    cast, days = gather(now), Days(now.astimezone(ZONE).date())
    cast.parties = props.parties(now, organisations.system_actor("demo"))
    sample_boundaries.listed(cast, days.ago(45, 9))
    with_papers = (
        signed_and_delivered, on_the_spot, by_rules, not_by_rules, decided_on_a_promise, building_a_school, starts_a_company,
        sample_across.agreements, sample_across.handed_in_at_the_district,
    )  # fmt: skip
    without = (
        waiting_at_the_window, to_be_corrected, corrected_twice, due_tomorrow, stopped_for_experts, soil_ready_to_sign, refused, late,
        filing, asked_for_a_person, asked_other_organ, withdrawn, on_the_way, opens_a_restaurant, opens_a_central_kitchen, accepted_with_gaps, not_brought_as_promised,
        sample_across.taken_in_and_forwarded, sample_across.passed_up, drafted_from_the_list,
    )  # fmt: skip
    with local_registry():
        for scene in (*with_papers, *without):
            say(scene.__doc__ or scene.__name__)
            scene(cast, days, now)
        cases.consider_waiting(now)
    while cases.run_due(now):
        pass


def drafted_from_the_list(cast: Cast, days: Days, now: datetime) -> None:
    """A draft begun from an entry of the basic list: it inherits what it does not say yet"""
    catalogue.begin_item(
        name="取水许可", regime="licence", organ_id=organisations.demo_id("organ", "bureau"), entry="demo-water-intake", now=days.ago(1, 15, 20),
        actor=organisations.actor_named("shixiang"),
    )  # fmt: skip


def apply(cast: Cast, item: str, at: datetime, **more: object) -> Player:
    """An application of one of the sample parties that suit the item."""
    party = cast.parties[SUIT[item] % len(cast.parties)] if cast.parties else None
    return Player(cast, item).apply(at, party=party, **more)  # type: ignore[arg-type]


SUIT = {
    "small-catering": 0, "drainage": 1, "tree-felling": 2, "public-place-hygiene": 3, "soil-conservation": 4,
    "signboard-filing": 5,
}  # fmt: skip


def waiting_at_the_window(cast: Cast, days: Days, now: datetime) -> None:
    """Applications received today and yesterday, not yet answered"""
    apply(cast, "drainage", days.ago(1, 16, 5))
    apply(cast, "public-place-hygiene", days.ago(2, 20, 30), channel=Channel.MOBILE)
    apply(cast, "tree-felling", days.ago(4, 9, 10))


def to_be_corrected(cast: Cast, days: Days, now: datetime) -> None:
    """Scene 2: a small restaurant lacks its health certificates; the notice names everything once"""
    player = apply(cast, "small-catering", days.ago(3, 10, 20))
    agree(player, days.ago(3, 10, 21))
    missing = health_points(player)
    player.ask_correction(days.ago(2, 9, 30), missing)


def agree(player: Player, at: datetime) -> None:
    """送达地址（电子送达）确认书: from here on arrival in the inbox is service"""
    documents.confirm_address(
        player.state().applicant_id, case_id=player.case_id, address="示例市示例路2号", phone="13800000002", electronic=True,
        actor=player.cast.applicant(1).ref, at=at,
    )  # fmt: skip


def health_points(player: Player) -> dict[str, str]:
    from yichuang.dossier import domain

    codes = {m.code for m in player.terms.materials if "健康证明" in m.name}
    points = [p.code for p in domain.acceptance_points(player.terms) if p.material_code in codes]
    return dict.fromkeys(points[:1], "缺少从业人员健康证明，请补交在有效期内的原件") or points_of(player)


def corrected_twice(cast: Cast, days: Days, now: datetime) -> None:
    """Scene 2: a second correction notice, marked red under article 32"""
    player = apply(cast, "small-catering", days.ago(7, 10, 20))
    player.ask_correction(days.ago(6, 9, 30), health_points(player)).bring(days.ago(4, 11))
    player.ask_correction(days.ago(3, 15), points_of(player), knowingly=True)


def due_tomorrow(cast: Cast, days: Days, now: datetime) -> None:
    """Cases in review whose promise ends tomorrow or today"""
    for promised_ago in (9, 10):  # 排水: promised ten working days
        player = apply(cast, "drainage", days.ago(promised_ago + 1, 15)).accept(days.ago(promised_ago, 9))
        player.mark_reviewed(days.ago(5))
        player.step(days.ago(4, 14), player.state().open_tasks[0])


def stopped_for_experts(cast: Cast, days: Days, now: datetime) -> None:
    """Scene 3: a soil conservation plan, clock paused for expert review"""
    player = apply(cast, "soil-conservation", days.ago(6, 16, 5)).accept(days.ago(5, 15, 47))
    actor = cast.holder("undertaker", player.state().handling_organ_id, now)
    cases.start_special(player.case_id, ground="expert_review", days=15, basis="", actor=actor, now=days.ago(3, 16, 5))


def soil_ready_to_sign(cast: Cast, days: Days, now: datetime) -> None:
    """Scene 3: a soil conservation plan back from expert review, waiting for the signature"""
    player = apply(cast, "soil-conservation", days.ago(12, 16, 5)).accept(days.ago(11, 15, 47))
    actor = cast.holder("undertaker", player.state().handling_organ_id, now)
    cases.start_special(player.case_id, ground="expert_review", days=15, basis="", actor=actor, now=days.ago(9, 16, 5))
    act = player.state().acts_of(ActKind.SPECIAL)[0]
    cases.end_special(player.case_id, act_id=act.id, actor=actor, now=days.ago(4, 16, 40))
    player.review(days.ago(2, 10, 15))


def signed_and_delivered(cast: Cast, days: Days, now: datetime) -> None:
    """Licences granted, made and collected, one sent electronically"""
    player = Player(cast, "drainage").apply(days.ago(9, 16)).accept(days.ago(8, 10))
    player.review(days.ago(5, 11)).grant(days.ago(4, 9))
    work()
    player.hand_out(days.ago(2, 14))
    evaluation.rate(player.case_id, level="2", actor=cast.applicant(1), now=days.ago(1, 20), text="窗口一次说清楚，进度网上看得到。")
    waiting = apply(cast, "public-place-hygiene", days.ago(5, 9)).accept(days.ago(4, 10)).review(days.ago(3, 11))
    while waiting.meet_needs(days.ago(3, 15)):
        pass
    waiting.grant(days.ago(2, 9))
    props.blanks(waiting.terms.result.blank, cast["zhizheng"], days.ago(3, 8, 40))
    electronic = Player(cast, "tree-felling")
    electronic.apply(days.ago(6, 8, 30))
    agree(electronic, days.ago(6, 8, 31))
    electronic.accept(days.ago(5, 10)).review(days.ago(4, 11))
    while electronic.meet_needs(days.ago(4, 15)):
        pass
    electronic.grant(days.ago(3, 9))
    work()


def on_the_spot(cast: Cast, days: Days, now: datetime) -> None:
    """Decided at the window in one sitting: one licence collected at once, one drawn by lot for a look by somebody else"""
    done = apply(cast, "public-place-hygiene", days.ago(2, 10, 5), channel=Channel.WINDOW).at_once(days.ago(2, 10, 25), roll=lambda n: 1)
    work()
    done.hand_out(days.ago(2, 10, 40))
    apply(cast, "public-place-hygiene", days.ago(1, 14, 30), channel=Channel.WINDOW).at_once(days.ago(1, 14, 50), roll=lambda n: 0)
    work()


def refused(cast: Cast, days: Days, now: datetime) -> None:
    """A refusal with its condition, its article and its remedies"""
    player = apply(cast, "drainage", days.ago(8, 16)).accept(days.ago(7, 10)).review(days.ago(4, 11))
    player.refuse(days.ago(2, 10), "检测报告第2页，悬浮物高于排放标准限值")


def late(cast: Cast, days: Days, now: datetime) -> None:
    """A case whose promise has passed, red on the work list"""
    player = apply(cast, "drainage", days.ago(13, 16)).accept(days.ago(12, 10))
    player.step(days.ago(3, 9), player.state().open_tasks[0])


def filing(cast: Cast, days: Days, now: datetime) -> None:
    """Filings: one waiting at the window, one concluded at once; never 准予"""
    apply(cast, "signboard-filing", days.ago(1, 9))
    apply(cast, "signboard-filing", days.ago(1, 11), channel=Channel.WINDOW).at_once(days.ago(1, 11, 15), roll=lambda n: 1)


def asked_other_organ(cast: Cast, days: Days, now: datetime) -> None:
    """An opinion asked of the water bureau"""
    player = apply(cast, "drainage", days.ago(5, 16)).accept(days.ago(4, 10))
    actor = cast.holder("undertaker", player.state().handling_organ_id, now)
    cases.ask_opinion(
        player.case_id, organ_id=cast.demo.organs["water"], question="下游管网能否接纳该排水量", days=5, silence_is_consent=True,
        silence_basis="《示例市并联审批管理办法》第十二条", actor=actor, now=days.ago(3, 10),
    )  # fmt: skip


def withdrawn(cast: Cast, days: Days, now: datetime) -> None:
    """An application withdrawn by the applicant"""
    player = Player(cast, "tree-felling").apply(days.ago(3, 9)).accept(days.ago(2, 9))
    cases.withdraw(player.case_id, reason="采伐计划推迟到明年", actor=cast.applicant(1), now=days.ago(1, 9))


def building_a_school(cast: Cast, days: Days, now: datetime) -> None:
    """A construction project in its third stage: one case back from the experts, one late, what comes next waiting"""
    sample_project.play(cast, days.ago)


def on_the_way(cast: Cast, days: Days, now: datetime) -> None:
    """Cases accepted this week, in review"""
    for n, item in enumerate(("small-catering", "tree-felling", "drainage")):
        apply(cast, item, days.ago(n + 2, 10)).accept(days.ago(n + 1, 11))


def by_rules(cast: Cast, days: Days, now: datetime) -> None:
    """A small felling decided by rules: accepted, granted and sent within a minute, drawn for a look by a person"""
    felling(cast, props.SMALL_FELLING, days.ago(1, 9, 12), roll=0)
    work()


def not_by_rules(cast: Cast, days: Days, now: datetime) -> None:
    """A small felling in a closed forest: handed to a person with the rules that do not hold"""
    felling(cast, props.CLOSED_FOREST, days.ago(1, 14, 20), roll=0)


def asked_for_a_person(cast: Cast, days: Days, now: datetime) -> None:
    """A small felling whose applicant wants a person to decide: no rule is put to it (PIPL 24(3))"""
    felling(cast, props.SMALL_FELLING, days.ago(1, 15, 5), roll=0, by_person=True)


def felling(cast: Cast, answers: Mapping[str, object], at: datetime, *, roll: int, by_person: bool = False) -> None:
    person = cast.demo.applicants[0]
    player = Player(cast, "tree-felling").apply(at, party=person.party_id, answers=answers, by_person=by_person)
    documents.confirm_address(
        person.party_id, case_id=player.case_id, address="示例市示例区示例路8号", phone=person.phone, electronic=True,
        actor=cast.applicant(0).ref, at=at,
    )  # fmt: skip
    work()
    cases.consider(player.case_id, now=at + timedelta(seconds=20), roll=lambda n: roll)


def opens_a_restaurant(cast: Cast, days: Days, now: datetime) -> None:
    """One thing: a restaurant opens, four departments at once, half-way: two licences to be collected together, two under way"""
    joint.themes.seed(now=now)
    run = open_theme(cast, "open-restaurant", days.ago(5, 9, 40))
    for player in run.players.values():
        player.accept(days.ago(4, 10, 20))
    seen_together(cast, run, days)
    drainage = run.players["drainage"]
    while drainage.meet_needs(days.ago(2, 10)):
        pass
    drainage.review(days.ago(2, 10, 30)).grant(days.ago(1, 9, 30))
    run.players["outdoor-sign"].review(days.ago(2, 11)).grant(days.ago(1, 9, 30))
    food = run.players["food-business"]
    food.mark_reviewed(days.ago(2, 15))
    food.step(days.ago(1, 15), food.state().open_tasks[0])


def starts_a_company(cast: Cast, days: Days, now: datetime) -> None:
    """One thing: a company set up in a morning, another half-way, with the minutes of each party"""
    joint.themes.seed(now=now)
    sample_company.companies(cast, days.ago)


def opens_a_central_kitchen(cast: Cast, days: Days, now: datetime) -> None:
    """统一办理: three organs under one acceptance and one decision, one of them has signed"""
    sample_company.central_kitchen(cast, days.ago)


def seen_together(cast: Cast, run: Together, days: Days) -> None:
    """联合踏勘 this afternoon: one visit for two, two officers of each organ; the unlit sign needs none by its rule (免勘), and the drain was
    looked at as soon as it lay open."""
    asked, visit_at = days.ago(3, 16), datetime.combine(days.today, clock_time(15), ZONE)
    rows = [run.branch(code, asked) for code in run.codes if code != "drainage"]
    organs = [row.handling_organ_id for row in rows if row.item_id != run.item("outdoor-sign")]
    two = {organ: [p.account_id for p in organisations.holders("visitor", organ_id=organ, on=days.today)][:2] for organ in organs}
    wanted = joint.acts.Plan(
        ActKindOfJoint.VISIT, visit_at, "示例市示例区示例路2号", [row.id for row in rows], two, due_on=days.ahead(2)
    )
    lead = cast.holder("undertaker", rows[0].handling_organ_id, asked)
    assert run.joint_id is not None
    joint.acts.plan(run.joint_id, wanted, actor=lead, now=asked)


def accepted_with_gaps(cast: Cast, days: Days, now: datetime) -> None:
    """容缺受理: one waits for its report, promised in three working days; another could be accepted that way at the window"""
    waits = apply(cast, "drainage", days.ago(3, 14), without=("M4",))
    waits.accept_with_gaps(days.ago(2, 9, 20), days.ahead(3))
    Player(cast, "drainage").apply(days.ago(1, 15, 40), without=("M4",))


def not_brought_as_promised(cast: Cast, days: Days, now: datetime) -> None:
    """容缺受理 whose paper never came: ended and on record, so neither institution is offered; an older record, repaired since"""
    for party, begun, repaired in ((cast.company, 40, 30), (cast.parties[7], 14, 0)):
        player = Player(cast, "drainage").apply(days.ago(begun, 10), party=party, without=("M4",))
        player.accept_with_gaps(days.ago(begun - 1, 9), days.ago(begun - 5).date())
        while cases.run_due(days.ago(begun - 6, 8)):  # reminded, and the day is over
            pass
        cases.end_untolerated(player.case_id, reason="承诺的日期已过，经提醒仍然没有补交", actor=cast["fenguan"], now=days.ago(begun - 7, 15))
        if repaired:
            [record] = credit.record_of(party)
            credit.repair(record.id, proof="补交了当时承诺的报告，核对无误", actor=cast["fazhi"], at=days.ago(repaired, 10))


def decided_on_a_promise(cast: Cast, days: Days, now: datetime) -> None:
    """告知承诺: a felling licence granted on the promise, whose check is due tomorrow"""
    player = Player(cast, "tree-felling")
    text = player.terms.promise
    assert text is not None
    decided = text.check_days - 1
    player.apply(days.ago(decided + 3, 9))
    cases.sign_promise(player.case_id, agreed=True, actor=cast.applicant(1), now=days.ago(decided + 3, 9, 30))
    player.accept(days.ago(decided + 2, 10)).review_unpromised(days.ago(decided + 1, 11)).grant(days.ago(decided, 9))
    work()
    player.hand_out(days.ago(decided - 2, 14))
