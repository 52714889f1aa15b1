"""One guide of the guide file (schema `guide v1`, data/README.md) → the columns of an imported version. Pure.

What the source does not say stays None; what it says in a way that cannot be read stays as text, with a finding.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from yichuang.catalogue import content
from yichuang.catalogue.domain import (
    Basis,
    Condition,
    FeeTerm,
    MaterialTerm,
    Regime,
    ResultTerm,
    StepTerm,
    Window,
    regime_of,
    task_type_code,
)
from yichuang.catalogue.imports import handling, reading
from yichuang.catalogue.imports.report import BadFile
from yichuang.catalogue.lints import Finding, error, info

Plain = Mapping[str, Any]


@dataclass(slots=True)
class Guide:
    """Columns for ItemVersion, and what was found on the way."""

    id: str
    columns: dict[str, Any]
    regime: Regime
    findings: list[Finding] = field(default_factory=list)
    source_hash: str = ""

    def found(self, *findings: Finding) -> None:
        self.findings += findings


def load(data: bytes) -> list[Plain]:
    """The guides of a file; raises BadFile with what is wrong."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise BadFile(why="不是UTF-8编码") from problem
    except (json.JSONDecodeError, RecursionError) as problem:
        raise BadFile(why=f"不是JSON：{problem}") from problem
    guides = document.get("guides") if isinstance(document, dict) else document
    if not isinstance(guides, list):
        raise BadFile(why="缺少指南列表 guides")
    return guides


def text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def texts(value: Any) -> list[str] | None:
    """A list of texts; empty means the source does not say (guide file, README note 1)."""
    if isinstance(value, str):
        value = [value]
    return [text(item) for item in value] if isinstance(value, list) and value else None


def checked(raw: Any, position: int) -> tuple[str, Finding | None]:
    """The entry's id, and why it must be refused, if it must."""
    if not isinstance(raw, dict):
        return f"#{position}", error("guide", "not_an_object", "这一条不是对象")
    ident = text(raw.get("id")) or f"#{position}"
    if not storable(raw):
        return f"#{position}", error("guide", "bad_characters", "这一条含有不能保存的字符")
    if len(ident) > MAX_ID:
        return ident[:MAX_ID], error("id", "id_too_long", "编号长于%(n)s个字符", n=MAX_ID)
    if not text(raw.get("id")):
        return ident, error("id", "id_missing", "没有编号")
    if not text(raw.get("item_name")):
        return ident, error("item_name", "name_missing", "没有事项名称")
    for key, kind in SHAPES.items():
        if raw.get(key) is not None and not isinstance(raw[key], kind):
            return ident, error(key, "wrong_shape", "字段%(field)s的类型不对", field=key)
    return ident, None


MAX_ID = 100
MAX_VISITS = 100


def storable(raw: Any) -> bool:
    """May the entry be kept as text? U+0000 and half characters may not."""
    try:
        return b"\\u0000" not in json.dumps(raw, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError, ValueError):
        return False


SHAPES: dict[str, type | tuple[type, ...]] = {
    "codes": dict, "service_objects": list, "channels": list, "legal_basis": list, "statutory_limit": dict,
    "promised_limit": dict, "conditions": list, "materials": list, "steps": list, "window": dict, "extra": dict, "source": dict,
}


def read_guide(raw: Plain) -> Guide:
    """Map one checked entry. Never raises on odd values: they become findings."""
    name = text(raw["item_name"])
    kind = task_type_code(text(raw.get("item_type")))
    regime = regime_of(kind, name + text(raw.get("item_type"))) if kind else None
    guide = Guide(text(raw["id"]), {}, regime or Regime.OTHER)
    if kind is None:
        guide.found(info("item_type", "type_unknown", "事项类型“%(text)s”不在代码表内，按其他处理", "GB/T 39046", text=text(raw.get("item_type"))))
    elif regime is None:
        guide.found(error("item_type", "type_not_applied_for", "%(text)s不是依申请事项", text=text(raw.get("item_type"))))
    guide.columns = {
        "name": name, "task_type": kind or "", "regime": guide.regime.value,
        "region": text(raw.get("region")), "level": text(raw.get("level")), "department": text(raw.get("authority")),
        "codes": {key: text(value) for key, value in (raw.get("codes") or {}).items()},
        "conditions": conditions(raw), "extra": raw.get("extra") or {},
        "windows": windows(raw),
    }
    said, found = handling.read(raw.get("extra") or {})
    guide.columns |= said
    guide.found(*found)
    for part in (source, people, limits, quota, materials, steps, fees, result, bases):
        part(raw, guide)
    guide.source_hash = hashlib.sha256(json.dumps(raw, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return guide


def windows(raw: Plain) -> list[dict[str, Any]] | None:
    """The place of the guide; a complaint that is written as an address of the net is one."""
    given = {key: text(value) for key, value in (raw.get("window") or {}).items()}
    known = {row.name for row in fields(Window)}
    named = {WINDOW_KEYS.get(key, key): value for key, value in given.items() if value}
    row = {key: value for key, value in named.items() if key in known}
    return [content.plain_of(Window(**row))] if row else None


WINDOW_KEYS = {"window": "name", "complaint": "complaint_url"}


def source(raw: Plain, guide: Guide) -> None:
    origin = raw.get("source") or {}
    page_date = text(origin.get("page_date"))
    try:
        dated = date.fromisoformat(page_date) if page_date else None
    except ValueError:
        dated = None
        guide.found(info("source", "date_unreadable", "来源日期“%(text)s”读不出", text=page_date))
    guide.columns |= {
        "source_ref": guide.id, "source_kind": text(origin.get("kind"))[:16], "source_url": text(origin.get("url")),
        "source_site": text(origin.get("site")), "source_date": dated, "source_note": text(origin.get("note")),
        "cut_off_in": text(origin.get("cut_off_in"))[:32],
    }
    if guide.columns["cut_off_in"]:
        guide.found(info(guide.columns["cut_off_in"], "source_cut_off", "来源文本到此为止，本项及以后各项可能不全"))


def people(raw: Plain, guide: Guide) -> None:
    extra = raw.get("extra") or {}
    objects = texts(raw.get("service_objects")) or coded(extra.get("服务对象代码"), reading.SERVICE_OBJECTS, "service_objects", guide)
    channels = texts(raw.get("channels")) or coded(extra.get("办理形式代码"), reading.HANDLING_FORMS, "channels", guide)
    handling = text(raw.get("handling_type"))
    if handling in reading.HANDLING_TYPES:
        guide.found(code_only("handling_type", handling))
        handling = reading.HANDLING_TYPES[handling]
    elif handling and handling not in reading.HANDLING_TYPES.values():
        guide.found(info("handling_type", "handling_type_unknown", "办件类型“%(text)s”不在代码表内，按原文保留", "GB/T 39046", text=handling))
    visits = raw.get("on_site_visits")
    guide.columns |= {
        "service_objects": objects, "audience": (reading.audience_of(objects) or None) if objects else None,
        "channels": channels, "handling_type": handling,
        "visits": visits if isinstance(visits, int) and not isinstance(visits, bool) and 0 <= visits <= MAX_VISITS else None,
    }


def code_only(name: str, value: str) -> Finding:
    return info(name, "code_only_value", "来源只写代码“%(text)s”，按代码表读出", "GB/T 39046", text=value)


def coded(value: Any, table: dict[str, str], name: str, guide: Guide) -> list[str] | None:
    if not value:
        return None
    guide.found(code_only(name, text(value)))
    return reading.read_codes(text(value), table)


def limits(raw: Plain, guide: Guide) -> None:
    for name in ("statutory", "promised"):
        given = raw.get(f"{name}_limit")
        columns = guide.columns
        columns |= {f"{name}_amount": None, f"{name}_unit": "", f"{name}_text": ""}
        if not given or not text(given.get("text")):
            continue
        value = given.get("value")
        read = reading.read_limit(
            name, text(given["text"]), column_unit=text(given.get("unit")), column_value=value if isinstance(value, int) else None
        )
        columns[f"{name}_text"] = read.text
        if read.limit:
            columns |= {f"{name}_amount": read.limit.amount, f"{name}_unit": read.limit.unit.value}
        guide.found(*read.findings)


def quota(raw: Plain, guide: Guide) -> None:
    words = text(raw.get("quota"))
    no = reading.says_no(words) if words else None
    guide.columns |= {"quota_text": words, "quota": None if no is None else not no}
    if words and no is None:
        guide.found(info("quota", "quota_unreadable", "数量限制“%(text)s”读不出有无，按原文保留", text=words))


def conditions(raw: Plain) -> list[dict[str, Any]] | None:
    items = texts(raw.get("conditions"))
    return items and [content.plain_of(Condition(f"C{n}", item)) for n, item in enumerate(items, 1)]


def materials(raw: Plain, guide: Guide) -> None:
    rows = []
    for n, item in enumerate(raw.get("materials") or [], 1):
        if not isinstance(item, dict) or not text(item.get("name")):
            guide.found(info("materials", "material_unreadable", "第%(n)s份材料没有名称", n=n))
            continue
        form, required = text(item.get("form")), text(item.get("required"))
        copies = reading.read_copies(item.get("count"), form)
        need = {"必要": True, "非必要": False, "必需": True, "非必需": False}.get(required)
        rows.append(MaterialTerm(
            f"M{n}", text(item["name"]), required=need, required_when=required if need is None else "", form=form,
            original=copies.original, copies=copies.copies, quantity=text(item.get("count")),
            medium=reading.MEDIA.get(text(item.get("medium"))), source=text(item.get("source")), note=text(item.get("note")),
        ))
    guide.columns["materials"] = [content.plain_of(row) for row in rows] or None


def steps(raw: Plain, guide: Guide) -> None:
    rows = []
    for item in raw.get("steps") or []:
        if not isinstance(item, dict) or not text(item.get("name")):
            guide.found(info("steps", "step_unreadable", "有一个环节没有名称"))
            continue
        written = text(item.get("limit"))
        read = reading.read_limit("steps", written) if written else None
        if read:
            guide.found(*read.findings)
        rows.append(StepTerm(
            text(item["name"]), reading.phase_of(text(item["name"])), limit=read.limit if read else None, limit_text=written,
            detail=text(item.get("detail") or item.get("duty")),
        ))
    guide.columns["steps"] = [content.plain_of(row) | {"phase": row.phase} for row in rows] or None


def fees(raw: Plain, guide: Guide) -> None:
    words = text(raw.get("fee"))
    no = True if words == "0" else reading.says_no(words) if words else None
    standards = (raw.get("extra") or {}).get("收费标准")
    rows: list[FeeTerm] | None = [] if no else None
    if words and not no:
        rows = [FeeTerm(words, standard=text(s)) for s in map(fee_line, standards)] if isinstance(standards, list) else [FeeTerm(words)]
    guide.columns |= {"fee_text": words, "fees": None if rows is None else [content.plain_of(row) for row in rows]}


def fee_line(row: Any) -> str:
    if not isinstance(row, dict):
        return text(row)
    price = f"每平方米{row['yuan_per_m2']}元" if "yuan_per_m2" in row else f"{row['factor']}倍" if "factor" in row else ""
    return f"{text(row.get('object'))}：{price}"


def result(raw: Plain, guide: Guide) -> None:
    given = raw.get("result") or {}
    named = given if isinstance(given, dict) else {"name": text(given)}
    kind = text(named.get("type"))
    if kind.isdigit():
        guide.found(info("result", "code_only_value", "来源只写代码“%(text)s”，代码表未公开，按原文保留", text=kind))
    term = ResultTerm(text(named.get("name")), kind)
    guide.columns["result"] = content.plain_of(term) if term.name else None


def bases(raw: Plain, guide: Guide) -> None:
    rows = [
        Basis(read.title, read.article, reading.rank_of(read.title), read.note)
        for line in texts(raw.get("legal_basis")) or []
        for read in reading.read_basis(line)
    ]
    guide.columns["bases"] = [content.plain_of(row) for row in rows] or None
