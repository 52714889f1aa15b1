"""What may be published, and that it never changes afterwards (design §7)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from tests.catalogue.conftest import NOW
from yichuang.catalogue import api, publishing
from yichuang.catalogue.models import Form, Item, ItemVersion, Procedure
from yichuang.catalogue.seed import draft_of, procedure, published_files
from yichuang.clock.domain import Limit, Unit
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.record import check_all
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(shipped, editor):
    """Writes a draft of a shipped item with some columns changed; returns the version id."""

    def write(code: str = "small-catering", **changes):
        data = next(data for data in published_files() if data["code"] == code)
        return draft_of(data | changes, {name: procedure(name, now=NOW, actor=editor) for name in ("default", "one_review", "expert")}, now=NOW, actor=editor)

    return write


def errors_of(version_id, program) -> set[tuple[str, str]]:
    with pytest.raises(api.NotPublishable) as refusal:
        api.publish(version_id, now=NOW, actor=program)
    assert refusal.value.status == 422
    return {(error.field, error.code) for error in refusal.value.errors}


def test_the_shipped_items_are_in_force_through_the_real_verb(shipped, program) -> None:
    assert set(shipped) == {
        "small-catering", "public-place-hygiene", "tree-felling", "drainage", "soil-conservation", "signboard-filing", "food-business",
        "fire-check", "outdoor-sign", "site-opinion", "land-planning-permit", "works-planning-permit", "construction-permit",
        "fire-design-review", "fire-acceptance", "completion-filing", "company-registration", "tax-registration", "invoice-types", "social-insurance",
    }
    assert api.load_shipped(now=NOW, actor=program) == shipped
    licences = {code for code, version_id in shipped.items() if api.terms(version_id).regime == "licence"}
    for item in Item.objects.all():
        assert item.head_seq == (2 if item.code in licences else 1), "a licence is claimed first"
    assert not list(check_all())
    for version_id in shipped.values():
        assert [f for f in api.check(version_id, on=date(2026, 9, 24)) if f.severity == "error"] == []
        guide = api.guide(version_id)
        assert guide.open
        assert guide.completed
        assert guide.missing <= {"statutory"}


def test_the_limits_are_those_of_each_law(shipped) -> None:
    days = {code: api.terms(version_id) for code, version_id in shipped.items()}
    assert days["drainage"].statutory == Limit(15, Unit.WORKING_DAY)
    assert days["drainage"].promised == Limit(10, Unit.WORKING_DAY)
    soil = days["soil-conservation"]
    assert (soil.statutory, soil.promised) == (Limit(10, Unit.WORKING_DAY), Limit(7, Unit.WORKING_DAY))
    cap = soil.cap("expert_review")
    assert cap is not None
    assert cap.limit == Limit(30, Unit.WORKING_DAY)
    assert soil.cap("hearing") is None
    assert days["public-place-hygiene"].promised == Limit(0, Unit.ON_THE_SPOT)
    assert days["public-place-hygiene"].on_the_spot
    assert days["signboard-filing"].statutory is None
    assert days["signboard-filing"].extension is None
    assert days["tree-felling"].deciding_model == "stationed"


def test_every_point_leads_to_a_material_or_a_condition(shipped) -> None:
    for version_id in shipped.values():
        terms = api.terms(version_id)
        assert {point.material_code for point in terms.acceptance_points} == {m.code for m in terms.materials if not m.from_form}
        assert {point.condition_code for point in terms.review_points} <= {condition.code for condition in terms.conditions}
        assert api.net(terms.procedure_id).nodes
        for kind in terms.audience:
            assert 3 <= len([f for s in api.form(terms.form_id, kind).sections if s.own and not s.repeat for f in s.fields]) <= 8


def test_a_published_version_never_changes(shipped) -> None:
    version = ItemVersion.objects.get(id=shipped["drainage"])
    for change in ({"name": "x"}, {"promised_amount": 3}, {"materials": []}, {"status": "draft"}, {"published_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ItemVersion.objects.filter(id=version.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemVersion.objects.filter(id=version.id).delete()
    for model in (Form, Procedure):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(name="x")
    version.refresh_from_db()
    assert publishing.content_hash(publishing.load(version.id)) == version.content_hash


def test_the_next_version_ends_the_last(shipped, draft, program) -> None:
    second = draft("drainage", promised={"amount": 5, "unit": "working_day", "text": "5个工作日"}, steps=[])
    api.publish(second, now=NOW, actor=program)
    assert api.published("drainage") == second
    assert [(line.number, line.status) for line in api.versions("drainage")] == [(2, "published"), (1, "ended")]
    assert api.terms(shipped["drainage"]).promised == Limit(10, Unit.WORKING_DAY)
    assert not api.is_open(shipped["drainage"])
    with pytest.raises(api.WrongStatus):
        api.publish(second, now=NOW, actor=program)


def test_a_new_procedure_comes_with_the_next_version(shipped, program) -> None:
    """What the studio does: draw, keep, revise, publish; running cases keep their version."""
    from yichuang.procedures.api import shipped as drawings

    drawn = api.keep_procedure("drainage-own", name="排水专用", bpmn=drawings("one_review"), now=NOW, actor=program)
    assert api.keep_procedure("drainage-own", name="排水专用", bpmn=drawings("one_review"), now=NOW, actor=program).id == drawn.id
    second = api.revise(shipped["drainage"], now=NOW, actor=program, procedure=drawn)
    api.publish(second, now=NOW, actor=program)
    assert api.terms(second).procedure_id == drawn.id
    assert api.terms(second).materials == api.terms(shipped["drainage"]).materials
    assert api.terms(shipped["drainage"]).procedure_id != drawn.id
    clerk = organisations.actor_of(Account.objects.get(username="chuangkou"))
    with pytest.raises(Forbidden):
        api.revise(second, now=NOW, actor=clerk)


def test_suspended_is_closed_and_can_be_resumed(shipped, program) -> None:
    from yichuang.catalogue.domain import Status

    api.move(shipped["drainage"], Status.SUSPENDED, now=NOW, actor=program)
    with pytest.raises(api.NotPublished):
        api.published("drainage")
    assert not [hit for hit in api.search("城镇污水").hits if hit.open]
    api.move(shipped["drainage"], Status.PUBLISHED, now=NOW, actor=program)
    assert api.published("drainage") == shipped["drainage"]
    api.move(shipped["drainage"], Status.ENDED, now=NOW, actor=program)
    with pytest.raises(api.WrongStatus):
        api.move(shipped["drainage"], Status.PUBLISHED, now=NOW, actor=program)


def test_nobody_publishes_past_the_stages(draft, editor, shipped) -> None:
    from yichuang.catalogue.domain import Status

    with pytest.raises(Forbidden, match="needs_review"):
        api.publish(draft(), now=NOW, actor=editor)
    with pytest.raises(Forbidden, match="needs_review"):
        api.move(shipped["drainage"], Status.ENDED, now=NOW, actor=editor)


REFUSED = [
    ({"promised": {"amount": 21, "unit": "working_day"}}, ("promised", "promised_above_statutory")),
    ({"statutory": {"amount": 30, "unit": "working_day", "article": "《某办法》第三条", "rank": "rule"}}, ("statutory", "limit_above_default")),
    ({"statutory": {"amount": 30, "unit": "working_day", "rank": "law"}}, ("statutory", "limit_above_default")),
    ({"statutory": {"amount": 15, "unit": "working_day"}}, ("statutory", "statutory_without_article")),
    ({"materials": []}, ("materials", "materials_missing")),
    ({"materials": [{"code": "M1", "name": "申请表", "source": "申请人自备"}]}, ("materials", "material_without_article")),
    ({"materials": [{"code": "M1", "name": "申请表", "article": "第一条"}]}, ("materials", "material_without_source")),
    ({"materials": [{"code": "M1", "name": "要求提供的其他资料", "article": "x", "source": "y"}]}, ("materials", "open_ended_material")),
    ({"conditions": []}, ("conditions", "conditions_missing")),
    ({"fees": None}, ("fees", "fee_not_stated")),
    ({"fees": [{"name": "工本费", "fen": 1000}]}, ("fees", "fee_without_basis")),
    ({"steps": [{"name": "审核"}]}, ("steps", "step_without_owner")),
    ({"steps": [{"name": "审核", "post": "undertaker", "limit": {"amount": 11, "unit": "working_day"}}]}, ("steps", "steps_exceed_promise")),
    ({"result": {"name": "证", "kind": "licence", "licence_type": "001"}}, ("result", "result_without_template")),
    ({"result": {}}, ("result", "result_missing")),
    ({"bases": []}, ("bases", "basis_missing")),
    ({"bases": [{"title": "开发建设项目水土保持设施验收管理办法"}]}, ("bases", "basis_repealed")),
    ({"bases": [{"title": "某市通知", "rank": "document"}]}, ("bases", "licence_without_statute")),
    ({"bases": [{"title": "某市城市绿化条例"}]}, ("bases", "basis_rank_missing")),
    ({"special_caps": [{"ground": "visit", "limit": {"amount": 5, "unit": "working_day"}, "article": "x"}]}, ("special_caps", "ground_not_in_45")),
    ({"special_caps": [{"ground": "hearing", "limit": {"amount": 20, "unit": "working_day"}, "article": ""}]}, ("special_caps", "cap_without_article")),
    ({"form": {"name": "x", "sections": [{"title": "x", "fields": [{"element": "premises.colour"}]}]}}, ("form", "unknown_element")),
    ({"regime": "filing", "task_type": "10"}, ("name", "word_of_another_regime")),
    ({"deciding_model": ""}, ("deciding_model", "deciding_model_missing")),
]


def test_publication_is_refused_with_field_and_reason(draft, program) -> None:
    """One database for all: each case is a draft of its own."""
    for changes, expected in REFUSED:
        assert expected in errors_of(draft(**changes), program), changes


def test_a_decision_of_the_state_council_may_set_a_licence(draft, program) -> None:
    basis = [{"title": "国务院对确需保留的行政审批项目设定行政许可的决定", "article": "附件第109项", "rank": "document"}]
    api.publish(draft(bases=basis), now=NOW, actor=program)


def test_a_longer_limit_with_its_law_may_be_published(draft, program) -> None:
    long = {"amount": 3, "unit": "month", "article": "《中华人民共和国民办教育促进法》第十四条", "rank": "law"}
    found = api.publish(draft(statutory=long), now=NOW, actor=program)
    assert "not_comparable" in {finding.code for finding in found}


def test_items_under_12_2_53_and_54_are_refused_until_built(draft, program) -> None:
    for way in ("tender", "auction", "examination"):
        version_id = draft()
        ItemVersion.objects.filter(id=version_id).update(allocation=way)
        assert ("allocation", "allocation_not_built") in errors_of(version_id, program)


def test_an_organ_that_no_longer_exists_cannot_decide(draft, program) -> None:
    from yichuang.organisations.models import Organ

    version_id = draft("tree-felling")
    Organ.objects.filter(name="示例市林业局").update(valid_to=date(2026, 1, 1))
    assert ("deciding_organ", "organ_not_in_force") in errors_of(version_id, program)


def test_a_refused_publication_writes_nothing(draft, program) -> None:
    version_id = draft(materials=[])
    errors_of(version_id, program)
    assert ItemVersion.objects.get(id=version_id).status == "draft"
    assert Item.objects.get(code="small-catering").head_seq == 2
