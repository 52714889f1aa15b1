"""The door of cases: the verbs, the reads, the gates."""

from yichuang.cases.actions.acceptance import (
    Application,
    Received,
    accept,
    ask_correction,
    bring_correction,
    fix_on_the_spot,
    receive,
    reject,
    tell_not_needed,
)
from yichuang.cases.actions.acts import (
    answer_opinion,
    approve_extension,
    ask_extension,
    ask_opinion,
    ask_supplement,
    decline_extension,
    drop_act,
    end_special,
    give_supplement,
    open_legal,
    order_visit,
    record_visit,
    review_law,
    start_special,
)
from yichuang.cases.actions.decision import conclude, end, grant, refuse, withdraw, write_overdue_note
from yichuang.cases.actions.gates import meet_gate, open_gate
from yichuang.cases.actions.on_the_spot import decide_at_once
from yichuang.cases.actions.review import (
    claim,
    complete,
    hand_over,
    hand_over_many,
    insert,
    return_for_review,
    send_back,
    take_back,
)
from yichuang.cases.actions.rights import (
    answer_hearing_right,
    notice_hearing,
    record_hearing,
    take_statement,
    tell_hearing_right,
    tell_third_party,
)
from yichuang.cases.actions.serving import deliver, serve
from yichuang.cases.actions.unit import hold
from yichuang.cases.actions.wishes import change_service, urge
from yichuang.cases.due import run as run_due
from yichuang.cases.fold import check_all as check_folds
from yichuang.cases.queries import (
    CaseView,
    Figures,
    WorkRow,
    any_case,
    case_id_of,
    counts,
    figures,
    find,
    is_finished,
    ledger,
    outcomes,
    own_cases,
    papers_visible,
    state,
    view,
    visible,
    visible_cases,
    work_list,
)

__all__ = [
    "Application", "CaseView", "Figures", "Received", "WorkRow", "accept", "any_case", "answer_hearing_right", "answer_opinion",
    "approve_extension", "ask_correction", "ask_extension", "ask_opinion", "ask_supplement", "bring_correction",
    "case_id_of", "change_service", "check_folds", "claim", "complete", "conclude", "counts", "decide_at_once", "decline_extension", "deliver", "drop_act", "end",
    "end_special", "figures", "find", "fix_on_the_spot", "give_supplement", "grant", "hand_over", "hand_over_many", "hold", "insert", "is_finished",
    "ledger", "meet_gate", "notice_hearing", "open_gate", "open_legal", "order_visit", "outcomes", "own_cases", "papers_visible", "receive", "record_hearing",
    "record_visit", "refuse", "reject", "return_for_review", "review_law", "run_due", "send_back", "serve",
    "start_special", "state", "take_back", "take_statement", "tell_hearing_right", "tell_not_needed", "tell_third_party", "urge", "view",
    "visible", "visible_cases", "withdraw", "work_list", "write_overdue_note",
]
