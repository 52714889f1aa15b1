"""纸质卷移交 by scanner, 请示不予受理 on the dossier page, 日结 of the window."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.cases import api as cases
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.kernel.record import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(play, now):
    return lambda: play("drainage").apply(now - timedelta(days=2)).accept(now - timedelta(days=1))


def posted(client, verb: str, **data: str) -> str:
    return client.post(f"/desk/handover/{verb}/", data, follow=True).content.decode()


def test_papers_go_from_the_window_to_the_undertaker_scanned_and_signed(accepted, sit, cast, now):
    one, other = accepted(), accepted()
    work()
    receipt = documents.of_case(other.case_id)[0]
    scan = f"{one.number}\r\nhttps://shili.example/verify/{receipt.token}/\n没有这个号"
    clerk, chief, undertaker = sit("chuangkou"), sit("kezhang"), sit("chengban")
    page = posted(clerk, "send", codes=scan, post="undertaker")
    assert "移交2件，等对方签收" in page and "没有办：没有这个号 没有这个办件" in page
    assert "对方还没有签收" in posted(clerk, "send", codes=one.number, post="undertaker")
    assert "移交人不能自己签收" in posted(clerk, "sign", codes=one.number)
    assert "不由您签收" in posted(chief, "sign", codes=one.number)
    signed = posted(undertaker, "sign", codes=f"{one.number}\n{other.number}")
    assert "签收2件" in signed and "没有在途的纸质卷" in signed
    assert dossier.holder_of_papers(one.case_id) == "王某"
    assert "纸质卷在王某手上" in undertaker.get(f"/desk/cases/{one.case_id}/").content.decode()
    kinds = [e.kind for e in read(dossier.stream_of(one.case_id))]
    assert kinds[-2:] == ["dossier.PapersSent", "dossier.PapersSigned"]
    assert "纸质卷在王某手上" in posted(clerk, "send", codes=one.number, post="archivist"), "only who has the file sends it on"
    assert "移交1件" in posted(undertaker, "send", codes=one.number, post="section_chief")


def test_nobody_moves_the_papers_of_a_case_they_may_not_see(accepted, sit):
    case = accepted()
    page = posted(sit("linye"), "send", codes=case.number, post="undertaker")
    assert "没有这个办件" in page and dossier.on_the_way([case.state().deciding_organ_id]) == ()


def test_many_moves_cost_no_more_queries(accepted, sit, cast, now):
    def send():
        case = accepted()
        dossier.send_papers(case.case_id, organ_id=case.state().deciding_organ_id, post="undertaker", actor=cast["chuangkou"], at=now)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert reader.get("/desk/handover/").status_code == 200
        return len(seen)

    reader = sit("chengban")
    send()
    reader.get("/desk/handover/")
    few = queries()
    for _ in range(4):
        send()
    assert queries() == few


def test_the_window_asks_at_the_desk_and_the_chief_answers(play, sit, now):
    case = play("drainage").apply(now)
    clerk, chief, where = sit("chuangkou"), sit("kezhang"), f"/desk/cases/{case.case_id}/"
    assert "请示不予受理" in clerk.get(where).content.decode()
    form = {"ground": "not_competent", "reason": "属于上级机关的审批权限", "key": "a"}
    assert clerk.post(f"{where}do/propose-reject/", form).status_code == 302
    assert f"{where}do/propose-reject/" not in clerk.get(where).content.decode()
    assert str(case.case_id) in chief.get("/desk/?f=decide").content.decode()
    page = chief.get(where).content.decode()
    assert "作出不予受理决定" in page and "属于上级机关的审批权限" in page and "不同意不予受理" in page
    assert chief.post(f"{where}do/decline-reject/", {"reason": "属于本机关权限，请继续", "key": "b"}).status_code == 302
    assert "没有同意不予受理" in clerk.get(where).content.decode()


def test_the_windows_day_adds_up_from_one_day_to_the_next(play, sit, cast, now):
    played = [play("drainage").apply(now - timedelta(days=d)) for d in (9, 8, 8, 3, 0)]
    played[0].accept(now - timedelta(days=7))
    cases.tell_not_needed(played[1].case_id, reason="依法不需要取得许可", actor=cast["chuangkou"], now=now - timedelta(days=7))
    cases.run_due(now)
    head, day = cast["zuzhang"], (now - timedelta(days=10)).astimezone().date()
    last = 0
    for _ in range(11):
        found = cases.window_day(head, day)
        assert found.opening == last, day
        last, day = found.closing, day + timedelta(days=1)
    assert last == sum(c.state().phase in ("received", "correcting") for c in played)
    page = sit("zuzhang").get("/desk/day/").content.decode()
    assert "窗口日结" in page and str(played[-1].case_id) in page
    assert sit("linye").get("/desk/day/?on=2026-01-01").status_code == 200
