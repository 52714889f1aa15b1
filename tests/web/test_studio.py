"""The studio: who enters, what is listed and marked, drawings that survive, versions that are published or refused."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.models import ItemVersion, Procedure, ProcedureDraft
from yichuang.kernel.errors import Forbidden
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db
BROKEN = "<definitions><process>"


@pytest.fixture
def editor(sit) -> Client:
    return sit("shixiang")


def board(client: Client, code: str, **fields: object) -> object:
    desk = catalogue.desk(code)
    return client.post(
        reverse("studio-procedure", args=[code]),
        {"name": desk.name, "bpmn": desk.bpmn, "version": desk.version, "verb": "save", **fields},
    )


def test_only_the_catalogue_editor_enters(sit, cast) -> None:
    drainage = cast.items["drainage"]
    addresses = [
        reverse("studio"), reverse("studio-procedures"), reverse("studio-procedure", args=["default"]),
        reverse("studio-version", args=[drainage]), reverse("studio-difference", args=[drainage]),
    ]
    verbs = [reverse(name, args=[drainage]) for name in ("studio-begin-request", "studio-redraft", "studio-attach", "studio-discard")]
    for address in addresses:
        assert Client().get(address).status_code == 302
    director = sit("juzhang")
    assert {director.get(address).status_code for address in addresses} == {403}
    assert {director.post(address).status_code for address in verbs} == {403}
    assert ItemVersion.objects.filter(status="draft").count() == 0


def test_the_list_is_filtered_by_status_kind_department_and_words(editor, now) -> None:
    catalogue.draft("T-9", name="测试用的备案", columns={"regime": "filing", "department": "示例部门"}, now=now,
                    actor=organisations.system_actor("test"))  # fmt: skip
    page = editor.get(reverse("studio")).content.decode()
    assert page.index("测试用的备案") < page.index("城镇污水排入排水管网许可"), "drafts come first"
    for query in ("status=published", "kind=licence", "q=排水", "department=示例市行政审批服务局"):
        page = editor.get(f"{reverse('studio')}?{query}").content.decode()
        assert "城镇污水排入排水管网许可" in page and "测试用的备案</a>" not in page, query
    assert "没有这样的事项" in editor.get(f"{reverse('studio')}?q=zzz").content.decode()
    assert editor.get(f"{reverse('studio')}?page=99999&status=nonsense").status_code == 200


def test_the_list_asks_the_database_a_constant_number_of_questions(editor, now, django_assert_max_num_queries) -> None:
    for number in range(30):
        catalogue.draft(f"T-{number}", name=f"事项{number}", columns={"regime": "filing"}, now=now,
                        actor=organisations.system_actor("test"))  # fmt: skip
    with django_assert_max_num_queries(14):
        editor.get(reverse("studio"))


def test_a_version_shows_every_element_what_is_completed_and_what_is_not_stated(editor, cast, now) -> None:
    page = editor.get(reverse("studio-version", args=[cast.items["drainage"]])).content.decode()
    assert "演示补全" in page and "从现行版起草新版" in page and '<option value="suspend"' in page
    assert "《城镇污水排入排水管网许可管理办法》第六条" in page
    bare = catalogue.draft("T-9", name="什么都没写的许可", columns={"regime": "licence"}, now=now, actor=organisations.system_actor("test"))
    page = editor.get(reverse("studio-version", args=[bare])).content.decode()
    assert page.count("未载明") > 10 and "办理变更申请" in page
    assert "没有写明受理机关" in page and "第三十条" in page


def test_an_incomplete_draft_is_not_submitted_each_reason_is_listed_and_what_was_typed_stays(editor, cast, now) -> None:
    bare = catalogue.draft("T-9", name="什么都没写的许可", columns={"regime": "licence"}, now=now, actor=organisations.system_actor("test"))
    address = editor.post(reverse("studio-begin-request", args=[bare]), {"change": "claim"}).url
    answer = editor.post(address, {"verb": "submit", "revision": "1", "reason": "新设的许可", "running": "keep", "entry": "demo-funeral"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有写明受理机关" in page and "新设的许可" in page
    assert ItemVersion.objects.get(id=bare).status == "draft"


def test_an_entry_of_a_list_is_looked_for_by_a_few_words_and_nothing_typed_is_lost(editor, now) -> None:
    typed = {"name": "挖个墓", "regime": "licence", "organ": "", "code": "", "entry": "殡仪馆"}
    page = editor.post(reverse("studio-new"), typed | {"look": "entry"}).content.decode()
    assert 'value="entry:demo-funeral"' in page and "挖个墓" in page
    assert 'value="demo-funeral"' in editor.post(reverse("studio-new"), typed | {"pick": "entry:demo-funeral"}).content.decode()
    bare = catalogue.draft("T-9", name="什么都没写的许可", columns={"regime": "licence"}, now=now, actor=organisations.system_actor("test"))
    address = editor.post(reverse("studio-begin-request", args=[bare]), {"change": "claim"}).url
    asked = {"verb": "submit", "revision": "1", "reason": "新设的许可", "running": "keep", "entry": "没有的词"}
    refused = editor.post(address, asked)
    assert (refused.status_code, "没有找到“没有的词”" in refused.content.decode()) == (422, True)
    page = editor.post(address, asked | {"pick": "entry:demo-funeral"}).content.decode()
    assert 'value="demo-funeral"' in page and "新设的许可" in page


def test_what_is_merged_is_looked_for_and_what_begins_needs_no_code(editor, cast) -> None:
    address = reverse("studio-reshape", args=[cast.items["drainage"]]) + "?change=merge"
    form = {"change": "merge", "sources": "", "code": "", "name": "排水和餐饮综合许可"}
    page = editor.post(address, form | {"look": "sources", "find-sources": "小餐饮"}).content.decode()
    value = re.search(r'name="pick" value="(sources:[^"]*)"', page)[1]
    page = editor.post(address, form | {"pick": value}).content.decode()
    assert f">{value.removeprefix('sources:')}</textarea>" in page and "排水和餐饮综合许可" in page
    assert "不是现行事项" in editor.post(address, form | {"sources": "没有这项"}).content.decode()
    made = editor.post(address, form | {"sources": value.removeprefix("sources:")})
    assert made.status_code == 302
    assert ItemVersion.objects.get(name="排水和餐饮综合许可").item.code.startswith("local-")


def test_a_new_version_starts_from_the_one_in_force_and_replaces_it(editor, cast) -> None:
    old = cast.items["drainage"]
    answer = editor.post(reverse("studio-redraft", args=[old]))
    new = UUID(answer.url.rstrip("/").rsplit("/", 1)[1])
    assert editor.post(reverse("studio-redraft", args=[old])).url == answer.url, "one open draft is enough"
    assert catalogue.terms(new).materials == catalogue.terms(old).materials
    procedure = Procedure.objects.get(code="expert")
    editor.post(reverse("studio-attach", args=[new]), {"procedure": str(procedure.id)})
    catalogue.publish(new, now=timezone.now(), actor=organisations.system_actor("test"))
    assert catalogue.published("drainage") == new
    assert ItemVersion.objects.get(id=old).status == "ended"
    editor.post(reverse("studio-attach", args=[new]), {"procedure": str(Procedure.objects.get(code="default").id)})
    assert ItemVersion.objects.get(id=new).procedure_id == procedure.id, "a published version never changes"


def test_a_draft_is_discarded_with_a_reason_and_a_confirmation(editor, cast) -> None:
    drainage = cast.items["drainage"]
    editor.post(reverse("studio-redraft", args=[drainage]))
    draft = ItemVersion.objects.get(status="draft", item__code="drainage")
    editor.post(reverse("studio-begin-request", args=[draft.id]), {"change": "change"})
    address = reverse("studio-discard", args=[draft.id])
    assert address in editor.get(reverse("studio-version", args=[draft.id])).content.decode()
    asked = editor.get(address).content.decode()
    assert "变更申请（变更）一并撤回" in asked
    empty = editor.post(address, {"edition": draft.edition, "reason": ""})
    assert (empty.status_code, "请写明为什么作废" in empty.content.decode()) == (422, True)
    done = editor.post(address, {"edition": draft.edition, "reason": "省里不再下放"}, follow=True).content.decode()
    assert "草稿已作废" in done and "省里不再下放" in done and "已作废" in done
    assert reverse("guide", args=[draft.id]) not in done and Client().get(reverse("guide", args=[draft.id])).status_code == 404


def test_an_unfinished_drawing_is_kept_as_a_draft_and_every_problem_is_named(editor, cast) -> None:
    drawing = catalogue.desk("default").bpmn.replace('userTask id="review"', 'task id="review"').replace(
        '</userTask>', '</task>').replace('yc:post="section_chief"', 'yc:post="section_chief" yc:limit="soon"')  # fmt: skip
    answer = board(editor, "default", bpmn=drawing, verb="keep")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-problem="review"' in page and 'data-problem="check"' in page
    assert ProcedureDraft.objects.get(code="default").bpmn == drawing
    assert Procedure.objects.filter(code="default").count() == 1


def test_a_condition_on_an_unknown_word_is_refused(editor, cast) -> None:
    drawing = catalogue.desk("default").bpmn.replace(
        '<userTask id="check"', '<exclusiveGateway id="way" default="f9"/><sequenceFlow id="f8" sourceRef="way" targetRef="check">'
        '<conditionExpression>no_such_word == 1</conditionExpression></sequenceFlow>'
        '<sequenceFlow id="f9" sourceRef="way" targetRef="end"/><userTask id="check"'
    ).replace('sourceRef="review" targetRef="check"', 'sourceRef="review" targetRef="way"')  # fmt: skip
    answer = board(editor, "default", bpmn=drawing, verb="keep")
    assert answer.status_code == 422 and "no_such_word" in answer.content.decode()


def test_a_drawing_too_large_to_check_says_so_without_an_empty_link(editor, cast) -> None:
    many = "".join(
        f'<userTask id="t{i}" name="环节"/><sequenceFlow id="in{i}" sourceRef="split" targetRef="t{i}"/>'
        f'<sequenceFlow id="out{i}" sourceRef="t{i}" targetRef="join"/>' for i in range(14)
    )  # fmt: skip
    drawing = catalogue.desk("expert").bpmn.replace("</process>", many + "</process>")
    page = board(editor, "expert", bpmn=drawing, verb="keep").content.decode()
    assert "没法逐一核对" in page and 'data-go=""' not in page


def test_broken_xml_is_refused_with_its_line_and_stays_on_the_page(editor, cast) -> None:
    answer = board(editor, "default", bpmn=BROKEN)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第1行有错" in page and "&lt;definitions&gt;&lt;process&gt;" in page
    assert not ProcedureDraft.objects.filter(code="default").exists()


def test_two_editors_do_not_overwrite_each_other(editor, cast) -> None:
    assert board(editor, "default", name="甲的名字").status_code == 302
    answer = board(editor, "default", name="乙的名字", version=0)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "钱某刚才也保存了这张图" in page and "乙的名字" in page
    assert ProcedureDraft.objects.get(code="default").name == "甲的名字"
    assert board(editor, "default", name="乙的名字").status_code == 302


def test_a_kept_drawing_is_the_next_number_and_the_old_one_stays(editor, cast) -> None:
    changed = catalogue.desk("default").bpmn.replace('name="审核"', 'name="科长审核"')
    assert board(editor, "default", bpmn=changed, verb="keep").status_code == 302
    rows = list(Procedure.objects.filter(code="default").order_by("number"))
    assert [row.number for row in rows] == [1, 2] and rows[0].bpmn != rows[1].bpmn
    assert not ProcedureDraft.objects.filter(code="default").exists()
    assert catalogue.net(rows[1].id).node("check").name == "科长审核"


def test_a_new_procedure_needs_a_name_a_free_code_and_a_pattern(editor, cast) -> None:
    address = reverse("studio-procedures")
    answer = editor.post(address, {"code": "default", "name": "", "like": "nothing"})
    assert answer.status_code == 422
    for sentence in ("这个代码已经用了", "请填流程名称", "请选一个作样子的流程"):
        assert sentence in answer.content.decode()
    assert editor.post(address, {"code": "fresh", "name": "新流程", "like": "expert"}).url == reverse("studio-procedure", args=["fresh"])
    assert editor.get(reverse("studio-procedure", args=["nowhere"])).status_code == 404


def test_who_may_not_edit_items_starts_no_version(cast, now: datetime) -> None:
    with pytest.raises(Forbidden):
        catalogue.redraft(cast.items["drainage"], now=now, actor=cast["juzhang"])
    with pytest.raises(Forbidden):
        catalogue.begin_procedure("fresh", name="新流程", like="default", now=now, actor=cast["juzhang"])


def test_the_editor_keeps_tries_and_stops_a_plain_word(editor, cast, sit) -> None:
    address = reverse("studio-words")
    assert sit("juzhang").get(address).status_code == 403
    assert "锯木头" not in editor.get(address).content.decode()
    wrong = editor.post(address, {"word": "锯木头", "kind": "word", "means": "林木采伐", "source": ""})
    assert wrong.status_code == 422 and 'value="锯木头"' in wrong.content.decode() and "请写明这个说法从哪里来" in wrong.content.decode()
    assert editor.post(address, {"word": "锯木头", "kind": "word", "means": "林木采伐\n采伐", "source": "窗口咨询记录"}).status_code == 302
    tried = editor.get(address, {"try": "我想锯木头"}).content.decode()
    assert "林木采伐许可证核发" in tried
    line = next(line for line in catalogue.plain_words(text="锯木头")[0])
    assert line.means == ("林木采伐", "采伐")
    editor.post(reverse("studio-word-end", args=[line.id]))
    assert "锯木头" in editor.get(address, {"ended": "1"}).content.decode()
    assert not catalogue.plain_words(text="锯木头")[0]


def test_a_draft_shows_what_it_changes_beside_the_version_in_force(editor, cast, now) -> None:
    old = cast.items["drainage"]
    materials = [dict(row) for row in ItemVersion.objects.get(id=old).materials]
    materials[0]["copies"] = 7
    new = catalogue.revise(old, now=now, actor=cast["shixiang"], promised_amount=9, materials=materials[:-1])
    page = editor.get(reverse("studio-version", args=[new])).content.decode()
    assert f"比第1版改了{2 + (len(materials) > 1)}处" in page and "9个工作日" in page
    page = editor.get(reverse("studio-difference", args=[new])).content.decode()
    assert "承诺时限" in page and "10个工作日" in page and "9个工作日" in page
    assert materials[-1]["name"] in page and "复印件份数：7" in page
    assert "这是第一版" in editor.get(reverse("studio-difference", args=[old])).content.decode()


def test_comparing_asks_the_database_a_constant_number_of_questions(cast, now, django_assert_max_num_queries) -> None:
    new = catalogue.revise(cast.items["drainage"], now=now, actor=cast["shixiang"], promised_amount=9)
    with django_assert_max_num_queries(3):
        catalogue.compare(new)


def test_the_editor_adds_and_stops_a_sample(editor, cast, sit) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = reverse("studio-samples")
    assert sit("juzhang").get(address).status_code == 403
    typed = {"material": "filing_form", "kind": "good", "title": "门头牌匾照片", "criteria": "贴在门楣", "alt": "一块横匾", "item_code": ""}
    without = editor.post(address, typed)
    assert without.status_code == 422 and "请选一个文件" in without.content.decode() and "门头牌匾照片" in without.content.decode()
    wrong = editor.post(address, {**typed, "file": SimpleUploadedFile("a.png", b"MZ")})
    assert wrong.status_code == 415 and "门头牌匾照片" in wrong.content.decode()
    assert editor.post(address, {**typed, "file": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))}).status_code == 302
    page = editor.get(address).content.decode()
    assert "门头牌匾照片" in page and "贴在门楣" in page
    sample = catalogue.samples.lines()[0][0]
    editor.post(reverse("studio-sample-end", args=[sample.id]))
    assert "门头牌匾照片" in editor.get(address, {"ended": "1"}).content.decode() and not catalogue.samples.lines()[0]
