"""A preview stands until it is confirmed; what moved meanwhile is shown again."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from tests.catalogue.conftest import NOW
from tests.catalogue.exchanging import BASE, changed, exported, report_of, row, workbook
from yichuang.catalogue import api, due
from yichuang.catalogue.exchange import previews
from yichuang.catalogue.models import ChangeRequest, Claim, ImportPreview, Item, ItemVersion

pytestmark = pytest.mark.django_db
exchange = api.exchange



def test_a_preview_stays_until_it_is_confirmed_and_then_all_of_it_is_written(shipped, editor) -> None:
    data = changed(exported(), ("事项", "承诺时限", "small-catering", 5))
    ident = exchange.keep(data, name="事项.xlsx", now=NOW, actor=editor)
    assert not ItemVersion.objects.filter(status="draft").exists()
    found = exchange.preview(ident, actor=editor, now=NOW + timedelta(days=2))
    assert (found.counts["changed"], found.counts["unchanged"], found.errors, found.written) == (1, len(shipped) - 1, 0, False)
    (line,), more = exchange.lines(ident, outcome="changed")
    assert [(c.element, c.before, c.after) for c in line.changes] == [("promised_amount", line.old["promised_amount"], 5)] and not more
    assert exchange.confirm(ident, now=NOW, actor=editor).written
    assert exchange.confirm(ident, now=NOW, actor=editor).written, "a second click changes nothing"
    assert ItemVersion.objects.filter(status="draft").count() == 1


def test_a_preview_expires_and_belongs_to_who_uploaded_it(shipped, editor, importer) -> None:
    ident = exchange.keep(exported(), name="x.xlsx", now=NOW, actor=editor)
    with pytest.raises(exchange.NoSuchPreview):
        exchange.preview(ident, actor=importer, now=NOW)
    with pytest.raises(exchange.NoSuchPreview):
        exchange.preview(ident, actor=editor, now=NOW + timedelta(days=3))
    exchange.keep(exported(), name="y.xlsx", now=NOW + timedelta(days=3), actor=editor)
    assert not ImportPreview.objects.filter(id=ident).exists()


def test_a_version_that_moved_since_the_preview_is_shown_again_and_nothing_is_half_written(shipped, editor) -> None:
    data = changed(exported(), ("事项", "承诺时限", "small-catering", 5), ("事项", "承诺时限", "drainage", 4))
    ident = exchange.keep(data, name="a.xlsx", now=NOW, actor=editor)
    colleague = changed(exported(codes=("drainage",)), ("事项", "承诺时限", "drainage", 3))
    exchange.confirm(exchange.keep(colleague, name="b.xlsx", now=NOW, actor=editor), now=NOW, actor=editor)
    (shown, _other), _ = exchange.lines(ident, outcome="changed")
    with pytest.raises(exchange.VersionsMoved):
        exchange.confirm(ident, now=NOW, actor=editor)
    assert not ItemVersion.objects.filter(item__code="small-catering", status="draft").exists()
    lines, _ = exchange.lines(ident, outcome="changed")
    assert {line.code: (line.old["promised_amount"], line.status, line.moved) for line in lines}["drainage"] == (3, "draft", False)
    exchange.confirm(ident, now=NOW, actor=editor)
    assert sorted(ItemVersion.objects.filter(status="draft").values_list("item__code", "promised_amount")) == [("drainage", 4), ("small-catering", 5)]


def test_a_draft_that_is_with_the_reviewers_is_not_changed(shipped, editor) -> None:
    first = changed(exported(codes=("drainage",)), ("事项", "承诺时限", "drainage", 3))
    exchange.confirm(exchange.keep(first, name="a.xlsx", now=NOW, actor=editor), now=NOW, actor=editor)
    draft = ItemVersion.objects.get(item__code="drainage", status="draft")
    again = exchange.keep(changed(exported(codes=("drainage",)), ("事项", "承诺时限", "drainage", 4)), name="b.xlsx", now=NOW, actor=editor)
    ChangeRequest.objects.create(item=draft.item, version=draft, change="change", stage="legality", drafter=editor.ref, created_at=NOW, moved_at=NOW)
    with pytest.raises(exchange.VersionsMoved):
        exchange.confirm(again, now=NOW, actor=editor)
    (line,), _ = exchange.lines(again, outcome="problem")
    assert [found["code"] for found in line.findings] == ["under_review"]
    untouched = exchange.preview(exchange.keep(exported(), name="c.xlsx", now=NOW, actor=editor), actor=editor, now=NOW)
    assert (untouched.errors, untouched.counts["unchanged"]) == (0, len(shipped)), "what the file does not change, no review holds"


@pytest.mark.parametrize("change", ["delegate", "suspend", "cancel", "retain"])
def test_a_request_that_stands_on_the_version_in_force_holds_no_row_of_a_file(shipped, editor, change) -> None:
    version = ItemVersion.objects.get(item__code="drainage", status="published")
    ChangeRequest.objects.create(item=version.item, version=version, change=change, stage="notice", drafter=editor.ref, created_at=NOW, moved_at=NOW)
    data = exported(status="published")
    found = exchange.preview(exchange.keep(data, name="a.xlsx", now=NOW, actor=editor), actor=editor, now=NOW)
    assert (found.errors, found.to_write) == (0, 0)
    ident = exchange.keep(changed(data, ("事项", "承诺时限", "drainage", 3)), name="b.xlsx", now=NOW, actor=editor)
    assert exchange.confirm(ident, now=NOW, actor=editor).counts["changed"] == 1


def test_a_new_licence_claims_the_entry_that_its_row_names(shipped, editor) -> None:
    head = [*BASE[0], "认领的基本编码", "受理机关"]
    organ = ItemVersion.objects.get(item__code="drainage", status="published").accepting_organ.name
    new = [*row("qs", name="取水许可", regime="行政许可"), "demo-water-intake", organ]
    wrong = [*row("xx", name="取水许可二", regime="行政许可"), "no-such-code", organ]
    found = exchange.keep(workbook({"事项": [head, new, wrong]}), name="a.xlsx", now=NOW, actor=editor)
    (line,), _ = exchange.lines(found, outcome="problem")
    assert (line.code, [one["code"] for one in line.findings]) == ("xx", ["entry_not_claimable"])
    good = exchange.keep(workbook({"事项": [head, new]}), name="b.xlsx", now=NOW, actor=editor)
    (line,), _ = exchange.lines(good, outcome="new")
    assert line.claims == "demo-water-intake" and not Claim.objects.filter(item__code="qs").exists()
    exchange.confirm(good, now=NOW, actor=editor)
    assert Claim.objects.get(item__code="qs").entry.code == "demo-water-intake"
    held = json.loads(exported("json", codes=("qs",)))
    assert held["items"][0]["claims"] == "demo-water-intake", "JSON says it too"
    unchanged = exchange.preview(exchange.keep(json.dumps(held).encode(), name="d.json", now=NOW, actor=editor), actor=editor, now=NOW)
    assert (unchanged.errors, unchanged.to_write) == (0, 0)
    Claim.objects.filter(item__code="qs").delete()
    exchange.confirm(exchange.keep(json.dumps(held).encode(), name="e.json", now=NOW, actor=editor), now=NOW, actor=editor)
    assert Claim.objects.get(item__code="qs").entry.code == "demo-water-intake", "and a draft claims what it says"
    again = exchange.preview(exchange.keep(exported(), name="c.xlsx", now=NOW, actor=editor), actor=editor, now=NOW)
    assert (again.errors, again.to_write) == (0, 0), "what was exported says what is claimed, and changes nothing"


def test_an_older_export_is_told_that_there_is_a_newer_version(shipped, editor, importer) -> None:
    old = exported(codes=("drainage",))
    report_of(changed(old, ("事项", "承诺时限", "drainage", 3)), importer, write=True)
    report = report_of(old, importer)
    assert ("newer_version", 1) in [(found.finding.code, report.changed) for found in report.findings]


def test_items_of_another_organ_are_refused(shipped, editor) -> None:
    from yichuang.organisations.models import Organ

    other = Organ.objects.create(name="别的机关")
    ItemVersion.objects.create(
        item=Item.objects.create(code="theirs", name="别人的", origin="studio"), number=1, status="draft", regime="service", name="别人的",
        accepting_organ=other, created_at=NOW, created_by="test",
    )
    data = changed(exported(codes=("theirs",)), ("事项", "承诺时限", "theirs", 3), ("事项", "承诺时限单位", "theirs", "工作日"))
    ident = exchange.keep(data, name="x.xlsx", now=NOW, actor=editor)
    (line,), _ = exchange.lines(ident, outcome="problem")
    assert [found["code"] for found in line.findings] == ["not_yours"]
    with pytest.raises(exchange.ImportRefused):
        exchange.confirm(ident, now=NOW, actor=editor)


@pytest.mark.parametrize("count", [2, 60])
def test_a_page_of_a_preview_takes_two_statements(editor, importer, django_assert_num_queries, count) -> None:
    data = workbook({"事项": [*BASE, *(row(f"n{number}") for number in range(count))]})
    ident = exchange.keep(data, name="x.xlsx", now=NOW, actor=editor)
    with django_assert_num_queries(1):
        lines, more = exchange.lines(ident, outcome="new")
    assert (len(lines), more) == (min(count, 20), count > 20)


# large files


@pytest.fixture
def large(monkeypatch) -> None:
    """Every file is large, and one item is many."""
    monkeypatch.setattr(previews, "LARGE", 1)
    monkeypatch.setattr(previews, "MANY", 0)


def worked(now: datetime = NOW) -> None:
    """What the worker does with the file whose turn it is."""
    assert due.hand_out(now) == 1
    assert due.hand_out(now) == 0, "one at a time: so the memory of the worker is bounded"
    preview_id, attempt = ImportPreview.objects.filter(attempt__gt=0, take_up_at__isnull=False).values_list("id", "attempt").get()
    exchange.work(preview_id, attempt, lambda: now)


def test_a_large_file_is_read_and_written_by_the_worker_which_says_how_far_it_is(shipped, editor, large) -> None:
    data = changed(exported(), ("事项", "承诺时限", "small-catering", 5))
    ident = exchange.keep(data, name="事项.xlsx", now=NOW, actor=editor)
    waiting = exchange.preview(ident, actor=editor, now=NOW)
    assert (waiting.stage, waiting.begun, exchange.lines(ident)) == ("reading", False, ((), False))
    with pytest.raises(exchange.ImportRunning):
        exchange.confirm(ident, now=NOW, actor=editor)
    worked()
    ready = exchange.preview(ident, actor=editor, now=NOW)
    assert (ready.working, ready.counts["changed"], ready.counts["unchanged"]) == (False, 1, len(shipped) - 1)
    assert (ready.done, ready.total) == (len(shipped), len(shipped))
    assert exchange.confirm(ident, now=NOW, actor=editor).stage == "writing" and not ItemVersion.objects.filter(status="draft").exists()
    worked()
    assert exchange.preview(ident, actor=editor, now=NOW).written
    assert ItemVersion.objects.get(status="draft").promised_amount == 5
    assert due.hand_out(NOW + timedelta(days=1)) == 0


def test_a_worker_that_died_is_replaced_and_after_three_the_sender_is_told_what_to_do(editor, large) -> None:
    ident = exchange.keep(workbook({"事项": [*BASE, row()]}), name="事项.xlsx", now=NOW, actor=editor)
    assert due.hand_out(NOW) == 1, "and this one dies"
    later = NOW + timedelta(minutes=3)
    assert due.hand_out(later) == 1
    exchange.work(ident, 1, lambda: later)
    assert exchange.preview(ident, actor=editor, now=later).working, "the dead one, if it lived after all, has nothing to do"
    exchange.work(ident, 2, lambda: later)
    assert exchange.preview(ident, actor=editor, now=later).counts["new"] == 1
    again = exchange.keep(workbook({"事项": [*BASE, row()]}), name="事项.xlsx", now=NOW, actor=editor)
    for minutes in (10, 20, 30, 40):
        due.hand_out(NOW + timedelta(minutes=minutes))
    told = exchange.preview(again, actor=editor, now=later)
    assert (told.failed, told.failure.code, told.failure.details) == (True, "catalogue.import_stopped", {"n": 3})


def test_a_large_file_that_moved_meanwhile_or_is_none_at_all_is_said_on_its_page(shipped, editor, large) -> None:
    bad = exchange.keep(b"PK nothing", name="x.xlsx", now=NOW, actor=editor)
    worked()
    assert exchange.preview(bad, actor=editor, now=NOW).failure.code == "kernel.bad_file"
    ident = exchange.keep(changed(exported(), ("事项", "承诺时限", "drainage", 4)), name="a.xlsx", now=NOW, actor=editor)
    worked()
    exchange.confirm(ident, now=NOW, actor=editor)
    report_of(changed(exported(codes=("drainage",)), ("事项", "承诺时限", "drainage", 3)), editor, write=True)
    worked()
    moved = exchange.preview(ident, actor=editor, now=NOW)
    assert (moved.stage, moved.failure.code) == ("reading", "catalogue.versions_moved")
    worked()
    (line,), _ = exchange.lines(ident, outcome="changed")
    assert (line.old["promised_amount"], line.new["promised_amount"], line.moved) == (3, 4, False)
