"""Whether every stored licence still is what its stream says; read by `yichuang verify`."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from django.db.models import Sum

from yichuang.facts import licences as facts
from yichuang.kernel import codes, files
from yichuang.kernel.record import Recorded, read_many
from yichuang.kernel.values import canonical, chunks
from yichuang.licences import domain
from yichuang.licences.bans import reason_hash
from yichuang.licences.models import ApplicationBan, BlankBatch, BlankMove, BlankSheet, Edition, Licence

BATCH = 200


def check_all() -> Iterator[tuple[UUID, str]]:
    """(licence id, what is wrong) for each licence whose number, contents, state, identifiers or files differ."""
    ids = list(Licence.objects.order_by("id").values_list("id", flat=True))
    for part in chunks(ids, BATCH):
        streams = read_many(part)
        for licence in Licence.objects.filter(id__in=part).prefetch_related("editions").order_by("id"):
            for why in check(licence, streams[licence.id]):
                yield licence.id, why
    yield from check_bans()


def check_bans() -> Iterator[tuple[UUID, str]]:
    """(ban id, what is wrong) for each ban that is not what its fact says."""
    for part in chunks(list(ApplicationBan.objects.order_by("id").values_list("id", flat=True)), BATCH):
        streams = read_many(part)
        for row in ApplicationBan.objects.filter(id__in=part).order_by("id"):
            said = [e.fact for e in streams[row.id] if isinstance(e.fact, facts.ApplicationBanned)]
            kept = (row.party_id, row.item_id, row.finding, row.to_on)
            if [(f.party_id, f.item_id, f.article, f.to_on) for f in said] != [kept]:
                yield row.id, "the ban is not the one the record says"
            lifted = [(e.fact.ground, e.fact.reason_hash) for e in streams[row.id] if isinstance(e.fact, facts.BanLifted)]
            if lifted != ([(row.lifted_ground, reason_hash(row))] if row.lifted_at else []):
                yield row.id, "whether the ban was lifted is not what the record says"


def check(licence: Licence, events: list[Recorded]) -> Iterator[str]:
    if not events or not isinstance(events[0].fact, facts.LicenceOrdered):
        yield "the stream does not begin with LicenceOrdered"
        return
    ordered = events[0].fact
    if ordered.number != licence.number:
        yield f"its number is {licence.number}, the record says {ordered.number}"
    state = folded(events)
    if state is None:
        yield "its events do not follow the table of states"
    elif state != licence.state:
        yield f"it is {licence.state}, the record says {state}"
    made = {e.fact.edition: e.fact.file_hash for e in events if isinstance(e.fact, facts.LicenceReady)}
    hashes = {1: ordered.content_hash}
    hashes |= {e.fact.edition: e.fact.content_hash for e in events if isinstance(e.fact, facts.LicenceChanged | facts.LicenceCorrected)}
    for edition in licence.editions.all():
        yield from _edition(edition, made.get(edition.edition, ""), hashes.get(edition.edition))


def _edition(edition: Edition, file: str, content_hash: str | None) -> Iterator[str]:
    digest = sha256(bytes(edition.salt) + canonical([edition.template_id, edition.content])).hexdigest()
    if digest != edition.content_hash or content_hash not in (None, digest):
        yield f"the contents of edition {edition.edition} are not those that were ordered"
    if edition.identifier and codes.licence_identifier(edition.identifier):
        yield f"the identifier of edition {edition.edition} fails its check character"
    if edition.file_sha256 != file:
        yield f"the file of edition {edition.edition} is another one than the record names"
    elif file and not files.sound(file):
        yield f"the file of edition {edition.edition} is missing or was changed"


def folded(events: list[Recorded]) -> domain.State | None:
    """The state after these events; None when one of them may not happen in the state it met."""
    state = domain.State.ORDERED
    moving = {kind for ways in domain.TRANSITIONS.values() for kind in ways}
    for event in events[1:]:
        if event.kind not in moving:
            continue
        after = domain.TRANSITIONS.get(state, {}).get(event.kind)
        if after is None and not isinstance(event.fact, facts.LicenceReady):
            return None
        state = after or state
    return state


def check_blanks() -> Iterator[tuple[UUID, str]]:
    """(batch, what is wrong): every sheet stands where its batch's events put it, and the register adds up to what is there."""
    for batch in BlankBatch.objects.order_by("id").iterator(chunk_size=50):
        sheets = dict(BlankSheet.objects.filter(batch=batch).values_list("number", "state"))
        told = sheets_told(read_many([batch.id])[batch.id])
        if told != sheets:
            wrong = sorted(n for n in {*(told or ()), *sheets} if (told or {}).get(n) != sheets.get(n))
            yield batch.id, f"{len(wrong)} sheets stand elsewhere than the record says, the first is {wrong[0]}"
        sums = dict(BlankMove.objects.filter(batch=batch).order_by().values_list("kind").annotate(Sum("count")))
        book = domain.reckon({}, sums)
        lying = sum(state in (domain.Blank.STOCK, domain.Blank.ISSUED) for state in sheets.values())
        if book.closing != lying:
            yield batch.id, f"the register says {book.closing} sheets, {lying} are there"
    loose = Edition.objects.filter(blank__isnull=False).exclude(blank__state=domain.Blank.USED)
    for batch_id in loose.values_list("blank__batch_id", flat=True).distinct():
        yield batch_id, "a paper names a sheet that is not used"


def sheets_told(events: list[Recorded]) -> dict[int, str] | None:
    """Number → state after these events; None when one of them may not happen to a sheet it names."""
    sheets: dict[int, domain.Blank] = {}
    for event in events:
        fact = event.fact
        if isinstance(fact, facts.BlanksReceived):
            sheets = dict.fromkeys(range(fact.first, fact.last + 1), domain.Blank.STOCK)
            continue
        first, last = (fact.number, fact.number) if isinstance(fact, facts.BlankUsed) else (fact.first, fact.last)
        for number in range(first, last + 1):
            after = domain.BLANK_MOVES.get(sheets[number], {}).get(event.kind) if number in sheets else None
            if after is None:
                return None
            sheets[number] = after
    return {number: state.value for number, state in sheets.items()}
