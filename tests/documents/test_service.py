"""送达, 作废, 补打, 更正, 收件箱, 案卷 (design §5a; practice §1, §6)."""

from __future__ import annotations

import struct
import zlib
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from tests.documents.conftest import NOW
from tests.documents.test_making import text_of
from yichuang.documents import api, domain
from yichuang.kernel.errors import Invalid, NotFound, Refusal
from yichuang.kernel.models import Event
from yichuang.kernel.values import new_id

WHO = "account:clerk"


@pytest.fixture
def sealed(fix):
    def make(kind="grant_decision", **more):
        made = fix(kind, **more)
        api.make(made.document_id, actor="system:test", at=NOW)
        return made

    return make


@pytest.mark.django_db
def test_a_signature_at_the_window_serves_and_completes(sealed):
    made = sealed()
    served = api.serve(made.document_id, mode="direct", proof={"signed_by": "张三"}, actor=WHO, at=NOW)
    assert served.complete
    assert served.served_on == date(2026, 9, 24)
    row = api.document(made.document_id)
    assert row.state == "served"
    assert row.recipients[0].service.proof == {"signed_by": "张三"}
    last = Event.objects.filter(stream_id=made.document_id).order_by("-seq")[0]
    assert last.kind == "documents.DocumentServed"
    assert "张三" not in str(last.data)


@pytest.mark.django_db
def test_without_proof_nothing_is_served(sealed):
    made = sealed()
    with pytest.raises(Invalid) as refused:
        api.serve(made.document_id, mode="post", proof={"signed_by": "张三"}, actor=WHO, at=NOW)
    assert refused.value.errors[0].field == "tracking_number"


@pytest.mark.django_db
def test_electronic_service_needs_consent_and_arrives_in_the_inbox(sealed, party):
    made = sealed()
    with pytest.raises(Refusal) as refused:
        api.serve(made.document_id, mode="electronic", actor=WHO, at=NOW)
    assert refused.value.code == "documents.no_consent"
    api.confirm_address(party.id, electronic=True, phone="13800000000", actor=WHO, at=NOW)
    api.serve(made.document_id, mode="electronic", actor=WHO, at=NOW)
    message = api.inbox([party.id])[0]
    assert message.sentence == f"您的申请 {api.document(made.document_id).fields['case_number']} 已准予，决定书 {made.number}。"
    proof = api.document(made.document_id).recipients[0].service.proof
    assert proof["message_id"] == str(message.id)
    assert api.unread_count([party.id]) == 1
    assert api.mark_read([new_id()], [message.id], at=NOW) == 0
    assert api.mark_read([party.id], [message.id], at=NOW) == 1
    assert api.unread_count([party.id]) == 0


@pytest.mark.django_db
def test_consent_can_be_withdrawn_and_a_case_has_its_own(sealed, party):
    case = new_id()
    api.confirm_address(party.id, electronic=True, actor=WHO, at=NOW)
    api.confirm_address(party.id, electronic=False, address="示例路2号", case_id=case, actor=WHO, at=NOW)
    assert api.consented(party.id, None)
    assert not api.consented(party.id, case)
    api.withdraw_consent(party.id, actor=WHO, at=NOW)
    assert not api.consented(party.id, None)


@pytest.mark.django_db
def test_an_announcement_counts_thirty_days_later(sealed):
    made = sealed()
    proof = {"announced_on": "2026-09-25", "place": "政府网站"}
    with pytest.raises(Refusal) as refused:
        api.serve(made.document_id, mode="announced", proof=proof, actor=WHO, at=NOW + timedelta(days=20))
    assert refused.value.code == "documents.announcement_running"
    served = api.serve(made.document_id, mode="announced", proof=proof, actor=WHO, at=NOW + timedelta(days=40))
    assert served.served_on == date(2026, 10, 25)


@pytest.mark.django_db
def test_a_document_to_two_is_served_when_both_are(sealed, party):
    third = domain.Recipient(domain.Role.THIRD_PARTY, "李四")
    first = domain.Recipient(domain.Role.APPLICANT, party.name, party_id=party.id)
    made = sealed("hearing_notice", recipients=[first, third])
    with pytest.raises(Invalid):
        api.serve(made.document_id, mode="direct", proof={"signed_by": "某人"}, actor=WHO, at=NOW)
    proof = {"signed_by": "某人"}
    one = api.serve(made.document_id, mode="direct", proof=proof, party_id=party.id, actor=WHO, at=NOW)
    two = api.serve(made.document_id, mode="direct", proof=proof, actor=WHO, at=NOW)
    assert (one.complete, two.complete) == (False, True)


@pytest.mark.django_db
def test_a_void_number_stays_spent(fix, sealed):
    spoilt = sealed()
    api.void(spoilt.document_id, reason="打印错误", actor=WHO, at=NOW)
    assert api.document(spoilt.document_id).number == "示行审准〔2026〕1号"
    assert fix("grant_decision").number == "示行审准〔2026〕2号"
    with pytest.raises(Refusal):
        api.serve(spoilt.document_id, mode="direct", proof={"signed_by": "张三"}, actor=WHO, at=NOW)


@pytest.mark.django_db
def test_a_served_document_is_corrected_never_voided(sealed):
    made = sealed(scope="热食类食品制售，不含凉菜制作")
    api.serve(made.document_id, mode="direct", proof={"signed_by": "张三"}, actor=WHO, at=NOW)
    with pytest.raises(Refusal) as refused:
        api.void(made.document_id, reason="笔误", actor=WHO, at=NOW)
    assert "更正通知书" in refused.value.remedy
    slip = {"where": "scope", "was": "凉菜", "now_reads": "冷食", "reason": "与申请表不一致"}
    notice = api.correct(made.document_id, actor=WHO, at=NOW, **slip)
    assert notice.number == "示行审更〔2026〕1号"
    assert api.document(notice.document_id).corrects_id == made.document_id
    before = api.document(made.document_id)
    assert before.state == "served"


@pytest.mark.django_db
def test_a_reprint_is_the_same_file_with_a_copy_number(sealed):
    made = sealed()
    first = api.reprint(made.document_id, reason="原件破损", actor=WHO, at=NOW)
    second = api.reprint(made.document_id, reason="再次破损", actor=WHO, at=NOW)
    assert (first.copy, second.copy) == (1, 2)
    assert first.file_sha256 == api.document(made.document_id).file_sha256
    with pytest.raises(Invalid):
        api.reprint(made.document_id, reason=" ", actor=WHO, at=NOW)


@pytest.mark.django_db
def test_the_bound_dossier_agrees_with_its_table_of_contents(sealed):
    case = new_id()
    for kind in ("receipt", "acceptance_notice", "grant_decision"):
        made = sealed(kind, case_id=case)
    api.serve(made.document_id, mode="direct", proof={"signed_by": "张三"}, actor=WHO, at=NOW)
    png = _png()
    extra = [
        api.Page("营业执照", api.open_file(made.document_id).content), api.Page("现场照片", png),
        api.Page("设计图.dwg", b"AC1032 not a page"),
    ]
    bound = api.dossier_pdf(case, extra, at=NOW + timedelta(days=9), archivist="档案员甲")
    reader = PdfReader(BytesIO(bound))
    text = text_of(bound)
    for word in ("行政审批案卷", "卷内目录", "营业执照", "现场照片", "设计图.dwg", "送达回证（准予行政许可决定书）", "备考表", "档案员甲"):
        assert word in text
    titles = [o["/Title"] for o in reader.outline]
    assert titles[:2] == ["卷宗封面", "卷内目录"]
    assert titles[-1] == "备考表"
    assert len(titles) == 10
    first = reader.get_destination_page_number(reader.outline[2])
    for entry in reader.outline[2:-1]:
        page = reader.get_destination_page_number(entry)
        assert str(page - first + 1) in reader.pages[page].extract_text().split()


@pytest.mark.django_db
def test_each_signed_original_goes_along_and_still_verifies(sealed):
    case, originals = new_id(), {}
    for kind in ("receipt", "acceptance_notice", "grant_decision"):
        made = sealed(kind, case_id=case)
        originals[kind] = api.open_file(made.document_id).content
    drawing, signed_elsewhere = b"AC1032 not a page", originals["receipt"] + b"\n"
    extra = [api.Page("设计图/总图", drawing, file_name="总图.DWG"), api.Page("检测报告", signed_elsewhere), api.Page("照片", _png())]
    bound = api.dossier_pdf(case, extra, at=NOW + timedelta(days=9))
    reader = PdfReader(BytesIO(bound))
    found = {name: content[0] for name, content in reader.attachments.items()}
    assert list(found) == [
        "附件01 收件凭证.pdf", "附件02 受理通知书.pdf", "附件03 准予行政许可决定书.pdf", "附件04 设计图_总图.dwg", "附件05 检测报告.pdf",
    ]
    assert list(found.values()) == [*originals.values(), drawing, signed_elsewhere]
    assert all(api.check_signature(content).holds for content in list(found.values())[:3])
    assert not api.check_signature(bound).signed
    assert len(reader.trailer["/Root"]["/AF"]) == 5
    text = "".join(text_of(bound).split())
    for content in found.values():
        assert sha256(content).hexdigest() in text
    assert "附件05" in text


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["encrypted.pdf", "disguised.pdf", "truncated.pdf", "claims_to_be_huge.png", "empty.pdf"])
def test_a_material_that_cannot_become_pages_goes_along_as_it_is(sealed, name):
    made = sealed("receipt", case_id=new_id())
    case, content = api.document(made.document_id).case_id, _hostile(name)
    bound = PdfReader(BytesIO(api.dossier_pdf(case, [api.Page("附图", content, file_name=name)], at=NOW)))
    assert bound.attachments["附件02 附图" + name[-4:]] == [content]
    assert any("不能装订成页" in page.extract_text() for page in bound.pages)


def _hostile(name: str) -> bytes:
    paper, out = PdfWriter(), BytesIO()
    paper.add_blank_page(595, 842)
    if name == "encrypted.pdf":
        paper.encrypt("only they know")
    paper.write(out)
    claim = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return {
        "disguised.pdf": b"%PDF-1.7\nMZ" + bytes(300), "truncated.pdf": out.getvalue()[:60], "empty.pdf": b"%PDF-1.7\n%%EOF",
        "claims_to_be_huge.png": b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + claim + struct.pack(">I", zlib.crc32(claim)),
    }.get(name, out.getvalue())  # fmt: skip


def _png() -> bytes:
    import segno

    out = BytesIO()
    segno.make("photo").save(out, kind="png", scale=8)
    return out.getvalue()


@pytest.mark.django_db
def test_a_case_without_documents_has_no_dossier():
    with pytest.raises(NotFound):
        api.dossier_pdf(new_id(), at=NOW)


@pytest.mark.django_db
def test_the_list_of_a_case_takes_three_queries(fix, django_assert_num_queries):
    case = new_id()
    for _ in range(5):
        fix("grant_decision", case_id=case)
    with django_assert_num_queries(3):
        assert len(api.of_case(case)) == 5


def test_served_and_void_are_the_only_ends():
    assert set(domain.State) - set(domain.TRANSITIONS) == {domain.State.SERVED, domain.State.VOID}
    assert set(domain.OWNERS) == set(domain.TRANSITIONS)
