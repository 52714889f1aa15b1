"""How the title of a law is written, and the one way it is looked up: 《…》, a number or a year behind it, spaces and full width make no other law.

立法技术规范（试行）（一）19: a title is cited in full between 《》; what stands behind it (number, year of revision, article) is no part of it. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

T = TypeVar("T")
NATION = "中华人民共和国"
MARK = r"第\s*[\d〇零一二三四五六七八九十百千]+\s*号|\d{4}\s*年|[〔\[]\d{4}[〕\]]|主席令|国务院令"
NUMBERED = re.compile(rf"[（(\[〔【]([^（）()\[\]【】]*?(?:{MARK})[^（）()【】]*)[）)\]〕】]\s*$")
"""A bracket at the end that says which number or of which year: （国家林业局令第2号）, (2010年修订). （试行） is part of the title."""
ARTICLE = re.compile(r"(第[\d〇零一二三四五六七八九十百千]+条(?:第?[（(]?[\d〇零一二三四五六七八九十]+[）)]?[款项目])*(?:之[一二三四五六七八九十])?)\s*$")


class Cited(NamedTuple):
    """The parts of a citation as somebody typed it into one field."""

    title: str
    number: str = ""
    article: str = ""


def parted(text: str) -> Cited:
    """《占用征用林地审核审批管理办法》（国家林业局令第2号）第三条 → title, number, article. The words of a title stay as they are."""
    title, number, article = " ".join(text.split()), "", ""
    if title.startswith("《") and (found := ARTICLE.search(title)) and "》" in title[: found.start()]:
        title, article = title[: found.start()].strip(), found[1]
    while found := NUMBERED.search(title):
        number = number or found[1].strip()
        title = title[: found.start()].strip()
    if title.startswith("《") and title.endswith("》") and whole(title):
        title = title[1:-1].strip()
        inner = parted(title) if NUMBERED.search(title) else None
        title, number = (inner.title, number or inner.number) if inner else (title, number)
    return Cited(title or text.strip(), number, article)


def whole(title: str) -> bool:
    """Whether the first mark is closed by the last: 《甲》和《乙》 is no single title."""
    depth = 0
    for place, letter in enumerate(title):
        depth += (letter == "《") - (letter == "》")
        if depth == 0:
            return place == len(title) - 1
    return False


def folded(text: str) -> str:
    """The key of the register: the same for every way of writing one title, short or with the name of the nation before it."""
    plain = unicodedata.normalize("NFKC", parted(text).title)
    plain = re.sub(r"[\s·•]", "", plain).translate(str.maketrans("〈〉《》﹑", "<><>、"))
    return plain.removeprefix(NATION) or plain


class ByTitle(Mapping[str, T]):
    """Title → what is known of it, by `folded`."""

    def __init__(self, known: Mapping[str, T]) -> None:
        self._known = {folded(title): value for title, value in known.items()}

    def __getitem__(self, title: str) -> T:
        return self._known[folded(title)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
