"""The power and duty list as pages and files: public, dated, searchable, bounded; kept by the catalogue editor only."""

import json
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

import yichuang.catalogue
from yichuang.catalogue.api import powers
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db
DATA = Path(yichuang.catalogue.__file__).parent / "data"


@pytest.fixture
def listed(cast, now):
    actor = organisations.system_actor("import")
    for name in ("powers_shili.csv", "items.csv"):
        powers.import_powers(DATA / name, now=now, actor=actor, write=True)


def test_the_public_list_is_searched_dated_and_bounded(listed, now, django_assert_max_num_queries):
    client = Client()
    with django_assert_max_num_queries(8):
        page = client.get("/open/powers/").content.decode()
    ours = powers.whose_counts(timezone.localdate(), powers.among())["ours"]
    assert page.count("<tr>") == 1 + ours and "区行政审批局" not in page, "what others published is no power of ours"
    with django_assert_max_num_queries(8):
        others = client.get("/open/powers/", {"whose": "others"}).content.decode()
    assert others.count("<tr>") == 51 and "items.csv" in others
    assert "林木采伐许可" in client.get("/open/powers/?q=林木采伐").content.decode()
    before = client.get("/open/powers/", {"on": "2018-01-01", "q": "林木采伐许可"}).content.decode()
    assert "这个范围里没有权责事项" in before
    only = client.get("/open/powers/", {"organ": "示例市林业局"}).content.decode()
    assert only.count("<tr>") == 2
    row = powers.powers(on=now.date(), organ="示例市林业局")[0][0]
    one = client.get(f"/open/powers/{row.id}/").content.decode()
    assert "第三条第（二）项" in one
    assert "第七十七条" in one


def test_the_files_hold_what_the_page_holds(listed, now):
    client, asked = Client(), {"organ": "示例市卫生健康委员会"}
    rows = json.loads(b"".join(client.get("/open/powers.json", asked).streaming_content))
    assert [row["权力编码"] for row in rows] == ["SS-JC-001", "public-place-hygiene"]
    text = b"".join(client.get("/open/powers.csv", asked).streaming_content).decode("utf-8-sig")
    assert len(StringIO(text).read().splitlines()) >= 3
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(client.get("/open/powers.xlsx", asked).streaming_content)))
    assert len(book.get_sheet_by_index(0).to_python()) == 3
    assert client.get("/open/powers.doc").status_code == 404


def test_a_file_that_was_taken_out_goes_in_again_unchanged(listed, sit):
    taken = b"".join(Client().get("/open/powers.xlsx", {"organ": "示例市林业局"}).streaming_content)
    page = sit("shixiang").post("/studio/powers/", {"file": SimpleUploadedFile("权责.xlsx", taken), "dry": ""}).content.decode()
    assert "读到1行" in page


def test_the_editor_mends_an_orphan_and_others_may_not_look(listed, sit, now):
    editor = sit("shixiang")
    page = editor.get("/studio/powers/?fault=two_organs").content.decode()
    assert "公共场所卫生许可" in page
    row = powers.faults(now.date(), fault="two_organs")[1][0].powers[0]
    form = editor.get(f"/studio/powers/{row.id}/")
    assert form.status_code == 200
    clause = {"title": "三定规定", "number": "示办发〔2019〕9号", "article": "第四条"}
    typed = form.context["typed"] | {"duties": "监管责任：监督检查｜｜《公共场所卫生管理条例》第十条", **clause}
    kept = editor.post(f"/studio/powers/{row.id}/", typed)
    assert kept.status_code == 302, kept.context["errors"]
    found = powers.power(kept.url.rstrip("/").split("/")[-1])
    assert (found.clause, len(found.duties)) == ("三定规定（示办发〔2019〕9号）第四条", 1)
    wrong = editor.post(f"/studio/powers/{row.id}/", typed | {"kind": "77"})
    assert wrong.status_code == 422
    assert "请选权力类型" in wrong.content.decode()
    ended = editor.post(f"/studio/powers/{found.id}/end/", {"valid_to": (now + timedelta(days=1)).date().isoformat()})
    assert ended.status_code == 302
    assert sit("chuangkou").get("/studio/powers/").status_code == 403
    assert "请选一个" in editor.post("/studio/powers/", {"dry": ""}).content.decode()


def test_the_form_of_a_power_looks_for_clauses_without_saving_and_keeps_the_linked_one(listed, sit, now):
    editor, organ = sit("shixiang"), organisations.demo_id("organ", "forestry")
    row = powers.powers(on=now.date(), organ="示例市林业局")[0][0]
    linked = str(powers.ids_of(row.id).clause_id)
    for n in range(60):
        told = {"title": "三定规定", "number": "", "clause": f"第{n:02}条", "text": f"职责{n}", "now": now, "actor": organisations.system_actor("import")}
        powers.keep_clause(organ_id=organ, **told)
    form = editor.get(f"/studio/powers/{row.id}/")
    assert "只列了前50条" in form.content.decode() and linked in dict(form.context["clauses"])
    looked = editor.post(f"/studio/powers/{row.id}/", form.context["typed"] | {"find": "职责59", "look": "1"})
    assert looked.status_code == 200 and looked.context["typed"]["clause"] == linked
    assert [label.endswith("第59条") for _key, label in looked.context["clauses"]].count(True) == 1 and linked in dict(looked.context["clauses"])
    assert powers.power(row.id).valid_to is None, "looking saves nothing"
