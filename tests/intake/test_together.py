"""One draft for the items of a theme: every question once, every paper once, and each item handed in with exactly what it asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.intake.test_form_paper import text_of
from tests.intake.theming import CODE, actor_of, fill
from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.intake import queries, together
from yichuang.intake.models import Draft
from yichuang.joint import api as joint
from yichuang.joint.models import Joint
from yichuang.kernel.errors import Invalid
from yichuang.kernel.values import new_id


@pytest.fixture
def begun(themed, all_of_it, now):
    return together.start(CODE, themed.company_id, all_of_it, token=new_id(), actor=themed.representing, now=now)


@pytest.fixture
def company(themed):
    client = Client()
    client.force_login(themed.representative, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_element_and_every_paper_is_asked_once(begun):
    work = queries.work(begun.id, actor=actor_of(begun))
    asked = [question.element for page in work.pages for question in page.fields]
    assert len(asked) == len(set(asked))
    assert len({m.term.code for m in work.materials}) == len(work.materials)
    assert max(len(m.needed_by) for m in work.materials) > 1
    alone = sum(len(catalogue.form_for(p.terms, "legal", {}).asked) for p in work.one.parts)
    assert len(asked) < alone


def test_walked_sent_and_sent_again_it_is_one_joint_with_a_case_of_each_organ(company, begun, upload, now):
    fill(company, begun, upload)
    check = company.get(reverse("draft-check", args=[begun.id])).content.decode()
    for organ in ("示例市市场监督管理局", "示例市消防救援支队", "示例市城市管理局", "示例市行政审批服务局"):
        assert organ in check
    assert "分开办" in check and "最慢的一项" in check
    undeclared = company.post(reverse("draft-check", args=[begun.id]))
    assert undeclared.status_code == 422 and not Joint.objects.exists()
    first = company.post(reverse("draft-check", args=[begun.id]), {"declared": "yes"})
    again = company.post(reverse("draft-check", args=[begun.id]), {"declared": "yes"})
    assert first.status_code == again.status_code == 302 and first.url == again.url
    assert Joint.objects.count() == 1 and first.url == reverse("my-together", args=[Joint.objects.get().number])
    assert "已收到您的申请" in company.get(first.url).content.decode()
    view = joint.view(Joint.objects.get().id, actor=actor_of(begun), today=now.date())
    asked = queries.work(begun.id, actor=actor_of(begun), editing=False).form.fields
    assert len(view.branches) == 4 and view.lead == "示例市市场监督管理局"
    for row in view.branches:
        state = cases.state(row.case_id)
        terms = catalogue.case_terms(state.item_version_id, state.selection_id)
        form = catalogue.form_for(terms, "legal", dossier.latest_answers(row.case_id).answers)
        assert set(dossier.latest_answers(row.case_id).answers) <= {q.element for q in form.asked}
        laid = {file.material_code for file in dossier.file_rows(row.case_id)}
        assert laid <= {material.code for material in terms.materials if not material.from_form} and laid
        mine, others = cases.make_form(row.case_id, actor=actor_of(begun), now=now), {q.label for q in asked} - {q.label for q in form.asked}
        paper = next(m for m in dossier.view(row.case_id).materials if m.term and m.term.from_form)
        said = text_of(dossier.open_file(row.case_id, paper.files[0].id, reader=actor_of(begun), at=now).file.read())
        assert mine and state.number in said and terms.name in said, "one form was filled in: each case has its own paper of it"
        assert others and not [label for label in others if label in said], "and nothing of what the other items ask (31)"
    assert "现在是：到窗口领取" in company.get(reverse("my-case", args=[view.branches[0].case_id])).content.decode(), "as the form was answered"
    work = queries.work(begun.id, actor=actor_of(begun), editing=False)
    shared = max(work.one.papers, key=lambda paper: len(paper.needs))
    branch = {row.item_id: row.case_id for row in view.branches}
    assert len(shared.needs) > 1
    for need in shared.needs:
        assert any(file.material_code == need.code for file in dossier.file_rows(branch[need.item_id]))


def test_a_sent_draft_leads_to_its_joint_and_is_no_draft_any_more(company, begun, upload):
    fill(company, begun, upload)
    sent = company.post(reverse("draft-check", args=[begun.id]), {"declared": "yes"})
    assert company.get(reverse("draft", args=[begun.id])).url == sent.url
    assert queries.my_drafts(actor_of(begun)) == ()
    page = queries.work(begun.id, actor=actor_of(begun), editing=False).pages[0]
    assert company.post(reverse("draft-page", args=[begun.id, page.key]), {}).status_code == 409


def test_what_is_left_out_is_neither_asked_nor_handed_in(company, begun, theme, upload, now):
    fill(company, begun, upload)
    drainage = next(i.item_id for i in theme.content.items if catalogue.item_names([i.item_id])[i.item_id].startswith("城镇污水"))
    page = reverse("draft-items", args=[begun.id])
    said = {str(i.item_id): "no" if i.item_id == drainage else "yes" for i in theme.content.items if i.asked}
    missing = company.post(page, {})
    assert missing.status_code == 422 and f'href="#{drainage}"' in missing.content.decode()
    assert company.post(page, said).status_code == 302
    begun.refresh_from_db()
    kept = dict(begun.answers)
    company.post(reverse("draft-check", args=[begun.id]), {"declared": "yes"})
    view = joint.view(Joint.objects.get().id, actor=actor_of(begun), today=now.date())
    assert drainage not in {row.item_id for row in view.branches} and len(view.branches) == 3
    assert any(element.startswith("drain.") for element in kept)
    for row in view.branches:
        assert not any(element.startswith("drain.") for element in dossier.latest_answers(row.case_id).answers)


def test_begun_through_the_page_with_the_answers_of_the_theme(company, themed, theme):
    url = reverse("joint-start", args=[CODE])
    asked = [str(item.item_id) for item in theme.content.items if item.asked]
    page = company.get(url, {asked[0]: "no"}).content.decode()
    assert all(f'name="{name}"' in page for name in asked)
    token = str(new_id())
    bare = company.post(url, {"party": str(themed.company_id), "token": token})
    assert bare.status_code == 422 and not Draft.objects.exists()
    sent = {"party": str(themed.company_id), "token": token, **dict.fromkeys(asked, "no")}
    first, again = company.post(url, sent), company.post(url, sent)
    assert first.url == again.url and Draft.objects.count() == 1
    work = queries.work(Draft.objects.get().id, actor=actor_of(Draft.objects.get()))
    assert len(work.one.parts) == 2
    assert "开办餐饮店" in company.get(reverse("drafts")).content.decode()
    assert "接着填" in company.get(url).content.decode()


def test_a_stranger_finds_no_draft_and_a_theme_that_ended_moves_or_says_so(client, company, themed, begun, theme, now):
    client.force_login(themed.person, backend="django.contrib.auth.backends.ModelBackend")
    for route in ("draft", "draft-items", "draft-check"):
        assert client.get(reverse(route, args=[begun.id])).status_code == 404
    assert client.get(reverse("joint-start", args=["no-such-theme"])).status_code == 404
    from yichuang.organisations import api as organisations

    joint.themes.end(theme.theme_id, now=now + timedelta(days=1), actor=organisations.system_actor("joint"))
    gone = company.get(reverse("draft", args=[begun.id]))
    assert gone.status_code == 404 and "已经停用" in gone.content.decode()


def test_the_same_way_in_for_every_channel_refuses_what_no_item_asks(themed, theme, all_of_it, now):
    with pytest.raises(Invalid) as no:
        together.hand_in(theme, themed.company_id, all_of_it, {"no.such": "1"}, {}, actor=themed.representing, now=now)
    assert {error.field for error in no.value.errors} == {"no.such"}
