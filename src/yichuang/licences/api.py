"""The door of licences."""

from yichuang.licences.actions import Ordered, PaperCopy, change, hand_over, move, order, reissue, renew, reprint, void
from yichuang.licences.audit import check_all, check_blanks
from yichuang.licences.blank_queries import Book, Held, Line, Series, day_book, in_hand, register, series_of, to_print
from yichuang.licences.blanks import count_blanks, issue_blanks, print_on_blank, receive_blanks, return_blanks, spoil_blanks
from yichuang.licences.correcting import check as check_slip
from yichuang.licences.correcting import correct, places
from yichuang.licences.making import make
from yichuang.licences.queries import (
    LicenceFile,
    LicenceRow,
    failed,
    licence,
    of_case,
    of_holders,
    open_file,
    overlay,
    to_hand_over,
)
from yichuang.licences.verification import VERDICTS, Verdict, Verification, verify, verify_code, verify_file

__all__ = [
    "Book", "Held", "LicenceFile", "LicenceRow", "Line", "Ordered", "PaperCopy", "Series", "VERDICTS", "Verdict",
    "Verification", "change", "check_all", "check_blanks", "check_slip", "correct", "count_blanks", "day_book", "failed",
    "hand_over", "in_hand", "issue_blanks", "licence", "make", "move", "of_case", "of_holders", "open_file", "order", "overlay",
    "places", "print_on_blank", "receive_blanks", "register", "reissue", "renew", "reprint", "return_blanks", "series_of",
    "spoil_blanks", "to_hand_over", "to_print", "verify", "verify_code", "verify_file", "void",
]
