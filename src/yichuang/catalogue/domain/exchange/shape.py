"""Sheets and columns: one sheet of items with a row a version, one sheet for each list of rows. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from yichuang.catalogue.domain.implementing import ELEMENTS, ROWS, Element, Kind
from yichuang.catalogue.domain.implementing.enumerations import UNIT

ITEMS = "事项"
"""The sheet of items."""
EXAMPLE = "示例（不读入）"
"""The code of the example row of the empty workbook; rows that have it are not read."""
IGNORED = ("说明", "选项")
"""Sheets we write for the reader; they are not read."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `key` is where its value stands: "name", "result.name", "result.renew_before.amount", "limit.amount" in a row; `element` says what it is."""

    key: str
    title: str
    title_en: str
    element: Element
    standard: str = ""
    is_key: bool = False
    """Tells whose row it is; no element of a version."""
    is_told: bool = False
    """Written for the reader, never read."""

    @property
    def note(self) -> str:
        return self.element.note

    @property
    def note_en(self) -> str:
        return self.element.note_en

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.key.split("."))


def told(key: str, title: str, title_en: str, note: str = "", note_en: str = "", *, kind: Kind = Kind.TEXT, is_key: bool = False) -> Field:
    return Field(key, title, title_en, Element(key, title, title_en, "basic", kind, note=note, note_en=note_en), is_key=is_key, is_told=not is_key)


CODE = told("of_item", "事项编码", "Item code", "每个事项一行，不重复；各表都用它对应", "Once in this sheet; every sheet refers to it", is_key=True)
NUMBER = told("of_number", "版次", "Version", "从第几版导出；新事项不填", "The version exported; empty for a new item", kind=Kind.NUMBER, is_key=True)
STATUS = told("of_status", "状态", "Status", "只供查看，不读入", "For reading only")
ENTRY = told(
    "of_entry", "认领的基本编码", "Entry claimed", "新事项和草稿从国家、省级清单认领的；已经认领的，只供查看",
    "For new items and drafts; what is claimed already is for reading only", is_key=True,
)  # fmt: skip
ITEM_NAME = told("of_name", "所属事项", "Item", "只供查看，不读入", "For reading only")


def marker(element: Element) -> str:
    """The key of the column that tells none from not stated for a list with a sheet of its own."""
    return f"{element.key}?"


def of_element(element: Element) -> tuple[Field, ...]:
    """The columns of an element in the sheet of items; what is kept but not edited has none (it travels in JSON)."""
    if element.kind is Kind.EXTRA:
        return ()
    if element.kind is Kind.ROWS:
        note, note_en = f"没有的，填“无”；未载明的，留空；有的，写在“{element.name}”表", f"无 for none; empty for not stated; rows stand in {element.name}"
        named = Element(element.key, f"有无{element.name}", f"{element.name_en}: any", element.group, note=note, note_en=note_en)
        return (Field(marker(element), named.name, named.name_en, named, element.standard),)
    if element.parts:
        return tuple(replace(field, key=f"{element.key}.{field.key}") for part in element.parts for field in of_part(part))
    return (Field(element.key, element.name, element.name_en, element, element.standard),)


def of_part(part: Element) -> tuple[Field, ...]:
    """The columns of a field of a row or of a record: a limit has two."""
    if part.kind is not Kind.LIMIT:
        return (Field(part.key, part.name, part.name_en, part, part.standard),)
    amount = Element(part.key, part.name, part.name_en, part.group, Kind.NUMBER)
    unit = Element(part.key, f"{part.name}单位", f"Unit of {part.name_en}", part.group, Kind.CHOICE, enumeration=UNIT)
    return (
        Field(f"{part.key}.amount", amount.name, amount.name_en, amount, part.standard), Field(f"{part.key}.unit", unit.name, unit.name_en, unit),
    )  # fmt: skip


FIELDS = MappingProxyType({element.key: of_element(element) for element in ELEMENTS})
"""The columns of each element in the sheet of items."""
ITEM_FIELDS = (CODE, NUMBER, STATUS, ENTRY, *(field for element in ELEMENTS for field in FIELDS[element.key]))
LIST_FIELDS = MappingProxyType({key: (CODE, ITEM_NAME, *(f for part in element.parts for f in of_part(part))) for key, element in ROWS.items()})
"""By the key of the list; its sheet goes by the name of the element."""
