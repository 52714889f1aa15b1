"""The closure of the organ tree, kept in the transaction of the verb that changes it.

Whoever changes the tree holds it first (`hold`): two moves at once could otherwise each be lawful and together make a ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from yichuang.kernel.values import new_id
from yichuang.organisations import powers
from yichuang.organisations.models import OrganTree

BATCH = 2_000
CUT = """
delete from organ_tree t using organ_tree sub
 where sub.ancestor_id = %(moved)s and t.descendant_id = sub.descendant_id
   and t.ancestor_id not in (select descendant_id from organ_tree where ancestor_id = %(moved)s)"""
PAIRS = """
select a.ancestor_id, s.descendant_id, a.depth + s.depth + 1 from organ_tree a, organ_tree s
 where a.descendant_id = %(parent)s and s.ancestor_id = %(moved)s"""


def hold() -> None:
    """Writers of the tree go one after the other: the access version they all raise is one row, locked until the commit."""
    powers.changed()


def plant(pairs: Sequence[tuple[UUID, UUID | None]]) -> None:
    """Add organs (id, parent), parents first; those above them are read once for the whole batch."""
    outside = {parent for _, parent in pairs if parent} - {organ for organ, _ in pairs}
    above: dict[UUID, list[tuple[UUID, int]]] = {organ: [] for organ in outside}
    for ancestor, descendant, depth in OrganTree.objects.filter(descendant_id__in=outside).values_list("ancestor_id", "descendant_id", "depth"):
        above[descendant].append((ancestor, depth))
    rows = []
    for organ, parent in pairs:
        above[organ] = [(organ, 0)] + [(ancestor, depth + 1) for ancestor, depth in (above[parent] if parent else ())]
        rows += [OrganTree(ancestor_id=ancestor, descendant_id=organ, depth=depth) for ancestor, depth in above[organ]]
    OrganTree.objects.bulk_create(rows, batch_size=BATCH)


def move(organ_id: UUID, parent_id: UUID | None) -> None:
    """Hang an organ with all below it under another parent (none: at the top). The caller has made sure it is not below itself."""
    with connection.cursor() as cursor:
        cursor.execute(CUT, {"moved": organ_id})
        if parent_id is not None:
            cursor.execute(PAIRS, {"moved": organ_id, "parent": parent_id})
            OrganTree.objects.bulk_create(
                [OrganTree(id=new_id(), ancestor_id=a, descendant_id=d, depth=n) for a, d, n in cursor.fetchall()], batch_size=BATCH
            )


def is_below(organ_id: UUID, above_id: UUID) -> bool:
    """Whether an organ stands below another, or is it."""
    return OrganTree.objects.filter(ancestor_id=above_id, descendant_id=organ_id).exists()
