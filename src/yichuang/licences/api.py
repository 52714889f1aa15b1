"""The door of licences."""

from yichuang.licences.actions import Ordered, PaperCopy, hand_over, move, order, reissue, reprint, void
from yichuang.licences.audit import check_all, check_blanks
from yichuang.licences.bans import ban_of, bans_of, lift_ban, open_ban, opened_in
from yichuang.licences.blank_queries import Book, Held, Line, Series, day_book, in_hand, series_of, to_print
from yichuang.licences.blank_queries import register as blank_register
from yichuang.licences.blanks import count_blanks, issue_blanks, print_on_blank, receive_blanks, return_blanks, spoil_blanks
from yichuang.licences.changing import change, hold_for, renew
from yichuang.licences.correcting import check as check_slip
from yichuang.licences.correcting import correct, places
from yichuang.licences.making import make
from yichuang.licences.proceedings import (
    cancel_licence,
    decide_ending,
    drop_ending,
    hear_ending,
    notice_ending,
    record_forfeiture,
    reissue_at_desk,
)
from yichuang.licences.queries import (
    EndingRow,
    LicenceFile,
    LicenceRow,
    ended,
    endings,
    failed,
    held,
    holds,
    is_of_case,
    licence,
    lost_since,
    made_for,
    not_in_force,
    of_case,
    of_holders,
    open_file,
    overlay,
    register,
    revoked,
    to_hand_over,
)
from yichuang.licences.verification import VERDICTS, Verdict, Verification, verify, verify_code, verify_file

__all__ = [
    "Book", "EndingRow", "Held", "LicenceFile", "LicenceRow", "Line", "Ordered", "PaperCopy", "Series", "VERDICTS",
    "Verdict", "Verification", "ban_of", "bans_of", "blank_register", "cancel_licence", "change", "check_all",
    "check_blanks", "check_slip", "correct", "count_blanks", "day_book", "decide_ending", "drop_ending", "ended", "endings",
    "failed", "hand_over", "hear_ending", "held", "hold_for", "holds", "lost_since", "in_hand", "is_of_case", "issue_blanks", "licence", "lift_ban",
    "made_for", "make", "move", "not_in_force", "notice_ending", "of_case", "of_holders", "open_ban", "open_file", "opened_in", "order", "overlay",
    "places", "print_on_blank", "receive_blanks", "record_forfeiture", "register", "reissue", "reissue_at_desk", "renew",
    "reprint", "return_blanks", "revoked", "series_of", "spoil_blanks", "to_hand_over", "to_print", "verify", "verify_code",
    "verify_file", "void",
]
