"""Powers, posts and the organ tree, read whole once and kept per process until the access token moves (design §11).

Other processes see a change at most a second later; the process that made it sees it at once; building an actor
compares the token, so each request begins with the present state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import new_id
from yichuang.organisations import domain, models
from yichuang.organisations.domain import Actor, Authorisation, Authority, Holding, Span, StandIn

MAX_AGE = 1.0


@dataclass(frozen=True, slots=True)
class OrganRow:
    """An organ as documents and pages need it."""

    id: UUID
    parent_id: UUID | None
    kind: str
    name: str
    name_en: str
    short_name: str
    uscc: str
    division: str
    address: str
    phone: str
    review_organ: str
    review_url: str
    court: str
    valid_from: date | None
    valid_to: date | None
    succeeded_by_id: UUID | None = None
    """Who carries its functions on after its end."""

    def is_in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Powers:
    """One consistent reading of everything that decides who may do what."""

    token: UUID | None
    organs: Mapping[UUID, OrganRow]
    above: Mapping[UUID, frozenset[UUID]]
    below: Mapping[UUID, frozenset[UUID]]
    by_act: Mapping[tuple[UUID, str], tuple[Authorisation, ...]]
    holdings: Mapping[UUID, tuple[Holding, ...]]
    stand_ins: Mapping[UUID, tuple[StandIn, ...]]

    def own_organ(self, organ_id: UUID) -> UUID:
        """The organ an office belongs to; an organ is its own."""
        row = self.organs[organ_id]
        while row.kind == models.Organ.Kind.OFFICE and row.parent_id:
            row = self.organs[row.parent_id]
        return row.id

    def posts_of(self, account_id: UUID, on: date) -> tuple[tuple[UUID, str], ...]:
        """(organ, post) held on that day, those stood in for included."""
        own = [(h.organ_id, h.post) for h in self.holdings.get(account_id, ()) if h.span.holds_on(on)]
        others = [(s.organ_id, s.post) for s in self.stand_ins.get(account_id, ()) if s.span.holds_on(on)]
        return tuple(dict.fromkeys(own + others))

    @property
    def all_stand_ins(self) -> tuple[StandIn, ...]:
        return tuple(s for rows in self.stand_ins.values() for s in rows)

    def around(self, account_id: UUID) -> tuple[tuple[Holding, ...], tuple[StandIn, ...]]:
        """The holdings and stand-ins that bear on one person: theirs, and the holdings of those they stand in for."""
        stand_ins = self.stand_ins.get(account_id, ())
        held = self.holdings.get(account_id, ())
        for other in {s.instead_of for s in stand_ins}:
            held += self.holdings.get(other, ())
        return held, stand_ins


_kept: Powers | None = None
_checked = 0.0


def current(*, check: bool = False) -> Powers:
    """The powers now; `check` compares the token even when the reading is younger than a second."""
    if _kept is not None and not check and monotonic() - _checked < MAX_AGE:
        return _kept
    return as_of(models.AccessVersion.objects.filter(pk=1).values_list("token", flat=True).first())


def as_of(token: UUID | None) -> Powers:
    """The powers under the version just read by somebody."""
    global _kept, _checked
    if _kept is None or token is None or _kept.token != token:
        _kept = _read(token)
    _checked = monotonic()
    return _kept


def changed() -> None:
    """Called by every verb that changes posts, powers, stand-ins or organs, inside its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_version (id, token) values (1, %s) on conflict (id) do update set token = excluded.token",
            [new_id()],
        )
    forget()
    transaction.on_commit(forget)


def forget() -> None:
    global _kept
    _kept = None


def _span(row: models.Dated) -> Span:
    return Span(row.from_on, row.to_on, row.withdrawn_on)


def _group(pairs: Iterable[tuple]) -> dict:
    grouped = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return {key: tuple(values) for key, values in grouped.items()}


def _read(token: UUID | None) -> Powers:
    fields = tuple(OrganRow.__dataclass_fields__)
    organs = {row[0]: OrganRow(*row) for row in models.Organ.objects.values_list(*fields)}
    pairs = list(models.OrganTree.objects.values_list("ancestor_id", "descendant_id"))
    above = {k: frozenset(v) for k, v in _group((d, a) for a, d in pairs).items()}
    below = {k: frozenset(v) for k, v in _group(pairs).items()}
    by_act = _group(
        ((r.organ_id, r.act), Authorisation(r.id, r.organ_id, r.act, r.post, _span(r), r.item_id, r.post_organ_id))
        for r in models.Authorisation.objects.order_by("id")
    )
    holdings = _group(
        (r.account_id, Holding(r.id, r.account_id, r.organ_id, r.post, _span(r)))
        for r in models.PostHolding.objects.filter(account__is_active=True).order_by("id")
    )
    stand_ins = _group(
        (r.account_id, StandIn(r.id, r.account_id, r.instead_of_id, r.organ_id, r.post, _span(r)))
        for r in models.StandIn.objects.filter(account__is_active=True).order_by("id")
    )
    return Powers(token, organs, above, below, by_act, holdings, stand_ins)


def authorise(actor: Actor, act: str, *, organ_id: UUID, item_id: UUID | None = None, on: date) -> Authority:
    """The power `actor` has for `act` of `organ_id` on that day, or NoAuthority naming the posts that may.

    Only staff have powers: what the law itself does by the passing of time needs none and is not asked here.
    """
    powers = current()
    rows = domain.authorisations_for(
        powers.by_act.get((organ_id, str(act)), ()), act=act, organ_id=organ_id, item_id=item_id, on=on
    )
    found, elsewhere = None, ""
    if actor.account_id is not None and actor.is_staff:
        held, stand_ins = powers.around(actor.account_id)
        found = domain.find_authority(
            actor.account_id, rows, holdings=held, stand_ins=stand_ins, ancestors=powers.above, on=on
        )
        elsewhere = "" if found else _elsewhere(powers, actor.account_id, rows, on)
    return domain.check_authority(found, rows, act=act, organ=elsewhere)


def _elsewhere(powers: Powers, account_id: UUID, rows: Iterable[Authorisation], on: date) -> str:
    """The organ whose post the power asks for, where this person holds that post of another organ only."""
    held = powers.posts_of(account_id, on)
    asked = {row.post_organ_id or row.organ_id for row in rows if any(row.post == post for _organ, post in held)}
    if not asked or any(not asked.isdisjoint(powers.above.get(organ, ())) for organ, _post in held):
        return ""
    return "、".join(sorted(powers.organs[organ].name for organ in asked))


def authority(actor: Actor, act: str, *, organ_id: UUID, item_id: UUID | None = None, on: date) -> str:
    """`authorise(...).ref`: what the fact records as `authority_ref`."""
    return authorise(actor, act, organ_id=organ_id, item_id=item_id, on=on).ref


def standing(act: str, *, organ_id: UUID, item_id: UUID, on: date) -> str:
    """`authority_ref` of an act that nobody does in person: a row that names the item, while somebody holds the post that answers
    for it. Empty when there is none. Compared with the database each time, so that what was withdrawn gives nothing from then on."""
    powers = current(check=True)
    rows = domain.authorisations_for(powers.by_act.get((organ_id, str(act)), ()), act=act, organ_id=organ_id, item_id=item_id, on=on)
    held = {(h.organ_id, h.post) for held in powers.holdings.values() for h in held if h.span.holds_on(on)}
    named = (row for row in rows if row.item_id == item_id and ((row.post_organ_id or row.organ_id), row.post) in held)
    return next((str(row.id) for row in named), "")


def is_head(actor: Actor, organ_id: UUID, *, on: date) -> bool:
    """Whether somebody is 本机关负责人 on that day, in their own post: no stand-in."""
    held = current(check=True).holdings.get(actor.account_id, ()) if actor.account_id else ()
    return any(h.organ_id == organ_id and h.post == domain.Post.DIRECTOR and h.span.holds_on(on) for h in held)


def check_head(actor: Actor, organ_id: UUID, *, on: date) -> None:
    if not is_head(actor, organ_id, on=on):
        raise domain.OnlyTheHead(organ=organ(organ_id).name)


def may(actor: Actor, act: str, *, organ_id: UUID, item_id: UUID | None = None, on: date) -> bool:
    try:
        authorise(actor, act, organ_id=organ_id, item_id=item_id, on=on)
    except domain.NoAuthority:
        return False
    return True


def successors(organ_id: UUID, on: date) -> tuple[UUID, ...]:
    """Who carries on the functions of an organ that is over on that day, and of those over since; empty while it exists, or without one."""
    found: list[UUID] = []
    row = organ(organ_id)
    while row.valid_to is not None and row.valid_to < on and row.succeeded_by_id and row.succeeded_by_id not in (*found, organ_id):
        found.append(row.succeeded_by_id)
        row = organ(row.succeeded_by_id)
    return tuple(found)


def organ(organ_id: UUID) -> OrganRow:
    row = current().organs.get(organ_id) or current(check=True).organs.get(organ_id)
    if row is None:
        raise NotFound("没有这个机关。", code="organisations.no_organ")
    return row


def organ_named(text: str) -> OrganRow | None:
    """The organ with this unified social credit code or this full name; no office."""
    wanted = text.strip()
    rows = (row for row in current().organs.values() if row.kind != models.Organ.Kind.OFFICE)
    return next((row for row in rows if wanted and wanted in (row.uscc, row.name)), None)


def mine(actor: Actor) -> frozenset[UUID]:
    """Own organ and all below it (design §11), for `visible_cases`; an office counts as its organ. Empty for others."""
    if not actor.is_staff or actor.organ_id is None:
        return frozenset()
    powers = current()
    own = powers.own_organ(actor.organ_id)
    return powers.below.get(own, frozenset({own}))


def own_organ(actor: Actor) -> UUID:
    """The organ a member of staff works for; an office counts as its organ. NotFound for others."""
    if not actor.is_staff or actor.organ_id is None:
        raise NotFound("没有这个机关。", code="organisations.no_organ")
    return current().own_organ(actor.organ_id)


def posts_for(act: str, *, organ_id: UUID, item_id: UUID | None = None, on: date) -> tuple[str, ...]:
    """The posts that may do an act of an organ on that day, in the order the powers were given; for naming a task's post."""
    rows = current().by_act.get((organ_id, str(act)), ())
    live = domain.authorisations_for(rows, act=act, organ_id=organ_id, item_id=item_id, on=on)
    return tuple(dict.fromkeys(row.post for row in live))


def organs_where(actor: Actor, act: str, *, on: date) -> frozenset[UUID]:
    """The organs for which this person may do an act on that day, for one item at least."""
    rows = {organ for organ, known in current().by_act if known == str(act)}
    return frozenset(organ for organ in rows if any_power(actor, act, organ, on))


def any_power(actor: Actor, act: str, organ_id: UUID, on: date) -> bool:
    items = {row.item_id for row in current().by_act.get((organ_id, str(act)), ())}
    return any(may(actor, act, organ_id=organ_id, item_id=item, on=on) for item in items)


def organs(*, on: date | None = None) -> tuple[OrganRow, ...]:
    """Every organ and office in force on a day (default today), by name."""
    day = on or timezone.localdate()
    return tuple(sorted((row for row in current().organs.values() if row.is_in_force(day)), key=lambda row: row.name))


def top_of(organ_id: UUID) -> UUID:
    """The organ at the top of the tree this one stands in: the government."""
    tops = current().above.get(organ_id, frozenset())
    return next((one for one in tops if current().organs[one].parent_id is None), organ_id)


def organs_around(organ_id: UUID) -> tuple[OrganRow, ...]:
    """The organs in force of the tree this one stands in, by name: of another government nobody asks an opinion in a list."""
    top = top_of(organ_id)
    return tuple(row for row in organs() if row.id in current().below.get(top, frozenset()))
