"""A repealed instrument 依据废止: what stands on it, and requests for many items at once, row by row (design §4: nothing is all-or-nothing)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models.expressions import RawSQL

from yichuang.catalogue.domain.instruments import folded
from yichuang.catalogue.domain.life import MOVED, Change, at_field, check_text
from yichuang.catalogue.life.opening import waiting_on
from yichuang.catalogue.life.requests import begin, submit
from yichuang.catalogue.models import Instrument, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.catalogue.rights import may_for_all
from yichuang.facts.catalogue import InstrumentRepealed
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.kernel.prepared import ask
from yichuang.organisations.domain import Actor

MOST = 200


class NoSuchInstrument(NotFound):
    code = "catalogue.no_such_instrument"
    message = "没有这个依据"
    remedy = "请从依据清单里选一个"


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    instrument_id: UUID
    title: str
    repealed_on: date | None
    replaced_by: str
    items: int
    about: str = ""
    """Who made it, and its number."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An item in force that cites the instrument. `alone`: it cites nothing else; `open_request` when one is under way."""

    version_id: UUID
    code: str
    name: str
    status: str
    articles: tuple[str, ...]
    alone: bool
    open_request: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one item in a batch; `refusal` when nothing was begun for it."""

    name: str
    request_id: UUID | None
    refusal: Refusal | None


def titles(instrument: Instrument) -> frozenset[str]:
    return frozenset(map(folded, (instrument.title, *instrument.short_titles)))


def about(row: Instrument) -> str:
    return "　".join(filter(None, (row.issuer, row.number)))


LIVE = "status in ('published', 'suspended')"
"""As the index has it that both statements below go by."""
CITING = f"select id from item_version where {LIVE} and cited_instruments(bases) && %s::text[]"
CITED = f"""select i.id, count(distinct v.id) from unnest(%s::uuid[], %s::text[]) as i (id, title)
  join item_version v on v.{LIVE} and cited_instruments(v.bases) @> array[i.title] group by i.id"""


def citing(instrument: Instrument) -> list[ItemVersion]:
    """Versions in force with a basis of this title, or of a short one, however it is written; one statement."""
    found = ItemVersion.objects.filter(id__in=RawSQL(CITING, [list(titles(instrument))]))  # noqa: S611 - nothing but the parameter is a person's
    return list(found.select_related("item").order_by("name", "id")[:MOST])


def cited(rows: Sequence[Instrument]) -> dict[UUID, int]:
    """How many versions in force cite each of these instruments; one statement."""
    pairs = [(row.id, title) for row in rows for title in titles(row)]
    return dict(ask(CITED, [ident for ident, _title in pairs], [title for _ident, title in pairs])) if pairs else {}


def instruments() -> tuple[InstrumentLine, ...]:
    """The register, repealed ones first; how many items in force stand on each. Two statements."""
    rows = list(Instrument.objects.order_by("title")[:1000])
    items = cited(rows)
    lines = [InstrumentLine(row.id, row.title, row.repealed_on, row.replaced_by, items.get(row.id, 0), about(row)) for row in rows]
    return tuple(sorted(lines, key=lambda line: (line.repealed_on is None, -line.items, line.title)))


def standing_on(instrument_id: UUID) -> tuple[InstrumentLine, tuple[Standing, ...]]:
    """The instrument and every item in force that cites it: the preview of a batch. Raises NoSuchInstrument."""
    row = Instrument.objects.filter(id=instrument_id).first()
    if row is None:
        raise NoSuchInstrument(asked=str(instrument_id))
    names, found = titles(row), []
    for version in citing(row):
        ours = [basis for basis in version.bases or () if folded(basis["title"]) in names]
        found.append(
            Standing(
                version.id, version.item.code, version.name, version.status, tuple(str(basis.get("article", "")) for basis in ours),
                len(ours) == len(version.bases or ()), waiting_on(version.item_id) is not None,
            )
        )
    return InstrumentLine(row.id, row.title, row.repealed_on, row.replaced_by, len(found), about(row)), tuple(found)


@transaction.atomic
def repeal(instrument_id: UUID, *, on: date, replaced_by: str, now: datetime, actor: Actor) -> None:
    """Note the day an instrument is repealed; from then on the lints refuse it as a basis. Raises Forbidden, NoSuchInstrument."""
    may_for_all(actor, now)
    row = Instrument.objects.select_for_update().filter(id=instrument_id).first()
    if row is None:
        raise NoSuchInstrument(asked=str(instrument_id))
    if row.in_force_from and on < row.in_force_from:
        raise at_field("repealed_on", "catalogue.repealed_before_force", "废止日不能早于施行日")
    row.repealed_on, row.replaced_by = on, replaced_by.strip()[:200] or row.replaced_by
    row.save(update_fields=["repealed_on", "replaced_by"])
    record(row, InstrumentRepealed(repealed_on=on), actor=actor.ref, at=now)


def begin_many(version_ids: Sequence[UUID], change: str, *, reason: str, effective_on: date | None, now: datetime, actor: Actor) -> tuple[Outcome, ...]:
    """Begin and submit a request for each item, each in its own transaction; one that is refused stops no other. Raises Invalid."""
    if change not in MOVED - {Change.RESUME}:
        raise at_field("change", "catalogue.change_not_offered", "请选暂停或者取消")
    said = check_text("reason", reason, "请写明为什么这样变更")
    if not version_ids or len(version_ids) > MOST:
        raise at_field("version", "catalogue.nothing_chosen", "请选要办理的事项，一次最多200项")
    return tuple(alone(version_id, change, said, effective_on, now=now, actor=actor) for version_id in dict.fromkeys(version_ids))


def alone(version_id: UUID, change: str, reason: str, effective_on: date | None, *, now: datetime, actor: Actor) -> Outcome:
    name = ItemVersion.objects.filter(id=version_id).values_list("name", flat=True).first() or str(version_id)
    try:
        with transaction.atomic():
            request_id = begin(version_id, change, now=now, actor=actor)
            submit(request_id, reason=reason, running="keep", effective_on=effective_on, revision=None, now=now, actor=actor)
    except Refusal as refusal:
        return Outcome(name, None, refusal)
    return Outcome(name, request_id, None)
