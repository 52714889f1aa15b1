"""The sheet of situations in the studio: cells, buttons, errors where they stand, the test bench, keeping, the preview."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.models import ItemVersion, SituationDraft, SituationSet

pytestmark = pytest.mark.django_db
FIELD = re.compile(r'<input class="form-control[^"]*" name="([^"]+)"[^>]*? value="([^"]*)"')
LONG = re.compile(r'<textarea class="form-control[^"]*" name="([^"]+)"[^>]*>([^<]*)</textarea>')
SELECT = re.compile(r'<select[^>]* name="([^"]+)".*?</select>', re.S)
CHOSEN = re.compile(r'<option value="([^"]*)" selected')
HIDDEN = re.compile(r'<input type="hidden" name="((?:tables|version)[^"]*)" value="([^"]*)"')


@pytest.fixture
def editor(sit) -> Client:
    return sit("shixiang")


@pytest.fixture
def draft(cast, now) -> str:
    """A draft of the next tree-felling version: the address of its sheet."""
    from yichuang.organisations import api as organisations

    version_id = catalogue.redraft(cast.items["tree-felling"], now=now, actor=organisations.system_actor("test"))
    return reverse("studio-situation", args=[version_id])


def typed(page: str) -> dict[str, str]:
    """What stands in the fields of a sheet, as a browser would send it."""
    found = {name: unescape(value) for name, value in (*HIDDEN.findall(page), *FIELD.findall(page), *LONG.findall(page))}
    for select in SELECT.finditer(page):
        chosen = CHOSEN.search(select.group(0))
        found[select.group(1)] = unescape(chosen.group(1)) if chosen else ""
    return found


def sheet(client: Client, address: str) -> dict[str, str]:
    return typed(client.get(address).content.decode())


def press(client: Client, address: str, verb: str = "save", **cells: str):
    return client.post(address, {**sheet(client, address), **cells, "verb": verb})


def test_only_the_catalogue_editor_enters(sit, cast, draft) -> None:
    assert Client().get(draft).status_code == 302
    assert sit("juzhang").get(draft).status_code == 403
    assert sit("juzhang").post(draft, {"verb": "keep"}).status_code == 403


def test_a_version_in_force_is_read_not_written(editor, cast) -> None:
    address = reverse("studio-situation", args=[cast.items["tree-felling"]])
    page = editor.get(address).content.decode()
    assert "readonly" in page and 'value="keep"' not in page
    assert editor.post(address, {"verb": "save", "version": "0"}).status_code == 409
    assert SituationDraft.objects.count() == 0


def test_what_was_saved_stands_there_again_and_nothing_else_changed(editor, draft) -> None:
    before = sheet(editor, draft)
    assert before["tables.0.rules.1.when.0"] == "<= 1" and before["trials.0.expect.promised"] == "3"
    assert press(editor, draft).status_code == 302
    after = sheet(editor, draft)
    assert {**after, "version": "0"} == before
    kept = SituationDraft.objects.get().content
    assert kept["tables"] == SituationSet.objects.get(code="tree-felling").content["tables"]


def test_a_wrong_cell_is_told_on_the_cell_and_stays_as_typed(editor, draft) -> None:
    press(editor, draft, **{"tables.0.rules.1.when.0": ">> 1", "tables.1.rules.1.then.0": "21", "questions.1.when": "没有的：是"})
    page = editor.get(draft).content.decode()
    assert 'name="tables.0.rules.1.when.0" id="tables.0.rules.1.when.0" value="&gt;&gt; 1"' in page
    for place, words in (
        ("tables.1.rules.1.then.0", "情形的承诺时限不能长于法定时限"), ("questions.1.when", "显示条件用到的没有的要在前面问"),
    ):  # fmt: skip
        assert f'id="{place}-error">{words}' in page and f'href="#{place}"' in page
    refused = press(editor, draft, "keep")
    assert refused.status_code == 422
    assert SituationSet.objects.filter(code="tree-felling").count() == 1


def test_a_gap_and_an_overlap_are_told_with_an_example(editor, draft) -> None:
    press(editor, draft, **{"tables.0.rules.2.when.1": "< 15"})
    assert "有一种回答没有规则管" in editor.get(draft).content.decode()
    press(editor, draft, **{"tables.0.rules.2.when.1": "-"})
    page = editor.get(draft).content.decode()
    assert "第2条和第3条规则会同时成立" in page and "采伐蓄积" in page


def test_the_test_bench_runs_when_saved_and_says_what_came_out(editor, draft) -> None:
    assert "3/3个通过" in editor.get(draft).content.decode()
    press(editor, draft, **{"trials.0.expect.promised": "5"})
    page = editor.get(draft).content.decode()
    assert "2/3个通过" in page and "实得 3" in page
    assert press(editor, draft, "keep").status_code == 422
    press(editor, draft, **{"trials.0.expect.promised": "3"})
    assert press(editor, draft, "keep").status_code == 302


def test_rows_and_columns_come_and_go_without_a_script(editor, draft) -> None:
    press(editor, draft, "add:tables.0.rules")
    assert "tables.0.rules.3.when.1" in sheet(editor, draft)
    press(editor, draft, "add:tables.0.inputs")
    cells = sheet(editor, draft)
    assert cells["tables.0.inputs.2"] == "" and "tables.0.rules.3.when.2" in cells
    press(editor, draft, "drop:tables.0.inputs.2")
    press(editor, draft, "drop:tables.0.rules.3")
    press(editor, draft, "up:questions.2")
    cells = sheet(editor, draft)
    assert "tables.0.rules.3.when.0" not in cells and cells["questions.1.element"] == "felling.volume_m3"
    press(editor, draft, "add:tables.0.outputs")
    press(editor, draft, **{"tables.0.outputs.1": "visits", "tables.0.rules.0.then.1": "1"})
    assert sheet(editor, draft)["tables.0.rules.0.then.1"] == "1"
    for verb in ("add:questions", "add:trials", "add:tables", "drop:tables.2", "drop:trials.3", "drop:questions.3"):
        assert press(editor, draft, verb).status_code == 302
    assert press(editor, draft, "drop:tables.99.rules.1").status_code == 302
    assert press(editor, draft, "add:tables.0.nonsense").status_code == 302


def test_two_editors_do_not_overwrite_each_other(editor, draft) -> None:
    mine = sheet(editor, draft)
    press(editor, draft, **{"questions.0.text": "同事问的"})
    refused = editor.post(draft, {**mine, "questions.0.text": "我问的", "verb": "save"})
    assert refused.status_code == 412
    assert "我问的" in refused.content.decode() and SituationDraft.objects.get().content["questions"][0]["text"] == "同事问的"
    again = typed(refused.content.decode())
    assert editor.post(draft, {**again, "verb": "save"}).status_code == 302


def test_a_sheet_is_bounded(editor, draft) -> None:
    many = {f"tables.0.rules.{n}.when.0": "1" for n in range(101)}
    assert editor.post(draft, {**sheet(editor, draft), **many, "verb": "save"}).status_code == 422


def test_kept_it_goes_with_the_version_and_an_item_may_give_its_situations_up(editor, draft, cast) -> None:
    version = ItemVersion.objects.get(status="draft", item__code="tree-felling")
    press(editor, draft, "save", **{"questions.0.text": "林木归谁？"})
    assert press(editor, draft, "keep").headers["Location"] == reverse("studio-version", args=[version.id])
    version.refresh_from_db()
    assert (version.situation.number, version.situation.content["questions"][0]["text"]) == (2, "林木归谁？")
    assert ItemVersion.objects.get(id=cast.items["tree-felling"]).situation.number == 1, "what is in force stays as it is"
    assert SituationDraft.objects.count() == 0
    editor.post(draft, {"version": "0", "verb": "keep"})
    version.refresh_from_db()
    assert version.situation is None


def test_the_preview_is_what_a_citizen_will_see(editor, draft) -> None:
    press(editor, draft, **{"questions.0.text": "林木归谁？"})
    page = editor.get(f"{draft}preview/").content.decode()
    assert "林木归谁？" in page and "在您的情况下" not in page
    told = {"felling.owner": "国有", "felling.area_hm2": "2", "felling.volume_m3": "3"}
    page = editor.get(f"{draft}preview/", told).content.decode()
    assert "在您的情况下" in page and "伐区调查设计材料" in page and "就按这个情况申请" not in page
    press(editor, draft, **{"questions.0.element": ""})
    assert "改好以后才能预览" in editor.get(f"{draft}preview/").content.decode()


def test_the_sheet_costs_the_same_however_long_it_is(editor, draft, django_assert_max_num_queries) -> None:
    press(editor, draft)
    for _ in range(3):
        press(editor, draft, "add:tables.0.rules")
        with django_assert_max_num_queries(22):
            editor.get(draft)


def test_tables_of_a_dmn_file_join_the_sheet_and_what_does_not_fit_is_named(editor, draft) -> None:
    models = Path(__file__).parents[1] / "data/dmn"
    before = sheet(editor, draft)

    def upload(name: str, raw: bytes):
        return editor.post(draft, {**sheet(editor, draft), "verb": "dmn", "dmn": SimpleUploadedFile(name, raw)})

    assert upload("a.dmn", (models / "0010-multi-output-U.dmn").read_bytes()).status_code == 302
    cells = sheet(editor, draft)
    assert cells["tables.2.inputs.0"] == "Age" and cells["tables.2.rules.0.when.0"] == ">=18" and cells["tables.2.hit"] == "first"
    assert cells["tables.2.rules.5.when.0"] == "-", "the default is a last rule"
    assert 'id="tables.2.inputs.0-error">没有登记数据项Age' in editor.get(draft).content.decode(), "the editor chooses the data element"
    page = upload("b.dmn", (models / "0017-tableTests.dmn").read_bytes()).content.decode()
    assert "有2处没有转换" in page and "_0111b055-b741-48ed-9d34-ee447a683a30-0" in page and "priceInRange" in page
    assert sheet(editor, draft)["tables.3.inputs.0"] == "structA.price"
    refused = upload("c.dmn", b"not xml")
    assert refused.status_code == 422 and "这个文件不是DMN决策模型" in refused.content.decode()
    refused = editor.post(draft, {**sheet(editor, draft), "verb": "dmn"})
    assert refused.status_code == 422 and "请选一个DMN文件" in refused.content.decode()
    kept = sheet(editor, draft)
    assert {k: v for k, v in kept.items() if k in before and k != "version"} == {k: v for k, v in before.items() if k != "version"}


def test_a_dmn_policy_a_situation_has_no_use_for_is_refused(editor, draft) -> None:
    raw = (Path(__file__).parents[1] / "data/dmn/0115-sum-collect-hitpolicy.dmn").read_bytes()
    page = editor.post(draft, {**sheet(editor, draft), "verb": "dmn", "dmn": SimpleUploadedFile("a.dmn", raw)}).content.decode()
    assert "情形里的决策表不用这种命中策略" in page and "tables.2.inputs.0" not in page
