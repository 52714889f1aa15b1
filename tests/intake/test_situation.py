"""From the personal guide to the case: answers given once select what is filled in, handed in, checked and counted."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.intake.conftest import walk
from yichuang.cases import api as cases
from yichuang.cases.domain.state import CaseState
from yichuang.cases.fold import check_case
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.dossier.models import PointMark
from yichuang.intake import actions, after, queries
from yichuang.intake.models import Draft
from yichuang.kernel.errors import Invalid, NotFound
from yichuang.kernel.record import read
from yichuang.kernel.values import new_id

OWNED = {"premises.tenure": "自有", "premises.title_registered": "yes", "food.health_electronic": "yes"}


def codes(work):
    return [row.term.code for row in work.materials]


@pytest.fixture
def guided(city, now):
    """A draft begun from the personal guide: own premises, all registered electronically."""
    return actions.start(
        city.versions["small-catering"], city.person.party_id, token=new_id(), actor=city.actor, now=now, told=OWNED
    )


@pytest.fixture
def ready(city, guided, typed, now):
    walk(guided.id, city.actor, {**typed, **OWNED}, now)
    return guided


def test_the_guide_asks_and_then_says_what_applies(client, city):
    page = f"/items/{city.versions['small-catering']}/situation/"
    first = client.get(page).content.decode()
    assert "premises.tenure" in first and "premises.title_registered" not in first and "在您的情况下" not in first
    asked = {"asked": ["premises.tenure", "food.health_electronic"]}
    more = client.get(page, {**asked, "premises.tenure": "自有", "food.health_electronic": "yes"})
    assert more.status_code == 200 and 'name="premises.title_registered"' in more.content.decode()
    done = client.get(page, OWNED).content.decode()
    assert "在您的情况下" in done and "<strong>4<small>份材料</small></strong>" in done and "<strong>10<small>" in done
    assert "您不用交的" in done and "《国务院关于在线政务服务的若干规定》第七条第一款" in done
    assert "/apply/" in done and "premises.title_registered=yes" in done


def test_an_open_question_is_named_where_it_stands(client, city):
    wrong = client.get(f"/items/{city.versions['tree-felling']}/situation/", {"asked": ["felling.area_hm2"], "felling.area_hm2": "一公顷"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert 'href="#felling.area_hm2"' in text and "请只填数字，例如46.5" in text and 'value="一公顷"' in text


def test_a_guide_without_questions_is_the_guide(client, city):
    version_id = city.versions["signboard-filing"]
    assert client.get(f"/items/{version_id}/situation/").headers["Location"] == f"/items/{version_id}/"
    assert "按我的情况看" not in client.get(f"/items/{version_id}/").content.decode()
    assert "按我的情况看" in client.get(f"/items/{city.versions['drainage']}/").content.decode()


def test_answers_of_the_guide_are_not_asked_again(city, guided):
    work = queries.work(guided.id, actor=city.actor)
    assert codes(work) == ["M1", "M2", "M5", "M6"]
    assert "situation" in work.done and work.first_open != "situation"
    assert guided.answers["premises.title_registered"] is True


def test_the_link_carries_the_answers_into_the_draft(client, city):
    client.force_login(city.person)
    url = f"/apply/{city.versions['small-catering']}/?premises.tenure=自有&premises.title_registered=yes&food.health_electronic=yes"
    start = client.get(url).content.decode()
    assert "从业人员健康证明" not in start and "营业执照" in start
    made = client.post(url, {"party": str(city.person.party_id), "token": str(uuid4())})
    draft = Draft.objects.get(id=made.headers["Location"].strip("/").split("/")[-1])
    assert {k: draft.answers[k] for k in OWNED} == {**OWNED, "premises.title_registered": True, "food.health_electronic": True}


def test_a_changed_answer_selects_anew_and_leads_to_the_next_question(client, city, draft):
    client.force_login(city.person)
    page = f"/drafts/{draft.id}/questions/situation/"
    went = client.post(page, {"premises.tenure": "自有", "food.health_electronic": "no"})
    assert went.headers["Location"] == page, "another question follows from this answer"
    client.post(page, {"premises.tenure": "自有", "premises.title_registered": "yes", "food.health_electronic": "no"})
    assert codes(queries.work(draft.id, actor=city.actor)) == ["M1", "M2", "M3", "M5", "M6"]
    # renting takes the question away that was left empty with it
    went = client.post(page, {"premises.tenure": "租赁", "premises.title_registered": "", "food.health_electronic": "no"})
    assert went.status_code == 302 and went.headers["Location"] != page
    assert codes(queries.work(draft.id, actor=city.actor)) == ["M1", "M2", "M3", "M4", "M5", "M6"]


def test_the_case_runs_and_is_checked_as_its_situation_selected(city, ready, upload, now):
    actions.lay_files(ready.id, "M1", [upload()], actor=city.actor, now=now)
    case_id, _ = actions.send(ready.id, declared=True, actor=city.actor, now=now)
    view = cases.view(case_id, actor=city.actor)
    assert [m.code for m in view.terms.materials] == ["M1", "M2", "M5", "M6"]
    assert [row.code for row in view.terms.left_out] == ["M3", "M4"]
    kinds = [(event.fact.kind, event.effective_at) for event in read(case_id)]
    assert kinds == [("cases.CaseReceived", now), ("cases.SituationSelected", now)]
    selected = list(read(case_id))[1].fact
    assert selected.situation_id == view.terms.situation_id and selected.selection_id == view.state.selection_id
    assert list(check_case(case_id)) == []
    papers = dossier.view(case_id)
    assert {row.code for row in papers.materials} == {"form", "M1", "M2", "M5", "M6"}
    assert [(row.code, row.why[:4]) for row in papers.left_out] == [("M3", "电子健康"), ("M4", "不动产登")]
    answered = {row.element: row.text for row in papers.answers}
    assert (answered["premises.tenure"], answered["premises.title_registered"]) == ("自有", "是")
    assert not {"M3.complete", "M4.complete"} & set(dossier.listed_points(view.terms))


def test_31_what_does_not_apply_can_neither_be_asked_nor_marked_nor_handed_in(city, ready, upload, now):
    case_id, _ = actions.send(ready.id, declared=True, actor=city.actor, now=now)
    material = catalogue.terms(city.versions["small-catering"]).material("M3")
    stored = dossier.keep(city.person.party_id, material, upload(), file_name="健康证.pdf", at=now, by=city.actor.ref)
    with pytest.raises(Invalid) as refused:
        dossier.bring_files(case_id, [dossier.Upload("M3", stored.id)], actor=city.actor, at=now)
    assert refused.value.code == "dossier.not_applicable" and "第三十一条" in refused.value.article
    with pytest.raises(NotFound):
        dossier.set_point(case_id, "M3.complete", "missing", actor=city.window, at=now)


def test_a_paper_laid_in_before_the_answer_changed_is_not_handed_in(city, draft, typed, upload, now):
    walk(draft.id, city.actor, typed, now)
    actions.lay_files(draft.id, "M3", [upload()], actor=city.actor, now=now)
    page = queries.work(draft.id, actor=city.actor).page("situation")
    actions.keep_answers(draft.id, page.fields, {**typed, "food.health_electronic": "yes"}, step="situation", actor=city.actor, now=now)
    case_id, _ = actions.send(draft.id, declared=True, actor=city.actor, now=now)
    assert [row["name"] for row in dossier.handed_in(case_id)] == ["申请表"]


def test_an_application_without_its_answers_is_refused_by_question(city, now):
    with pytest.raises(Invalid) as refused:
        actions.hand_in(city.versions["small-catering"], city.person.party_id, {}, actor=city.actor, now=now)
    assert {"premises.tenure", "food.health_electronic"} <= {error.field for error in refused.value.errors}


def test_the_corrected_form_selects_anew_for_checklists_and_case(city, ready, typed, now):
    case_id, _ = actions.send(ready.id, declared=True, actor=city.actor, now=now)
    cases.ask_correction(case_id, points={"form.complete": "场所使用方式与合同不符"}, actor=city.window, now=now)
    before: CaseState = cases.state(case_id)
    changed = {**typed, "food.health_electronic": "yes"}  # rented, so the property register says nothing
    after.correct(case_id, files={}, reused={}, raw=changed, actor=city.actor, now=now)
    state = cases.state(case_id)
    assert state.selection_id not in (None, before.selection_id)
    assert [m.code for m in cases.view(case_id, actor=city.actor).terms.materials] == ["M1", "M2", "M4", "M5", "M6"]
    marks = {m.code: m.state for m in PointMark.objects.filter(case_id=case_id, checklist="acceptance")}
    papers = dossier.view(case_id)
    own = next(row for row in papers.materials if row.code == "M4")
    assert own.points and all(marks[p.code] == "open" for p in own.points)
    assert "premises.title_registered" not in {row.element for row in papers.answers}
    assert list(check_case(case_id)) == []
    assert [e.fact.kind for e in read(case_id)].count("cases.SituationSelected") == 2
