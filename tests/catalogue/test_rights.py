"""行政许可法 22, 24: a power is used within its own limits. An editor of the district writes nothing on a row of the city, and nothing that counts for
every organ; each verb of the catalogue that an editor has is tried here, or says why it asks otherwise."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

import yichuang.catalogue
from tests.catalogue.conftest import NOW
from yichuang.catalogue import api, data_elements, discarding, drafts, inheriting, rights
from yichuang.catalogue.api import (
    agreements,
    boundaries,
    claims,
    delegating,
    life,
    memos,
    outsourcing,
    powers,
    samples,
    standards,
)
from yichuang.catalogue.domain.delegation import NotTheirPower
from yichuang.catalogue.domain.standards import Requirement
from yichuang.catalogue.exchange import planning
from yichuang.catalogue.models import (
    AcceptanceAgreement,
    BasicEntry,
    Delegation,
    Item,
    ItemVersion,
    PlainWord,
    Procedure,
    TransferMemo,
)
from yichuang.catalogue.prerequisites import tribunal
from yichuang.catalogue.rights import HoldsForAll
from yichuang.catalogue.situations import editing as situations
from yichuang.catalogue.smart import editing as smart
from yichuang.kernel.errors import Forbidden, Refusal
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import OtherOrgan
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 24)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


@pytest.fixture
def district(shipped):
    return organisations.actor_named("quxian-shixiang")


@pytest.fixture
def city(shipped, program, editor):
    """Rows of the city: an item with a draft, a request, a power, a boundary, a contract, samples; and what is everybody's."""
    bureau, water = (organisations.demo_id("organ", key) for key in ("bureau", "water"))
    who, given = {"now": NOW, "actor": editor}, {"from_on": TODAY + timedelta(days=40), "created_at": NOW, "created_by": "x"}
    item = Item.objects.get(code="drainage")
    columns = {"code": "99000001", "name": "公共场所卫生许可", "kind": "01", "levels": ["3"], "organ_id": bureau, "organ_name": "示例市行政审批服务局"}
    row = {
        "item": "drainage", "step": "", "approve_office": "审批一科", "regulate_organ_id": water, "regulate_office": "排水管理科", "interaction": "push",
        "days": 2, "basis": "《城镇排水与污水处理条例》第四十四条", "valid_from": TODAY,
    }  # fmt: skip
    sample = {"material": "form", "kind": "example", "title": "样表", "alt": "图"}
    api.keep_plain_word("下水", kind="word", means=["排水"], source="窗口", **who)
    moved = {"item": item, "from_organ_id": bureau, "to_organ_id": water, **given}
    return SimpleNamespace(
        bureau=bureau, water=water, item=item, columns=columns, row=row, sample=sample, version=shipped["drainage"], other=shipped["tree-felling"],
        draft=api.revise(shipped["drainage"], now=NOW, actor=program), request=life.begin(shipped["tree-felling"], "suspend", **who),
        power=powers.keep_power(columns, **who), boundary=boundaries.keep(**row, **who), word=PlainWord.objects.get(word="下水").id,
        one=samples.keep(BytesIO(PNG), name="a.png", item_code="drainage", **sample, **who), everyones=samples.keep(BytesIO(PNG), name="a.png", **sample, **who),
        standard=standards.keep(kind="catalogue", title="标准", document="文件", requirements=(Requirement("bases", 0),), from_on=TODAY, **who),
        instrument=life.instruments()[0].instrument_id, entry=BasicEntry.objects.filter(list__code="demo").first(),
        contract=outsourcing.keep(
            way="purchased", name="窗口保洁", item="", contractor="某公司", number="", document="合同", duty="窗口", from_on=TODAY,
            to_on=TODAY + timedelta(days=90), **who,
        ),
        agreement=AcceptanceAgreement.objects.create(mode="accept", window_organ_id=water, for_organ_id=bureau, document="协议", **given).id,
        delegation=Delegation.objects.create(form="entrust", from_level="3", to_level="4", document="文", basis="法", **moved).id,
        memo=TransferMemo.objects.create(level="4", document="文", **moved).id,
        docket=tribunal.file(
            "drainage", "没有的前置", kind="new", plaintiff_id=bureau, defendant_id=water, claim="拟新设", **who,
        ),
    )  # fmt: skip


def on_a_foreign_row(city, who) -> dict[str, Callable[[], object]]:
    """Verb (room and name) → that verb on the city's row."""
    days, asked = {"revision": None, **who}, {"version": 0, **who}
    moved = {"form": "entrust", "from_organ_id": city.bureau, "to_organ_id": city.water}
    file = {"name": "a.png", **city.sample, **who}
    return {
        "publishing.draft": lambda: api.draft("drainage", name="x", columns={"accepting_organ_id": city.bureau}, **who),
        "publishing.revise": lambda: api.revise(city.version, **who),
        "editing.begin_item": lambda: api.begin_item(name="新", regime="service", organ_id=city.bureau, **who),
        "editing.save_section": lambda: api.save_section(city.draft, "basic", {}, mark="", **who),
        "drafts.redraft": lambda: api.redraft(city.other, **who),
        "drafts.attach_procedure": lambda: api.attach_procedure(city.draft, city.draft, **who),
        "drafts.save_procedure": lambda: drafts.save_procedure(drafts.PLAIN, name="x", bpmn="<x/>", **asked),
        "drafts.keep_draft": lambda: drafts.keep_draft(drafts.PLAIN, **asked),
        "inheriting.adopt": lambda: inheriting.adopt(city.draft, **who),
        "situations.editing.save": lambda: situations.save(city.draft, {}, **asked),
        "situations.editing.keep_draft": lambda: situations.keep_draft(city.draft, **asked),
        "smart.editing.save": lambda: smart.save(city.draft, {}, **asked),
        "smart.editing.keep_draft": lambda: smart.keep_draft(city.draft, **asked),
        "smart.keeping.switch": lambda: api.switch_smart(Item.objects.get(code="tree-felling").id, off=True, reason="停", **who),
        "life.requests.begin": lambda: life.begin(city.version, "suspend", **who),
        "life.requests.submit": lambda: life.submit(city.request, reason="理由", running="keep", effective_on=None, **days),
        "life.requests.withdraw": lambda: life.withdraw(city.request, **days),
        "life.reshaping.begin_reshaping": lambda: life.begin_reshaping(city.version, "split", others=(), into=(("a", "甲"), ("b", "乙")), **who),
        "life.experts.ask_experts": lambda: life.ask_experts(city.request, number=3, seed="1", **days),
        "life.notice.open_notice": lambda: life.open_notice(city.request, to_on=TODAY + timedelta(days=30), **days),
        "life.notice.answer": lambda: life.answer(city.request, uuid4(), text="x", adopted=True, **who),
        "life.approval.send_back": lambda: life.send_back(city.request, reason="x", **days),
        "life.power.begin_delegation": lambda: life.begin_delegation([city.item.id], moved, **who),
        "life.power.begin_revocation": lambda: life.begin_revocation(city.delegation, back_on=TODAY, document="文", document_on=TODAY, **who),
        "life.repeal.repeal": lambda: life.repeal(city.instrument, on=TODAY, replaced_by="", **who),
        "powers.keeping.keep_power": lambda: powers.keep_power(city.columns | {"name": "另一个名称"}, **who),
        "powers.keeping.keep_clause": lambda: powers.keep_clause(organ_id=city.bureau, title="三定", number="1", clause="第一条", text="x", **who),
        "powers.keeping.end_power": lambda: powers.end_power(city.power, valid_to=TODAY, **who),
        "samples.library.keep": lambda: samples.keep(BytesIO(PNG), item_code="drainage", **file),
        "samples.library.end": lambda: samples.end(city.one, **who),
        "boundaries.keep": lambda: boundaries.keep(**city.row, **who),
        "boundaries.end": lambda: boundaries.end(city.boundary, valid_to=TODAY, **who),
        "outsourcing.supervise": lambda: outsourcing.supervise(city.contract, on=TODAY, finding="good", text="x", **who),
        "standards.keep": lambda: standards.keep(kind="catalogue", title="x", document="x", requirements=(Requirement("bases", 0),), from_on=TODAY, **who),
        "standards.end": lambda: standards.end(city.standard, to_on=TODAY, **who),
        "standards.widen": lambda: standards.widen(city.standard, general_on=TODAY, **who),
        "discarding.discard": lambda: discarding.discard(city.draft, reason="x", edition=0, **who),
        "finding.plain_words.keep": lambda: api.keep_plain_word("饭馆", kind="word", means=["餐饮"], source="x", **who),
        "finding.plain_words.end": lambda: api.end_plain_word(city.word, **who),
        "data_elements.reword": lambda: data_elements.reword(data_elements.lines()[0][0].code, {"name": "x"}, **who),
        "claims.claiming.claim": lambda: claims.claim(city.item.id, city.entry.code, organ_id=who["actor"].organ_id, **who),
        "claims.claiming.decline": lambda: claims.decline(city.entry.id, reason="没有", organ_id=city.bureau, **who),
        "agreements.verbs.agree": lambda: agreements.agree(
            mode="accept", window_organ_id=city.water, for_organ_id=city.bureau, item_ids=[city.item.id], from_on=TODAY, document="x", **who
        ),
        "agreements.verbs.end_agreement": lambda: agreements.end_agreement(city.agreement, to_on=TODAY, document="x", **who),
        "delegating.verbs.follow_up": lambda: delegating.follow_up(city.delegation, finding="x", **who),
        "memos.verbs.open_memo": lambda: memos.open_memo(
            city.item.id, from_organ_id=city.bureau, to_organ_id=city.water, level="3", document="x", from_on=TODAY + timedelta(days=9), **who
        ),
        "memos.verbs.fill": lambda: memos.fill(city.memo, "files", text="x", **who),
        "memos.verbs.withdraw": lambda: memos.withdraw(city.memo, reason="x", **who),
        "memos.verbs.list_changed": lambda: memos.list_changed(city.memo, content_hash="x", **who),
        "memos.verbs.sign": lambda: memos.sign(city.memo, listed="", finish=0, hand_over=0, **who),
        "prerequisites.tribunal.file": lambda: tribunal.file("drainage", "x", kind="new", plaintiff_id=city.bureau, defendant_id=city.water, claim="x", **who),
        "prerequisites.tribunal.answer": lambda: tribunal.answer(city.docket, text="x", bases=(), **who),
        "prerequisites.tribunal.appeal": lambda: tribunal.appeal(city.docket, text="x", **who),
        "prerequisites.tribunal.withdraw": lambda: tribunal.withdraw(city.docket, reason="x", **who),
    }  # fmt: skip


OTHERWISE = {
    "the actor's own organ is the row's": {"drafts.begin_procedure", "data_elements.add", "outsourcing.keep"},
    "no editor's: experts who were asked, reviewers, whoever supervises, the president, the public": {
        "life.experts.give_opinion", "life.review.review_legality", "life.approval.approve", "life.approval.take_back", "life.approval.reject", "life.notice.comment",
        "off_list.verbs.report", "off_list.verbs.find", "off_list.verbs.dismiss", "off_list.verbs.mend", "prerequisites.tribunal.decide",
    },
    "item by item, each by life.requests": {"life.repeal.begin_many", "life.many.submit_many"},
    "row by row, tried below, in test_incoming or test_exchange": {
        "claims.incoming.import_lists", "instruments.import_instruments",
        "powers.reading.import_powers", "exchange.previews.keep", "exchange.previews.confirm", "exchange.previews.again",
        "exchange.previews.import_versions",
    },
    "asks who may, or reads what the actor's own is": {
        "drafts.editable", "drafts.may_draw", "drafts.may_edit", "powers.keeping.may_keep", "rights.edits", "rights.may_edit", "rights.may_for_all",
        "smart.keeping.may_switch", "exchange.previews.preview", "exchange.previews.recent",
        "discarding.would_go", "rights.keeps_registers", "standards.answered_for", "standards.may_answer_for",
    },
    "a part of the verbs above, which have asked": {
        "boundaries.end_row", "claims.claiming.inherit", "claims.claiming.stand", "drawings.keep", "memos.verbs.entered", "memos.verbs.let_go",
        "prerequisites.tribunal.settle", "prerequisites.tribunal.settle_item",
    },
    "the installation's own: commands, seeds, the hour": {
        "publishing.publish", "publishing.move", "publishing.put_in_force", "publishing.set_status", "claims.lists.import_list", "claims.lists.seed",
        "claims.linking.link_imported", "imports.guide_import.import_guides", "imports.item_import.import_items", "finding.plain_words.seed",
        "situations.dmn_import.import_dmn", "checks.loading.load", "seed.load_shipped", "seed.seed_catalogue",
    },
}  # fmt: skip


def test_an_editor_of_the_district_writes_nothing_on_a_row_of_the_city(city, district) -> None:
    tried = on_a_foreign_row(city, {"now": NOW, "actor": district})
    written = {}
    for verb, call in tried.items():
        with transaction.atomic():
            try:
                call()
            except (Forbidden, NotTheirPower):
                pass
            except Refusal as other:
                written[verb] = f"asked {other.code} before who"
            else:
                written[verb] = "written"
            transaction.set_rollback(True)
    assert not written


def test_an_item_that_names_no_organ_to_accept_is_of_the_one_that_decides(city, district, editor, monkeypatch) -> None:
    ItemVersion.objects.filter(id=city.draft).update(accepting_organ=None)
    monkeypatch.setattr(boundaries, "version_called", lambda _text: ItemVersion.objects.get(id=city.draft))  # what is in force is immutable
    tried = on_a_foreign_row(city, {"now": NOW, "actor": district})
    for verb in ("boundaries.keep", "boundaries.end"):
        with pytest.raises(Forbidden), transaction.atomic():
            tried[verb]()
    assert planning.may_not({}, ItemVersion.objects.get(id=city.draft), now=NOW, actor=district, at="")
    offered = [{line.version_id for line in life.waiting(who, on=TODAY)[0]} for who in (district, editor)]
    assert [city.draft in drafts for drafts in offered] == [False, True]


def test_who_decides_by_a_drawing_draws_it_like_who_accepts_by_it(city, district, editor) -> None:
    """C4: accepting and deciding organ may differ (代收、转报)."""
    net = Procedure.objects.get(code="expert")
    row = Procedure.objects.create(code="of-both", number=1, name="代收的", bpmn=net.bpmn, net=net.net, sha256=net.sha256, created_at=NOW, created_by="test")
    held = {"item": Item.objects.create(code="both", name="代收的", origin="studio"), "number": 1, "status": "published", "regime": "service", "name": "代收的"}
    ItemVersion.objects.create(
        **held, accepting_organ_id=district.organ_id, deciding_organ_id=editor.organ_id, procedure=row, created_at=NOW, created_by="test",
        published_at=NOW,
    )
    for actor in (district, editor):
        drafts.may_draw("of-both", actor, NOW)
    with pytest.raises(Forbidden):
        drafts.may_draw("expert", district, NOW)


def test_every_verb_of_the_catalogue_is_tried_or_says_why_it_asks_otherwise(city, district) -> None:
    """What a person can call from outside its module: exported by the door of the catalogue or of one of its rooms."""
    rooms = [importlib.import_module(m.name) for m in pkgutil.walk_packages(yichuang.catalogue.__path__, "yichuang.catalogue.")]
    doors = [room for room in rooms if hasattr(room, "__path__") or room.__name__.endswith((".api", ".boundaries", ".outsourcing", ".standards"))]
    doors += [drafts, inheriting, data_elements, situations, smart, tribunal]
    named = {id(inspect.unwrap(found)) for door in doors for found in vars(door).values() if inspect.isfunction(found)}
    verbs = set()
    for room in rooms:
        for name, found in vars(room).items():
            verb = inspect.unwrap(found) if inspect.isfunction(found) else None
            if verb and id(verb) in named and verb.__module__ == room.__name__ and {"now", "actor"} <= set(inspect.signature(verb).parameters):
                verbs.add(f"{room.__name__.removeprefix('yichuang.catalogue.')}.{name}")
    told = set(on_a_foreign_row(city, {"now": NOW, "actor": district})).union(*OTHERWISE.values())
    assert not verbs - told, " ".join(sorted(verbs - told))


def test_what_counts_for_everybody_is_kept_by_whoever_the_government_names(city, district, editor) -> None:
    with pytest.raises(HoldsForAll) as refused:
        samples.end(city.everyones, now=NOW, actor=district)
    assert refused.value.details["organ"] == "示例市人民政府"
    with pytest.raises(HoldsForAll):
        powers.keep_power(city.columns | {"organ_id": None, "organ_name": "外地某局"}, now=NOW, actor=district)
    samples.end(city.everyones, now=NOW, actor=editor)
    assert rights.keeps_registers(editor, NOW) and not rights.keeps_registers(district, NOW)


def test_the_editor_of_the_district_keeps_its_own_rows_and_a_file_with_a_row_of_the_city_brings_in_nothing(city, district) -> None:
    own = organisations.organ(district.organ_id)
    kept = powers.keep_power(city.columns | {"organ_id": own.id, "organ_name": own.name}, now=NOW, actor=district)
    powers.end_power(kept, valid_to=TODAY, now=NOW, actor=district)
    head, line = "权力编码,权力名称,权力类型,行使主体", "99000009,某许可,行政许可"
    mixed = f"{head}\n{line},{own.name}\n{line},示例市行政审批服务局\n".encode()
    report = powers.import_powers(mixed, now=NOW, actor=district, write=True)
    assert not report.written and any(found.finding.code == "not_yours" for found in report.findings)
    assert powers.import_powers(f"{head}\n{line},{own.name}\n".encode(), now=NOW, actor=district, write=True).written


def test_the_reason_names_the_organ_and_another_organs_draft_opens_no_page_of_editing(city, district) -> None:
    with pytest.raises(OtherOrgan) as refused:
        api.save_section(city.draft, "basic", {}, mark="", now=NOW, actor=district)
    assert refused.value.details["organ"] == "示例市行政审批服务局"
    client = Client()
    client.force_login(Account.objects.get(username="quxian-shixiang"), backend="django.contrib.auth.backends.ModelBackend")
    for name, args in (("studio-edit", [city.draft]), ("studio-section", [city.draft, "basic"])):
        shown = client.get(reverse(name, args=args))
        assert shown.status_code == 403
        assert "由示例市行政审批服务局的事项管理员办理，您是别的机关的" in shown.content.decode()
    for verb in ("save", "leave", "add:fees"):
        assert client.post(reverse("studio-section", args=[city.draft, "fees"]), {"do": verb}).status_code == 403, verb
    shown = client.get(reverse("studio-version", args=[city.draft])).content.decode()
    assert "您可以看，不能改" in shown and reverse("studio-edit", args=[city.draft]) not in shown
    for name, args in (("studio-words", []), ("studio-standards", []), ("studio-instrument", [city.instrument]), ("studio-power", [city.power])):
        assert "您可以看，不能改" in client.get(reverse(name, args=args)).content.decode(), name
