"""The door of dossier."""

from yichuang.dossier.actions import (
    NoDossier,
    add_files,
    bring_files,
    change_answers,
    fail_condition,
    mark_met,
    mark_missing,
    mark_points,
    mark_reviewed,
    open_dossier,
    set_point,
)
from yichuang.dossier.queries import (
    acceptance_open,
    answers,
    listed_points,
    missing_points,
    review_failed,
    review_open,
    stream_of,
)
from yichuang.dossier.store import ACCEPTED, LIMIT, StoredRow, Upload, keep, reusable, stored_row, stored_rows

__all__ = [
    "ACCEPTED", "LIMIT", "NoDossier", "StoredRow", "Upload", "acceptance_open", "add_files", "answers", "bring_files", "change_answers",
    "fail_condition", "keep", "listed_points", "mark_met", "mark_missing", "mark_points", "mark_reviewed",
    "missing_points", "open_dossier", "reusable", "review_failed", "review_open", "set_point", "stored_row",
    "stored_rows", "stream_of",
]
