"""Reads of cases: who may see what, work lists with counts, the dossier's facts, tracking, the ledger 办件台账."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet

from yichuang.cases import hot
from yichuang.cases.domain.dates import Dates, dates
from yichuang.cases.domain.phases import FINISHED, Outcome, Phase
from yichuang.cases.domain.review import ASSIGNABLE
from yichuang.cases.domain.state import CaseState
from yichuang.cases.models import Case, CaseOrgan, CaseParty, Statement, Task, Urging
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.clock import api as clock
from yichuang.clock.domain import Calendar
from yichuang.facts import cases as f
from yichuang.kernel import prepared
from yichuang.kernel.errors import NotFound
from yichuang.kernel.models import Event
from yichuang.kernel.record import Recorded, read, read_many
from yichuang.kernel.words import bigrams
from yichuang.licences.domain.renewal import Purpose
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

PAGE = 50
MOST = 100
"""Counts stop here: the desk says 99+ (design §10)."""


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The only beginning of lists, searches, counts and file views (design §11)."""
    if actor.is_staff:
        organs = organisations.mine(actor)
        related = CaseOrgan.objects.filter(organ_id__in=organs).values("case_id")
        return Case.objects.filter(
            Q(deciding_organ_id__in=organs) | Q(accepting_organ_id__in=organs) | Q(id__in=related)
        )
    if actor.is_applicant:
        own = list(actor.party_ids)
        return Case.objects.filter(Q(applicant_id__in=own) | Q(agent_id__in=own) | Q(parties__party_id__in=own)).distinct()
    return Case.objects.none()


RELATED = """select 1 from case_record c where c.id = %s and (c.deciding_organ_id = any(%s::uuid[])
  or c.accepting_organ_id = any(%s::uuid[]) or exists (select 1 from case_organ o where o.case_id = c.id and o.organ_id = any(%s::uuid[])))"""
"""What `visible_cases` says of one case and a member of staff, prepared: every verb asks it. A test holds the two together."""


def visible(actor: Actor, case_id: UUID) -> None:
    """Raises NotFound when the actor may not see the case: not seeing and not being look the same."""
    if actor.is_staff:
        seen = prepared.one(RELATED, case_id, *[list(organisations.mine(actor))] * 3)
    else:
        seen = visible_cases(actor).filter(id=case_id).exists() or None
    if seen is None:
        raise NotFound("没有这个办件。", code="cases.not_found", remedy="请核对办件编号。")


def third_parties(case_id: UUID) -> frozenset[UUID]:
    """Those who were told of the case as 利害关系人 (36)."""
    return frozenset(CaseParty.objects.filter(case_id=case_id, role="third_party").values_list("party_id", flat=True))


def papers_visible(actor: Actor, case_id: UUID) -> None:
    """Raises NotFound unless the actor may open what the applicant handed in: related staff, the applicant, the agent.

    A third party (36) sees what was sent to them, never the applicant's papers (5(3)).
    """
    visible(actor, case_id)
    if actor.is_applicant and not Case.objects.filter(id=case_id).filter(
        Q(applicant_id__in=actor.party_ids) | Q(agent_id__in=actor.party_ids)
    ).exists():
        raise NotFound("没有这份材料。", code="cases.not_found", remedy="发给您的文书，在您自己的页面上看。")


def state(case_id: UUID) -> CaseState:
    """The folded state of a case, for those who have checked who asks."""
    return hot.load(case_id).state


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as pages need it: state, terms, dates, calendar, names, history, texts by statement id."""

    state: CaseState
    version: int
    terms: Terms
    dates: Dates
    calendar: Calendar
    applicant: str
    applicant_number: str
    people: Mapping[UUID, str]
    history: tuple[Recorded, ...]
    """The case's own stream."""
    urged: tuple[Recorded, ...]
    """催办, beside it: they raise no version."""
    texts: Mapping[str, str]

    @property
    def story(self) -> list[Recorded]:
        """Everything that happened, in order of time."""
        return sorted((*self.history, *self.urged), key=lambda event: event.at) if self.urged else list(self.history)


def view(case_id: UUID, *, actor: Actor) -> CaseView:
    """Everything one case's page shows; NotFound when the actor may not see it. A constant number of queries."""
    visible(actor, case_id)
    stored = hot.load(case_id)
    state = stored.state
    terms = catalogue.case_terms(state.item_version_id, state.selection_id)
    calendar = clock.calendar(state.calendar_version)
    party = organisations.party(state.applicant_id)
    history, urged = tuple(read(case_id)), urgings(case_id)
    accounts = {UUID(e.actor[8:]) for e in (*history, *urged) if e.actor.startswith("account:")}
    accounts |= {t.owner_id for t in state.tasks if t.owner_id}
    texts = {str(i): t for i, t in Statement.objects.filter(case_id=case_id).values_list("id", "text")[:500]}
    return CaseView(
        state=state, version=stored.head.seq, terms=terms, dates=dates(state, terms, calendar), calendar=calendar,
        applicant=party.name, applicant_number=party.number_masked, people=organisations.names(accounts), history=history,
        urged=urged, texts=texts,
    )  # fmt: skip


def urgings(case_id: UUID) -> tuple[Recorded, ...]:
    """Every 催办 of a case, the last hundred."""
    ids = list(Urging.objects.filter(case_id=case_id).order_by("-at").values_list("id", flat=True)[:MOST])[::-1]
    return tuple(event for events in read_many(ids).values() for event in events) if ids else ()


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of a work list: a task of mine or of my posts, with what its row ruler needs."""

    task_id: UUID | None
    task_kind: str
    step: str
    owner_id: UUID | None
    case_id: UUID
    number: str
    item_version_id: UUID
    item: str
    item_en: str
    applicant: str
    phase: Phase
    regime: str
    channel: str
    received_at: datetime
    accepted_on: date | None
    work_on: date | None
    promised_on: date | None
    statutory_on: date | None
    answer_on: date | None
    delivery_on: date | None
    stopped: bool
    correction_count: int
    deemed: bool
    promise_passed: bool
    statutory_passed: bool
    provisional: bool
    stops: tuple[tuple[date, date | None], ...]
    purpose: str = ""
    """"change", "renewal", or empty for a new licence."""
    silent: bool = False
    """视为准予延续: nobody decided in time (50)."""


FILTERS = ("mine", "pool", "today", "late", "stopped", "correcting", "receive", "decide", "deliver", "all")


def work(actor: Actor, name: str, today: date) -> QuerySet[Task]:
    """Open tasks of one saved filter, in order of due date. `mine` = owned by me; `pool` = unclaimed of my posts."""
    tasks = Task.objects.filter(closed_at__isnull=True)
    organs = sorted(organisations.mine(actor), key=str)
    pool = Q(owner_id__isnull=True, post__in=sorted(actor.posts), organ_id__in=organs)
    own = Q(owner_id=actor.account_id)
    if name == "pool":
        return tasks.filter(pool)
    tasks = tasks.filter(own) if name == "mine" else tasks.filter(own | pool)
    conditions: dict[str, Q] = {
        "today": Q(work_on=today),
        "late": Q(work_on__lt=today),
        "stopped": Q(case__ledger__kind="stop", case__ledger__to_on__isnull=True),
        "correcting": Q(case__phase=Phase.CORRECTING, case__accepting_organ_id__in=organs),
        "receive": Q(kind="accept"),
        "decide": Q(kind__in=("decide", "approve", "legal")),
        "deliver": Q(kind="deliver"),
    }
    return tasks.filter(conditions[name]) if name in conditions else tasks


def counts(actor: Actor, today: date) -> dict[str, int]:
    """How many in each saved filter, each bounded by 100 (shown as 99+), over the same partial indexes as the lists.

    One statement with a sub-select for each.
    """
    parts, values = [], list[object]()
    for name in FILTERS:
        sql, params = work(actor, name, today).order_by().values("id")[:MOST].query.sql_with_params()
        parts.append(f"(select count(*) from ({sql}) as {name}_rows)")
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", values)
        found = cursor.fetchone()
    return dict(zip(FILTERS, found, strict=True))


def work_list(
    actor: Actor, name: str, today: date, *, query: str = "", item: UUID | None = None, page: int = 1
) -> tuple[list[WorkRow], bool]:
    """One page of a work list and whether there is more; two queries whatever the number of cases."""
    tasks = work(actor, name, today)
    if query:
        tasks = tasks.filter(words(query, "case__"))
    if item:
        tasks = tasks.filter(case__item_id=item)
    return page_of(tasks, page)


def open_tasks_of(case_ids: Iterable[UUID]) -> list[Task]:
    """What is to be done now in each of these cases, the first due first; for those who have checked who asks."""
    rows = Task.objects.filter(case_id__in=set(case_ids), closed_at__isnull=True)
    return list(rows.order_by("case_id", F("work_on").asc(nulls_last=True), "opened_at", "id")[:5000])


def returned_at(case_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these cases was last sent back to be reviewed again 退回重审; who was never is left out. One query, none for none."""
    if not case_ids:
        return {}
    rows = Event.objects.filter(stream_id__in=set(case_ids), kind=f.ReturnedForReview.kind).order_by().values_list("stream_id")
    return dict(rows.annotate(last=Max("at")))


@dataclass(frozen=True, slots=True)
class Load:
    """What lies on one person's desk: open tasks claimed or handed over, of them due today and late."""

    open: int = 0
    today: int = 0
    late: int = 0


def loads(account_ids: Iterable[UUID], today: date) -> dict[UUID, Load]:
    """The load of each person, in one query; who has nothing is left out."""
    rows = Task.objects.filter(closed_at__isnull=True, owner_id__in=set(account_ids)).order_by().values_list("owner_id")
    counted = rows.annotate(
        n=Count("id"), today=Count("id", filter=Q(work_on=today)), late=Count("id", filter=Q(work_on__lt=today))
    )
    return {owner: Load(n, due, late) for owner, n, due, late in counted}


def to_assign(
    organ_ids: Iterable[UUID], posts: Iterable[str], *, owners: Iterable[UUID] | None = None, page: int = 1
) -> tuple[list[WorkRow], bool]:
    """派件: one page of the work of these organs and posts that nobody has, or (`owners`) that these people have; in order of due date."""
    tasks = Task.objects.filter(
        closed_at__isnull=True, organ_id__in=set(organ_ids), post__in=set(posts), kind__in=sorted(ASSIGNABLE)
    )
    tasks = tasks.filter(owner_id__isnull=True) if owners is None else tasks.filter(owner_id__in=set(owners))
    return page_of(tasks, page)


def page_of(tasks: QuerySet[Task], page: int) -> tuple[list[WorkRow], bool]:
    start = (max(page, 1) - 1) * PAGE
    ordered = tasks.select_related("case__applicant").order_by(F("work_on").asc(nulls_last=True), "id")
    found = list(ordered[start : start + PAGE + 1])
    stops = stops_of([task.case_id for task in found])
    return [row_of(task, stops) for task in found[:PAGE]], len(found) > PAGE


def stops_of(case_ids: list[UUID]) -> dict[UUID, tuple[tuple[date, date | None], ...]]:
    from yichuang.cases.models import ClockEntry

    found: dict[UUID, tuple[tuple[date, date | None], ...]] = {}
    rows = ClockEntry.objects.filter(case_id__in=case_ids, kind="stop").values_list("case_id", "from_on", "to_on")
    for case_id, from_on, to_on in rows.order_by("from_on"):
        found[case_id] = (*found.get(case_id, ()), (from_on, to_on))
    return found


def row_of(task: Task, stops: Mapping[UUID, tuple[tuple[date, date | None], ...]]) -> WorkRow:
    case = task.case
    own, terms = stops.get(case.id, ()), catalogue.terms(case.item_version_id)
    return WorkRow(
        task_id=task.id, task_kind=task.kind, step=task.name, owner_id=task.owner_id, case_id=case.id, number=case.number,
        item_version_id=case.item_version_id, item=terms.name, item_en=terms.name_en, applicant=case.applicant.name,
        phase=Phase(case.phase), regime=case.regime, channel=case.channel, received_at=case.received_at,
        accepted_on=case.accepted_on, work_on=task.work_on, promised_on=case.promised_on, statutory_on=case.statutory_on,
        answer_on=case.answer_on, delivery_on=case.delivery_on, stopped=any(to is None for _, to in own),
        correction_count=case.correction_count, deemed=case.deemed, promise_passed=case.promise_passed,
        statutory_passed=case.statutory_passed, provisional=case.provisional, stops=own,
        purpose=case.purpose, silent=is_silent(case),
    )  # fmt: skip


def is_silent(case: Case) -> bool:
    return case.purpose == Purpose.RENEWAL and case.outcome == Outcome.GRANTED and case.decider_id is None


def words(query: str, prefix: str = "") -> Q:
    """Search that forgives: words of number, applicant or item; a number may be given by its end, with spaces."""
    compact = "".join(query.split())
    if compact.isdigit() and len(compact) >= 4:
        return Q(**{f"{prefix}number__endswith": compact})
    pairs = bigrams(query)
    if not pairs:
        return Q(**{f"{prefix}number__iexact": compact})
    search = SearchQuery(" & ".join(f"'{p}'" for p in pairs), search_type="raw", config="simple")
    return Q(**{f"{prefix}words": search}) | Q(**{f"{prefix}number__iexact": compact})


def find(actor: Actor, query: str, *, page: int = 1) -> tuple[list[Case], bool]:
    """Cases the actor may see, by number, applicant or item; newest first."""
    start = (max(page, 1) - 1) * PAGE
    rows = visible_cases(actor).filter(words(query)).select_related("applicant").order_by("-received_at", "-id")
    found = list(rows[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def own_cases(actor: Actor, *, page: int = 1) -> tuple[list[Case], bool]:
    """An applicant's cases, newest first."""
    start = (max(page, 1) - 1) * PAGE
    rows = visible_cases(actor).select_related("applicant").order_by("-received_at", "-id")
    found = list(rows[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def any_case() -> bool:
    """Whether there is a case at all."""
    return Case.objects.exists()


def case_id_of(number: str) -> UUID | None:
    return Case.objects.filter(number="".join(number.split()).upper()).values_list("id", flat=True).first()


def ledger(actor: Actor, start: date, end: date) -> Iterator[Case]:
    """办件台账: the visible cases received in a span of days, streamed in order of receipt."""
    rows = visible_cases(actor).filter(received_at__date__gte=start, received_at__date__lte=end)
    return rows.select_related("applicant", "deciding_organ").order_by("received_at", "id").iterator(chunk_size=500)


@dataclass(frozen=True, slots=True)
class Figures:
    """All cases of the city received since a day: every figure is a count, shares are made where they are shown with both numbers."""

    received: int
    accepted: int
    finished: int
    on_time: int
    granted: int
    refused: int


def figures(since: date) -> Figures:
    """What the public page tells; 办结 = decided or otherwise ended (design §5). One aggregate over the city."""
    done = Q(decided_at__isnull=False) | Q(finished_at__isnull=False)
    late = Q(promise_passed=True) | Q(statutory_passed=True)
    return Figures(
        **Case.objects.filter(received_at__date__gte=since).aggregate(
            received=Count("id"), accepted=Count("id", filter=Q(accepted_on__isnull=False)), finished=Count("id", filter=done),
            on_time=Count("id", filter=done & ~late), granted=Count("id", filter=Q(outcome="granted")),
            refused=Count("id", filter=Q(outcome="refused")),
        )
    )


def outcomes(actor: Actor) -> dict[str, int]:
    """How many visible cases stand in each phase."""
    rows = visible_cases(actor).order_by().values_list("phase").annotate(n=Count("id"))
    return dict(rows)


def item_of(case_id: UUID) -> UUID:
    """The item a case is about, without folding the case."""
    return Case.objects.values_list("item_id", flat=True).get(id=case_id)


def is_finished(phase: str) -> bool:
    return Phase(phase) in FINISHED
