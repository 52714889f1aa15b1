"""A theme and a stage of a project taken in at the window: one person checked, one form, one set, with the verbs there are online."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.intake.test_form_paper import text_of
from tests.intake.theming import CODE, known_answers, posted
from yichuang.cases.domain.phases import Channel
from yichuang.dossier import api as dossier
from yichuang.exchange.local import local_registry
from yichuang.intake import queries, together
from yichuang.intake.models import Draft
from yichuang.joint import api as joint
from yichuang.joint.models import Joint
from yichuang.kernel.values import new_id


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
