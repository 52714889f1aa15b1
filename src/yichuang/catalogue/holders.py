"""Who may be named as the deciding organ of an item's next version: what the lints ask of the dated rows, for many items at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain import delegation as law
from yichuang.catalogue.domain.powers import Period
from yichuang.catalogue.lints import PowerFacts
from yichuang.catalogue.models import Delegation, ItemVersion
from yichuang.organisations import api as organisations


class Holders:
    """The deciding organs that versions in force name, and the rows behind them; two statements however many items."""

    def __init__(self, item_ids: Sequence[UUID]) -> None:
        stands = ItemVersion.objects.filter(item_id__in=item_ids, status__in=(Status.PUBLISHED, Status.SUSPENDED), deciding_organ__isnull=False)
        self.named = {item_id: (organ_id, since) for item_id, organ_id, since in stands.values_list("item_id", "deciding_organ_id", "effective_on")}
        self.rows: dict[UUID, list[law.Delegation]] = defaultdict(list)
        for r in Delegation.objects.filter(item_id__in=item_ids, form__in=law.OWN_NAME).order_by("from_on", "id") if self.named else ():
            row = law.Delegation(r.id, r.item_id, law.LegalForm(r.form), r.from_organ_id, r.to_organ_id, Period(r.from_on, r.to_on), r.place)
            self.rows[r.item_id].append(row)

    def facts(self, item_id: UUID, on: date) -> PowerFacts | None:
        """None: no version is in force, so nobody holds the power yet."""
        if item_id not in self.named:
            return None
        named, since = self.named[item_id]
        rows = self.rows.get(item_id, [])
        first = law.origin(rows, organ_id=named, since=since)
        way = law.decider(rows, item_id=item_id, organ_id=first, on=on).rows
        holders = {first, *(row.to_organ_id for row in rows if row.id in way)}
        after = {organ for holder in holders for organ in organisations.successors(holder, on)}
        return PowerFacts(organisations.organ(named).name, frozenset(holders | after))
