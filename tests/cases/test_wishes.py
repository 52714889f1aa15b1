"""What the applicant may ask for on the way."""

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases.domain.acceptance import WrongPhase
from yichuang.cases.domain.wishes import NoConsent, UrgedToday
from yichuang.cases.models import Urging
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import read
from yichuang.kernel.revive import revive
from yichuang.web import history

pytestmark = pytest.mark.django_db


def test_the_applicant_urges_once_a_day_and_no_date_moves(play, cast):
    player = play().apply(at("2026-09-10 09:00")).accept(at("2026-09-10 15:00"))
    before = cases.view(player.case_id, actor=cast["chuangkou"]).dates
    cases.urge(player.case_id, actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    with pytest.raises(UrgedToday):
        cases.urge(player.case_id, actor=cast.applicant(1), now=at("2026-09-11 17:00"))
    cases.urge(player.case_id, actor=cast.applicant(1), now=at("2026-09-14 09:00"))
    assert cases.view(player.case_id, actor=cast["chuangkou"]).dates == before
    assert [e.at for e in cases.view(player.case_id, actor=cast["chuangkou"]).urged] == [at("2026-09-11 09:00"), at("2026-09-14 09:00")]
    with pytest.raises(Forbidden):
        cases.urge(player.case_id, actor=cast["chuangkou"], now=at("2026-09-15 09:00"))


def test_urging_disturbs_no_page_that_is_open_and_is_seen_in_the_history(play, cast):
    player = play().apply(at("2026-09-10 09:00")).accept(at("2026-09-10 15:00"))
    shown = cases.view(player.case_id, actor=cast["chengban"])
    cases.urge(player.case_id, actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    task = shown.state.open_tasks[0]
    cases.complete(
        player.case_id, task.id, verdict="agree", opinion="同意", actor=cast["chengban"], now=at("2026-09-11 10:00"),
        version=shown.version,
    )  # fmt: skip
    lines = history.lines(cases.view(player.case_id, actor=cast["chengban"]))
    assert [line.text for line in lines if line.at == at("2026-09-11 09:00")] == ["申请人催办"]
    assert list(cases.check_folds()) == []


def test_a_changed_urging_is_found(play, cast):
    player = play().apply(at("2026-09-10 09:00")).accept(at("2026-09-10 15:00"))
    cases.urge(player.case_id, actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    Urging.objects.update(by="colleague")
    [(case_id, why)] = cases.check_folds()
    assert case_id == player.case_id
    assert "not what its stream says" in why


def test_an_urging_of_the_first_shape_is_read_from_the_stream_of_its_case():
    fact = revive("cases.Urged", 1, {"by": "applicant", "task_id": None})
    assert (fact.case_id, fact.by, fact.v) == (None, "applicant", 2)


def test_another_way_of_service_is_a_new_confirmation_for_this_case_only(play, cast):
    player = play().apply(at("2026-09-10 09:00"))
    party = player.state().applicant_id
    change = {"actor": cast.applicant(1), "now": at("2026-09-11 09:00")}
    cases.change_service(player.case_id, way="electronic", **change)
    assert documents.consented(party, player.case_id)
    assert not documents.consented(party, None)
    with pytest.raises(Invalid):
        cases.change_service(player.case_id, way="post", **change)
    cases.change_service(player.case_id, way="post", address="示例市示例路8号", **change)
    assert not documents.consented(party, player.case_id)
    assert documents.address_of(party, player.case_id).address == "示例市示例路8号"


def test_nothing_is_urged_or_changed_after_the_end(play, cast):
    player = play().apply(at("2026-09-10 09:00"))
    cases.withdraw(player.case_id, reason="", actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    for verb in (cases.urge, lambda *a, **k: cases.change_service(*a, way="direct", **k)):
        with pytest.raises(WrongPhase):
            verb(player.case_id, actor=cast.applicant(1), now=at("2026-09-12 09:00"))


def test_consent_to_electronic_service_is_taken_back_and_the_window_hands_out(play, cast):
    """An event of the case, on both streams; the decision made later waits for a signature."""
    player = play().apply(at("2026-09-10 09:00"))
    party, who = player.state().applicant_id, cast.applicant(1)
    with pytest.raises(NoConsent):
        cases.withdraw_consent(player.case_id, actor=who, now=at("2026-09-10 09:30"))
    cases.change_service(player.case_id, way="electronic", actor=who, now=at("2026-09-10 10:00"))
    confirmed = documents.address_of(party, player.case_id)
    with pytest.raises(Forbidden):
        cases.withdraw_consent(player.case_id, actor=cast.applicant(0), now=at("2026-09-10 10:30"))
    cases.withdraw_consent(player.case_id, actor=who, now=at("2026-09-10 11:00"))
    assert not documents.consented(party, player.case_id)
    assert [e.kind for e in read(confirmed.id)][-1] == "documents.ConsentWithdrawn"
    assert list(read(player.case_id))[-1].kind == "cases.ElectronicConsentWithdrawn"
    player.accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00")).grant(at("2026-09-15 09:00"))
    work()
    assert player.state().made_at is not None
    assert player.state().served_at is None
    assert list(cases.check_folds()) == []


def test_another_way_than_electronic_takes_the_consent_back(play, cast):
    player = play().apply(at("2026-09-10 09:00"))
    who = cast.applicant(1)
    cases.change_service(player.case_id, way="electronic", actor=who, now=at("2026-09-10 10:00"))
    confirmed = documents.address_of(player.state().applicant_id, player.case_id)
    cases.change_service(player.case_id, way="direct", actor=who, now=at("2026-09-10 11:00"))
    assert [e.kind for e in read(confirmed.id)][-1] == "documents.ConsentWithdrawn"
