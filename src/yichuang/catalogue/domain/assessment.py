"""合法性、必要性、合理性审查论证 of what is newly put on the city's list (优化营商环境条例 39; domain A row 5). Pure.

Whoever reviews answers every question, each with its reason. What is unlawful, needless or unreasonable is not agreed with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yichuang.catalogue.domain.life import MOST_TEXT, Change, Opinion
from yichuang.kernel.errors import FieldError, Invalid, Refusal

LAW = "《中华人民共和国行政许可法》"
BUSINESS = "《优化营商环境条例》"
ASSESSED = frozenset({Change.CLAIM, Change.ADD})
"""What puts an item on the list that was not there."""


class Criterion(StrEnum):
    LAWFUL = "lawful"
    NECESSARY = "necessary"
    REASONABLE = "reasonable"


CRITERION_NAMES: Mapping[Criterion, str] = {Criterion.LAWFUL: "合法性", Criterion.NECESSARY: "必要性", Criterion.REASONABLE: "合理性"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the answer 符合 is the one that lets the reviewer agree. `of`: licence, other or all."""

    key: str
    criterion: Criterion
    text: str
    article: str
    of: str = "all"


QUESTION_WORDS: Mapping[str, str] = {
    "basis": "由现行有效的法律、行政法规、国务院决定、地方性法规或者省级政府规章设定，不是其他规范性文件设定的",
    "disguised": "不以备案、登记、注册、年检、认定等任何形式变相设定或者实施行政许可",
    "organ": "实施机关在法定职权范围内，或者依法受授权、受委托",
    "nothing_added": "没有增设行政许可，没有增设违反上位法的其他条件",
    "self": "不是公民、法人或者其他组织能够自主决定的",
    "market": "不是市场竞争机制能够有效调节的",
    "association": "不是行业组织或者中介机构能够自律管理的",
    "afterwards": "不是事后监督等其他行政管理方式能够解决的",
    "needed": "已取消的行政许可没有借此继续实施或者变相实施，确有办理的必要",
    "materials": "没有要求提交与申请事项无关的材料",
    "burden": "环节、时限和到现场次数是办理所必需的，方便申请人",
    "fees": "不收费；收费的有法律、行政法规规定",
}

QUESTIONS: tuple[Question, ...] = tuple(
    Question(key, criterion, QUESTION_WORDS[key], article, of) for key, criterion, article, of in (
        ("basis", Criterion.LAWFUL, f"{LAW}第十四条、第十五条、第十七条", "licence"),
        ("disguised", Criterion.LAWFUL, f"{BUSINESS}第三十九条第一款", "other"),
        ("organ", Criterion.LAWFUL, f"{LAW}第二十二条、第二十三条、第二十四条", "all"),
        ("nothing_added", Criterion.LAWFUL, f"{LAW}第十六条第四款", "licence"),
        ("self", Criterion.NECESSARY, f"{LAW}第十三条第一项", "licence"),
        ("market", Criterion.NECESSARY, f"{LAW}第十三条第二项", "licence"),
        ("association", Criterion.NECESSARY, f"{LAW}第十三条第三项", "licence"),
        ("afterwards", Criterion.NECESSARY, f"{LAW}第十三条第四项", "licence"),
        ("needed", Criterion.NECESSARY, f"{BUSINESS}第四十条第二款", "other"),
        ("materials", Criterion.REASONABLE, f"{LAW}第三十一条", "all"),
        ("burden", Criterion.REASONABLE, f"{BUSINESS}第三十六条", "all"),
        ("fees", Criterion.REASONABLE, f"{LAW}第五十八条", "all"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One question as it was answered."""

    key: str
    holds: bool
    reason: str


class AssessedAgainst(Refusal):
    code = "catalogue.assessed_against"
    message = "有审查问题答为不符合，不能同意：%(questions)s"
    remedy = "请选修改后同意或者不同意，写明理由；确实符合的，请改答案"


def questions(change: Change, *, is_licence: bool) -> tuple[Question, ...]:
    """What the review of such a change must answer; nothing for an item that is on the list already."""
    if change not in ASSESSED:
        return ()
    return tuple(one for one in QUESTIONS if one.of in ("all", "licence" if is_licence else "other"))


def assess(asked: tuple[Question, ...], said: Mapping[str, tuple[str, str]]) -> tuple[Answer, ...]:
    """The answers, key → ("yes" or "no", reason). Raises Invalid with every question that lacks its answer or its reason."""
    errors = []
    for one in asked:
        answer, reason = said.get(one.key, ("", ""))
        if answer not in ("yes", "no"):
            errors.append(FieldError(f"holds-{one.key}", "catalogue.not_assessed", "请选是否符合"))
        if not reason.strip() or len(reason) > MOST_TEXT:
            errors.append(FieldError(f"why-{one.key}", "catalogue.no_text", "请写明理由，最多4000个字"))
    if errors:
        raise Invalid("还有审查问题没有答", code="catalogue.not_assessed", article=f"{BUSINESS}第三十九条第一款", errors=tuple(errors))
    return tuple(Answer(one.key, said[one.key][0] == "yes", said[one.key][1].strip()) for one in asked)


def check_agreed(opinion: Opinion, asked: tuple[Question, ...], answers: tuple[Answer, ...]) -> None:
    """条例 39, 许可法 13: what fails one question is not agreed with. Raises AssessedAgainst with the article of the first."""
    against = {answer.key for answer in answers if not answer.holds}
    failed = [one for one in asked if one.key in against]
    if opinion is Opinion.AGREE and failed:
        raise AssessedAgainst(article=failed[0].article, questions="；".join(one.text for one in failed))
