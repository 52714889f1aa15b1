"""One request played from its publishing on; every method is one verb by the person whose verb it is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yichuang.agencies import api as agencies
from yichuang.agencies.domain.request import Wish
from yichuang.cli import props
from yichuang.cli.players import Cast
from yichuang.cli.sample_agencies import Market

from .conftest import at

CONTRACT = props.paper("中介服务合同", "示例")
REPORT = props.paper("生产建设项目水土保持方案报告书", "示例")


@dataclass
class Asked:
    """A request of the company for a soil conservation plan. Published on Monday 31 August 2026, open for three working days: until 3 September."""

    cast: Cast
    market: Market
    id: UUID = UUID(int=0)

    @property
    def owner(self):
        return self.cast.applicant(1)

    @property
    def row(self):
        return agencies.request(self.id)

    def publish(self, way: str = "choice", *, days: int = 15, price: int | None = 4_800_000, **more):
        wish = Wish(way, 3, days, price, "标准厂房项目（示例）")
        self.id = agencies.publish(self.cast.company, self.market.services["soil"], wish, actor=self.owner, now=at("2026-08-31 09:00"), **more)
        return self

    def offers(self, *numbers: int):
        for n in numbers:
            agencies.offer(self.id, self.market.agencies[n], amount_fen=4_000_000 + n, days=12, actor=self.market.actors[n], now=at("2026-09-01 10:00"))
        return self

    def choose(self, n: int = 0):
        agencies.choose(self.id, self.market.agencies[n], actor=self.owner, now=at("2026-09-04 09:00"))
        return self

    def sign(self):
        """Put on the 4th, signed on Monday the 7th of September."""
        agencies.propose(self.id, CONTRACT, file_name="合同.pdf", actor=self.owner, now=at("2026-09-04 10:00"))
        agencies.sign(self.id, actor=self.maker, now=at("2026-09-07 10:00"))
        return self

    def deliver(self, when: str = "2026-09-16 10:00"):
        agencies.deliver(self.id, REPORT, file_name="报告书.pdf", actor=self.maker, now=at(when))
        return self

    @property
    def maker(self):
        assert self.row.agency_id
        return self.market.actors[self.market.agencies.index(self.row.agency_id)]
