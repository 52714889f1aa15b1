"""The verbs of an implementing version's life: draft, publish (with the lints of design §7), suspend, resume, end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import model_to_dict

from yichuang.catalogue import content, queries, register
from yichuang.catalogue.arrangements import Arrangements
from yichuang.catalogue.domain import NEXT_STATUS, Basis, Rank, Status, Terms
from yichuang.catalogue.domain.forms import layout_of
from yichuang.catalogue.domain.life import OPEN
from yichuang.catalogue.drawings import problems
from yichuang.catalogue.elements import codes_of, elements_of, fields_of, options_in, shipped
from yichuang.catalogue.finding import index
from yichuang.catalogue.holders import Holders
from yichuang.catalogue.lints import Candidate, Finding, FormFacts, Handling, Severity, lint
from yichuang.catalogue.models import ChangeRequest, Claim, DataElement, Form, Item, ItemVersion, Suspension, nothing_left
from yichuang.catalogue.prerequisites import reading as prerequisites
from yichuang.catalogue.prerequisites import tribunal
from yichuang.catalogue.recording import record
from yichuang.catalogue.situations import checking, plain, reading
from yichuang.catalogue.smart import checking as smart_checking
from yichuang.catalogue.smart import plain as smart_plain
from yichuang.catalogue.smart import reading as smart_reading
from yichuang.facts.catalogue import ItemVersionEnded, ItemVersionPublished, ItemVersionResumed, ItemVersionSuspended
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.kernel.values import canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


class NotPublishable(Invalid):
    code = "catalogue.not_publishable"
    message = "这个版本还不能发布：有%(count)s处错误"
    remedy = "请逐项改正后再发布"


class NeedsReview(Forbidden):
    """What somebody drafted comes into force only through the stages of a change request (catalogue/life)."""

    code = "catalogue.needs_review"
    message = "草稿经合法性审查、公示、批准以后发布，不能直接发布"
    remedy = "请在事项页提交合法性审查"


class WrongStatus(Refusal):
    code = "catalogue.wrong_status"
    message = "这个版本的状态不允许这样做"


TIED = (
    "id", "item", "number", "status", "status_at", "created_at", "created_by", "published_at", "published_by", "content_hash", "edition", "edited_at", "edited_by",
)
"""Columns outside the content that `content_hash` covers."""


def content_hash(version: ItemVersion) -> str:
    """SHA-256 over everything a citizen and a case see of the version."""
    held = model_to_dict(version)
    values = {key: value for key, value in held.items() if key not in TIED and value not in (None, "")}  # a later column changes no hash
    return hashlib.sha256(canonical({"id": str(version.id), "item": version.item.code, "number": version.number, **values})).hexdigest()


def may(actor: Actor, act: Act, *, organ_id: UUID | None, item_id: UUID | None, on: date) -> str:
    """The power the actor edits or publishes under; the installation itself (a system actor) needs none."""
    if actor.kind == "system":
        return ""
    organ_id = organ_id or actor.organ_id
    if organ_id is None:
        raise Forbidden(code="catalogue.not_an_editor", message="只有本机关有权限的人可以办理事项的编辑、审查和发布")
    return organisations.authority(actor, act, organ_id=organ_id, item_id=item_id, on=on)


@transaction.atomic
def draft(code: str, *, name: str, columns: Mapping[str, Any], now: datetime, actor: Actor, origin: str = "studio") -> UUID:
    """Write a new draft version of an item (made when it does not exist); returns the version's id.

    Raises Forbidden, and ValueError for a list column whose rows have unknown fields.
    """
    may(actor, Act.EDIT_ITEM, organ_id=columns.get("accepting_organ_id"), item_id=None, on=local_date(now))
    item, _ = Item.objects.get_or_create(code=code, defaults={"name": name, "origin": origin})
    item = Item.objects.select_for_update().get(id=item.id)
    Item.objects.filter(nothing_left(), id=item.id).update(name=name)
    last = ItemVersion.objects.filter(item=item).order_by("-number").values_list("number", flat=True).first()
    for key, kind in content.KINDS.items():
        content.values_of(kind, columns.get(key))
    version = ItemVersion.objects.create(
        item=item, number=(last or 0) + 1, status=Status.DRAFT, name=name, created_at=now, created_by=actor.ref, **columns
    )
    return version.id


def revise(version_id: UUID, *, now: datetime, actor: Actor, **changes: Any) -> UUID:
    """The next version of an item as a draft: a copy of this one with `changes` (columns); returns its id.

    Drawing a new procedure, for one: `revise(id, procedure=keep_procedure(…), …)`, then `publish`.
    """
    version = load(version_id)
    columns = copied(version)
    for key, value in changes.items():
        columns.pop(f"{key}_id", None)
        columns[key] = value
    name = columns.pop("name", version.name)
    return draft(version.item.code, name=name, columns=columns, now=now, actor=actor, origin=version.item.origin)


def copied(version: ItemVersion) -> dict[str, Any]:
    """The columns that the next version, or an item like this one, starts from."""
    names = [field.attname for field in ItemVersion._meta.concrete_fields if field.name not in TIED]
    return {name: getattr(version, name) for name in names if name not in ("effective_on", "name")}


class Surroundings:
    """What the lints look at beside the version, read once for many items."""

    def __init__(self, item_ids: Iterable[UUID]) -> None:
        items = list(item_ids)
        stands = (Status.PUBLISHED, Status.SUSPENDED)
        in_force = ItemVersion.objects.filter(item_id__in=items, status__in=stands).values_list("item_id", "prerequisites")
        self.standing = {item_id: frozenset(row["name"] for row in rows or []) for item_id, rows in in_force}
        self.verdicts = prerequisites.verdicts_of(items)
        asked = ChangeRequest.objects.filter(item_id__in=items, stage__in=OPEN, entry__isnull=False).values_list("item_id")
        self.claimed = frozenset(item_id for (item_id,) in Claim.objects.filter(item_id__in=items).values_list("item_id").union(asked))
        self.elements = frozenset(DataElement.objects.values_list("code", flat=True))
        self.instruments = register.knowledge().instruments
        self.ranks = {title: known.rank for title, known in self.instruments.items()}
        self.arrangements = Arrangements()
        self.holders = Holders(items)

    def bases(self, stated: tuple[Basis, ...]) -> tuple[Basis, ...]:
        """The bases with the day the register knows they were repealed on: a published version does not change, the law does."""
        known = ((basis, self.instruments.get(basis.title)) for basis in stated)
        return tuple(replace(basis, repealed_on=law.repealed_on) if law and law.repealed_on else basis for basis, law in known)


def candidate(version: ItemVersion, on: date, surroundings: Surroundings | None = None) -> Candidate:
    """What the lints look at. A reference is judged with what the house itself would arrange for it."""
    around = surroundings or Surroundings([version.item_id])
    if version.status == Status.IMPORTED:
        version = around.arrangements.arranged(version, on)
    terms = queries.terms_of(version)
    terms = replace(terms, bases=around.bases(terms.bases))
    refusals, ownerless, variables = problems(version.procedure)
    texts = [("name", version.name), ("result", terms.result.name), ("handling_type", version.handling_type)]
    texts += [("conditions", row.text) for row in terms.conditions] + [("materials", row.name) for row in terms.materials]
    texts += [("steps", row.name) for row in terms.steps]
    organs = {
        role for role, organ in (("accepting", version.accepting_organ), ("deciding", version.deciding_organ))
        if organ is None or ((organ.valid_from is None or organ.valid_from <= on) and (organ.valid_to is None or organ.valid_to > on))
    }
    return Candidate(
        standing=around.standing.get(version.item_id), verdicts=around.verdicts.get(version.item_id, {}), cycle=prerequisites.cycle_with(terms),
        terms=terms, on=on, stated_statutory=queries.limit(version.statutory_amount, version.statutory_unit),
        statutory_rank=Rank(version.statutory_rank) if version.statutory_rank else None, allocation=version.allocation,
        form_elements=frozenset(fields_of(version.form)), known_elements=around.elements,
        net_variables=variables, procedure_refusals=refusals, ownerless_tasks=ownerless,
        organs_in_force=frozenset(organs), texts=tuple(texts), situation=situation_findings(version, terms), smart=smart_findings(version, terms),
        form=form_facts(version),
        claimed=version.item_id in around.claimed, handling=handling_of(version),
        ranks=around.ranks, power=around.holders.facts(version.item_id, on),
    )


def form_facts(version: ItemVersion) -> FormFacts:
    """The form as the lints look at it: its own questions, and what is asked beside them."""
    if version.form is None:
        return FormFacts()
    base = shipped()["base_forms"]
    around = codes_of([*base["natural"], *base["legal"], *base["service"]])
    if version.situation:
        around += [row["element"] for row in version.situation.content["questions"]]
    held = version.form.elements or elements_of(version.form.sections)
    return FormFacts(
        layout_of(version.form.sections), frozenset(around), {code: options_in(row["schema"]) for code, row in held.items()},
        {code: row["name"] for code, row in held.items()},
    )


def handling_of(version: ItemVersion) -> Handling:
    """Where and how, as the lints look at it."""
    organ = version.deciding_organ
    return Handling(
        level=version.level, codes={key: str(code) for key, code in version.codes.items()}, organ_code=organ.uscc if organ else "", visits=version.visits,
        visits_reason=version.visits_reason, scope=version.scope, online=version.online, by_courier=version.by_courier,
        handling_type=version.handling_type, by_promise=version.by_promise, tolerates_absence=version.tolerates_absence, quota_text=version.quota_text,
        intermediaries=None if version.intermediaries is None else tuple(version.intermediaries),
        accepted_in=(*(version.towns or ()), *(version.villages or ())),
    )


def situation_findings(version: ItemVersion, terms: Terms) -> tuple[Finding, ...]:
    if version.situation is None:
        return ()
    known = reading.elements_of()
    content = plain.situation_of(version.situation.content, known)
    return checking.findings(checking.check(content, known, terms, frozenset(fields_of(version.form))))


def smart_findings(version: ItemVersion, terms: Terms) -> tuple[Finding, ...]:
    if version.smart is None:
        return ()
    rules = smart_plain.rules_of(version.smart.content)
    asked = form_facts(version).around | frozenset(fields_of(version.form))
    return smart_checking.findings(smart_checking.check(rules, smart_reading.elements_for(rules), terms, asked))


def check(version_id: UUID, *, on: date) -> tuple[Finding, ...]:
    """What the lints say of a version, without publishing it; for the studio."""
    return lint(candidate(load(version_id), on))


def loaded() -> QuerySet[ItemVersion]:
    """Versions with everything their lints need."""
    return ItemVersion.objects.select_related("item", "form", "procedure", "situation", "smart", "accepting_organ", "deciding_organ")


def load(version_id: UUID, *, lock: bool = False) -> ItemVersion:
    rows = loaded()
    version = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=version_id).first()
    if version is None:
        raise queries.NoSuchItem(version_id=str(version_id))
    return version


def refresh_bases(version: ItemVersion) -> None:
    """Write what the register knows of each basis into the version: rank, days in force."""
    known = register.knowledge().instruments
    for row in version.bases or []:
        instrument = known.get(row["title"])
        if instrument:
            row["rank"] = instrument.rank.value
            row |= {"repealed_on": instrument.repealed_on.isoformat()} if instrument.repealed_on else {}
            row |= {"in_force_from": instrument.in_force_from.isoformat()} if instrument.in_force_from else {}


@transaction.atomic
def publish(version_id: UUID, *, now: datetime, actor: Actor, effective_on: date | None = None) -> tuple[Finding, ...]:
    """The installation itself puts a draft in force (seed, import). People go through `life`: they get NeedsReview."""
    if actor.kind != "system":
        raise NeedsReview()
    return put_in_force(version_id, now=now, actor=actor, effective_on=effective_on)


def put_in_force(version_id: UUID, *, now: datetime, actor: Actor, effective_on: date | None = None) -> tuple[Finding, ...]:
    """A draft comes into force; the version published before it ends. Returns the warnings; errors raise NotPublishable.

    Whoever calls has checked the power and holds the transaction. Raises WrongStatus (not a draft), NotPublishable with one
    error per finding.
    """
    on = effective_on or local_date(now)
    version = load(version_id, lock=True)
    item = Item.objects.select_for_update().get(id=version.item_id)
    if version.status != Status.DRAFT:
        raise WrongStatus("只有草稿可以发布")
    refresh_bases(version)
    found = lint(candidate(version, on))
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        raise NotPublishable(
            count=len(errors), article=errors[0].article or None, errors=tuple(FieldError(f.field, f.code, f.text) for f in errors)
        )
    replaced = ItemVersion.objects.filter(item=item, status__in=(Status.PUBLISHED, Status.SUSPENDED)).first()
    if replaced:
        ItemVersion.objects.filter(id=replaced.id).update(status=Status.ENDED, status_at=now)
        Suspension.objects.filter(version=replaced, until__isnull=True).update(until=local_date(now))
        index.drop([replaced.id])
    version.status, version.status_at = Status.PUBLISHED, now
    version.published_at, version.published_by, version.effective_on = now, actor.ref, on
    version.content_hash = content_hash(version)
    version.save()
    warnings = tuple(sorted({finding.code for finding in found}))
    facts = [] if replaced is None else [ItemVersionEnded(version_id=replaced.id, replaced_id=version.id)]
    published = ItemVersionPublished(
        version_id=version.id, number=version.number, regime=version.regime, effective_on=on, content_hash=version.content_hash,
        replaced_id=replaced.id if replaced else None, warnings=warnings,
    )
    record(item, *facts, published, actor=actor.ref, at=now)
    tribunal.settle_item(item.id, now=now, actor=actor.ref)
    index.put([index.entry(version, item.origin, item.code)])
    return found


def move(version_id: UUID, to: Status, *, now: datetime, actor: Actor) -> None:
    """The installation itself suspends, resumes or ends a published version. People go through `life`: they get NeedsReview."""
    if actor.kind != "system":
        raise NeedsReview()
    set_status(version_id, to, now=now, actor=actor)


def set_status(version_id: UUID, to: Status, *, now: datetime, actor: Actor) -> None:
    """Suspend, resume or end a published version; running cases stay on it. Whoever calls has checked the power."""
    with transaction.atomic():
        version = load(version_id, lock=True)
        item = Item.objects.select_for_update().get(id=version.item_id)
        if version.published_at is None or to not in NEXT_STATUS[Status(version.status)]:
            raise WrongStatus()
        ItemVersion.objects.filter(id=version.id).update(status=to, status_at=now)
        Suspension.objects.filter(version=version, until__isnull=True).update(until=local_date(now))
        if to is Status.SUSPENDED:
            Suspension.objects.create(version=version, from_on=local_date(now))
        fact = {
            Status.SUSPENDED: ItemVersionSuspended(version_id=version.id),
            Status.PUBLISHED: ItemVersionResumed(version_id=version.id),
        }.get(to, ItemVersionEnded(version_id=version.id, replaced_id=None))
        record(item, fact, actor=actor.ref, at=now)
        if to is Status.PUBLISHED:
            version.status = to
            index.put([index.entry(version, item.origin, item.code)])
        else:
            index.drop([version.id])


def new_form(code: str, *, name: str, sections: list[dict[str, Any]], now: datetime) -> Form:
    """The newest form of that code when it says the same, else its next number: forms are never changed.

    The words of its data elements are kept with it, so that a later wording changes no form that is in force.
    """
    last = Form.objects.filter(code=code).order_by("-number").first()
    elements = elements_of(sections)
    if last and (last.sections, last.name, last.elements) == (sections, name, elements):
        return last
    number = last.number + 1 if last else 1
    return Form.objects.create(code=code, number=number, name=name, sections=sections, elements=elements, created_at=now)
