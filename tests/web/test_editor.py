"""The editor of a draft, as a person uses it without JavaScript: what the page shows is posted back, with something changed."""

from __future__ import annotations

import io
import zipfile
from html.parser import HTMLParser
from urllib.parse import quote
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.implementing import GROUPS
from yichuang.catalogue.models import ItemVersion
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db


class Form(HTMLParser):
    """The successful controls of the form with a `mark`, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.ids: set[str] = set()
        self.select = self.area = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        a = dict(attrs)
        self.ids.add(a.get("id", ""))
        name = a.get("name", "")
        if tag == "input" and name and (a.get("type") not in ("checkbox", "radio") or "checked" in a):
            self.data.setdefault(name, []).append(a.get("value", ""))
        if tag == "select":
            self.select = name
        if tag == "option" and self.select and "selected" in a:
            self.data[self.select] = [a["value"]]
        if tag == "textarea":
            self.area = name
            self.data[name] = [""]

    def handle_endtag(self, tag) -> None:
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data) -> None:
        if self.area:
            self.data[self.area][0] += data


@pytest.fixture
def editor(sit) -> Client:
    return sit("shixiang")


@pytest.fixture
def draft(cast, now) -> UUID:
    """The next version of a real item."""
    return catalogue.redraft(cast.items["drainage"], now=now, actor=cast["shixiang"])


def opened(editor: Client, draft: UUID, group: str) -> Form:
    return Form(editor.get(reverse("studio-section", args=[draft, group])).content.decode())


def send(editor: Client, draft: UUID, group: str, form: Form, **changes: object):
    data = {name: values for name, values in form.data.items() if name not in ("csrfmiddlewaretoken", "q")}
    return editor.post(reverse("studio-section", args=[draft, group]), {"do": "save", **data, **{k.replace("__", "."): v for k, v in changes.items()}})


@pytest.mark.parametrize("group", [group.key for group in GROUPS])
def test_a_section_saved_as_it_was_shown_changes_nothing(editor, cast, now, group) -> None:
    for code in ("drainage", "soil-conservation"):
        draft = catalogue.redraft(cast.items[code], now=now, actor=cast["shixiang"])
        before = catalogue.content_of(draft)
        assert send(editor, draft, group, opened(editor, draft, group)).status_code == 302
        assert catalogue.content_of(draft) == before
        assert catalogue.compare(draft).changes == ()


def test_an_item_begins_with_four_answers(editor, cast) -> None:
    address = reverse("studio-new")
    page = editor.get(address).content.decode()
    assert "不经批准就不能做的事" in page
    answer = editor.post(address, {"name": "", "regime": "", "organ": "", "code": "drainage"})
    assert answer.status_code == 422
    for sentence in ("请填事项名称", "请选事项类型", "这个编码已经有事项用了"):
        assert sentence in answer.content.decode()
    organ = str(catalogue.terms(cast.items["drainage"]).accepting_organ_id)
    answer = editor.post(address, {"name": "测试许可", "regime": "licence", "organ": organ, "code": "511A0148700000"})
    draft = UUID(answer.url.rstrip("/").split("/")[-2])
    version = ItemVersion.objects.get(id=draft)
    assert (version.status, version.task_type, str(version.deciding_organ_id)) == ("draft", "01", organ)
    page = editor.get(answer.url).content.decode()
    assert "处要改" in page and "未载明" in page and "没有写明许可条件" in page and "逐项添加办理条件" in page


def test_who_may_not_edit_begins_and_saves_nothing(sit, cast, draft) -> None:
    director = sit("juzhang")
    for address in (reverse("studio-new"), reverse("studio-edit", args=[draft]), reverse("studio-section", args=[draft, "fees"])):
        assert director.get(address).status_code == 403 and director.post(address).status_code == 403
    assert ItemVersion.objects.get(id=draft).edition == 0


def test_what_is_typed_is_kept_with_a_sentence_at_its_field(editor, draft) -> None:
    form = opened(editor, draft, "steps")
    answer = send(editor, draft, "steps", form, promised_amount="十个", statutory_unit="", extension_amount="5", extension_unit="")
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="十个"' in page
    assert "请只填数字" in page and "请选单位" in page
    assert 'href="#promised_amount"' in page and "promised_amount" in Form(page).ids
    assert catalogue.compare(draft).changes == ()


def test_rows_are_added_moved_and_removed_and_only_saving_writes(editor, draft) -> None:
    before = catalogue.content_of(draft)["materials"]
    form = opened(editor, draft, "materials")
    page = send(editor, draft, "materials", form, do="add:materials").content.decode()
    form, last = Form(page), len(before)
    assert f'id="materials-{last}" tabindex="-1" autofocus' in page, "the keyboard goes on in the new row"
    assert form.data["materials.count"] == [str(last + 1)]
    assert catalogue.content_of(draft)["materials"] == before, "adding a row saves nothing yet"
    form.data[f"materials.{last}.name"] = ["排水监测方案"]
    form.data[f"materials.{last}.source"] = ["申请人自备"]
    form = Form(send(editor, draft, "materials", form, do=f"up:materials:{last}").content.decode())
    assert form.data[f"materials.{last - 1}.name"] == ["排水监测方案"], "what was typed moved along"
    form = Form(send(editor, draft, "materials", form, do=f"add:materials:{last - 1}").content.decode())
    form.data[f"materials.{last - 1}.points.0.text"] = ["写明监测频次"]
    assert send(editor, draft, "materials", form).status_code == 302
    held = catalogue.content_of(draft)
    codes = [row["code"] for row in held["materials"]]
    assert held["materials"][last - 1]["name"] == "排水监测方案" and len(set(codes)) == last + 1
    assert any(row["text"] == "写明监测频次" and row["material_code"] == codes[last - 1] for row in held["acceptance_points"])
    form = opened(editor, draft, "materials")
    form = Form(send(editor, draft, "materials", form, do=f"remove:materials:{last - 1}").content.decode())
    assert send(editor, draft, "materials", form).status_code == 302
    held = catalogue.content_of(draft)
    assert held["materials"] == before and not any(row["text"] == "写明监测频次" for row in held["acceptance_points"])


@pytest.mark.parametrize("verb", ["up:materials:99", "add:nothing", "remove:materials:x", "add:materials:99", "up", "", "remove:steps:0:0:0", "add:materials:0:0"])
def test_an_order_that_fits_no_row_changes_nothing(editor, draft, verb) -> None:
    form = opened(editor, draft, "materials")
    assert send(editor, draft, "materials", form, do=verb).status_code == 200
    assert catalogue.compare(draft).changes == ()


def test_leaving_says_what_would_be_lost_and_keeps_it_on_the_page(editor, draft) -> None:
    form = opened(editor, draft, "materials")
    assert send(editor, draft, "materials", form, do="leave").headers["Location"] == reverse("studio-edit", args=[draft]), "nothing was typed"
    typed = send(editor, draft, "materials", form, do="leave", materials__0__name="改过的名称").content.decode()
    assert "现在离开，会丢掉：材料" in typed and Form(typed).data["materials.0.name"] == ["改过的名称"]
    unread = send(editor, draft, "materials", form, do="leave", materials__0__original="两份").content.decode()
    assert "会丢掉：材料" in unread and "两份" in unread
    assert send(editor, draft, "materials", form, do="leave-list").headers["Location"] == reverse("studio")
    listed = send(editor, draft, "materials", form, do="leave-list", materials__0__name="改过的名称").content.decode()
    assert f'href="{reverse("studio")}" data-drop' in listed
    assert catalogue.compare(draft).changes == ()


def test_a_link_of_the_form_section_saves_first_and_a_new_element_leads_back(editor, draft) -> None:
    form = Form(send(editor, draft, "form", opened(editor, draft, "form"), do="add:form").content.decode())
    last = int(form.data["form.count"][0]) - 1
    form.data |= {f"form.{last}.title": ["经营场所"], f"form.{last}.element": ["sign.text"], f"form.{last}.required": ["yes"]}
    assert send(editor, draft, "form", form, do="save-preview").headers["Location"] == reverse("studio-form-preview", args=[draft])
    assert "经营场所" in opened(editor, draft, "form").data.get(f"form.{last}.title", [])
    there = send(editor, draft, "form", opened(editor, draft, "form"), do="save-element").headers["Location"]
    assert "回到申请表" in editor.get(there).content.decode()
    new = {"code": "premises.seats", "name": "餐位数", "type": "integer", "unit": "个", "source": "", "sensitivity": "general"}
    back = editor.post(there.partition("#")[0], new)
    assert back.headers["Location"] == reverse("studio-section", args=[draft, "form"])
    assert 'value="premises.seats"' in editor.get(back.headers["Location"]).content.decode()


def test_a_row_without_what_it_cannot_do_without_is_named(editor, draft) -> None:
    form = Form(send(editor, draft, "bases", opened(editor, draft, "bases"), do="add:bases").content.decode())
    last = int(form.data["bases.count"][0]) - 1
    form.data[f"bases.{last}.article"] = ["第三条"]
    answer = send(editor, draft, "bases", form)
    assert answer.status_code == 422 and f'href="#bases-{last}-title"' in answer.content.decode()


def test_a_basis_of_the_register_brings_its_rank(editor, draft) -> None:
    page = editor.get(reverse("studio-section", args=[draft, "bases"])).content.decode()
    assert '<option value="中华人民共和国食品安全法">' in page
    form = Form(send(editor, draft, "bases", opened(editor, draft, "bases"), do="add:bases").content.decode())
    last = int(form.data["bases.count"][0]) - 1
    form.data[f"bases.{last}.title"] = ["中华人民共和国食品安全法"]
    assert send(editor, draft, "bases", form).status_code == 302
    assert catalogue.content_of(draft)["bases"][-1]["rank"] == "law"


def test_a_version_names_further_results_and_the_guide_shows_them(editor, draft) -> None:
    form = Form(send(editor, draft, "result", opened(editor, draft, "result"), do="add:further_results").content.decode())
    form.data["further_results.0.name"], form.data["further_results.0.kind"] = ["许可证副本"], ["copy"]
    form.data["further_results.0.copies"] = ["2"]
    assert send(editor, draft, "result", form).status_code == 302
    assert catalogue.content_of(draft)["further_results"] == [{"name": "许可证副本", "kind": "copy", "copies": 2}]
    assert [change.element for change in catalogue.compare(draft).changes] == ["further_results"]
    assert catalogue.guide(draft).terms.result.name == "城镇污水排入排水管网许可证", "the main one stays the one a case issues"


def test_the_blank_form_is_uploaded_at_its_material_and_the_citizen_downloads_it(editor, draft, cast, now, sit) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    form = opened(editor, draft, "materials")
    wrong = send(editor, draft, "materials", form, materials__0__blank_form__upload=SimpleUploadedFile("a.docx", b"MZ no document"))
    assert wrong.status_code == 422 and 'id="materials-0-blank_form-error"' in wrong.content.decode()
    upload = SimpleUploadedFile("排水申请表.docx", file.getvalue())
    more = send(editor, draft, "materials", form, do="add:materials", materials__0__blank_form__upload=upload)
    kept = Form(more.content.decode())
    assert kept.data["materials.0.blank_form"] == ["排水申请表.docx"], "another row was added, the file is not lost"
    digest = kept.data["materials.0.blank_file"][0]
    assert send(editor, draft, "materials", kept).status_code == 302
    assert catalogue.content_of(draft)["materials"][0]["blank_file"] == digest
    address = reverse("guide-form", args=[draft, digest])
    assert Client().get(address).status_code == 404, "a draft is not public"
    before = reverse("studio-form-file", args=[digest])
    assert (editor.get(before).status_code, sit("chuangkou").get(before).status_code) == (200, 403)
    assert editor.get(before)["Cache-Control"] == "private, no-store", "no cache on the way keeps what is not public yet"
    publish = organisations.system_actor("catalogue")
    catalogue.publish(draft, now=now, actor=publish)
    guide = Client().get(reverse("guide", args=[draft])).content.decode()
    assert address in guide and "排水申请表.docx" in guide
    answer = Client().get(address)
    assert (b"".join(answer.streaming_content), answer["X-Content-Type-Options"]) == (file.getvalue(), "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert Client().get(reverse("guide-form", args=[cast.items["signboard-filing"], digest])).status_code == 404
    other = catalogue.revise(draft, now=now, actor=publish)
    catalogue.samples.forms.put(other, io.BytesIO(file.getvalue()), name="草稿.docx", now=now, actor=publish)
    assert quote("排水申请表.docx") in Client().get(address)["Content-Disposition"], "what is published keeps its name"
    rest = Client().get(f"/api/v1/versions/{draft}/guide").json()["materials"][0]
    assert (rest["blank_form_url"], rest["sample_url"]) == (address, "")


def test_the_guide_is_english_where_its_data_are(cast) -> None:
    page = Client(headers={"accept-language": "en"}).get(reverse("guide", args=[cast.items["drainage"]])).content.decode()
    assert "Drawings of internal pipes, inspection wells and outlets" in page and "From the applicant" in page and "申请人自备" not in page


def test_a_prerequisite_gets_a_code_of_its_own(editor, draft) -> None:
    form = Form(send(editor, draft, "conditions", opened(editor, draft, "conditions"), do="add:prerequisites").content.decode())
    last = int(form.data["prerequisites.count"][0]) - 1
    form.data[f"prerequisites.{last}.name"] = ["营业执照"]
    assert send(editor, draft, "conditions", form).status_code == 302
    assert catalogue.content_of(draft)["prerequisites"][-1]["code"] == f"P{last + 1}"


def test_none_is_said_and_not_stated_is_left(editor, draft) -> None:
    form = opened(editor, draft, "fees")
    assert form.data["fees.none"] == ["yes"]
    form.data.pop("fees.none")
    assert send(editor, draft, "fees", form).status_code == 302
    assert catalogue.content_of(draft)["fees"] is None
    form = opened(editor, draft, "fees")
    assert send(editor, draft, "fees", form, fees__none="yes").status_code == 302
    assert catalogue.content_of(draft)["fees"] == []


def test_two_editors_of_one_section_do_not_overwrite_each_other(editor, sit, draft, cast) -> None:
    first, second = opened(editor, draft, "handling"), opened(editor, draft, "handling")
    assert send(editor, draft, "handling", first, visits="1", visits_reason="需要核验原件").status_code == 302
    answer = send(editor, draft, "handling", second, visits="3")
    page = answer.content.decode()
    assert answer.status_code == 412 and "钱某刚才也改了这一节" in page and 'value="3"' in page
    assert catalogue.content_of(draft)["visits"] == 1
    assert send(editor, draft, "handling", Form(page)).status_code == 302, "saved again, it is meant"
    assert catalogue.content_of(draft)["visits"] == 3


def test_two_editors_of_two_sections_do_not_disturb_each_other(editor, draft) -> None:
    fees, handling = opened(editor, draft, "fees"), opened(editor, draft, "handling")
    assert send(editor, draft, "handling", handling, visits="2").status_code == 302
    assert send(editor, draft, "fees", fees, fee_text="免费").status_code == 302
    held = catalogue.content_of(draft)
    assert (held["visits"], held["fee_text"]) == (2, "免费")


def test_only_drafts_are_edited(editor, cast) -> None:
    in_force = cast.items["drainage"]
    for address in (reverse("studio-edit", args=[in_force]), reverse("studio-section", args=[in_force, "fees"])):
        answer = editor.get(address)
        assert answer.status_code == 409 and "只有草稿可以修改" in answer.content.decode()


def test_the_form_asks_registered_elements_once(editor, draft) -> None:
    form = Form(send(editor, draft, "form", opened(editor, draft, "form"), do="add:form").content.decode())
    last = int(form.data["form.count"][0]) - 1
    form.data[f"form.{last}.element"] = form.data["form.0.element"]
    answer = send(editor, draft, "form", form)
    assert answer.status_code == 422 and "这个数据项已经在表里" in answer.content.decode()
    form.data[f"form.{last}.element"] = ["premises.tenure"]
    form.data[f"form.{last}.title"] = ["场所"]
    assert send(editor, draft, "form", form).status_code == 302
    assert catalogue.questions_of(catalogue.content_of(draft)["form"])[-1]["fields"] == [{"element": "premises.tenure", "required": False}]


def test_a_question_may_depend_on_another_and_a_group_may_repeat(editor, draft) -> None:
    form = Form(send(editor, draft, "form", opened(editor, draft, "form"), do="add:form").content.decode())
    last = int(form.data["form.count"][0]) - 1
    asked = {"element": "premises.tenure", "title": "场所", "when_element": "premises.area_m2", "when_op": "at_least", "when_then": "both", "most": "3"}
    for key, value in asked.items():
        form.data[f"form.{last}.{key}"] = [value]
    form.data[f"form.{last}.when_value"] = ["很大"]
    answer = send(editor, draft, "form", form)
    assert answer.status_code == 422 and "这个值和那一项的类型对不上" in answer.content.decode()
    form.data[f"form.{last}.when_value"] = ["50"]
    assert send(editor, draft, "form", form).status_code == 302
    rule = [[{"element": "premises.area_m2", "op": "at_least", "value": "50"}]]
    section = catalogue.questions_of(catalogue.content_of(draft)["form"])[-1]
    assert section["fields"] == [{"element": "premises.tenure", "shown": rule, "required": rule}]
    assert section["repeat"] == {"least": 0, "most": 3} and section["code"]
    again = opened(editor, draft, "form")
    assert send(editor, draft, "form", again).status_code == 302
    assert catalogue.questions_of(catalogue.content_of(draft)["form"])[-1] == section, "saved as it was shown, nothing changes"


def test_a_section_asks_the_database_a_constant_number_of_questions(editor, draft, django_assert_max_num_queries) -> None:
    for group in GROUPS:
        with django_assert_max_num_queries(26):
            editor.get(reverse("studio-section", args=[draft, group.key]))


def test_the_findings_stand_beside_their_field(editor, now) -> None:
    bare = catalogue.draft("T-9", name="什么都没写的许可", columns={"regime": "licence"}, now=now, actor=organisations.system_actor("test"))
    page = editor.get(reverse("studio-section", args=[bare, "power"])).content.decode()
    at = page.index('id="e-deciding_organ"')
    assert "没有写明决定机关" in page[at : at + 600] and "第三十条" in page[at : at + 600] and "选一个机关" in page[at : at + 600]
