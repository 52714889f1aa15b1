"""The door of cases: the verbs, the reads, the gates."""

from yichuang.cases.actions.acceptance import (
    Application,
    Received,
    accept,
    ask_correction,
    bring_correction,
    decline_rejection,
    fix_on_the_spot,
    propose_rejection,
    receive,
    reject,
    select_situation,
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
    review_law,
    start_special,
)
from yichuang.cases.actions.automatic import answer_automatic_review, ask_automatic_review, consider, consider_waiting, put
from yichuang.cases.actions.correcting import Paper, correct_clerical, correctable, exchange, to_exchange
from yichuang.cases.actions.decision import Missing, conclude, end, grant, refuse, withdraw, write_overdue_note
from yichuang.cases.actions.first_review import report as report_first_review
from yichuang.cases.actions.form_paper import make_form, to_sign
from yichuang.cases.actions.gates import meet_gate, open_gate, reopen_gate
from yichuang.cases.actions.handing_in import Address, Package, lay_down
from yichuang.cases.actions.on_the_spot import decide_at_once, spot_check
from yichuang.cases.actions.promising import check_promise, decline_promise, promise_text, recheck_promise, sign_promise
from yichuang.cases.actions.relating import relate
from yichuang.cases.actions.renewing import asked_of, under_way, wanted_of
from yichuang.cases.actions.reporting import report_up
from yichuang.cases.actions.review import (
    claim,
    complete,
    hand_over,
    insert,
    return_for_review,
    send_back,
    take_back,
)
from yichuang.cases.actions.rights import (
    answer_hearing_right,
    ask_avoidance,
    decline_avoidance,
    give_statement,
    notice_hearing,
    record_hearing,
    take_statement,
    tell_hearing_right,
    tell_third_party,
)
from yichuang.cases.actions.sending import call_off_sending, confirm_result, send_result
from yichuang.cases.actions.serving import deliver, serve
from yichuang.cases.actions.statements import make_statement, note_statement, record_statement
from yichuang.cases.actions.switching import Listed, ListedCase, choose_way, listed, listed_cases
from yichuang.cases.actions.tolerating import (
    accept_with_gaps,
    agree_tolerance,
    bring_tolerated,
    check_tolerated,
    decline_tolerance,
    end_untolerated,
    handed_in,
    offer_tolerance,
    refuse_untolerated,
    tolerance_choices,
)
from yichuang.cases.actions.unit import hold
from yichuang.cases.actions.visiting import (
    attach_opinion,
    join_visit,
    leave_visit,
    order_visit,
    record_joint_visit,
    record_visit,
)
from yichuang.cases.actions.window import authority as window_authority
from yichuang.cases.actions.window import may as may_at_window
from yichuang.cases.actions.wishes import change_service, remind, urge, ways, withdraw_consent
from yichuang.cases.domain.renewing import Asked
from yichuang.cases.domain.window import AtWindow
from yichuang.cases.due import run as run_due
from yichuang.cases.engaged import Engagement, engagements
from yichuang.cases.engaged import register as tell_engagements
from yichuang.cases.explaining import (
    Explanation,
    automatic_figures,
    automatic_organs,
    automatic_runs,
    check_explanations,
    explanation_of,
    read_explanation,
)
from yichuang.cases.fold import check_all as check_folds
from yichuang.cases.held import correcting_since, held
from yichuang.cases.publicity import PublicDecision, decisions, reported
from yichuang.cases.queries import (
    CaseView,
    Figures,
    Load,
    WorkRow,
    any_case,
    case_id_of,
    counts,
    figures,
    find,
    is_finished,
    is_silent,
    item_of,
    ledger,
    loads,
    open_tasks_of,
    outcomes,
    own_cases,
    papers_visible,
    returned_at,
    state,
    third_parties,
    to_assign,
    view,
    visible,
    visible_cases,
    work_list,
)
from yichuang.cases.registers import Entry
from yichuang.cases.registers import register as promise_register
from yichuang.cases.visits import Visits, visits
from yichuang.cases.window_day import WindowDay, unanswered, window_day

__all__ = [
    "Address", "Application", "Asked", "AtWindow", "CaseView", "Engagement", "Entry", "Explanation", "Figures",
    "Listed", "ListedCase", "Load", "Missing", "Package", "Paper", "PublicDecision", "Received", "Visits", "WindowDay", "WorkRow",
    "accept", "accept_with_gaps", "agree_tolerance", "answer_automatic_review", "answer_hearing_right",
    "answer_opinion", "any_case", "approve_extension", "ask_automatic_review", "ask_avoidance", "ask_correction",
    "ask_extension", "ask_opinion", "ask_supplement", "asked_of", "attach_opinion", "automatic_figures",
    "automatic_organs", "automatic_runs", "bring_correction", "bring_tolerated", "call_off_sending", "case_id_of", "change_service", "check_explanations",
    "check_folds", "check_promise", "check_tolerated", "choose_way", "claim", "complete", "conclude", "confirm_result",
    "consider", "consider_waiting", "correct_clerical", "correctable", "correcting_since", "counts", "decide_at_once", "decisions",
    "decline_avoidance", "decline_extension", "decline_promise", "decline_rejection", "decline_tolerance", "deliver",
    "drop_act", "end", "end_special", "end_untolerated", "engagements", "exchange", "explanation_of", "figures", "find",
    "fix_on_the_spot", "give_statement", "give_supplement", "grant", "hand_over", "handed_in", "held", "hold", "insert", "is_finished",
    "is_silent", "item_of", "join_visit", "lay_down", "leave_visit", "ledger", "listed", "listed_cases", "loads", "make_form", "make_statement",
    "may_at_window", "meet_gate", "note_statement", "notice_hearing", "offer_tolerance", "open_gate", "open_legal",
    "open_tasks_of", "order_visit", "outcomes", "own_cases", "papers_visible", "promise_register", "promise_text",
    "propose_rejection", "put", "read_explanation", "receive", "recheck_promise", "relate", "remind", "reopen_gate", "record_hearing", "record_joint_visit",
    "record_statement", "record_visit", "refuse", "refuse_untolerated", "reject", "report_first_review", "report_up",
    "reported", "return_for_review", "returned_at", "review_law", "run_due", "select_situation", "send_back", "send_result", "serve",
    "sign_promise", "spot_check", "start_special", "state", "take_back", "take_statement", "tell_engagements", "tell_hearing_right",
    "tell_not_needed", "tell_third_party", "third_parties", "to_assign", "to_sign", "to_exchange", "tolerance_choices",
    "unanswered", "under_way", "urge", "view", "visible", "visible_cases", "visits", "wanted_of", "ways",
    "window_authority", "window_day", "withdraw", "withdraw_consent", "work_list", "write_overdue_note",
]
