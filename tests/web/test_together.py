"""The pages of a 联办: lanes and verbs at the desk, what the applicant reads and may do, the three ways on the page of a case."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.cli import props
from yichuang.cli.players import points_of, work
from yichuang.cli.together import Together, open_theme
from yichuang.dossier import api as dossier
from yichuang.dossier import domain as lists
from yichuang.intake import after
from yichuang.joint import api as joint
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import Mode
from yichuang.joint.models import CopyNotice
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db

ASSUMED = (("drainage", "public-place-hygiene", "assumable"),)
HARD = (("drainage", "public-place-hygiene", "hard"),)


@pytest.fixture
def together(cast, now):
    def begin(*codes, edges=(), days=5, **more):
        return Together(cast, codes, edges, **more).apply(now - timedelta(days=days))

    return begin


@pytest.fixture
def company(cast):
    client = Client()
    client.force_login(
        get_user_model().objects.get(id=cast.demo.applicants[1].account_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def number(run, now):
    return run.view(now).number


class TestDesk:
    def test_lanes_say_who_holds_each_branch_what_waits_for_what_and_the_slowest(self, together, sit, now):
        run = together("drainage", "public-place-hygiene", "tree-felling", edges=ASSUMED)
        run.players["drainage"].accept(now - timedelta(days=4))
        page = sit("chengban").get(f"/desk/together/{number(run, now)}/").content.decode()
        assert page.count('class="yc-rr"') == 3 and page.count("最慢的一项") == 1
        assert "示例市林业局" in page and "第三十八条" in page and "假定成立" in page
        assert "现在在示例市行政审批服务局 核对受理要素" in page, "what is not accepted yet the window holds, not the organ that decides"

    def test_the_list_is_numbered_as_the_drawing_also_after_one_was_applied_for_again(self, together, sit, cast, now):
        run = together("drainage", "public-place-hygiene", "tree-felling", edges=(*ASSUMED, ("drainage", "tree-felling", "assumable")))
        cases.withdraw(run.players["public-place-hygiene"].case_id, reason="等排水许可", actor=cast.applicant(1), now=now - timedelta(days=1))
        work()
        joint.again(run.joint_id, run.branch("public-place-hygiene", now).id, actor=cast.applicant(1), now=now)
        shown = sit("chengban").get(f"/desk/together/{number(run, now)}/").context
        assert [(said.before, said.after) for said in shown["edges"]] == [(line.before, line.after) for line in shown["chain"].lines]
        assert len(shown["edges"]) == 2, "what the withdrawn one waited for holds nothing any more"

    def test_the_list_is_found_by_number_applicant_and_theme_and_a_stranger_sees_nothing(self, together, sit, now):
        run = together("drainage", "public-place-hygiene")
        found = number(run, now)
        for query in (found, "产业园", "联办演示"):
            assert found in sit("chengban").get("/desk/together/", {"q": query}).content.decode()
        assert found not in sit("chengban").get("/desk/together/", {"f": "over"}).content.decode()
        stranger = sit("linye")
        assert found not in stranger.get("/desk/together/", {"f": "all"}).content.decode()
        assert stranger.get(f"/desk/together/{found}/").status_code == 404

    def test_list_and_page_cost_the_same_for_two_as_for_four(self, together, sit, now):
        def cost(path):
            with CaptureQueriesContext(connection) as seen:
                assert sit_down.get(path).status_code == 200
            return len(seen)

        sit_down = sit("chengban")
        two = together("drainage", "tree-felling")
        path = f"/desk/together/{number(two, now)}/"
        sit_down.get(path), sit_down.get("/desk/together/")
        small, short = cost(path), cost("/desk/together/")
        four = together("drainage", "tree-felling", "public-place-hygiene", "soil-conservation")
        other = f"/desk/together/{number(four, now)}/"
        sit_down.get(other)
        assert cost(other) == small and cost("/desk/together/") == short

    def test_accepted_together_all_or_none_and_what_stands_in_the_way_is_listed(self, together, sit, now):
        run = together("drainage", "public-place-hygiene")
        path = f"/desk/together/{number(run, now)}/do/accept/"
        run.players["drainage"].check_papers(now - timedelta(days=4))
        answer = sit("chuangkou").post(path)
        page = answer.content.decode()
        assert answer.status_code == 409 and "一项也没有办" in page and "公共场所" in page and "第二十六条" in page
        assert run.players["drainage"].state().phase is Phase.RECEIVED
        run.players["public-place-hygiene"].check_papers(now - timedelta(days=4))
        assert sit("chuangkou").post(path).status_code == 302
        assert {player.state().phase for player in run.players.values()} == {Phase.UNDER_REVIEW}
        assert sit("chuangkou").post(path).status_code == 409  # nothing is left to accept

    def test_signed_by_each_and_decided_by_the_lead(self, together, sit, cast, now):
        run = together("drainage", "tree-felling", mode=Mode.UNIFIED)
        for player in run.players.values():
            player.check_papers(now - timedelta(days=4))
        alone = sit("chuangkou").get(f"/desk/cases/{run.players['drainage'].case_id}/").content.decode()
        assert "不能单独受理" in alone and "一次受理全部" in alone
        joint.accept(run.joint_id, actor=cast["chuangkou"], now=now - timedelta(days=4))
        for player in run.players.values():
            player.review(now - timedelta(days=3))
        alone = sit("fenguan").get(f"/desk/cases/{run.players['drainage'].case_id}/").content.decode()
        assert "不能单独准予" in alone and "签署同意" in alone
        found, lead = number(run, now), sit("fenguan")
        unsigned = lead.post(f"/desk/together/{found}/do/decide/")
        assert unsigned.status_code == 409 and "还没有签署" in unsigned.content.decode()
        for who, code in (("fenguan", "drainage"), ("linye-daibiao", "tree-felling")):
            page = sit(who).get(f"/desk/together/{found}/").content.decode()
            branch = run.branch(code, now).id
            assert f"/sign/{branch}/" in page
            sit(who).post(f"/desk/together/{found}/sign/{branch}/")
            assert run.branch(code, now).signed
        assert lead.post(f"/desk/together/{found}/do/decide/").status_code == 302
        assert all(player.state().decided_at for player in run.players.values())

    def test_handed_over_together_what_is_made_and_nobody_waits_for_the_rest(self, together, sit, company, cast, now):
        run = together("drainage", "public-place-hygiene", "tree-felling")
        made = ("drainage", "public-place-hygiene")
        for code in made:
            run.players[code].accept(now - timedelta(days=4)).review(now - timedelta(days=3)).grant(now - timedelta(days=2))
        work()
        for code in made:
            run.players[code].print_on_blank(now - timedelta(days=1))
        path = f"/desk/together/{number(run, now)}/"
        clerk = sit("zhizheng")
        page = clerk.get(path).content.decode()
        counter = organisations.organ(run.players["drainage"].state().accepting_organ_id)
        assert f"领取窗口：<span lang=\"zh-Hans\">{counter.name}，{counter.address}</span>" in page and re.search(r"工作日(<[^>]+>)*08:30", page)
        assert 'value="deliver"' not in page and "一次领走" in page and "可以一次领走的" in page and "第四十四条" in page
        ticked = re.findall(r'name="branches" value="([^"]+)"[^>]*checked', page)
        assert set(ticked) == {str(run.branch(code, now).id) for code in made}, "what the worker put together is chosen"
        handed = {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致"}
        nobody = clerk.post(f"{path}do/deliver/", handed)
        assert nobody.status_code == 422 and "没有填写" in nobody.content.decode()
        chosen = [str(run.branch(code, now).id) for code in made]
        assert clerk.post(f"{path}do/deliver/", {**handed, "branches": chosen}).status_code == 302
        assert {run.players[code].state().phase for code in made} == {Phase.CLOSED}
        cases.withdraw(run.players["tree-felling"].case_id, reason="不砍了", actor=cast.applicant(1), now=now)
        work()
        mine = company.get("/mine/").content.decode()
        ended = mine.partition('id="ended"')[2]
        assert f"/my/together/{number(run, now)}/" in ended and "办成2项" in ended and "没有办成" not in ended
        assert "全部办成了，申请人撤回1项" in company.get(f"/my/together/{number(run, now)}/").content.decode()

    def test_a_case_that_came_later_is_joined_by_the_lead_with_its_condition(self, together, sit, cast, play, now):
        run = together("drainage", "public-place-hygiene")
        late = play("tree-felling").apply(now - timedelta(days=1), party=cast.company)
        path = f"/desk/together/{number(run, now)}/do/attach/"
        lead, drainage = sit("zuzhang"), str(run.item("drainage"))
        unknown = lead.post(path, {"number": "X1"})
        assert unknown.status_code == 422 and "没有这个办件" in unknown.content.decode()
        bare = lead.post(path, {"number": late.number, "needed_by": [drainage]})
        assert bare.status_code == 422 and "依据的条款" in bare.content.decode()
        sent = {"number": late.number, "needed_by": [drainage], "article": "《中华人民共和国行政许可法》第三十八条"}
        assert lead.post(path, sent).status_code == 302
        assert len(run.players["drainage"].state().unmet_gates) == 1
        assert lead.post(path, sent).status_code == 409

    def test_a_copy_is_read_and_acknowledged_by_the_organ_it_went_to(self, together, sit, now):
        run = together("drainage", "tree-felling")
        run.players["drainage"].accept(now - timedelta(days=4)).review(now - timedelta(days=3)).grant(now - timedelta(days=2))
        work()
        notice = CopyNotice.objects.get()
        forest, stranger = sit("linye"), sit("shuiwu")
        told = 'href="/desk/together/copies/"'
        assert told in forest.get("/desk/").content.decode() and told not in stranger.get("/desk/").content.decode(), "its desk says so"
        assert str(notice.id) in forest.get("/desk/together/copies/").content.decode()
        assert forest.get(f"/desk/together/copies/{notice.id}/")["Content-Type"] == "application/pdf"
        assert stranger.get(f"/desk/together/copies/{notice.id}/").status_code == 404
        assert stranger.post(f"/desk/together/copies/{notice.id}/acknowledge/").status_code == 404
        forest.post(f"/desk/together/copies/{notice.id}/acknowledge/")
        notice.refresh_from_db()
        assert notice.received_at is not None
        assert str(notice.id) not in forest.get("/desk/together/copies/").content.decode() and told not in forest.get("/desk/").content.decode()


class TestTheCase:
    def test_the_dossier_page_shows_the_others_and_refuses_for_what_is_missing(self, together, sit, now):
        run = together("drainage", "public-place-hygiene", edges=ASSUMED)
        hygiene, drainage = run.players["public-place-hygiene"], run.players["drainage"]
        hygiene.accept(now - timedelta(days=4)).review(now - timedelta(days=3))
        drainage.accept(now - timedelta(days=4)).review(now - timedelta(days=3)).refuse(now - timedelta(days=2), "排放口不符合标准")
        work()
        signer = sit("fenguan")
        path = f"/desk/cases/{hygiene.case_id}/"
        page = signer.get(path).content.decode()
        edge = run.branch("public-place-hygiene", now).lacks[0].edge_id
        assert "还缺" in page and "不再重复提交" in page and "第四十二条" in page
        assert f"need:{edge}" in page and "联办的前置结果" in page
        sent = {"key": "k1", "outcome": "refuse", "condition": f"need:{edge}", "reason": "排水许可未获准予"}
        assert signer.post(f"{path}do/decide/", sent).status_code == 302
        assert hygiene.state().outcome == "refused"

    def test_a_case_that_stands_alone_has_no_such_box(self, sit, play, now):
        case = play("drainage").apply(now)
        assert "h-together" not in sit("chuangkou").get(f"/desk/cases/{case.case_id}/").content.decode()


class TestApplicant:
    def test_how_far_who_holds_it_and_the_last_day_of_all_come_first(self, together, company, now):
        run = together("drainage", "public-place-hygiene", "tree-felling", edges=ASSUMED)
        run.players["drainage"].accept(now - timedelta(days=4)).review(now - timedelta(days=3)).grant(now - timedelta(days=2))
        work()
        found = number(run, now)
        page = company.get(f"/my/together/{found}/").content.decode()
        assert "3项里办成了1项" in page and "最慢的是" in page
        for player in run.players.values():
            assert f"/mine/{player.case_id}/" in page
            assert f"/my/together/{found}/" in company.get(f"/mine/{player.case_id}/").content.decode()
        assert f"/my/together/{found}/" in company.get("/mine/").content.decode()

    def test_withdrawn_it_is_applied_for_again_with_what_was_corrected_after_a_look_at_it(self, together, company, cast, now):
        """免重复提交: the corrected paper goes along, the faulty one that nobody mended does not; nothing is sent before it was looked through."""
        run = together("drainage", "public-place-hygiene", edges=ASSUMED)
        hygiene, applicant = run.players["public-place-hygiene"], cast.applicant(1)
        path = f"/my/together/{number(run, now)}/"
        assert f"/applications/{hygiene.case_id}/withdraw/" in company.get(path).content.decode()
        mended, blurred = [m.code for m in hygiene.terms.materials if not m.from_form][:2]
        points = {p.code: f"{p.material_code}看不清" for p in lists.acceptance_points(hygiene.terms) if p.material_code in (mended, blurred)}
        hygiene.ask_correction(now - timedelta(days=3), points)
        new_paper = SimpleUploadedFile("CORRECTED.pdf", props.paper("换过的", "新的"))
        after.correct(hygiene.case_id, files={mended: [new_paper]}, reused={}, raw=None, actor=applicant, now=now - timedelta(days=2))
        cases.withdraw(hygiene.case_id, reason="等排水许可", actor=applicant, now=now - timedelta(days=1))
        work()
        old = run.branch("public-place-hygiene", now)
        assert old.state is BranchState.ENDED
        page = f"/again/{run.view(now).number}/{old.id}/"
        assert page in company.get(path).content.decode()
        shown = company.get(page)
        assert "CORRECTED.pdf" in shown.content.decode() and f"{blurred}看不清" in shown.content.decode()
        kept = {row.term.code: [file.id for file, _ticked in files] for row, files in shown.context["papers"]}
        assert len(kept[mended]) == 1 and kept[blurred] == []
        assert company.get(f"{page}files/{kept[mended][0]}/").status_code == 200
        form = {box.name: box.value or "" for box in shown.context["boxes"] if not getattr(box, "is_group", False)}
        sent = {**form, **{f"keep-{code}": ids for code, ids in kept.items()}}
        assert company.post(page, sent).status_code == 422, "nothing is sent that was not declared true"
        assert run.branch("public-place-hygiene", now).id == old.id
        sent |= {"declared": "yes", "contact.phone": "13900000001", f"file-{blurred}": SimpleUploadedFile("SHARP.pdf", props.paper("清楚的", "新的"))}
        assert company.post(page, sent).status_code == 302
        new = run.branch("public-place-hygiene", now)
        assert new.again_for == old.id and new.state is BranchState.OPEN
        names = {row.code: [file.name for file in row.files] for row in dossier.view(new.case_id).materials}
        assert (names[mended], names[blurred]) == (["CORRECTED.pdf"], ["SHARP.pdf"])
        assert dossier.latest_answers(new.case_id).answers["contact.phone"] == "13900000001"
        twice = company.get(page)
        assert twice.status_code == 409 and "已经重新申请过" in twice.content.decode()

    def test_withdrawn_who_counted_on_it_is_named_before_and_reads_condition_and_ways_after(self, together, company, cast, now):
        run = together("drainage", "public-place-hygiene", edges=ASSUMED)
        drainage, hygiene = run.players["drainage"], run.players["public-place-hygiene"]
        hygiene.accept(now - timedelta(days=4))
        mine, page = f"/mine/{hygiene.case_id}/", f"/applications/{drainage.case_id}/withdraw/"
        accepted = company.get(mine).content.decode()
        assert "决定以前要有“" in accepted and "第四十二条第一款" in accepted and "现在不用您做什么" in accepted
        asked = company.get(page).content.decode()
        assert "这几项等它的结果" in asked and hygiene.terms.name in asked and "第三十八条" in asked
        assert "这几项等它的结果" not in company.get(f"/applications/{hygiene.case_id}/withdraw/").content.decode()
        cases.withdraw(drainage.case_id, reason="改图", actor=cast.applicant(1), now=now - timedelta(days=1))
        work()
        told = company.get(mine).content.decode()
        assert "那一项您撤回了" in told and "没有办成" not in told and "现在不用您做什么" not in told
        old = run.branch("drainage", now)
        for way in (f"/again/{run.view(now).number}/{old.id}/", f"/applications/{hygiene.case_id}/withdraw/", "第三十八条第二款"):
            assert way in told

    def test_in_correction_the_applicant_holds_it(self, together, company, sit, now):
        run = together("drainage", "public-place-hygiene")
        run.players["drainage"].ask_correction(now - timedelta(days=1), points_of(run.players["drainage"]))
        page = company.get(f"/my/together/{number(run, now)}/").content.decode()
        assert "它在等申请人补正" in page and page.count("等申请人补正") == 2
        run.players["public-place-hygiene"].ask_correction(now - timedelta(days=1), points_of(run.players["public-place-hygiene"]))
        two = company.get(f"/my/together/{number(run, now)}/").content.decode()
        assert two.count("要您补正</a></b>；") == 1, "two links do not run together"

    def test_what_waits_is_given_up_and_what_runs_is_not(self, together, company, now):
        run = together("drainage", "public-place-hygiene", edges=HARD)
        path = f"/my/together/{number(run, now)}/"
        waiting, going = (run.branch(code, now) for code in ("public-place-hygiene", "drainage"))
        page = company.get(path).content.decode()
        assert "取得后自动递交" in page and f"{waiting.id}/drop/" in page and f"{going.id}/drop/" not in page
        assert company.post(f"{path}{going.id}/drop/").status_code == 409
        assert company.post(f"{path}{waiting.id}/drop/").status_code == 302
        assert run.branch("public-place-hygiene", now).state is BranchState.DROPPED
        left = company.get(path).content.decode()
        assert "申请人放弃" in left and "正在办：1项里办成了0项" in left, "counted is what stands"
        assert "1项，0项有结果" in company.get("/mine/").content.decode()

    def test_another_applicant_sees_nothing(self, together, cast, now):
        run = together("drainage", "public-place-hygiene")
        client = Client()
        client.force_login(
            get_user_model().objects.get(id=cast.demo.applicants[0].account_id), backend="django.contrib.auth.backends.ModelBackend"
        )
        path = f"/my/together/{number(run, now)}/"
        assert client.get(path).status_code == 404
        assert client.post(f"{path}{run.branch('drainage', now).id}/drop/").status_code == 404

    def test_every_fact_of_a_stream_has_its_sentence(self):
        from yichuang.facts import joint as facts
        from yichuang.web.together_story import SENTENCES, SILENT

        others = ("joint.Theme", "joint.AreaFounded", "joint.AreaAssessed", "joint.AreaEnded", "joint.Indicator", "joint.Package")
        kinds = {fact.kind for fact in vars(facts).values() if hasattr(fact, "kind") and not fact.kind.startswith(others)}
        assert kinds == set(SENTENCES) | SILENT

    def test_followed_by_its_own_number(self, together, now):
        run = together("drainage", "public-place-hygiene")
        assert joint.first_case(number(run, now).lower()) == run.players["drainage"].case_id


def test_a_unified_one_says_who_has_still_to_sign_and_bears_its_english_name(cast, sit, company, now):
    joint.themes.seed(now=now)
    run = open_theme(cast, "open-central-kitchen", now - timedelta(days=5), without=("outdoor-sign",))
    for player in run.players.values():
        player.check_papers(now - timedelta(days=4))
    joint.accept(run.joint_id, actor=cast["chuangkou"], now=now - timedelta(days=4))
    path, english = f"together/{number(run, now)}/", {"HTTP_ACCEPT_LANGUAGE": "en"}
    lead = sit("shijian-daibiao").get(f"/desk/{path}").content.decode()
    assert "还要签署的" in lead and "do/decide/" not in lead, "the one decision is offered when everybody has signed"
    own = company.get(f"/my/{path}", **english).content.decode()
    assert "Open a central kitchen" in own and "开办中央厨房" not in own and "Still to be signed" in own
    assert "Open a central kitchen" in sit("chengban").get("/desk/together/", **english).content.decode()
    supervisor = sit("jiancha").get(f"/desk/{path}").content.decode()
    assert "do/attach/" not in supervisor and "do/accept/" not in supervisor, "who only watches is offered nothing"
