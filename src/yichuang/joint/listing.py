"""Lists of 联办 for an applicant and a desk: searched, a page at a time, counted by the branches that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yichuang.joint.domain.state import GIVEN_UP, OVER, BranchState, What
from yichuang.joint.models import Branch, Joint
from yichuang.joint.queries import BESIDE, visible
from yichuang.kernel.words import bigrams
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

PAGE = 30


@dataclass(frozen=True, slots=True)
class JointLine:
    """One line of a list. Counted are the branches that stand: of one applied for again the newest, none its applicant withdrew."""

    id: UUID
    number: str
    what: What
    name: str
    applicant: str
    lead: str
    opened_at: datetime
    branches: int
    over: int
    name_en: str = ""
    granted: int = 0
    withdrawn: int = 0


FILTERS = ("going", "lead", "over", "all")


def listed(actor: Actor, name: str = "going", *, query: str = "", page: int = 1) -> tuple[list[JointLine], bool]:
    """One page, newest first, and whether there is more: two queries however many there are."""
    rows = visible(actor).filter(what=What.THEME)
    going = Branch.objects.filter(state__in=("waiting", "open")).values("joint_id")
    if name == "going":
        rows = rows.filter(id__in=going)
    elif name == "over":
        rows = rows.exclude(id__in=going)
    elif name == "lead":
        rows = rows.filter(lead_organ_id__in=organisations.mine(actor))
    found, tally, more = page_of(rows.select_related(*BESIDE), query, page, "number")
    lines = [
        JointLine(
            j.id, j.number, What(j.what), j.name, j.applicant.name, j.lead_organ.name if j.lead_organ else "", j.opened_at,
            (count := tally.get(j.id, NONE)).stand, count.over, name_en=j.name_en, granted=count.granted, withdrawn=count.withdrawn,
        )
        for j in found
    ]  # fmt: skip
    return lines, more


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the branches of a 联办 that stand how many there are, have their end, were granted; and how many its applicant withdrew."""

    stand: int = 0
    over: int = 0
    granted: int = 0
    withdrawn: int = 0


NONE = Tally()


def page_of(rows: QuerySet[Joint], query: str, page: int, *numbers: str) -> tuple[list[Joint], dict[UUID, Tally], bool]:
    """One page of what was searched for, newest first; how many branches of each stand and how many of them have their end; whether there
    is more. Found by the words of the row, or by one of its `numbers`, whole. Two queries."""
    if asked := query.strip():
        pairs = bigrams(asked)
        said = SearchQuery(" & ".join(f"'{pair}'" for pair in pairs), search_type="raw", config="simple")
        one = (Q(**{f"{number}__iexact": asked}) for number in numbers)
        rows = rows.filter(reduce(or_, one, Q(words=said) if pairs else Q(pk__isnull=True)))
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("-opened_at", "-id")[start : start + PAGE + 1])
    again, stand = Exists(Branch.objects.filter(again_for=OuterRef("pk"))), ~Q(outcome__in=GIVEN_UP)
    counts = Branch.objects.filter(~again, joint__in=found[:PAGE]).values_list("joint_id").annotate(
        stand=Count("id", filter=stand), over=Count("id", filter=stand & Q(state__in=OVER)),
        granted=Count("id", filter=Q(state=BranchState.GRANTED)), withdrawn=Count("id", filter=~stand),
    )  # fmt: skip
    return found[:PAGE], {joint_id: Tally(*numbers) for joint_id, *numbers in counts}, len(found) > PAGE
