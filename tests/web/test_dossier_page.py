"""The dossier page: everything of a case on one page, its verbs one press away, strangers outside."""

from datetime import timedelta

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cli.players import points_of, work
from yichuang.documents import api as documents

pytestmark = pytest.mark.django_db


def address(case, tail: str = "") -> str:
    return f"/desk/cases/{case.case_id}/{tail}"


def posted(client, case, verb: str, **data):
    from yichuang.cases import hot

    version = data.pop("version", hot.load(case.case_id).head.seq)
    return client.post(address(case, f"do/{verb}/"), {"version": version, "key": f"test-{verb}", **data})


def test_a_stranger_finds_no_such_case(play, sit, now):
    case = play("drainage").apply(now)
    assert sit("chuangkou").get(address(case)).status_code == 200
    stranger = sit("linye")
    for tail in ("", "do/accept/", "dossier.pdf"):
        assert stranger.get(address(case, tail)).status_code == 404
    paper = documents.of_case(case.case_id)[0]
    assert stranger.get(address(case, f"documents/{paper.id}/")).status_code == 404
    assert stranger.post(address(case, "mark/"), {"checklist": "acceptance", "code": "x", "state": "met"}).status_code == 404


def test_a_clerk_checks_the_points_and_accepts(play, sit, now):
    case, clerk = play("drainage").apply(now), sit("chuangkou")
    page = clerk.get(address(case)).content.decode()
    assert "核对受理要素" in page and "最晚" in page
    from yichuang.dossier import api as dossier

    for code in dossier.acceptance_open(case.case_id):
        clerk.post(address(case, "mark/"), {"checklist": "acceptance", "code": code, "state": "met"})
    assert dossier.acceptance_open(case.case_id) == ()
    assert posted(clerk, case, "accept").status_code == 302
    assert case.state().phase is Phase.UNDER_REVIEW
    page = clerk.get(address(case)).content.decode()
    assert "受理通知书" in page and "承诺" in page


def test_the_window_may_not_mark_review_points(play, sit, now):
    case = play("drainage").apply(now).accept(now)
    answer = sit("chuangkou").post(address(case, "mark/"), {"checklist": "review", "code": "any", "state": "met"})
    assert answer.status_code == 403


def test_a_wrong_post_may_not_decide_and_reads_why(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=4)).accept(now - timedelta(days=3)).review(now - timedelta(days=1))
    answer = posted(sit("chengban"), case, "decide", outcome="grant")
    assert answer.status_code == 403
    assert "分管局长" in answer.content.decode()
    assert case.state().phase is Phase.UNDER_REVIEW


def test_a_decision_pressed_twice_is_made_once(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=4)).accept(now - timedelta(days=3)).review(now - timedelta(days=1))
    head, seq = sit("fenguan"), case_version(case)
    form = {"outcome": "grant", "version": seq}
    assert posted(head, case, "decide", **form).status_code == 302
    assert posted(head, case, "decide", **form).status_code == 302
    assert case.state().outcome is Outcome.GRANTED
    assert len([d for d in documents.of_case(case.case_id) if d.kind == "grant_decision"]) == 1


def case_version(case) -> int:
    from yichuang.cases import hot

    return hot.load(case.case_id).head.seq


def test_a_refusal_turns_the_condition_to_failed_and_names_who(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=4)).accept(now - timedelta(days=3)).review(now - timedelta(days=1))
    from yichuang.catalogue import api as catalogue
    from yichuang.dossier import api as dossier

    condition = catalogue.terms(case.version_id).conditions[0].code
    head = sit("fenguan")
    missing = posted(head, case, "decide", outcome="refuse", condition="", reason="")
    assert missing.status_code == 422 and "请选哪一项" in missing.content.decode()
    done = posted(head, case, "decide", outcome="refuse", condition=condition, reason="检测报告第2页，悬浮物高于限值", key="other")
    assert done.status_code == 302
    assert case.state().outcome is Outcome.REFUSED
    failed = [p for p in dossier.view(case.case_id).review if p.state == "failed"]
    assert failed and all(p.who == "陈某" for p in failed)


def test_two_people_on_one_case_the_second_sees_what_the_first_did(play, sit, now):
    case = play("drainage").apply(now).check_papers(now)
    before, second = case_version(case), sit("chuangkou2")
    assert posted(sit("chuangkou"), case, "accept", version=before).status_code == 302
    stale = second.post(address(case, "do/not-needed/"), {"version": before, "key": "k", "reason": "依法不需要取得许可的说明"})
    page = stale.content.decode()
    assert stale.status_code == 412
    assert "李某" in page and "受理，出具受理通知书" in page and "不能再" in page


def test_typed_text_comes_back_when_the_case_moved_and_the_verb_is_still_lawful(play, sit, now):
    case = play("soil-conservation").apply(now - timedelta(days=3)).accept(now - timedelta(days=2))
    before, undertaker = case_version(case), sit("chengban")
    from yichuang.cases import api as cases

    cases.ask_supplement(case.case_id, question="请说明余方去向", actor=case.cast["chengban"], now=now)
    form = {"ground": "expert_review", "days": "5", "basis": "专家评审的书面依据", "version": before, "key": "s"}
    stale = undertaker.post(address(case, "do/special/"), form)
    page = stale.content.decode()
    assert stale.status_code == 412
    assert "专家评审的书面依据" in page and "请说明余方去向" in page and f'value="{case_version(case)}"' in page
    again = undertaker.post(address(case, "do/special/"), {**form, "version": case_version(case), "key": "t"})
    assert again.status_code == 302 and case.state().is_stopped
    assert "暂停" in undertaker.get(address(case)).content.decode()


def test_a_wrong_field_says_so_at_the_field_and_keeps_the_rest(play, sit, now):
    case = play("soil-conservation").apply(now - timedelta(days=3)).accept(now - timedelta(days=2))
    answer = posted(sit("chengban"), case, "special", ground="expert_review", days="0", basis="书面依据在此")
    page = answer.content.decode()
    assert answer.status_code == 422 and "书面依据在此" in page and 'href="#days"' in page


def test_a_correction_notice_lists_the_marked_points_once(play, sit, now):
    case, clerk = play("drainage").apply(now), sit("chuangkou")
    point, why = next(iter(points_of(case).items()))
    clerk.post(address(case, "mark/"), {"checklist": "acceptance", "code": point, "state": "missing", "note": why})
    assert 'checked' in clerk.get(address(case)).content.decode()
    assert posted(clerk, case, "correct", points=[point], **{f"why-{point}": why}).status_code == 302
    assert case.state().phase is Phase.CORRECTING
    page = clerk.get(address(case)).content.decode()
    assert "等申请人补正" in page and "补正告知书" in page


def test_the_acceptor_reads_why_they_may_not_decide(play, sit, now):
    case = play("drainage").apply(now).accept(now)
    assert "您是受理人，不能决定本件" in sit("chuangkou").get(address(case)).content.decode()


def test_the_whole_file_is_one_pdf(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=4)).accept(now - timedelta(days=3)).review(now - timedelta(days=1)).grant(now)
    work()
    answer = sit("dangan").get(address(case, "dossier.pdf"))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


def test_a_document_is_reprinted_with_a_reason(play, sit, now):
    case = play("drainage").apply(now).accept(now)
    work()
    notice = next(d for d in documents.of_case(case.case_id) if d.kind == "acceptance_notice")
    officer, where = sit("zhizheng"), address(case, f"documents/{notice.id}/reprint/")
    assert officer.post(where, {"reason": ""}).status_code == 422
    assert officer.post(where, {"reason": "申请人遗失"}).status_code == 302
    assert documents.document(notice.id).copies == 1
    assert sit("kezhang").post(where, {"reason": "申请人遗失"}).status_code == 403


def test_a_filing_never_speaks_of_licences(play, sit, now):
    case = play("signboard-filing").apply(now - timedelta(days=2)).accept(now - timedelta(days=1)).review(now)
    for who in ("fenguan", "chengban"):
        page = sit(who).get(address(case)).content.decode()
        assert "签发准予决定" not in page and "法定" not in page.split("申请表")[0]


@pytest.mark.parametrize("item", ["drainage", "soil-conservation", "tree-felling", "small-catering", "public-place-hygiene"])
def test_every_shipped_item_has_a_dossier_page(play, sit, now, item):
    case = play(item).apply(now - timedelta(days=3))
    assert sit("chuangkou").get(address(case)).status_code == 200
    case.accept(now - timedelta(days=2))
    page = sit("chuangkou").get(address(case))
    assert page.status_code == 200 and "经过" in page.content.decode()


def test_of_several_open_steps_the_chosen_one_is_done(play, sit, now):
    case = play("soil-conservation").apply(now - timedelta(days=3)).accept(now - timedelta(days=2))
    steps = case.state().open_tasks
    assert len(steps) == 3
    last = steps[-1]
    assert posted(sit("chengban"), case, "complete", task=str(last.id), verdict="agree", opinion="").status_code == 302
    assert {t.id for t in case.state().open_tasks} == {t.id for t in steps[:-1]}


def test_every_offered_verb_opens_its_form(play, sit, now):
    import re

    case = play("soil-conservation").apply(now - timedelta(days=3))
    for moment in ("received", "under_review", "decided"):
        for who in {"received": ("chuangkou",), "under_review": ("chengban", "fenguan"), "decided": ("zhizheng",)}[moment]:
            client = sit(who)
            page = client.get(address(case)).content.decode()
            for link in set(re.findall(r'href="(/desk/cases/[^"]+/do/[^"]+)"', page)):
                assert client.get(link.replace("&amp;", "&")).status_code == 200, (moment, who, link)
        if moment == "received":
            case.accept(now - timedelta(days=2))
        elif moment == "under_review":
            case.review(now - timedelta(hours=2)).grant(now)


def test_an_extension_is_asked_and_approved_from_the_desk(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=3)).accept(now - timedelta(days=2))
    assert posted(sit("chengban"), case, "extension", days="5", reason="案情复杂，需要补充检测").status_code == 302
    act = case.state().acts[-1]
    head = next(w for w in ("fenguan", "juzhang") if "批延期" in sit(w).get(address(case)).content.decode())
    done = posted(sit(head), case, "extend", act_id=str(act.id), approved="yes", reason="同意延期，告知申请人")
    assert done.status_code == 302 and case.state().extension is not None


def test_two_officers_are_sent_and_one_writes_the_record(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=3)).accept(now - timedelta(days=2))
    officers = [str(case.cast[w].account_id) for w in ("chengban", "chengban2")]
    alone = posted(sit("chengban"), case, "visit", officers=officers[:1])
    assert alone.status_code == 409 and "第三十四条第三款" in alone.content.decode()
    assert posted(sit("chengban"), case, "visit", officers=officers, key="two").status_code == 302
    act = case.state().acts[-1]
    assert "现场核查笔录" in sit("chengban2").get(address(case)).content.decode()
    form = {"act_id": str(act.id), "place": "示例路1号", "findings": "现场与图纸一致", "signatures": ""}
    assert posted(sit("chengban2"), case, "record-visit", **form).status_code == 302
    assert case.state().act(act.id).state == "recorded"


def test_an_organ_that_stays_silent_is_waited_for_no_longer_from_the_desk(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=30)).accept(now - timedelta(days=29))
    asked = {"organ_id": case.cast.demo.organs["water"], "question": "下游管网能否接纳", "days": 1, "silence_is_consent": False}
    cases.ask_opinion(case.case_id, actor=case.cast["chengban"], now=now - timedelta(days=28), **asked)
    desk, act = sit("chengban"), case.state().acts[-1]
    assert "不再等待" not in desk.get(address(case)).content.decode()
    cases.run_due(now)
    assert case.state().act(act.id).state == "silent"
    page = desk.get(address(case)).content.decode()
    assert "不再等待：征求意见" in page
    assert "不再等待" not in sit("chuangkou").get(address(case)).content.decode()
    bare = posted(desk, case, "drop", act_id=str(act.id), reason="", key="bare")
    assert bare.status_code in (200, 422)
    assert case.state().unmet_gates
    assert posted(desk, case, "drop", act_id=str(act.id), reason="两次催办未复，按现有材料判断").status_code == 302
    assert not case.state().unmet_gates
    shown = desk.get(address(case)).content.decode()
    assert "不再等征求的意见" in shown
    assert "两次催办未复，按现有材料判断" in shown


def test_a_step_shows_the_act_its_drawing_asks_for_and_opens_it(play, sit, now):
    case = play("soil-conservation").apply(now - timedelta(days=3)).accept(now - timedelta(days=2))
    page = sit("chengban").get(address(case)).content.decode()
    assert "本环节要做：征求意见" in page
    assert f'href="{address(case, "do/opinion/")}"' in page
    assert page.count('class="act ') == 2  # in the drawing: 特别程序, 征求意见


def test_another_organ_is_asked_and_answers_at_its_own_desk(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=3)).accept(now - timedelta(days=2))
    water = case.cast.demo.organs["water"]
    asked = posted(sit("chengban"), case, "opinion", organ_id=str(water), question="排放口位置是否可行？", days="3")
    assert asked.status_code == 302
    liaison, act = sit("shuiwu"), case.state().acts[-1]
    page = liaison.get(address(case)).content.decode()
    assert "回复意见" in page and "排放口位置是否可行" in page
    assert posted(liaison, case, "answer-opinion", act_id=str(act.id), verdict="agree", text="").status_code == 302
    assert case.state().act(act.id).state == "answered"


def test_the_asked_organ_reads_on_its_panel_that_it_was_reminded(play, sit, now):
    """Asked yesterday for the next working day: whatever day today is, it is the one of the reminder."""
    case = play("drainage").apply(now - timedelta(days=3)).accept(now - timedelta(days=2))
    asked = {"organ_id": case.cast.demo.organs["water"], "question": "排放口位置是否可行？", "days": 1, "silence_is_consent": False}
    cases.ask_opinion(case.case_id, actor=case.cast["chengban"], now=now - timedelta(days=1), **asked)
    liaison = sit("shuiwu")
    assert "已催。" not in liaison.get(address(case)).content.decode()
    cases.run_due(now)
    assert "已催。" in liaison.get(address(case)).content.decode()
