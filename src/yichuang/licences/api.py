"""The door of licences."""

from yichuang.licences.actions import Ordered, PaperCopy, change, hand_over, move, order, reissue, renew, reprint, void
from yichuang.licences.audit import check_all, check_blanks
from yichuang.licences.blank_queries import Book, Held, Line, Series, day_book, in_hand, register, series_of, to_print
from yichuang.licences.blanks import count_blanks, issue_blanks, print_on_blank, receive_blanks, return_blanks, spoil_blanks
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
    "VERDICTS", "LicenceFile", "LicenceRow", "Ordered", "PaperCopy", "Verdict", "Verification", "change", "check_all", "failed",
    "hand_over", "licence", "make", "move", "of_case", "of_holders", "open_file", "order", "reissue", "renew", "reprint",
    "Book", "Held", "Line", "Series", "check_blanks", "count_blanks", "day_book", "in_hand", "issue_blanks", "overlay", "print_on_blank",
    "receive_blanks", "register", "return_blanks", "series_of", "spoil_blanks", "to_print", "to_hand_over", "verify", "verify_code", "verify_file", "void",
]
