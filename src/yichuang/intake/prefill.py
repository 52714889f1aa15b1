"""What is known already is not asked again: the register, the party's own profile, its earlier applications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yichuang.catalogue.api import FormRow
from yichuang.dossier import api as dossier
from yichuang.intake import repeating
from yichuang.intake.paging import PROJECT, SERVICE
from yichuang.joint.domain.projects import FROM_PROJECT
from yichuang.organisations import api as organisations

REGISTER, PROFILE, EARLIER = "register", "profile", "earlier"

ORIGIN_WORDS: Mapping[str, str] = {
    REGISTER: "由登记信息调取", PROFILE: "来自您的账号资料", EARLIER: "沿用您上次申请时填的",
    PROJECT: FROM_PROJECT,
}


def registered(form: FormRow, party: organisations.PartyRow) -> dict[str, str]:
    """What the register says of a party, by element of the form. The number stays masked: the whole one is in the register."""
    told = {"party.name": party.name, "party.number": party.number_masked, "party.legal_representative": party.legal_representative}
    return {field.element: told[field.element] for field in form.fields if told.get(field.element)}


def known(form: FormRow, party_id: UUID, agent_id: UUID | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """(values, origins) by element for a party."""
    party = organisations.party(party_id)
    agent = organisations.party(agent_id) if agent_id else None
    told: dict[str, str] = {
        "party.phone": party.phone, "party.address": party.address,
        "contact.name": agent.name if agent else party.contact_name or party.legal_representative,
        "contact.phone": agent.phone if agent else party.contact_phone or party.phone,
    }
    values: dict[str, Any] = {**registered(form, party)}
    origins = dict.fromkeys(values, REGISTER)
    earlier = dossier.earlier_answers(party_id)
    for field in form.fields:
        element = field.element
        if told.get(element):
            values[element], origins[element] = told[element], PROFILE
        elif element in earlier and element not in values and not element.startswith(SERVICE):
            values[element], origins[element] = earlier[element], EARLIER
    for group in form.groups:
        rows = earlier.get(group.code)
        if (kept := repeating.known_rows(group, rows)) and kept == rows:  # another item may use the same code for other questions
            values[group.code], origins[group.code] = kept, EARLIER
    return values, origins
