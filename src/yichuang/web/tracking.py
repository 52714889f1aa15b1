"""Following one case without an account: its number and a code sent to a phone of the applicant or the agent.

Nothing here tells whether a number exists: the code goes to whatever phone is given, and only somebody who has proven the
phone learns that number and phone do not belong together.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from yichuang.cases import api as cases
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
    case_id = matching(number, phone)
    if case_id is None:
        raise Invalid(NO_MATCH, code="web.no_match", errors=(FieldError("number", "web.no_match", NO_MATCH),))
    del request.session[ASKED]
    request.session[PROVED] = {**dict(list(proved(request).items())[-MOST:]), str(case_id): (now + LASTS).timestamp()}
    return case_id


def matching(number: str, phone: str) -> UUID | None:
    """The case of that number if the phone is the applicant's or the agent's."""
    case_id = cases.case_id_of(number)
    if case_id is None:
        return None
    state = cases.state(case_id)
    people = organisations.parties(p for p in (state.applicant_id, state.agent_id) if p)
    phones = {number for party in people.values() for number in (party.phone, party.contact_phone) if number}
    return case_id if phone in phones else None


def proved(request: HttpRequest) -> dict[str, float]:
    return dict(request.session.get(PROVED) or {})


def may_follow(request: HttpRequest, case_id: UUID, *, now: datetime) -> bool:
    return proved(request).get(str(case_id), 0) > now.timestamp()


def reader(request: HttpRequest, case_id: UUID, *, now: datetime) -> Actor:
    """Whoever follows the case: the signed-in applicant, else the holder of a proven phone. Raises NotFound for others."""
    if request.user.is_authenticated and request.actor.is_applicant:  # type: ignore[attr-defined]
        own = cases.visible_cases(request.actor).filter(id=case_id).exists()  # type: ignore[attr-defined]
        if own:
            return request.actor  # type: ignore[attr-defined, no-any-return]
    if may_follow(request, case_id, now=now):
        return Actor(None, "applicant", None, frozenset(), frozenset({cases.state(case_id).applicant_id}), "tracking")
    raise NotFound("没有这个办件。", code="cases.not_found", remedy="请核对办件编号。")
