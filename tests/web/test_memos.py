"""The transfer memo, played by both organs on its pages: five parts, the cases under way, two heads, effect at 00:00."""

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yichuang.catalogue import due
from yichuang.catalogue.api import life
from yichuang.catalogue.delegating.verbs import MemoNeeded
from yichuang.catalogue.models import Delegation, TransferMemo
from yichuang.cli import sample_powers
from yichuang.cli.players import work
from yichuang.kernel.record import check_all
from yichuang.kernel.values import ZONE
from yichuang.organisations.api import demo_id

pytestmark = pytest.mark.django_db
FORESTRY, BUREAU = demo_id("organ", "forestry"), demo_id("organ", "bureau")
PARTS = ("policy", "seals", "archives", "blanks", "work")


@pytest.fixture
def memo(sit, cast, now):
    """林木采伐 from the forestry bureau to the approval bureau, begun by the forestry bureau's undertaker."""
    typed = {
        "item": "林木采伐许可证核发", "from_organ": str(FORESTRY), "to_organ": str(BUREAU), "level": "3",
        "document": "示编〔2026〕2号", "from_on": (now + timedelta(days=30)).date().isoformat(),
    }  # fmt: skip
    made = sit("linye").post("/studio/memos/", typed)
    assert made.status_code == 302, made.context["errors"]
    return made.url


def fill(sit, memo: str) -> None:
    for at, part in enumerate(PARTS):
        kept = sit("linye" if at % 2 else "shixiang").post(f"{memo}parts/{part}/", {"text": f"{part}：按清单移交。"})
        assert kept.status_code == 302


def state(memo: str) -> str:
    return TransferMemo.objects.get(id=memo.rstrip("/").rsplit("/", 1)[-1]).state


def ask(cast, now) -> UUID:
    """The request of 划转 for the day of the memo, up to its notice, by the receiving organ's editor."""
    places = {"from_organ_id": FORESTRY, "to_organ_id": BUREAU, "from_level": "3", "to_level": "3"}
    wanted = sample_powers.columns(cast, "transfer", to="bureau", from_on=(now + timedelta(days=30)).date(), written_on=now.date(), **places)
    request_id = life.begin_delegation([cast.item_id("tree-felling")], wanted, now=now, actor=cast["shixiang"])
    sample_powers.to_notice(cast, request_id, now)
    return request_id


def approve(request_id: UUID, cast, now) -> None:
    sample_powers.approve(cast, request_id, now + timedelta(days=15))


def test_25_without_a_memo_signed_by_both_no_transfer_is_approved(sit, memo, cast, now):
    asked = ask(cast, now)
    with pytest.raises(MemoNeeded):
        approve(asked, cast, now)
    assert not Delegation.objects.exists()


def test_both_sign_and_at_midnight_the_cases_go_as_listed(sit, memo, play, cast, now):
    asked = ask(cast, now)
    stays, goes = (play("tree-felling").apply(now - timedelta(days=2)).accept(now - timedelta(days=1)) for _ in range(2))
    fill(sit, memo)
    page = sit("linye-juzhang").get(memo).content.decode()
    assert "移交新的机关办理2件，由原机关办结0件" in page
    chosen = sit("linye").post(f"{memo}cases/", {f"way-{stays.case_id}": "finish", f"way-{goes.case_id}": "hand_over"})
    assert chosen.status_code == 302
    assert sit("linye").post(f"{memo}sign/").status_code == 403
    assert sit("linye-juzhang").post(f"{memo}sign/").status_code == 302
    assert state(memo) == "half_signed"
    assert sit("juzhang").post(f"{memo}sign/").status_code == 302
    assert state(memo) == "signed"
    assert not Delegation.objects.exists(), "two signatures hand over; the power moves when the 划转 was reviewed, announced and approved"
    approve(asked, cast, now)
    row = Delegation.objects.get()
    assert (row.form, row.from_organ_id, row.to_organ_id) == ("transfer", FORESTRY, BUREAU)
    assert "移交1件，原机关办结1件" in sit("juzhang").get(memo).content.decode()
    due.run(datetime.combine(row.from_on, time(), ZONE))
    work()
    assert state(memo) == "in_effect"
    assert goes.state().deciding_organ_id == BUREAU
    assert (stays.state().deciding_organ_id, stays.state().retained_under) == (FORESTRY, row.id)
    assert not list(check_all())


def test_a_change_after_the_first_signature_makes_it_void(sit, memo):
    fill(sit, memo)
    sit("linye-juzhang").post(f"{memo}sign/")
    assert sit("shixiang").post(f"{memo}parts/seals/", {"text": "许可专用章一枚缴销。"}).status_code == 302
    assert state(memo) == "drafting"
    assert sit("juzhang").post(f"{memo}sign/").status_code == 302
    assert state(memo) == "half_signed"
    again = sit("juzhang").post(f"{memo}sign/")
    assert again.status_code == 403


def test_nobody_signs_an_unfilled_memo_and_each_part_says_so(sit, memo):
    sit("linye").post(f"{memo}parts/policy/", {"text": "森林法", "file": SimpleUploadedFile("清单.pdf", b"%PDF-1.4\n%%EOF\n")})
    page = sit("linye-juzhang").post(f"{memo}sign/")
    assert page.status_code == 422
    assert {error.field for error in page.context["errors"]} == {"seals", "archives", "blanks", "work"}
    empty = sit("linye").post(f"{memo}parts/seals/", {"text": " "})
    assert empty.status_code == 422
    assert sit("linye").get(f"{memo}parts/policy/file").status_code == 200
    assert sit("linye").get(f"{memo}parts/work/file").status_code == 404


def test_others_do_not_see_it_and_one_taken_back_carries_no_transfer(sit, memo, cast, now):
    assert sit("shuiwu").get(memo).status_code == 404
    fill(sit, memo)
    sit("linye-juzhang").post(f"{memo}sign/")
    sit("juzhang").post(f"{memo}sign/")
    assert sit("linye-juzhang").post(f"{memo}withdraw/", {"reason": ""}).status_code == 422
    assert sit("linye-juzhang").post(f"{memo}withdraw/", {"reason": "方案调整"}).status_code == 302
    assert state(memo) == "withdrawn"
    asked = ask(cast, now)
    with pytest.raises(MemoNeeded):
        approve(asked, cast, now)
    assert not list(check_all())


def test_nobody_takes_a_memo_back_alone_once_its_transfer_is_approved(sit, memo, cast, now):
    fill(sit, memo)
    sit("linye-juzhang").post(f"{memo}sign/")
    sit("juzhang").post(f"{memo}sign/")
    approve(ask(cast, now), cast, now)
    assert "划转已经批准" in sit("linye-juzhang").get(memo).content.decode()
    assert sit("linye-juzhang").post(f"{memo}withdraw/", {"reason": "方案调整"}).status_code == 409
    assert state(memo) == "signed"
    row = Delegation.objects.get()
    life.take_back(row.request_id, reason="方案调整", revision=None, now=now + timedelta(days=16), actor=cast["fenguan"])
    assert state(memo) == "withdrawn", "the approval is taken back, and the memo goes with it"
    due.run(datetime.combine(row.from_on, time(), ZONE))
    row.refresh_from_db()
    assert (row.took_effect_at, state(memo)) == (None, "withdrawn")
    assert not list(check_all())
