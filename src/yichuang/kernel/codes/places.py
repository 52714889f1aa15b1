"""Administrative divisions, GB/T 2260: 6 digits to the county, 9 with the township, 12 with the village."""

from __future__ import annotations

from yichuang.kernel.codes.reasons import NONE, Reason, compact, digits, wrong_length

PROVINCES = frozenset(
    str(number)
    for group in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82))
    for number in group
)


def division(code: str) -> Reason:
    """Shape and province; whether a county still exists is known by the table of divisions, not by the code."""
    text = compact(code)
    if len(text) not in (6, 9, 12):
        return wrong_length("行政区划代码", is_=len(text), should="6、9 或 12 ")
    if not digits(text):
        return Reason("行政区划代码只含数字")
    return province(text[:2]) or _levels(text)


def province(prefix: str) -> Reason:
    if prefix in PROVINCES:
        return NONE
    return Reason("前两位“%(prefix)s”不是省级行政区划代码", prefix=prefix)


def _levels(text: str) -> Reason:
    """Only a prefecture-level city without districts (东莞 中山 儋州 嘉峪关) has townships directly below it."""
    city, county, township, village = text[2:4], text[4:6], text[6:9], text[9:12]
    for above, below, level in ((city, county, 2), (city, township, 2), (township, village, 4)):
        if below.strip("0") and not above.strip("0"):
            return Reason("第%(level)s级为空，其下级却有代码", level=level)
    return NONE
