"""What the studio shows of a version: every element with its marks, and what the lints say, worst first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import Finding, Severity
from yichuang.catalogue.domain import (
    REGIME_NAMES,
    AcceptancePoint,
    Basis,
    Condition,
    DecidingModel,
    FeeTerm,
    MaterialTerm,
    Medium,
    ResultTerm,
    ReviewPoint,
    SpecialCap,
    Status,
    StepTerm,
)
from yichuang.clock.domain import ground_name
from yichuang.kernel.errors import Refusal
from yichuang.kernel.problem import phrase
from yichuang.look.templatetags.look import day_full, money
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import ACT_NAMES, Act, post_name

STATUS_LABELS: dict[str, str | Promise] = {
    Status.PUBLISHED: _("已发布"), Status.DRAFT: _("草稿"), Status.SUSPENDED: _("已暂停"),
    Status.IMPORTED: _("参考指南"), Status.ENDED: _("已停用"),
}
STATUS_TAGS = {
    Status.PUBLISHED: "run", Status.DRAFT: "wait", Status.SUSPENDED: "susp", Status.IMPORTED: "plain", Status.ENDED: "done",
}
SEVERITY_LABELS = {Severity.ERROR: _("错误"), Severity.WARNING: _("提醒"), Severity.INFO: _("说明")}
SEVERITY_TAGS = {Severity.ERROR: "red", Severity.WARNING: "yel", Severity.INFO: "plain"}
ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)

FIELD_LABELS: dict[str, str | Promise] = {
    "name": _("事项名称"), "regime": _("事项类型"), "codes": _("编码"), "region": _("适用地区"), "level": _("行使层级"),
    "department": _("实施部门"), "accepting_organ": _("受理机关"), "deciding_organ": _("决定机关"),
    "deciding_model": _("决定方式"), "audience": _("申请人"), "service_objects": _("服务对象"), "handling_type": _("办件类型"),
    "channels": _("办理渠道"), "visits": _("到现场次数"), "statutory": _("法定时限"), "promised": _("承诺时限"),
    "extension": _("延长"), "special_caps": _("特别程序"), "quota": _("数量限制"), "one_review": _("一审一核"),
    "on_the_spot": _("当场办结"), "legal_review": _("法制审核"), "visit_required": _("现场核查"),
    "third_parties": _("利害关系人"), "hearing_required": _("听证"), "concerns_safety": _("公共安全、人身健康、生命财产安全"),
    "review_first": _("复议前置"), "withheld": _("决定不公开的理由"), "conditions": _("条件"), "materials": _("材料"),
    "acceptance_points": _("受理要素"), "review_points": _("审查要点"), "steps": _("办理步骤"), "fees": _("收费"),
    "bases": _("依据"), "result": _("结果"), "windows": _("办理窗口"), "procedure": _("办理流程"), "form": _("申请表"),
    "allocation": _("有限资源分配"), "extension_article": _("延长依据"), "statutory_article": _("法定时限依据"),
    "form_id": _("申请表"), "procedure_id": _("办理流程"),
}  # fmt: skip
FLAGS = ("one_review", "on_the_spot", "legal_review", "visit_required", "third_parties", "hearing_required", "concerns_safety")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a version. `lines` empty and `nil` set = 未载明; `lines` empty without it = none."""

    key: str
    label: str | Promise
    lines: tuple[str, ...]
    nil: bool
    completed: bool
    findings: tuple[FindingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingRow:
    tag: str
    severity: str | Promise
    field: str | Promise
    anchor: str
    text: str
    article: str


def root_of(field: str) -> str:
    """"materials[2].source" and "materials.2.source" both belong to "materials"."""
    head = field.replace("[", ".").split(".")[0]
    known = (head, head.removesuffix("_id"), head.removesuffix("_organ_id") + "_organ")
    return next((key for key in known if key in FIELD_LABELS), head)


def finding_row(finding: Finding) -> FindingRow:
    root = root_of(finding.field)
    return FindingRow(
        SEVERITY_TAGS[finding.severity], SEVERITY_LABELS[finding.severity], FIELD_LABELS.get(root, finding.field), root,
        phrase(finding.message, dict(finding.details)), finding.article,
    )


def findings_of(found: tuple[Finding, ...]) -> tuple[FindingRow, ...]:
    return tuple(finding_row(f) for f in sorted(found, key=lambda f: ORDER.index(f.severity)))


def organ_name(organ_id: Any) -> str:
    if organ_id is None:
        return ""
    try:
        return organisations.organ(organ_id).name
    except Refusal:
        return ""


def joined(*parts: object) -> str:
    return "　".join(str(part) for part in parts if part)


def condition_line(row: Condition) -> str:
    return joined(row.text, row.article)


def material_line(row: MaterialTerm) -> str:
    need = {True: gettext("必要"), False: gettext("非必要")}.get(row.required) if row.required is not None else row.required_when
    originals = gettext("原件%(n)s份") % {"n": row.original} if row.original else ""
    copies = gettext("复印件%(n)s份") % {"n": row.copies} if row.copies else ""
    counted = gettext("，").join(filter(None, (originals, copies))) or row.quantity
    medium = gettext(MEDIUM_WORDS[row.medium]) if row.medium else ""
    return joined(row.name, need, row.form, counted, medium, row.source and gettext("来源：%(source)s") % {"source": row.source}, row.article, row.note)


def step_line(row: StepTerm) -> str:
    return joined(row.name, gettext(post_name(row.post)) if row.post else "", catalogue.limit_words(row.limit) or row.limit_text, row.detail)


def fee_line(row: FeeTerm) -> str:
    price = money(row.fen) if row.fen is not None else ""
    return joined(row.name, row.standard, price and (f"{price}/{row.unit}" if row.unit else price), row.basis)


def basis_line(row: Basis) -> str:
    ended = gettext("%(on)s起废止") % {"on": day_full(row.repealed_on)} if row.repealed_on else ""
    return joined(row.citation, row.number, ended, row.replaced_by)


def cap_line(row: SpecialCap) -> str:
    return joined(gettext(ground_name(row.ground)), catalogue.limit_words(row.limit), row.article)


def point_line(row: AcceptancePoint | ReviewPoint) -> str:
    return row.text


def result_line(row: ResultTerm) -> str:
    valid = gettext("有效期%(n)s个月") % {"n": row.validity_months} if row.validity_months else row.validity_note
    return joined(row.name, valid)


def window_line(row: dict[str, Any]) -> str:
    return joined(*(value for value in row.values() if isinstance(value, str)))


LISTS: dict[str, Callable[[Any], str]] = {
    "conditions": condition_line, "materials": material_line, "acceptance_points": point_line, "review_points": point_line,
    "steps": step_line, "bases": basis_line, "special_caps": cap_line,
}
MEDIUM_WORDS = {Medium.PAPER: "纸质", Medium.ELECTRONIC: "电子", Medium.BOTH: "纸质或者电子"}
PARTY_WORDS = {"natural": "自然人", "legal": "法人和其他组织"}
MODEL_WORDS = {DecidingModel.CENTRALISED: "相对集中许可权", DecidingModel.STATIONED: "部门进驻"}


def yes_no(value: bool, status: Status) -> tuple[str, ...] | None:
    """A reference guide whose source is silent reads False in its terms: that is 未载明, not no."""
    if not value and status is Status.IMPORTED:
        return None
    return (gettext("是") if value else gettext("否"),)


def elements(guide: catalogue.GuideRow, found: tuple[Finding, ...]) -> tuple[Element, ...]:
    """Every element of a version in the order of GB/T 39046, with its marks and what the lints say of it."""
    by_field: dict[str, list[FindingRow]] = {}
    for finding in found:
        by_field.setdefault(root_of(finding.field), []).append(finding_row(finding))
    words = {**plain_words(guide), **list_words(guide)}
    rows = []
    for key, label in FIELD_LABELS.items():
        if key in words:
            lines = words[key]
            nil = lines is None or (key in guide.missing and not lines)
            rows.append(Element(key, label, lines or (), nil, guide.is_completed(key), tuple(by_field.get(key, ()))))
    return tuple(rows)


def plain_words(guide: catalogue.GuideRow) -> dict[str, tuple[str, ...] | None]:
    terms = guide.terms
    model = MODEL_WORDS.get(terms.deciding_model, "") if terms.deciding_model else ""
    return {
        "name": (guide.name,), "regime": (gettext(REGIME_NAMES[guide.regime]),), "region": one(guide.region), "level": one(guide.level),
        "codes": tuple(f"{gettext(CODE_WORDS.get(key, key))} {value}" for key, value in guide.codes.items()) or None,
        "department": one(guide.department), "accepting_organ": one(organ_name(terms.accepting_organ_id)),
        "deciding_organ": one(organ_name(terms.deciding_organ_id)), "deciding_model": one(gettext(model) if model else ""),
        "audience": tuple(gettext(PARTY_WORDS.get(kind, kind)) for kind in sorted(terms.audience)) or None,
        "service_objects": guide.service_objects, "handling_type": one(guide.handling_type), "channels": guide.channels,
        "visits": None if guide.visits is None else (str(guide.visits),),
        "statutory": with_article(guide.statutory_words or catalogue.limit_words(terms.statutory), terms.statutory_article),
        "promised": one(guide.promised_words),
        "extension": with_article(catalogue.limit_words(terms.extension), terms.extension_article),
        "quota": one(guide.quota_text), "procedure": one(catalogue.procedure_words(terms.procedure_id)[1]), "form": form_words(terms.form_id),
        "review_first": tuple(gettext(ACT_NAMES[Act(act)]) for act in sorted(terms.review_first)) or None,
        "withheld": one(terms.withheld), **{key: yes_no(getattr(terms, key), guide.status) for key in FLAGS},
    }  # fmt: skip


def form_words(form_id: UUID | None) -> tuple[str, ...] | None:
    """What the item asks for beside the base form of the applicant's kind."""
    if form_id is None:
        return None
    sections = [section for section in catalogue.form(form_id, "legal").sections if section.own]
    return tuple(joined(section.title, "、".join(field.label for field in section.fields)) for section in sections)


def list_words(guide: catalogue.GuideRow) -> dict[str, tuple[str, ...] | None]:
    """None = 未载明, empty = none."""
    words: dict[str, tuple[str, ...] | None] = {
        "fees": None if guide.terms.fees is None else tuple(map(fee_line, guide.terms.fees)) or (gettext("不收费"),),
        "result": None if guide.result is None else one(result_line(guide.result)),
        "windows": None if guide.windows is None else tuple(map(window_line, guide.windows)),
    }
    for key, line in LISTS.items():
        rows = tuple(line(row) for row in getattr(guide.terms, key))
        words[key] = rows or (None if key in guide.missing or guide.status is Status.IMPORTED else ())
    return words


CODE_WORDS = {
    "basic_code": "基本编码", "implementation_code": "实施编码", "handling_item_code": "业务办理项编码",
    "authority_code": "统一社会信用代码", "local_code": "地方编码",
}


def one(text: str) -> tuple[str, ...] | None:
    return (text,) if text else None


def with_article(text: str, article: str) -> tuple[str, ...] | None:
    return (text, article) if text and article else one(text)
