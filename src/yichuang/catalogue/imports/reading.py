"""Reads what people wrote in guides: limits, counts, codes, bases, yes and no. Pure; never guesses.

Every reader returns what the text says, or nothing with a finding. Absent stays absent (未载明).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yichuang.catalogue.domain import Medium, Rank
from yichuang.catalogue.lints import Finding, info, warning
from yichuang.clock.domain import Limit, Unit

MAX_AMOUNT = 10_000
DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMBER = r"(\d+|[零〇一二两三四五六七八九十百]+)"
FULLWIDTH = str.maketrans("０１２３４５６７８９（），：", "0123456789(),:")

UNIT_WORDS: tuple[tuple[str, Unit], ...] = (
    ("工作日", Unit.WORKING_DAY),
    ("自然日", Unit.CALENDAR_DAY),
    ("小时", Unit.HOUR),
    ("分钟", Unit.MINUTE),
    ("个月", Unit.MONTH),
    ("月", Unit.MONTH),
    ("天", Unit.CALENDAR_DAY),
    ("日", Unit.CALENDAR_DAY),
)
"""A bare 日 is refused by `read_limit`: under 82 it may mean a working day."""


def number(text: str) -> int | None:
    """"20", "二十", "三" → int; None when it is no number below a thousand."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit


@dataclass(frozen=True, slots=True)
class ReadLimit:
    """A limit as written: `limit` is None when the text states none that can be computed."""

    text: str
    limit: Limit | None
    qualifier: str = ""
    findings: tuple[Finding, ...] = ()


def unit_of(word: str) -> Unit | None:
    return next((unit for key, unit in UNIT_WORDS if key in word), None)


def read_limit(field: str, text: str, *, column_unit: str = "", column_value: int | None = None) -> ReadLimit:
    """A limit as sources write it: "20个工作日", "1 ( 工作日 )", "当场", "三个月", "30天（筹设）", "10个工作日（材料齐全）".

    `column_unit` is the unit of the table's column, for texts that are a bare number. The text wins over `column_value`.
    """
    plain = text.translate(FULLWIDTH).strip()
    findings: list[Finding] = []
    if plain in ("当场", "即时", "即办", "立即"):
        return ReadLimit(text, Limit(0, Unit.ON_THE_SPOT))
    if plain in ("当日", "当天"):
        return ReadLimit(text, Limit(0, Unit.SAME_DAY))
    match = re.match(rf"\s*{NUMBER}\s*个?\s*\(?\s*(工作日|自然日|小时|分钟|个月|月|天|日)?\s*\)?\s*(?:以内|内)?\s*(?:\((.*)\))?\s*$", plain)
    amount = number(match[1]) if match else None
    if match is None or amount is None or amount > MAX_AMOUNT:
        return ReadLimit(text, None, findings=(warning(field, "limit_unreadable", "时限“%(text)s”读不出数值，按原文保留", text=text),))
    unit = unit_of(match[2] or column_unit)
    if unit is None:
        return ReadLimit(text, None, findings=(warning(field, "limit_without_unit", "时限“%(text)s”没有单位，按原文保留", text=text),))
    qualifier = (match[3] or "").strip()
    if qualifier:
        findings.append(qualified(field, qualifier))
    if match[2] == "日":
        ambiguous = info(
            field, "ambiguous_day", "“%(text)s”没有写明是工作日还是自然日，按原文保留", "《中华人民共和国行政许可法》第八十二条", text=text
        )
        return ReadLimit(text, None, qualifier, (*findings, ambiguous))
    if column_value is not None and column_value != amount:
        findings.append(warning(field, "limit_value_differs", "时限文字“%(text)s”与数值%(value)s不一致，以文字为准", text=text, value=column_value))
    return ReadLimit(text, Limit(amount, unit), qualifier, tuple(findings))


def qualified(field: str, qualifier: str) -> Finding:
    """A limit with a condition in brackets; what is taken out of the time must be a cause of 45."""
    if "不含" in qualifier or "不包括" in qualifier:
        causes = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
        if not any(cause in qualifier for cause in causes):
            return warning(
                field, "excluded_time_not_in_45", "“%(text)s”不是可以不计入期限的事由", "《中华人民共和国行政许可法》第四十五条", text=qualifier
            )
    return info(field, "limit_qualified", "时限附有条件：“%(text)s”", text=qualifier)


@dataclass(frozen=True, slots=True)
class Copies:
    original: int | None
    copies: int | None


def read_copies(count: object, form: str) -> Copies:
    """"原件1份，复印件2份", "一式两份", "3份", 1 with the form column → originals and copies; None where not stated."""
    if count is None or count == "":
        return Copies(None, None)
    text = str(count).translate(FULLWIDTH)
    parts = {kind: number(amount) for kind, amount in re.findall(rf"(原件|复印件)\s*{NUMBER}\s*份", text)}
    if parts:
        return Copies(parts.get("原件"), parts.get("复印件"))
    match = re.search(rf"{NUMBER}\s*份?$", text.replace("一式", ""))
    amount = number(match[1]) if match else None
    if form == "复印件":
        return Copies(None, amount)
    return Copies(amount, None) if form == "原件" else Copies(None, None)


NOTHING = ("否", "无", "不收费", "暂无", "无数量限制", "没有", "免费")


def says_no(text: str) -> bool | None:
    """False-like words → True ("it says no"); None when the words do not decide it."""
    plain = text.strip()
    if plain in NOTHING or plain.startswith(("不收费", "该事项不收费", "本事项不收费", "无数量限制", "无限制")):
        return True
    if plain in ("是", "有", "收费") or plain.startswith("有数量限制"):
        return False
    return None


MEDIA = {"纸质": Medium.PAPER, "电子": Medium.ELECTRONIC, "电子件": Medium.ELECTRONIC, "纸质或电子": Medium.BOTH, "纸质/电子": Medium.BOTH}

SERVICE_OBJECTS = {"1": "自然人", "2": "企业法人", "3": "事业法人", "4": "社会组织法人", "5": "行政机关", "6": "其他"}
HANDLING_FORMS = {"1": "窗口办理", "2": "网上办理", "3": "移动端办理", "4": "快递申请", "9": "其他"}
HANDLING_TYPES = {"1": "即办件", "2": "承诺件", "9": "其他"}
LEVELS = {"国": "1", "省": "2", "市": "3", "县": "4", "区": "4", "镇": "5", "街": "5", "村": "6", "社区": "6"}
"""GB/T 39046 App. A: 服务对象, 办理形式, 办件类型, 行使层级."""

NATURAL = ("自然人", "个人")
LEGAL_WORDS = ("法人", "企业", "事业", "社会组织", "行政机关", "组织")


def read_codes(text: str, table: dict[str, str]) -> list[str] | None:
    """"1,2,3" by a code table; None when a code is unknown."""
    names = [table.get(code.strip()) for code in str(text).split(",")]
    return None if None in names else [name for name in names if name]


def audience_of(objects: list[str]) -> list[str]:
    """Service objects → party kinds. What names neither stays out."""
    kinds = []
    if any(word in item for item in objects for word in NATURAL):
        kinds.append("natural")
    if any(word in item for item in objects for word in LEGAL_WORDS):
        kinds.append("legal")
    return kinds


LOCAL = re.compile(r"^(.{2,8}?(省|自治区|自治州|经济特区)|(?!城市).{2,6}?市(?!容|政|场|辖|区))")


def rank_of(title: str) -> Rank:
    """The rank a title announces; the register of instruments knows better where it has the title."""
    name = re.split(r"[(（]", title)[0]
    if name.endswith("法") and not name.endswith("办法"):
        return Rank.LAW
    if "条例" in name and not name.endswith(("细则", "办法", "规定", "决定", "通知")):
        return Rank.LOCAL_REGULATION if LOCAL.match(name) else Rank.ADMINISTRATIVE_REGULATION
    if name.endswith(("办法", "规定", "细则")):
        return Rank.RULE
    return Rank.DOCUMENT


@dataclass(frozen=True, slots=True)
class ReadBasis:
    title: str
    article: str
    note: str


def read_basis(text: str) -> list[ReadBasis]:
    """"《水土保持法》(2010年修订)第二十五条、第二十六条" → title, article, note; a text without 《》 is kept as a title."""
    found = []
    spans = list(re.finditer(r"《([^》]+)》", text))
    for index, match in enumerate(spans):
        end = spans[index + 1].start() if index + 1 < len(spans) else len(text)
        tail = text[match.end() : end]
        articles = "、".join(re.findall(r"(?:附件)?第[\d〇零一二三四五六七八九十百]+[条项](?:第[一二三四五六七八九十]+款)?(?:第[一二三四五六七八九十]+项)?", tail))
        note = "".join(re.findall(r"[(（]([^)）]*)[)）]", tail))
        found.append(ReadBasis(match[1], articles, note))
    return found or [ReadBasis(text.strip(), "", "")]


PHASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("correction", ("补正",)),
    ("decision", ("决定", "审批", "审定", "核准", "签发", "批准", "核发")),
    ("review", ("审查", "审核", "核查", "勘", "评审", "论证", "复核", "现场")),
    ("delivery", ("送达", "领取", "办结", "存档", "归档", "告知", "发证", "制证", "取件", "领证")),
    ("acceptance", ("受理", "收件", "申请", "预审", "窗口")),
)
FIRST = re.compile(r"^(企业)?(网上)?(或现场)?(申请|受理|窗口受理|收件|递交|提交|上报)")


def phase_of(name: str) -> str:
    """Which part of a case a step of the source belongs to, by its name; unknown names are review."""
    if "事后" in name:
        return "after"
    if FIRST.match(name):
        return "acceptance"
    return next((phase for phase, words in PHASES if any(word in name for word in words)), "review")
