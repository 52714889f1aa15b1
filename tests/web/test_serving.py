"""登记送达 at the desk: every paper, every way of service, errors on the field; late clicks move no day (design §5, §5a)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.cli.players import points_of, work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, Mode
from yichuang.dossier import api as dossier
from yichuang.kernel.record import read
from yichuang.kernel.values import ZONE, local_date
from yichuang.web.desk_forms import Serve

pytestmark = pytest.mark.django_db


def paper(case, kind):
    return next(d for d in documents.of_case(case.case_id) if d.kind == kind)


def choice(case, kind, to=0):
    row = paper(case, kind)
    return f"{row.id}:{row.recipients[to].id}"


@pytest.fixture
def rejected(play, cast, now):
    """不予受理 forty days ago; its decision waits for service."""
    case = play("drainage").apply(now - timedelta(days=41))
    cases.reject(case.case_id, ground="not_competent", reason="由上级办理该事项", where_to_go="省厅", actor=cast["kezhang"],
                 now=now - timedelta(days=40))  # fmt: skip
    work()
    return case


def test_a_paper_that_ended_its_case_is_served_from_the_issue_page(rejected, sit, now):
    officer = sit("zhizheng")
    link = f"/desk/cases/{rejected.case_id}/do/serve/?paper={choice(rejected, Kind.REJECTION_DECISION)}"
    assert link in officer.get("/desk/issue/").content.decode()
    page = officer.get(link).content.decode()
    assert f'value="{choice(rejected, Kind.REJECTION_DECISION)}" selected' in page
    answer = officer.post(link.split("?")[0], {"paper": choice(rejected, Kind.REJECTION_DECISION), "mode": "direct", "signed_by": "张某", "key": "k"})
    assert answer.status_code == 302
    row = paper(rejected, Kind.REJECTION_DECISION)
    assert (row.state, row.served_on) == ("served", local_date(now))
    assert rejected.state().phase is Phase.REJECTED
    assert "不予受理决定书" not in officer.get("/desk/issue/").content.decode()
    assert "还没有送达" not in officer.get(f"/desk/cases/{rejected.case_id}/").content.decode()


DONE = {
    "direct": {"signed_by": "张某", "place": "一楼大厅"},
    "post": {"signed_by": "张某", "tracking_number": "EMS1", "served_on": 3},
    "left": {"place": "住所门口", "witness": "居委会李某", "served_on": 2},
    "entrusted": {"entrusted_to": "邻市行政审批局", "signed_by": "张某", "served_on": 4},
    "announced": {"announced_on": 35, "place": "政府网站"},
}


@pytest.mark.parametrize("mode", sorted(DONE))
def test_each_way_of_service_can_be_recorded_with_its_proof(rejected, sit, now, mode):
    today = local_date(now)
    typed = {k: (today - timedelta(days=v)).isoformat() if isinstance(v, int) else v for k, v in DONE[mode].items()}
    form = {"paper": choice(rejected, Kind.REJECTION_DECISION), "mode": mode, "key": "k", **typed}
    assert sit("zhizheng").post(f"/desk/cases/{rejected.case_id}/do/serve/", form).status_code == 302
    service = paper(rejected, Kind.REJECTION_DECISION).recipients[0].service
    assert service.mode == mode
    assert service.proof == {k: v for k, v in typed.items() if k != "served_on"}
    expected = {"announced": today - timedelta(days=5), "direct": today}.get(mode) or today - timedelta(days=DONE[mode]["served_on"])
    assert service.served_on == expected  # the day it reached them, not the day of the click
    assert local_date(rejected.state().served_at) == expected


@pytest.mark.parametrize(("mode", "typed", "fields"), [
    ("left", {"place": "住所门口"}, ["witness"]),
    ("entrusted", {"signed_by": "张某"}, ["entrusted_to"]),
    ("announced", {"place": "政府网站"}, ["announced_on"]),
    ("announced", {"place": "政府网站", "announced_on": 20}, ["announced_on"]),
    ("post", {"signed_by": "张某", "tracking_number": "EMS1", "served_on": -1}, ["served_on"]),
    ("post", {"signed_by": "张某", "tracking_number": "EMS1", "served_on": 45}, ["served_on"]),
    ("electronic", {}, ["mode"]),
])  # fmt: skip
def test_what_is_missing_or_wrong_stands_on_its_field(rejected, sit, now, mode, typed, fields):
    today = local_date(now)
    said = {k: (today - timedelta(days=v)).isoformat() if isinstance(v, int) else v for k, v in typed.items()}
    form = {"paper": choice(rejected, Kind.REJECTION_DECISION), "mode": mode, "key": "k", **said}
    answer = sit("zhizheng").post(f"/desk/cases/{rejected.case_id}/do/serve/", form)
    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    for name in fields:
        assert f'id="{name}-error"' in page and f'href="#{name}"' in page
    for value in said.values():
        assert f'value="{value}"' in page  # nothing typed is lost
    assert paper(rejected, Kind.REJECTION_DECISION).state == "sealed"


def test_a_question_is_marked_with_the_ways_it_belongs_to(rejected, sit):
    page = sit("zhizheng").get(f"/desk/cases/{rejected.case_id}/do/serve/").content.decode()
    for only in ("left", "entrusted", "direct left announced", "direct post left entrusted", "announced"):
        assert f'<div data-only="{only}">' in page
    assert set(Serve.SAID) == set(Mode)


def test_who_may_not_serve_is_not_offered_it_and_cannot(rejected, sit):
    clerk = sit("fazhi")
    assert "/do/serve/" not in clerk.get(f"/desk/cases/{rejected.case_id}/").content.decode()
    form = {"paper": choice(rejected, Kind.REJECTION_DECISION), "mode": "direct", "signed_by": "张某", "key": "k"}
    assert clerk.post(f"/desk/cases/{rejected.case_id}/do/serve/", form).status_code == 403


def test_a_late_click_does_not_move_the_day_the_papers_came(play, sit, now):
    case = play("drainage").apply(now - timedelta(days=5)).ask_correction(now - timedelta(days=4), points_of(play("drainage")))
    (point,) = case.state().correction.data["missing"]
    came = (now - timedelta(days=2)).astimezone(ZONE).replace(second=0, microsecond=0)
    window, url = sit("chuangkou"), f"/desk/cases/{case.case_id}/do/bring/"
    tomorrow = f"{(now + timedelta(days=1)).astimezone(ZONE):%Y-%m-%dT%H:%M}"
    future = window.post(url, {"points": [point], "received_at": tomorrow, "copies": "1", "original": "original", "came": "window", "key": "a"})
    assert future.status_code == 422 and 'id="received_at-error"' in future.content.decode()
    typed = {"points": [point], "received_at": f"{came:%Y-%m-%dT%H:%M}", "copies": "2", "original": "copy", "key": "b"}
    how = window.post(url, typed)
    assert how.status_code == 422 and 'id="came-error"' in how.content.decode(), "by hand or by post: it is said, not guessed"
    assert window.post(url, typed | {"came": "post", "key": "c"}).status_code == 302
    assert not next(e.fact for e in read(case.case_id) if e.kind == "cases.CorrectionReceived").at_window, "posted: nobody came to the window"
    assert case.state().corrected_at == came
    case.accept(now)
    assert case.state().accepted_on == local_date(came)
    listed = paper(case, Kind.ACCEPTANCE_NOTICE).fields["materials"]
    assert any(row["copies"] == 2 and row["original"] == "复印件" for row in listed)
    assert dossier.acceptance_open(case.case_id) == ()


def test_a_record_typed_later_says_when_it_took_place(play, cast, sit, now):
    case = play("drainage").apply(now - timedelta(days=6)).accept(now - timedelta(days=5))
    neighbour = cast.demo.applicants[0].party_id
    cases.tell_third_party(case.case_id, party_id=neighbour, interest="相邻土地", actor=cast["chengban"], now=now - timedelta(days=4))
    act = case.state().acts_of(ActKind.THIRD_PARTY)[0]
    held = (now - timedelta(days=3)).astimezone(ZONE)
    form = {"act_id": str(act.id), "speaker": "张某", "place": "窗口", "text": "担心雨季倒灌", "held_at": f"{held:%Y-%m-%dT%H:%M}", "key": "k"}
    reviewer, url = sit("chengban"), f"/desk/cases/{case.case_id}/do/take-statement/"
    early = reviewer.post(url, {**form, "held_at": f"{(now - timedelta(days=5)).astimezone(ZONE):%Y-%m-%dT%H:%M}", "key": "e"})
    assert early.status_code == 422 and 'id="held_at-error"' in early.content.decode()
    assert reviewer.post(url, form).status_code == 302
    assert f"{held.day}日{held.hour}时{held.minute:02d}分" in paper(case, Kind.STATEMENT_RECORD).fields["held_at"]
