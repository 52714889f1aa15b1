"""The door of intake: handing in for other entrances (REST, simulate, demo), drafts and 代收 for home pages."""

from yichuang.intake.actions import hand_in, keep_answers, keep_papers, lay_files, send, start
from yichuang.intake.queries import DraftRow, my_drafts
from yichuang.intake.taken_in import TakenRow
from yichuang.intake.taken_in import of_parties as taken_in_for
from yichuang.intake.taking import confirm_arrival, forward, take_in
from yichuang.intake.together import hand_in as hand_in_theme
from yichuang.intake.window_together import offered as offered_at_window

__all__ = [
    "DraftRow", "TakenRow", "confirm_arrival", "forward", "hand_in", "hand_in_theme", "keep_answers", "keep_papers", "lay_files", "my_drafts", "offered_at_window",
    "send", "start", "take_in", "taken_in_for",
]
