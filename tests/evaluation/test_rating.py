"""好差评: 国办发〔2019〕51号 and GB/T 39046."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yichuang.evaluation import api as evaluation
from yichuang.evaluation import domain
from yichuang.evaluation.domain import STARS, Level, Occasion
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from yichuang.kernel.record import read
from yichuang.kernel.values import ZONE


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def test_code_one_of_the_standard_is_the_best_and_has_five_stars() -> None:
    assert [(level.value, domain.LEVEL_NAMES[level], STARS[level]) for level in Level] == [
        ("1", "非常满意", 5), ("2", "满意", 4), ("3", "基本满意", 3), ("4", "不满意", 2), ("5", "非常不满意", 1),
    ]


def test_only_the_two_lowest_levels_are_bad() -> None:
    assert [domain.is_bad(level) for level in Level] == [False, False, False, True, True]


def test_indicators_and_words_are_voluntary_the_whole_is_not() -> None:
    assert domain.read(Occasion.CASE, "1", {}, "") == (Level.VERY_GOOD, {}, "")
    with pytest.raises(Invalid) as refused:
        domain.read(Occasion.CASE, "", {"guide": "9"}, "字" * 501)
    assert {e.field for e in refused.value.errors} == {"level", "guide", "text"}


@pytest.fixture
def granted(play):
    player = play().apply(at("2026-09-10 09:00")).accept(at("2026-09-10 15:00"))
    player.review(at("2026-09-15 10:00"))
    player.meet_needs(at("2026-09-15 11:00"))
    player.review(at("2026-09-15 12:00"))
    return player.grant(at("2026-09-16 10:00"))


@pytest.mark.django_db
class TestRating:
    def test_the_applicant_rates_a_decided_case_once(self, granted, cast) -> None:
        who = cast.applicant(1)
        rating_id = evaluation.rate(
            granted.case_id, level="1", indicators={"guide": "2"}, text="很快", actor=who, now=at("2026-09-17 09:00")
        )
        row = evaluation.of_case(granted.case_id)
        assert row and (row.level, row.stars, row.indicators, row.due_on) == (Level.VERY_GOOD, 5, {"guide": "2"}, None)
        with pytest.raises(domain.RatedAlready):
            evaluation.rate(granted.case_id, level="2", actor=who, now=at("2026-09-17 09:01"))
        (said,) = read(rating_id)
        assert (said.kind, said.fact.level) == ("evaluation.CaseRated", "1")
        assert "很快" not in str(said.fact), "no words in the record"

    def test_a_case_under_way_is_not_rated(self, play, cast) -> None:
        player = play().apply(at("2026-09-10 09:00"))
        with pytest.raises(domain.NotFinished):
            evaluation.rate(player.case_id, level="1", actor=cast.applicant(1), now=at("2026-09-10 10:00"))

    def test_staff_cannot_rate_for_a_citizen(self, granted, cast) -> None:
        with pytest.raises(Forbidden):
            evaluation.rate(granted.case_id, level="1", actor=cast["chuangkou"], now=at("2026-09-17 09:00"))

    def test_to_a_stranger_the_case_is_not_there(self, granted, cast) -> None:
        with pytest.raises(NotFound):
            evaluation.rate(granted.case_id, level="1", actor=cast.applicant(0), now=at("2026-09-17 09:00"))

    def test_a_visit_is_rated_only_where_somebody_came(self, granted, cast) -> None:
        with pytest.raises(domain.NoVisit):
            evaluation.rate(
                granted.case_id, level="1", actor=cast.applicant(1), now=at("2026-09-17 09:00"), occasion=Occasion.VISIT
            )

    def test_a_bad_rating_is_answered_by_somebody_who_had_no_part_within_five_working_days(self, granted, cast) -> None:
        rating_id = evaluation.rate(
            granted.case_id, level="4", text="跑了两趟", actor=cast.applicant(1), now=at("2026-09-17 09:00")
        )
        (row,) = evaluation.follow_ups([granted.state().deciding_organ_id])
        assert row.due_on == date(2026, 9, 23), "18, 20 (make-up day), 21, 22, 23"
        with pytest.raises(Refusal):
            evaluation.answer(rating_id, finding="true", text="已改", actor=cast["fenguan"], now=at("2026-09-18 09:00"))
        with pytest.raises(Invalid):
            evaluation.answer(rating_id, finding="true", text=" ", actor=cast["pingjia"], now=at("2026-09-18 09:00"))
        evaluation.answer(rating_id, finding="true", text="已改为一次告知", actor=cast["pingjia"], now=at("2026-09-18 09:00"))
        assert evaluation.follow_ups([granted.state().deciding_organ_id]) == ()
        answered = evaluation.of_case(granted.case_id)
        assert answered and answered.answer == "已改为一次告知"
        assert [e.kind.split(".")[1] for e in read(rating_id)] == ["CaseRated", "FollowUpOpened", "RatingAnswered"]
        with pytest.raises(domain.AnsweredAlready):
            evaluation.answer(rating_id, finding="true", text="再说", actor=cast["pingjia"], now=at("2026-09-18 10:00"))

    def test_figures_come_with_what_they_are_made_of(self, granted, cast) -> None:
        evaluation.rate(granted.case_id, level="3", actor=cast.applicant(1), now=at("2026-09-17 09:00"))
        score = evaluation.of_item(granted.terms.item_id)
        assert (score.rated, score.stars, score.average, score.good, score.good_share) == (1, 3, "3.00", 1, "100.0")
        assert evaluation.by_item() == [(granted.version_id, score)]
        assert evaluation.of_organ(granted.state().deciding_organ_id) == score
