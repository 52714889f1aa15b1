"""The pages: who may enter, what comes back when something is wrong, that nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.intake import answers as checking
from yichuang.intake import queries
from yichuang.intake.models import Draft
from yichuang.kernel.values import new_id


@pytest.fixture
def person(client, city):
    client.force_login(city.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def walk(person, city):
    """A draft started through the page."""
    url = reverse("apply", args=[city.versions["small-catering"]])
    answer = person.post(url, {"party": str(city.person.party_id), "token": str(new_id())})
    assert answer.status_code == 302
    return Draft.objects.get()


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_back(client, city):
    url = reverse("apply", args=[city.versions["small-catering"]])
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/?next=%2Fapply")


def test_a_wrong_answer_comes_back_as_typed_with_a_link_to_its_field(person, walk):
    url = reverse("draft-page", args=[walk.id, "q2"])
    answer = person.post(url, {"premises.name": "某小吃店", "premises.address": "西五路118号", "premises.area_m2": "四十多"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#premises.area_m2"' in page
    assert 'value="四十多"' in page
    assert Draft.objects.get().answers["premises.name"] == "某小吃店"


def test_leaving_keeps_what_was_right(person, walk):
    url = reverse("draft-page", args=[walk.id, "q2"])
    answer = person.post(url, {"premises.name": "某小吃店", "then": "leave"})
    assert answer.url == reverse("drafts")
    assert Draft.objects.get().answers["premises.name"] == "某小吃店"
    assert "接着填" in person.get(reverse("apply", args=[walk.version_id])).content.decode()


def test_a_wrong_file_is_told_beside_its_field(person, walk, upload):
    answer = person.post(reverse("draft-material", args=[walk.id, "M2"]), {"file-M2": upload("坏.exe", b"MZ")})
    assert answer.status_code == 415
    assert 'href="#file-M2"' in answer.content.decode()


def test_sending_twice_is_one_case_and_the_receipt_can_be_read(person, city, filled):
    url = reverse("draft-check", args=[filled.id])
    first, again = person.post(url, {"declared": "yes"}), person.post(url, {"declared": "yes"})
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    case_id = Draft.objects.get().case_id
    assert "已收到您的申请" in person.get(first.url).content.decode()
    receipt = person.get(reverse("receipt-file", args=[case_id]))
    assert receipt.content.startswith(b"%PDF")


def test_a_stranger_finds_neither_draft_nor_case_nor_file(person, client, city, filled, upload, now):
    from yichuang.intake import actions

    actions.lay_files(filled.id, "M2", [upload()], actor=city.actor, now=now)
    person.post(reverse("draft-check", args=[filled.id]), {"declared": "yes"})
    case_id = Draft.objects.get().case_id
    file = dossier.view(case_id).material("M2").files[0]
    assert person.get(reverse("case-file", args=[case_id, file.id])).status_code == 200
    client.force_login(city.representative, backend="django.contrib.auth.backends.ModelBackend")
    for url in (
        reverse("draft", args=[filled.id]), reverse("received", args=[case_id]), reverse("receipt-file", args=[case_id]),
        reverse("case-file", args=[case_id, file.id]), reverse("withdraw-application", args=[case_id]),
    ):
        assert client.get(url).status_code == 404, url


def test_the_window_page_is_for_the_window(client, city):
    from yichuang.organisations.models import Account

    client.force_login(Account.objects.get(username="chengban"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("desk-receive")).status_code == 403
    client.force_login(city.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("desk-receive")).status_code == 200


def test_a_clerk_takes_form_papers_and_receives_on_one_page(client, city, typed, upload):
    from yichuang.organisations import demo_city

    client.force_login(city.clerk, backend="django.contrib.auth.backends.ModelBackend")
    version_id = city.versions["small-catering"]
    who = {"kind": "natural", "number": demo_city.NATURAL["number"], "verified": "yes", "token": str(new_id())}
    fill = client.post(reverse("desk-receive-item", args=[version_id]), who).url
    late = client.post(fill, {**typed, "premises.name": "", "declared": "yes", "then": "receive"})
    assert late.status_code == 422
    assert Draft.objects.get().answers["premises.address"] == typed["premises.address"], "what was typed is kept"
    papers = {f"file-{code}": upload(f"{code}.pdf") for code in ("M1", "M2")}
    done = client.post(fill, {**typed, **papers, "declared": "yes", "then": "receive"})
    assert done.status_code == 302
    page = client.get(done.url).content.decode()
    assert "已收件" in page
    assert [f.name for f in dossier.view(Draft.objects.get().case_id).material("M2").files] == ["M2.pdf"]


def test_pipl_24_a_clerk_writes_down_that_the_applicant_wants_a_person(client, city):
    """24(3): told before it is received, kept while the form is filled in, and what the case runs under; the sheet made anew takes it back."""
    from yichuang.cli import props
    from yichuang.organisations import demo_city

    client.force_login(city.clerk, backend="django.contrib.auth.backends.ModelBackend")
    version_id, party_id = city.versions["tree-felling"], city.person.party_id
    who = {"kind": "natural", "number": demo_city.NATURAL["number"], "verified": "yes", "token": str(new_id())}
    fill = client.post(reverse("desk-receive-item", args=[version_id]), who).url
    draft = Draft.objects.get()
    known = props.answers(catalogue.terms(version_id), party_id) | props.SMALL_FELLING
    Draft.objects.filter(id=draft.id).update(answers=draft.answers | known)
    ticked = re.compile(r'name="by_person"[^>]*checked')
    assert 'name="by_person"' in client.get(fill).content.decode()
    for wanted in ({"by_person": "yes"}, {}, {"by_person": "yes"}):
        assert client.post(fill, {**sent(draft, city), **wanted, "then": "save"}).status_code == 302
        assert bool(ticked.search(client.get(fill).content.decode())) is bool(wanted)
    done = client.post(fill, {**sent(draft, city), "by_person": "yes", "declared": "yes", "then": "receive"})
    assert done.status_code == 302, done.content.decode()[:2000]
    assert cases.state(Draft.objects.get().case_id).by_person


def sent(draft, city):
    """The window page of a draft as it is sent with what stands in it."""
    work = queries.work(draft.id, actor=city.window)
    return {f.element: checking.raw(f, work.draft.answers.get(f.element)) for page in work.pages for f in page.fields if hasattr(f, "element")}


def test_the_receipt_lists_the_papers_on_the_counter_as_they_were_counted(client, city, typed, upload):
    from yichuang.documents import api as documents
    from yichuang.organisations import demo_city

    client.force_login(city.clerk, backend="django.contrib.auth.backends.ModelBackend")
    version_id = city.versions["small-catering"]
    who = {"kind": "natural", "number": demo_city.NATURAL["number"], "verified": "yes", "token": str(new_id())}
    fill = client.post(reverse("desk-receive-item", args=[version_id]), who).url
    counted = {"copies-M1": "2", "original-M1": "copy", "compared-M1": "yes", "copies-M2": "1", "original-M2": "original"}
    wrong = client.post(fill, {**typed, **counted, "file-M2": upload("M2.pdf"), "copies-M1": "很多", "declared": "yes", "then": "receive"})
    assert wrong.status_code == 422
    assert 'href="#copies-M1"' in wrong.content.decode()
    assert client.post(fill, {**typed, **counted, "then": "save"}).status_code == 302
    kept = client.get(fill).content.decode()
    assert 'name="copies-M1" id="copies-M1" type="text" inputmode="decimal" autocomplete="off" value="2"' in kept
    assert client.post(fill, {**typed, **counted, "declared": "yes", "then": "receive"}).status_code == 302
    case_id = Draft.objects.get().case_id
    names = {m.code: m.name for m in dossier.view(case_id).materials}
    receipt = next(d for d in documents.of_case(case_id) if d.kind == "receipt")
    assert receipt.fields["materials"] == [
        {"name": "申请表", "original": "原件", "copies": 1, "medium": "纸质"},
        {"name": names["M1"], "original": "复印件", "copies": 2, "medium": "纸质", "compared": f"原件核对无误，{city.clerk.display_name}"},
        {"name": names["M2"], "original": "原件", "copies": 1, "medium": "纸质，已扫描"},
    ]
    assert dossier.view(case_id).material("M1").state == "received"


def test_the_pages_of_a_draft_cost_the_same_however_far_it_is(person, city, filled, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        person.get(reverse("draft-check", args=[filled.id]))


def test_78_who_may_not_apply_again_is_told_before_sending(person, city, filled):
    from django.utils import timezone

    from yichuang.catalogue import api as catalogue
    from yichuang.licences import api as licences
    from yichuang.licences.domain.bans import Finding

    url = reverse("draft-check", args=[filled.id])
    assert "不得再次申请" not in person.get(url).content.decode()
    terms = catalogue.terms(filled.version_id)
    licences.open_ban(
        Finding.FALSE_MATERIAL, party_id=filled.party_id, item_id=terms.item_id, concerns_safety=terms.concerns_safety,
        actor="system:test", at=timezone.now(),
    )
    page = person.get(url).content.decode()
    assert "不得再次申请" in page
    assert "第七十八条" in page
