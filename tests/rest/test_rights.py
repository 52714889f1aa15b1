"""Rights on the way and everyday verbs through the API: each by the account it belongs to, each refusal with its article."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from yichuang.clock import api as clock
from yichuang.clock.domain import add_working_days
from yichuang.kernel.values import local_date
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(house):
    """The company's case, under review; 张某 is a neighbour."""
    return house.play().apply(timezone.now()).accept(timezone.now())


@pytest.fixture
def people(house):
    names = ("chengban", "fazhi", "tingzheng", "kezhang", "fenguan", "chuangkou", "zuzhang")
    found = {name: house.as_account(name) for name in names}
    accounts = [Account.objects.get(id=a.account_id).username for a in house.cast.demo.applicants]
    return found | {"neighbour": house.as_account(accounts[0]), "applicant": house.as_account(accounts[1])}


def call(system, case, verb: str, body: dict | None = None):
    version = system.get(f"/cases/{case.case_id}").json().get("version", 1)
    return system.post(f"/cases/{case.case_id}/{verb}", body or {}, version=version)


def done(system, case, verb: str, body: dict | None = None) -> int:
    answer = call(system, case, verb, body)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["version"]


def refused(answer) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["remedy"] or answer.json()["errors"]
    return answer.status_code, answer.json()["code"]


def act(system, case, kind: str) -> dict:
    return [a for a in system.get(f"/cases/{case.case_id}").json()["acts"] if a["kind"] == kind][-1]


def test_a_third_party_is_told_heard_and_asks_for_a_hearing(house, people, case) -> None:
    neighbour, staff = people["neighbour"], people["chengban"]
    path = f"/cases/{case.case_id}"
    assert refused(neighbour.post(f"{path}/hearings/answer", {"act_id": str(uuid4()), "wants": True}, version=1)) == (404, "cases.not_found")
    told = {"party_id": str(house.cast.demo.applicants[0].party_id), "interest": "相邻地块的排水"}
    done(staff, case, "third-parties", told)
    assert neighbour.get(path).status_code == 200
    for closed in ("history", "checklists"):  # what was sent to them, never the applicant's papers
        assert refused(neighbour.get(f"{path}/{closed}")) == (404, "cases.not_found")
    assert refused(call(neighbour, case, "withdraw")) == (403, "cases.not_the_applicant")
    act_id = act(staff, case, "third_party")["id"]
    assert refused(call(people["applicant"], case, "third-parties/write", {"act_id": act_id, "text": "担心雨季倒灌"})) == (404, "cases.no_statement")
    done(neighbour, case, "third-parties/write", {"act_id": act_id, "text": "担心雨季倒灌"})
    spoken = {"act_id": act_id, "speaker": "张某", "place": "一楼窗口", "text": "担心雨季倒灌"}
    assert refused(call(staff, case, "third-parties/statement", spoken)) == (409, "cases.act_gone")

    done(people["fazhi"], case, "hearings", {"matter": "排水去向与邻近单位有重大利益关系"})
    hearing = act(staff, case, "hearing")["id"]
    done(neighbour, case, "hearings/answer", {"act_id": hearing, "wants": True})
    chair = str(Account.objects.get(username="tingzheng").id)
    today = local_date(timezone.now())
    day = add_working_days(clock.calendar(), today, 6)  # 48(1), 82: seven working days
    notice = {"act_id": hearing, "day": day.isoformat(), "at": "09:00", "place": "一楼听证室", "chair_id": chair, "recorder": "韩某"}
    assert refused(call(people["fazhi"], case, "hearings/notice", notice)) == (409, "cases.hearing_notice_too_short")
    notice["day"] = add_working_days(clock.calendar(), today, 7).isoformat()
    reviewer = {**notice, "chair_id": str(Account.objects.get(username="chuangkou").id)}
    assert refused(call(people["fazhi"], case, "hearings/notice", reviewer)) == (403, "cases.chair_was_reviewer")
    done(people["fazhi"], case, "hearings/notice", notice)
    avoid = {"act_id": hearing, "reason": "主持人与相邻单位负责人是近亲属"}
    done(neighbour, case, "hearings/avoidance", avoid)
    assert refused(call(neighbour, case, "hearings/avoidance", avoid)) == (409, "cases.avoidance_too_late")
    done(people["fazhi"], case, "hearings/avoidance/decline", {**avoid, "reason": "经核实不是近亲属"})
    record = {"act_id": hearing, "place": "一楼听证室", "participants": "双方", "recorder": "韩某", "record": "双方陈述并质证"}
    assert refused(call(people["tingzheng"], case, "hearings/record", record)) == (409, "cases.hearing_not_yet")


def test_an_opinion_a_question_and_a_question_no_longer_asked(house, people, case) -> None:
    staff = people["chengban"]
    organ = str(house.cast.demo.organs["water"])
    done(staff, case, "opinions", {"organ_id": organ, "question": "下游管网能否接纳", "days": 3})
    assert [g["kind"] for g in staff.get(f"/cases/{case.case_id}").json()["unmet_gates"]] == ["opinion"]
    body = {"act_id": act(staff, case, "opinion")["id"], "verdict": "agree"}
    assert refused(call(staff, case, "opinions/answer", body))[0] == 403
    assert refused(call(staff, case, "acts/drop", {"act_id": str(uuid4()), "reason": "不再需要"})) == (409, "cases.act_gone")
    assert refused(call(staff, case, "acts/drop", {"act_id": body["act_id"], "reason": "不想等了"})) == (409, "cases.act_gone"), "not silent yet"
    done(staff, case, "supplements", {"question": "请说明排水量的计算"})
    body = {"act_id": act(staff, case, "supplement")["id"], "text": "按日最大量计算"}
    assert refused(call(staff, case, "supplements/answer", body)) == (403, "cases.not_the_applicant")
    done(people["applicant"], case, "supplements/answer", body)
    assert refused(call(people["applicant"], case, "supplements/answer", body)) == (409, "cases.act_gone")
    done(staff, case, "supplements", {"question": "请说明泵站的功率"})
    done(staff, case, "acts/drop", {"act_id": act(staff, case, "supplement")["id"], "reason": "材料里已经有了"})


def test_urging_raises_no_version_and_stands_beside_the_history(people, case) -> None:
    applicant, path = people["applicant"], f"/cases/{case.case_id}"
    before = applicant.get(path).json()["version"]
    assert done(applicant, case, "urge") == before
    assert refused(call(applicant, case, "urge")) == (409, "cases.urged_today")
    told = applicant.get(f"{path}/history").json()
    assert [event["kind"] for event in told["urged"]] == ["cases.Urged"]
    assert told["version"] == before
    done(applicant, case, "service", {"way": "electronic"})
    answer = call(applicant, case, "service", {"way": "post"})
    assert refused(answer)[0] == 422
    assert answer.json()["errors"][0]["field"] == "address"


def test_a_colleague_is_asked_and_a_ready_case_goes_back(people, case) -> None:
    staff = people["chengban"]
    task = case.state().open_tasks[0]
    asked = {"to_id": str(Account.objects.get(username="fazhi").id), "question": "请看排放口的位置"}
    done(staff, case, f"tasks/{task.id}/insert", asked)
    side = next(t for t in case.state().open_tasks if t.host_id == task.id)
    done(people["fazhi"], case, f"tasks/{side.id}/complete", {"verdict": "agree"})
    case.review(timezone.now())
    assert refused(call(people["fenguan"], case, "return", {"to_node": "nowhere", "reason": "依据没有写全"}))[1] == "cases.step_never_done"
    done(people["fenguan"], case, "return", {"to_node": task.node, "reason": "依据没有写全"})
    assert task.node in {t.node for t in case.state().open_tasks}


def test_the_verbs_of_before_acceptance(house, people) -> None:
    received = house.play().apply(timezone.now())
    points = [p["code"] for p in people["chuangkou"].get(f"/cases/{received.case_id}/checklists").json()["acceptance"]][:1]
    done(people["chuangkou"], received, "fix", {"points": points, "note": "当场补签了名字"})
    done(people["zuzhang"], received, "urge")
