"""What the players hold in their hands: sample parties, answers and papers. Everything says 示例."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.kernel.codes.subjects import ALPHABET, organ_check_digit, uscc
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

PARTIES = (
    ("示例市某餐饮店", "示例市示例区和平路12号"), ("示例市某洗涤有限公司", "示例市示例区工业大道6号"),
    ("示例林场", "示例市示例县青山镇"), ("示例市某宾馆有限公司", "示例市示例区解放路88号"),
    ("示例市某新能源有限公司", "示例市高新区创新路3号"), ("示例市某广告有限公司", "示例市示例区文化街21号"),
    ("示例市某幼儿园", "示例市示例区育才路5号"), ("示例市某印染有限公司", "示例市工业园区二号路"),
)  # fmt: skip
"""Names and addresses; the codes are made, with right check digits, under the unassigned division 379900."""


def code_of(index: int) -> str:
    """A well-formed USCC for a sample party."""
    stem = f"MA3EXP{index:02d}"
    body = f"91379900{stem}"
    inner = organ_check_digit(stem)
    return next(code for last in ALPHABET if not uscc(code := f"{body}{inner}{last}"))


@transaction.atomic
def parties(now: datetime, actor: Actor) -> tuple[UUID, ...]:
    """The sample parties, registered through the real verb."""
    return tuple(
        organisations.register_party(
            kind="legal", name=name, number=code_of(n), actor=actor, now=now, verified=True, address=address,
            legal_representative="示例某", contact_name="示例某", contact_phone="13800000002", phone="13800000002",
        ).id
        for n, (name, address) in enumerate(PARTIES)
    )  # fmt: skip


CARTON = 200


def blanks(series: str, actor: Actor, now: datetime) -> None:
    """A carton of blank certificates, received by the certificate officer, half of it drawn for use."""
    books = licences.series_of(organisations.own_organ(actor))
    begin = 1 + CARTON * sum(s.balance + s.used + s.spoilt for s in books if s.name == series) // CARTON
    code = "SL{:07d}".format
    assert actor.account_id is not None
    licences.receive_blanks(
        series=series, first=code(begin), last=code(begin + CARTON - 1), source="示例市印刷厂", actor=actor, now=now
    )
    licences.issue_blanks(
        series=series, first=code(begin), last=code(begin + CARTON // 2 - 1), to_id=actor.account_id, actor=actor, now=now
    )


VALUES: Mapping[str, object] = {
    "contact.name": "示例某", "contact.phone": "13800000002", "premises.area_m2": "86.5", "premises.tenure": "租赁",
    "premises.division": "379901001000", "food.kind": "热食类", "food.staff_count": 6, "place.kind": "住宿", "place.staff_count": 12,
    "felling.location": "示例县青山镇上沟村3林班12小班", "felling.forest_kind": "用材林", "felling.species": "杨树",
    "felling.area_hm2": "1.2", "felling.volume_m3": "96.4", "felling.method": "择伐", "felling.regeneration": "次年春季补植杨树苗1200株",
    "felling.title_number": "示林证字〔2019〕第000123号", "drain.trade": "餐饮", "drain.daily_m3": "18.5",
    "drain.outlet_count": 1, "drain.outlet_place": "和平路市政污水井W-17", "service.mode": "窗口领取",
    "project.name": "示例标准厂房", "project.code": "2609-379900-04-01-123456", "project.area_hm2": "6.2",
    "food.staff_name": "示例员工", "food.health_certificate": "SLJK20260001",
    "project.location": "示例市示例区育才路9号", "project.scale": "教学楼一栋，地上五层，建筑面积9800平方米", "land.supply": "划拨", "land.use": "教育用地",
    "land.plot": "示例区2026-07号地块", "works.kind": "扩建", "works.floor_area_m2": "9800", "works.storeys": "地上五层", "works.height_m": "21.6",
    "works.designer": "示例市某工程设计院有限公司", "works.builder": "示例市某建筑工程有限公司", "works.supervisor": "示例市某工程监理有限公司",
    "works.contract_price_10k": "3860",
    "company.name": "示例市某新设文化有限公司", "company.kind": "有限责任公司", "company.address": "示例市示例区文化街9号", "company.capital_10k": "50",
    "company.scope": "文艺创作；组织文化艺术交流活动", "company.representative": "示例某", "company.model_articles": True,
    "tax.accounting": "小企业会计准则", "tax.finance_contact": "示例某", "tax.invoice_kind": "普通发票", "tax.monthly_invoices": 25,
    "social.staff_count": 3,
    "project.excavation_10k_m3": "8.6", "project.fill_10k_m3": "7.9", "project.spoil_10k_m3": "0.7",
}  # fmt: skip
"""Sample answers by data element code."""

SMALL_FELLING: Mapping[str, object] = {
    "felling.owner": "农村居民自留山、个人承包的集体林地", "felling.area_hm2": "0.4", "felling.volume_m3": "8", "felling.forest_kind": "用材林",
    "felling.location": "示例县青山镇上沟村3林班12小班", "felling.species": "杨树", "felling.method": "择伐",
    "felling.regeneration": "次年春季补植杨树苗60株", "felling.title_number": "示林证字〔2021〕第000456号",
}  # fmt: skip
"""What 智能审批 of the felling item may decide: the demo applicant's own trees, as the local registry knows them."""
CLOSED_FOREST: Mapping[str, object] = {
    **SMALL_FELLING, "felling.location": "示例县青山镇下沟村1林班4小班", "felling.species": "柏木", "felling.title_number": "示林证字〔2022〕第000789号",
}  # fmt: skip
"""The same person's other title, in an area closed for regeneration: a person's."""

BY_TYPE: Mapping[str, object] = {"decimal": "12.5", "integer": 2, "boolean": False, "date": "2026-10-08", "phone": "13800000002"}


def answers(terms: Terms, party_id: UUID) -> dict[str, object]:
    """A filled form of an item for a known party."""
    party = organisations.party(party_id)
    own: dict[str, object] = {
        "party.name": party.name, "party.number": organisations.party_number(party_id), "party.address": party.address,
        "party.legal_representative": party.legal_representative or "示例某", "party.phone": party.phone or "13800000002",
        "premises.name": party.name, "premises.address": party.address or "示例市示例区和平路12号",
    }  # fmt: skip
    if terms.form_id is None:
        return {}
    found: dict[str, object] = {}
    before = -1
    while before != len(found):  # an answer of the guide may lead to another question
        before = len(found)
        form = catalogue.form_for(terms, party.kind, found)
        found |= filled(form.fields, own)
        found |= {group.code: [filled(group.fields, own)] for group in form.groups}
    return found


def filled(fields: Iterable[catalogue.FieldRow], own: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields:
        value = own.get(field.element, VALUES.get(field.element, BY_TYPE.get(field.type)))
        if field.type == "choices":
            value = list(field.options[:2])
        elif field.options and value not in field.options:
            value = field.options[0]
        if value is not None or field.required:
            found[field.element] = "示例" if value is None else value
    return found


SHEET = """
#set page(paper: "a4", margin: 28mm)
#set text(font: "Noto Sans SC", size: 12pt, lang: "zh")
#align(center, text(size: 18pt, weight: 700, sys.inputs.name))
#v(8mm)
#table(columns: (32mm, 1fr), inset: 9pt, [申请人], sys.inputs.party, [材料], sys.inputs.name, [说明], [示例材料，仅供演示，没有法律效力。])
#v(6mm)
#rect(width: 100%, height: 90mm, stroke: 0.6pt)[#align(center + horizon, text(fill: luma(120))[（此处为材料正文示例）])]
#v(1fr)
#align(right)[#sys.inputs.party\\ （示例）]
"""


@cache
def paper(name: str, party: str) -> bytes:
    """One page that stands for a material: its name, whose it is, and that it is a sample."""
    import pylopdf_fonts_zh_cn
    import typst

    fonts = [str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)]
    made = typst.compile(
        SHEET.encode(), font_paths=fonts, ignore_system_fonts=True, sys_inputs={"name": name, "party": party}, format="pdf"
    )
    assert isinstance(made, bytes)
    return made
