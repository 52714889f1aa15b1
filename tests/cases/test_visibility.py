"""许可法 5, 36: a third party is told and heard, and never opens the applicant's papers."""

import pytest

from yichuang.cases import api as cases
from yichuang.kernel.errors import NotFound

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
