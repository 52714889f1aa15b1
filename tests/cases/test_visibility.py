"""许可法 5, 36: a third party is told and heard, and never opens the applicant's papers."""

import pytest

from yichuang.cases import api as cases
from yichuang.cases.models import CaseOrgan
from yichuang.cases.queries import visible_cases
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import new_id
from yichuang.organisations import powers
from yichuang.organisations.domain import Actor
from yichuang.organisations.models import Account, Organ

from .conftest import at


def test_a_third_party_sees_the_case_and_not_the_applicants_papers(play, cast):
    case = play().apply(at("2026-09-10 16:05")).accept(at("2026-09-11 15:47"))
    neighbour = cast.applicant(0)
    with pytest.raises(NotFound):
        cases.visible(neighbour, case.case_id)
    (party_id,) = neighbour.party_ids
    cases.tell_third_party(case.case_id, party_id=party_id, interest="排水口紧邻其住宅", actor=cast["chengban"], now=at("2026-09-14 09:00"))
    cases.visible(neighbour, case.case_id)
    with pytest.raises(NotFound):
        cases.papers_visible(neighbour, case.case_id)
    cases.papers_visible(cast.applicant(1), case.case_id)
    cases.papers_visible(cast["chengban"], case.case_id)


def test_asking_for_one_case_and_listing_say_the_same_to_every_member_of_staff(play, cast):
    """`visible` asks a prepared statement of its own: it must never part from the list (design §11)."""
    seen = [play(item).apply(at("2026-09-10 16:05")).case_id for item in ("drainage", "tree-felling")]
    stranger = Organ.objects.create(name="外省某局", kind="organ")
    CaseOrgan.objects.create(case_id=seen[0], organ_id=stranger.id, role="asked")
    powers.forget()
    organs = {*Account.objects.filter(is_staff=True).values_list("organ_id", flat=True), stranger.id, None}
    answers = set()
    for organ_id in organs:
        actor = Actor(new_id(), "staff", organ_id, frozenset(), frozenset(), "某")
        listed = set(visible_cases(actor).values_list("id", flat=True))
        for case_id in seen:
            try:
                cases.visible(actor, case_id)
                asked = True
            except NotFound:
                asked = False
            assert asked is (case_id in listed)
            answers.add(asked)
    assert answers == {True, False}
