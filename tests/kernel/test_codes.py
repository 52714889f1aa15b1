"""National codes, on the standards' own examples, real codes, and other implementations."""

from __future__ import annotations

import csv
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as other_uscc
from stdnum.iso7064 import mod_37_36

from yichuang.kernel import codes
from yichuang.kernel.codes import identify
from yichuang.kernel.codes.subjects import ALPHABET, organ_check_digit

VECTORS = list(csv.DictReader((Path(__file__).parents[1] / "data/identifiers/uscc_vectors.csv").open(encoding="utf-8")))
REAL = ["11370800MB28559184", "11220000013544541J", "11430000006122244L", "11100000000013338W", "113700000045046442"]
WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "11010519491231002X")
"""As an input method for Chinese types it."""

LICENCES = [
    "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
]


def test_the_vectors_are_all_there() -> None:
    assert len(VECTORS) == 52 and sum(row["valid"] == "1" for row in VECTORS) == 47


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["code"])
def test_real_social_credit_codes(row: dict[str, str]) -> None:
    reason = codes.uscc(row["code"])
    assert (reason == "") == (row["valid"] == "1"), reason


@pytest.mark.parametrize("code", REAL)
def test_both_check_digits_of_real_organs_hold(code: str) -> None:
    assert codes.uscc(code) == "" and codes.organ_code(code[8:17]) == ""


def test_the_wrong_check_digit_is_named() -> None:
    good = "91110000600037341L"
    assert codes.uscc("91110000600037342L").startswith("第17位") or "都不符" in codes.uscc("91110000600037342L")
    assert codes.uscc(good[:17] + "M") == "第18位（统一社会信用代码校验位）应为“L”，现为“M”"
    wrong_inside = good[:16] + "2"
    reason = codes.uscc(wrong_inside + other_uscc.calc_check_digit(wrong_inside))
    assert reason == "第17位（组织机构代码校验位）应为“1”，现为“2”"
    assert reason.msgid == "第17位（组织机构代码校验位）应为“%(should)s”，现为“%(is)s”"
    assert reason.params == {"should": "1", "is": "2"}


@pytest.mark.parametrize(
    "code, why",
    [
        ("9111000060003734", "应为18 位，现为16位"),
        ("91110000600037341O", "第18位“O”"),
        ("A1110000600037341L", "第"),
        ("9111000A600037341L", "第3至8位"),
        ("", "现为0位"),
    ],
)
def test_what_is_wrong_with_a_social_credit_code_is_said(code: str, why: str) -> None:
    assert why in codes.uscc(code)


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8))
def test_any_other_digit_is_refused(stem: str) -> None:
    inner = "91370800" + stem + organ_check_digit(stem)
    good = inner + other_uscc.calc_check_digit(inner)
    assert codes.uscc(good) == ""
    assert all(codes.uscc(inner + letter) for letter in ALPHABET if letter != good[17])


@pytest.mark.parametrize("code", ["11010519491231002X", "440524188001010014", "11010519491231002x", WIDE])
def test_the_examples_of_gb_11643(code: str) -> None:
    assert codes.citizen_id(code) == ""


def test_a_citizen_id_says_birth_and_sex() -> None:
    assert codes.parse_citizen_id("11010519491231002X") == codes.Citizen("citizen", "110105", date(1949, 12, 31), "female")
    assert codes.parse_citizen_id("440524188001010014").sex == "male"


def with_check(stem: str) -> str:
    return stem + ric.calc_check_digit(stem + "0")


@pytest.mark.parametrize(
    "stem, kind",
    [
        ("81000019900101001", "hong_kong"), ("82000019900101001", "macao"), ("83000019900101001", "taiwan"),
        ("91115619900101001", "permanent_resident"), ("94484019900101001", "permanent_resident"),
    ],
)
def test_residence_permits_share_the_shape(stem: str, kind: str) -> None:
    assert codes.parse_citizen_id(with_check(stem)).kind == kind


@pytest.mark.parametrize(
    "code, why",
    [
        ("110105194912310021", "校验码应为“X”"),
        (with_check("11010519490230002"), "出生日期"),
        (with_check("00010519491231002"), "不是省级"),
        (with_check("81010019900101001"), "港澳台"),
        (with_check("99915619900101001"), "不是省级"),
        ("11010549123100", "现为14位"),
        ("1101051949123100²X", "前17位应为数字"),
    ],
)
def test_what_is_wrong_with_a_citizen_id_is_said(code: str, why: str) -> None:
    assert why in codes.citizen_id(code)


@pytest.mark.parametrize("code", ["370800", "370829", "370829101", "370829101001", "429004", "460400100", "442000001"])
def test_divisions(code: str) -> None:
    assert codes.division(code) == ""


@pytest.mark.parametrize(
    "code, why",
    [("990000", "省级"), ("37080", "5位"), ("37080a", "数字"), ("370029", "为空"), ("370000001", "为空")],
)
def test_wrong_divisions(code: str, why: str) -> None:
    assert why in codes.division(code)


def test_the_real_item_of_jining_comes_apart() -> None:
    made = codes.parse_implementing_code("11370800MB285591843370117002011")
    assert made == codes.ImplementingCode("11370800MB28559184", "3", codes.BasicCode("37", "01", "17", "002", "011"), "")
    assert codes.parse_implementing_code("11370800MB28559184337011700201102").handling == "02"


@pytest.mark.parametrize(
    "code, why",
    [
        ("11370800MB285591853370117002011", "统一社会信用代码有误"),
        ("11370800MB285591849370117002011", "行使层级"),
        ("11370800MB285591843990117002011", "基本编码有误"),
        ("11370800MB285591843370017002011", "事项类型"),
        ("11370800MB28559184337011700201", "现为30位"),
        ("11370800MB2855918433701170020110A", "业务办理项"),
    ],
)
def test_what_is_wrong_with_an_item_code_is_said(code: str, why: str) -> None:
    assert why in codes.implementing_code(code)


@given(st.sampled_from(REAL), st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 999_999))
def test_case_numbers_hold(organ: str, day: date, serial: int) -> None:
    number = codes.make_case_number(organ, day, serial)
    assert len(number) == 32 and codes.case_number(number) == "" and identify(number).kind == "case_number"


@pytest.mark.parametrize(
    "code, why",
    [
        ("11370800MB2855918420260230000001", "日期"),
        ("11370800MB2855918420260901000000", "流水号"),
        ("11370800MB2855918520260901000001", "统一社会信用代码"),
        ("11370800MB28559184", "32 位"),
    ],
)
def test_wrong_case_numbers(code: str, why: str) -> None:
    assert why in codes.case_number(code)


def test_a_day_holds_999999_cases() -> None:
    with pytest.raises(ValueError):
        codes.make_case_number(REAL[0], date(2026, 9, 24), 1_000_000)


def test_project_codes() -> None:
    assert codes.project_code("2509-320193-89-01-544060") == ""
    assert codes.project_code("2017-370800-47-03-012345") == ""
    assert "年月" in codes.project_code("2513-320193-89-01-544060")
    assert "区划" in codes.project_code("2509-990193-89-01-544060")
    assert "如2509" in codes.project_code("2509-320193-89-544060")


@pytest.mark.parametrize("code", LICENCES)
def test_real_licence_identifiers(code: str) -> None:
    assert codes.licence_identifier(code) == ""
    parts = codes.parse_licence_identifier(code)
    made = codes.make_licence_identifier(type_code=parts.type_code, issuer=parts.issuer, serial=parts.serial)
    assert made == code


def test_the_third_real_identifier_has_its_check_character() -> None:
    assert mod_37_36.calc_check_digit("11100000MB03271699022" + "340100" + "000000016" + "001") == "9"
    assert codes.licence_identifier("1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9") == ""


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20), st.integers(1, 999))
def test_a_made_identifier_holds_and_every_other_check_character_is_refused(serial: str, version: int) -> None:
    made = codes.make_licence_identifier(type_code=REAL[3] + "032", issuer=REAL[1], serial=serial, version=version)
    assert codes.licence_identifier(made) == ""
    others = [made[:-1] + letter for letter in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter != made[-1]]
    assert all("校验位" in codes.licence_identifier(other) for other in others)


@pytest.mark.parametrize(
    "code, why",
    [
        ("1.2.156.3005.3.X", "开头"),
        ("1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001", "现为4段"),
        ("1.2.156.3005.2.11100000000013338W.11220000013544541J.2430599.001.F", "类型代码"),
        ("1.2.156.3005.2.11100000000013338W032.11220000013544541J..001.F", "为空"),
        ("1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.1.F", "版本号"),
        ("1.2.156.3005.2.11100000000013339W032.11220000013544541J.2430599.001.F", "统一社会信用代码有误"),
    ],
)
def test_what_is_wrong_with_a_licence_identifier_is_said(code: str, why: str) -> None:
    assert why in codes.licence_identifier(code)


@pytest.mark.parametrize(
    "code, kind, valid",
    [
        (REAL[0], "uscc", True),
        ("11010519491231002X", "citizen_id", True),
        ("110105194912310021", "citizen_id", False),
        ("91110000600037341M", "uscc", False),
        ("370829", "division", True),
        ("370117002011", "basic_code", True),
        ("000117002011", "basic_code", True),
        ("11370800MB285591843370117002011", "implementing_code", True),
        ("2509-320193-89-01-544060", "project_code", True),
        (LICENCES[0], "licence_identifier", True),
        ("60003734-1", "organ_code", True),
        ("MB2855918", "organ_code", True),
        ("12345", "unknown", False),
        ("", "unknown", False),
        ("你好", "unknown", False),
    ],
)
def test_a_code_is_named(code: str, kind: str, valid: bool) -> None:
    found = identify(code)
    assert (found.kind, found.valid) == (kind, valid), found
    assert valid or found.reason
    assert set(asdict(found)) == {"code", "kind", "valid", "reason"}


@given(st.text(max_size=40))
def test_nothing_typed_ever_breaks_it(text: str) -> None:
    identify(text)


@given(st.sampled_from([*REAL, "11010519491231002X", LICENCES[0], "370117002011"]), st.data())
def test_one_strange_letter_anywhere_is_an_answer_not_a_crash(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    identify(code[:place] + data.draw(st.characters()) + code[place + 1 :])
