"""Design §4, §5 Clock: last days are a projection; an imported calendar moves them and says so, 暂定 until it is there."""

from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.cases.models import Case
from yichuang.cli.players import points_of, work
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel import record

from .conftest import at

NEXT_YEAR = """date,kind,name
2027-01-01,放假,元旦
2027-01-02,放假,元旦
2027-01-03,放假,元旦
2027-01-04,放假,元旦
2027-02-05,holiday,春节
2027-10-01,holiday,国庆节
"""


class Editor:
    ref = "system:calendar"


def imported(now="2026-12-31 10:00"):
    clock.import_calendar(NEXT_YEAR, now=at(now), actor=Editor(), source="国办发明电")
    work()


def row(case):
    return Case.objects.get(id=case.case_id)


def moved(case):
    return {(e.fact.clock, e.fact.from_on, e.fact.to_on) for e in record.read(case.case_id) if e.kind == "cases.DueMoved"}


def days(case, cast, who="chengban"):
    state = cases.view(case.case_id, actor=cast[who])
    return {act.kind: state.dates.acts.get(act.id) for act in state.state.acts}


def test_a_receipt_whose_last_day_is_not_announced_yet_says_so(play):
    early, late = play().apply(at("2026-12-10 10:00")), play().apply(at("2026-12-29 10:00"))
    answer = [next(d for d in documents.of_case(c.case_id) if d.kind == Kind.RECEIPT).fields["answer_by"] for c in (early, late)]
    assert answer == ["2026年12月17日", "2027年1月6日（暂定）"]
    late.accept(at("2026-12-30 10:00"))
    notice = next(d for d in documents.of_case(late.case_id) if d.kind == Kind.ACCEPTANCE_NOTICE).fields
    assert notice["promised_last_day"].endswith("（暂定）") and notice["statutory_last_day"].endswith("（暂定）")


def test_the_days_of_a_correction_move_with_the_calendar_and_the_applicant_is_told(play):
    case = play().apply(at("2026-12-29 10:00")).ask_correction(at("2026-12-29 11:00"), points_of(play()))
    work()
    case.serve(at("2026-12-30 10:00"))
    assert (row(case).lapse_on, row(case).provisional) == (date(2027, 1, 21), True)  # New Year's Day alone is sure
    imported()
    assert (row(case).lapse_on, row(case).provisional) == (date(2027, 1, 22), False)
    assert moved(case) == {("lapse", date(2027, 1, 21), date(2027, 1, 22))}
    assert "由 2027年1月21日 变为 2027年1月22日" in documents.inbox([case.state().applicant_id])[0].sentence
    assert list(cases.check_folds()) == []


def test_rights_opinions_and_stops_move_too(play, cast):
    case = play("soil-conservation").apply(at("2026-12-28 09:00")).accept(at("2026-12-28 10:00"))
    who, neighbour = cast["chengban"], cast.demo.applicants[0].party_id
    cases.tell_third_party(case.case_id, party_id=neighbour, interest="相邻土地", actor=who, now=at("2026-12-28 11:00"))
    cases.tell_hearing_right(case.case_id, matter="重大利益关系", actor=cast["fazhi"], now=at("2026-12-28 12:00"))
    cases.ask_opinion(case.case_id, organ_id=cast.demo.organs["water"], question="取水口位置是否影响", days=3, silence_is_consent=False,
                      actor=who, now=at("2026-12-30 12:00"))  # fmt: skip
    cases.start_special(case.case_id, ground="expert_review", days=4, basis="", actor=who, now=at("2026-12-30 13:00"))
    work()
    case.serve(at("2026-12-30 14:00"))
    before = days(case, cast)
    assert before == {  # 31 December, 4, 5, 6, 7 January
        ActKind.THIRD_PARTY: date(2027, 1, 7), ActKind.HEARING: date(2027, 1, 7), ActKind.OPINION: date(2027, 1, 5),
        ActKind.SPECIAL: date(2027, 1, 6),
    }  # fmt: skip
    imported()
    after = days(case, cast)
    assert after == {kind: day.replace(day=day.day + 1) for kind, day in before.items()}  # the 4th is a holiday now
    assert moved(case) >= {(kind.value, before[kind], after[kind]) for kind in before}
    told = {m.kind: m.sentence for m in documents.inbox([neighbour])}
    assert "的陈述申辩期限由 2027年1月7日 变为 2027年1月8日" in told["statement_moved"]
    assert case.number in told["hearing_moved"]
    assert list(cases.check_folds()) == []
    cases.run_due(at("2027-01-08 00:00"))
    assert case.state().acts_of(ActKind.HEARING)[-1].state == "right_told"
    cases.run_due(at("2027-01-09 00:00"))
    assert case.state().acts_of(ActKind.HEARING)[-1].state == "lapsed"


def test_a_moved_promise_names_case_old_and_new_day(play):
    case = play().apply(at("2026-12-24 10:00")).accept(at("2026-12-25 10:00"))
    was = row(case).promised_on
    imported()
    now = row(case).promised_on
    assert now != was
    (message,) = [m for m in documents.inbox([case.state().applicant_id]) if m.kind == "promise_moved"]
    words = [f"{d.year}年{d.month}月{d.day}日" for d in (was, now)]
    assert message.sentence == f"因工作日安排调整，您的申请 {case.number} 的承诺期限由 {words[0]} 变为 {words[1]}。"


@pytest.mark.parametrize("kind", ["hearing", "third_party"])
def test_no_days_of_a_right_run_over_a_calendar_before_it_is_served(play, cast, kind):
    case = play().apply(at("2026-12-28 09:00")).accept(at("2026-12-28 10:00"))
    if kind == "hearing":
        cases.tell_hearing_right(case.case_id, matter="重大利益关系", actor=cast["fazhi"], now=at("2026-12-28 12:00"))
    else:
        party = cast.demo.applicants[0].party_id
        cases.tell_third_party(case.case_id, party_id=party, interest="相邻土地", actor=cast["chengban"], now=at("2026-12-28 11:00"))
    imported()
    assert not [m for m in moved(case) if m[0] == kind]
    assert list(cases.check_folds()) == []
