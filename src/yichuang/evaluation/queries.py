"""Reads of ratings: of a case, results of items and organs (each with its numerator and denominator), open follow-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yichuang.evaluation.domain import BAD_LEVELS, FINDING_NAMES, LEVEL_NAMES, STARS, Finding, Level, Occasion
from yichuang.evaluation.models import FollowUp, Rating

BOUND = 200


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One rating; names are msgids. `answer` is the organ's, "" while there is none."""

    id: UUID
    case_id: UUID
    item_version_id: UUID
    occasion: str
    level: Level
    level_name: str
    stars: int
    indicators: Mapping[str, str]
    text: str
    rated_at: datetime
    due_on: date | None
    finding_name: str
    answer: str
    answered_at: datetime | None

    @property
    def is_bad(self) -> bool:
        return self.level in BAD_LEVELS


@dataclass(frozen=True, slots=True)
class Score:
    """How many rated, how they rated, and the two figures with what they are made of."""

    rated: int
    by_level: Mapping[Level, int]

    @property
    def good(self) -> int:
        """好评: 非常满意, 满意 and 基本满意."""
        return sum(n for level, n in self.by_level.items() if level not in BAD_LEVELS)

    @property
    def stars(self) -> int:
        return sum(STARS[level] * n for level, n in self.by_level.items())

    @property
    def average(self) -> str:
        """Stars given over ratings, with two decimals; "" when nobody rated."""
        return f"{self.stars / self.rated:.2f}" if self.rated else ""

    @property
    def good_share(self) -> str:
        """好评率 = 好评 over ratings, in per cent; "" when nobody rated."""
        return f"{100 * self.good / self.rated:.1f}" if self.rated else ""

    @property
    def levels(self) -> tuple[tuple[str, int, int], ...]:
        """(name, stars, how many) from the best to the worst."""
        return tuple((LEVEL_NAMES[level], STARS[level], self.by_level.get(level, 0)) for level in Level)


def _row(rating: Rating) -> RatingRow:
    follow_up: FollowUp | None = getattr(rating, "follow_up", None)
    level = Level(rating.level)
    finding = follow_up.finding if follow_up else ""
    return RatingRow(
        rating.id, rating.case_id, rating.item_version_id, rating.occasion, level, LEVEL_NAMES[level], STARS[level], rating.indicators, rating.text,
        rating.rated_at, follow_up.due_on if follow_up else None, FINDING_NAMES[Finding(finding)] if finding else "",
        follow_up.answer if follow_up else "", follow_up.answered_at if follow_up else None,
    )


def of_case(case_id: UUID, occasion: Occasion = Occasion.CASE) -> RatingRow | None:
    found = Rating.objects.select_related("follow_up").filter(case_id=case_id, occasion=occasion).first()
    return _row(found) if found else None


def score(ratings: QuerySet[Rating]) -> Score:
    counted = {Level(level): n for level, n in ratings.order_by().values_list("level").annotate(n=Count("id"))}
    return Score(sum(counted.values()), counted)


def of_item(item_id: UUID) -> Score:
    return score(Rating.objects.filter(item_id=item_id))


def of_organ(organ_id: UUID) -> Score:
    return score(Rating.objects.filter(organ_id=organ_id))


def of_all() -> Score:
    return score(Rating.objects.all())


def indicators_of_item(item_id: UUID) -> dict[str, Score]:
    """Each indicator of finished matters on its own; those nobody rated are missing. One query."""
    counted: dict[str, dict[Level, int]] = {}
    rows = Rating.objects.filter(item_id=item_id, occasion=Occasion.CASE).order_by("-rated_at")
    for chosen in rows.values_list("indicators", flat=True)[:10_000]:
        for code, level in chosen.items():
            of_code = counted.setdefault(code, {})
            of_code[Level(level)] = of_code.get(Level(level), 0) + 1
    return {code: Score(sum(levels.values()), levels) for code, levels in counted.items()}


def by_item(limit: int = 50) -> list[tuple[UUID, Score]]:
    """(latest version rated, score) of every item with ratings, the most rated first; one query."""
    found: dict[UUID, dict[Level, int]] = {}
    versions: dict[UUID, UUID] = {}
    rows = Rating.objects.order_by().values_list("item_id", "item_version_id", "level").annotate(n=Count("id"))
    for item_id, version_id, level, n in rows:
        versions[item_id] = max(versions.get(item_id, version_id), version_id)
        levels = found.setdefault(item_id, {})
        levels[Level(level)] = levels.get(Level(level), 0) + n
    scores = [(versions[item_id], Score(sum(levels.values()), levels)) for item_id, levels in found.items()]
    return sorted(scores, key=lambda pair: -pair[1].rated)[:limit]


def answered_of_item(item_id: UUID, limit: int = 20) -> tuple[RatingRow, ...]:
    """Bad ratings with what the organ answered, newest first; both are public, the applicant's own words are not."""
    rows = Rating.objects.select_related("follow_up").filter(item_id=item_id, follow_up__answered_at__isnull=False)
    return tuple(_row(rating) for rating in rows.order_by("-follow_up__answered_at")[:limit])


def follow_ups(organ_ids: Iterable[UUID], *, open_only: bool = True) -> tuple[RatingRow, ...]:
    """Bad ratings of these organs in order of the day they are to be answered."""
    wanted = Q(follow_up__organ_id__in=tuple(organ_ids))
    if open_only:
        wanted &= Q(follow_up__answered_at__isnull=True)
    rows = Rating.objects.select_related("follow_up").filter(wanted)
    return tuple(_row(rating) for rating in rows.order_by("follow_up__due_on", "id")[:BOUND])
