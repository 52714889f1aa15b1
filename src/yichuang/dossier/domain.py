"""The two checklists of a case and the states of its materials. Pure.

受理要素: is each paper complete and in legal form (许可法 32(4)); a gap is a correction, never a ground of 不予.
审查要点: is each legal condition met (38); one that fails can ground a refusal. Bare articles are those of the 行政许可法.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal


class Checklist(StrEnum):
    ACCEPTANCE = "acceptance"
    REVIEW = "review"


class PointState(StrEnum):
    OPEN = "open"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    FAILED = "failed"


LABELS: Mapping[Checklist, Mapping[PointState, str]] = {
    Checklist.ACCEPTANCE: {
        PointState.OPEN: "未核", PointState.MET: "齐全合规", PointState.NOT_APPLICABLE: "不适用", PointState.MISSING: "待补正",
    },
    Checklist.REVIEW: {PointState.OPEN: "未记", PointState.MET: "符合", PointState.FAILED: "不符合"},
}
"""The words of each checklist; a state without a word does not belong to it."""

DONE: Mapping[Checklist, frozenset[PointState]] = {
    Checklist.ACCEPTANCE: frozenset({PointState.MET, PointState.NOT_APPLICABLE}),
    Checklist.REVIEW: frozenset({PointState.MET}),
}


class MaterialState(StrEnum):
    """Where a material of a case stands; follows from its files and its points."""

    ABSENT = "absent"
    RECEIVED = "received"
    MISSING = "missing"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"
    BY_SYSTEM = "by_system"
    FROM_FORM = "from_form"


MATERIAL_LABELS: Mapping[MaterialState, str] = {
    MaterialState.ABSENT: "未交", MaterialState.RECEIVED: "收到", MaterialState.MISSING: "待补正",
    MaterialState.MET: "齐全合规", MaterialState.NOT_APPLICABLE: "不适用", MaterialState.BY_SYSTEM: "由系统取得",
    MaterialState.FROM_FORM: "由系统生成",
}

MATERIAL_TAGS: Mapping[MaterialState, str] = {
    MaterialState.ABSENT: "plain", MaterialState.RECEIVED: "run", MaterialState.MISSING: "wait",
    MaterialState.MET: "done", MaterialState.NOT_APPLICABLE: "plain", MaterialState.BY_SYSTEM: "plain",
    MaterialState.FROM_FORM: "plain",
}
"""Tone of the status tag (look)."""

FORM = "form"
"""Where the application form stands in the lists of materials: it has points of its own and no file."""

FORM_NAME = "申请表"


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a checklist. `material_code` is FORM for the application form, "" when it is about no single paper."""

    code: str
    text: str
    checklist: Checklist
    material_code: str = ""
    condition_code: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper laid on the counter under a material (or FORM): so many copies, original or copy. `compared`: 比对原件, whoever took it has
    seen that copy or scan agree with the original; shown and given back, it leaves no copy (0)."""

    material_code: str
    copies: int
    original: bool
    compared: bool = False


class UnknownPoint(NotFound):
    code = "dossier.unknown_point"
    message = "没有这项要点：%(point)s。"
    article = "《中华人民共和国行政许可法》第三十一条"
    remedy = "只能核对和要求实施清单列明的材料和要点。"


class RequiredMaterial(Refusal):
    code = "dossier.required_material"
    message = "“%(name)s”是必交材料，不能记为不适用。"
    remedy = "缺少的，当场更正或者用补正告知书一次告知。"


def is_always_required(material: MaterialTerm) -> bool:
    """Required whatever the situation; not stated (未载明) is left to whoever checks."""
    return material.required is True and not material.required_when


def acceptance_points(terms: Terms) -> tuple[Point, ...]:
    """受理要素 of a version: those it states; for a material (or the form) without any, 齐全 and 符合法定形式 of 32(4). A paper made out of
    the form has none: whether the form is whole is a point of the form."""
    stated: dict[str, list[Point]] = {}
    for row in terms.acceptance_points:
        if (paper := terms.material(row.material_code)) and paper.from_form:
            continue
        known = row.material_code if terms.material(row.material_code) else FORM
        stated.setdefault(known, []).append(Point(row.code, row.text, Checklist.ACCEPTANCE, known))
    points = stated.get(FORM) or [Point("form.complete", "填写齐全，申请人已确认", Checklist.ACCEPTANCE, FORM)]
    for material in terms.materials:
        if material.from_form:
            continue
        points = [*points, *(stated.get(material.code) or default_points(material))]
    return tuple(points)


def default_points(material: MaterialTerm) -> list[Point]:
    texts = (("complete", "齐全"), ("form", "符合法定形式"))
    return [Point(f"{material.code}.{part}", text, Checklist.ACCEPTANCE, material.code) for part, text in texts]


def review_points(terms: Terms) -> tuple[Point, ...]:
    """审查要点 of a version: those it states, and the condition itself where no point tests it, so that none is skipped."""
    points = [
        Point(row.code, row.text, Checklist.REVIEW, row.material_code, row.condition_code) for row in terms.review_points
    ]
    tested = {point.condition_code for point in points}
    return tuple(points) + tuple(
        Point(f"condition.{row.code}", row.text, Checklist.REVIEW, "", row.code)
        for row in terms.conditions
        if row.code not in tested
    )


def points(terms: Terms) -> dict[str, Point]:
    """Both checklists by code, acceptance first."""
    return {point.code: point for point in (*acceptance_points(terms), *review_points(terms))}


def listed_points(terms: Terms) -> dict[str, str]:
    """Acceptance point → what may be asked for, in words. What is not here may not be asked for (31)."""
    names = {material.code: material.name for material in terms.materials} | {FORM: FORM_NAME}
    return {point.code: f"{names[point.material_code]}：{point.text}" for point in acceptance_points(terms)}


BY_SYSTEM = "由系统取得，不要求申请人提供"
"""The note of a point of acceptance whose paper the government fetches itself."""


class MadeFromForm(Refusal):
    code = "dossier.made_from_form"
    message = "“%(name)s”由系统按填写的内容生成，不用上传。"
    article = "《国务院关于在线政务服务的若干规定》（国务院令第716号）第七条"
    remedy = "内容要改的，改申请表，系统重新生成。"


class FetchedBySystem(Refusal):
    code = "dossier.fetched_by_system"
    message = "“%(point)s”的材料由系统取得，不能要求申请人提供。"
    article = "《国务院关于在线政务服务的若干规定》（国务院令第716号）第七条"
    remedy = "前置事项办成以后，系统自动放进卷宗；它是作出决定的条件，不是受理的条件。"


def form_paper(terms: Terms) -> MaterialTerm | None:
    """The paper of a version that is made out of its form; None where the list has none (30: the format text is the organ's to give)."""
    return next((material for material in terms.materials if material.from_form), None)


def is_by_system(point: Point, by_system: Collection[str]) -> bool:
    return point.checklist is Checklist.ACCEPTANCE and point.material_code in by_system


def check_by_system(point: Point, state: PointState, note: str) -> None:
    """What the system fetches is never said to be missing. Raises FetchedBySystem."""
    if note == BY_SYSTEM and state is PointState.MISSING:
        raise FetchedBySystem(point=point.text)


def first_state(
    point: Point, terms: Terms, handed_in: Iterable[str], purpose: str = "", by_system: Collection[str] = ()
) -> PointState:
    """Where a point starts: a paper that is not required, not for this purpose, or fetched `by_system` needs no look; nor one that is not
    required and was not handed in."""
    if is_by_system(point, by_system):
        return PointState.NOT_APPLICABLE
    material = terms.material(point.material_code)
    if point.checklist is not Checklist.ACCEPTANCE or material is None or material.code in set(handed_in):
        return PointState.OPEN
    is_optional = material.required is False and not material.required_when
    return PointState.NOT_APPLICABLE if is_optional or not material.is_for(purpose) else PointState.OPEN


def check_mark(point: Point, state: PointState, terms: Terms) -> None:
    """Raises unless this point may be given this state."""
    if state not in LABELS[point.checklist]:
        words = "、".join(LABELS[point.checklist].values())
        raise Invalid(
            "这项要点只能记为：%(words)s。", code="dossier.wrong_state", words=words,
            errors=(FieldError(point.code, "dossier.wrong_state", "请重新选择。"),),
        )
    material = terms.material(point.material_code)
    if state is PointState.NOT_APPLICABLE and (point.material_code == FORM or (material and is_always_required(material))):
        raise RequiredMaterial(name=material.name if material else FORM_NAME)


def state_of(word: str) -> PointState:
    """A state from its code or its word (齐全合规, 不符合 …)."""
    for checklist in LABELS.values():
        for state, label in checklist.items():
            if word in (state.value, label):
                return state
    raise Invalid("没有这种标记。", code="dossier.wrong_state")


def material_state(states: Iterable[PointState], *, has_files: bool) -> MaterialState:
    """Of a material, from the states of its acceptance points and whether anything was handed in."""
    found = set(states)
    if PointState.MISSING in found:
        return MaterialState.MISSING
    if found == {PointState.NOT_APPLICABLE}:
        return MaterialState.NOT_APPLICABLE
    if found and found <= DONE[Checklist.ACCEPTANCE]:
        return MaterialState.MET
    return MaterialState.RECEIVED if has_files else MaterialState.ABSENT


def is_open(point: Point, state: PointState) -> bool:
    return state not in DONE[point.checklist]


def flat(answers: Mapping[str, object]) -> dict[str, object]:
    """Answers as conditions read them: one level, dots become underscores (`premises.area_m2` → `premises_area_m2`)."""
    return {code.replace(".", "_"): value for code, value in answers.items()}


def hashable(value: object) -> object:
    """A value as it stands in the content hash, where no float may: the shortest decimal text instead."""
    match value:
        case float():
            return repr(value)
        case Mapping():
            return {str(key): hashable(item) for key, item in value.items()}
        case list() | tuple():
            return [hashable(item) for item in value]
    return value
