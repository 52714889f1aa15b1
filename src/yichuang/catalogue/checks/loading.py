"""The whole catalogue in one go: lists and guides in, every version checked, what may be published published, and why the rest may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from yichuang.catalogue import claims, publishing, register, seed
from yichuang.catalogue.arrangements import Arrangements
from yichuang.catalogue.checks import keeping, reporting
from yichuang.catalogue.domain import Status
from yichuang.catalogue.imports.guide_import import import_guides
from yichuang.catalogue.imports.item_import import import_items
from yichuang.catalogue.models import Claim, ItemVersion
from yichuang.kernel.importing import ImportReport
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Actor

DATA = Path(__file__).parents[1] / "data"
Progress = Callable[[int, int], None] | None


@dataclass(slots=True)
class LoadReport:
    """`blocked`: how many references each rule keeps from being published. `refused`: what the verb itself refused.
    `linked`: imported items that stand on an entry of a basic list by the rule; `unlinked`: reason → how many do not."""

    items: ImportReport | None = None
    guides: ImportReport | None = None
    linked: int = 0
    unlinked: dict[str, int] = field(default_factory=dict)
    checked: int = 0
    references: int = 0
    publishable: int = 0
    published: int = 0
    refused: int = 0
    blocked: list[reporting.RuleLine] = field(default_factory=list)
    classes: tuple[reporting.ClassLine, ...] = ()

    def plain(self) -> dict[str, Any]:
        def counts(report: ImportReport | None) -> dict[str, int] | None:
            return report and {name: getattr(report, name) for name in ("read", "new", "changed", "unchanged", "refused")}

        return {
            "items": counts(self.items), "guides": counts(self.guides), "linked": self.linked, "unlinked": self.unlinked,
            "checked": self.checked, "references": self.references,
            "publishable": self.publishable, "published": self.published, "refused": self.refused,
            "blocked": [{"code": line.code, "versions": line.versions, "findings": line.findings} for line in self.blocked],
            "classes": [{key: getattr(line, key) for key in line.__slots__} for line in self.classes],
        }  # fmt: skip


def load(
    *, now: datetime, actor: Actor, items: Path | None = None, guides: Path | None = None, publish: bool = False,
    stage: Callable[[str], Progress] | None = None,
) -> LoadReport:  # fmt: skip
    """Bring in, check, publish. Every stage takes up where a run before it stopped, and changes nothing when nothing changed.

    `stage(name)` is called as each begins and gives its progress. Raises BadFile.
    """
    begin = stage or (lambda _name: None)
    register.seed()
    claims.seed(now=now, actor=actor)
    seed.arrange(now=now, actor=actor)
    report = LoadReport()
    report.items = import_items(items or DATA / "items.csv", now=now, actor=actor, write=True, progress=begin("items"))
    report.guides = import_guides(guides or DATA / "guides.json", now=now, actor=actor, write=True, progress=begin("guides"))
    report.linked, report.unlinked = Claim.objects.exclude(rule="").count(), {why.value: n for why, n in claims.unlinked().counts.items()}
    report.checked = keeping.check_stale(now, progress=begin("checks"))
    publish_clean(report, now=now, actor=actor, publish=publish, begin=begin)
    report.blocked, report.classes = blocked(), reporting.by_class()
    return report


def publish_clean(
    report: LoadReport, *, now: datetime, actor: Actor, publish: bool, begin: Callable[[str], Progress] = lambda _name: None
) -> None:  # fmt: skip
    """References that no rule keeps and whose item was never in force; with `publish`, put in force."""
    references = ItemVersion.objects.filter(status=Status.IMPORTED)
    in_force = ItemVersion.objects.filter(item_id=OuterRef("item_id"), published_at__isnull=False)
    clean = list(references.filter(~Exists(in_force), checked__errors=0).order_by("id").values_list("id", flat=True))
    report.references, report.publishable = references.count(), len(clean)
    if publish:
        put_out(clean, report, now=now, actor=actor, progress=begin("publishing"))
        keeping.check_stale(now)


def blocked() -> list[reporting.RuleLine]:
    """The rules that keep references from being published, by how many they keep."""
    found = reporting.by_rule(reporting.Wanted(severity="error"), status=Status.IMPORTED)
    return sorted(found, key=lambda line: -line.versions)


def put_out(versions: list[UUID], report: LoadReport, *, now: datetime, actor: Actor, progress: Progress) -> None:
    """Each on its own: a draft of the reference with what the house arranges, published by the same verb as any other, or left as it was."""
    house, on = Arrangements(), local_date(now)
    for count, version_id in enumerate(versions, 1):
        try:
            with transaction.atomic():
                given = house.given(publishing.load(version_id), on)
                publishing.publish(publishing.revise(version_id, now=now, actor=actor, **given), now=now, actor=actor)
            report.published += 1
        except publishing.NotPublishable:
            report.refused += 1
        if progress:
            progress(count, len(versions))
