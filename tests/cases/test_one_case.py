"""The main job: an application becomes a licence in the applicant's hands; the stream folds to the stored row."""

from datetime import date

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind

from .conftest import at


def test_a_licence_case_runs_from_application_to_the_licence_in_hand(play):
    case = play("drainage").apply(at("2026-09-10 16:05"))
    assert case.state().phase is Phase.RECEIVED
    case.accept(at("2026-09-11 15:47"))
    state = case.state()
    assert (state.phase, state.accepted_on) == (Phase.UNDER_REVIEW, date(2026, 9, 11))
    case.review(at("2026-09-22 10:00")).grant(at("2026-09-23 11:00"))
    assert case.state().outcome is Outcome.GRANTED
    work()
    assert case.state().made_at is not None
    case.hand_out(at("2026-09-24 09:00"))
    state = case.state()
    assert state.phase is Phase.CLOSED
    assert state.served_at == at("2026-09-24 09:00")
    kinds = [d.kind for d in documents.of_case(case.case_id)]
    for kind in (Kind.RECEIPT, Kind.ACCEPTANCE_NOTICE, Kind.GRANT_DECISION, Kind.APPROVAL_FORM, Kind.COLLECTION_RECEIPT):
        assert kind in kinds
    assert list(cases.check_folds()) == []
