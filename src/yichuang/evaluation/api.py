"""The door of evaluation."""

from yichuang.evaluation.actions import answer, rate
from yichuang.evaluation.queries import (
    RatingRow,
    Score,
    answered_of_item,
    by_item,
    follow_ups,
    indicators_of_item,
    of_all,
    of_case,
    of_item,
    of_organ,
)

__all__ = [
    "RatingRow", "Score", "answer", "answered_of_item", "by_item", "follow_ups", "indicators_of_item", "of_all", "of_case",
    "of_item", "of_organ", "rate",
]
