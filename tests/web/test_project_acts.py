"""A joint meeting on the page of a project: planned by the lead with its question, one opinion a case, minutes; the owner reads no opinion."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import at, cast, city
from tests.joint.test_projects import hand_in, player, project, view
from tests.web.test_projects import at_desk, full
from yichuang.cases.domain.phases import ActKind as CaseAct
from yichuang.joint.models import JointAct
from yichuang.organisations.models import Account

__all__ = ["at", "at_desk", "cast", "city", "full", "hand_in", "project"]


def test_a_meeting_is_planned_and_its_minutes_go_into_each_case(full, at_desk, cast, client):
    cases_of = [player(cast, code, view(cast)) for code in ("soil-conservation", "public-place-hygiene")]
    for one in cases_of:
        one.accept(at("2026-08-12 09:00"))
    lead, address = at_desk("chengban"), reverse("desk-act-new", args=[full, "meeting"])
    assert address in lead.get(reverse("desk-project", args=[full])).content.decode()
    bars = {bar.case_id: bar for bar in view(cast).board.bars}
    chosen = [bars[one.case_id] for one in cases_of]
    person = cast["chengban"].account_id
    form = {
        "branches": [str(bar.id) for bar in chosen], "place": "综合会议室", "silence": "none", "agenda": "",
        "planned_at": (timezone.localtime() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"),
        "officers": [f"{cases_of[0].state().handling_organ_id}/{person}"],
    }  # fmt: skip
    refused = lead.post(address, form)
    assert refused.status_code in (409, 422) and "act-agenda-error" in refused.content.decode()
    assert lead.post(address, {**form, "agenda": "弃渣场与排水口的位置"}).status_code == 302
    act = JointAct.objects.get()
    minutes = reverse("desk-act-do", args=[act.id, "hold"])
    page = lead.get(reverse("desk-act", args=[act.id])).content.decode()
    assert "记会议纪要" in page and "弃渣场与排水口的位置" in page
    fields = {f"verdict-{bar.id}": "agree" for bar in chosen} | {f"text-{bar.id}": "" for bar in chosen} | {f"article-{bar.id}": "" for bar in chosen}
    assert lead.post(minutes, {"text": "各方同意现有位置", "held_at": "", **fields}).status_code == 302
    for one in cases_of:
        (kept,) = one.state().acts_of(CaseAct.OPINION)
        assert kept.data["verdict"] == "agree"
    seen = lead.get(reverse("desk-project", args=[full])).content.decode()
    assert "登记联席会议" in seen and "各方同意现有位置" in lead.get(reverse("desk-act", args=[act.id])).content.decode()
    client.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    mine = client.get(reverse("my-project", args=[full])).content.decode()
    assert "登记联席会议" in mine and "的意见：" not in mine
