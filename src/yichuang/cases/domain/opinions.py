"""What an opinion of an organ must say (行政许可法 26)."""

from __future__ import annotations

from collections.abc import Mapping

from yichuang.cases.domain.acceptance import LAW, need_reason
from yichuang.kernel.errors import FieldError, Invalid

OPINIONS: Mapping[str, str] = {"agree": "同意", "conditions": "附条件同意", "object": "不同意"}


def check_opinion(verdict: str, text: str, article: str) -> None:
    """An opinion is one of three; one with conditions says which, one that objects says why and by which article (26)."""
    if verdict not in OPINIONS:
        raise Invalid("没有选意见。", errors=(FieldError("verdict", "required", "请选同意、附条件同意或不同意。"),))
    if verdict != "agree":
        need_reason(text, "text")
    if verdict == "object" and not article.strip():
        wrong = FieldError("article", "required", "请写依据的法条，例如《中华人民共和国行政许可法》第三十八条。")
        raise Invalid("不同意的意见没有写依据。", article=f"{LAW}第二十六条", errors=(wrong,))


def opinion_said(verdict: str, text: str, article: str) -> str:
    """The opinion as its paper says it."""
    cited = f"依据{article.strip()}。" if article.strip() else ""
    return f"{OPINIONS[verdict]}。{cited}{text.strip()}"
