"""Following one case without an account: its number and a code sent to a phone of the applicant, the agent, or a third party told of it
(36), who sees what was sent to them and nothing else.

Nothing here tells whether a number exists: the code goes to whatever phone is given, and only somebody who has proven the
phone learns that number and phone do not belong together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from yichuang.cases import api as cases
from yichuang.joint import api as joint
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.access import client_address
from yichuang.organisations.domain import Actor

PURPOSE = "track"
ASKED, PROVED = "track_asked", "tracked"
LASTS = timedelta(minutes=30)
MOST = 20
NO_MATCH = "办件编号和手机号码对不上，请核对收件凭证。"


def plain_number(text: str) -> str:
    """A number as it was typed or pasted: full-width letters, spaces of any kind."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def ask(request: HttpRequest, *, now: datetime) -> None:
    """Send a code to the phone typed, whatever the number is. Raises Invalid, TooMany."""
    number = plain_number(request.POST.get("number", ""))
    if not number or len(number) > 60:
        wrong = FieldError("number", "web.no_number", "请填写收件凭证上的办件编号")
        raise Invalid("请填写办件编号。", code="web.no_number", errors=(wrong,))
    phone = organisations.check_phone(request.POST.get("phone", ""))
    organisations.send_code(phone, address=client_address(request), now=now, purpose=PURPOSE)
    request.session[ASKED] = [number, phone]


def asked(request: HttpRequest) -> tuple[str, str] | None:
    """(number, phone) of the code that was asked for in this session."""
    found = request.session.get(ASKED)
    return (found[0], found[1]) if found else None


def prove(request: HttpRequest, digits: str, *, now: datetime) -> UUID:
    """Spend the code; the case when number and phone belong together. One try at a number costs one code."""
    number, phone = request.session[ASKED]
    with transaction.atomic():
        refusal = organisations.try_code(phone, digits, now=now, purpose=PURPOSE)
    if refusal is not None:
        raise refusal
    case_id = cases.case_id_of(number) or joint.first_case(number)
    parties = matching(case_id, phone) if case_id else ()
    if case_id is None or not parties:
        raise Invalid(NO_MATCH, code="web.no_match", errors=(FieldError("number", "web.no_match", NO_MATCH),))
    del request.session[ASKED]
    held = [(now + LASTS).timestamp(), [str(party) for party in parties]]
    request.session[PROVED] = {**dict(list(proved(request).items())[-MOST:]), str(case_id): held}
    return case_id


def matching(case_id: UUID, phone: str) -> tuple[UUID, ...]:
    """For whom somebody with this phone follows the case: the applicant, else those of the third parties whose phone it is."""
    state = cases.state(case_id)
    if phone in phones_of(p for p in (state.applicant_id, state.agent_id) if p):
        return (state.applicant_id,)
    return tuple(sorted(party for party in cases.third_parties(case_id) if phone in phones_of([party])))


def phones_of(parties: Iterable[UUID]) -> set[str]:
    people = organisations.parties(parties)
    return {number for party in people.values() for number in (party.phone, party.contact_phone) if number}


def proved(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(PROVED) or {})


def follows_for(request: HttpRequest, case_id: UUID, *, now: datetime) -> frozenset[UUID]:
    """The parties of a phone proven half an hour ago or less; none when it was not, or is no longer."""
    held = proved(request).get(str(case_id))
    until, parties = held if isinstance(held, list) else (0, ())
    return frozenset(map(UUID, parties)) if until > now.timestamp() else frozenset()


def reader(request: HttpRequest, case_id: UUID, *, now: datetime) -> Actor:
    """Whoever follows the case: the signed-in applicant, else the holder of a proven phone. Raises NotFound for others."""
    if request.user.is_authenticated and request.actor.is_applicant:  # type: ignore[attr-defined]
        own = cases.visible_cases(request.actor).filter(id=case_id).exists()  # type: ignore[attr-defined]
        if own:
            return request.actor  # type: ignore[attr-defined, no-any-return]
    if parties := follows_for(request, case_id, now=now):
        return Actor(None, "applicant", None, frozenset(), parties, "tracking")
    raise NotFound("没有这个办件。", code="cases.not_found", remedy="请核对办件编号。")
