"""比对原件 at the window (practice §2): who compared which paper with its original, and when."""

from datetime import timedelta

from yichuang.dossier import api as dossier
from yichuang.kernel.record import read


def test_compared_later_at_the_desk_it_stands_beside_the_paper_and_in_the_record(cast, play, sit, now):
    case = play("drainage").apply(now - timedelta(hours=3))
    clerk, page = sit("chuangkou"), f"/desk/cases/{case.case_id}/"
    assert "do/compare/" in clerk.get(page).content.decode()
    none = clerk.post(f"{page}do/compare/", {"version": 1, "key": "a"})
    assert none.status_code == 422
    code = case.terms.materials[1].code
    assert clerk.post(f"{page}do/compare/", {"codes": [code], "version": 1, "key": "b"}).status_code in (302, 303)
    row = dossier.paper_rows(case.case_id)[code]
    assert (row.compared, row.copies, row.who) == (True, 0, cast["chuangkou"].name)
    shown = clerk.get(f"{page}?m={code}").content.decode()
    assert "原件核对无误" in shown
    assert cast["chuangkou"].name in shown
    line = next(x for x in dossier.handed_in(case.case_id) if x["name"] == case.terms.materials[1].name)
    assert (line["original"], line["compared"]) == ("电子件", f"原件核对无误，{cast['chuangkou'].name}")
    facts = [e for e in read(dossier.stream_of(case.case_id)) if e.kind == "dossier.OriginalCompared"]
    assert [(e.fact.material_code, e.actor) for e in facts] == [(code, cast["chuangkou"].ref)]


def test_who_does_not_receive_compares_nothing(play, sit, now):
    case = play("drainage").apply(now - timedelta(hours=3))
    undertaker = sit("chengban")
    body = {"codes": [case.terms.materials[1].code], "version": 1, "key": "c"}
    assert undertaker.post(f"/desk/cases/{case.case_id}/do/compare/", body).status_code == 403
