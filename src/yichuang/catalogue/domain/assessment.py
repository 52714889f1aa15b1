"""合法性、必要性、合理性审查论证 of what is put on, kept on, reshaped on or struck off the city's list (优化营商环境条例 39, 40; 行政许可法 20;
domain A row 5). Pure.

Which questions are asked depends on the kind of the request. Whoever reviews answers every one, each with its reason. What is unlawful,
needless or unreasonable is not agreed with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yichuang.catalogue.domain.life import MOST_TEXT, Change, Opinion
from yichuang.kernel.errors import FieldError, Invalid, Refusal

LAW = "《中华人民共和国行政许可法》"
BUSINESS = "《优化营商环境条例》"
NEW = frozenset({Change.CLAIM, Change.ADD})
"""What puts an item on the list that was not there."""
STANDING = frozenset({Change.SPLIT, Change.MERGE, Change.RETAIN})
"""What leaves an item on the list, whole or reshaped: whether it should be there is asked again (许可法 20)."""
FITS = NEW | STANDING | {Change.CHANGE}
OUT = frozenset({Change.CANCEL})


class Criterion(StrEnum):
    LAWFUL = "lawful"
    NECESSARY = "necessary"
    REASONABLE = "reasonable"


CRITERION_NAMES: Mapping[Criterion, str] = {Criterion.LAWFUL: "合法性", Criterion.NECESSARY: "必要性", Criterion.REASONABLE: "合理性"}


class Evaluated(StrEnum):
    """The classes in which the results of 清理评估 are made public, in their order."""

    CANCELLED = "cancelled"
    TO_CANCEL = "to_cancel"
    TO_KEEP = "to_keep"
    KEPT = "kept"


EVALUATED_NAMES: Mapping[Evaluated, str] = {
    Evaluated.CANCELLED: "已取消", Evaluated.TO_CANCEL: "拟取消", Evaluated.TO_KEEP: "拟保留", Evaluated.KEPT: "决定保留",
}
UNDECIDED_NAMES: Mapping[str, str] = {"effective_on": "还没有决定"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the answer 符合 is the one that lets the reviewer agree. `of`: licence, other or all; `on`: the kinds of request that ask it."""

    key: str
    criterion: Criterion
    text: str
    article: str
    of: str
    on: frozenset[Change]


QUESTION_WORDS: Mapping[str, str] = {
    "subject": "属于可以设定行政许可的事项",
    "basis": "由现行有效的法律、行政法规、国务院决定、地方性法规或者省级政府规章设定，不是其他规范性文件设定的",
    "disguised": "不以备案、登记、注册、年检、认定等任何形式变相设定或者实施行政许可",
    "organ": "实施机关在法定职权范围内，或者依法受授权、受委托",
    "nothing_added": "没有增设行政许可，没有增设违反上位法的其他条件",
    "granted": "已经取得的许可继续有效，没有擅自改变",
    "repealed": "设定它的规定已经修改、废止，或者有权的机关已经决定取消、停止实施，不是实施机关自行停办",
    "not_continued": "取消以后不继续实施、不变相实施，也不转由行业协会商会或者其他组织实施",
    "self": "不是公民、法人或者其他组织能够自主决定的",
    "market": "不是市场竞争机制能够有效调节的",
    "association": "不是行业组织或者中介机构能够自律管理的",
    "afterwards": "不是事后监督等其他行政管理方式能够解决的",
    "evaluated": "对实施情况和存在的必要性作过评价；认为有别的方式能够解决的，意见已经报告设定机关",
    "needed": "已取消的行政许可没有借此继续实施或者变相实施，确有办理的必要",
    "replaced": "取消以后由当事人自主决定、市场调节、行业自律或者事后监督能够解决",
    "together": "需要拆开的几项一起办的，仍然一次申请、统一受理、统一送达",
    "integrated": "合并是整合实施，只办其中一项的人不用满足其他各项的条件、不用交其他各项的材料",
    "compensated": "已经取得许可的人怎样衔接有安排，造成财产损失的依法补偿",
    "materials": "没有要求提交与申请事项无关的材料",
    "burden": "环节、时限和到现场次数是办理所必需的，方便申请人",
    "fees": "不收费；收费的有法律、行政法规规定",
}

QUESTIONS: tuple[Question, ...] = tuple(
    Question(key, criterion, QUESTION_WORDS[key], article, of, frozenset(on)) for key, criterion, article, of, on in (
        ("subject", Criterion.LAWFUL, f"{LAW}第十二条", "licence", NEW | {Change.SPLIT, Change.RETAIN}),
        ("basis", Criterion.LAWFUL, f"{LAW}第十四条、第十五条、第十七条", "licence", NEW | STANDING),
        ("disguised", Criterion.LAWFUL, f"{BUSINESS}第三十九条第一款", "other", FITS),
        ("organ", Criterion.LAWFUL, f"{LAW}第二十二条、第二十三条、第二十四条", "all", NEW | STANDING),
        ("nothing_added", Criterion.LAWFUL, f"{LAW}第十六条第四款", "licence", FITS - {Change.RETAIN}),
        ("granted", Criterion.LAWFUL, f"{LAW}第八条第一款", "licence", {Change.CHANGE, Change.SPLIT, Change.MERGE}),
        ("repealed", Criterion.LAWFUL, f"{LAW}第二十条第一款、第二十一条", "licence", OUT),
        ("not_continued", Criterion.LAWFUL, f"{BUSINESS}第四十条第二款", "licence", OUT),
        ("self", Criterion.NECESSARY, f"{LAW}第十三条第一项", "licence", NEW | {Change.SPLIT, Change.RETAIN}),
        ("market", Criterion.NECESSARY, f"{LAW}第十三条第二项", "licence", NEW | {Change.SPLIT, Change.RETAIN}),
        ("association", Criterion.NECESSARY, f"{LAW}第十三条第三项", "licence", NEW | {Change.SPLIT, Change.RETAIN}),
        ("afterwards", Criterion.NECESSARY, f"{LAW}第十三条第四项", "licence", NEW | {Change.SPLIT, Change.RETAIN}),
        ("evaluated", Criterion.NECESSARY, f"{LAW}第二十条第二款", "licence", STANDING | {Change.CHANGE}),
        ("needed", Criterion.NECESSARY, f"{BUSINESS}第四十条第二款", "other", FITS),
        ("replaced", Criterion.NECESSARY, f"{LAW}第十三条、第二十条第一款", "licence", OUT),
        ("together", Criterion.REASONABLE, f"{LAW}第二十六条", "all", {Change.SPLIT}),
        ("integrated", Criterion.REASONABLE, f"{BUSINESS}第四十条第三款", "all", {Change.MERGE}),
        ("compensated", Criterion.REASONABLE, f"{LAW}第八条第二款", "licence", OUT),
        ("materials", Criterion.REASONABLE, f"{LAW}第三十一条", "all", FITS),
        ("burden", Criterion.REASONABLE, f"{BUSINESS}第三十六条", "all", FITS),
        ("fees", Criterion.REASONABLE, f"{LAW}第五十八条", "all", FITS),
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
    """What the review of such a change must answer. A suspension, its end and a power given on are not assessed: the item is what it was."""
    return tuple(one for one in QUESTIONS if change in one.on and one.of in ("all", "licence" if is_licence else "other"))


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
        raise Invalid("还有审查问题没有答", code="catalogue.not_assessed", article=asked[0].article, errors=tuple(errors))
    return tuple(Answer(one.key, said[one.key][0] == "yes", said[one.key][1].strip()) for one in asked)


def check_agreed(opinion: Opinion, asked: tuple[Question, ...], answers: tuple[Answer, ...]) -> None:
    """条例 39, 许可法 13: what fails one question is not agreed with. Raises AssessedAgainst with the article of the first."""
    against = {answer.key for answer in answers if not answer.holds}
    failed = [one for one in asked if one.key in against]
    if opinion is Opinion.AGREE and failed:
        raise AssessedAgainst(article=failed[0].article, questions="；".join(one.text for one in failed))
