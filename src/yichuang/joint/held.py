"""What the platform's own register of licences holds of who applies for one item alone: fetched from there and not asked of them.

716号令 art. 7: 政务服务机构不得要求申请人提供通过数据共享能够获得的材料. A licence counts only on the day it is in force, and only for the project
it was given in: a permit to plan one building says nothing of the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.joint.actions.by_law import codes_named
from yichuang.joint.actions.result_papers import of_licence, paper
from yichuang.joint.domain.projects import CODE
from yichuang.joint.domain.results import result_papers
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences

MOST = 5
"""Of several licences of one item, of several places, so many of the newest are laid in: the officer sees which one it is."""

Held = Mapping[str, tuple[licences.LicenceRow, ...]]
"""Material code → the licences that prove it, the newest first; none where the register has none."""


def held(terms: Terms, party_id: UUID, answers: Mapping[str, Any], *, on: date, purpose: str = "") -> Held:
    """Of each paper of this item that is another item's result, what the party itself holds of it on that day. Asks nothing where there is
    no such paper; at most four queries."""
    wanted = {code: material for code, material in result_papers(terms).items() if is_asked(terms, material, purpose)}
    if not wanted:
        return {}
    items = {item_id: wanted[code] for code, item_id in catalogue.item_ids(set(wanted)).items()}
    rows = [row for row in licences.of_holders([party_id]) if row.item_id in items and row.file_sha256 and row.holds_on(on)]
    codes = codes_named({row.first_case_id for row in rows if row.first_case_id})
    code = str(answers.get(CODE) or "").strip()
    found: dict[str, tuple[licences.LicenceRow, ...]] = dict.fromkeys(wanted.values(), ())
    for row in rows:
        material = items[row.item_id] if row.item_id else ""
        if codes.get(row.first_case_id, "") == code and len(found[material]) < MOST:
            found[material] = (*found[material], row)
    return found


def is_asked(terms: Terms, material_code: str, purpose: str) -> bool:
    material = terms.material(material_code)
    return material is not None and material.is_for(purpose) and not catalogue.is_fetched(material)


def with_held(package: cases.Package, *, now: datetime, by: str) -> cases.Package:
    """The package with what the register holds laid in and not asked for. A paper the applicant handed in all the same stays theirs."""
    terms = catalogue.case_terms(package.version_id, package.selection_id)
    given = {upload.material_code for upload in package.uploads} | {one.material_code for one in package.papers}
    purpose = package.asked.purpose if package.asked else ""
    there = held(terms, package.applicant_id, package.answers, on=local_date(package.received_at or now), purpose=purpose)
    uploads, by_system = list(package.uploads), set(package.by_system)
    for code, rows in there.items():
        material = terms.material(code)
        if rows and material is not None and code not in given:
            uploads += [paper(of_licence(row), package.applicant_id, material, at=now, by=by) for row in rows]
            by_system.add(code)
    return replace(package, uploads=uploads, by_system=frozenset(by_system))
