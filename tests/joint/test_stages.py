"""The four stages of 国办发〔2019〕11号 as shipped: their items, what the law wants first, and a project taken through them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.urls import reverse

from tests.joint.theming import NOW
from yichuang.cases import api as cases
from yichuang.cases.domain.decision import PrerequisiteUnmet
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Regime
from yichuang.cli import sample_project
from yichuang.cli.players import work
from yichuang.cli.sample_week import Days
from yichuang.cli.together import open_theme
from yichuang.clock import api as clock
from yichuang.clock.domain import Limit, Unit
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import FetchedBySystem
from yichuang.intake import queries
from yichuang.intake.models import Draft
from yichuang.joint import api as joint
from yichuang.joint import union
from yichuang.joint.api import projects, themes
from yichuang.joint.domain.building import NoPermitYet
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.projects import C8, OfAnotherProject, PrerequisiteMissing, Role, Stage
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import ThemeEdge, ThemeKind
from yichuang.joint.models import Branch, Edge
from yichuang.joint.overview import overview
from yichuang.kernel.values import new_id
from yichuang.licences import actions as licence_verbs
from yichuang.licences import api as licences
from yichuang.licences.domain import State as LicenceState
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db

BUILDING = "《中华人民共和国建筑法》"


@pytest.fixture
def stages(cast):
    themes.seed(now=NOW)
    return {stage: themes.in_force(code) for stage, code in sample_project.STAGES.items()}


def item(cast, code):
    return catalogue.terms(cast.items[code]).item_id


def edges(cast, theme) -> dict[tuple[str, str], tuple[str, str]]:
    codes = {item(cast, code): code for code in cast.items}
    return {(codes[e.before], codes[e.after]): (e.kind.value, e.article) for e in theme.content.edges}


def test_a_permit_to_build_is_not_even_asked_for_without_what_the_law_wants_first(cast, stages) -> None:
    """建筑法 8(1)(2): 已经取得建设工程规划许可证; 消防法 12: 未经消防设计审查不得施工; 水土保持法 26: 未经批准不得开工建设."""
    hard = {ends: article for ends, (kind, article) in edges(cast, stages[Stage.BUILDING]).items() if kind == "hard"}
    assert hard == {
        ("works-planning-permit", "construction-permit"): f"{BUILDING}第八条第一款第二项",
        ("fire-design-review", "construction-permit"): "《中华人民共和国消防法》第十二条",
        ("soil-conservation", "construction-permit"): "《中华人民共和国水土保持法》第二十六条",
    }
    first = edges(cast, stages[Stage.PLANNING]) | edges(cast, stages[Stage.DESIGN])
    assert {kind for kind, _ in first.values()} == {"assumable"}


def test_a_stage_may_need_what_an_earlier_stage_gives_and_a_one_thing_not(cast, stages) -> None:
    content = stages[Stage.BUILDING].content
    assert themes.check(content, ThemeKind.STAGE) == []
    assert {(e.field, e.code) for e in themes.check(content)} == {("edges", "joint.unknown_end")}
    assert {link.before for link in content.links} == {item(cast, "fire-design-review")}, "only what is inside is on a path"
    assert {e.before for e in content.earlier} == {item(cast, "works-planning-permit"), item(cast, "soil-conservation")}
    outward = ThemeEdge(content.items[0].item_id, item(cast, "fire-acceptance"), EdgeKind.HARD, "某条")
    itself = replace(outward, after=outward.before)
    for wrong in (outward, itself):
        found = themes.check(replace(content, edges=(wrong,)), ThemeKind.STAGE)
        assert {(e.field, e.code) for e in found} == {("edges", "joint.unknown_end")}


def test_beside_the_four_stages_runs_a_line_that_waits_for_none_of_them(cast, stages) -> None:
    """国办发〔2019〕11号: 其他行政许可、市政公用服务等事项与相关阶段并行推进: no edge leads into it, and it has its own lane and lead."""
    content = stages[Stage.BESIDE].content
    assert content.item_ids == (item(cast, "drainage"), item(cast, "outdoor-sign")) and content.edges == ()
    for stage, theme in stages.items():
        assert stage is Stage.BESIDE or not set(theme.content.item_ids) & set(content.item_ids)
    assert [stage for stage, _theme in projects.stages()] == list(Stage)


def test_what_comes_from_an_earlier_stage_is_shown_with_its_article(client, cast, stages) -> None:
    seen = overview(stages[Stage.BUILDING])
    assert [row.code for _edge, row in seen.earlier] == ["works-planning-permit", "soil-conservation", "works-planning-permit"]
    page = client.get("/themes/project-building/").content.decode()
    assert "建设工程规划许可" in page and "第八条第一款第二项" in page
    given = client.get("/api/v1/themes/project-building").json()
    assert {"before": "works-planning-permit", "after": "construction-permit"}.items() <= given["edges"][0].items()


def test_the_limits_are_those_of_each_law(cast) -> None:
    """许可法 42: twenty; 建筑法 8: seven; 建设工程消防设计审查验收管理暂行规定 23, 31 (as amended 2023): fifteen; a filing has none (质量管理条例 49)."""
    terms = {code: catalogue.terms(version) for code, version in cast.items.items()}
    days = {code: terms[code].statutory for code in (
        "site-opinion", "land-planning-permit", "works-planning-permit", "construction-permit", "fire-design-review", "fire-acceptance",
    )}  # fmt: skip
    assert {code: limit.amount for code, limit in days.items() if limit} == {
        "site-opinion": 20, "land-planning-permit": 20, "works-planning-permit": 20, "construction-permit": 7, "fire-design-review": 15,
        "fire-acceptance": 15,
    }  # fmt: skip
    cap = terms["fire-design-review"].cap("expert_review")
    assert cap is not None and cap.limit == Limit(20, Unit.WORKING_DAY)
    assert terms["completion-filing"].statutory is None and terms["completion-filing"].regime is Regime.FILING


def test_a_paper_that_several_items_ask_for_is_one_kind_of_paper(cast) -> None:
    asked: dict[str, set[str]] = {}
    for code in ("land-planning-permit", "works-planning-permit", "construction-permit", "fire-design-review", "fire-acceptance", "completion-filing"):
        for material in catalogue.terms(cast.items[code]).materials:
            asked.setdefault(material.type_code, set()).add(code)
    assert asked["land_papers"] == {"land-planning-permit", "works-planning-permit", "construction-permit"}
    assert asked["design_drawings"] == asked["works_planning_permit"] == {"construction-permit", "fire-design-review"}
    assert asked["completion_report"] == {"fire-acceptance", "completion-filing"}


def test_the_sample_project_stands_in_its_third_stage(client, cast, stages) -> None:
    today = date(2026, 9, 24)
    sample_project.play(cast, Days(today).ago)
    shown = projects.view(sample_project.CODE, actor=cast["zhujian"], today=today)
    states = {bar.item_id: bar for bar in shown.board.bars}
    named = {code: states[item(cast, code)] for code in cast.items if item(cast, code) in states}
    assert {code for code, bar in named.items() if bar.state is BranchState.GRANTED} == {
        "site-opinion", "land-planning-permit", "soil-conservation", "works-planning-permit", "tree-felling",
    }
    assert {code for code, bar in named.items() if bar.state is BranchState.WAITING} == {
        "construction-permit", "fire-acceptance", "completion-filing",
    }
    assert named["fire-design-review"].code is C8.SPECIAL_ENDED and named["fire-design-review"].over_from(today) is None
    assert named["construction-permit"].name == "建筑工程施工许可证核发（基坑支护和土方开挖）", "handed in for a part of the works"
    assert tuple(one.name for one in shown.not_needed) == (catalogue.terms(cast.items["outdoor-sign"]).name,)
    sent = [(copy.sent_at, copy.received_at) for copy in joint.notices(shown.joint_id)]
    assert {None} < {received for _, received in sent} and all(received is None or received > at for at, received in sent)
    assert [event.at for event in joint.history(shown.joint_id).events] == sorted(event.at for event in joint.history(shown.joint_id).events)
    assert shown.board.late(today) == [named["drainage"]]
    assert [lane.stage for lane in shown.board.lanes] == list(Stage) and shown.board.lanes[-1].bars == (named["drainage"],)
    assert named["drainage"] not in [bar for bar in shown.board.bars if bar.critical], "it runs beside: nothing waits for it"
    lit = {code for code, bar in named.items() if bar.critical}
    assert {"fire-design-review", "construction-permit", "fire-acceptance"} <= lit
    client.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    page = client.get(reverse("my-project", args=[shown.number])).content.decode()
    works = named["works-planning-permit"]
    assert reverse("track-licence", args=[works.case_id, licences.of_case(works.case_id)[0].id]) in page
    paper = next(row for row in dossier.file_rows(works.case_id) if row.material_code != "M1")
    assert reverse("case-file", args=[works.case_id, paper.id]) in page
    assert not shown.partial and shown.board.target == 60 and shown.board.total <= 60
    assert (shown.board.total, {bar.id: bar.ends_on for bar in shown.board.bars if bar.counted}) == by_hand(shown, today)
    assert {row.role for row in shown.parties} == set(Role)
    assert [node.reached_on is not None for node in shown.nodes] == [True, True, False, False]
    with pytest.raises(NoPermitYet) as no:
        projects.complete(shown.joint_id, today, actor=cast["zhujian"], now=NOW)
    assert no.value.article == f"{BUILDING}第七条第一款"
    assert not [node for node in shown.nodes if node.late(today)] and shown.from_on > today - timedelta(60)
    assert list(joint.check_folds()) == []


def test_the_owner_chooses_the_part_of_the_works_where_a_stage_is_handed_in_by_parts(client, cast, stages) -> None:
    wanted = projects.Registration(
        code=sample_project.CODE, name="示例", owner_id=cast.company, division="379901", target_days=60, from_on=NOW.date()
    )
    number = projects.number_of(projects.register(wanted, actor=cast.applicant(1), now=NOW))
    client.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    building, design = (reverse("joint-start", args=[f"project-{stage}"]) for stage in ("building", "design"))
    choice = client.get(building).content.decode()
    assert f"{building}?project={number}" in choice and reverse("project-new") in choice, "a stage's beginning leads to the choice of project"
    refused = client.post(building, {"party": str(cast.company), "token": str(new_id())})
    assert refused.status_code == 409 and f"?project={number}" in refused.content.decode()
    board = client.get(reverse("my-project", args=[number])).content.decode()
    assert "已提交事项的预计审批用时" in board and "已提交、未开始" in board, "of what is handed in, not of the whole project"
    assert reverse("my-projects") in client.get(reverse("mine")).content.decode()
    assert "基坑支护和土方开挖" in client.get(building, {"project": number}).content.decode()
    assert "基坑支护和土方开挖" not in client.get(design, {"project": number}).content.decode()
    sent = {
        "project": number, "party": str(cast.company), "token": str(new_id()),
        **{str(one.item_id): "yes" for one in stages[Stage.BUILDING].content.items if one.asked},
    }  # fmt: skip
    assert client.post(building, {**sent, "module": "roof"}).status_code == 409 and not Draft.objects.exists()
    assert client.post(building, {**sent, "module": "pit"}).status_code == 302
    draft = Draft.objects.get()
    assert draft.module == "pit"
    check = client.get(f"{reverse('draft', args=[draft.id])}check/").content.decode()
    assert "这一次申请的是基坑支护和土方开挖" in check
    assert sample_project.CODE in check and "取自项目登记" in check and "由系统取得，不用交" in check
    asked = {field.element for page in queries.work(draft.id, actor=cast.applicant(1)).pages for field in page.fields}
    assert "project.location" in asked and not asked & {"project.code", "project.name"}, "its place is not known yet"


def test_a_stage_is_filed_under_the_code_name_and_place_of_its_project(cast, stages) -> None:
    """国办发〔2019〕11号: the code fetched once goes with the project through all its stages; what is known is not asked again."""
    wanted = projects.Registration(
        code=sample_project.CODE, name="示例教学楼", owner_id=cast.company, division="379901", target_days=60, from_on=NOW.date(), site="文化街9号"
    )
    project_id = projects.register(wanted, actor=cast.applicant(1), now=NOW)
    other = {"project.code": "2609-379900-04-01-123456", "project.location": "别处"}
    with pytest.raises(OfAnotherProject) as no:
        open_theme(cast, "project-planning", NOW, project_id=project_id, own=other)
    assert {error.field for error in no.value.errors} == set(other)
    begun = open_theme(cast, "project-planning", NOW, project_id=project_id)
    case_id = begun.players["soil-conservation"].case_id
    said = {row.element: (row.text, row.fetched) for row in dossier.view(case_id).answers}
    assert said["project.code"] == (sample_project.CODE, "取自项目登记")
    assert said["project.name"][0] == "示例教学楼" and said["project.location"][0] == "文化街9号"


def by_hand(shown, today):
    """Total and the last days that are estimates, by walking back from each branch over the stored edges: shares nothing with the board's pass."""
    calendar, rows = clock.calendar(), {row.id: row for row in Branch.objects.filter(joint_id=shown.joint_id).select_related("case")}
    needs: dict = {}
    for edge in Edge.objects.filter(joint_id=shown.joint_id, met_at__isnull=True, kind="hard"):
        needs.setdefault(edge.after_id, []).append(edge.before_id)

    def last(ident):
        row = rows[ident]
        if row.settled_on:
            return row.settled_on
        if row.case and row.case.accepted_on:
            return max(row.case.promised_on or row.case.statutory_on, today)
        limit = catalogue.terms(row.version_id).promised or catalogue.terms(row.version_id).statutory
        begins = max([today, *(last(before) for before in needs.get(ident, ()))])
        return clock.last_day(calendar, begins, limit) if limit else begins

    begun = {bar.id: bar.begins_on for bar in shown.board.bars}
    days = {d for ident in rows for d in span(begun[ident], last(ident)) if calendar.is_working(d)}
    waiting = [ident for ident, row in rows.items() if row.settled_on is None and not (row.case and row.case.accepted_on)]
    return len(days), {ident: last(ident) for ident in waiting}


def span(begin, end):
    """The days after `begin` up to `end`."""
    return [begin + timedelta(n) for n in range(1, (end - begin).days + 1)]


def test_a_prerequisite_that_may_come_too_late_is_said_in_the_studio_and_before_sending(client, cast, stages) -> None:
    """The land permit (5 working days) assumes the site opinion (8): on its last day the other may not be there."""
    seen = overview(stages[Stage.PLANNING])
    [(before, after)] = seen.too_late
    assert (before.terms.code, after.terms.code) == ("site-opinion", "land-planning-permit")
    unsaid = tuple(replace(one, days=None) if one is after else one for one in seen.members)
    assert replace(seen, members=unsaid).too_late == (), "of a limit nobody stated nothing is said"
    client.force_login(Account.objects.get(id=cast["shixiang"].account_id))
    assert "可能来不及的前置条件" in client.get(reverse("studio-theme", args=[stages[Stage.PLANNING].theme_id])).content.decode()


def test_a_question_answered_no_spares_what_comes_after_and_nothing_else_is_spared(cast, stages) -> None:
    """许可法 31: nobody hands in what their application does not need; 建筑法 8(1)(2) asks for the planning permit of every project."""
    wanted = projects.Registration(
        code=sample_project.CODE, name="示例", owner_id=cast.company, division="379901", target_days=60, from_on=NOW.date()
    )
    project_id = projects.register(wanted, actor=cast.applicant(1), now=NOW)
    open_theme(cast, "project-planning", NOW, without=["soil-conservation"], project_id=project_id)
    with pytest.raises(PrerequisiteMissing) as no:
        open_theme(cast, "project-building", NOW, without=["fire-design-review"], project_id=project_id)
    assert {error.message for error in no.value.errors} == {"建设工程规划许可"}
    open_theme(cast, "project-design", NOW, project_id=project_id)
    built = open_theme(cast, "project-building", NOW, without=["fire-design-review"], project_id=project_id)
    shown = {bar.item_id: bar for bar in projects.view(sample_project.CODE, actor=cast.applicant(1), today=NOW.date()).board.bars}
    permit = shown[built.item("construction-permit")]
    assert permit.state is BranchState.WAITING and {before for before, _, _ in permit.before} == {shown[built.item("works-planning-permit")].id}


def test_a_permit_that_is_in_force_no_more_holds_whoever_counts_on_it(cast, stages) -> None:
    """许可法 38: 准予 only when every legal condition is met on that day; 69, 暂扣: a permit that was there may be lost before. 716号令 art. 7."""
    site = sample_project.registered(cast, Days(date(2026, 9, 24)).ago)
    ago = site.ago
    sample_project.first_stage(site)
    site.hand_in(Stage.DESIGN, ["works-planning-permit"], ago(24, 11))
    site.grant("land-planning-permit", ago(24, 15), ago(23, 9))
    site.hand_in(Stage.BUILDING, ["fire-design-review", "construction-permit"], ago(20, 11))
    fire, works = site.players["fire-design-review"], site.players["works-planning-permit"]
    fire.accept(ago(19, 10))
    works.accept(ago(19, 11))
    site.grant("works-planning-permit", ago(17, 9), ago(17, 10))
    work()
    construction = Branch.objects.get(joint_id=site.joint_id, item_id=item(cast, "construction-permit"))
    assert construction.needs.filter(met_at__isnull=True).count() == 1, "it waits for the fire review only"
    permit = licences.of_case(works.case_id)[0]
    staff = organisations.system_actor("test").ref
    moved = partial(licence_verbs.move, permit.id, actor=staff)
    moved(LicenceState.SUSPENDED, ground="查处中", at=ago(17, 15))
    work()
    assert [gate.kind for gate in cases.state(fire.case_id).unmet_gates] == ["prerequisite"]
    assert construction.needs.filter(met_at__isnull=True).count() == 2
    assert joint.nameable(fire.case_id, today=ago(17, 16).date()), "it can be named in a 不予 at once"
    fire.review(ago(16, 9))
    with pytest.raises(PrerequisiteUnmet):
        fire.grant(ago(16, 10))
    moved(LicenceState.VALID, ground="发还", at=ago(16, 11))
    work()
    assert not cases.state(fire.case_id).unmet_gates
    fire.grant(ago(16, 14))
    work()
    construction.refresh_from_db()
    assert construction.case_id and not cases.state(construction.case_id).unmet_gates
    moved(LicenceState.REVOKED, ground="69.1", at=ago(16, 15))
    work()
    assert cases.state(fire.case_id).outcome == "granted", "what was decided is its organ's to take up"
    assert cases.state(construction.case_id).unmet_gates
    assert sum(event.kind == "joint.EdgeLost" for event in joint.history(site.joint_id).events) == 3
    assert list(joint.check_folds()) == [] and list(cases.check_folds()) == []


def test_what_a_stage_grants_is_asked_of_nobody_and_laid_in_when_it_is_there(client, cast, stages) -> None:
    """716号令 art. 7: what the government itself issues is fetched inside it. It is a condition of the decision and no point of acceptance."""
    set_of = union.of(
        [cast.items["construction-permit"], cast.items["fire-design-review"]], "legal", {}, edges=stages[Stage.BUILDING].content.edges
    )
    permit = set_of.paper("works_planning_permit")
    assert permit.by_system and [paper.key for paper in set_of.papers if paper.by_system] == [permit.key]
    assert not union.of([cast.items["construction-permit"]], "legal", {}).paper(permit.key).by_system, "applied for by itself it has no such edge"

    site = sample_project.registered(cast, Days(date(2026, 9, 24)).ago)
    ago = site.ago
    sample_project.first_stage(site)
    site.hand_in(Stage.DESIGN, ["works-planning-permit"], ago(24, 11))
    site.grant("land-planning-permit", ago(24, 15), ago(23, 9))
    site.hand_in(Stage.BUILDING, ["fire-design-review", "construction-permit"], ago(20, 11))
    fire, works = site.players["fire-design-review"], site.players["works-planning-permit"]
    assert not [u for u in dossier.file_rows(fire.case_id) if u.material_code == "M3"]
    with pytest.raises(FetchedBySystem) as no:
        dossier.mark_missing(fire.case_id, {"A-M3-1": "请补交规划许可证"}, at=ago(19, 9))
    assert "716号" in no.value.article
    fire.accept(ago(19, 10))
    shown = dossier.view(fire.case_id).material("M3")
    assert (shown.label, shown.files) == ("由系统取得", ())
    fire.review(ago(18, 10))
    with pytest.raises(PrerequisiteUnmet):
        fire.grant(ago(18, 11))
    works.accept(ago(19, 11))
    site.grant("works-planning-permit", ago(17, 9), ago(17, 10))
    work()
    [file] = dossier.view(fire.case_id).material("M3").files
    licence = licences.of_case(works.case_id)[0]
    assert licence.number in file.name and licence.file_sha256 in dossier.file_hashes(fire.case_id)
    fire.grant(ago(16, 10))
    work()
    branch = Branch.objects.get(joint_id=site.joint_id, item_id=item(cast, "construction-permit"))
    assert branch.state == BranchState.OPEN
    assert [f.name for f in dossier.view(branch.case_id).material("M3").files] == [file.name]
    told = joint.history(site.joint_id)
    assert sum(event.kind == "joint.ResultPaperLaid" for event in told.events) == 2
    [kept] = [file for file in projects.files(site.joint_id) if file.number == licence.number]
    assert (kept.by_system, kept.given_by, kept.given_number) == (True, works.terms.name, works.number)
    assert set(kept.items) == {fire.terms.name, catalogue.terms(branch.version_id).name}
    client.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    page = client.get(reverse("my-project", args=[joint.number_of(site.joint_id)])).content.decode()
    [link] = re.findall(rf'href="(/[^"]+)" lang="zh-Hans">{kept.name}</a>(?:(?!</li>).)*来源：{licence.number}', page)
    assert b"".join(client.get(link).streaming_content) == licences.open_file(licence.id).content
    client.force_login(Account.objects.get(id=cast.applicant(2).account_id))
    assert client.get(link).status_code == 404, "another applicant's"
    assert list(joint.check_folds()) == []
