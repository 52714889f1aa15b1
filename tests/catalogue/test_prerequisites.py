"""前置条件: the graph, what a tribunal may decide (domain A row 17; 优化营商环境条例 35, 行政许可法 16), and that publication obeys."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.conftest import NOW
from yichuang.catalogue import api
from yichuang.catalogue.domain import Basis, Rank, tribunal
from yichuang.catalogue.domain.prerequisites import Edge, chain, cycles, graph_of, hidden
from yichuang.catalogue.domain.tribunal import Member, Verdict
from yichuang.catalogue.models import Docket, ItemVersion
from yichuang.catalogue.prerequisites import reading
from yichuang.catalogue.prerequisites import tribunal as verbs
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.kernel.record import check_all
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

NODES = st.sampled_from("abcdefg")
LAW = {"title": "中华人民共和国森林法", "article": "第五十八条", "rank": "law"}
PAPER = {"title": "某市关于加强管理的通知", "article": "第三条", "rank": "document"}


def reachable(edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Naive transitive closure."""
    found = set(edges)
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


@given(st.sets(st.tuples(NODES, NODES), max_size=16))
def test_circles_are_the_items_that_reach_each_other(pairs) -> None:
    closed = reachable(pairs)
    wanted = {tuple(sorted(b for b in "abcdefg" if b == a or ((a, b) in closed and (b, a) in closed))) for a in "abcdefg" if (a, a) in closed}
    assert set(cycles(graph_of(Edge(a, b, "结果") for a, b in pairs))) == wanted


@given(st.sets(st.tuples(NODES, NODES), max_size=16))
def test_the_chain_names_everything_needed_once(pairs) -> None:
    graph = graph_of(Edge(a, b, "结果") for a, b in pairs)
    for item in graph:
        named = [code for layer in chain(graph, item) for code in layer]
        assert len(named) == len(set(named))
        assert set(named) == {b for a, b in reachable(pairs) if a == item} - {item}


def test_a_material_that_is_the_result_of_another_item_is_a_hint_only() -> None:
    results = {"小餐饮经营许可证": "food", "许可证": "short", "林木采伐许可证": "trees"}
    found = hidden([("M1", "《小餐饮经营许可证》复印件"), ("M2", "身份证"), ("M3", "林木采伐许可证")], results, ["M3"])
    assert [(h.material_code, h.item_code) for h in found] == [("M1", "food")], "too short a name, or one declared, is no hint"
    assert hidden([("M1", "小餐饮经营许可证")], results, [], own="food") == ()


def panel(*votes: Verdict, organ=None) -> list[Member]:
    return [Member(uuid4(), organ or uuid4(), vote) for vote in votes]


def check(members: list[Member], **changed: object) -> None:
    known = {"presiding": members[0].account_id, "parties": (), "plaintiff_organ": uuid4(), "defendant_organ": uuid4()}
    tribunal.check_panel(members, **{**known, **changed})  # type: ignore[arg-type]


def test_a_panel_is_odd_presided_and_apart_from_the_parties() -> None:
    keep, strike = Verdict.KEEP, Verdict.STRIKE
    three = panel(keep, keep, strike)
    check(three)
    for bad in (panel(keep), panel(keep, keep), panel(keep, keep, strike, strike), [*three[:2], three[0]]):
        with pytest.raises(tribunal.BadPanel):
            check(bad)
    for changed in (
        {"presiding": uuid4()}, {"parties": {three[1].account_id}}, {"defendant_organ": three[2].organ_id}, {"before": {three[0].account_id}},
    ):
        with pytest.raises(tribunal.BadPanel):
            check(three, **changed)


def test_the_majority_decides_and_three_ways_carry_nothing() -> None:
    assert tribunal.majority(panel(Verdict.KEEP, Verdict.KEEP, Verdict.STRIKE)) is Verdict.KEEP
    assert tribunal.majority(panel(Verdict.KEEP, Verdict.PROMISE, Verdict.STRIKE)) is Verdict.STRIKE


@pytest.mark.parametrize("rank", [Rank.LAW, Rank.ADMINISTRATIVE_REGULATION, Rank.LOCAL_REGULATION, Rank.RULE])
def test_35_law_regulation_and_rule_may_carry_a_condition(rank) -> None:
    """优化营商环境条例 35: 没有法律、法规、规章依据，不得增设政务服务事项的办理条件和环节."""
    tribunal.check_verdict(Verdict.KEEP, [Basis("某法", "第一条", rank)])


@pytest.mark.parametrize("bases", [[], [Basis("某市通知", "第三条", Rank.DOCUMENT)], [Basis("某法", "", Rank.LAW)]])
def test_35_without_such_a_basis_a_prerequisite_is_void_whatever_the_votes(bases) -> None:
    tribunal.check_verdict(Verdict.STRIKE, bases)
    for verdict in (Verdict.KEEP, Verdict.PROMISE):
        with pytest.raises(Invalid) as refusal:
            tribunal.check_verdict(verdict, bases)
        assert refusal.value.code == "catalogue.prerequisite_void"
        assert "第三十五条" in str(refusal.value.article)


def test_every_state_has_an_owner_and_a_way_out() -> None:
    for state in tribunal.State:
        ends = not tribunal.MOVES[state]
        assert ends == (tribunal.OWNERS[state] == "")


def actor(username: str):
    return organisations.actor_of(Account.objects.get(username=username))


def organ(username: str):
    return Account.objects.get(username=username).organ_id


@pytest.fixture
def filed(shipped, editor):
    """The bureau calls in question that tree felling asks for a forest right certificate; the forestry bureau must answer."""
    return verbs.file(
        "tree-felling", "林权证或林木权属证明", kind="clear", plaintiff_id=organ("shixiang"), defendant_id=organ("linye"),
        claim="权属可由不动产登记信息核验，不应再要。", actor=editor, now=NOW,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_name_files_only_where_one_item_in_force_has_it(shipped, editor, program) -> None:
    """Two organs may publish an item of one name (三级十同): then only the code says whose prerequisite is meant."""
    told = {"kind": "clear", "plaintiff_id": organ("shixiang"), "defendant_id": organ("linye"), "claim": "清理", "actor": editor, "now": NOW}
    name = ItemVersion.objects.get(id=shipped["tree-felling"]).name
    other = api.draft("tree-felling-district", name=name, columns={"regime": "licence"}, now=NOW, actor=program)
    ItemVersion.objects.filter(id=other).update(status="published", published_at=NOW)
    with pytest.raises(Invalid) as refused:
        verbs.file(name, "林权证或林木权属证明", **told)
    assert [error.code for error in refused.value.errors] == ["catalogue.several_items"]
    ItemVersion.objects.filter(id=other).update(status="ended")
    assert Docket.objects.get(id=verbs.file(name, "林权证或林木权属证明", **told)).item.code == "tree-felling"


def votes(*names: str, vote: str) -> dict:
    return {Account.objects.get(username=name).id: vote for name in names}


def decide(docket_id, now, *names, vote="strike", bases=()):
    president = actor(names[0])
    return verbs.decide(
        docket_id, presiding=president.account_id, votes=votes(*names, vote=vote), bases=bases, reasons="见合议记录。", actor=president, now=now,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_struck_prerequisite_leaves_the_list_with_the_next_version(filed, shipped, editor, program) -> None:
    later = NOW + timedelta(days=1)
    verbs.answer(filed, text="森林法要求提交。", bases=[PAPER], actor=actor("linye"), now=later)
    with pytest.raises(Forbidden):
        verbs.answer(filed, text="我也答。", bases=[], actor=actor("shuiwu"), now=later)
    with pytest.raises(Invalid):
        decide(filed, later, "shizhang", "shuiwu-juzhang", "zhuanjia", vote="keep", bases=[PAPER])
    assert decide(filed, later, "shizhang", "shuiwu-juzhang", "zhuanjia") is Verdict.STRIKE
    row = Docket.objects.get(id=filed)
    assert (row.state, row.number) == ("decided", "前审〔2026〕1号")

    assert verbs.lapse(NOW + timedelta(days=10)) == 0, "the time to appeal is ten working days, the National Day holiday not counted"
    assert verbs.lapse(NOW + timedelta(days=40)) == 1
    assert Docket.objects.get(id=filed).state == "final"

    same = api.revise(shipped["tree-felling"], now=NOW, actor=program)
    with pytest.raises(api.NotPublishable) as refusal:
        api.publish(same, now=NOW, actor=program)
    assert "prerequisite_struck" in {error.code for error in refusal.value.errors}
    without = api.revise(shipped["tree-felling"], now=NOW, actor=program, prerequisites=[])
    api.publish(without, now=NOW, actor=program)
    assert Docket.objects.get(id=filed).state == "carried_out"
    assert not list(check_all())


@pytest.mark.django_db
def test_the_second_instance_sits_anew_and_is_final(filed, shipped, editor) -> None:
    verbs.answer(filed, text="依据森林法。", bases=[LAW], actor=actor("linye"), now=NOW)
    decide(filed, NOW, "shizhang", "shuiwu-juzhang", "zhuanjia")
    with pytest.raises(Forbidden):
        verbs.appeal(filed, text="不服。", actor=actor("shuiwu"), now=NOW)
    verbs.appeal(filed, text="森林法第五十八条明确要求。", actor=actor("linye"), now=NOW)
    with pytest.raises(tribunal.BadPanel):
        decide(filed, NOW, "shizhang", "shuiwu-daibiao", "shuiwu", vote="keep", bases=[LAW])
    assert decide(filed, NOW, "shuiwu-daibiao", "shuiwu", "jiancha", vote="keep", bases=[LAW]) is Verdict.KEEP
    page = reading.docket(filed)
    assert page.line.state is tribunal.State.CARRIED_OUT, "kept, and the list in force asks for it"
    assert [i.verdict for i in page.instances] == [Verdict.STRIKE, Verdict.KEEP]


@pytest.mark.django_db
def test_a_suspended_item_takes_in_no_unheard_prerequisite_either(shipped, program) -> None:
    before = ItemVersion.objects.get(id=shipped["tree-felling"]).prerequisites
    more = {"code": "P2", "name": "用地批准书", "article": "《某市办法》第九条"}
    version_id = api.revise(shipped["tree-felling"], now=NOW, actor=program, prerequisites=[*before, more])
    ItemVersion.objects.filter(id=shipped["tree-felling"]).update(status="suspended")
    with pytest.raises(api.NotPublishable) as refusal:
        api.publish(version_id, now=NOW, actor=program)
    assert "prerequisite_not_heard" in {error.code for error in refusal.value.errors}


@pytest.mark.django_db
def test_a_new_prerequisite_is_blocked_until_it_passed(shipped, editor, program) -> None:
    more = {"code": "P2", "name": "用地批准书", "article": "《某市办法》第九条"}
    before = ItemVersion.objects.get(id=shipped["tree-felling"]).prerequisites
    version_id = api.revise(shipped["tree-felling"], now=NOW, actor=program, prerequisites=[*before, more])
    with pytest.raises(api.NotPublishable) as refusal:
        api.publish(version_id, now=NOW, actor=program)
    assert [error.code for error in refusal.value.errors] == ["prerequisite_not_heard"]
    with pytest.raises(Invalid):
        verbs.file(
            "tree-felling", "用地批准书", kind="clear", plaintiff_id=organ("shixiang"), defendant_id=organ("linye"), claim="清理", actor=editor, now=NOW
        )
    docket_id = verbs.file(
        "tree-felling", "用地批准书", kind="new", plaintiff_id=organ("shixiang"), defendant_id=organ("linye"), claim="部门要求新增", actor=editor, now=NOW
    )
    with pytest.raises(Refusal):
        decide(docket_id, NOW, "shizhang", "shuiwu-juzhang", "zhuanjia", vote="keep", bases=[LAW])
    late = NOW + timedelta(days=20)
    decide(docket_id, late, "shizhang", "shuiwu-juzhang", "zhuanjia", vote="keep", bases=[LAW])
    verbs.lapse(late + timedelta(days=40))
    api.publish(version_id, now=NOW, actor=program)
    assert Docket.objects.get(id=docket_id).state == "carried_out"


@pytest.mark.django_db
def test_a_circle_is_refused_at_publication(shipped, program) -> None:
    need = {"name": "结果", "article": "《某法》第一条"}
    ItemVersion.objects.filter(item__code="drainage").update(status="ended")
    first = api.draft("c-1", name="甲事项", columns={"regime": "licence", "prerequisites": [{"code": "P1", "item_code": "c-2", **need}]}, now=NOW, actor=program)
    ItemVersion.objects.filter(id=first).update(status="published", published_at=NOW)
    second = api.draft("c-2", name="乙事项", columns={"regime": "licence", "prerequisites": [{"code": "P1", "item_code": "c-1", **need}]}, now=NOW, actor=program)
    assert "prerequisite_cycle" in {finding.code for finding in api.check(second, on=NOW.date())}
