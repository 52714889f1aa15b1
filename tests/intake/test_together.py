"""One draft for the items of a theme: every question once, every paper once, and each item handed in with exactly what it asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.intake.test_form_paper import text_of
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.dossier import api as dossier
from yichuang.exchange.local import local_registry
from yichuang.intake import answers as checking
from yichuang.intake import queries, together
from yichuang.intake.models import Draft
from yichuang.joint import api as joint
from yichuang.joint.models import Joint
from yichuang.kernel.errors import Invalid
from yichuang.kernel.values import new_id
from yichuang.organisations.models import Account

CODE = "open-restaurant"


@pytest.fixture
def themed(city, now):
    joint.themes.seed(now=now)
    return city


@pytest.fixture
def theme(themed):
    return joint.themes.in_force(CODE)


@pytest.fixture
def all_of_it(theme):
    return {item.item_id: True for item in theme.content.items if item.asked}


@pytest.fixture
def begun(themed, all_of_it, now):
    return together.start(CODE, themed.company_id, all_of_it, token=new_id(), actor=themed.representing, now=now)


@pytest.fixture
def company(themed):
    client = Client()
    client.force_login(themed.representative, backend="django.contrib.auth.backends.ModelBackend")
    return client


def known_answers(draft):
    """Right answers to everything the items of the draft ask, as each item's own player would give them."""
    found = {}
    for part in queries.work(draft.id, actor=actor_of(draft)).one.parts:
        found |= props.answers(part.terms, draft.party_id)
    return found


def actor_of(draft):
    from yichuang.organisations import api as organisations

    return organisations.actor_of(Account.objects.get(id=draft.account_id))


def posted(page, values):
    """A page as it is sent with these answers."""
    sent = {}
    for question in page.fields:
        value = values.get(question.element)
        if isinstance(question, catalogue.SectionRow):
            rows = value or []
            sent[f"{question.code}-rows"] = str(len(rows))
            sent |= {
                f"{question.code}-{n}-{f.element}": checking.raw(f, row.get(f.element)) for n, row in enumerate(rows, 1) for f in question.fields
            }
        elif value is not None:
            sent[question.element] = checking.raw(question, value)
    return sent


def fill(client, draft, upload):
    """Every page of the walk, in order, through the client; gives the keys that were walked."""
    walked, values = [], known_answers(draft)
    for _ in range(80):
        work = queries.work(draft.id, actor=actor_of(draft))
        key = work.first_open
        if key == "check":
            return walked
        assert key not in walked, f"{key} came twice: {work.errors}"
        walked.append(key)
        if key.startswith("m-"):
            code = key[2:]
            answer = client.post(reverse("draft-material", args=[draft.id, code]), {f"file-{code}": upload(f"{len(walked)}.pdf", pages=len(walked))})
        else:
            answer = client.post(reverse("draft-page", args=[draft.id, key]), posted(work.page(key), values))
        assert answer.status_code == 302, answer.content.decode()[:4000]
    raise AssertionError("the walk has no end")


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


def test_a_clerk_takes_a_whole_theme_of_somebody_at_the_window_in_one_set(client, themed, theme, upload):
    """One person checked, one form, each paper counted once: four cases with a receipt each, received by the clerk at the hand-over."""
    from yichuang.documents import api as documents
    from yichuang.organisations import demo_city

    client.force_login(themed.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert reverse("desk-receive-theme", args=[CODE]) in client.get(reverse("desk-receive")).content.decode()
    begin = reverse("desk-receive-theme", args=[CODE])
    who = {"kind": "legal", "number": demo_city.COMPANY["number"], "token": str(new_id())}
    asked = {str(item.item_id): "yes" for item in theme.content.items if item.asked}
    assert client.post(begin, {**who, **asked}).status_code == 422, "nobody looked at the certificate"
    who["verified"] = "yes"
    assert client.post(begin, who).status_code == 422, "which items take part is not said"
    fill = client.post(begin, {**who, **asked}).url
    draft = Draft.objects.get()
    work = queries.work(draft.id, actor=themed.window)
    values = known_answers(draft)
    typed = {k: v for page in work.pages for k, v in posted(page, values).items()}
    page = client.get(fill).content.decode()
    assert "免勘" not in page
    assert "用于：" in page
    client.cookies["django_language"] = "en"
    english = client.get(fill).content.decode()
    assert "For: Food business licence for catering, first application, " in english and "Business licence or other proof of identity" in english
    assert "Number of outlets" in english and "working day）" not in english and "Application form, Application form" not in english
    printed = text_of(b"".join(client.post(fill, {**typed, "then": "print"}, follow=True).streaming_content))
    assert f"{theme.name}申请表" in printed and demo_city.COMPANY["number"] in printed, "the paper is Chinese on every page, with the code that is public"
    client.cookies["django_language"] = "zh-hans"
    shared = next(m for m in work.materials if len(m.needed_by) > 1 and m.term.code == "business_licence")
    papers = {f"copies-{shared.term.code}": "1", f"file-{shared.term.code}": upload("执照.pdf")}
    handed = {**typed, **papers, "received_at": "2026-09-10 09:10", "declared": "yes", "then": "receive"}
    done = client.post(fill, handed)
    assert done.status_code == 302, done.content.decode()[:2000]
    run = Joint.objects.get()
    branches = list(run.branches.select_related("case"))
    assert len(branches) == 4
    assert {(b.case.channel, b.case.received_at.isoformat()) for b in branches} == {(Channel.WINDOW, "2026-09-10T01:10:00+00:00")}
    html = client.get(done.url).content.decode()
    for branch in branches:
        assert reverse("receipt-file", args=[branch.case_id]) in html
        receipt = next(d for d in documents.of_case(branch.case_id) if d.kind == "receipt")
        names = {row["name"]: row["medium"] for row in receipt.fields["materials"]}
        form = next(m.name for m in dossier.view(branch.case_id).materials if m.term and m.term.from_form)
        assert names[form] == "纸质" and "申请表" not in names, "the form signed on paper lies in each file, under the name it has there"
        needs = shared.term.name in {m.name for m in dossier.view(branch.case_id).materials}
        assert (shared.term.name in names) is needs, "the one paper, counted once, stands in the receipt of whoever asked for it"
    assert client.get(fill).url == done.url, "received once"
    assert client.post(fill, handed).status_code == 302
    assert Joint.objects.count() == 1


def test_a_window_that_lends_itself_to_another_organ_takes_no_whole_theme(themed, theme, all_of_it, now):
    """It would not see the 联办 it took in: item by item under its agreement, or at the accepting organ's own window."""
    from tests.intake.town import Town
    from yichuang.intake import window, window_together
    from yichuang.organisations import demo_city

    town = Town(themed, "drainage")
    town.agree(item_ids=list(theme.content.item_ids))
    who = window.WalkIn("legal", demo_city.COMPANY["number"], "", True, {})
    with pytest.raises(together.ItemByItem) as no:
        window_together.begin(CODE, who, all_of_it, token=new_id(), actor=town.window, now=now)
    assert "城镇污水排入排水管网许可" in no.value.details["items"]
    assert not Draft.objects.exists()


def test_no_other_way_in_joins_a_theme_to_a_window_that_lends_itself(themed, theme, all_of_it, now):
    """The choice may be changed until the draft is sent, and an agreement may come after it was begun: the rule holds for every verb."""
    from tests.intake.town import Town

    town, least = Town(themed, "drainage"), dict.fromkeys(all_of_it, False)
    draft = together.start(CODE, themed.company_id, least, token=new_id(), actor=themed.window, now=now, channel=Channel.WINDOW)
    town.agree(item_ids=list(theme.content.item_ids))
    Draft.objects.filter(id=draft.id).update(account_id=town.window.account_id)
    with pytest.raises(together.ItemByItem):
        together.choose(draft.id, all_of_it, actor=town.window, now=now)
    with pytest.raises(together.ItemByItem):
        together.hand_in(theme, themed.company_id, all_of_it, {}, {}, actor=town.window, now=now, channel=Channel.WINDOW)


TOKEN = str(new_id())
SITE = "2609-379900-04-01-518062"


@pytest.fixture
def stage(themed):
    return joint.themes.in_force("project-beside")


def at_the_window(themed, stage, **more):
    from yichuang.organisations import demo_city

    asked = {str(item.item_id): "yes" for item in stage.content.items if item.asked}
    return {"kind": "legal", "number": demo_city.COMPANY["number"], "verified": "yes", "token": str(new_id()), "project": SITE, **asked, **more}


def test_a_clerk_takes_a_stage_and_registers_its_project_for_the_owner_at_the_window(client, themed, stage, upload):
    """As online: the code is fetched and never minted, the owner applies, what the project says itself is not asked; received in one set."""
    from yichuang.documents import api as documents
    from yichuang.organisations import demo_city

    client.force_login(themed.clerk, backend="django.contrib.auth.backends.ModelBackend")
    begin = reverse("desk-receive-theme", args=[stage.code])
    listed = client.get(reverse("desk-receive")).content.decode()
    places = [listed.index(reverse("desk-receive-theme", args=[theme.code])) for _, theme in joint.projects.stages()]
    assert places == sorted(places), "the stages stand as they follow each other"
    assert 'name="project"' in client.get(begin).content.decode()
    for wrong, status, field in (({"project": ""}, 409, "请填写项目代码"), ({}, 422, "申请人名下没有这个代码或者编号的项目")):
        refused = client.post(begin, at_the_window(themed, stage, **wrong))
        assert refused.status_code == status and field in refused.content.decode()
    with local_registry():
        unknown = client.post(begin, at_the_window(themed, stage, register="yes", project="2609-379900-04-01-999993", target_days="60"))
        fill, again = (client.post(begin, at_the_window(themed, stage, register="yes", target_days="60", token=TOKEN)) for _ in range(2))
    assert fill.url == again.url, "registered once"
    assert "国家平台没有这个项目代码" in unknown.content.decode(), "it is fetched, never minted"
    assert fill.status_code == 302, fill.content.decode()[:3000]
    draft = Draft.objects.get()
    run = Joint.objects.get()
    assert [m.kind for m in documents.inbox([themed.company_id])] == ["project_registered"], "the owner is told what was done for it"
    assert (draft.project_id, draft.party_id, run.applicant_id, draft.channel) == (run.id, themed.company_id, themed.company_id, Channel.WINDOW)
    assert draft.answers["contact.name"] == demo_city.COMPANY["contact_name"], "the owner is not its own agent"
    page = client.get(fill.url).content.decode()
    assert "提交到项目" in page and SITE in page and 'name="project.code"' not in page
    work, values = queries.work(draft.id, actor=themed.window), known_answers(draft)
    typed = {k: v for page in work.pages for k, v in posted(page, values).items()}
    handed = {**typed, "received_at": "2026-09-10 09:10", "declared": "yes", "then": "receive"}
    client.cookies["django_language"] = "en"
    printed = client.post(fill.url, {**handed, "then": "print"})
    assert printed.status_code == 302 and printed.url == reverse("desk-receive-form", args=[draft.id]), printed.content.decode()[:2000]
    paper = text_of(b"".join(client.get(printed.url).streaming_content))
    assert paper.startswith(f"{stage.name}申请表") and "申请人（签名或者盖章）" in paper, "in Chinese, whatever the clerk reads"
    assert SITE in paper, "who signs it says for which project"
    del client.cookies["django_language"]
    done = client.post(fill.url, handed)
    assert done.status_code == 302 and done.url == reverse("desk-received-stage", args=[draft.id]), done.content.decode()[:2000]
    branches = list(run.branches.select_related("case"))
    assert {b.case.received_at.isoformat() for b in branches} == {"2026-09-10T01:10:00+00:00"} and len(branches) == 2
    html = client.get(done.url).content.decode()
    assert all(reverse("receipt-file", args=[b.case_id]) in html for b in branches) and reverse("desk-project", args=[run.number]) in html
    assert client.get(fill.url).url == done.url
    assert f"{begin}?project={SITE}" in client.get(reverse("desk-project", args=[run.number])).content.decode()


def test_what_is_signed_at_the_window_says_for_which_project(themed, now):
    """行政许可法 31: who signs answers for what stands there; what the project gives itself is no blank on the paper."""
    from yichuang.intake import pages_desk, window, window_together
    from yichuang.organisations import demo_city

    wanted = joint.projects.Registration(
        code=SITE, name="示例厂房", owner_id=themed.company_id, division="379901", target_days=60, from_on=now.date()
    )
    joint.projects.register(wanted, actor=themed.representing, now=now)
    planning, owner = joint.themes.in_force("project-planning"), window.WalkIn("legal", demo_city.COMPANY["number"], "", True, {})
    chosen = {item.item_id: True for item in planning.content.items if item.asked}
    site = window_together.Site(SITE)
    draft = window_together.begin(planning.code, owner, chosen, site, token=new_id(), actor=themed.window, now=now)
    paper = text_of(pages_desk.to_sign(queries.work(draft.id, actor=themed.window), now))
    assert f"{SITE}示例厂房" in paper.replace("　", "") and f"项目代码{SITE}" in paper and "项目名称示例厂房" in paper


def test_whose_project_it_is_the_window_is_told_only_by_who_stands_there(themed, stage, now):
    """Another's project is not there, as one that was never registered; a verified mandate of the owner opens it, one nobody looked at does not."""
    from yichuang.intake import window, window_together
    from yichuang.joint.domain.parties import NotTheirProject, RegisteredByOwner
    from yichuang.organisations import api as organisations
    from yichuang.organisations import demo_city

    wanted = joint.projects.Registration(
        code=SITE, name="示例", owner_id=themed.company_id, division="379901", target_days=60, from_on=now.date()
    )
    with pytest.raises(RegisteredByOwner):
        joint.projects.register(wanted, actor=themed.window, now=now)
    joint.projects.register(wanted, actor=themed.representing, now=now)
    chosen = {item.item_id: True for item in stage.content.items if item.asked}
    agent = window.WalkIn("natural", demo_city.NATURAL["number"], "", True, {})

    def begin(site=SITE):
        return window_together.begin(stage.code, agent, chosen, window_together.Site(site), token=new_id(), actor=themed.window, now=now)

    with pytest.raises(NotTheirProject) as others:
        begin()
    with pytest.raises(NotTheirProject) as nobodys:
        begin("2609-379900-04-01-000000")
    assert str(others.value.message) == str(nobodys.value.message) and others.value.remedy
    given = organisations.add_mandate(
        agent_id=themed.person.party_id, principal_id=themed.company_id, from_on=now.date(), actor=themed.representing, now=now
    )
    with pytest.raises(NotTheirProject):
        begin()
    organisations.verify_mandate(given.id, actor=themed.window, now=now)
    draft = begin()
    assert (draft.party_id, draft.agent_id) == (themed.company_id, themed.person.party_id)


def test_a_theme_of_which_nothing_can_be_applied_for_is_not_offered_at_the_window(themed, theme, now):
    from yichuang.catalogue.models import ItemVersion
    from yichuang.intake import window_together

    def offered():
        return {row.theme.code for row in window_together.offered([], themed.window, now.date())}

    assert {CODE, "project-beside"} <= offered()
    ItemVersion.objects.filter(item_id__in=theme.content.item_ids).update(status="ended")
    assert CODE not in offered()
