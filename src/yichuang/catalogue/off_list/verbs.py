"""Report, find, dismiss, put right. Who looks into a report supervises the organ, or one above it, and works for another."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.catalogue.domain import off_list as law
from yichuang.catalogue.models import OffListReport
from yichuang.catalogue.off_list.reading import NoSuchReport
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import OffListDismissed, OffListFound, OffListMended, OffListReported
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import Fact, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

MOST_OPEN = 5000


class TooManyReports(Refusal):
    code = "catalogue.too_many_reports"
    message = "没有核查完的举报已经很多，请到窗口当面提出"
    remedy = "也可以拨打12345"


def digest(report_id: UUID, text: str) -> str:
    return sha256(report_id.bytes + text.encode()).hexdigest()


@transaction.atomic
def report(
    token: UUID, *, organ_id: UUID | None, requirement: str, shape: str, text: str, now: datetime, actor: Actor
) -> UUID:
    """Anybody reports; the same token twice is one report. Raises Invalid per field, TooManyReports."""
    if OffListReport.objects.filter(id=token).exists():
        return token
    law.check_report(organ=organ_id is not None, requirement=requirement, shape=shape, text=text)
    assert organ_id is not None
    organ = organisations.organ(organ_id)
    if OffListReport.objects.filter(state=law.State.RECEIVED).values("id")[: MOST_OPEN + 1].count() > MOST_OPEN:
        raise TooManyReports()
    row = OffListReport(
        id=token, organ_id=organ.id, requirement=requirement.strip(), shape=shape, text=text.strip(), state=law.State.RECEIVED, reported_at=now
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice at once
        return token
    record(row, OffListReported(organ_id=organ.id, shape=shape, text_hash=digest(token, row.text)), actor=actor.ref, at=now)
    return token


def supervised(organ_id: UUID, actor: Actor, on: date) -> UUID | None:
    """The organ, or the nearest above it, over which the actor has the power to supervise; None without. No query."""
    at: UUID | None = organ_id
    while at is not None and not organisations.may(actor, Act.SUPERVISE, organ_id=at, on=on):
        at = organisations.organ(at).parent_id
    return at


def looks_into(organ_id: UUID, actor: Actor, on: date) -> bool:
    """Whether the actor may look into a report on this organ, and so read what its reporter wrote. No query."""
    return organisations.own_organ(actor) != organ_id and supervised(organ_id, actor, on) is not None


def take(report_id: UUID, *, actor: Actor, now: datetime) -> tuple[OffListReport, str]:
    """The report, locked, and the power of whoever looks into it. Raises NoSuchReport, Forbidden, OwnOrgan."""
    row = OffListReport.objects.select_for_update().filter(id=report_id).first()
    if row is None:
        raise NoSuchReport(asked=str(report_id))
    on = local_date(now)
    ref = organisations.authority(actor, Act.SUPERVISE, organ_id=supervised(row.organ_id, actor, on) or row.organ_id, on=on)
    law.check_apart(own_organ=organisations.own_organ(actor), reported=row.organ_id)
    return row, ref


def move(row: OffListReport, fact: Fact, *, actor: Actor, now: datetime) -> None:
    row.state = law.check_move(law.State(row.state), fact.kind)
    row.save()
    record(row, fact, actor=actor.ref, at=now)


@transaction.atomic
def find(report_id: UUID, *, text: str, article: str, mend_by: date | None, now: datetime, actor: Actor) -> None:
    """属实: the organ is ordered to put it right (条例 69(8) says who answers for it). Raises Forbidden, OwnOrgan, Invalid, ReportOver."""
    row, ref = take(report_id, actor=actor, now=now)
    law.check_finding(holds=True, text=text, article=article, mend_by=mend_by, today=local_date(now))
    assert mend_by is not None
    row.finding, row.article, row.mend_by, row.found_at = text.strip(), article.strip(), mend_by, now
    fact = OffListFound(article=row.article, mend_by=mend_by, text_hash=digest(row.id, row.finding), authority_ref=ref)
    move(row, fact, actor=actor, now=now)


@transaction.atomic
def dismiss(report_id: UUID, *, text: str, article: str, now: datetime, actor: Actor) -> None:
    """不属实: with the article the requirement stands on. Raises Forbidden, OwnOrgan, Invalid, ReportOver."""
    row, ref = take(report_id, actor=actor, now=now)
    law.check_finding(holds=False, text=text, article=article, mend_by=None, today=local_date(now))
    row.finding, row.article, row.found_at = text.strip(), article.strip(), now
    move(row, OffListDismissed(article=row.article, text_hash=digest(row.id, row.finding), authority_ref=ref), actor=actor, now=now)


@transaction.atomic
def mend(report_id: UUID, *, text: str, now: datetime, actor: Actor) -> None:
    """已改正: seen by whoever ordered it. Raises Forbidden, OwnOrgan, Invalid, ReportOver."""
    row, ref = take(report_id, actor=actor, now=now)
    law.check_finding(holds=False, text=text, article=law.ARTICLE, mend_by=None, today=local_date(now))
    row.mended, row.mended_at = text.strip(), now
    move(row, OffListMended(text_hash=digest(row.id, row.mended), authority_ref=ref), actor=actor, now=now)
