"""Sample values for the component gallery. The rulers are counted by the real clock over the real calendar of 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from yichuang.clock import domain as clock
from yichuang.kernel.errors import FieldError
from yichuang.look.navigation import Place

TODAY = date(2026, 9, 24)


def ruler(accepted_on: date, promised: int, statutory: int, *stops: clock.Stop, decided_on: date | None = None) -> Any:
    calendar, unit = clock.packaged(), clock.Unit.WORKING_DAY
    return clock.ruler(
        calendar,
        accepted_on,
        TODAY,
        clock.last_day(calendar, accepted_on, clock.Limit(promised, unit), stops),
        clock.last_day(calendar, accepted_on, clock.Limit(statutory, unit), stops),
        stops,
        decided_on,
    )


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    due_on: date
    cells: tuple[str, ...]


def rows(axis: clock.Axis) -> list[Row]:
    review = clock.Stop(date(2026, 9, 15), date(2026, 9, 21), clock.Ground.EXPERT_REVIEW, label="技术评审")
    samples: tuple[tuple[str, date, date, tuple[clock.Stop, ...]], ...] = (
        ("超1天", date(2026, 9, 21), date(2026, 9, 23), ()),
        ("今天", date(2026, 9, 16), date(2026, 9, 24), ()),
        ("剩1天", date(2026, 9, 14), date(2026, 9, 28), ()),
        ("剩2天", date(2026, 9, 11), date(2026, 9, 29), (review,)),
        ("剩9天", date(2026, 9, 23), date(2026, 10, 14), ()),
    )
    calendar = clock.packaged()
    return [
        Row(label, due_on, clock.row_ruler(calendar, axis, accepted_on=accepted_on, due_on=due_on, stops=stops))
        for label, accepted_on, due_on, stops in samples
    ]


@dataclass(frozen=True, slots=True)
class SideLink:
    label: str
    href: str
    count: int
    tone: str = ""
    current: bool = False


def samples() -> dict[str, Any]:
    review = clock.Stop(date(2026, 9, 15), date(2026, 9, 21), clock.Ground.EXPERT_REVIEW, label="技术评审")
    axis = clock.axis(clock.packaged(), TODAY)
    return {
        "page": "kit",
        "running": ruler(date(2026, 9, 11), 7, 10, review),
        "late": ruler(date(2026, 9, 9), 8, 20),
        "sealed": ruler(date(2026, 9, 11), 10, 20, decided_on=date(2026, 9, 23)),
        "axis": axis,
        "rows": rows(axis),
        "errors": (
            FieldError("road", "address.number_missing", "请写明门牌号，例如“西五路118号”"),
            FieldError("area", "area.not_a_number", "面积请只填数字，例如46.5"),
        ),
        "places": (
            ("rent", "租来的", "交租赁协议"),
            ("own", "自己的房子", "不动产登记信息由系统调取，不用交"),
            ("free", "别人给我用，不收租金", "交房屋所有权证和同意使用的书面材料"),
        ),
        "streets": (("x1", "西一路街道"), ("x2", "中山门街道")),
        "conditions": (("c3", "弃土弃渣综合利用方案可行"), ("c1", "水土流失防治责任范围合理")),
        "side": (
            SideLink("我的办件", "#tags", 14, current=True),
            SideLink("今天到期", "#tags", 2, "yellow"),
            SideLink("超承诺", "#tags", 1, "red"),
        ),
        "crumbs": (Place("home", "办事", "/"),),
    }
