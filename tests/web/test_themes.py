"""Pages of themes 一件事: the public finds and reads one, the studio builds and publishes one, and neither needs JavaScript."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from yichuang.catalogue import api as catalogue
from yichuang.joint import themes

pytestmark = pytest.mark.django_db


@pytest.fixture
def restaurant(cast, now):
    themes.seed(now=now)
    return themes.in_force("open-restaurant")


def fields_of(html: str) -> dict[str, str]:
    """What the editor's form would send as it stands: hidden and text fields, chosen options, checked boxes."""
    form = html[html.index('class="st-edit"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, kind = re.search(r'name="([^"]*)"', tag), re.search(r'type="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and (kind is None or kind[1] not in ("checkbox", "radio") or " checked" in tag):
            sent[name[1]] = value[1] if value else ""
    for name, inner in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', inner)
        sent[name] = chosen[1] if chosen else ""
    for name, inner in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        sent[name] = inner
    return sent


def test_the_public_finds_it_from_the_front_page_and_from_search(client, restaurant) -> None:
    address = reverse("theme", args=["open-restaurant"])
    assert address in client.get("/").content.decode()
    assert address in client.get("/themes/").content.decode()
    for asked in ("餐饮店", "开办餐饮店", "消防安全检查"):
        assert address in client.get("/items/", {"q": asked}).content.decode(), asked
    assert address not in client.get("/items/", {"q": "林木采伐"}).content.decode()


def test_the_page_says_what_is_saved_and_from_which_rows(client, restaurant) -> None:
    html = client.get("/themes/open-restaurant/").content.decode()
    for organ in ("示例市市场监督管理局", "示例市消防救援支队", "示例市城市管理局", "示例市行政审批服务局"):
        assert organ in html
    row = re.search(r'<th scope="row">工作日</th><td class="num"[^>]*>(\d+)</td><td[^>]*><b>(\d+)</b></td><td[^>]*>(\d+)</td>', html)
    assert row is not None
    assert row.groups() == ("33", "10", "23")
    parts = html[html.index("<h3>工作日</h3>") :]
    assert sum(map(int, re.findall(r"：(\d+)</li>", parts[: parts.index("</ul>")]))) == 33
    assert "2个事项共用" in html


def test_an_answer_takes_its_item_out_of_everything(client, restaurant) -> None:
    asked = {str(item.item_id): "no" for item in restaurant.content.items if item.asked}
    html = client.get("/themes/open-restaurant/", asked).content.decode()
    assert html.count(" checked") == 2
    assert "示例市城市管理局" not in html
    assert "示例市消防救援支队" in html


def test_there_is_no_such_theme(client, restaurant) -> None:
    assert client.get("/themes/nothing/").status_code == 404
    assert client.get("/themes/open-kindergarten/").status_code == 404, "a draft is nobody's yet"


def test_the_number_of_queries_does_not_grow(client, restaurant, django_assert_max_num_queries) -> None:
    client.get("/themes/open-restaurant/")
    with django_assert_max_num_queries(10):
        client.get("/themes/open-restaurant/")
    with django_assert_max_num_queries(6):
        client.get("/themes/")


def pick_of(html: str, field: str, code: str) -> str:
    """What the button sends that picks the item of that code."""
    return re.search(rf'value="({field}:[^"]*)"[^>]*>[^<]*<span[^>]*>[^<]* {code}</span>', html).group(1)


def test_an_editor_builds_a_theme_and_a_head_publishes_it(sit, restaurant) -> None:
    editor, head = sit("shixiang"), sit("fenguan")
    bureau = str(restaurant.organ_id)
    refused = editor.post("/studio/themes/", {"name": "", "code": "Bad code", "kind": "chain", "organ": bureau})
    assert refused.status_code == 422
    assert 'href="#code"' in refused.content.decode()
    made = editor.post("/studio/themes/", {"name": "开小吃店", "code": "open-snack-bar", "kind": "chain", "organ": bureau})
    page = made["Location"]
    html = editor.get(page).content.decode()
    assert 'href="#items"' in html, "two items at least"
    rows = {row.code: row for row in catalogue.in_force()}
    html = editor.post(page, fields_of(html) | {"look": "add", "find-add": "小餐饮", "basis": "甲文件"}).content.decode()
    value = pick_of(html, "add", "small-catering")
    html = editor.post(page, fields_of(html) | {"pick": value}).content.decode()
    sent = fields_of(html)
    assert (sent["item-1"], sent["basis"]) == (str(rows["small-catering"].item_id), "甲文件"), "what was picked has its row, what was typed stands"
    assert "保存以后才算数" in html and 'name="item-1"' not in editor.get(page).content.decode()
    sent |= {"item-2": str(rows["fire-check"].item_id), "visit-2": "yes"}
    assert editor.post(page, sent).status_code == 302
    html = editor.get(page).content.decode()
    assert 'href="#lead"' in html, "two organs need a lead"
    sent = fields_of(html)
    assert sent["item-2"] == str(rows["fire-check"].item_id)
    assert sent["visit-2"] == "yes"
    assert "批准发布</button>" not in head.get(page).content.decode(), "not before it is ready"
    assert editor.post(page, sent | {"lead": str(rows["small-catering"].item_id)}).status_code == 302
    assert editor.post(page + "publish/").status_code == 403, "who drafted does not publish"
    assert "批准发布</button>" in head.get(page).content.decode()
    assert head.post(page + "publish/").status_code == 302
    assert themes.in_force("open-snack-bar").content.lead == rows["small-catering"].item_id
    assert editor.post(page, sent).status_code == 409, "what is published is not edited"
    assert editor.post(page + "redraft/").status_code == 302
    assert "第2版草稿" in editor.get(page).content.decode()
    assert head.post(page + "end/").status_code == 302
    assert "已停用" in head.get("/studio/themes/").content.decode() or "第2版草稿" in head.get("/studio/themes/").content.decode()


def test_what_was_typed_stays_when_a_colleague_was_faster(sit, restaurant) -> None:
    line = next(line for line in themes.lines().lines if line.code == "open-kindergarten")
    page, editor = reverse("studio-theme", args=[line.theme_id]), sit("shixiang")
    sent = fields_of(editor.get(page).content.decode())
    assert editor.post(page, sent | {"basis": "甲文件"}).status_code == 302
    late = editor.post(page, sent | {"basis": "乙文件"})
    assert late.status_code == 412
    html = late.content.decode()
    assert "乙文件" in html
    assert editor.post(page, fields_of(html)).status_code == 302, "saved again, it counts"
    assert themes.editing(line.theme_id).draft.content.basis == "乙文件"


def test_the_studio_is_for_those_who_build_items(sit, client, restaurant) -> None:
    assert sit("chengban").get("/studio/themes/").status_code == 403
    assert client.get("/studio/themes/").status_code == 302
