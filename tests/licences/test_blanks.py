"""Blank certificates 空白证件: every number is accounted for, one serves one paper, the day's book adds up."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.kernel.record import read
from yichuang.kernel.values import ZONE, new_id
from yichuang.licences import api, domain
from yichuang.licences.domain import Blank, Move
from yichuang.licences.models import BlankBatch, BlankSheet
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

NOW = datetime(2026, 9, 24, 10, 30, tzinfo=ZONE)
DAY = NOW.date()
SERIES = "卫生许可证"


@given(st.lists(st.tuples(st.sampled_from(list(Move)), st.integers(1, 50)), max_size=30))
def test_closing_is_what_is_neither_used_nor_spoilt(moves):
    """Oracle: count every sheet one by one; 领用, 退回 and 制证后作废 move nothing out of the balance."""
    sums: dict[str, int] = {}
    balance = 0
    for kind, n in moves:
        sums[kind] = sums.get(kind, 0) + n
        balance += {Move.RECEIVED: n, Move.USED: -n, Move.SPOILT: -n}.get(kind, 0)
    assert domain.reckon(sums, {}).opening == domain.reckon({}, sums).closing == balance


@pytest.mark.parametrize(("text", "read_as"), [("WS0000123", ("WS", 123, 7)), (" ws0009 ", ("WS", 9, 4)), ("000317", ("", 317, 6))])
def test_a_printed_number_is_read_as_it_stands(text, read_as):
    assert domain.read_code(text) == read_as and domain.code(*read_as) == text.strip().upper()


@pytest.fixture
def demo(db):
    return organisations.seed_demo(now=NOW)


@pytest.fixture
def officer(demo):
    return organisations.actor_of(Account.objects.get(username="zhizheng"), on=DAY)


@pytest.fixture
def carton(officer):
    """A hundred sheets, the first ten in the officer's hands."""
    api.receive_blanks(series=SERIES, first="WS0001", last="WS0100", source="示例市印刷厂", actor=officer, now=NOW)
    api.issue_blanks(series=SERIES, first="WS0001", last="WS0010", to_id=officer.account_id, actor=officer, now=NOW)


@pytest.fixture
def licence(demo, holder):
    def make():
        with transaction.atomic():
            made = api.order(
                case_id=new_id(), organ_id=demo.organs["bureau"], holder_id=holder.id, name="公共场所卫生许可证", valid_from=DAY,
                valid_to=DAY + timedelta(days=1460), number_prefix="WGC", licence_type="002", actor="system:test", at=NOW,
                blank_series=SERIES,
            )  # fmt: skip
        api.make(made.licence_id, actor="system:test", at=NOW)
        return made.licence_id

    return make


def field_of(caught) -> tuple[str, str]:
    return caught.value.errors[0].field, caught.value.code


def states() -> dict[str, str]:
    return dict(BlankSheet.objects.values_list("code", "state"))


def test_a_number_is_received_once_and_only_by_the_officer(officer, carton, demo):
    with pytest.raises(Invalid) as caught:
        api.receive_blanks(series=SERIES, first="WS0100", last="WS0120", source="", actor=officer, now=NOW)
    assert field_of(caught) == ("first", "licences.blank_received")
    with pytest.raises(Invalid) as caught:
        api.receive_blanks(series=SERIES, first="WS0300", last="WS0200", source="", actor=officer, now=NOW)
    assert field_of(caught) == ("last", "licences.blank_span")
    with pytest.raises(Invalid) as caught:
        api.receive_blanks(series=SERIES, first="WS-一号", last="", source="", actor=officer, now=NOW)
    assert field_of(caught) == ("first", "licences.blank_code")
    clerk = organisations.actor_of(Account.objects.get(username="chuangkou"), on=DAY)
    with pytest.raises(Forbidden):
        api.receive_blanks(series=SERIES, first="WS0300", last="WS0310", source="", actor=clerk, now=NOW)
    with pytest.raises(Invalid) as caught:
        api.issue_blanks(series=SERIES, first="WS0011", last="WS0012", to_id=clerk.account_id, actor=officer, now=NOW)
    assert field_of(caught) == ("to_id", "licences.blank_holder")


def test_a_run_goes_whole_or_not_at_all(officer, carton):
    with pytest.raises(Invalid) as caught:
        api.issue_blanks(series=SERIES, first="WS0008", last="WS0012", to_id=officer.account_id, actor=officer, now=NOW)
    assert field_of(caught) == ("first", "licences.blank_state")
    with pytest.raises(Invalid) as caught:
        api.issue_blanks(series=SERIES, first="WS0099", last="WS0101", to_id=officer.account_id, actor=officer, now=NOW)
    assert field_of(caught) == ("first", "licences.blank_unknown")
    assert states()["WS0011"] == states()["WS0099"] == Blank.STOCK


def test_a_run_may_lie_in_two_cartons(officer, carton):
    api.receive_blanks(series=SERIES, first="WS0101", last="WS0200", source="", actor=officer, now=NOW)
    assert api.issue_blanks(series=SERIES, first="WS0099", last="WS0102", to_id=officer.account_id, actor=officer, now=NOW) == 4
    kinds = [[e.kind for e in read(batch)] for batch in BlankBatch.objects.order_by("first").values_list("id", flat=True)]
    assert kinds[1] == ["licences.BlanksReceived", "licences.BlanksIssued"] and kinds[0][-1] == "licences.BlanksIssued"
    assert list(api.check_blanks()) == []


def test_paper_is_handed_over_on_a_blank_and_electronically_without(officer, carton, licence):
    proof = {"collected_by": "张三", "identity": "身份证核对一致", "signature": "张三"}
    one, other = licence(), licence()
    with pytest.raises(domain.NotOnBlank):
        api.hand_over(one, mode="counter", proof=proof, actor="system:test", at=NOW)
    with pytest.raises(Invalid) as caught:
        api.print_on_blank(one, code="WS0050", actor=officer, now=NOW)
    assert field_of(caught) == ("code", "licences.blank_not_in_hand")
    api.print_on_blank(one, code="WS0001", actor=officer, now=NOW)
    with pytest.raises(Invalid):
        api.print_on_blank(other, code="WS0001", actor=officer, now=NOW)
    api.hand_over(one, mode="counter", proof=proof, actor="system:test", at=NOW)
    api.hand_over(other, mode="electronic", proof={}, actor="system:test", at=NOW)
    assert states()["WS0001"] == Blank.USED and api.licence(one).blank_code == "WS0001"
    with pytest.raises(Refusal) as caught:
        api.spoil_blanks(series=SERIES, first="WS0001", last="", reason="打错了", actor=officer, now=NOW)
    assert caught.value.code == "licences.blank_handed_over"


def test_a_jammed_sheet_is_spoilt_and_the_paper_printed_again(officer, carton, licence):
    made = licence()
    api.print_on_blank(made, code="WS0001", actor=officer, now=NOW)
    with pytest.raises(Invalid) as caught:
        api.spoil_blanks(series=SERIES, first="WS0001", last="WS0002", reason="卡纸", actor=officer, now=NOW)
    assert field_of(caught) == ("last", "licences.blank_one_by_one")
    api.spoil_blanks(series=SERIES, first="WS0001", last="", reason="卡纸", actor=officer, now=NOW)
    api.print_on_blank(made, code="WS0002", actor=officer, now=NOW)
    api.void(made, reason="字迹不清", actor=officer, at=NOW)
    assert (states()["WS0001"], states()["WS0002"]) == (Blank.SPOILT, Blank.SPOILT)
    api.make(made, actor="system:test", at=NOW)
    api.print_on_blank(made, code="WS0003", actor=officer, now=NOW)
    assert api.licence(made).blank_code == "WS0003" and list(api.check_blanks()) == []


def test_the_days_book_adds_up_and_a_difference_has_a_cause(officer, carton, licence, demo):
    made = licence()
    api.print_on_blank(made, code="WS0001", actor=officer, now=NOW)
    later = NOW + timedelta(days=1)
    api.spoil_blanks(series=SERIES, first="WS0001", last="", reason="卡纸", actor=officer, now=later)
    api.print_on_blank(made, code="WS0002", actor=officer, now=later)
    api.spoil_blanks(series=SERIES, first="WS0003", last="WS0005", reason="受潮", actor=officer, now=later)
    api.return_blanks(series=SERIES, first="WS0009", last="WS0010", actor=officer, now=later)
    bureau = demo.organs["bureau"]
    [first], [second] = api.day_book(bureau, DAY), api.day_book(bureau, later.date())
    assert first.day == domain.Day(opening=0, received=100, used=1, spoilt=0) and first.day.closing == 99
    assert second.day == domain.Day(opening=99, received=0, used=1, spoilt=3) and second.day.closing == 95
    [there] = api.series_of(bureau)
    assert there.balance == 95 and (there.stock, there.issued, there.used, there.spoilt) == (92, 3, 1, 4)
    with pytest.raises(Invalid) as caught:
        api.count_blanks(series=SERIES, on=later.date(), counted=94, note="", actor=officer, now=later)
    assert field_of(caught) == ("note", "licences.blank_difference")
    api.count_blanks(series=SERIES, on=later.date(), counted=95, note="", actor=officer, now=later)
    with pytest.raises(Refusal):
        api.count_blanks(series=SERIES, on=later.date(), counted=95, note="", actor=officer, now=later)
    assert api.day_book(bureau, later.date())[0].counted == 95


def test_the_overlay_leaves_out_what_the_sheet_already_shows(officer, carton, licence):
    from io import BytesIO

    made = licence()
    api.print_on_blank(made, code="WS0001", actor=officer, now=NOW)
    whole, words = (PdfReader(BytesIO(f.content)).pages[0] for f in (api.open_file(made), api.overlay(made)))
    assert "发证机关" in whole.extract_text() and "发证机关" not in words.extract_text()
    assert "示例餐饮有限公司" in words.extract_text() and "测试证书" not in words.extract_text()
    assert whole.mediabox == words.mediabox


def test_a_sheet_moved_past_the_record_is_found(officer, carton):
    BlankSheet.objects.filter(code="WS0007").update(state=Blank.STOCK, holder=None)
    [(_, why)] = api.check_blanks()
    assert "the first is 7" in why
