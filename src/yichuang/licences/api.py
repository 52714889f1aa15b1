"""The door of licences."""

from yichuang.licences.actions import Ordered, PaperCopy, change, hand_over, move, order, reissue, renew, reprint, void
from yichuang.licences.audit import check_all
from yichuang.licences.bans import ban_of, bans_of, open_ban
from yichuang.licences.making import make
from yichuang.licences.queries import (
    LicenceFile,
    LicenceRow,
    ended,
    failed,
    licence,
    of_case,
    of_holders,
    open_file,
    to_hand_over,
)
from yichuang.licences.verification import VERDICTS, Verdict, Verification, verify, verify_code, verify_file

__all__ = [
    "VERDICTS", "LicenceFile", "LicenceRow", "Ordered", "PaperCopy", "Verdict", "Verification", "ban_of", "bans_of", "change", "check_all", "ended", "failed",
    "hand_over", "licence", "make", "move", "of_case", "of_holders", "open_ban", "open_file", "order", "reissue", "renew", "reprint",
    "to_hand_over", "verify", "verify_code", "verify_file", "void",
]
