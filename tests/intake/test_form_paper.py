"""申请书: what was filled in is made into the paper of each case by the system, and asked of nobody as a file (行政许可法 29, 31, 33)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.intake.conftest import pdf
from yichuang.cases import api as cases
from yichuang.cases.actions import form_paper
from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import work as worker
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import FORM, MadeFromForm
from yichuang.intake import actions, after, queries
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "").replace(" ", "")


def paper_of(case_id, actor, now):
    """The paper that lies under the material made out of the form now, its words without line breaks, and its row."""
    row = next(row for row in dossier.view(case_id).materials if row.term and row.term.from_form)
    assert len(row.files) == 1
    return text_of(dossier.open_file(case_id, row.files[0].id, reader=actor, at=now).file.read()), row


def apply(city, now, code="food-business", **more):
    terms = catalogue.terms(city.versions[code])
    answers = props.answers(terms, city.company_id)
    uploads = [
        dossier.Upload(m.code, dossier.keep(city.company_id, m, pdf(), file_name=f"{m.code}.pdf", at=now, by=city.representing.ref).id)
        for m in terms.materials if not m.from_form
    ]  # fmt: skip
    made = {"actor": city.representing, "agent_id": city.demo.applicants[1].party_id, **more}
    return actions.hand_in(city.versions[code], city.company_id, answers, uploads, now=now, **made)


@pytest.fixture
def case(city, now):
    return apply(city, now)


def test_the_form_is_made_after_handing_in_and_says_what_was_confirmed(city, case, now):
    row = next(row for row in dossier.view(case.case_id).materials if row.term and row.term.from_form)
    assert (row.label, row.files, row.points) == ("由系统生成", (), ()), "nothing waits for it and nothing is asked of it"
    worker()
    said, row = paper_of(case.case_id, city.representing, now)
    party = organisations.party(city.company_id)
    terms = catalogue.terms(city.versions["food-business"])
    answers = props.answers(terms, city.company_id)
    for words in (
        "食品经营许可申请书", case.number, terms.name, "新办", party.name, answers["premises.name"], answers["food.trade"], "2026年9月10日09时30分",
        "对申请材料实质内容的真实性负责（《中华人民共和国行政许可法》第三十一条）", city.representative.display_name, "登录本人账户",
        f"{party.name}（{party.number_masked}）已核验",
        "保证食品安全的规章制度", "电子件，1个文件",
    ):
        assert words in said, words
    digest = row.files[0].id
    worker()
    assert dossier.view(case.case_id).material(row.code).files[0].id == digest, "heard again, it is laid once"
    assert not cases.make_form(case.case_id, actor=organisations.system_actor("test"), now=now + timedelta(days=3)), "the same form, the same bytes"
    listed = [line["name"] for line in dossier.handed_in(case.case_id)]
    assert listed[0] == "食品经营许可申请书" and listed.count("食品经营许可申请书") == 1 and "申请表" not in listed


def test_nobody_may_ask_for_it_or_upload_it(city, draft, case, now):
    assert not [point for point in dossier.listed_points(catalogue.terms(city.versions["food-business"])) if point.startswith(("A-M1", "M1"))]
    mine = actions.start(city.versions["food-business"], city.company_id, token=new_id(), actor=city.representing, now=now)
    work = queries.work(mine.id, actor=city.representing)
    assert "M1" not in {row.term.code for row in work.materials} and [paper.code for paper in work.form_papers] == ["M1"]
    with pytest.raises(MadeFromForm, match="由系统按填写的内容生成"):
        actions.lay_files(mine.id, "M1", [], actor=city.representing, now=now)
    material = work.form_papers[0]
    stored = dossier.keep(city.company_id, material, pdf(), file_name="申请书.pdf", at=now, by=city.representing.ref)
    with pytest.raises(MadeFromForm):
        dossier.add_files(case.case_id, [dossier.Upload("M1", stored.id)], actor=city.representing, at=now)
    assert "M1" not in dossier.reusable(city.company_id, work.terms, on=local_date(now))


def corrected(city, case, now, actor):
    """The form is asked for and handed in with another name of the premises, the next day."""
    point = next(code for code, text in dossier.listed_points(catalogue.terms(city.versions["food-business"])).items() if text.startswith("申请表"))
    dossier.mark_met(case.case_id, [code for code in dossier.acceptance_open(case.case_id) if code != point], by=city.window.ref, at=now)
    cases.ask_correction(case.case_id, points={point: "经营场所名称写全"}, actor=city.window, now=now)
    later = now + timedelta(days=1)
    found = after.own_case(case.case_id, actor)
    form = after.form_of(found)
    raw = {q.element: dossier.latest_answers(case.case_id).answers.get(q.element, "") for q in after.asked_fields(form)}
    raw = {code: "yes" if value is True else "no" if value is False else value for code, value in raw.items()} | {"premises.name": "示例市改过名的饭店"}
    after.correct(case.case_id, files={}, reused={}, raw=raw, actor=actor, now=later)
    worker()
    return paper_of(case.case_id, actor, later)


def test_a_corrected_form_is_made_anew_and_the_old_one_stays(city, case, now):
    worker()
    said, row = corrected(city, case, now, city.representing)
    assert "示例市改过名的饭店" in said and "第2版（申请人更正后重新生成）" in said and "2026年9月11日09时30分" in said
    assert [file.edition for file in row.older] == [1] and row.files[0].edition == 2


def test_at_the_window_it_is_printed_signed_and_recorded(city, now):
    """29: in writing; the clerk fills in what is said, the paper is signed there and lies in the file."""
    received = apply(city, now, actor=city.window, channel=Channel.WINDOW, papers=[dossier.Paper(FORM, 1, original=True)])
    worker()
    said, row = paper_of(received.case_id, city.window, now)
    assert f"在打印的申请书上签字，纸质原件存卷；窗口工作人员{city.clerk.display_name}录入" in said
    assert row.paper is not None and row.paper.copies == 1, "the signed original is shown with it"
    receipt = next(paper for paper in documents.of_case(received.case_id) if paper.kind == "receipt")
    assert receipt.fields["materials"][0] == {"name": "食品经营许可申请书", "original": "原件", "copies": 1, "medium": "纸质"}


@pytest.mark.parametrize("name", ["食品经营许可申请书", "《食品经营许可申请书》", "《食品经营许可申请书》（原件）", "食品经营许可申请书 (含附表)"])
def test_the_heading_is_the_bare_name_of_the_paper(name):
    assert form_paper.titled(name) == "食品经营许可申请书"


@pytest.fixture
def signed(city, now):
    return apply(city, now, actor=city.window, channel=Channel.WINDOW, papers=[dossier.Paper(FORM, 1, original=True)])


def test_whose_account_was_closed_since_was_a_clerk_all_the_same(city, signed, now):
    """The applicant is who confirmed it, never the clerk who typed it in and has left since."""
    Account.objects.filter(id=city.clerk.id).update(is_active=False)
    worker()
    said, _row = paper_of(signed.case_id, city.window, now)
    assert f"窗口工作人员{city.clerk.display_name}录入" in said and "登录本人账户" not in said


def test_what_was_signed_is_the_edition_that_was_printed_and_none_after_it(city, signed, now):
    """电子签名法 5, 行政许可法 31: a paper says of a corrected form what became of that one, not of the one before."""
    said, _row = corrected(city, signed, now, city.window)
    assert "第2版" in said
    assert f"由窗口工作人员{city.clerk.display_name}按申请人陈述录入" in said and "签字" not in said
