"""What a result that is made brings: it is laid into the cases that count on it; and 统一送达 prepared by the worker: what was made on one
day and goes out the same way stands together for one handing over. Nothing is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cases.domain.window import counter
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.facts import joint as f
from yichuang.joint.actions.result_papers import Laid, note_results, paper, result_of, results_there
from yichuang.joint.actions.settling import branch_of_case, concerned, line_of
from yichuang.joint.actions.unit import in_both, locked
from yichuang.joint.domain.results import result_papers
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.models import Branch
from yichuang.kernel.codes.reasons import Several
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations.domain import Actor


@transaction.atomic
def hand_on(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A result is made, a licence or the paper of a decision: it is laid into each case on its way that counts on it and has no paper for it
    yet. Heard twice, it is laid once."""
    found = branch_of_case(case_id)
    result = result_of(case_id) if found else None
    if found is None or result is None or not result.sha256:
        return
    unit, branch = locked(found[0], actor=actor, now=now), Branch.objects.get(id=found[1])
    code = catalogue.terms(branch.version_id).code
    for after in counting_on(branch):
        assert after.case_id is not None
        state = cases.state(after.case_id)
        terms = catalogue.case_terms(state.item_version_id, state.selection_id)
        material = terms.material(result_papers(terms).get(code, ""))
        if material is None or state.decided_at or cases.is_finished(state.phase) or dossier.has_paper(after.case_id, material.code):
            continue
        dossier.add_files(after.case_id, [paper(result, state.applicant_id, material, at=now, by=actor.ref)], actor=actor, at=now)
        unit.say(*note_results(after.case_id, [Laid(case_id, material.code, result.sha256)]))


@transaction.atomic
def follow_version(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The case goes on under another version of its item: a paper that one asks for and another item's result proves is by the system there
    too, and laid in where it is there."""
    found = branch_of_case(case_id)
    state = cases.state(case_id) if found else None
    if found is None or state is None or state.decided_at or cases.is_finished(state.phase):
        return
    unit, branch = locked(found[0], actor=actor, now=now), Branch.objects.get(id=found[1])
    terms = catalogue.case_terms(state.item_version_id, state.selection_id)
    wanted = {code: material for code, material in result_papers(terms).items() if not dossier.has_paper(case_id, material)}
    coming = {catalogue.terms(edge.before.version_id).code for edge in branch.needs.select_related("before")} & set(wanted)
    there = results_there(unit, catalogue.item_ids(set(wanted)))
    dossier.mark_by_system(case_id, {wanted[code] for code in coming | set(there)}, actor=actor, at=now)
    for code, result in there.items():
        material = terms.material(wanted[code])
        if material is not None and result.sha256 and result.from_case:
            dossier.add_files(case_id, [paper(result, state.applicant_id, material, at=now, by=actor.ref)], actor=actor, at=now)
            unit.say(*note_results(case_id, [Laid(result.from_case, material.code, result.sha256)]))


def counting_on(branch: Branch) -> list[Branch]:
    """Branches on their way that were held by the result, and those begun since it was decided and before it was made."""
    rows = Branch.objects.filter(joint_id=branch.joint_id, state=BranchState.OPEN).exclude(id=branch.id)
    held = rows.filter(needs__before_id__in=line_of(branch))
    since = rows.filter(joined_at__date__gte=branch.settled_on) if branch.settled_on else rows.none()
    return sorted({row.id: row for row in (*held, *since)}.values(), key=lambda row: str(row.id))


@transaction.atomic
def group(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The result of a case of a theme is made: beside it stands what was made on the same day, is not handed over yet and goes out at the
    same counter to the same address. Each keeps its own ten days (44), so the group goes out by the first of them, and any of them may be
    collected before. Heard twice, it says nothing new."""
    found = branch_of_case(case_id)
    if found is None:
        return
    unit = locked(found[0], actor=actor, now=now)
    if unit.joint.what != What.THEME:
        return
    ready = list(
        unit.joint.branches.select_related("case").order_by("id").filter(
            case__phase=Phase.DECIDED, case__outcome__in=(Outcome.GRANTED, Outcome.DONE), case__made_at__isnull=False, case__delivered_at__isnull=True
        )
    )
    made = next((row for row in ready if row.case_id == case_id), None)
    if made is None:
        return
    known = {row.id: way(row) for row in ready if day(row) == day(made)}
    members = [row for row in ready if known.get(row.id) == known[made.id]]
    kept = {row.group_id for row in members}
    if len(members) < 2 or (len(kept) == 1 and None not in kept):
        return
    group_id = next((one for one in kept if one), None) or new_id()
    for row in members:
        row.group_id = group_id
    Branch.objects.bulk_update(members, ["group_id"])
    last_on = first_last_day(members)
    unit.say(f.ResultsGrouped(group_id=group_id, branches=tuple(row.id for row in members), counter_organ_id=known[made.id][0], last_on=last_on))
    names = Several(in_both(row) for row in members)
    for party_id in concerned(unit):
        documents.notify(party_id, "results_together", params={"number": unit.joint.number, "items": names, "due_on": last_on}, at=now)


def day(row: Branch) -> date:
    assert row.case is not None and row.case.made_at is not None
    return local_date(row.case.made_at)


def way(row: Branch) -> tuple[UUID, str]:
    """(organ whose counter hands it out, where it goes to) as the applicant confirmed it for the case."""
    assert row.case_id is not None
    state = cases.state(row.case_id)
    where = documents.address_of(state.applicant_id, row.case_id)
    return counter(state)[1], where.address if where else ""


def first_last_day(rows: Sequence[Branch]) -> date:
    """The first of the last days of 44: until then all of them may go out together and none is late."""
    days = [row.case.delivery_on for row in rows if row.case and row.case.delivery_on]
    assert days, "a decided case has its day of 44"
    return min(days)
