"""The register of plain words: what people say, and the words of items it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from yichuang.kernel.errors import FieldError, Refusal

LONGEST = 20
MOST_MEANINGS = 12


class WordKind(StrEnum):
    WORD = "word"
    """Another word for the same thing 近义词."""
    EVENT = "event"
    """Something that happens in a life, with the items it asks for 人生事件."""
    FILLER = "filler"
    """A question word that says nothing of the item 提问用语."""


KIND_NAMES = {WordKind.WORD: "近义词", WordKind.EVENT: "人生事件", WordKind.FILLER: "提问用语"}


class BadPlainWord(Refusal):
    code, status = "catalogue.bad_plain_word", 422
    message = "这个说法还不能保存"
    remedy = "请按每一栏的提示改正后再保存"


def check(word: str, kind: str, means: Sequence[str], source: str) -> None:
    """Raises BadPlainWord with every field that is wrong."""
    errors = []
    if not 1 <= len(word) <= LONGEST:
        errors.append(FieldError("word", "length", "请填1至20个字"))
    if kind not in set(WordKind):
        errors.append(FieldError("kind", "unknown", "请选一种用法"))
    elif kind == WordKind.FILLER and means:
        errors.append(FieldError("means", "not_wanted", "提问用语不代表事项，这一栏不填"))
    elif kind != WordKind.FILLER and not 1 <= len(means) <= MOST_MEANINGS:
        errors.append(FieldError("means", "count", "请填1至12个事项用语，每行一个"))
    if any(not 1 <= len(text) <= 60 for text in means):
        errors.append(FieldError("means", "length", "每个事项用语1至60个字"))
    if not source:
        errors.append(FieldError("source", "missing", "请写明这个说法从哪里来"))
    if errors:
        raise BadPlainWord(errors=tuple(errors))
