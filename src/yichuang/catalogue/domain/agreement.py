"""Agreements by which one organ's window takes in what another accepts (全城通办): it accepts in that organ's name, or takes in and
forwards. Pure.

收受分离: power and duty stay where they are; only where one hands in, and where one collects, comes nearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from yichuang.catalogue.domain.powers import Period
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal

BASIS = "《国务院办公厅关于加快推进政务服务“跨省通办”的指导意见》（国办发〔2020〕35号）"
"""异地代收代办: 在不改变原有办理事权的基础上, 收受分离."""
ORGANS = frozenset({"organ", "government"})
STATIONS = ORGANS | {"hall"}
"""Who may take in and forward 代收转寄: also a service centre or a village's station 代办点, which acts in nobody's name. Accepting (32) is an organ's."""
MOST_DAYS = 5


class AgreementMode(StrEnum):
    ACCEPT = "accept"
    """The window accepts in the name of the accepting organ, under its 受理专用章; received there, at the hand-over."""
    TAKE_IN = "take_in"
    """代收: the window takes in and forwards; received when it arrives at the accepting organ."""


MODE_NAMES: Mapping[AgreementMode, str] = {AgreementMode.ACCEPT: "以受理机关名义受理", AgreementMode.TAKE_IN: "代收转寄"}
FORWARD_DAYS = 1
"""Working days a window has to forward what it took in, where the agreement says nothing else (演示补全: no law sets it)."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`window_organ_id`: whose window takes in; `for_organ_id`: the accepting organ whose name and seal it is; `period` both days included."""

    id: UUID
    mode: AgreementMode
    window_organ_id: UUID
    for_organ_id: UUID
    item_ids: frozenset[UUID]
    period: Period
    forward_days: int = FORWARD_DAYS
    hands_out: bool = False
    """The window also hands out results 就近领取."""

    def covers(self, item_id: UUID, on: date) -> bool:
        return item_id in self.item_ids and self.period.holds_on(on)


class OutsideAgreement(Forbidden):
    code = "catalogue.outside_agreement"
    message = "“%(organ)s”的窗口没有这个事项的通办协议，不能替受理机关接收。"
    article = BASIS
    remedy = "请申请人到受理机关的窗口或者网上提交；要在这里办的，由两个机关先签通办协议。"


class AgreementOver(Forbidden):
    code = "catalogue.agreement_over"
    message = "通办协议（%(document)s）今天不在有效期内，窗口不能再以受理机关的名义受理。"
    article = BASIS
    remedy = "由受理机关自己的窗口核对受理；协议要续的，由两个机关另签。"


class AgreementOverlaps(Refusal):
    code = "catalogue.agreement_overlaps"
    message = "同一个窗口在同一时间对“%(item)s”已经有通办协议（%(document)s），不能重叠。"
    article = BASIS
    remedy = "先结束那一份，或者把起止日期错开。"


class NotItsItem(Invalid):
    code = "catalogue.agreement_foreign_item"
    message = "“%(item)s”不归这个机关受理，它不能把受理的名义交给别的窗口。"
    remedy = "请去掉这个事项，或者由受理它的机关登记。"


class NotAnywhere(Invalid):
    code = "catalogue.agreement_closed_item"
    message = "“%(item)s”的通办范围写的是“未实现”，与协议不符。"
    remedy = "先修改实施清单的通办范围，再登记协议。"


def missing(row: Agreement, *, document: str, kinds: Mapping[UUID, str], today: date) -> list[FieldError]:
    """Fields without which it cannot stand. `kinds` of the two organs."""
    errors, start, end = [], row.period.from_on, row.period.to_on

    def need(field: str, message: str) -> None:
        errors.append(FieldError(field, "catalogue.agreement_field", message))

    if row.window_organ_id == row.for_organ_id:
        need("window_organ", "请选另一个机关：自己的窗口受理不用协议")
    takes_in = row.mode is AgreementMode.TAKE_IN
    if kinds.get(row.window_organ_id) not in (STATIONS if takes_in else ORGANS):
        need("window_organ", "请选一个行政机关，或者便民服务中心、服务站" if takes_in else "以受理机关名义受理的，请选一个行政机关；服务站可以代收转寄")
    if kinds.get(row.for_organ_id) not in ORGANS:
        need("for_organ", "请选一个行政机关")
    if not row.item_ids:
        need("items", "请至少选一个事项")
    if not document.strip():
        need("document", "请写协议的名称和文号")
    if start is None or start < today:
        need("from_on", "起始日期从今天起，不能倒填")
    if start and end and end < start:
        need("to_on", "止日不能早于起日")
    if row.mode is AgreementMode.TAKE_IN and not 1 <= row.forward_days <= MOST_DAYS:
        need("forward_days", "转寄时限填1到5个工作日")
    return errors


def check_agreement(
    row: Agreement, others: Iterable[Agreement], *, document: str, kinds: Mapping[UUID, str], accepting: Mapping[UUID, UUID | None],
    closed: frozenset[UUID], today: date, names: Mapping[UUID, str], documents: Mapping[UUID, str],
) -> None:
    """Raises what stands in the way. `accepting` says per item which organ its version in force names, `closed` are the items that
    declare 通办范围 未实现, `names` and `documents` are for the words."""
    if errors := missing(row, document=document, kinds=kinds, today=today):
        raise Invalid("通办协议还不能登记", code="catalogue.bad_agreement", errors=tuple(errors))
    foreign = next((item for item in sorted(row.item_ids) if accepting.get(item) != row.for_organ_id), None)
    if foreign is not None:
        raise NotItsItem(item=names.get(foreign, ""), errors=(FieldError("items", NotItsItem.code, "有的事项不归这个机关受理"),))
    inside = next(iter(sorted(row.item_ids & closed)), None)
    if inside is not None:
        raise NotAnywhere(item=names.get(inside, ""), errors=(FieldError("items", NotAnywhere.code, "有的事项没有实现通办"),))
    for other in others:
        shared = other.item_ids & row.item_ids
        if shared and other.window_organ_id == row.window_organ_id and other.period.overlaps(row.period):
            raise AgreementOverlaps(item=names.get(next(iter(shared)), ""), document=documents.get(other.id, ""))
