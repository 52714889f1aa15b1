"""What somebody asks, in the words of the catalogue: question words fall away, plain words stand for item words. Pure.

"开个药店要什么" is about 药店, which the catalogue calls 零售药店 or 药品经营. A question is cut from left to right, the longest
word of the register first; what the register does not know stays as it was typed. Latin words are looked up one by one, in the plural too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from yichuang.catalogue.finding import folding

EDGE = frozenset("我你他她想要去在到给把被有会能办开个家的了吗呢是这那请做搞弄些里和跟与及并就都也还来用")
"""Characters that carry nothing at the edge of what the register does not know."""
FREQUENT = frozenset((
    "许可", "备案", "审批", "登记", "证明", "办理", "核发", "申请", "变更", "注销", "经营", "企业", "服务", "信息", "查询", "新办", "延续", "补办",
    "设立", "单位", "管理", "建设", "项目", "机构", "活动", "资格", "生产", "成立", "许可证", "转移", "公司", "终止", "更正",
    "licence", "license", "permit", "certificate", "filing", "approval", "registration",
))  # fmt: skip
"""Words of so many names that alone they find nothing in particular: a near match needs another one."""
MOST_WORDS = 24


@dataclass(frozen=True, slots=True)
class Register:
    """Plain words in force, folded: what each stands for (the best first), and what falls away."""

    means: Mapping[str, tuple[str, ...]]
    fillers: frozenset[str]
    longest: int

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, Iterable[str]]]) -> Register:
        """From (word, kind, means)."""
        means: dict[str, tuple[str, ...]] = {}
        fillers: set[str] = set()
        for word, kind, stands_for in rows:
            if kind == "filler":
                fillers.add(folding.fold(word))
            else:
                means[folding.fold(word)] = tuple(map(folding.fold, stands_for))
        return cls(means, frozenset(fillers), max(map(len, (*means, *fillers)), default=0))


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was said, and the words it is looked for by, the said one first."""

    said: str
    words: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Question:
    """`typed` is the folded question, `core` what is left of it, `parts` its pieces."""

    typed: str
    core: str
    parts: tuple[Part, ...]

    def strict(self) -> str:
        """A `tsquery` literal: every part by one of its words; empty when nothing can be looked for. What holds the question as typed
        holds every part."""
        return both("&", dict.fromkeys(either(part.words) for part in self.parts))

    def near(self) -> str:
        """A `tsquery` literal: any part, or any pair of what the register does not know. For what strictly finds nothing."""
        said = [word for word, _, _ in self.gains(near=True)]
        telling = [word for word in said if word not in FREQUENT] or said
        return either(tuple(telling[:MOST_WORDS]))

    def gains(self, *, near: bool = False) -> list[tuple[str, int, int]]:
        """(word, part, gain): how much a name gains that holds the word; of each part the best word counts."""
        found = []
        for n, part in enumerate(self.parts):
            worth = 10 * min(len(part.said), 4)
            found += [(word, n, worth - at) for at, word in enumerate(part.words)]
            if near and not part.known and len(part.said) > 2 and not part.said.isascii():
                found += [(pair, 100 * (n + 1) + at, 9) for at, pair in enumerate(folding.pairs(part.said))]
        return found


@lru_cache(maxsize=4096)
def either(words: tuple[str, ...]) -> str:
    """One of the words; what holds a longer one holds the shorter within it, so the longer need not be asked for. Kept, because a word of
    the register is read again and again."""
    telling = [word for word in words if not any(other in word for other in words if other != word)]
    return both("|", dict.fromkeys(map(folding.every_pair, telling)))


def both(operator: str, literals: Iterable[str]) -> str:
    parts = [literal for literal in literals if literal]
    return parts[0] if len(parts) == 1 else f" {operator} ".join(f"({part})" for part in parts)


def question(text: str, register: Register) -> Question:
    typed = folding.fold(text.strip())[: folding.MAX_QUERY]
    parts = [part for chinese, word in folding.RUN.findall(typed) for part in (cut(chinese, register) if chinese else latin(word, register))]
    if not parts and (runs := folding.runs(typed)):  # nothing but question words: then they are what is looked for
        parts = [Part(run, (run,), False) for run in runs]
    telling = [part for part in parts if len(part.said) > 1 or part.said.isascii()] or parts
    kept = tuple({part.said: part for part in telling}.values())
    return Question(typed, beside(part.said for part in kept), kept)


def cut(run: str, register: Register) -> list[Part]:
    """A run of Chinese characters → its parts."""
    parts: list[Part] = []
    unknown, at = "", 0
    while at < len(run):
        word = longest(run, at, register)
        if not word:
            unknown, at = unknown + run[at], at + 1
            continue
        parts += left_over(unknown)
        unknown, at = "", at + len(word)
        if word in register.means:
            parts.append(known(word, register))
    return parts + left_over(unknown)


def beside(said: Iterable[str]) -> str:
    """What was said as a name would hold it: Chinese without a space, Latin words with one."""
    whole = ""
    for text in said:
        whole += f" {text}" if whole and whole[-1].isascii() and text.isascii() else text
    return whole


def latin(word: str, register: Register) -> list[Part]:
    forms = (word, *singulars(word))
    word = next((form for form in forms if form in register.means or form in register.fillers), forms[-1])
    return [] if word in register.fillers else [known(word, register)]


def singulars(word: str) -> tuple[str, ...]:
    """trees → tree, taxes → tax, companies → company; the last is the one to look for where the register knows none."""
    if len(word) < 5 or word[-1] != "s" or word[-2] == "s":
        return ()
    if word.endswith("ies"):
        return (f"{word[:-3]}y",)
    return (word[:-2], word[:-1]) if word.endswith("es") else (word[:-1],)


def known(word: str, register: Register) -> Part:
    means = register.means.get(word, ())
    return Part(word, tuple(dict.fromkeys((word, *means))), bool(means))


def longest(run: str, at: int, register: Register) -> str:
    for size in range(min(register.longest, len(run) - at), 0, -1):
        word = run[at : at + size]
        if word in register.means or word in register.fillers:
            return word
    return ""


def left_over(text: str) -> list[Part]:
    start, end = 0, len(text)
    while end - start > 2 and text[start] in EDGE:
        start += 1
    while end - start > 2 and text[end - 1] in EDGE:
        end -= 1
    core = text[start:end]
    return [Part(core, (core,), False)] if core and not set(core) <= EDGE else []
