"""Reads of joint acts: one with its people, photos and opinions; those of a 联办, of a case, of my organ; whom one can name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.joint import queries
from yichuang.joint.actions.unit import Named, NoJoint, name_en_of, name_of
from yichuang.joint.domain import acts as law
from yichuang.joint.domain.acts import ActKind, ActState, Silence
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.models import (
    Branch,
    Joint,
    JointAct,
    JointActBranch,
    JointActOfficer,
    JointActPhoto,
    Note,
    StageLead,
)
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

MOST = 40
"""Acts of one 联办 shown, the newest."""
NOT_SEEN = Q(act__kind__in=law.ON_SITE, act__state=ActState.PLANNED)
"""Rows of visits nobody recorded yet: an opinion on them is not owed before."""
DAYS = 7
"""How far ahead the list of an organ looks."""


@dataclass(frozen=True, slots=True)
class Row:
    """One branch in an act."""

    branch_id: UUID
    name: str
    name_en: str
    handling_organ_id: UUID
    organ: str
    open: bool
    case_id: UUID | None
    number: str
    free: str
    recorded: bool
    verdict: str
    article: str
    text: str
    given_at: datetime | None
    due_on: date | None
    reminded_at: datetime | None
    silent_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.open and self.due_on is not None and self.given_at is None


@dataclass(frozen=True, slots=True)
class People:
    organ: str
    officers: tuple[tuple[str, str], ...]
    """(name, 执法证号)"""


@dataclass(frozen=True, slots=True)
class ActView:
    """One joint act as its pages show it."""

    id: UUID
    joint_id: UUID
    joint_number: str
    joint_name: str
    joint_name_en: str
    is_project: bool
    applicant: str
    kind: ActKind
    state: ActState
    lead_organ_id: UUID
    lead: str
    place: str
    planned_at: datetime
    agenda: str
    due_on: date | None
    silence: Silence
    silence_basis: str
    held_at: datetime | None
    text: str
    rows: tuple[Row, ...]
    people: tuple[People, ...]
    officers: frozenset[UUID]
    photos: tuple[JointActPhoto, ...]

    @property
    def on_site(self) -> bool:
        return self.kind in law.ON_SITE

    @property
    def of_other_days(self) -> frozenset[UUID]:
        """Photos of a visit that was held that were taken on another day: they are marked."""
        held_on = local_date(self.held_at) if self.held_at else None
        return frozenset(photo.id for photo in self.photos if held_on and local_date(photo.taken_at) != held_on)

    @property
    def awaits_visit(self) -> bool:
        """Nobody gives an opinion on a site that nobody has seen."""
        return self.on_site and self.state is ActState.PLANNED

    @property
    def taking_part(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.free)

    @property
    def free(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.free)

    def may_record(self, actor: Actor) -> bool:
        return actor.account_id in self.officers or self.may_lead(actor)

    def may_lead(self, actor: Actor) -> bool:
        return self.lead_organ_id in organisations.mine(actor)


@dataclass(frozen=True, slots=True)
class Choice:
    """A branch that can be taken into an act. `free`: its rule says that no visit is needed."""

    branch_id: UUID
    name: str
    organ_id: UUID
    organ: str
    free: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody an organ can send."""

    organ_id: UUID
    organ: str
    account_id: UUID
    name: str
    number: str


def leaders(joint: Joint, stage: str = "") -> list[UUID]:
    """The organs that may lead an act: that of the 联办; of a project those that lead the stage, or any stage where none is named."""
    if joint.lead_organ_id:
        return [joint.lead_organ_id]
    rows = StageLead.objects.filter(project_id=joint.id)
    return list((rows.filter(stage=stage) if stage else rows).order_by("stage").values_list("organ_id", flat=True))


def leads(joint_id: UUID, actor: Actor, today: date) -> bool:
    """Whether the actor may plan one: of an organ that leads, with the power to consult."""
    joint = Joint.objects.filter(id=joint_id).first()
    own = organisations.mine(actor)
    return joint is not None and any(
        organ_id in own and organisations.may(actor, Act.CONSULT, organ_id=organ_id, on=today) for organ_id in leaders(joint)
    )


def reachable(actor: Actor) -> QuerySet[JointAct]:
    """Acts of a 联办 the actor may see, or takes part in."""
    there = JointActOfficer.objects.filter(organ_id__in=organisations.mine(actor)).values("act_id")
    return JointAct.objects.filter(Q(joint_id__in=queries.visible(actor).values("id")) | Q(id__in=there))


def seen(act_id: UUID, actor: Actor) -> JointAct:
    found = reachable(actor).filter(id=act_id).first() if actor.is_staff else None
    if found is None:
        raise law.NoAct()
    return found


def view(act_id: UUID, *, actor: Actor) -> ActView:
    """One act, for the organs. Raises NoAct."""
    return viewed([seen(act_id, actor).id])[0]


def of_joint(joint_id: UUID) -> list[ActView]:
    """The acts of a 联办, newest first; whoever asks has checked that the reader may see it. A constant number of queries."""
    ids = JointAct.objects.filter(joint_id=joint_id).order_by("-planned_at", "-id").values_list("id", flat=True)[:MOST]
    return viewed(list(ids))


def of_case(case_id: UUID) -> list[ActView]:
    """The acts a case takes part in, newest first; whoever asks may see the case."""
    rows = JointActBranch.objects.filter(branch__case_id=case_id).order_by("-act__planned_at", "-act_id")
    return viewed(list(rows.values_list("act_id", flat=True)[:MOST]))


def own(actor: Actor, now: datetime) -> tuple[list[ActView], list[tuple[ActView, Row]]]:
    """(visits of my organ that are not recorded, up to a week ahead; opinions my organ still owes), the earliest first."""
    organs = sorted(organisations.mine(actor), key=str)
    there = JointActOfficer.objects.filter(organ_id__in=organs).values("act_id")
    ahead = now + timedelta(days=DAYS)
    planned = JointAct.objects.filter(Q(id__in=there) | Q(lead_organ_id__in=organs), state=ActState.PLANNED, planned_at__lt=ahead)
    ids = list(planned.order_by("planned_at", "id").values_list("id", flat=True)[:MOST])
    owed = JointActBranch.objects.filter(ours(actor), given_at__isnull=True, due_on__isnull=False, branch__state=BranchState.OPEN)
    owed = owed.exclude(NOT_SEEN)
    waiting = list(owed.order_by("due_on", "id").values_list("act_id", "branch_id")[:MOST])
    found = {act.id: act for act in viewed(list(dict.fromkeys([*ids, *(act_id for act_id, _ in waiting)])))}
    rows = {(act.id, row.branch_id): row for act in found.values() for row in act.rows}
    return [found[i] for i in ids], [(found[act_id], rows[act_id, branch_id]) for act_id, branch_id in waiting]


def pressing(actor: Actor, today: date) -> int:
    """How many opinions the organs of the actor owe by the next working day, or owed before today; those on a visit that nobody recorded
    are not owed yet. One query."""
    soon = clock.add_working_days(clock.calendar(), today, 1)
    rows = JointActBranch.objects.filter(ours(actor), given_at__isnull=True, due_on__lte=soon, branch__state=BranchState.OPEN)
    return rows.exclude(NOT_SEEN).count()


def ours(actor: Actor) -> Q:
    """Rows of acts whose case an organ of the actor handles."""
    organs = sorted(organisations.mine(actor), key=str)
    entrusted = Q(branch__case__entrusted_organ_id__in=organs)
    return entrusted | Q(branch__case__entrusted_organ_id__isnull=True, branch__case__deciding_organ_id__in=organs)


def viewed(ids: Sequence[UUID]) -> list[ActView]:
    """These acts in this order."""
    rows = JointActBranch.objects.select_related("branch__organ", "branch__case").order_by("branch__organ_id", "branch_id")
    people = JointActOfficer.objects.select_related("organ").order_by("organ_id", "id")
    photos = JointActPhoto.objects.order_by("taken_at", "id")
    acts = JointAct.objects.filter(id__in=ids).select_related("joint__applicant", "joint__theme_version__theme", "lead_organ").prefetch_related(
        Prefetch("rows", rows), Prefetch("officers", people), Prefetch("photos", photos)
    )
    kept = {act.id: act for act in acts}
    texts = texts_of(kept.values())
    return [one(kept[i], texts) for i in ids if i in kept]


def texts_of(acts: Iterable[JointAct]) -> Mapping[UUID, str]:
    wanted = {text_id for act in acts for text_id in (act.text_id, *(row.text_id for row in act.rows.all())) if text_id}
    return dict(Note.objects.filter(id__in=wanted).values_list("id", "text"))


def one(act: JointAct, texts: Mapping[UUID, str]) -> ActView:
    officers = list(act.officers.all())
    organs = list(dict.fromkeys(o.organ for o in officers))
    return ActView(
        act.id, act.joint_id, act.joint.number, act.joint.name, act.joint.name_en, act.joint.what == What.PROJECT, act.joint.applicant.name,
        ActKind(act.kind), ActState(act.state), act.lead_organ_id, act.lead_organ.name, act.place, act.planned_at, act.agenda, act.due_on,
        Silence(act.silence), act.silence_basis, act.held_at, texts.get(act.text_id, "") if act.text_id else "", tuple(row_of(r, texts) for r in act.rows.all()),
        tuple(People(organ.name, tuple((o.name, o.number) for o in officers if o.organ_id == organ.id)) for organ in organs),
        frozenset(o.account_id for o in officers), tuple(act.photos.all()),
    )  # fmt: skip


def row_of(row: JointActBranch, texts: Mapping[UUID, str]) -> Row:
    branch = row.branch
    return Row(
        branch.id, name_of(branch), name_en_of(branch), branch.handling_organ_id, branch.organ.name,
        branch.state == BranchState.OPEN, branch.case_id,
        branch.case.number if branch.case else "", row.free, row.recorded, row.verdict, row.article,
        texts.get(row.text_id, "") if row.text_id else "", row.given_at, row.due_on, row.reminded_at, row.silent_at,
    )  # fmt: skip


def choices(joint_id: UUID, kind: ActKind, now: datetime) -> tuple[list[Choice], list[Candidate]]:
    """The branches that run (for the site, those under review: nobody visits before acceptance), and the people their organs can send."""
    joint = Joint.objects.select_related("theme_version").get(id=joint_id)
    shared = set(joint.theme_version.content.get("visit", ())) if joint.theme_version else set()
    rows = []
    on_site = kind in law.ON_SITE
    running = Branch.objects.filter(joint_id=joint_id, state=BranchState.OPEN, case__isnull=False).select_related("case")
    if on_site:
        running = running.filter(case__phase=Phase.UNDER_REVIEW)
    for branch in running.order_by("joined_at", "id")[: law.MOST]:
        assert branch.case is not None
        terms = catalogue.case_terms(branch.case.item_version_id, branch.case.selection_id)
        suggested = not on_site or terms.visit_required or str(branch.item_id) in shared
        rows.append((branch, name_of(branch), branch.handling_organ_id, terms.visit_free if on_site else "", suggested))
    names = organisations.organ_names({organ_id for _, _, organ_id, _, _ in rows})
    found = [Choice(b.id, name, organ_id, names.get(organ_id, ""), free, fits) for b, name, organ_id, free, fits in rows]
    on = local_date(now)
    people: dict[tuple[UUID, UUID], Candidate] = {}
    for organ_id in dict.fromkeys(choice.organ_id for choice in found if not choice.free):
        for post in law.posts_for(kind):
            for person in organisations.holders(post, organ_id=organ_id, on=on):
                number = person.officer_number or organisations.officer_number(person.account_id, on=on)
                people.setdefault(
                    (organ_id, person.account_id), Candidate(organ_id, names.get(organ_id, ""), person.account_id, person.name, number)
                )
    return found, list(people.values())


def named(number: str, actor: Actor) -> tuple[UUID, Named, bool]:
    """(id, name, is a project) of a 联办 a member of staff may see, by its number. Raises NoJoint."""
    rows = queries.visible(actor).filter(number=number.strip().upper()) if actor.is_staff else Joint.objects.none()
    found = rows.select_related("theme_version__theme").first()
    if found is None:
        raise NoJoint()
    return found.id, Named(found.name, found.name_en), found.what == What.PROJECT
