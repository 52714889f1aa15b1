"""The legality review 合法性审查: by somebody with that power who did not draft."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain.life import Opinion, check_move, check_opinion, check_reviewer, check_text
from yichuang.catalogue.life.desk import take
from yichuang.facts.catalogue import LegalityAgreed, LegalityNotAgreed
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def review_legality(
    request_id: UUID, *, opinion: str, text: str, article: str, revision: int | None, now: datetime, actor: Actor
) -> None:
    """同意: on to the notice. 修改后同意, 不同意: back to the drafter, with the reason (and the article it would break).

    Raises Forbidden, OwnChange, WrongStage, Invalid per field.
    """
    desk = take(request_id, actor=actor, now=now, revision=revision)
    ref = desk.authority(Act.REVIEW_ITEM)
    check_reviewer(desk.hands, actor.ref)
    check_move(desk.stage, LegalityAgreed.kind)
    found = check_opinion(opinion, text, article)
    if text.strip():
        check_text("text", text, "")
    note = desk.note("legality", text, opinion=found.value, article=article.strip()[:200])
    if found is Opinion.AGREE:
        desk.move(LegalityAgreed(request_id=request_id, note_id=note.id, note_hash=note.sha256, authority_ref=ref), reviewer=actor.ref)
        return
    fact = LegalityNotAgreed(
        request_id=request_id, opinion=found.value, article=note.article, note_id=note.id, note_hash=note.sha256, authority_ref=ref
    )
    desk.move(fact, reviewer=actor.ref)
