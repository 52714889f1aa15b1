"""The life of an item 事项生命周期: change requests from the draft to the day they take effect. The door of this room."""

from yichuang.catalogue.life.approval import approve, put_in_force_today, reject, send_back, take_back
from yichuang.catalogue.life.desk import Refused, UnderReview, check_editable, frozen
from yichuang.catalogue.life.experts import ask_experts, give_opinion
from yichuang.catalogue.life.many import Waiting, submit_many, waiting
from yichuang.catalogue.life.notice import answer, close_notices, comment, earliest_last, open_notice
from yichuang.catalogue.life.power import begin_delegation, begin_revocation
from yichuang.catalogue.life.power_reads import PowerLine, PowerRow, powers_on_notice, powers_under_way
from yichuang.catalogue.life.reads import (
    OUTCOMES,
    CommentRow,
    NoteRow,
    NoticeLine,
    RequestLine,
    RequestRow,
    counts,
    history,
    notice,
    notices,
    offers,
    open_of,
    request,
    requests,
    work,
)
from yichuang.catalogue.life.repeal import InstrumentLine, Outcome, Standing, begin_many, instruments, repeal, standing_on
from yichuang.catalogue.life.requests import begin, offered, submit, withdraw
from yichuang.catalogue.life.reshaping import begin_reshaping, successors
from yichuang.catalogue.life.review import asked_of, assessment_of, review_legality

__all__ = [
    "OUTCOMES", "CommentRow", "InstrumentLine", "NoteRow", "NoticeLine", "Outcome", "PowerLine", "PowerRow", "Refused",
    "RequestLine", "RequestRow", "Standing", "UnderReview", "Waiting", "answer", "approve", "ask_experts", "asked_of", "assessment_of", "begin",
    "begin_delegation", "begin_many", "begin_reshaping", "begin_revocation", "check_editable", "close_notices", "comment",
    "counts", "earliest_last", "frozen", "give_opinion", "history", "instruments", "notice", "notices", "offered", "offers",
    "open_notice", "open_of", "powers_on_notice", "powers_under_way", "put_in_force_today", "reject", "repeal", "request",
    "requests", "review_legality", "send_back", "standing_on", "submit", "submit_many", "successors", "take_back", "waiting", "withdraw", "work",
]  # fmt: skip
