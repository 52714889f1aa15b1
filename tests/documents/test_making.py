"""Rendering, sealing, signing in the worker: deterministic, verifiable, never a rollback of the decision (design §5a)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from time import sleep

import pytest
from pypdf import PdfReader

from tests.documents.conftest import NOW, whole_contents
from yichuang.documents import api, domain, press, signing
from yichuang.documents.models import Document, SealAct
from yichuang.kernel import feed, files, subscriptions
from yichuang.kernel.errors import Refusal
from yichuang.kernel.models import Event

LATER = NOW + timedelta(minutes=1)


def text_of(pdf: bytes) -> str:
    """The words of a PDF without the breaks that typesetting puts in."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def shown(value: object) -> list[str]:
    match value:
        case bool():
            return ["是" if value else "否"]
        case list():
            return [text for item in value for text in shown(item)]
        case dict():
            return [text for item in value.values() for text in shown(item)]
        case str() if len(value) == 10 and value[4] == "-":
            year, month, day = value.split("-")
            return [f"{year}年{int(month)}月{int(day)}日"]
        case str() if value[10:11] == "T":
            return [shown(value[:10])[0] + f"{value[11:13]}时{value[14:16]}分"]
    return [str(value)]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(domain.Kind))
def test_every_mandatory_content_stands_on_the_paper(kind, fix, party):
    made = fix(kind)
    assert api.make(made.document_id, actor="system:test", at=LATER) is domain.State.SEALED
    row = api.document(made.document_id)
    text = text_of(api.open_file(made.document_id).content)
    spec = domain.KINDS[kind]
    names = [*spec.required, *(n for group in spec.one_of for n in group)]
    for name in names:
        for part in shown(row.fields[name]):
            assert "".join(part.split()) in text, (name, part)
    assert spec.title in text
    assert row.number in text
    assert row.fields["organ_name"] in text
    assert "测试证书签名，仅供演示" in text
    if spec.remedy:
        assert "".join(row.fields["remedies"].split()) in text
    if kind is not domain.Kind.DOSSIER_CONTENTS:
        assert row.fields["case_number"] in text
        assert whole_contents(kind)["item_name"] in text
    if domain.Role.APPLICANT in spec.to and kind is not domain.Kind.SERVICE_PROOF:
        assert party.name in text or kind in (domain.Kind.STATEMENT_RECORD, domain.Kind.COLLECTION_RECEIPT)


@pytest.mark.django_db
def test_the_worker_makes_what_was_fixed_and_says_so(fix):
    made = fix("grant_decision")
    feed.sequence()
    subscriptions.run()
    kinds = list(Event.objects.filter(stream_id=made.document_id).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["documents.DocumentFixed", "documents.DocumentReady"]
    row = api.document(made.document_id)
    assert row.state == "sealed"
    assert files.sound(row.file_sha256)
    assert SealAct.objects.get().file_sha256 == row.file_sha256


@pytest.mark.django_db
def test_the_signature_holds_and_one_changed_byte_is_found(fix):
    made = fix("grant_decision")
    api.make(made.document_id, actor="system:test", at=LATER)
    pdf = api.open_file(made.document_id).content
    check = api.check_signature(pdf)
    assert check.holds
    assert "测试证书 TEST ONLY" in check.signer
    assert check.signed_at == NOW
    for position in (300, len(pdf) // 3, len(pdf) // 2):
        changed = bytearray(pdf)
        changed[position] ^= 1
        assert not api.check_signature(bytes(changed)).holds
    assert not api.check_signature(pdf + b"\n% added").holds
    assert not api.check_signature(b"%PDF-1.7 nonsense").signed
    assert not api.check_signature(b"").signed


@pytest.mark.django_db
def test_a_failed_rendering_is_a_task_and_the_retry_gives_the_same_file(fix, organ, monkeypatch):
    made = fix("grant_decision")
    good = press.press

    def broken(*args, **options):
        raise RuntimeError("no paper")

    monkeypatch.setattr(press, "press", broken)
    assert api.make(made.document_id, actor="system:test", at=LATER) is domain.State.FAILED
    task = api.failed([organ.id])[0]
    assert task.id == made.document_id
    assert "no paper" in task.failure
    assert api.document(made.document_id).number == made.number
    monkeypatch.setattr(press, "press", good)
    assert api.retry(made.document_id, actor="system:test", at=LATER + timedelta(days=3)) is domain.State.SEALED
    first = api.document(made.document_id).file_sha256
    assert not api.failed([organ.id])
    Document.objects.filter(id=made.document_id).update(state="failed")
    SealAct.objects.all().delete()
    api.retry(made.document_id, actor="system:test", at=LATER + timedelta(days=9))
    assert api.document(made.document_id).file_sha256 == first


def test_the_same_paper_signed_in_another_second_is_the_same_file():
    """Files are told in whole seconds; a retry that happens in the same second proves nothing."""
    pdf = press.page_numbers(1)
    first = signing.sign(pdf, at=NOW, reason="制作", location="示例市")
    sleep(1.1)
    assert signing.sign(pdf, at=NOW, reason="制作", location="示例市") == first


@pytest.mark.django_db
def test_a_held_document_waits_for_the_seal_officer(fix, organ):
    made = fix("grant_decision", hold_seal=True)
    api.make(made.document_id, actor="system:test", at=LATER)
    assert [d.id for d in api.to_seal([organ.id])] == [made.document_id]
    assert not api.check_signature(api.open_file(made.document_id).content).signed
    api.seal(made.document_id, actor="account:seal", at=LATER)
    assert api.check_signature(api.open_file(made.document_id).content).holds
    with pytest.raises(Refusal):
        api.seal(made.document_id, actor="account:seal", at=LATER)


@pytest.mark.django_db
def test_text_of_a_party_is_never_markup(fix):
    made = fix("refusal_decision", facts='#panic("x") *bold* $x$ <label> [ ] @ref')
    assert api.make(made.document_id, actor="system:test", at=LATER) is domain.State.SEALED
    assert '#panic("x")*bold*$x$<label>[]@ref' in text_of(api.open_file(made.document_id).content)


@pytest.mark.django_db
def test_a_change_of_the_organ_changes_no_document(fix, organ):
    made = fix("grant_decision")
    type(organ).objects.filter(id=organ.id).update(name="改名后的局", short_name="改")
    api.make(made.document_id, actor="system:test", at=LATER)
    assert "改名后的局" not in text_of(api.open_file(made.document_id).content)


LICENSING = {
    "grant_decision", "refusal_decision", "not_needed_notice", "ending_notice", "recall_decision", "revocation_decision",
    "cancellation_decision", "change_decision", "change_refusal", "renewal_decision", "renewal_refusal",
}  # fmt: skip
"""Papers of 32(1), 38, 8, 49, 50, 69 and 70: no other regime knows them."""


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(set(domain.Kind) - LICENSING))
def test_outside_licensing_no_paper_says_licence(kind, fix):
    made = fix(kind, licensing=False, item_name="某项备案")
    api.make(made.document_id, actor="system:test", at=LATER)
    text = text_of(api.open_file(made.document_id).content)
    for kept in ("食品经营许可申请书", "《食品经营许可和备案管理办法》", "许可证编号"):
        text = text.replace(kept, "")
    assert "许可" not in text
    assert "即为受理" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(LICENSING))
def test_a_decision_of_the_licensing_law_is_refused_elsewhere(kind, fix):
    with pytest.raises(Refusal) as refused:
        fix(kind, licensing=False)
    assert refused.value.code == "documents.not_a_licence"
