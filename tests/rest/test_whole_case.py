"""One case from the search to the licence and its verification, through the API alone, each step by the account it belongs to."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfWriter

from yichuang.cli.players import work
from yichuang.dossier.models import StoredMaterial
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db


def pdf() -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def sample(field: dict) -> object:
    """A right answer to one question, out of its own schema."""
    if field["element"] == "service.mode":
        return "窗口领取"
    if field["type"] == "choice":
        return field["options"][0]
    return {"integer": 3, "decimal": "12.5", "date": "2026-09-01", "boolean": True, "phone": "13800000000", "identifier": "A1234"}.get(
        field["type"], "示例市西五路1号"
    )


@pytest.fixture
def window(house):
    return house.as_account("chuangkou")


@pytest.fixture
def applied(house, window):
    """Search, guide, form, uploads, application: the case as the window's system entered it."""
    hits = window.get("/items", q="排水", open="true").json()["items"]
    guide = window.get(f"/items/{hits[0]['item_code']}/guide").json()
    version_id = guide["version_id"]
    kind = "legal" if "legal" in guide["audience"] else "natural"
    form = window.get(f"/versions/{version_id}/form", applicant=kind).json()
    party = {"party_id": str(house.cast.company)} if kind == "legal" else {"party_id": str(house.cast.demo.applicants[0].party_id)}
    materials = []
    for material in guide["materials"]:
        if material["from_form"]:
            continue
        told = {"item_version_id": version_id, "material_code": material["code"], **party}
        sent = window.upload(told, SimpleUploadedFile("一份.pdf", pdf(), "application/pdf"))
        assert sent.status_code == 201, sent.content.decode()
        materials.append({"code": material["code"], "upload_ids": [sent.json()["upload_id"]]})
    return {
        "item_version_id": version_id, "applicant": party, "materials": materials, "channel": "1",
        "answers": {f["element"]: sample(f) for f in form["fields"] if f["required"]},
    }


def who(house, task) -> str:
    actor = house.cast.holder(task["post"], UUID(task["organ_id"]), timezone.now())
    return Account.objects.get(id=actor.account_id).username


def do(system, case_id: str, verb: str, body: dict | None = None) -> int:
    version = system.get(f"/cases/{case_id}").json()["version"]
    answer = system.post(f"/cases/{case_id}/{verb}", body or {}, version=version)
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    seen = system.get(f"/cases/{case_id}").json()
    assert (told["version"], told["open_tasks"]) == (seen["version"], seen["open_tasks"]), "the answer says what is to be done next"
    return told["version"]


def mark_all(system, case_id: str, checklist: str) -> None:
    points = [p["code"] for p in system.get(f"/cases/{case_id}/checklists").json()[checklist] if p["state"] == "open"]
    if points:
        do(system, case_id, "checklist", {"checklist": checklist, "points": dict.fromkeys(points, "met")})


def meet_needs(house, case_id: str, case: dict) -> None:
    """The visit and the legal review, where the item asks for them."""
    player = house.play("drainage")
    player.case_id = case["id"]
    while player.meet_needs(timezone.now()):
        pass


def test_a_case_runs_from_search_to_licence(house, window, applied) -> None:
    key = str(uuid4())
    made = window.post("/applications", applied, key=key)
    assert made.status_code == 201, made.content.decode()
    case_id = made.json()["case_id"]
    assert made.headers["Location"] == f"/api/v1/cases/{case_id}" and made.json()["fetched"] == []
    assert window.post("/applications", applied, key=key).json() == made.json(), "a double click is one case"
    assert window.get("/cases", number=made.json()["number"]).json()["cases"][0]["id"] == case_id

    mark_all(window, case_id, "acceptance")
    do(window, case_id, "accept")
    marked = False
    while (case := window.get(f"/cases/{case_id}").json())["phase"] == "under_review":
        task = next((t for t in case["open_tasks"] if t["kind"] == "step"), None)
        if task is None:
            break
        person = house.as_account(who(house, task))
        if not marked:
            mark_all(person, case_id, "review")
            marked = True
        do(person, case_id, f"tasks/{task['id']}/complete", {"verdict": "agree", "opinion": "同意。"})
    assert case["clock"]["sentence"]
    assert case["clock"]["statutory_on"] >= case["clock"]["promised_on"]
    meet_needs(house, case_id, case)
    decide = next(t for t in window.get(f"/cases/{case_id}").json()["open_tasks"] if t["kind"] == "decide")
    do(house.as_account(who(house, decide)), case_id, "grant")
    work()
    do(house.as_account("zhizheng"), case_id, "deliver", {"mode": "direct", "collected_by": "张某", "identity": "身份证核对一致"})
    closed = window.get(f"/cases/{case_id}").json()
    assert (closed["phase"], closed["outcome"]) == ("closed", "granted")

    history = window.get(f"/cases/{case_id}/history").json()
    assert [e["seq"] for e in history["events"]] == list(range(1, closed["version"] + 1))
    assert "示例市西五路1号" not in str(history), "no personal data in the chain"

    from yichuang.licences import api as licences

    number = licences.of_case(case_id)[0].number
    holder = licences.of_case(case_id)[0].holder_name
    found = window.get("/licences/verify", number=number, name=holder).json()
    assert (found["verdict"], found["good"]) == ("valid", True)


def test_an_application_names_what_is_wrong_and_leaves_nothing(house, window, applied) -> None:
    element = next(iter(applied["answers"]))
    short = {**applied, "answers": {k: v for k, v in applied["answers"].items() if k != element}}
    answer = window.post("/applications", {**short, "answers": {**short["answers"], "no.such": 1}})
    assert (answer.status_code, answer.json()["code"]) == (422, "intake.unknown_field")
    assert answer.json()["errors"][0]["field"] == "no.such"
    assert window.post("/applications", {**applied, "item_version_id": str(uuid4())}).status_code == 404
    wrong = {**applied, "materials": [{"code": "none", "upload_ids": applied["materials"][0]["upload_ids"]}]}
    assert window.post("/applications", wrong).json()["code"] == "intake.no_material"
    assert window.get("/cases").json() == {"cases": [], "next": None}
    assert window.post("/applications", applied).status_code == 201, "the right one still goes through, with the same uploads"


def test_an_applicants_channel_applies_for_its_own_parties_only(house, window, applied) -> None:
    own = house.as_account(house.person)
    answer = own.post("/applications", applied)
    assert (answer.status_code, answer.json()["code"]) in ((404, "organisations.no_party"), (404, "dossier.no_file"))


def test_an_imported_or_unknown_item_has_no_way_in(window) -> None:
    assert window.get("/items/none/guide").status_code == 404
    assert window.get("/items/none").status_code == 404
    assert window.get(f"/versions/{uuid4()}/form").status_code == 404


def test_a_file_of_the_wrong_type_is_415_and_nothing_is_kept(house, window, applied) -> None:
    told = {"item_version_id": applied["item_version_id"], "material_code": applied["materials"][0]["code"], **applied["applicant"]}
    before = StoredMaterial.objects.count()
    answer = window.upload(told, SimpleUploadedFile("一份.pdf", b"MZ\x90\x00 a program", "application/pdf"))
    assert (answer.status_code, answer.json()["code"]) == (415, "kernel.file_type")
    assert answer.json()["errors"][0]["field"] == "file"
    answer = window.upload(told, SimpleUploadedFile("一份.pdf", b"", "application/pdf"))
    assert answer.status_code == 422
    assert StoredMaterial.objects.count() == before


class Unread(BytesIO):
    def read(self, *args: object) -> bytes:
        raise AssertionError("a body this large must be refused unread")


def test_200_megabytes_are_refused_before_a_byte_is_read(window) -> None:
    answer = window.client.generic(
        "POST", "/api/v1/uploads", b"", content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(200 * 1024 * 1024), "wsgi.input": Unread()},
        headers={"Authorization": f"Bearer {window.token}", "Idempotency-Key": str(uuid4())},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "kernel.file_too_large")
    assert "20" in answer.json()["detail"]


def test_pages_of_the_list_hold_every_case_once(house, window) -> None:
    numbers = {house.play().apply(timezone.now()).number for _ in range(5)}
    seen, cursor = [], ""
    while True:
        page = window.get("/cases", limit=2, cursor=cursor).json()
        seen += [c["number"] for c in page["cases"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == 5
    assert set(seen) == numbers
