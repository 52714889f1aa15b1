"""The door of oversight."""

from yichuang.oversight.actions import NoSuchInteraction, answer
from yichuang.oversight.due import run as run_due
from yichuang.oversight.queries import DueRow, counts, may_answer, of_case, page

__all__ = ["DueRow", "NoSuchInteraction", "answer", "counts", "may_answer", "of_case", "page", "run_due"]
