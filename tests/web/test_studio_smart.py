"""智能审批 in the studio: rules as a table, the test bench, keeping them; and its pages on the desk and for the applicant."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.models import ItemVersion, SmartDraft, SmartSet
from yichuang.cli import props
from yichuang.cli.players import Player, work
from yichuang.exchange.api import local_registry
from yichuang.intake import api as intake
from yichuang.intake.models import Draft
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db
FIELD = re.compile(r'<input class="form-control[^"]*" name="([^"]+)"[^>]*? value="([^"]*)"')
SELECT = re.compile(r'<select[^>]* name="([^"]+)".*?</select>', re.S)
CHOSEN = re.compile(r'<option value="([^"]*)" selected')
VERSION = re.compile(r'name="version" value="(\d+)"')


@pytest.fixture
def editor(sit) -> Client:
    return sit("shixiang")


@pytest.fixture
def draft(cast, now):
    return catalogue.redraft(cast.items["tree-felling"], now=now, actor=organisations.system_actor("test"))


def typed(page: str) -> dict[str, str]:
    found = {name: unescape(value) for name, value in FIELD.findall(page)}
    for select in SELECT.finditer(page):
        chosen = CHOSEN.search(select.group(0))
        found[select.group(1)] = unescape(chosen.group(1)) if chosen else ""
    return found | {"version": VERSION.search(page).group(1)}


def press(client: Client, draft, verb: str, **cells: str):
    address = reverse("studio-smart", args=[draft])
    return client.post(address, {**typed(client.get(address).content.decode()), **{k.replace("__", "."): v for k, v in cells.items()}, "verb": verb})


def shown(client: Client, draft) -> str:
    return client.get(reverse("studio-smart", args=[draft])).content.decode()


def test_saved_unchanged_the_rules_say_what_they_said(editor, draft) -> None:
    before = ItemVersion.objects.get(id=draft).smart.content
    assert press(editor, draft, "save").status_code == 302
    assert SmartDraft.objects.get().content == before
    assert "6/6个通过" in shown(editor, draft)


def test_what_is_wrong_stands_at_its_cell_and_cannot_be_kept(editor, draft) -> None:
    press(editor, draft, "save", rules__0__article="", rules__1__cell="-", rules__2__cell="未答", rules__3__cell="杂木林", rules__4__proves="R9", sample="0")
    page = shown(editor, draft)
    for place, words in (
        ("rules.0.article", "没有写依据的条文"), ("rules.1.cell", "这样的规则永远成立"), ("rules.2.cell", "不知道就转人工"),
        ("rules.3.cell", "没有“杂木林”这个选项"), ("rules.4.proves", "没有“R9”这一要点"), ("sample", "抽查比例应为1到100"),
    ):  # fmt: skip
        assert re.search(rf'id="{re.escape(place)}-error">[^<]*{re.escape(words)}', page), place
    assert "R1 采伐方式、强度符合技术规程”没有规则证明" in page, "the point no rule proves any more"
    assert press(editor, draft, "keep").status_code == 422


def test_a_trial_that_fails_keeps_the_rules_from_being_used(editor, draft) -> None:
    press(editor, draft, "save", trials__0__expect="person")
    page = shown(editor, draft)
    assert "5/6个通过" in page and "实得" in page
    assert press(editor, draft, "keep").status_code == 422


def test_a_row_is_added_moved_and_dropped_and_the_sheet_is_kept_as_a_new_number(editor, draft) -> None:
    press(editor, draft, "add:rules")
    press(editor, draft, "save", rules__19__name="申请表写明了树种", rules__19__input="file:M1", rules__19__cell="是", rules__19__article="《森林法》第五十八条")
    press(editor, draft, "up:rules.19")
    assert [row["code"] for row in SmartDraft.objects.get().content["rules"]][-2:] == ["S20", "S19"]
    press(editor, draft, "drop:rules.18")
    press(editor, draft, "save", sample="25")
    assert press(editor, draft, "keep").url == reverse("studio-version", args=[draft])
    kept = ItemVersion.objects.get(id=draft).smart
    assert (kept.number, kept.content["sample"], SmartSet.objects.count(), SmartDraft.objects.count()) == (2, 25, 2, 0)


def test_two_editors_do_not_overwrite_each_other(editor, draft) -> None:
    mine = typed(shown(editor, draft))
    press(editor, draft, "save", sample="20")
    answer = editor.post(reverse("studio-smart", args=[draft]), {**mine, "sample": "30", "verb": "save"})
    assert answer.status_code == 412 and 'value="30"' in answer.content.decode()
    assert SmartDraft.objects.get().content["sample"] == 20


def test_only_the_editor_writes_and_a_version_in_force_is_only_read(sit, editor, cast, draft) -> None:
    assert Client().get(reverse("studio-smart", args=[draft])).status_code == 302
    assert sit("juzhang").get(reverse("studio-smart", args=[draft])).status_code == 403
    in_force = cast.items["tree-felling"]
    assert "readonly" in shown(editor, in_force)
    assert editor.post(reverse("studio-smart", args=[in_force]), {"verb": "save", "version": "0"}).status_code == 409


@pytest.fixture
def decided(cast, now):
    with local_registry():
        case = Player(cast, "tree-felling").apply(now - timedelta(hours=1), party=cast.demo.applicants[0].party_id, answers=props.SMALL_FELLING)
        work()
        cases.consider(case.case_id, now=now, roll=lambda n: 0)
    return case


def test_staff_and_applicant_read_why_rule_by_rule_and_that_the_registry_is_local(sit, applicant_client, decided) -> None:
    for client, name in ((sit("fazhi"), "desk-smart-case"), (applicant_client(0), "my-smart")):
        page = client.get(reverse(name, args=[decided.case_id])).content.decode()
        assert page.count("<span class=\"num\">S15</span>") == 1 and "&lt;= 860" in page
        assert "本机的演示登记库" in page and "《中华人民共和国森林法》" in page
    assert applicant_client(1).get(reverse("my-smart", args=[decided.case_id])).status_code == 404


def test_pipl_24_it_is_said_before_and_after_that_rules_may_decide_and_the_receipt_shows_the_outcome(cast, applicant_client, decided, now) -> None:
    client, version_id, said = applicant_client(0), cast.items["tree-felling"], "从不自动不予"
    actor, party_id = cast.applicant(0), cast.demo.applicants[0].party_id
    draft = intake.start(version_id, party_id, token=new_id(), actor=actor, now=now)
    receipt = client.get(reverse("received", args=[decided.case_id])).content.decode()
    assert "<b>准予</b>" in receipt and "告诉您是否受理" not in receipt and "现在不用您做什么" not in receipt
    for page in (receipt, *(client.get(reverse(*at)).content.decode() for at in (("guide", None, [version_id]), ("draft-check", None, [draft.id])))):
        assert said in page and "第二十四条" in page
    assert said not in client.get(reverse("guide", args=[cast.items["drainage"]])).content.decode()


def test_pipl_24_the_applicant_may_decline_it_before_sending_and_the_desk_reads_that(cast, sit, applicant_client, now) -> None:
    """24(3): 有权拒绝个人信息处理者仅通过自动化决策的方式作出决定, and before one is made."""
    client, version_id, party_id = applicant_client(0), cast.items["tree-felling"], cast.demo.applicants[0].party_id
    draft = intake.start(version_id, party_id, token=new_id(), actor=cast.applicant(0), now=now)
    Draft.objects.filter(id=draft.id).update(answers=draft.answers | props.answers(catalogue.terms(version_id), party_id) | props.SMALL_FELLING)
    check = reverse("draft-check", args=[draft.id])
    assert 'name="by_person"' in client.get(check).content.decode()
    undeclared = client.post(check, {"by_person": "yes"})
    assert undeclared.status_code == 422 and re.search(r'name="by_person"[^>]*checked', undeclared.content.decode()), "what was chosen stays chosen"
    sent = client.post(check, {"by_person": "yes", "declared": "yes"})
    assert sent.status_code == 302, sent.content.decode()[:3000]
    work()
    with local_registry():
        assert cases.consider_waiting(now) == 0
    case_id = Draft.objects.get(id=draft.id).case_id
    for reader, route in ((sit("chuangkou"), "desk-case"), (client, "my-case")):
        page = reader.get(reverse(route, args=[case_id])).content.decode()
        assert "没有交给智能审批的规则（《个人信息保护法》第二十四条第三款）" in page, route
    assert "申请人要求由工作人员决定，不由规则自动决定" in sit("chuangkou").get(reverse("desk-case", args=[case_id])).content.decode()
    other = intake.start(cast.items["drainage"], cast.company, token=new_id(), actor=cast.applicant(1), now=now)
    assert 'name="by_person"' not in applicant_client(1).get(reverse("draft-check", args=[other.id])).content.decode()


def test_pipl_24_the_applicant_asks_and_a_person_answers(sit, applicant_client, decided) -> None:
    address, client = reverse("my-smart", args=[decided.case_id]), applicant_client(0)
    assert client.post(address, {"wanted": "review", "text": ""}).status_code == 422
    assert client.post(address, {"wanted": "review", "text": "请人再核对一次四至"}).status_code == 302
    desk = sit("fazhi")
    page = desk.get(reverse("desk-case", args=[decided.case_id])).content.decode()
    assert "请人再核对一次四至" in page
    task = next(t for t in decided.state().open_tasks if t.kind == "automatic_review")
    answer = desk.post(reverse("desk-do", args=[decided.case_id, "answer-automatic"]), {"task": task.id, "finding": "upheld", "answer": "四至与登记一致"})
    assert answer.status_code == 302
    assert "四至与登记一致" in client.get(address).content.decode()


def test_the_desk_shows_what_was_drawn_and_the_sample_alone(sit, cast, now, decided) -> None:
    other = Player(cast, "tree-felling").apply(now - timedelta(minutes=30))
    work()
    desk = sit("linye-daibiao")
    seen = {show: desk.get(reverse("desk-smart"), {"show": show}).content.decode() for show in ("", "drawn")}
    drawn, spared = (reverse("desk-smart-case", args=[case.case_id]) for case in (decided, other))
    assert drawn in seen[""] and spared in seen[""] and "已抽中，等待抽查" in seen[""]
    assert drawn in seen["drawn"] and spared not in seen["drawn"]
    in_english = desk.get(reverse("desk-smart"), headers={"Accept-Language": "en"}).content.decode()
    assert "已抽中" not in in_english and "drawn" in in_english


def test_the_switch_is_on_the_desk_for_those_who_may(sit, cast, decided) -> None:
    item = decided.terms.item_id
    assert "立即停用" in sit("fazhi").get(reverse("desk-smart")).content.decode()
    sit("fazhi").post(reverse("desk-smart-off", args=[item]), {"reason": "限额数据有误"})
    assert catalogue.is_switched_off(item)
    assert "恢复由本机关负责人本人办理" in sit("fazhi").get(reverse("desk-smart")).content.decode()
    sit("linye-juzhang").post(reverse("desk-smart-on", args=[item]), {"reason": "数据已经更正"})
    assert not catalogue.is_switched_off(item)
