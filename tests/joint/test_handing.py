"""统一送达 of a separate 联办, prepared by the worker: 行政许可法 44, 自作出决定之日起十日内向申请人颁发、送达, for each by itself."""

from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.actions import moving
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.life import Running
from yichuang.cli import sample_week
from yichuang.cli.players import work
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.documents.models import Message
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import BY_SYSTEM
from yichuang.joint import api as joint
from yichuang.joint.actions import handing
from yichuang.joint.domain.state import What
from yichuang.joint.models import Joint
from yichuang.kernel.models import Event
from yichuang.kernel.values import new_id
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations

from .conftest import at, in_place

CODES = ("drainage", "public-place-hygiene", "small-catering")


@pytest.fixture
def run(together):
    """Three of them under review; the hall's bureau decides all."""
    run = together(*CODES).apply(at("2026-09-10 16:05"))
    for player in run.players.values():
        player.accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00"))
        while player.meet_needs(at("2026-09-14 10:00")):
            pass
    return run


def grant(run, code, now):
    run.players[code].grant(at(now))
    work()


def groups(run, now="2026-09-17 09:00"):
    return [{row.item_id for row in rows} for rows in run.view(at(now)).groups]


def test_44_what_is_made_on_one_day_goes_out_together_and_none_waits(run, cast):
    grant(run, "drainage", "2026-09-15 09:00")
    assert groups(run) == [], "one alone waits for nobody"
    grant(run, "public-place-hygiene", "2026-09-15 15:00")
    grant(run, "small-catering", "2026-09-16 09:00")
    assert groups(run) == [{run.item("drainage"), run.item("public-place-hygiene")}], "made on another day it goes its own way"
    [told] = Message.objects.filter(kind="results_together", party_id=cast.company)
    last_on = date.fromisoformat(told.params["due_on"])
    assert clock.working_days_between(clock.calendar(), date(2026, 9, 15), last_on) == 10
    assert {run.branch(code, at("2026-09-17 09:00")).delivery_on for code in CODES[:2]} == {last_on}
    assert run.branch("small-catering", at("2026-09-17 09:00")).delivery_on > last_on, "each has its own ten days"
    run.players["drainage"].hand_out(at("2026-09-17 09:00"))  # collected before the other
    assert groups(run) == [] and run.branch("public-place-hygiene", at("2026-09-17 10:00")).made
    assert list(joint.check_folds()) == []


def test_heard_twice_it_says_nothing_and_a_third_of_the_day_joins(run, cast):
    for code, now in zip(CODES, ("2026-09-15 09:00", "2026-09-15 11:00", "2026-09-15 15:00"), strict=True):
        grant(run, code, now)
    assert groups(run) == [{run.item(code) for code in CODES}]
    head = run.view(at("2026-09-16 09:00"))
    said = len(joint.history(head.id).events)
    handing.group(run.players["drainage"].case_id, actor=organisations.system_actor("joint.made"), now=at("2026-09-16 10:00"))
    assert len(joint.history(head.id).events) == said
    ids = [row.id for row in head.groups[0]]
    for code in CODES:
        run.players[code].print_on_blank(at("2026-09-16 09:30"))
    joint.deliver(
        run.joint_id, ids, mode="direct", collected_by="刘某", identity="身份证核对一致", actor=cast["zhizheng"], now=at("2026-09-16 10:00")
    )
    assert groups(run) == []
    assert list(joint.check_folds()) == []


def test_what_goes_another_way_is_not_put_with_it(run, cast):
    posted = run.players["drainage"]
    cases.change_service(posted.case_id, way="post", address="示例市示例路9号", actor=cast.applicant(1), now=at("2026-09-14 12:00"))
    grant(run, "drainage", "2026-09-15 09:00")
    grant(run, "public-place-hygiene", "2026-09-15 15:00")
    assert groups(run) == []
    assert not Message.objects.filter(kind="results_together").exists()


def test_the_restaurant_of_the_sample_week_has_two_results_to_collect_together_and_a_visit_for_the_others(cast):
    sample_week.opens_a_restaurant(cast, sample_week.Days(date(2026, 9, 24)), at("2026-09-24 09:00"))
    work()
    row = Joint.objects.get(what=What.THEME)
    view = joint.view(row.id, actor=cast.applicant(1), today=date(2026, 9, 24))
    assert [{one.item_id for one in rows} for rows in view.groups] == [{cast.item_id("drainage"), cast.item_id("outdoor-sign")}]
    [visit] = joint.acts.of_joint(row.id)
    assert {one.name for one in visit.rows if not one.free} == {catalogue.terms(cast.items[code]).name for code in ("food-business", "fire-check")}
    assert list(joint.check_folds()) == []


def test_a_filing_or_an_approval_that_is_no_licence_is_laid_in_as_its_decision(together, cast):
    """716号令 art. 7: whatever kind of result, what the government itself gave is asked of nobody and goes into the case that counts on it."""
    proofs = {"signboard-filing": "M5", "soil-conservation": "M4"}
    stated = [{"code": f"P{n}", "name": code, "item_code": code, "article": "某条", "material_code": m} for n, (code, m) in enumerate(proofs.items(), 1)]
    in_place(cast, "drainage", prerequisites=stated)
    edges = [("signboard-filing", "drainage", "assumable"), ("soil-conservation", "drainage", "hard")]
    run = together("signboard-filing", "soil-conservation", "drainage", edges=edges).apply(at("2026-09-10 16:05"), papers=False)
    assert set(run.players) == set(proofs)
    for code, day in (("soil-conservation", 14), ("signboard-filing", 16)):
        player = run.players[code].accept(at("2026-09-11 09:00")).review(at(f"2026-09-{day} 09:00"))
        while player.meet_needs(at(f"2026-09-{day} 10:00")):
            pass
        grant(run, code, f"2026-09-{day} 11:00")
        run.look(at(f"2026-09-{day} 12:00"))
        drainage = run.players["drainage"]
        [file] = dossier.view(drainage.case_id).material(proofs[code]).files
        paper = documents.document(player.state().decision_document_id)
        assert not licences.of_case(player.case_id) and paper.file_sha256 in dossier.file_hashes(drainage.case_id)
        assert (file.result_number, file.from_case) == (paper.number, player.case_id) and paper.number in file.name
        assert dossier.view(drainage.case_id).material("M5").label == "由系统取得"
    told = [event.kind for event in joint.history(run.joint_id).events]
    assert told.count("joint.ResultPaperLaid") == 2
    fetched = Event.objects.filter(stream_id=dossier.stream_of(drainage.case_id), kind="dossier.ResultFetched")
    assert fetched.count() == 2
    assert list(joint.check_folds()) == []


def test_a_case_that_goes_on_under_a_new_version_keeps_what_the_system_fetches(together, cast):
    """32(4), 716号令 art. 7: the new version's points of such a paper ask nobody either, and a paper it proves by a result for the first time is laid in."""
    stated = [{"code": "P1", "name": "备案凭证", "item_code": "signboard-filing", "article": "某条", "material_code": "M5"}]
    in_place(cast, "drainage", prerequisites=stated)
    edges = [("signboard-filing", "drainage", "assumable")]
    run = together("signboard-filing", "soil-conservation", "drainage", edges=edges).apply(at("2026-09-10 16:05"), papers=False)
    drainage, soil, before = run.players["drainage"], run.players["soil-conservation"], cast.items["drainage"]
    soil.accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00"))
    while soil.meet_needs(at("2026-09-14 10:00")):
        pass
    grant(run, "soil-conservation", "2026-09-14 11:00")
    dossier.mark_met(drainage.case_id, ["A-M2-1"], by=cast["chuangkou"].ref, at=at("2026-09-14 12:00"))
    old = catalogue.terms(before)
    points = [{"code": p.code, "text": p.text, "material_code": p.material_code} for p in old.acceptance_points if p.code != "A-M2-1"]
    points += [{"code": "A-M2-9", "text": next(p.text for p in old.acceptance_points if p.code == "A-M2-1"), "material_code": "M2"}]
    points += [{"code": "A-M5-9", "text": "报告在有效期内", "material_code": "M5"}]
    stated.append({"code": "P2", "name": "水土保持", "item_code": "soil-conservation", "article": "某条", "material_code": "M4"})
    in_place(cast, "drainage", prerequisites=stated, acceptance_points=points)
    stays = moving.move(
        drainage.case_id, cast.items["drainage"], rule=Running.MOVE_UNACCEPTED, request_id=new_id(),
        actor=organisations.system_actor("cases.moving"), now=at("2026-09-15 09:00"),
    )  # fmt: skip
    assert stays == ()
    shown = dossier.view(drainage.case_id)
    assert {p.code: (p.state.value, p.note) for p in shown.material("M5").points} == dict.fromkeys(
        [p["code"] for p in points if p["material_code"] == "M5"], ("not_applicable", BY_SYSTEM)
    )
    assert next(p for p in shown.acceptance if p.code == "A-M2-9").state == "met", "the same words of the same paper were found in order"
    work()
    shown = dossier.view(drainage.case_id).material("M4")
    assert shown.label == "由系统取得" and [file.from_case for file in shown.files] == [soil.case_id]
    assert list(joint.check_folds()) == [] and list(cases.check_folds()) == []
