"""The door of licences."""

from yichuang.licences.actions import Ordered, PaperCopy, change, hand_over, move, order, reissue, renew, reprint, void
from yichuang.licences.audit import check_all
from yichuang.licences.bans import ban_of, bans_of, open_ban
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
    licence,
    of_case,
    of_holders,
    open_file,
    register,
    to_hand_over,
)
from yichuang.licences.verification import VERDICTS, Verdict, Verification, verify, verify_code, verify_file

__all__ = [
    "VERDICTS", "EndingRow", "LicenceFile", "LicenceRow", "Ordered", "PaperCopy", "Verdict", "Verification", "ban_of", "bans_of", "cancel_licence", "change", "check_all",
    "decide_ending", "drop_ending", "ended", "endings", "failed", "hand_over", "hear_ending", "licence", "make", "move", "notice_ending",
    "of_case", "of_holders", "open_ban", "open_file", "order", "record_forfeiture", "register", "reissue", "reissue_at_desk", "renew", "reprint",
    "to_hand_over", "verify", "verify_code", "verify_file", "void",
]
