"""What 智能审批 did with a case, for the pages: the explanation as it was kept, the evidence it names, figures and the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from yichuang.cases.domain.automatic import STATE_NAMES
from yichuang.cases.models import AutomaticRun, Case, Task
from yichuang.exchange import api as exchange
from yichuang.kernel import access
from yichuang.kernel.crypto import salted_hash
from yichuang.kernel.errors import NotFound
from yichuang.kernel.record import read_many
from yichuang.kernel.values import canonical, chunks, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@dataclass(frozen=True, slots=True)
class Explanation:
    """`rules` and `guards` as they were judged; `evidence` by id, read again from where it is kept."""

    state: str
    opened_at: datetime
    done_at: datetime | None
    number: int
    sample: int
    guards: tuple[Mapping[str, Any], ...]
    rules: tuple[Mapping[str, Any], ...]
    evidence: Mapping[str, exchange.EvidenceRow]
    sha256: str

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]

    @property
    def is_local(self) -> bool:
        return any(row.is_local for row in self.evidence.values())


def explanation_of(case_id: UUID) -> Explanation | None:
    """None where the item declares no 智能审批. Who may see the case is decided by the caller."""
    run = AutomaticRun.objects.filter(case_id=case_id).first()
    if run is None:
        return None
    kept = run.explanation or {}
    rules = tuple(kept.get("rules", ()))
    ids = {UUID(found) for row in rules for found in row["evidence"]}
    known = {str(key): row for key, row in exchange.evidence(ids).items()} if ids else {}
    return Explanation(
        run.state, run.opened_at, run.done_at, kept.get("number", 0), kept.get("sample", 0), tuple(kept.get("guards", ())), rules, known, run.sha256
    )


def read_explanation(case_id: UUID, *, applicant_id: UUID, reader: Actor, at: datetime) -> Explanation:
    """The same for a reader who may open the papers of the case, who is written to the access log: it holds what registries said of a person."""
    found = explanation_of(case_id)
    if found is None:
        raise NotFound("本件没有智能审批的记录。", code="cases.no_explanation")
    access.note(reader.ref, "registry.evidence", at=at, subject_id=applicant_id, case_id=case_id, purpose="case")
    return found


def automatic_figures(item_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Per item: how many runs stand in each state."""
    rows = AutomaticRun.objects.filter(item_id__in=item_ids).values_list("item_id", "state").annotate(n=Count("case_id"))
    found: dict[UUID, dict[str, int]] = {}
    for item_id, state, n in rows.order_by("item_id", "state"):
        found.setdefault(item_id, {})[state] = n
    return found


@dataclass(frozen=True, slots=True)
class RunRow:
    """One case 智能审批 looked at."""

    case_id: UUID
    number: str
    state: str
    opened_at: datetime
    done_at: datetime | None
    sampled: str
    """Empty = not drawn; `open`, or what the look found."""

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]


PAGE = 50
BATCH = 200


def automatic_organs(actor: Actor, now: datetime) -> list[UUID]:
    """Whose runs somebody of the staff sees: the own organ's, those below, and those whose samples one looks at."""
    if not actor.is_staff:
        return []
    return sorted(organisations.mine(actor) | organisations.organs_where(actor, Act.SPOT_CHECK, on=local_date(now)))


def automatic_runs(organ_ids: Collection[UUID], *, page: int = 1, drawn_only: bool = False) -> tuple[list[RunRow], bool]:
    """Newest first, of these deciding organs; whether there are more. `drawn_only`: the sample."""
    rows = AutomaticRun.objects.filter(organ_id__in=organ_ids).order_by("-opened_at", "-case_id")
    if drawn_only:
        rows = rows.filter(Exists(Task.objects.filter(case_id=OuterRef("case_id"), kind="spot_check")))
    start = (page - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    shown = found[:PAGE]
    ids = [run.case_id for run in shown]
    numbers = dict(Case.objects.filter(id__in=ids).values_list("id", "number"))
    checks = {row.case_id: row.verdict or "open" for row in Task.objects.filter(case_id__in=ids, kind="spot_check")}
    lines = [RunRow(r.case_id, numbers[r.case_id], r.state, r.opened_at, r.done_at, checks.get(r.case_id, "")) for r in shown]
    return lines, len(found) > PAGE


def check_explanations() -> Iterator[tuple[UUID, str]]:
    """Explanations that are no longer what the stream of their case names; for `yichuang verify`."""
    kept = AutomaticRun.objects.exclude(explanation=None).order_by("case_id")
    for part in chunks(list(kept.values_list("case_id", flat=True)), BATCH):
        streams = read_many(part)
        for run in kept.filter(case_id__in=part):
            told = [event.fact for event in streams[run.case_id] if event.kind == "cases.AutomaticallyExamined"]
            same = run.salt is not None and salted_hash(run.salt, canonical(run.explanation)) == run.sha256
            if not same or [fact.explanation_hash for fact in told] != [run.sha256]:
                yield run.case_id, "the explanation of 智能审批 differs from its stream"
