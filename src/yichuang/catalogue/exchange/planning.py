"""What a file would change, item by item: compared with the open draft, else the version in force, else the reference."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from yichuang.catalogue import claims, columns, life, publishing
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.exchange import CODE, ENTRY, NUMBER, Document, Entry, judge
from yichuang.catalogue.exchange import selection
from yichuang.catalogue.exchange.names import HeldNames
from yichuang.catalogue.models import Claim, ItemVersion
from yichuang.catalogue.rights import organ_of
from yichuang.kernel.errors import Invalid, Refusal
from yichuang.kernel.findings import Finding, Severity, error, warning
from yichuang.kernel.values import chunks, local_date
from yichuang.organisations.domain import Act, Actor

BATCH = 200
NEW, CHANGED, UNCHANGED, PROBLEM = "new", "changed", "unchanged", "problem"
OUTCOMES = (PROBLEM, NEW, CHANGED, UNCHANGED)
MOST_FINDINGS = 200
LENGTHS = {f.attname: f.max_length for f in ItemVersion._meta.concrete_fields if f.get_internal_type() == "CharField"}


@dataclass(frozen=True, slots=True)
class Around:
    """`held`: the version is a draft with the reviewers, who must find it as it was; `claimed`: the basic code the item stands on."""

    held: bool
    claimed: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the file. `values` are the new plain values by element, and under `of_entry` the basic code it claims; `mark` tells whether
    the version before has moved."""

    code: str
    name: str
    outcome: str
    version_id: UUID | None
    mark: str
    values: Mapping[str, Any]
    findings: list[dict[str, Any]] = field(default_factory=list)


def mark_of(version: ItemVersion) -> str:
    """A digest of what a version is and says."""
    said = json.dumps([str(version.id), version.status, columns.plain_of(version)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def plain_finding(at: str, found: Any) -> dict[str, Any]:
    return {
        "at": at, "field": found.field, "severity": found.severity.value, "code": found.code, "message": found.message, "article": found.article,
        "details": dict(found.details),
    }  # fmt: skip


def finding_of(plain: Mapping[str, Any]) -> Finding:
    return Finding(plain["field"], Severity(plain["severity"]), plain["code"], plain["message"], plain["article"], tuple(plain["details"].items()))


def plan(document: Document, *, now: datetime, actor: Actor, progress: Callable[[int, int], None] | None = None) -> Iterator[Line]:
    """Every entry of the file, in its order; constant statements a batch."""
    names, codes, done = HeldNames(), list(document.entries), 0
    for part in chunks(codes, BATCH):
        heads = selection.heads(part)
        names.prime(heads.values())
        ended = selection.ended(part)
        claimed = dict(Claim.objects.filter(item__code__in=part).values_list("item__code", "entry__code"))
        reviewed = life.frozen(head.id for head in heads.values())
        for code in part:
            head = heads.get(code)
            around = Around(bool(head and head.id in reviewed), claimed.get(code, ""))
            yield line_of(document, document.entries[code], head, code in ended, names, around, now=now, actor=actor)
        done += len(part)
        if progress:
            progress(done, len(codes))


def line_of(
    document: Document, entry: Entry, base: ItemVersion | None, is_ended: bool, names: HeldNames, around: Around, *, now: datetime, actor: Actor
) -> Line:
    """One entry beside the version it is compared with."""
    plain = columns.plain_of(base) if base else None
    judged = judge(document, entry, plain, names)
    found = judged.findings
    claimed = entry_claimed(entry, base, around.claimed, judged.values, found, actor)
    if around.held and (judged.values or claimed):
        found.append((entry.at, error(CODE.key, "under_review", "这个事项的草稿正在审查，退回以前不能改")))
    if is_ended:
        found.append((entry.at, error(CODE.key, "item_ended", "这个事项已经停用，不能再导入新版")))
    if base and entry.number is not None and entry.number != base.number:
        found.append((entry.at, warning(NUMBER.key, "newer_version", "文件从第%(n)s版导出，现在是第%(m)s版：请核对改动", n=entry.number, m=base.number)))
    for key, value in judged.values.items():
        most = LENGTHS.get(key)
        if most and isinstance(value, str) and len(value) > most:
            found.append((entry.at, error(key, "cell_too_long", "“%(title)s”长于%(n)s个字", title=key, n=most)))
    found += may_not(judged.values, base, now=now, actor=actor, at=entry.at) if judged.values else []
    name = str(judged.values.get("name") or (plain or {}).get("name") or entry.cells.get("name") or "")
    wrong = any(finding.severity is Severity.ERROR for _, finding in found)
    values = {**judged.values, **({ENTRY.key: claimed} if claimed else {})}
    outcome = PROBLEM if wrong else UNCHANGED if base and not values else CHANGED if base else NEW
    kept = [plain_finding(at, finding) for at, finding in found[:MOST_FINDINGS]]
    return Line(entry.code, name, outcome, base.id if base else None, mark_of(base) if base else "", values, kept)


def entry_claimed(entry: Entry, base: ItemVersion | None, stands: str, values: Mapping[str, Any], found: list[Any], actor: Actor) -> str:
    """The basic code that a new item or a draft is to claim; what is wrong with it goes into `found`. What is in force claims by a request."""
    if not entry.claims or entry.claims == stands:
        return ""
    if stands or (base and base.status != Status.DRAFT):
        found.append((entry.at, warning(ENTRY.key, "entry_not_read", "认领的基本编码没有读入：已经认领的和现行的事项，改认领请办理变更申请")))
        return ""
    organ = values.get("accepting_organ") or (str(base.accepting_organ_id) if base and base.accepting_organ_id else "")
    try:
        claims.claimable(entry.claims, claims.place_of(UUID(organ) if organ else None, base, actor))
    except Invalid as refusal:
        why = str(refusal.errors[0].message)
        found.append((entry.at, error(ENTRY.key, "entry_not_claimable", "认领的基本编码“%(code)s”：%(why)s", code=entry.claims[:60], why=why)))
        return ""
    return entry.claims


def may_not(values: Mapping[str, Any], base: ItemVersion | None, *, now: datetime, actor: Actor, at: str) -> list[Any]:
    """The power to edit items of the organ whose item it is, before and after."""
    organs = {organ_of(base) if base else None}
    if values.get("accepting_organ"):
        organs.add(UUID(values["accepting_organ"]))
    try:
        for organ_id in organs if base or len(organs) == 1 else organs - {None}:
            publishing.may(actor, Act.EDIT_ITEM, organ_id=organ_id, item_id=base.item_id if base else None, on=local_date(now))
    except Refusal:
        return [(at, error("accepting_organ", "not_yours", "您没有权限编辑这个机关的事项"))]
    return []
