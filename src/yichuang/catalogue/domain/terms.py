"""The terms of an implementing version, and what they need to be lawful.

Pure. Bare article numbers are those of the 行政许可法.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from yichuang.catalogue.domain.instruments import parted
from yichuang.catalogue.domain.prerequisites import Hold
from yichuang.catalogue.domain.words import DecidingModel, Medium, Rank, Regime, Routing, Status
from yichuang.clock.domain import Limit, Unit, known_ground

if TYPE_CHECKING:
    from yichuang.catalogue.domain.situations import Selection

STATUTES = frozenset({Rank.LAW, Rank.ADMINISTRATIVE_REGULATION, Rank.LOCAL_REGULATION})

LICENCE_DEFAULT = Limit(20, Unit.WORKING_DAY)
LICENCE_EXTENSION = Limit(10, Unit.WORKING_DAY)
DEFAULT_ARTICLE = "《中华人民共和国行政许可法》第四十二条第一款"
SHORTEST_TWENTY = 25
"""Twenty working days span at least so many calendar days, make-up days counted (autumn 2019): a limit of no more is
never longer than 42 allows."""


def above_default(limit: Limit) -> bool:
    """May the limit run longer than the twenty working days of 42? Then only a 法律 or 法规 may set it."""
    if limit.unit is Unit.MONTH:
        return limit.amount > 0
    bound = {Unit.WORKING_DAY: LICENCE_DEFAULT.amount, Unit.CALENDAR_DAY: SHORTEST_TWENTY}
    return limit.unit in bound and limit.amount > bound[limit.unit]


@dataclass(frozen=True, slots=True)
class SpecialCap:
    """The longest a special procedure of art. 45 may last for this item, and the article that says so."""

    ground: str
    limit: Limit
    article: str


@dataclass(frozen=True, slots=True)
class MaterialTerm:
    """One material 申请材料. `type_code` names the kind of paper across items (a party hands it in once)."""

    code: str
    name: str
    type_code: str = ""
    name_en: str = ""
    required: bool | None = None
    required_when: str = ""
    original: int | None = None
    copies: int | None = None
    quantity: str = ""
    """The count as the source writes it."""
    form: str = ""
    medium: Medium | None = None
    source: str = ""
    issuer: str = ""
    article: str = ""
    note: str = ""
    standard: str = ""
    valid_days: int | None = None
    tolerable: bool = False
    only_for: tuple[str, ...] = ()
    """Asked for these purposes only ("new", "change", "renewal"); empty = for all of them."""
    size: str = ""
    """规格 of the paper: A4, 图幅."""
    source_note: str = ""
    """来源渠道说明: where and how one gets it."""
    fill_note: str = ""
    """填报须知: how it is filled in."""
    blank_form: str = ""
    """空白表格 and 样表: the address, or the name of the file."""
    sample: str = ""
    issued_when: str = ""
    """出具时间: from when the paper must be, as the guide writes it."""
    blank_file: str = ""
    """SHA-256 of the file, where one was uploaded for this version."""
    sample_file: str = ""
    from_form: bool = False
    """由系统按填写的内容生成: it says what the form asked, so it is made out of the answers and asked of nobody as a file. At the window it is
    printed and signed there."""

    def is_for(self, purpose: str) -> bool:
        return not self.only_for or (purpose or "new") in self.only_for


@dataclass(frozen=True, slots=True)
class Condition:
    """A legal condition 许可条件: only an unmet one can ground a refusal (38)."""

    code: str
    text: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class PrerequisiteTerm:
    """A prerequisite 前置条件: the result of another item that must be held before this one is decided."""

    code: str
    name: str
    """The result, as the list calls it: 营业执照."""
    item_code: str = ""
    """The item that gives it; empty where it is given elsewhere or not known."""
    hold: Hold = Hold.HARD
    article: str = ""
    material_code: str = ""
    """The material that proves it, where one is asked for."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AcceptancePoint:
    """受理要素: 齐全 or 符合法定形式 of one material; failing one is a correction, never a refusal (32(4))."""

    code: str
    text: str
    material_code: str


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """审查要点: what the reviewer looks at, and the condition it tests."""

    code: str
    text: str
    condition_code: str = ""
    material_code: str = ""
    promisable: bool = False
    """告知承诺: the applicant's signed promise stands for it until it is checked afterwards."""


@dataclass(frozen=True, slots=True)
class PromiseText:
    """告知承诺 as this version words it: what is promised, what an untrue promise leads to, and the working days until it is checked
    and within which it may be put right. `spares_visit`: the law decides on promise and papers, the site is looked at afterwards."""

    text: str
    effect: str
    check_days: int
    mend_days: int
    spares_visit: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """设定依据 or other basis: an instrument, the article, its rank and, where known, when it ended."""

    title: str
    article: str = ""
    rank: Rank | None = None
    number: str = ""
    in_force_from: date | None = None
    repealed_on: date | None = None
    replaced_by: str = ""

    @property
    def citation(self) -> str:
        return f"《{parted(self.title).title}》{self.article}"


@dataclass(frozen=True, slots=True)
class StepTerm:
    """办理环节. Only `review` steps become tasks; the others are the verbs of the law (design §6)."""

    name: str
    phase: str = "review"
    limit: Limit | None = None
    limit_text: str = ""
    post: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FeeTerm:
    """收费: `fen` per unit, None where the standard is a text; every fee needs a basis (58)."""

    name: str
    basis: str = ""
    standard: str = ""
    fen: int | None = None
    unit: str = ""
    reducible: bool | None = None
    reduction: str = ""
    """Whether the fee is reduced or waived for some 减免, and for whom."""


@dataclass(frozen=True, slots=True)
class Window:
    """办理地点: where one applies, when it is open, whom one asks and to whom one complains."""

    name: str = ""
    address: str = ""
    hours: str = ""
    consult_phone: str = ""
    complaint_phone: str = ""
    complaint_url: str = ""
    complaint_address: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """常见问题 and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ResultTerm:
    """审批结果: a licence (with its type code and validity) or a document."""

    name: str = ""
    kind: str = ""
    licence_type: str = ""
    validity_months: int | None = None
    validity_note: str = ""
    template: str = ""
    number_prefix: str = ""
    blank: str = ""
    """空白证件 the paper is printed on 套打, by name; empty = plain paper."""
    renew_before: Limit | None = None
    """How long before the expiry a renewal is asked for, where the item's own law sets another time than the 30 days of 50(1)."""
    renew_article: str = ""
    sample: str = ""
    """结果样本: the address or the name of the file."""


@dataclass(frozen=True, slots=True)
class FurtherResult:
    """其他结果: what one gets beside the main result (`ResultTerm`, the one a case issues): a copy 副本, an annex 附件, a drawing."""

    name: str
    kind: str = ""
    given_when: str = ""
    """In which case alone it is given; empty = always."""
    copies: int | None = None
    validity_note: str = ""
    article: str = ""
    sample: str = ""
    note: str = ""
    """How one gets it, where it does not come with the main result."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A material of the version that the applicant's situation does not need 不适用, and why."""

    code: str
    name: str
    name_en: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything a case needs to know of the version it runs under; immutable once published."""

    version_id: UUID
    item_id: UUID
    code: str
    name: str
    regime: Regime
    accepting_organ_id: UUID | None
    deciding_organ_id: UUID | None
    deciding_model: DecidingModel | None
    number: int = 1
    status: Status = Status.PUBLISHED
    name_en: str = ""
    statutory: Limit | None = None
    statutory_article: str = ""
    statutory_from_law: bool = False
    """True when the source states no limit and the 20 working days of 42 apply."""
    promised: Limit | None = None
    extension: Limit | None = None
    extension_article: str = ""
    special_caps: tuple[SpecialCap, ...] = ()
    on_the_spot: bool = False
    one_review: bool = False
    quota: bool = False
    legal_review: bool = False
    visit_required: bool = False
    visit_free: str = ""
    """免勘: why the applicant's situation needs no visit, with the article; decided by the version's tables, never by hand."""
    third_parties: bool = False
    hearing_required: bool = False
    concerns_safety: bool = False
    """直接关系公共安全、人身健康、生命财产安全: who obtained it by false means may not apply again for a time (78, 79)."""
    review_first: frozenset[str] = frozenset()
    """复议前置: acts ("reject", "refuse", …) that go to 复议 before they go to court, by the item's own law."""
    withheld: str = ""
    """Why decisions under it are not made public (5, 40): state or business secrets, privacy; empty = they are."""
    audience: frozenset[str] = frozenset()
    """Party kinds that may apply: "natural", "legal"."""
    materials: tuple[MaterialTerm, ...] = ()
    conditions: tuple[Condition, ...] = ()
    prerequisites: tuple[PrerequisiteTerm, ...] = ()
    acceptance_points: tuple[AcceptancePoint, ...] = ()
    review_points: tuple[ReviewPoint, ...] = ()
    steps: tuple[StepTerm, ...] = ()
    fees: tuple[FeeTerm, ...] | None = None
    """None = not stated, empty = free of charge."""
    bases: tuple[Basis, ...] = ()
    result: ResultTerm = ResultTerm()
    """The main result: what the case makes and hands over."""
    further_results: tuple[FurtherResult, ...] = ()
    procedure_id: UUID | None = None
    form_id: UUID | None = None
    window: tuple[tuple[str, str], ...] = ()
    situation_id: UUID | None = None
    """The questions and decision tables 情形 of the version, where it has any."""
    selection: Selection | None = None
    """What the applicant's situation selected; None = the whole version."""
    selection_id: UUID | None = None
    left_out: tuple[LeftOut, ...] = ()
    smart_id: UUID | None = None
    """Rules of 智能审批, where the version declares it."""
    windows: tuple[Window, ...] = ()
    questions: tuple[Question, ...] = ()
    first_review_organ_id: UUID | None = None
    """The lower organ that reviews first and reports up (35); None = the deciding organ reviews alone."""
    first_review: Limit | None = None
    """Its limit from its acceptance on: twenty working days by 43 where the item's own law says nothing else."""
    first_review_article: str = ""
    tolerates_absence: bool = False
    """容缺受理: what is marked `tolerable` may be handed in after acceptance."""
    promise: PromiseText | None = None
    """告知承诺, where the version words it whole; None = not offered."""
    routing: Routing = Routing.OWN
    report_organ_id: UUID | None = None
    """转报: the lower organ that sends the application up as it is; None in the other two types."""
    report: Limit | None = None
    """Its limit from acceptance on; it runs inside the limit of the deciding organ."""
    report_article: str = ""

    def cap(self, ground: str) -> SpecialCap | None:
        """The cap of a special procedure, where this version states one."""
        wanted = known_ground(ground)
        return next((cap for cap in self.special_caps if wanted and known_ground(cap.ground) is wanted), None)

    def material(self, code: str) -> MaterialTerm | None:
        return next((material for material in self.materials if material.code == code), None)


def effective_statutory(regime: Regime, statutory: Limit | None, article: str) -> tuple[Limit | None, str, bool]:
    """The limit that binds, its article, and whether it comes from 42: a licence without one has 20 working days."""
    if statutory is not None or regime is not Regime.LICENCE:
        return statutory, article, False
    return LICENCE_DEFAULT, DEFAULT_ARTICLE, True


def effective_extension(regime: Regime, extension: Limit | None, article: str) -> tuple[Limit | None, str]:
    """A licence may be extended once by ten working days (42) unless its own law says otherwise; others not at all."""
    if extension is not None or regime is not Regime.LICENCE:
        return extension, article
    return LICENCE_EXTENSION, DEFAULT_ARTICLE
