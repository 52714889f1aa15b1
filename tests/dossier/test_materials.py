"""Materials: kept once per party, offered again while valid, newer editions retire older ones, nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfWriter

from yichuang.catalogue.domain import MaterialTerm
from yichuang.dossier import api
from yichuang.dossier.models import CaseFile, StoredMaterial
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.kernel.record import read
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Actor

CLERK = Actor(new_id(), "staff", name="李某")
APPLICANT = "account:0192e4b0-0000-7000-8000-0000000000aa"


def pdf(pages: int) -> bytes:
    writer, out = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def keep(terms, party, now):
    def make(code, content=None, name="一份.pdf", at=now, party_id=None):
        return api.keep(
            party_id or party.id, terms.material(code), content or pdf(3), file_name=name, at=at, by=APPLICANT, field=f"file-{code}"
        )

    return make


@pytest.fixture
def opened(terms, party, now, keep):
    case_id = new_id()
    uploads = [api.Upload("M1", keep("M1").id), api.Upload("M2", keep("M2", pdf(2), "图.pdf").id)]
    answers = {"premises.area_m2": "46.5", "premises.tenure": "租赁", "party.name": party.name}
    api.open_dossier(case_id, terms, party.id, answers, uploads, at=now, actor=APPLICANT, fetched={"party.name": "登记信息"})
    return case_id


def test_the_same_bytes_of_one_kind_are_one_row(keep):
    assert keep("M1").id == keep("M1").id
    assert keep("M1").id != keep("M2").id
    assert keep("M1").pages == 3


def test_a_wrong_file_is_refused_and_its_field_named(keep):
    for content, name, code in (
        (b"MZ\x90", "a.exe", "kernel.file_type"), (b"", "a.pdf", "kernel.file_empty"), (b"GIF89a", "a.png", "kernel.file_type"),
    ):
        with pytest.raises(Refusal) as raised:
            keep("M1", content or BytesIO(b""), name)
        assert raised.value.code == code
        assert [(e.field, e.code) for e in raised.value.errors] == [("file-M1", code)]
        assert "%(" not in str(raised.value.errors[0].message)


def test_what_was_handed_in_once_is_offered_again_while_it_holds(terms, party, keep, now):
    kept = keep("M1")
    offered = api.reusable(party.id, terms, on=now.date())
    assert [row.id for row in offered["M1"]] == [kept.id]
    assert api.reusable(party.id, terms, on=now.date() + timedelta(days=366)) == {}, "M1 holds 365 days"


def test_what_a_window_asked_to_be_put_right_is_offered_nowhere_until_it_takes_that_back(opened, terms, party, now):
    assert "M2" in api.reusable(party.id, terms, on=now.date())
    api.mark_missing(opened, {"M2.form": "看不清"}, at=now)
    assert "M2" not in api.reusable(party.id, terms, on=now.date()) and "M1" in api.reusable(party.id, terms, on=now.date())
    held = api.standing(opened)
    assert ([u.material_code for u in held.uploads], held.faulty) == (["M1"], {"M2": ("看不清",)})
    api.mark_met(opened, ["M2.form"], by="account:x", at=now)
    assert "M2" in api.reusable(party.id, terms, on=now.date())


def test_one_of_two_faults_taken_back_leaves_the_paper_faulty(opened, terms, party, now):
    api.mark_missing(opened, {"M2.complete": "缺第二页", "M2.form": "看不清"}, at=now)
    api.mark_met(opened, ["M2.complete"], by="account:x", at=now)
    assert "M2" not in api.reusable(party.id, terms, on=now.date()), "the other fault is still to be put right"
    api.mark_met(opened, ["M2.form"], by="account:x", at=now)
    assert "M2" in api.reusable(party.id, terms, on=now.date())


def test_the_application_form_of_one_item_is_not_offered_for_another(terms, party, now):
    form = MaterialTerm("M1", "申请表")
    asked = replace(terms, materials=(form,))
    for purpose in ("another", terms.code):
        api.keep(party.id, form, pdf(len(purpose)), file_name=f"{purpose}.pdf", at=now, by=APPLICANT, purpose=purpose)
    assert [row.file_name for row in api.reusable(party.id, asked, on=now.date())["M1"]] == [f"{terms.code}.pdf"]


def test_another_party_never_sees_it(terms, keep, now):
    kept = keep("M1")
    with pytest.raises(NotFound):
        api.stored_row(kept.id, party_ids=[new_id()])
    from yichuang.organisations.models import Party

    other = Party.objects.create(kind="legal", name="另一家")
    with pytest.raises(NotFound):
        api.open_dossier(new_id(), terms, other.id, {}, [api.Upload("M1", kept.id)], at=now, actor=APPLICANT)


def test_a_material_off_the_list_is_not_taken(terms, party, keep, now):
    with pytest.raises(NotFound) as raised:
        api.open_dossier(new_id(), terms, party.id, {}, [api.Upload("M9", keep("M1").id)], at=now, actor=APPLICANT)
    assert raised.value.code == "dossier.unlisted_material"


def test_a_correction_brings_a_new_edition_and_keeps_the_old(opened, keep, now):
    api.mark_met(opened, ["M2.complete"], by=CLERK.ref, at=now)
    api.mark_missing(opened, {"M2.form": "图上没有尺寸"}, at=now, by=CLERK.ref)
    later = now + timedelta(days=1)
    assert api.bring_files(opened, [api.Upload("M2", keep("M2", pdf(4), "新图.pdf", later).id)], actor=APPLICANT, at=later) == ("M2",)
    row = api.view(opened).material("M2")
    assert [(f.name, f.edition, f.is_current) for f in (*row.files, *row.older)] == [("新图.pdf", 2, True), ("图.pdf", 1, False)]
    assert {p.code for p in row.points if p.is_open} == {"M2.complete", "M2.form"}, "the new paper has to be looked at again"
    assert CaseFile.objects.filter(case_id=opened).count() == 3
    assert read(api.stream_of(opened))[3].fact.kind == "dossier.MaterialAdded"


def test_a_supplement_under_review_reopens_nothing(opened, keep, now):
    api.mark_met(opened, ["M2.complete", "M2.form"], by=CLERK.ref, at=now)
    api.add_files(opened, [api.Upload("M2", keep("M2", pdf(5)).id)], actor=APPLICANT, at=now)
    assert not {"M2.complete", "M2.form"} & set(api.acceptance_open(opened))


def test_the_form_is_corrected_in_a_new_edition(opened, now):
    api.mark_met(opened, ["form.complete"], by=CLERK.ref, at=now)
    api.change_answers(opened, {"premises.area_m2": "48"}, actor=APPLICANT, at=now)
    assert api.latest_answers(opened).edition == 2
    assert api.latest_answers(opened).answers["premises.tenure"] == "租赁"
    assert "form.complete" in api.acceptance_open(opened)


def test_the_dossier_page_shows_answers_files_and_both_lists(opened, now):
    found = api.view(opened, reader=CLERK, at=now)
    assert [row.name for row in found.materials] == ["申请表", "营业执照", "经营场所平面图", "授权委托书", "租赁协议"]
    assert [row.label for row in found.materials] == ["收到", "收到", "收到", "不适用", "未交"]
    assert found.material("M1").pages == 3
    assert [p.code for p in found.material("M2").review_points] == ["R1"]
    assert (found.acceptance_left, found.review_left) == (6, 2)


def test_the_page_costs_the_same_however_much_was_handed_in(opened, keep, now, django_assert_num_queries):
    api.view(opened)
    with django_assert_num_queries(5):
        api.view(opened)
    uploads = [api.Upload("M2", keep("M2", pdf(n)).id) for n in range(5, 15)]
    api.add_files(opened, uploads, actor=APPLICANT, at=now)
    with django_assert_num_queries(5):
        api.view(opened)


def test_opening_a_file_is_logged(opened, now):
    from django.db import connection

    from yichuang.kernel import access

    row = api.view(opened).material("M1").files[0]
    found = api.open_file(opened, row.id, reader=CLERK, at=now)
    assert (found.file.read(5), found.media_type, found.name) == (b"%PDF-", "application/pdf", "一份.pdf")
    access.flush()
    with connection.cursor() as cursor:
        cursor.execute("select actor, what, case_id from access_log where case_id = %s", [opened])
        assert cursor.fetchall() == [(CLERK.ref, "material.file", opened)]
    with pytest.raises(NotFound):
        api.open_file(new_id(), row.id, reader=CLERK, at=now)


def test_at_most_twenty_files_under_one_material(opened, keep, now):
    stored = keep("M2").id
    with pytest.raises(Refusal) as raised:
        api.add_files(opened, [api.Upload("M2", stored)] * 21, actor=APPLICANT, at=now)
    assert raised.value.code == "dossier.too_many_files"
    assert StoredMaterial.objects.count() == 3
