"""受理要素 and 审查要点: a gap is a correction, a failed condition can ground a refusal (许可法 32, 38)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from yichuang.dossier import api, domain
from yichuang.dossier.domain import Checklist, PointState
from yichuang.dossier.models import Dossier, PointMark
from yichuang.kernel.errors import Invalid, NotFound, Refusal
from yichuang.kernel.record import check_chain, read
from yichuang.kernel.values import new_id

CLERK = "account:0192e4b0-0000-7000-8000-000000000001"


@pytest.fixture
def case_id(terms, party, now):
    found = new_id()
    api.open_dossier(found, terms, party.id, {"premises.area_m2": 46.5}, at=now, actor=CLERK)
    return found


def test_every_paper_without_stated_points_is_checked_for_completeness_and_legal_form(terms):
    assert list(api.listed_points(terms)) == ["form.complete", "A1", "M2.complete", "M2.form", "M3.complete", "M3.form",
                                              "M4.complete", "M4.form"]  # fmt: skip
    assert api.listed_points(terms)["A1"] == "营业执照：执照在有效期内"
    assert api.listed_points(terms)["M2.form"] == "经营场所平面图：符合法定形式"


def test_a_condition_without_a_point_of_its_own_is_still_reviewed(case_id):
    assert api.review_open(case_id) == ("R1", "condition.C2")


def test_a_paper_that_is_not_required_and_not_handed_in_needs_no_look(case_id):
    assert not {"M3.complete", "M3.form"} & set(api.acceptance_open(case_id))
    assert {"M4.complete", "M4.form"} < set(api.acceptance_open(case_id)), "whether the situation asks for it, a person says"


def test_accepting_needs_every_point_and_review_needs_every_condition(case_id, now):
    api.mark_met(case_id, ["form.complete", "A1", "M2.complete", "M2.form"], by=CLERK, at=now)
    api.set_point(case_id, "M4.complete", "不适用", actor=CLERK, at=now)
    api.set_point(case_id, "M4.form", "not_applicable", actor=CLERK, at=now)
    assert api.acceptance_open(case_id) == ()
    api.mark_reviewed(case_id, ["R1"], by=CLERK, at=now)
    api.set_point(case_id, "condition.C2", "不符合", note="没有规章制度", actor=CLERK, at=now)
    assert api.review_open(case_id) == ("condition.C2",)
    assert api.review_failed(case_id) == ("C2",)


def test_a_required_paper_is_never_not_applicable(case_id, now):
    with pytest.raises(Refusal) as raised:
        api.set_point(case_id, "M2.complete", PointState.NOT_APPLICABLE, actor=CLERK, at=now)
    assert raised.value.code == "dossier.required_material"


def test_the_two_checklists_keep_their_words_apart(case_id, now):
    with pytest.raises(Invalid):
        api.set_point(case_id, "M2.complete", "不符合", actor=CLERK, at=now)
    with pytest.raises(Invalid):
        api.set_point(case_id, "R1", "待补正", actor=CLERK, at=now)


def test_an_unlisted_point_may_not_be_asked_for(case_id, now):
    with pytest.raises(NotFound) as raised:
        api.mark_missing(case_id, {"M9.complete": "缺"}, at=now)
    assert raised.value.code == "dossier.unknown_point"


def test_a_failed_condition_names_who_said_so(case_id, now):
    api.fail_condition(case_id, "C1", note="面积不足", actor=CLERK, at=now)
    row = PointMark.objects.get(case_id=case_id, code="R1")
    assert (row.state, row.by, row.at, row.note) == ("failed", CLERK, now, "面积不足")
    with pytest.raises(IntegrityError), transaction.atomic():
        PointMark.objects.filter(case_id=case_id, code="R1").update(by="")


def test_every_judgement_is_an_event_without_its_words(case_id, now):
    api.mark_missing(case_id, {"A1": "执照已过期，请交新的"}, at=now, by=CLERK)
    api.mark_missing(case_id, {"A1": "执照已过期，请交新的"}, at=now, by=CLERK)
    stream = api.stream_of(case_id)
    said = read(stream)
    assert [e.fact.kind for e in said] == ["dossier.DossierOpened", "dossier.PointMarked"]
    assert (said[1].fact.code, said[1].fact.state, said[1].actor) == ("A1", "missing", CLERK)
    assert not check_chain(stream)
    row = Dossier.objects.get(case_id=case_id)
    assert (row.head_seq, bytes(row.head_hash)) == (2, said[-1].hash)
    assert api.missing_points(case_id) == {"A1": "执照已过期，请交新的"}


@pytest.mark.django_db
def test_a_case_without_dossier_is_not_complete():
    with pytest.raises(NotFound):
        api.acceptance_open(new_id())


def test_conditions_read_the_answers_flat(case_id):
    assert api.answers(case_id) == {"premises_area_m2": 46.5}


def test_material_state_follows_its_points():
    of = domain.material_state
    assert of([PointState.OPEN], has_files=False) == "absent"
    assert of([PointState.OPEN, PointState.MET], has_files=True) == "received"
    assert of([PointState.MET, PointState.MISSING], has_files=True) == "missing"
    assert of([PointState.MET, PointState.NOT_APPLICABLE], has_files=True) == "met"
    assert of([PointState.NOT_APPLICABLE], has_files=False) == "not_applicable"
    assert set(domain.LABELS[Checklist.REVIEW].values()) == {"未记", "符合", "不符合"}
