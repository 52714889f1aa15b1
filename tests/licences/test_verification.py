"""Public verification: scan, number with name, file; true, ended, replaced, changed, unknown (issue 2, point 7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.licences.conftest import NOW
from yichuang.documents import api as documents
from yichuang.licences import api
from yichuang.licences.domain import State
from yichuang.licences.verification import Verdict

ON = date(2026, 10, 1)
WHO = "account:certificate"


@pytest.mark.django_db
def test_a_valid_licence_is_found_by_code_identifier_and_number_with_name(ready):
    made = ready()
    token = api.licence(made.licence_id).token
    for found in (
        api.verify(token, on=ON), api.verify(made.identifier.lower(), on=ON),
        api.verify(made.number, name="示例餐饮有限公司", on=ON),
    ):
        assert found.verdict is Verdict.VALID
        assert (found.issuer, found.number) == ("示例市行政审批服务局", made.number)


@pytest.mark.django_db
def test_a_guessed_number_tells_nothing(ready):
    made = ready()
    assert api.verify(made.number, on=ON).verdict is Verdict.NOT_FOUND
    assert api.verify(made.number, name="别人", on=ON) == api.verify("JY000", name="别人", on=ON)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "verdict"), [
    (State.SUSPENDED, Verdict.SUSPENDED), (State.REVOKED, Verdict.INVALID), (State.RECALLED, Verdict.INVALID),
    (State.FORFEITED, Verdict.INVALID),
])
def test_an_ended_licence_is_real_but_does_not_hold(ready, state, verdict):
    made = ready()
    api.move(made.licence_id, state, ground="某决定", actor=WHO, at=NOW)
    assert api.verify(made.identifier, on=ON).verdict is verdict


@pytest.mark.django_db
def test_the_last_day_of_validity_still_counts(ready):
    made = ready()
    assert api.verify(made.identifier, on=date(2031, 9, 23)).good
    assert api.verify(made.identifier, on=date(2031, 9, 24)).verdict is Verdict.EXPIRED


@pytest.mark.django_db
def test_a_renewed_licence_is_valid_before_the_new_span_begins(ready):
    made = ready()
    api.renew(made.licence_id, valid_to=date(2036, 9, 23), actor=WHO, at=NOW)
    api.make(made.licence_id, actor=WHO, at=NOW)
    assert api.verify(api.licence(made.licence_id).identifier, on=ON).good


@pytest.mark.django_db
def test_the_file_itself_is_verified_and_a_changed_byte_is_told(ready):
    made = ready()
    pdf = api.open_file(made.licence_id).content
    assert api.verify_file(pdf, on=ON).good
    changed = bytearray(pdf)
    changed[len(pdf) // 3] ^= 1
    assert api.verify_file(bytes(changed), on=ON).verdict is Verdict.TAMPERED
    assert api.verify_file(b"not a pdf", on=ON).verdict is Verdict.NOT_FOUND


@pytest.mark.django_db
def test_an_old_paper_is_named_as_replaced(ready):
    made = ready()
    old = api.open_file(made.licence_id).content
    api.reissue(made.licence_id, reason="遗失", actor=WHO, at=NOW + timedelta(days=1))
    api.make(made.licence_id, actor=WHO, at=NOW + timedelta(days=1))
    assert api.verify_file(old, on=ON).verdict is Verdict.SUPERSEDED
    assert api.verify(made.identifier, on=ON).verdict is Verdict.SUPERSEDED
    assert api.verify_file(api.open_file(made.licence_id).content, on=ON).good


@pytest.mark.django_db
def test_a_document_is_verified_by_its_code_until_it_is_void(organ, holder):
    with transaction.atomic():
        fixed = documents.fix(
            "not_needed_notice", case_id=None, case_number="1", organ_id=organ.id, recipients=[holder.id], actor=WHO, at=NOW,
            fields={"item_name": "某事项", "reason": "依法不需要许可"},
        )
    token = documents.document(fixed.document_id).token
    assert api.verify(token, on=ON).verdict is Verdict.PENDING
    documents.make(fixed.document_id, actor=WHO, at=NOW)
    assert api.verify(token, on=ON).good
    assert not api.verify(token, on=ON).holder
    documents.void(fixed.document_id, reason="作废重办", actor=WHO, at=NOW)
    assert api.verify(token, on=ON).verdict is Verdict.INVALID


@pytest.mark.django_db
def test_a_person_is_masked(ready, holder):
    type(holder).objects.filter(id=holder.id).update(kind="natural", name="欧阳小明", number_masked="110***********1234")
    made = ready()
    found = api.verify(made.identifier, on=ON)
    assert found.holder == "欧***"


@pytest.mark.django_db
@pytest.mark.urls("tests.licences.urls_of_test")
def test_the_pages_answer_scan_form_and_file(ready, client):
    made = ready()
    row = api.licence(made.licence_id)
    assert "按编号查" in client.get("/verify/").content.decode()
    page = client.get(f"/verify/{row.token}/")
    assert page.status_code == 200
    assert made.number in page.content.decode()
    assert client.get("/verify/", {"number": made.number, "name": row.holder_name}).status_code == 200
    assert client.get("/verify/", {"number": made.number}).status_code == 404
    assert client.get("/verify/nothing-like-this/").status_code == 404
    for bad in ("", " ", "x" * 500):
        answer = client.get("/verify/", {"number": bad})
        assert answer.status_code == 422
        assert "errors-title" in answer.content.decode()
    assert client.post("/verify/file/").status_code == 422
    pdf = SimpleUploadedFile("a.pdf", api.open_file(made.licence_id).content, "application/pdf")
    assert client.post("/verify/file/", {"file": pdf}).status_code == 200
    other = SimpleUploadedFile("a.pdf", b"nothing", "application/pdf")
    assert client.post("/verify/file/", {"file": other}).status_code == 404


@pytest.mark.django_db
def test_a_change_before_the_renewed_validity_begins_does_not_make_a_running_licence_future(ready):
    made = ready()
    api.renew(made.licence_id, valid_to=date(2036, 9, 23), actor=WHO, at=NOW)
    api.change(made.licence_id, becomes={"scope": "冷食类食品制售"}, actor=WHO, at=NOW)
    api.make(made.licence_id, actor=WHO, at=NOW)
    token = api.licence(made.licence_id).token
    assert api.verify_code(token, on=date(2031, 9, 1)).verdict is Verdict.VALID
    assert api.verify_code(token, on=date(2026, 9, 1)).verdict is Verdict.NOT_YET


@pytest.mark.django_db
def test_the_paper_before_a_renewal_verifies_as_superseded_with_what_it_said(ready):
    made = ready()
    old = api.open_file(made.licence_id).content
    api.renew(made.licence_id, valid_to=date(2036, 9, 23), actor=WHO, at=NOW)
    api.make(made.licence_id, actor=WHO, at=NOW)
    found = api.verify_file(old, on=date(2027, 1, 1))
    assert found.verdict is Verdict.SUPERSEDED
    assert (found.valid_to, found.edition) == (date(2031, 9, 23), 1)
