"""The deciding organ follows the date: 行政许可法 22, 24; practice §6. Cases under way go along or are finished, each an event."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases import fold
from yichuang.cases.actions import switching
from yichuang.cases.domain.switching import PowerElsewhere
from yichuang.cases.models import CaseOrgan
from yichuang.catalogue import api as catalogue
from yichuang.catalogue import due as catalogue_due
from yichuang.catalogue.api import delegating, life
from yichuang.catalogue.models import Delegation, ItemVersion
from yichuang.cli import props, sample_powers
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.facts.cases import PowerFollowed
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.kernel.record import check_all, read
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.api import demo_id

pytestmark = pytest.mark.django_db
BUREAU, COUNTY, WATER = (demo_id("organ", key) for key in ("bureau", "county", "water"))
PROGRAM = organisations.system_actor("test")
GIVEN, START = at("2026-03-02 09:00"), date(2026, 3, 16)


def give(cast, form: str, *, start: date = START, end: date | None = None, item: str = "drainage", now: datetime = GIVEN, place: str = ""):
    """A request of 下放 by its three hands: begun on the day given, approved when its notice is over."""
    asked = sample_powers.columns(cast, form, to="county", from_on=start, to_on=end, written_on=now.date(), place=place)
    sample_powers.give(cast, [cast.item_id(item)], asked, begun=now, approved=now + timedelta(days=8))
    return Delegation.objects.filter(item=cast.item_id(item)).latest("from_on").id


def midnight(day: date) -> None:
    """What the worker does at 00:00."""
    catalogue_due.run(at(f"{day} 00:00"))
    work()


def under_review(play, item: str = "drainage"):
    return play(item).apply(at("2026-03-09 10:00")).accept(at("2026-03-10 10:00")).mark_reviewed(at("2026-03-11 10:00"))


def told(player, kind: type) -> list:
    return [event.fact for event in read(player.case_id) if isinstance(event.fact, kind)]


def test_22_from_the_first_day_of_a_devolution_the_county_decides_and_the_city_no_longer(cast, play) -> None:
    player = under_review(play)
    given = give(cast, "devolve")
    assert player.state().deciding_organ_id == BUREAU
    midnight(START)
    state = player.state()
    assert (state.deciding_organ_id, state.entrusted_organ_id) == (COUNTY, None)
    assert {task.organ_id for task in state.open_tasks} == {COUNTY}
    [fact] = told(player, PowerFollowed)
    assert (fact.delegation_id, fact.form, fact.from_organ_id, fact.to_organ_id) == (given, "devolve", BUREAU, COUNTY)
    assert documents.inbox([state.applicant_id])[0].kind == "power_moved"
    with pytest.raises(Forbidden):
        cases.complete(player.case_id, state.open_tasks[0].id, verdict="agree", opinion="同意", actor=cast["chengban"], now=at("2026-03-17 09:00"))
    player.review(at("2026-03-17 09:00")).grant(at("2026-03-18 09:00"))
    work()
    paper = next(p for p in documents.of_case(player.case_id) if p.kind == Kind.GRANT_DECISION)
    assert paper.number.startswith("示区行审准〔2026〕")
    assert licences.of_case(player.case_id)[0].organ_id == COUNTY
    assert not list(fold.check_case(player.case_id))


def test_24_3_under_entrustment_the_county_acts_and_the_papers_name_the_delegator(cast, play) -> None:
    give(cast, "entrust")
    midnight(START)
    player = play("drainage").apply(at("2026-03-17 10:00"))
    state = player.state()
    assert (state.deciding_organ_id, state.entrusted_organ_id, state.handling_organ_id) == (BUREAU, COUNTY, COUNTY)
    assert CaseOrgan.objects.filter(case_id=player.case_id, organ_id=COUNTY, role="entrusted").exists()
    assert cases.visible_cases(cast["quxian"]).filter(id=player.case_id).exists()
    player.accept(at("2026-03-18 10:00")).review(at("2026-03-19 10:00"))
    assert player.signer(at("2026-03-20 09:00")).organ_id == COUNTY
    player.grant(at("2026-03-20 09:00"))
    work()
    paper = next(p for p in documents.of_case(player.case_id) if p.kind == Kind.GRANT_DECISION)
    assert paper.number.startswith("示行审准〔2026〕")
    fields = documents.document(paper.id).fields
    assert fields["organ_name"] == "示例市行政审批服务局"
    assert fields["handled_by"] == "示例市示例区行政审批服务局（受委托）"
    assert licences.of_case(player.case_id)[0].organ_id == BUREAU
    assert not list(fold.check_case(player.case_id))


def test_a_refusal_names_the_remedies_of_the_new_organ(cast, play) -> None:
    player = under_review(play)
    give(cast, "devolve")
    midnight(START)
    player.review(at("2026-03-17 09:00"))
    player.refuse(at("2026-03-18 09:00"), "检测报告第2页，悬浮物高于限值")
    paper = next(p for p in documents.of_case(player.case_id) if p.kind == Kind.REFUSAL_DECISION)
    assert "示例市示例区人民政府" in documents.document(paper.id).fields["remedies"]


def test_the_day_decides_even_before_the_worker_has_come_round(cast, play) -> None:
    player = under_review(play).review(at("2026-03-12 10:00"))
    give(cast, "devolve")
    signer = cast.holder("deputy_director", BUREAU, at("2026-03-13 09:00"))
    with pytest.raises(PowerElsewhere) as refusal:
        cases.grant(player.case_id, actor=signer, now=at("2026-03-16 00:01"))
    assert "第二十二条" in str(refusal.value.article)
    cases.grant(player.case_id, actor=signer, now=at("2026-03-15 23:59"))


def test_at_its_end_the_power_and_the_cases_come_back(cast, play) -> None:
    give(cast, "entrust", end=date(2026, 3, 20))
    midnight(START)
    player = play("drainage").apply(at("2026-03-17 10:00")).accept(at("2026-03-18 10:00"))
    midnight(date(2026, 3, 21))
    state = player.state()
    assert (state.deciding_organ_id, state.entrusted_organ_id) == (BUREAU, None)
    assert {task.organ_id for task in state.open_tasks} == {BUREAU}
    player.review(at("2026-03-23 10:00")).grant(at("2026-03-24 10:00"))


def take_back(cast, given, back_on: date, now: datetime) -> UUID:
    return life.begin_revocation(given, back_on=back_on, document="示政发〔2026〕9号", document_on=now.date(), now=now, actor=cast["shixiang"])


def test_taking_back_is_asked_reviewed_and_announced_like_giving_and_the_cases_come_back(cast, play) -> None:
    """24: what was announced is not ended in silence; practice §6: on the day of decision."""
    given, later = give(cast, "devolve", end=date(2026, 9, 30)), at("2026-03-17 09:00")
    midnight(START)
    player = play("drainage").apply(at("2026-03-17 10:00")).accept(at("2026-03-18 10:00"))
    for back_on, code in ((date(2026, 3, 17), "catalogue.back_dated"), (date(2026, 10, 8), "catalogue.prolonged"), (date(2026, 3, 24), "catalogue.before_notice_ends")):
        with pytest.raises(Invalid) as refused:
            take_back(cast, given, back_on, later)
        assert [error.code for error in refused.value.errors] == [code]
    ItemVersion.objects.filter(id=cast.items["drainage"]).update(status="suspended")  # what cannot wait for the notice is suspended meanwhile
    request_id = take_back(cast, given, date(2026, 4, 1), later)
    sample_powers.to_notice(cast, request_id, later)
    assert delegating.delegation(given).to_on == date(2026, 9, 30), "nobody takes it back alone"
    life.close_notices(later + timedelta(days=8))
    with pytest.raises(Invalid) as refused:
        life.approve(request_id, effective_on=date(2026, 3, 31), revision=None, now=later + timedelta(days=8), actor=cast["fenguan"])
    assert [error.code for error in refused.value.errors] == ["catalogue.before_announced"]
    sample_powers.approve(cast, request_id, later + timedelta(days=8))
    assert delegating.delegation(given).to_on == date(2026, 3, 31)
    assert player.state().deciding_organ_id == COUNTY
    midnight(date(2026, 4, 1))
    assert life.request(request_id).stage == "in_force"
    assert player.state().deciding_organ_id == BUREAU
    assert not list(check_all())


def test_what_was_devolved_is_given_on_by_the_request_of_the_organ_that_holds_it_now(cast) -> None:
    give(cast, "devolve")
    midnight(START)
    later, places = at("2026-03-17 09:00"), {"from_organ_id": COUNTY, "from_level": "4", "to_level": "5"}
    asked = sample_powers.columns(cast, "entrust", to="water", from_on=date(2026, 4, 1), written_on=later.date(), **places)
    with pytest.raises(Refusal):
        life.begin_delegation([cast.item_id("drainage")], asked, now=later, actor=cast["shixiang"])
    request_id = life.begin_delegation([cast.item_id("drainage")], asked, now=later, actor=cast["quxian-shixiang"])
    life.submit(request_id, reason="试点", running="keep", effective_on=None, revision=None, now=later, actor=cast["quxian-shixiang"])
    assert life.request(request_id).stage == "legality"


def test_a_version_of_the_new_organ_does_not_outlive_what_was_given_to_it(cast, play) -> None:
    """22: named by a version of the time when it held the power; taken back, the organ that gave it decides again."""
    give(cast, "devolve", end=date(2026, 3, 20))
    midnight(START)
    cast.items["drainage"] = catalogue.revise(cast.items["drainage"], now=at("2026-03-16 09:00"), actor=PROGRAM, deciding_organ_id=COUNTY)
    catalogue.publish(cast.items["drainage"], now=at("2026-03-16 09:00"), actor=PROGRAM)
    player = play("drainage").apply(at("2026-03-17 10:00")).accept(at("2026-03-18 10:00"))
    assert player.state().deciding_organ_id == COUNTY
    midnight(date(2026, 3, 21))
    assert player.state().deciding_organ_id == BUREAU


def test_batches_go_on_by_their_own_facts_and_a_decided_case_stays(cast, play, monkeypatch) -> None:
    monkeypatch.setattr(switching, "BATCH", 2)
    done = under_review(play).review(at("2026-03-12 10:00")).grant(at("2026-03-13 10:00"))
    others = [under_review(play) for _ in range(5)]
    give(cast, "devolve")
    midnight(START)
    work()
    assert {player.state().deciding_organ_id for player in others} == {COUNTY}
    assert done.state().deciding_organ_id == BUREAU


def test_another_items_cases_do_not_move(cast, play) -> None:
    player = under_review(play, "soil-conservation")
    give(cast, "devolve")
    midnight(START)
    assert player.state().deciding_organ_id == BUREAU
    assert organisations.organ(BUREAU).name == "示例市行政审批服务局"


def with_place(cast) -> None:
    """The drainage item in a version whose form asks in which division the premises lie."""
    before = at("2026-02-20 09:00")
    program, old = organisations.system_actor("test"), cast.items["drainage"]
    sections = catalogue.questions_of(str(catalogue.terms(old).form_id))
    sections = [{**sections[0], "fields": [*sections[0]["fields"], {"element": "premises.division", "required": True}]}, *sections[1:]]
    form = catalogue.new_form("drainage", name="城镇污水排入排水管网许可申请", sections=sections, now=before)
    cast.items["drainage"] = catalogue.revise(old, now=before, actor=program, form=form)
    catalogue.publish(cast.items["drainage"], now=before, actor=program)


def test_22_a_part_of_the_area_is_given_on_and_the_cases_of_that_part_follow(cast, play) -> None:
    with_place(cast)
    inside, outside = under_review(play), play("drainage")
    answers = {**props.answers(outside.terms, cast.company), "premises.division": "379902001000"}
    outside.apply(at("2026-03-09 10:00"), answers=answers).accept(at("2026-03-10 10:00")).mark_reviewed(at("2026-03-11 10:00"))
    give(cast, "devolve", place="379901")
    midnight(START)
    assert inside.state().deciding_organ_id == COUNTY, "379901001000 lies in 379901"
    assert outside.state().deciding_organ_id == BUREAU and not told(outside, PowerFollowed)
    later = play("drainage").apply(at("2026-03-17 10:00"), answers=answers)
    there = play("drainage").apply(at("2026-03-17 10:00"))
    assert (later.state().deciding_organ_id, there.state().deciding_organ_id) == (BUREAU, COUNTY)
    outside.review(at("2026-03-17 09:00")).grant(at("2026-03-18 09:00"))
    assert not list(fold.check_case(inside.case_id)) and not list(fold.check_case(outside.case_id))


@pytest.mark.parametrize(("place", "code"), [("370811", "catalogue.place_not_asked"), ("12x", "catalogue.bad_place")])
def test_a_part_of_the_area_is_refused_at_its_field_where_no_case_says_where_it_is(cast, place, code) -> None:
    with pytest.raises(Invalid) as refused:
        give(cast, "devolve", place=place)
    assert [(error.field, error.code) for error in refused.value.errors] == [("place", code)]
