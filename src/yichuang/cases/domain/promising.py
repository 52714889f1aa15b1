"""告知承诺 (优化营商环境条例 40(3), 国办发〔2020〕42号): told, signed, decided on the promise, checked afterwards; untrue → 限期整改 → 撤销.

Not 容缺受理 (tolerating.py): there nothing is decided before the paper is in. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from yichuang.cases.domain.acceptance import need_reason, require
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.cases.domain.promised import due_on
from yichuang.cases.domain.review import NewId, desk_row
from yichuang.cases.domain.state import Act, CaseState, Task
from yichuang.catalogue.domain import PromiseText, Terms
from yichuang.credit.domain import PROMISES, Record
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import Fact

ARTICLE = "《优化营商环境条例》第四十条第三款"
BEFORE = (Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW)
FOLLOW_UP, RECHECK = "承诺事后核查", "整改复查"


class CreditBars(Refusal):
    """Neither institution is open to a party with a bad record; the ordinary way always is."""

    code = "cases.credit_bars"
    message = "申请人有信用记录“%(what)s”（%(organ)s，%(from_on)s至%(to_on)s），不能选用%(way)s。"
    article = PROMISES
    remedy = "按一般程序办理。信用修复：%(how)s"


class NotByPromise(Refusal):
    code = "cases.not_by_promise"
    message = "本件不能用告知承诺办理：%(why)s。"
    article = ARTICLE
    remedy = "按一般程序审查。"


class PromiseSignedBefore(Refusal):
    code = "cases.promise_signed"
    message = "告知承诺书已经签署。"
    remedy = "决定以前可以收回，改为一般程序。"


class NoPromise(Refusal):
    code = "cases.no_promise"
    message = "没有可以这样办的告知承诺。"
    remedy = "请刷新页面，看告知承诺办到了哪一步。"


class MendingRuns(Refusal):
    code = "cases.mending_runs"
    message = "整改期限到%(until)s，期满以前不能认定没有整改。"
    article = ARTICLE
    remedy = "期满以后再核查；已经整改好的，现在就可以记。"


def check_record(record: Record | None, *, organ: str, way: str) -> None:
    if record is not None:
        raise CreditBars(
            what=record.name, organ=organ, from_on=record.from_on.isoformat(), to_on=record.to_on.isoformat(), way=way, how=record.how,
        )


def signed(state: CaseState, *words: str) -> Act | None:
    """The promise of the case, if it stands in one of these states."""
    return next((a for a in state.acts_of(ActKind.PROMISE) if a.state in (words or ("signed",))), None)


def spares_visit(state: CaseState, terms: Terms) -> bool:
    """先决定、后核查: a signed promise under a version whose law decides on promise and papers (消防法 15: 材料齐全、符合法定形式的，应当予以许可；
    及时对作出承诺的场所进行核查). The check afterwards is the visit."""
    return terms.promise is not None and terms.promise.spares_visit and signed(state) is not None


def why_not(state: CaseState, terms: Terms) -> str:
    """Why 告知承诺 is not open here, in words; empty when it is."""
    if terms.promise is None:
        return "事项的现行版本没有载明告知承诺"
    if state.purpose:
        return "变更和延续不适用告知承诺"
    if not (state.is_licence and terms.result.licence_type):
        return "办理结果不是可以依法撤销的行政许可证件"
    return ""


def check_offered(state: CaseState, terms: Terms) -> PromiseText:
    """Raises unless the applicant may sign a promise in this case now."""
    require(state, *BEFORE)
    if why := why_not(state, terms):
        raise NotByPromise(why=why)
    if signed(state):
        raise PromiseSignedBefore()
    assert terms.promise is not None
    return terms.promise


def check_sign(*, agreed: bool, signed_by: str) -> None:
    errors = []
    if not agreed:
        errors.append(FieldError("agreed", "required", "不作承诺的，请选择一般程序。"))
    if not signed_by.strip():
        errors.append(FieldError("signed_by", "required", "请填承诺人的姓名。"))
    if errors:
        raise Invalid("承诺书没有签署。", code="cases.promise_not_signed", errors=tuple(errors))


def points_of(terms: Terms) -> tuple[str, ...]:
    """What a promise stands for in this version."""
    return tuple(point.code for point in terms.review_points if point.promisable)


def conditions_of(terms: Terms) -> frozenset[str]:
    """Codes of the conditions that stand on the promise instead of a review before the decision."""
    return frozenset(point.condition_code for point in terms.review_points if point.promisable)


def sign(terms: Terms, *, act_id: UUID, document_id: UUID, authority_ref: str) -> list[Fact]:
    return [f.PromiseSigned(act_id=act_id, points=points_of(terms), document_id=document_id, authority_ref=authority_ref)]


def check_decline(state: CaseState) -> None:
    require(state, *BEFORE)


def uncovered(state: CaseState, open_points: Sequence[str], failed: Collection[str]) -> list[str]:
    """The 审查要点 that keep the case from being granted: open ones no promise stands for. What was found not to be met is not met,
    whatever was promised."""
    act = signed(state)
    promised = set(act.data["points"]) - set(failed) if act else set()  # type: ignore[call-overload]
    return [code for code in open_points if code not in promised]


def relied(state: CaseState, open_points: Sequence[str]) -> bool:
    """Whether the decision now made stands on the promise: somebody may have reviewed every point after all."""
    act = signed(state)
    return act is not None and bool(set(act.data["points"]) & set(open_points))  # type: ignore[call-overload]


def rely(state: CaseState, text: PromiseText, *, post: str, new_id: NewId) -> list[Fact]:
    """The check afterwards opens with the decision, due by the days the text told."""
    act = signed(state)
    assert act is not None
    row = task(state, act.id, FOLLOW_UP, post, text.check_days, new_id)
    return [f.PromiseRelied(act_id=act.id, opened=(row,))]


def task(state: CaseState, act_id: UUID, name: str, post: str, days: int, new_id: NewId) -> dict[str, object]:
    return desk_row(TaskKind.FOLLOW_UP, name, post, state.handling_organ_id, new_id, node=str(act_id), limit=days)


FINDINGS = {"kept": "与承诺相符", "untrue": "与承诺不符"}
MENDINGS = {"mended": "已经整改", "unmended": "没有整改"}


def act_of(state: CaseState, found: Task, word: str) -> Act:
    """The promise a check is about; raises where the task is another, or the promise stands elsewhere."""
    act = next((a for a in state.acts_of(ActKind.PROMISE) if str(a.id) == found.node), None)
    if found.kind is not TaskKind.FOLLOW_UP or act is None or act.state != word:
        raise NoPromise()
    return act


def check_finding(*, finding: str, note: str, days: int | None, words: dict[str, str]) -> None:
    """A finding with what was looked at; an untrue promise with the days to put it right in."""
    if finding not in words:
        raise Invalid("没有选核查结果。", errors=(FieldError("finding", "required", "请选核查的结果。"),))
    need_reason(note, "findings")
    if finding == "untrue" and not (days and 1 <= days <= 250):
        raise Invalid("没有写整改的期限。", errors=(FieldError("days", "required", "请填整改期限，1到250个工作日。"),))


def check_unmended(act: Act, on: date) -> None:
    if on <= due_on(act):
        raise MendingRuns(until=due_on(act).isoformat())

