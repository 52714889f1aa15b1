"""What happens in people's lives, and the words by which the items for it are found. A theme stands only when items do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Named(Protocol):
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LifeEvent:
    title: str | Promise
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    title: str | Promise
    query: str
    names: tuple[str, ...]


EVENTS = (
    LifeEvent(_("开一家小店"), ("餐饮", "食品", "公共场所", "卫生许可", "牌匾", "户外广告", "招牌", "烟草")),
    LifeEvent(_("建一个项目"), ("水土保持", "节能审查", "施工", "建设项目", "占道", "挖掘", "临时性建筑")),
    LifeEvent(_("用地、用林、用水"), ("林木", "林地", "林区", "取水", "排水", "森林")),
    LifeEvent(_("办学与培训"), ("办学", "民办学校", "培训", "幼儿园")),
    LifeEvent(_("办企业、做生产"), ("生产许可", "燃气", "危险", "特种设备", "道路运输", "安全生产")),
    LifeEvent(_("生育与抚养"), ("出生", "生育", "托育", "收养", "预防接种")),
    LifeEvent(_("就业与社保"), ("社会保险", "失业", "就业", "劳动", "技能")),
    LifeEvent(_("退休与养老"), ("退休", "养老", "高龄", "老年")),
    LifeEvent(_("文化、娱乐与体育"), ("娱乐", "演出", "文物", "体育", "游艺")),
)
SHOWN = 4


def themes(items: Sequence[Named]) -> list[Theme]:
    """The events for which there is at least one item, with a few of their names."""
    found = []
    for event in EVENTS:
        names = list(dict.fromkeys(item.name for item in items if any(word in item.name for word in event.words)))
        if names:
            found.append(Theme(event.title, next(w for w in event.words if any(w in n for n in names)), tuple(names[:SHOWN])))
    return found
