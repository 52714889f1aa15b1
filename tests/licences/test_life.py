"""The life of a licence: ordered beside the decision, made, handed over, changed, ended (8, 39, 44, 49, 50, 69, 70)."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from pypdf import PdfReader

from tests.licences.conftest import NOW, USCC
from yichuang.documents import press
from yichuang.kernel import codes, feed, subscriptions
from yichuang.kernel.errors import Invalid, Refusal
from yichuang.kernel.models import Event
from yichuang.licences import api, domain
from yichuang.licences.domain import Cause, State
from yichuang.licences.models import Licence

WHO = "account:certificate"
COUNTER = {"collected_by": "张三", "identity": "身份证核验一致", "signature": "张三"}


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(("parts", "check"), [
    (("13338W032", "11220000013544541J", "2430599", 1), "F"),
])
def test_the_check_character_of_a_real_identifier(parts, check):
    """domain.md C6: …13338W032.11220000013544541J.2430599.001→F; its type code is 11100000000013338W + 032."""
    made = domain.identifier("11100000000013338W032", parts[1], parts[2], parts[3])
    assert made.endswith(f".{parts[1]}.{parts[2]}.001.{check}")
    assert not codes.licence_identifier(made)


def test_an_unknown_part_gives_no_identifier():
    assert domain.identifier("", USCC, "1", 1) == ""
    assert domain.identifier("11100000000013338W032", "", "1", 1) == ""


@pytest.mark.django_db
def test_numbers_count_by_kind_and_never_repeat(order):
    assert order().number == "JY999900202600001"
    assert order().number == "JY999900202600002"
    assert order(number_prefix="PS").number == "PS999900202600001"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        order()
        raise ZeroDivisionError
    assert order().number == "JY999900202600003"


@pytest.mark.django_db
def test_the_order_names_its_contents_by_hash_only(order, holder):
    made = order()
    event = Event.objects.get(stream_id=made.licence_id)
    assert event.kind == "licences.LicenceOrdered"
    assert event.data["identifier"] == made.identifier
    assert not codes.licence_identifier(made.identifier)
    assert holder.name not in str(event.data)


@pytest.mark.django_db
def test_the_paper_shows_what_article_39_wants(ready):
    made = ready()
    text = text_of(api.open_file(made.licence_id).content)
    for part in (
        "食品经营许可证", made.number, made.identifier, "示例餐饮有限公司", "张三", "示例路2号", "热食类食品制售", "主体业态", "餐饮服务经营者",
        "2026年9月24日至2031年9月23日", "发证机关：示例市行政审批服务局", "发证日期：2026年9月24日", "测试证书签名，仅供演示",
    ):
        assert part in text, part
    assert len(PdfReader(BytesIO(api.open_file(made.licence_id).content)).pages) == 1


@pytest.mark.django_db
def test_the_worker_makes_the_licence_and_it_is_valid(order):
    made = order(valid_to=None)
    feed.sequence()
    subscriptions.run()
    row = api.licence(made.licence_id)
    assert (row.state, row.edition_state) == ("valid", "ready")
    assert "起，长期" in text_of(api.open_file(made.licence_id).content)
    last = Event.objects.filter(stream_id=made.licence_id).order_by("-seq")[0]
    assert last.kind == "licences.LicenceReady"
    assert last.data["file_hash"] == row.file_sha256


@pytest.mark.django_db
def test_a_failed_paper_is_a_task_and_its_retry_the_same_file(order, organ, monkeypatch):
    made, good = order(), press.press
    monkeypatch.setattr(press, "press", lambda *a, **k: 1 / 0)
    api.make(made.licence_id, actor=WHO, at=NOW)
    assert [row.id for row in api.failed([organ.id])] == [made.licence_id]
    monkeypatch.setattr(press, "press", good)
    api.make(made.licence_id, actor=WHO, at=NOW + timedelta(days=2))
    assert api.licence(made.licence_id).state == "valid"
    assert not api.failed([organ.id])


@pytest.mark.django_db
def test_it_is_handed_over_against_a_signature(ready, organ):
    made = ready()
    assert [row.id for row in api.to_hand_over([organ.id])] == [made.licence_id]
    with pytest.raises(Invalid) as refused:
        api.hand_over(made.licence_id, mode="counter", proof={"collected_by": "张三"}, actor=WHO, at=NOW)
    assert {e.field for e in refused.value.errors} == {"identity", "signature"}
    api.hand_over(made.licence_id, mode="counter", proof=COUNTER, actor=WHO, at=NOW)
    assert api.licence(made.licence_id).edition_state == "handed_over"
    with pytest.raises(Refusal):
        api.hand_over(made.licence_id, mode="counter", proof=COUNTER, actor=WHO, at=NOW)
    assert not api.to_hand_over([organ.id])


@pytest.mark.django_db
def test_a_spoilt_paper_is_made_anew_under_the_same_number(ready):
    made = ready()
    api.void(made.licence_id, reason="打印偏移", actor=WHO, at=NOW)
    row = api.licence(made.licence_id)
    assert (row.number, row.edition, row.edition_state) == (made.number, 2, "ordered")
    feed.sequence()
    subscriptions.run()
    assert api.licence(made.licence_id).edition_state == "ready"


@pytest.mark.django_db
def test_a_reissue_keeps_number_and_expiry(ready):
    made = ready()
    before = api.licence(made.licence_id)
    api.hand_over(made.licence_id, mode="electronic", proof={}, actor=WHO, at=NOW)
    later = NOW + timedelta(days=400)
    assert api.reissue(made.licence_id, reason="遗失", actor=WHO, at=later) == 2
    after = api.licence(made.licence_id)
    assert (after.number, after.valid_to) == (before.number, before.valid_to)
    assert after.identifier != before.identifier
    assert ".002." in after.identifier
    api.make(made.licence_id, actor=WHO, at=later)
    text = text_of(api.open_file(made.licence_id).content)
    assert "第2版" in text and "补证" in text
    assert "发证日期：2026年9月24日" in text


@pytest.mark.django_db
def test_a_renewal_starts_on_the_day_after_the_old_expiry(ready):
    made = ready()
    with pytest.raises(Refusal):
        api.renew(made.licence_id, valid_to=date(2031, 9, 23), actor=WHO, at=NOW)
    api.renew(made.licence_id, valid_to=date(2036, 9, 23), actor=WHO, at=NOW)
    row = api.licence(made.licence_id)
    assert (row.valid_from, row.valid_to) == (date(2031, 9, 24), date(2036, 9, 23))


@pytest.mark.django_db
def test_a_change_makes_a_new_edition(ready):
    made = ready()
    api.change(made.licence_id, becomes={"scope": "冷食类食品制售"}, actor=WHO, at=NOW)
    api.make(made.licence_id, actor=WHO, at=NOW)
    assert "冷食类食品制售" in text_of(api.open_file(made.licence_id).content)


@pytest.mark.django_db
def test_cancelling_needs_a_fitting_cause_of_article_70(ready):
    made = ready()
    for cause in (Cause.ENDED_BEFORE, Cause.EXPIRED, "想注销"):
        with pytest.raises(Refusal) as refused:
            api.move(made.licence_id, State.CANCELLED, ground=cause, actor=WHO, at=NOW)
        assert "第七十条" in refused.value.article
    api.move(made.licence_id, State.REVOKED, ground="69.2", actor=WHO, at=NOW)
    with pytest.raises(Refusal):
        api.move(made.licence_id, State.CANCELLED, ground=Cause.PERSON_GONE, actor=WHO, at=NOW)
    with pytest.raises(Refusal):
        api.reissue(made.licence_id, reason="遗失", actor=WHO, at=NOW)
    api.move(made.licence_id, State.CANCELLED, ground=Cause.ENDED_BEFORE, actor=WHO, at=NOW)
    for state in State:
        with pytest.raises(Refusal):
            api.move(made.licence_id, state, ground="70.6", actor=WHO, at=NOW)


@pytest.mark.django_db
def test_an_expired_licence_is_not_reissued(ready):
    made = ready()
    with pytest.raises(Refusal) as refused:
        api.reissue(made.licence_id, reason="遗失", actor=WHO, at=NOW + timedelta(days=2000))
    assert refused.value.details["state"] == "已过期"


@pytest.mark.django_db
def test_a_reprint_counts_its_copies(ready):
    made = ready()
    assert [api.reprint(made.licence_id, reason="展示用", actor=WHO, at=NOW).copy for _ in range(2)] == [1, 2]


@pytest.mark.django_db
def test_a_suspended_licence_is_given_back(ready):
    made = ready()
    with pytest.raises(Refusal):
        api.move(made.licence_id, State.VALID, ground="发还", actor=WHO, at=NOW)
    api.move(made.licence_id, State.SUSPENDED, ground="某决定", actor=WHO, at=NOW)
    api.move(made.licence_id, State.VALID, ground="发还", actor=WHO, at=NOW)
    assert Event.objects.filter(stream_id=made.licence_id).order_by("-seq")[0].kind == "licences.LicenceRestored"


@pytest.mark.django_db
def test_an_ordered_licence_becomes_valid_by_its_paper_only(order):
    made = order()
    with pytest.raises(Refusal):
        api.move(made.licence_id, State.VALID, ground="快一点", actor=WHO, at=NOW)


def test_cancelling_is_the_only_end():
    assert set(State) - set(domain.TRANSITIONS) == {State.CANCELLED}
    assert set(domain.EDITION_MOVES) == set(domain.EDITION_OWNERS) == set(domain.EditionState)


@pytest.mark.django_db
def test_the_row_agrees_with_the_head_of_its_stream(ready):
    made = ready()
    row = Licence.objects.get(id=made.licence_id)
    last = Event.objects.filter(stream_id=row.id).order_by("-seq")[0]
    assert (row.head_seq, bytes(row.head_hash)) == (last.seq, bytes(last.hash))
