"""The legality review 合法性审查: by somebody with that power who did not draft. Its questions depend on the kind of the request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain import Regime
from yichuang.catalogue.domain.assessment import Answer, Question, assess, check_agreed, questions
from yichuang.catalogue.domain.life import Change, Opinion, check_move, check_opinion, check_reviewer, check_text
from yichuang.catalogue.life.desk import NoSuchRequest, take
from yichuang.catalogue.models import ChangeNote, ChangeRequest
from yichuang.facts.catalogue import LegalityAgreed, LegalityNotAgreed
from yichuang.organisations.domain import Act, Actor


def asked_of(request_id: UUID) -> tuple[Question, ...]:
    """What the review of this request must answer; nothing where nothing is assessed. Raises NoSuchRequest."""
    row = ChangeRequest.objects.filter(id=request_id).values_list("change", "version__regime").first()
    if row is None:
        raise NoSuchRequest(asked=str(request_id))
    return questions(Change(row[0]), is_licence=row[1] == Regime.LICENCE)


def assessment_of(request_id: UUID) -> tuple[Answer, ...]:
    """The answers of the last review; empty before one."""
    text = ChangeNote.objects.filter(request=request_id, kind="assessment").order_by("-at", "-id").values_list("text", flat=True).first()
    return tuple(Answer(**row) for row in json.loads(text)) if text else ()


@transaction.atomic
def review_legality(
    request_id: UUID, *, opinion: str, text: str, article: str, revision: int | None, now: datetime, actor: Actor,
    answers: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """同意: on to the notice. 修改后同意, 不同意: back to the drafter, with the reason (and the article it would break).

    `answers`: question → ("yes" or "no", reason), every question the kind of the request asks. Raises Forbidden, OwnChange, WrongStage, Invalid per field,
    AssessedAgainst where something does not hold and it is agreed with all the same.
    """
    desk = take(request_id, actor=actor, now=now, revision=revision)
    ref = desk.authority(Act.REVIEW_ITEM)
    check_reviewer(desk.hands, actor.ref)
    check_move(desk.stage, LegalityAgreed.kind)
    found = check_opinion(opinion, text, article)
    if text.strip():
        check_text("text", text, "")
    asked = questions(desk.change, is_licence=desk.version.regime == Regime.LICENCE)
    given = assess(asked, answers or {})
    check_agreed(found, asked, given)
    kept = None
    if given:
        rows = [{"key": one.key, "holds": one.holds, "reason": one.reason} for one in given]
        kept = desk.note("assessment", json.dumps(rows, ensure_ascii=False))
    said = {"assessed": {one.key: one.holds for one in given}, "assessed_hash": kept.sha256} if kept else {}
    note = desk.note("legality", text, opinion=found.value, article=article.strip()[:200])
    if found is Opinion.AGREE:
        fact: LegalityAgreed | LegalityNotAgreed = LegalityAgreed(
            request_id=request_id, note_id=note.id, note_hash=note.sha256, authority_ref=ref, **said
        )
    else:
        fact = LegalityNotAgreed(
            request_id=request_id, opinion=found.value, article=note.article, note_id=note.id, note_hash=note.sha256, authority_ref=ref, **said
        )
    desk.move(fact, reviewer=actor.ref)
