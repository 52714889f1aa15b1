"""The door of dossier."""

from yichuang.dossier.actions import (
    NoDossier,
    add_files,
    bring_files,
    change_answers,
    correct_form,
    fail_condition,
    mark_met,
    mark_missing,
    mark_points,
    mark_reviewed,
    open_dossier,
    reselect,
    set_point,
)
from yichuang.dossier.carrying import SaidMet, carry_met, said_met
from yichuang.dossier.domain import Paper
from yichuang.dossier.form_paper import Filled, filled, lay_form
from yichuang.dossier.handed_in import (
    Fetched,
    PaperRow,
    Standing,
    bring_papers,
    compare_originals,
    fetched_in,
    handed_in,
    has_paper,
    paper_rows,
    places,
    standing,
)
from yichuang.dossier.moving import mark_by_system, move_version
from yichuang.dossier.pages import page_picture
from yichuang.dossier.papers import MoveRow, holder_of_papers, on_the_way, send_papers, sign_papers
from yichuang.dossier.queries import (
    acceptance_open,
    answers,
    answers_to,
    earlier_answers,
    file_hashes,
    holding_same,
    latest_answers,
    listed_points,
    missing_points,
    notes_of,
    proof_lost,
    review_failed,
    review_failed_points,
    review_open,
    same_files,
    stream_of,
)
from yichuang.dossier.rows import (
    AnswerRow,
    DossierView,
    FileRow,
    MaterialRow,
    OpenedFile,
    PointRow,
    answer_rows,
    file_rows,
    open_file,
    points,
    view,
)
from yichuang.dossier.store import (
    ACCEPTED,
    LIMIT,
    StoredRow,
    Upload,
    check_offered,
    keep,
    open_stored,
    reusable,
    stored_row,
    stored_rows,
)

__all__ = [
    "ACCEPTED", "AnswerRow", "DossierView", "Fetched", "FileRow", "Filled", "LIMIT", "MaterialRow", "MoveRow", "NoDossier", "OpenedFile", "Paper",
    "PaperRow", "PointRow", "SaidMet", "Standing", "StoredRow", "Upload", "acceptance_open", "add_files", "answer_rows", "answers", "answers_to",
    "bring_files", "bring_papers", "carry_met", "change_answers", "check_offered", "compare_originals", "correct_form", "earlier_answers",
    "fail_condition", "fetched_in", "file_hashes", "file_rows", "filled", "handed_in", "has_paper", "holder_of_papers", "holding_same", "keep",
    "latest_answers", "lay_form", "listed_points", "mark_by_system", "mark_met", "mark_missing", "mark_points", "mark_reviewed", "missing_points",
    "move_version", "notes_of", "on_the_way", "open_dossier", "open_file", "open_stored", "page_picture", "paper_rows", "places", "points", "proof_lost",
    "reselect", "reusable", "review_failed", "review_failed_points", "review_open", "said_met", "same_files", "send_papers", "set_point",
    "sign_papers", "standing", "stored_row", "stored_rows", "stream_of", "view",
]
