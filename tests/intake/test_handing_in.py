"""Handing in: what is known is not asked, wrong answers say how to mend them, one draft becomes one case, a gap is no bar."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Channel
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.intake import actions, queries
from yichuang.intake import answers as checking
from yichuang.intake.models import Draft
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from yichuang.kernel.values import new_id


def test_what_the_register_knows_is_not_asked(city, draft):
    work = queries.work(draft.id, actor=city.actor)
    asked = {field.element for page in work.pages for field in page.fields}
    assert not asked & {"party.name", "party.number", "party.legal_representative"}
    assert draft.answers["party.name"] == city.demo.applicants[0].name
    assert "*" in draft.answers["party.number"], "the whole number never leaves the register"


def test_the_same_start_twice_is_one_draft(city, now):
    token = new_id()
    made = [
        actions.start(city.versions["small-catering"], city.person.party_id, token=token, actor=city.actor, now=now).id
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("element", "value", "sentence"),
    [
        ("premises.area_m2", "四十多", "经营场所面积请只填数字，例如46.5"),
        ("premises.area_m2", "46.5平方米", "经营场所面积请只填数字，例如46.5"),
        ("premises.name", "", "请填写经营场所名称"),
        ("premises.name", "店" * 301, "经营场所名称最多300个字，您填了301个"),
        ("food.staff_count", "两个", "从业人员人数请填整数，例如3"),
        ("food.staff_count", "99999999999", "从业人员人数不能大于1000000000"),
        ("premises.tenure", "偷来的", "场所使用方式请在列出的几项里选一项"),
        ("premises.tenure", "", "请选择场所使用方式"),
        ("party.phone", "12", "联系电话请填11位手机号码，或者带区号的电话，例如0990-1234567"),
        ("food.cold_dishes", "", "是否制售冷食：请选“是”或者“否”"),
    ],
)
def test_a_wrong_answer_says_how_to_put_it_right(city, draft, typed, now, element, value, sentence):
    if element == "food.cold_dishes":
        Draft.objects.filter(id=draft.id).update(answers=draft.answers | {"food.kind": "多种"})
    work = queries.work(draft.id, actor=city.actor)
    page = next(page for page in work.pages if page.field(element))
    errors = actions.keep_answers(draft.id, page.fields, {**typed, element: value}, step=page.key, actor=city.actor, now=now)
    assert [(e.field, str(e.message)) for e in errors] == [(element, sentence)]
    kept = Draft.objects.get(id=draft.id).answers
    others = [f.element for f in page.fields if f.element != element and f.type == "text"]
    assert all(kept[other] == typed[other] for other in others), "what was right is kept"


def test_full_width_digits_are_read(city, draft, typed, now):
    work = queries.work(draft.id, actor=city.actor)
    page = next(page for page in work.pages if page.field("premises.area_m2"))
    given = {**typed, "premises.area_m2": " ４６．５ "}
    assert not actions.keep_answers(draft.id, page.fields, given, step=page.key, actor=city.actor, now=now)
    assert Draft.objects.get(id=draft.id).answers["premises.area_m2"] == "46.5"


def test_a_date_is_a_day_that_exists():
    assert checking.is_day("2028-02-29")
    assert not checking.is_day("2027-02-29")


def test_ems_needs_an_address_and_electronic_service_needs_consent(city, draft, typed, now):
    work = queries.work(draft.id, actor=city.actor)
    page = next(page for page in work.pages if page.field("service.mode"))
    for given, field in (({"service.mode": "邮政EMS"}, "service.address"), ({"service.mode": "电子送达"}, "service.electronic_consent")):
        errors = actions.keep_answers(draft.id, page.fields, given, step=page.key, actor=city.actor, now=now)
        assert [e.field for e in errors] == [field]


def test_sending_makes_dossier_case_receipt_and_service_address_at_once(city, filled, upload, now):
    actions.lay_files(filled.id, "M4", [upload("租赁协议.pdf", pages=5)], actor=city.actor, now=now)
    case_id, made = actions.send(filled.id, declared=True, actor=city.actor, now=now)
    assert made
    found = cases.view(case_id, actor=city.actor)
    assert (found.state.channel, found.state.received_at) == (Channel.WEB.value, now)
    assert documents.consented(city.person.party_id, case_id)
    assert {row.title for row in documents.of_case(case_id)} == {"收件凭证", "送达地址（电子送达）确认书"}
    page = dossier.view(case_id)
    assert page.material("M4").pages == 5
    fetched = {row.element: row.fetched for row in page.answers if row.fetched}
    assert fetched == {"party.name": "由登记信息调取", "party.number": "由登记信息调取"}
    assert dossier.answers(case_id)["premises_area_m2"] == 46.5
    assert found.history[0].fact.dossier_hash == page.content_hash
    assert dossier.acceptance_open(case_id), "papers are missing: the window will ask, the applicant may send"


def test_a_double_click_is_the_same_case(city, filled, now):
    first, made = actions.send(filled.id, declared=True, actor=city.actor, now=now)
    again, made_again = actions.send(filled.id, declared=True, actor=city.actor, now=now + timedelta(seconds=1))
    assert (first, made, made_again) == (again, True, False)
    assert len(cases.own_cases(city.actor)[0]) == 1


def test_what_was_sent_cannot_be_edited(city, filled, upload, now):
    actions.send(filled.id, declared=True, actor=city.actor, now=now)
    with pytest.raises(Refusal) as raised:
        actions.lay_files(filled.id, "M4", [upload()], actor=city.actor, now=now)
    assert raised.value.code == "intake.sent"


def test_sending_needs_the_declaration_and_right_answers(city, draft, filled, now):
    with pytest.raises(Invalid) as raised:
        actions.send(filled.id, declared=False, actor=city.actor, now=now)
    assert raised.value.errors[0].field == "declared"
    Draft.objects.filter(id=draft.id).update(answers={})
    with pytest.raises(Invalid) as raised:
        actions.send(draft.id, declared=True, actor=city.actor, now=now)
    assert "premises.area_m2" in {e.field for e in raised.value.errors}
    assert Draft.objects.get(id=draft.id).case_id is None, "nothing is lost: the draft stays"


def test_a_stranger_finds_no_draft(city, draft, now):
    with pytest.raises(NotFound):
        queries.work(draft.id, actor=city.representing)
    with pytest.raises(NotFound):
        actions.start(city.versions["small-catering"], city.person.party_id, token=new_id(), actor=city.representing, now=now)


def test_off_the_list_nobody_applies(city, now):
    with pytest.raises(NotFound):
        actions.start(new_id(), city.person.party_id, token=new_id(), actor=city.actor, now=now)


def test_earlier_answers_and_papers_come_back_next_time(city, filled, upload, now):
    actions.lay_files(filled.id, "M2", [upload("身份证.pdf")], actor=city.actor, now=now)
    actions.send(filled.id, declared=True, actor=city.actor, now=now)
    again = actions.start(city.versions["small-catering"], city.person.party_id, token=new_id(), actor=city.actor, now=now)
    assert (again.answers["premises.address"], again.origins["premises.address"]) == ("示例市西五路118号", "earlier")
    assert "service.mode" not in again.answers, "consent is given case by case"
    work = queries.work(again.id, actor=city.actor)
    assert not {p.key for p in work.pages if p.field("premises.address")} & work.done, "looked at before it counts"
    offered = dossier.reusable(city.person.party_id, work.terms, on=now.date())
    actions.lay_files(again.id, "M2", [], reused=[offered["M2"][0].id], actor=city.actor, now=now)
    assert queries.work(again.id, actor=city.actor).material("M2").files[0].reused


def test_unknown_fields_are_refused(city, now):
    with pytest.raises(Invalid) as raised:
        actions.hand_in(city.versions["small-catering"], city.person.party_id, {"no.such": "1"}, actor=city.actor, now=now)
    assert [e.field for e in raised.value.errors] == ["no.such"]


def test_a_reviewer_without_the_window_cannot_receive(city, now):
    from yichuang.organisations import api as organisations
    from yichuang.organisations.models import Account

    reviewer = organisations.actor_of(Account.objects.get(username="chengban"))
    with pytest.raises(Forbidden):
        actions.start(city.versions["small-catering"], city.person.party_id, token=new_id(), actor=reviewer, now=now)


def test_a_draft_moves_to_the_version_in_force(city, draft, filled, now):
    from yichuang.catalogue.models import ItemVersion

    assert not actions.renew(filled.id, actor=city.actor, now=now)
    assert ItemVersion.objects.filter(id=filled.version_id).exists()
