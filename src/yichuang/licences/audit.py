"""Whether every stored licence still is what its stream says; read by `yichuang verify`."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from yichuang.facts import licences as facts
from yichuang.kernel import codes, files
from yichuang.kernel.record import Recorded, read_many
from yichuang.kernel.values import canonical, chunks
from yichuang.licences import domain
from yichuang.licences.models import ApplicationBan, Edition, Licence

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
    hashes |= {e.fact.edition: e.fact.content_hash for e in events if isinstance(e.fact, facts.LicenceChanged)}
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
