"""The drawing of a chain: organs as lanes, who waits stands behind whom it waits for, each arrow numbered as its sentence."""

from __future__ import annotations

import pytest

from yichuang.joint import chain
from yichuang.joint.chain import Item, Need
from yichuang.joint.domain.edges import Circle, EdgeKind

ITEMS = [Item("site", "选址意见", "规划"), Item("land", "用地规划许可", "规划"), Item("fire", "消防设计审查", "住建"), Item("build", "施工许可", "住建")]
NEEDS = [
    Need("site", "land", EdgeKind.HARD, "《城乡规划法》第三十六条", "未取得不得申请"), Need("land", "build", EdgeKind.HARD, "《建筑法》第八条"),
    Need("fire", "build", EdgeKind.ASSUMABLE, "《消防法》第十二条"),
]  # fmt: skip


def test_who_waits_stands_one_column_behind_the_last_it_waits_for():
    seen = chain.draw(ITEMS, NEEDS)
    at = {box.item.key: box for lane in seen.lanes for box in lane.boxes}
    assert [lane.organ for lane in seen.lanes] == ["规划", "住建"]
    assert at["site"].x == at["fire"].x < at["land"].x < at["build"].x
    assert [(a.number, a.css) for a in seen.arrows] == [(1, "is-hard"), (2, "is-hard"), (3, "is-assumed")]
    assert [(line.number, line.before, line.after) for line in seen.lines][2] == (3, "消防设计审查", "施工许可")
    assert [number for number, _name, _how in at["build"].needs] == [2, 3]
    assert len(seen.thin) == 3, "two begin, one ends"
    earlier = [Item("site", "选址意见", "规划", outside=True), *ITEMS[1:]]
    assert len(chain.draw(earlier, NEEDS).thin) == 2, "what an earlier stage gave is not applied for here"


def test_no_box_lies_on_another_and_all_lie_in_the_picture():
    items = [Item(n, f"事项{n}", "一局" if n % 2 else "二局") for n in range(8)]
    seen = chain.draw(items, [Need(0, n, EdgeKind.HARD, "") for n in (3, 4, 5)])
    boxes = [(box.x, box.y) for lane in seen.lanes for box in lane.boxes]
    assert len(set(boxes)) == len(items)
    for one in boxes:
        assert all(other is one or abs(one[0] - other[0]) >= seen.box or abs(one[1] - other[1]) >= seen.tall for other in boxes)
        assert one[0] + seen.box < seen.end_x and one[1] + seen.tall <= seen.height


def test_long_names_are_cut_into_lines_and_english_between_words():
    assert chain.wrapped("施工许可") == ("施工许可",)
    lines = chain.wrapped("设置大型户外广告及在城市建筑物、设施上悬挂、张贴宣传品审批以及其他各种各样要写在格子里的事情")
    assert len(lines) == 3 and lines[-1].endswith("…")
    english = chain.wrapped("Approval of large outdoor advertising and publicity")
    assert " ".join(english) == "Approval of large outdoor advertising and publicity"


def test_a_circle_is_not_drawn_and_nothing_is_no_drawing():
    with pytest.raises(Circle):
        chain.draw(ITEMS, [*NEEDS, Need("build", "site", EdgeKind.HARD, "")])
    assert chain.draw([], []) is None
