"""优化营商环境条例 43(1): a service is a condition only where a law, a regulation or a decision of the State Council sets it up."""

from __future__ import annotations

from datetime import date

import pytest

from yichuang.agencies import api as agencies
from yichuang.agencies.domain import services
from yichuang.catalogue import api as catalogue
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import read

from .conftest import at

ON = date(2026, 9, 1)


@pytest.mark.parametrize(("rank", "title"), [
    ("law", "中华人民共和国水土保持法"), ("administrative_regulation", "城镇排水与污水处理条例"),
    ("local_regulation", "某省排水条例"), ("document", "国务院对确需保留的行政审批项目设定行政许可的决定"),
])  # fmt: skip
def test_these_carry_a_service(rank: str, title: str) -> None:
    services.check_basis(title=title, rank=rank, repealed_on=None, on=ON)


@pytest.mark.parametrize(("rank", "title"), [
    ("rule", "城镇污水排入排水管网许可管理办法"), ("document", "某市中介服务管理办法"), ("document", "国务院办公厅关于规范中介服务的通知"),
    ("rule", "国务院某部关于某事的决定"),
])  # fmt: skip
def test_rules_and_documents_do_not(rank: str, title: str) -> None:
    with pytest.raises(services.NoStatutoryBasis) as refused:
        services.check_basis(title=title, rank=rank, repealed_on=None, on=ON)
    assert refused.value.article == "《优化营商环境条例》第四十三条第一款"


def test_a_repealed_basis_carries_nothing_from_its_day_on() -> None:
    services.check_basis(title="某法", rank="law", repealed_on=date(2026, 9, 2), on=ON)
    with pytest.raises(services.BasisRepealed):
        services.check_basis(title="某法", rank="law", repealed_on=ON, on=ON)


@pytest.mark.django_db
class TestList:
    def listing(self, cast, **more):
        item = catalogue.terms(cast.items["drainage"])
        given = {
            "code": "ZJ-PS-01", "name": "水质检测", "item_code": item.code, "material_type": "water_quality_report",
            "basis": "城镇污水排入排水管网许可管理办法", "article": "第七条第五项", "actor": cast["shixiang"], "now": at("2026-09-01 09:00"),
        }
        return agencies.list_service(**(given | more))

    def test_a_test_report_that_only_a_ministry_asks_for_is_no_condition(self, cast) -> None:
        with pytest.raises(services.NoStatutoryBasis):
            self.listing(cast)

    def test_what_the_registers_do_not_know_is_no_basis(self, cast) -> None:
        with pytest.raises(Invalid) as refused:
            self.listing(cast, basis="某法")
        assert [e.field for e in refused.value.errors] == ["basis"]

    def test_a_service_makes_a_paper_that_its_item_asks_for(self, cast) -> None:
        with pytest.raises(services.ServedNothing):
            self.listing(cast, basis="城镇排水与污水处理条例", material_type="conservation_plan")

    def test_only_who_keeps_the_list_may_list(self, cast) -> None:
        for who in (cast.applicant(1), cast["chengban"], cast["juzhang"]):
            with pytest.raises(Forbidden):
                self.listing(cast, actor=who, basis="城镇排水与污水处理条例")

    def test_a_service_that_left_the_list_is_asked_for_no_more(self, cast, market) -> None:
        soil = market.services["soil"]
        with pytest.raises(services.AlreadyListed):
            self.listing(
                cast, basis="中华人民共和国水土保持法", material_type="conservation_plan", item_code=catalogue.terms(cast.items["soil-conservation"]).code
            )
        agencies.end_service(soil, reason="法律修改", actor=cast["shixiang"], now=at("2026-09-02 09:00"))
        with pytest.raises(services.ServiceEnded):
            agencies.end_service(soil, reason="法律修改", actor=cast["shixiang"], now=at("2026-09-02 10:00"))
        assert [e.kind.split(".")[1] for e in read(soil)] == ["ServiceListed", "ServiceEnded"]
        assert soil not in {row.id for row in agencies.services()}
        assert list(agencies.check_all()) == []
