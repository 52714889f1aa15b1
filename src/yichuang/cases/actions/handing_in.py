"""交件: everything of one application laid down in one transaction: dossier, case, service address. For intake and for joint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases.actions.acceptance import Application, Received, receive
from yichuang.cases.domain.phases import Channel
from yichuang.cases.domain.renewing import Asked
from yichuang.cases.domain.window import AtWindow
from yichuang.cases.domain.wishes import COLLECTED, WAYS
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Address:
    """Where documents go in this case, and how: 送达地址（电子送达）确认书."""

    electronic: bool
    address: str
    phone: str
    mode: str

    @property
    def place(self) -> str:
        """Where papers go: to the window where the applicant chose to come for them, whatever address is known besides."""
        return WAYS["direct"] if self.mode == COLLECTED and not self.electronic else self.address


@dataclass(frozen=True, slots=True)
class Package:
    """What is handed in, its answers checked by the form already. `fetched`: element → the register it came from."""

    version_id: UUID
    applicant_id: UUID
    answers: Mapping[str, Any]
    address: Address
    fetched: Mapping[str, str] = field(default_factory=dict)
    uploads: Sequence[dossier.Upload] = ()
    papers: Sequence[dossier.Paper] = ()
    channel: Channel = Channel.WEB
    received_at: datetime | None = None
    agent_id: UUID | None = None
    selection_id: UUID | None = None
    asked: Asked | None = None
    window: AtWindow | None = None
    """The window of another organ that took it in (全城通办)."""
    by_system: frozenset[str] = frozenset()
    """Codes of materials the government fetches itself: not asked of the applicant, no point of acceptance (716号令 art. 7)."""
    by_person: bool = False
    """The applicant declines a decision by rules alone (个人信息保护法 24(3)); said of an item that has rules."""


@transaction.atomic(savepoint=False)
def lay_down(package: Package, *, actor: Actor, now: datetime) -> Received:
    """Open the dossier, receive the case, confirm the address. `received_at` None = now."""
    terms = catalogue.case_terms(package.version_id, package.selection_id)
    if terms.accepting_organ_id is None:
        raise Forbidden(_("本事项没有受理机关。"), code="intake.no_organ")
    case_id = new_id()
    dossier_hash = dossier.open_dossier(
        case_id, terms, package.applicant_id, package.answers, package.uploads, at=now, actor=actor, fetched=package.fetched,
        papers=package.papers, purpose=package.asked.purpose if package.asked else "", by_system=package.by_system,
    )
    received = receive(
        Application(
            version_id=package.version_id, applicant_id=package.applicant_id, channel=package.channel,
            received_at=package.received_at or now, dossier_hash=dossier_hash, agent_id=package.agent_id, case_id=case_id,
            selection_id=package.selection_id, asked=package.asked, window=package.window,
            by_person=package.by_person,
        ),
        actor=actor, now=now,
    )  # fmt: skip
    where = package.address
    documents.confirm_address(
        package.applicant_id, electronic=where.electronic, case_id=case_id, address=where.place, phone=where.phone, actor=actor, at=now
    )
    documents.fix(
        Kind.ADDRESS_CONFIRMATION, case_id=case_id, case_number=received.number, recipients=[package.applicant_id],
        organ_id=terms.accepting_organ_id, actor=actor, at=now,
        fields={
            "item_name": terms.name, "address": where.address or where.mode, "phone": where.phone or "未载明",
            "electronic": "同意电子送达" if where.electronic else f"不同意电子送达（{where.mode}）",
        },
    )  # fmt: skip
    return received
