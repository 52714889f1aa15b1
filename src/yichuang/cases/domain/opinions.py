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


def check_silence(consents: bool, basis: str) -> None:
    """Silence is no objection only where a rule says so, and the letter names it; it answers the question and grants nothing."""
    if consents and not basis.strip():
        wrong = FieldError("silence_basis", "cases.silence_basis", "请写规定逾期不复视为无不同意见的文件和条款；没有规定的，不选这一项。")
        raise Invalid("逾期不复视为无不同意见，要有依据。", code="cases.silence_basis", article=f"{LAW}第二十六条第二款", errors=(wrong,))


def silence_said(consents: bool, basis: str) -> str:
    """What silence means, as the letter says it."""
    if consents:
        return f"逾期不复，视为无不同意见（{basis.strip()}）。"
    return "逾期不复，由本机关催办，不视为同意。"


def opinion_said(verdict: str, text: str, article: str) -> str:
    """The opinion as its paper says it."""
    cited = f"依据{article.strip()}。" if article.strip() else ""
    return f"{OPINIONS[verdict]}。{cited}{text.strip()}"
