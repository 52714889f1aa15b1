"""The sample library: kept by the hash of their content, with what is judged; shown beside the material; ended, not deleted."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.catalogue.conftest import NOW
from yichuang.catalogue import api
from yichuang.catalogue.api import samples
from yichuang.catalogue.models import ItemVersion, Sample
from yichuang.kernel import files
from yichuang.kernel.events import read
from yichuang.web import blank_forms

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def keep(actor, content: bytes = PNG, name: str = "a.png", **changed: object):
    given = {
        "material": "filing_form", "kind": "good", "title": "门头牌匾", "criteria": "贴在门楣", "alt": "一块横匾", "item_code": "signboard-filing", **changed,
    }  # fmt: skip
    return samples.keep(BytesIO(content), name=name, now=NOW, actor=actor, **given)


def test_the_shipped_samples_stand_beside_their_materials(shipped, editor) -> None:
    blank_forms.ship(now=NOW, actor=editor)
    for code in ("drainage", "public-place-hygiene", "signboard-filing", "small-catering", "soil-conservation", "tree-felling"):
        page = Client().get(reverse("guide", args=[shipped[code]])).content.decode()
        assert "空表和样本" in page and "/samples/" in page, code
    page = Client().get(reverse("guide", args=[shipped["signboard-filing"]])).content.decode()
    assert "一店一匾，贴在门楣" in page and "挡窗、出檐、一店两匾" in page and 'alt="一间临街店铺的正面图' in page and "填写样例" in page
    held = samples.of_materials("signboard-filing", ["filing_form"])["filing_form"]
    assert [row.kind for row in held] == ["blank", "example", "good", "bad"]
    assert all(row.demo for row in held)
    blank_forms.ship(now=NOW, actor=editor)
    assert Sample.objects.filter(item_code="signboard-filing").count() == 4


def test_a_blank_form_has_every_data_element_of_the_item(shipped, editor) -> None:
    import pypdfium2

    content = blank_forms.form_pdf("signboard-filing", "户外牌匾备案表", kind="natural", answers={}, at=NOW)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    made = api.form(api.terms(shipped["signboard-filing"]).form_id, "natural")
    for field in made.fields:
        assert field.label.replace(" ", "") in text.replace("\r\n", "").replace(" ", ""), field.label
    assert "演示" in text


def test_a_file_is_served_by_its_own_view_until_it_is_ended(shipped, editor) -> None:
    sample_id = keep(editor)
    answer = Client().get(reverse("sample", args=[sample_id]))
    assert b"".join(answer.streaming_content) == PNG and answer["Content-Type"] == "image/png" and answer["X-Content-Type-Options"] == "nosniff"
    samples.end(sample_id, now=NOW, actor=editor)
    assert Client().get(reverse("sample", args=[sample_id])).status_code == 404
    row = Sample.objects.get(id=sample_id)
    assert files.sound(row.sha256) and row.valid_until is not None
    assert [event.kind for event in read(sample_id)] == ["catalogue.SampleKept", "catalogue.SampleEnded"]
    with pytest.raises(samples.NoSuchSample):
        samples.end(sample_id, now=NOW, actor=editor)


def test_the_same_title_kept_again_replaces_it(shipped, editor) -> None:
    first = keep(editor)
    second = keep(editor, PNG + b"2")
    assert [row.id for row in samples.of_materials("signboard-filing", ["filing_form"])["filing_form"]] == [second]
    assert [row.id for row in samples.lines(ended=True)[0]] == [first]
    assert not samples.of_materials("drainage", ["filing_form"])


@pytest.mark.parametrize(("changed", "field"), [
    ({"alt": ""}, "alt"), ({"criteria": ""}, "criteria"), ({"kind": "nice"}, "kind"), ({"title": ""}, "title"), ({"material": ""}, "material"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(shipped, editor, changed: dict[str, str], field: str) -> None:
    with pytest.raises(samples.BadSample) as refused:
        keep(editor, **changed)
    assert [error.field for error in refused.value.errors] == [field]


def packed(*members: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for member in members:
            package.writestr(member, "<x/>")
    return file.getvalue()


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize(("name", "content"), [("a.docx", packed("word/document.xml")), ("a.xlsx", packed("xl/workbook.xml")), ("a.doc", OLD_WORD)])
def test_a_blank_form_may_be_an_office_document_and_is_only_downloaded(shipped, editor, name, content) -> None:
    sample_id = keep(editor, content, name, kind="blank", alt="")
    answer = Client().get(reverse("sample", args=[sample_id]))
    assert answer["Content-Disposition"].startswith("attachment") and b"".join(answer.streaming_content) == content
    with pytest.raises(samples.BadSample) as refused:
        keep(editor, content, name, kind="example", title="样表", alt="")
    assert [error.field for error in refused.value.errors] == ["file"]


@pytest.mark.parametrize(("name", "content"), [
    ("a.docx", packed("word/document.xml", "word/vbaProject.bin")), ("a.doc", OLD_WORD + "_VBA_PROJECT".encode("utf-16-le")),
    ("a.doc", OLD_WORD[:400]), ("a.doc", packed("word/document.xml")), ("a.docx", OLD_WORD),
])  # fmt: skip
def test_macros_and_what_is_no_such_document_are_refused(shipped, editor, name, content) -> None:
    with pytest.raises((files.FileMacros, files.FileType)):
        keep(editor, content, name, kind="blank", alt="")
    with pytest.raises(files.FileType):
        files.put(OLD_WORD, name="a.doc")  # what applicants hand in is as before


def test_a_sample_goes_by_the_name_of_its_own_item(shipped, editor) -> None:
    """A form is of a kind of its own in each item."""
    keep(editor, item_code="signboard-filing")
    keep(editor, item_code="drainage", material="drainage_form", title="申请表空表")
    shared = keep(editor, item_code="", title="通用")
    called = {line.item_code: line.name for line in samples.lines()[0]}
    assert (called["signboard-filing"], called["drainage"]) == (
        dict(samples.materials_of("signboard-filing"))["filing_form"], dict(samples.materials_of("drainage"))["drainage_form"],
    )
    assert "牌匾" in called["signboard-filing"] and "排水" in called["drainage"] and "牌匾" in called[""], shared
    with pytest.raises(samples.BadSample) as refused:
        keep(editor, item_code="no-such-item")
    assert [error.field for error in refused.value.errors] == ["item_code"]


def test_a_material_without_a_kind_has_its_samples_by_its_own_code(shipped, editor) -> None:
    """An item from a paper guide: 材料类型代码 is left empty."""
    version = ItemVersion.objects.get(item__code="drainage", status="published")
    draft = api.redraft(version.id, now=NOW, actor=editor)
    rows = [{key: value for key, value in row.items() if key != "type_code"} for row in version.materials]
    ItemVersion.objects.filter(id=draft).update(materials=rows)
    code = rows[0]["code"]
    assert code in dict(samples.materials_of("drainage"))
    keep(editor, item_code="drainage", material=code)
    assert list(samples.of_materials("drainage", [], [code])) == [code] and not samples.of_materials("signboard-filing", [], [code])


def test_type_and_size_are_checked_by_content(shipped, editor) -> None:
    with pytest.raises(files.FileType):
        keep(editor, b"MZ not a picture", name="a.png")
    with pytest.raises(samples.BadSample) as refused:
        keep(editor, "只有文字".encode(), name="a.txt")
    assert "file" in [error.field for error in refused.value.errors]
    with pytest.raises(files.FileTooLarge):
        keep(editor, PNG + bytes(5 * 1024 * 1024))
    assert not Sample.objects.exists()
