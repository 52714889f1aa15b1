"""审批法庭: whether a prerequisite of an item may stand (domain A row 17, after 宁海). Pure.

Parties: the clearing group 前置清理组 brings the matter, the department that asks for the prerequisite answers. A panel of odd
number decides by majority, in two instances, the second in writing. It is an organ of the government over its own lists, no
court over applicants: nobody's case is decided here.

What has no basis in law, regulation or rule is void (优化营商环境条例 第三十五条; 行政许可法 第十六条第四款、第十七条), and a new
prerequisite does not stand before it has passed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from yichuang.catalogue.domain.terms import STATUTES, Basis
from yichuang.catalogue.domain.words import Rank
from yichuang.kernel.errors import FieldError, Invalid, Refusal

NO_BASIS = "《优化营商环境条例》第三十五条"
RULES_ADD_NOTHING = "《中华人民共和国行政许可法》第十六条第四款"


class Kind(StrEnum):
    CLEAR = "clear"
    """清理: an existing prerequisite is called in question."""
    NEW = "new"
    """新增: a department wants one more."""


class State(StrEnum):
    FILED = "filed"
    ANSWERED = "answered"
    DECIDED = "decided"
    APPEALED = "appealed"
    FINAL = "final"
    CARRIED_OUT = "carried_out"
    WITHDRAWN = "withdrawn"


STATE_NAMES: Mapping[State, str] = {
    State.FILED: "已立案，待答辩", State.ANSWERED: "已答辩，待审理", State.DECIDED: "一审已裁定", State.APPEALED: "已申请二审",
    State.FINAL: "已生效，待执行", State.CARRIED_OUT: "已执行", State.WITHDRAWN: "已撤回",
}

MOVES: Mapping[State, frozenset[State]] = {
    State.FILED: frozenset({State.ANSWERED, State.DECIDED, State.WITHDRAWN}),
    State.ANSWERED: frozenset({State.DECIDED, State.WITHDRAWN}),
    State.DECIDED: frozenset({State.APPEALED, State.FINAL}),
    State.APPEALED: frozenset({State.FINAL}),
    State.FINAL: frozenset({State.CARRIED_OUT}),
    State.CARRIED_OUT: frozenset(),
    State.WITHDRAWN: frozenset(),
}

OWNERS: Mapping[State, str] = {
    State.FILED: "被提请部门", State.ANSWERED: "审理组", State.DECIDED: "双方", State.APPEALED: "二审审理组",
    State.FINAL: "事项管理员", State.CARRIED_OUT: "", State.WITHDRAWN: "",
}
"""Who has to act."""


class Verdict(StrEnum):
    KEEP = "keep"
    STRIKE = "strike"
    PROMISE = "promise"
    """The paper may be replaced by a promise 告知承诺, or come later 容缺."""


VERDICT_NAMES: Mapping[Verdict, str] = {Verdict.KEEP: "予以保留", Verdict.STRIKE: "予以清除", Verdict.PROMISE: "改为告知承诺或者容缺"}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the panel and how they voted."""

    account_id: UUID
    organ_id: UUID | None
    vote: Verdict


class WrongState(Refusal):
    code = "catalogue.docket_state"
    message = "这件前置审理%(state)s，不能这样做"


class BadPanel(Invalid):
    code = "catalogue.bad_panel"
    message = "审理组的组成不合规定"
    remedy = "请按规定调整审理组成员后再裁定"


def check_move(state: State, to: State) -> None:
    """Raises WrongState."""
    if to not in MOVES[state]:
        raise WrongState(state=STATE_NAMES[state])


def check_panel(
    members: Sequence[Member], *, presiding: UUID, parties: Collection[UUID], plaintiff_organ: UUID, defendant_organ: UUID,
    before: Collection[UUID] = (),
) -> None:
    """Odd, at least three, each once, the president among them; nobody of either party, nobody who brought or answered it, and
    in the second instance nobody of the first (回避)."""
    errors = []
    people = [member.account_id for member in members]
    if len(people) < 3 or len(people) % 2 == 0:
        errors.append(FieldError("members", "catalogue.panel_odd", "审理组由三名以上单数成员组成"))
    if len(set(people)) != len(people):
        errors.append(FieldError("members", "catalogue.panel_twice", "同一人不能在审理组里出现两次"))
    if presiding not in people:
        errors.append(FieldError("presiding", "catalogue.panel_president", "庭长应当是审理组成员"))
    if any(member.organ_id in (plaintiff_organ, defendant_organ) for member in members) or set(people) & set(parties):
        errors.append(FieldError("members", "catalogue.panel_avoidance", "提请方、被提请部门的人员应当回避"))
    if set(people) & set(before):
        errors.append(FieldError("members", "catalogue.panel_second", "一审成员不能参加二审"))
    if errors:
        raise BadPanel(errors=tuple(errors))


def majority(members: Iterable[Member]) -> Verdict:
    """What more than half voted for. Three ways and no majority: the prerequisite is not carried, so it is struck."""
    votes = [member.vote for member in members]
    return next((verdict for verdict in Verdict if votes.count(verdict) * 2 > len(votes)), Verdict.STRIKE)


def is_basis(basis: Basis) -> bool:
    """May it carry a condition or a step of an item? 法律、法规、规章, or a decision of the State Council; a mere document may not."""
    return basis.rank in STATUTES or basis.rank is Rank.RULE or (basis.title.startswith("国务院") and basis.title.endswith("决定"))


def check_verdict(verdict: Verdict, bases: Sequence[Basis]) -> None:
    """A prerequisite without legal basis cannot be kept, whatever the votes: it is void."""
    if verdict is not Verdict.STRIKE and not any(basis.article and is_basis(basis) for basis in bases):
        raise Invalid(
            "没有法律、法规、规章依据的前置条件无效，只能清除。", code="catalogue.prerequisite_void", article=NO_BASIS,
            remedy="请补充依据到条款，或者裁定予以清除。",
            errors=(FieldError("bases", "catalogue.prerequisite_void", "规范性文件不能作为前置条件的依据，请写法律、法规或者规章的条款"),),
        )
