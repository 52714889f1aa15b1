"""Who decides an item from which day, by what legal form: 委托, 下放, 划转, 授权. Pure.

委托 (24) leaves the power where it is: the entrusted organ acts in the delegator's name and under its seal, and passes nothing on. By 下放,
划转 (25) and 授权 (23) another holds the power and acts in its own name. Bare article numbers are those of the 行政许可法.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from yichuang.catalogue.domain.powers import POWER_LEVELS, Period
from yichuang.catalogue.domain.words import Rank
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.organisations.domain import within

LAW = "《中华人民共和国行政许可法》"

PLACE = "premises.division"
"""The data element that says where the premises of a case lie."""


class LegalForm(StrEnum):
    ENTRUST = "entrust"
    """委托 24: in the delegator's name."""
    DEVOLVE = "devolve"
    """下放: to a lower level, in its own name."""
    TRANSFER = "transfer"
    """划转 (集中 25): to another organ of the same level, in its own name."""
    EMPOWER = "empower"
    """授权 23: a law or regulation empowers an organisation, in its own name."""


FORM_NAMES: Mapping[LegalForm, str] = {
    LegalForm.ENTRUST: "委托", LegalForm.DEVOLVE: "下放", LegalForm.TRANSFER: "划转", LegalForm.EMPOWER: "法律、法规授权",
}  # fmt: skip
FORM_ARTICLES: Mapping[LegalForm, str] = {
    LegalForm.ENTRUST: f"{LAW}第二十四条", LegalForm.DEVOLVE: f"{LAW}第二十二条", LegalForm.TRANSFER: f"{LAW}第二十五条",
    LegalForm.EMPOWER: f"{LAW}第二十三条",
}  # fmt: skip
OWN_NAME = frozenset(LegalForm) - {LegalForm.ENTRUST}
"""The power itself has moved: own name, own seal, own remedies."""
HANDED_DOWN = frozenset({LegalForm.ENTRUST, LegalForm.DEVOLVE})
"""接得住、管得好: who gives a power down looks first whether it can be carried, and afterwards how it is."""
ORGANS = frozenset({"organ", "government"})
"""Kinds of an administrative organ; an office, a hall or a body of experts is none."""
ARTICLE = re.compile(r"\u300a[^\u300b]+\u300b.*\u7b2c.+\u6761")
"""《…》…第…条."""
TITLE = re.compile(r"\u300a([^\u300b]+)\u300b")
BY_LAW: Mapping[LegalForm, frozenset[Rank]] = {
    LegalForm.ENTRUST: frozenset({Rank.LAW, Rank.ADMINISTRATIVE_REGULATION, Rank.LOCAL_REGULATION, Rank.RULE}),
    LegalForm.EMPOWER: frozenset({Rank.LAW, Rank.ADMINISTRATIVE_REGULATION, Rank.LOCAL_REGULATION}),
}
"""24(1): 依照法律、法规、规章的规定; 23: 法律、法规授权."""
DECREED = frozenset({LegalForm.DEVOLVE, LegalForm.TRANSFER})
"""Moved by a document of a government: it is cited by number and date (25: 国务院批准, 省级人民政府决定)."""
NUMBERED = re.compile(r"[\u3014\[\uff3b\uff08(]\s*\d{4}\s*[\u3015\]\uff3d\uff09)]\s*\u7b2c?\s*\d+\s*\u53f7|\u7b2c\s*\d+\s*\u53f7")
"""A 文号 as 党政机关公文格式 writes it, 〔2026〕5号, or the number of a decree, 第5号."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """One power given on. `place` is the area it is given for, "" = wherever the giver has it; `period` both days included."""

    id: UUID
    item_id: UUID
    form: LegalForm
    from_organ_id: UUID
    to_organ_id: UUID
    period: Period
    place: str = ""

    def covers(self, place: str) -> bool:
        """Whether a matter of this place falls under it; a matter whose place nobody stated only under what is given whole."""
        return not self.place or bool(place and within(place, self.place))


@dataclass(frozen=True, slots=True)
class Decider:
    """`organ_id`: in whose name, with whose seal and remedies. `acting_id`: whose staff handle it; another one only under 委托."""

    organ_id: UUID
    acting_id: UUID
    rows: tuple[UUID, ...] = ()
    form: LegalForm | None = None

    @property
    def entrusted_id(self) -> UUID | None:
        return None if self.acting_id == self.organ_id else self.acting_id


def origin(rows: Iterable[Delegation], *, organ_id: UUID, since: date | None) -> UUID:
    """Whose power it was at first: a version that came into force on `since` and names an organ that held the power by a row of that day
    says what the row gave it, and no more than that. When the row ends, the power goes back although the version stays."""
    held = [row for row in rows if row.form in OWN_NAME and not row.place and since is not None and row.period.holds_on(since)]
    found, seen = organ_id, {organ_id}
    while row := next((r for r in held if r.to_organ_id == found and r.from_organ_id not in seen), None):
        found = row.from_organ_id
        seen.add(found)
    return found


def decider(rows: Iterable[Delegation], *, item_id: UUID, organ_id: UUID, on: date, place: str = "") -> Decider:
    """Who decides the item on a day, beginning with the organ that its version names: own-name rows are followed one after
    the other, then one 委托 at most, which ends the way (24(3))."""
    live = [row for row in rows if row.item_id == item_id and row.period.holds_on(on) and row.covers(place)]
    found = Decider(organ_id, organ_id)
    while row := next((r for r in live if r.form in OWN_NAME and r.from_organ_id == found.organ_id and r.id not in found.rows), None):
        found = Decider(row.to_organ_id, row.to_organ_id, (*found.rows, row.id), row.form)
    entrusted = next((row for row in live if row.form is LegalForm.ENTRUST and row.from_organ_id == found.organ_id), None)
    if entrusted is None:
        return found
    return Decider(found.organ_id, entrusted.to_organ_id, (*found.rows, entrusted.id), LegalForm.ENTRUST)


class NoRedelegation(Refusal):
    code = "catalogue.no_redelegation"
    message = "受委托的行政机关不得再把行政许可委托、下放或者划转出去。"
    article = f"{LAW}第二十四条第三款"
    remedy = "由委托机关收回委托后自己办理，或者另行委托。"


class NotAnOrgan(Invalid):
    code = "catalogue.not_an_organ"
    message = "行政许可只能委托其他行政机关实施。"
    article = f"{LAW}第二十四条第一款"
    remedy = "请选一个行政机关；内设机构、大厅和评审机构不能受委托。"


class NotAnnounced(Invalid):
    code = "catalogue.not_announced"
    message = "委托应当将受委托行政机关和委托的内容予以公告，公告以后才能开始。"
    article = f"{LAW}第二十四条第一款"
    remedy = "请写明公告的名称或者网址，以及公告日期；公告日期不能晚于起始日期。"


class NotTheirPower(Refusal):
    code = "catalogue.not_their_power"
    message = "从这一天起，这项权力不在“%(organ)s”，不能由它委托、下放或者划转。"
    article = f"{LAW}第二十二条"
    remedy = "请核对起始日期，或者由持有权力的机关办理。"


class Overlapping(Refusal):
    code = "catalogue.delegation_overlaps"
    message = "同一事项在同一时间、同一地方已经有%(form)s（%(document)s），不能重叠。"
    remedy = "先结束那一项，或者把起止日期、地域错开。"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A delegation as it is asked for, with what it has to show."""

    row: Delegation
    from_level: str
    to_level: str
    to_kind: str
    from_kind: str
    document: str
    document_on: date | None = None
    basis: str = ""
    announcement: str = ""
    announced_on: date | None = None
    capacity: str = ""
    capacity_on: date | None = None
    follow_up_on: date | None = None
    laws: tuple[tuple[Rank, date | None], ...] = ()
    """Of each title the basis names and the register knows: its rank, and the day it was repealed."""


def without_law(wanted: Wanted) -> str:
    """Why the basis does not carry its form; empty when it does. A title nobody registered is left to the review."""
    form, start = wanted.row.form, wanted.row.period.from_on
    if form not in BY_LAW:
        return ""
    if not ARTICLE.search(wanted.basis):
        return "委托要有法律、法规、规章的依据，授权要有法律、法规的依据：请写到条款"
    standing = [rank for rank, repealed_on in wanted.laws if repealed_on is None or (start is not None and start < repealed_on)]
    if wanted.laws and not standing:
        return "写的依据已经废止，请写现行的"
    if wanted.laws and not BY_LAW[form] & set(standing):
        return "规范性文件不能作委托的依据，要有法律、法规、规章" if form is LegalForm.ENTRUST else "授权只能由法律、法规作出，规章和规范性文件不能"
    return ""


def missing(wanted: Wanted, today: date) -> list[FieldError]:
    """Fields without which it cannot stand."""
    row, errors = wanted.row, []

    def need(field: str, message: str) -> None:
        errors.append(FieldError(field, "catalogue.delegation_field", message))

    start, end = row.period.from_on, row.period.to_on
    if not wanted.document.strip():
        need("document", "请写依据的文件名称和文号")
    elif row.form in DECREED and not NUMBERED.search(wanted.document):
        need("document", "下放、划转要写明文号，例如：示政发〔2026〕5号")
    if row.form in DECREED and wanted.document_on is None:
        need("document_on", "下放、划转要写明文件的日期")
    elif wanted.document_on and start and wanted.document_on > max(start, today):
        need("document_on", "文件日期不能晚于起始日期")
    if start is None or start < today:
        need("from_on", "起始日期从今天起，不能倒填")
    if start and end and end < start:
        need("to_on", "止日不能早于起日")
    if row.from_organ_id == row.to_organ_id:
        need("to_organ", "请选另一个机关")
    if {wanted.from_level, wanted.to_level} - set(POWER_LEVELS):
        need("to_level", "请选行使层级")
    elif row.form is LegalForm.DEVOLVE and wanted.to_level <= wanted.from_level:
        need("to_level", "下放是交给下一级行使：层级要低于原机关")
    elif row.form is LegalForm.TRANSFER and wanted.to_level != wanted.from_level:
        need("to_level", "划转是在同一级的机关之间：层级要相同")
    if why := without_law(wanted):
        need("basis", why)
    if row.form in HANDED_DOWN and not (wanted.capacity.strip() and wanted.capacity_on):
        need("capacity", "请写承接能力核查的结论和日期：人员、场所、设备、专业能力")
    if row.form in HANDED_DOWN and (wanted.follow_up_on is None or (start is not None and wanted.follow_up_on <= start)):
        need("follow_up_on", "请写后续检查的日期，晚于起始日期")
    return errors


def check_delegation(
    wanted: Wanted, rows: Sequence[Delegation], *, base_organ_id: UUID, today: date, names: Mapping[UUID, str] | None = None,
    documents: Mapping[UUID, str] | None = None,
) -> None:
    """Raises the refusal that stands in the way, with its article. `rows` are those of the item, `base_organ_id` the organ its version
    names; `names` of organs and `documents` of rows for the words."""
    row = wanted.row
    if errors := missing(wanted, today):
        raise Invalid("还不能登记", code="catalogue.bad_delegation", errors=tuple(errors))
    if row.form is LegalForm.ENTRUST and wanted.to_kind not in ORGANS:
        raise NotAnOrgan(errors=(FieldError("to_organ", "catalogue.not_an_organ", NotAnOrgan.message),))
    if row.form is not LegalForm.EMPOWER and (wanted.from_kind not in ORGANS or wanted.to_kind not in ORGANS):
        raise Invalid("只在行政机关之间进行", errors=(FieldError("to_organ", "catalogue.not_an_organ", "请选一个行政机关，内设机构不是行政机关"),))
    start, told = row.period.from_on, wanted.announced_on
    if row.form is LegalForm.ENTRUST and not (wanted.announcement.strip() and told and start and told <= start):
        raise NotAnnounced(errors=(FieldError("announcement", "catalogue.not_announced", NotAnnounced.message),))
    check_apart(row, rows, documents or {})
    check_holds(row, rows, base_organ_id, names or {})


def check_holds(row: Delegation, rows: Sequence[Delegation], base_organ_id: UUID, names: Mapping[UUID, str]) -> None:
    """22: only who holds the power gives it on; an entrusted organ holds none (24(3))."""
    assert row.period.from_on is not None
    holder = decider(rows, item_id=row.item_id, organ_id=base_organ_id, on=row.period.from_on, place=row.place)
    if holder.organ_id == row.from_organ_id:
        return
    given = [held for held in rows if held.to_organ_id == row.from_organ_id and held.period.overlaps(row.period)]
    if given and not any(held.form in OWN_NAME for held in given):
        raise NoRedelegation()
    raise NotTheirPower(organ=names.get(row.from_organ_id, ""))


class GivenOn(Refusal):
    code = "catalogue.power_given_on"
    message = "接收的机关已经把这项权力再给了出去（%(document)s），不能先撤回这一项的批准。"
    article = f"{LAW}第二十二条"
    remedy = "请先撤回或者收回后面的那一项。"


def check_not_built_on(row: Delegation, rows: Iterable[Delegation], documents: Mapping[UUID, str]) -> None:
    """What the receiving organ gave on by this row would come from nobody who holds it (22)."""
    for held in rows:
        if held.from_organ_id == row.to_organ_id and held.period.overlaps(row.period) and same_place(held, row):
            raise GivenOn(document=documents.get(held.id, ""))


def same_place(one: Delegation, other: Delegation) -> bool:
    """Whether two rows touch a common place."""
    return not one.place or not other.place or within(one.place, other.place) or within(other.place, one.place)


def check_apart(row: Delegation, rows: Iterable[Delegation], documents: Mapping[UUID, str]) -> None:
    """One organ gives one power for one place to one other at a time."""
    for held in rows:
        if held.from_organ_id == row.from_organ_id and held.period.overlaps(row.period) and same_place(held, row):
            raise Overlapping(form=FORM_NAMES[held.form], document=documents.get(held.id, ""))


# ---- parity -------------------------------------------------------------------------------------


class Standing(StrEnum):
    """How an item of the city stands towards the counties."""

    DEVOLVED = "devolved"
    PARTLY = "partly"
    KEPT = "kept"
    ENTRUSTED = "entrusted"


STANDING_NAMES: Mapping[Standing, str] = {
    Standing.DEVOLVED: "县级同权", Standing.PARTLY: "部分县级同权", Standing.KEPT: "市级保留", Standing.ENTRUSTED: "上级委托行使，不能下放",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """One item the city exercises; `entrusted` = by 委托 of an organ above, which may not pass it on (24(3))."""

    item_id: UUID
    entrusted: bool = False


@dataclass(frozen=True, slots=True)
class Parity:
    """市县同权比例: items every county exercises like the city, of all items of the city."""

    rows: tuple[tuple[UUID, Standing], ...]

    def count(self, *standings: Standing) -> int:
        return sum(standing in standings for _, standing in self.rows)

    @property
    def numerator(self) -> int:
        return self.count(Standing.DEVOLVED)

    @property
    def denominator(self) -> int:
        return len(self.rows)

    @property
    def hundredths(self) -> int | None:
        """The ratio in hundredths of a percent, rounded half up: 9609 is 96.09 %; None without items."""
        return (self.numerator * 20_000 + self.denominator) // (2 * self.denominator) if self.denominator else None


def parity(items: Iterable[Held], rows: Iterable[Delegation], *, counties: Sequence[str], on: date) -> Parity:
    """Each item's standing on a day: devolved when 下放 reaches every county (codes of divisions), for its place or for all."""
    given: dict[UUID, list[Delegation]] = {}
    for row in rows:
        if row.form is LegalForm.DEVOLVE and row.period.holds_on(on):
            given.setdefault(row.item_id, []).append(row)

    def standing(item: Held) -> Standing:
        if item.entrusted:
            return Standing.ENTRUSTED
        held = given.get(item.item_id, [])
        reached = [county for county in counties if any(row.covers(county) for row in held)]
        if counties and len(reached) == len(counties):
            return Standing.DEVOLVED
        return Standing.PARTLY if reached else Standing.KEPT

    return Parity(tuple((item.item_id, standing(item)) for item in items))
