"""作废草稿: a draft is given up with a reason; lists, claims, exports and the public then stand as if it had never been begun."""

from __future__ import annotations

import pytest

from tests.catalogue.conftest import NOW
from tests.catalogue.exchanging import BASE, exported, problems, report_of, row, sheets_of, workbook
from yichuang.catalogue import api
from yichuang.catalogue.api import claims, life
from yichuang.catalogue.editing import save_section
from yichuang.catalogue.models import ChangeRequest, Claim, Item, ItemVersion
from yichuang.catalogue.pages import guide_page
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db
ENTRY = "demo-water-intake"


@pytest.fixture
def organ(shipped):
    return organisations.demo_id("organ", "bureau")


def begun(editor, organ, **asked):
    return api.begin_item(**{"name": "取水许可", "regime": "licence", "organ_id": organ, "code": "qs", "entry": ENTRY, "now": NOW, "actor": editor, **asked})


def given_up(version_id, actor, reason="重复起草", edition=None) -> None:
    api.discard(version_id, reason=reason, edition=edition, now=NOW, actor=actor)


def state_of(organ) -> str:
    found = claims.report("demo", frozenset({organ}), size=100)
    return {line.code: line.state for line in found.lines}[ENTRY]


def test_a_draft_begun_by_mistake_gives_its_entry_and_its_code_free(editor, organ) -> None:
    assert state_of(organ) == "unclaimed"
    version_id = begun(editor, organ)
    request_id = life.begin(version_id, "claim", now=NOW, actor=editor)
    assert state_of(organ) == "asked"
    going = api.would_go(version_id, now=NOW, actor=editor)
    assert (going.change, ENTRY in going.entry) == ("claim", True)
    given_up(version_id, editor, edition=going.edition)
    assert (state_of(organ), Claim.objects.filter(item__code="qs").exists(), ChangeRequest.objects.get(id=request_id).stage) == ("unclaimed", False, "withdrawn")
    fact = list(read(Item.objects.get(code="qs").id))[-1].fact
    assert (fact.version_id, fact.entry_id is not None) == (version_id, True) and not list(check_all())
    assert api.discarded(version_id).reason == "重复起草"
    again = begun(editor, organ, name="取水许可证核发")
    assert (ItemVersion.objects.get(id=again).number, Item.objects.get(code="qs").name, state_of(organ)) == (2, "取水许可证核发", "asked")


def test_the_version_in_force_is_exported_again_and_the_public_never_reads_what_was_discarded(editor, shipped) -> None:
    version_id = api.redraft(shipped["drainage"], now=NOW, actor=editor)
    ItemVersion.objects.filter(id=version_id).update(promised_amount=3)
    statuses = lambda: next(line for line in sheets_of(exported(codes=("drainage",)))["事项"] if line[0] == "drainage")  # noqa: E731
    assert "草稿" in statuses()
    given_up(version_id, editor)
    assert "草稿" not in statuses() and "已发布" in statuses()
    with pytest.raises(api.NoSuchItem):
        guide_page(version_id, today=NOW.date())
    assert (api.guide(version_id).is_secret, api.published("drainage")) == (True, shipped["drainage"])
    assert [line.status for line in api.versions("drainage")][:2] == ["discarded", "published"]
    assert Claim.objects.filter(item__code="drainage").exists(), "what is in force keeps its entry"


def test_an_item_whose_drafts_were_discarded_may_be_imported_anew(editor, organ, importer) -> None:
    given_up(begun(editor, organ, regime="service", entry="", code="n1"), editor)
    data = workbook({"事项": [*BASE, row("n1", name="新名称")]})
    report = report_of(data, importer, write=True)
    assert (problems(report), report.new, report.written) == ([], 1, True)
    assert ItemVersion.objects.get(item__code="n1", status="draft").number == 2


def test_what_is_reviewed_changed_meanwhile_or_no_draft_is_not_discarded(editor, shipped, organ) -> None:
    version_id = api.redraft(shipped["drainage"], now=NOW, actor=editor)
    going = api.would_go(version_id, now=NOW, actor=editor)
    section = api.section(version_id, "basic")
    save_section(version_id, "basic", {"name": "排水许可证核发"}, mark=section.mark, now=NOW, actor=editor)

    def refused(**asked) -> str:
        with pytest.raises(Refusal) as no:
            given_up(**{"version_id": version_id, "actor": editor, **asked})
        return no.value.code

    assert refused(edition=going.edition) == "catalogue.draft_moved"
    assert refused(version_id=shipped["drainage"]) == "catalogue.wrong_status"
    with pytest.raises(Invalid) as empty:
        given_up(version_id, editor, reason=" ")
    assert empty.value.errors[0].field == "reason"
    with pytest.raises(Forbidden):
        given_up(version_id, organisations.actor_named("juzhang"))
    ChangeRequest.objects.create(
        item=Item.objects.get(code="drainage"), version_id=version_id, change="change", stage="legality", drafter=editor.ref, created_at=NOW, moved_at=NOW
    )
    assert refused() == "catalogue.under_review"
    into = life.begin_reshaping(shipped["small-catering"], "split", others=(), into=[("s1", "甲"), ("s2", "乙")], now=NOW, actor=editor)
    part = ChangeRequest.objects.get(id=into).parts.filter(role="into").first()
    assert refused(version_id=part.version_id) == "catalogue.under_review", "a split is withdrawn first"
    assert ItemVersion.objects.filter(discarded__isnull=False).count() == 0
