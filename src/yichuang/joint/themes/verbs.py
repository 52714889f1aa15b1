"""The verbs of a theme: begin, save its draft, publish, end. The row of the theme is locked; every change is one event of its stream."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.forms import Conflict
from yichuang.facts.joint import ThemeDrafted, ThemeEnded, ThemePublished
from yichuang.joint.domain.themes import ThemeContent, ThemeKind, ThemeStatus, findings, plain, read
from yichuang.joint.models import Theme, ThemeVersion
from yichuang.joint.themes.reads import NoSuchTheme
from yichuang.kernel import record
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal, Stale
from yichuang.kernel.events import Head, emit
from yichuang.kernel.values import Fact, canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

CODE = re.compile(r"[a-z][a-z0-9-]{1,59}")


class ThemeMoved(Stale):
    code = "joint.theme_moved"
    message = "别人刚才也改了这个主题，您的改动还没有写进去。"
    remedy = "您填的还在下面；核对之后再保存一次，就以您的为准。"


class NotADraft(Refusal):
    code = "joint.not_a_draft"
    message = "只有草稿可以修改或者发布。"
    remedy = "要改现行版本，请先起草新版。"


class NotPublishable(Invalid):
    code = "joint.theme_not_publishable"
    message = "这个主题还不能发布：有%(count)s处要改。"
    remedy = "请逐项改正后再发布。"


class OwnDraft(Forbidden):
    code = "joint.own_draft"
    message = "起草的人不能自己批准发布。"
    remedy = "请分管局长或者局长批准。"


@dataclass(frozen=True, slots=True)
class Words:
    """How a theme is named; changed only until its first version is published, because what is published keeps its name."""

    name: str
    name_en: str = ""
    summary: str = ""


def authority(actor: Actor, act: Act, organ_id: UUID, on: date) -> str:
    """The power for an act of the keeping organ; the installation itself needs none."""
    return "" if actor.kind == "system" else organisations.authority(actor, act, organ_id=organ_id, on=on)


def content_hash(content: ThemeContent) -> str:
    return sha256(canonical(plain(content))).hexdigest()


def note(theme: Theme, *facts: Fact, actor: Actor, now: datetime) -> None:
    """Emit behind the theme's head; its row is locked."""
    head = emit(Head("theme", theme.id, theme.head_seq, bytes(theme.head_hash)), facts, actor=actor.ref, at=now)
    theme.head_seq, theme.head_hash = head.seq, head.hash
    theme.save()


def locked(theme_id: UUID) -> Theme:
    theme = Theme.objects.select_for_update().filter(id=theme_id).first()
    if theme is None:
        raise NoSuchTheme(theme_id=str(theme_id))
    return theme


def of_version(version_id: UUID) -> tuple[Theme, ThemeVersion]:
    """The theme, locked, and the version as it is under that lock."""
    theme_id = ThemeVersion.objects.filter(id=version_id).values_list("theme_id", flat=True).first()
    if theme_id is None:
        raise NoSuchTheme(version_id=str(version_id))
    theme = locked(theme_id)
    return theme, ThemeVersion.objects.get(id=version_id)


@transaction.atomic
def begin(
    code: str, words: Words, *, organ_id: UUID, now: datetime, actor: Actor, kind: ThemeKind = ThemeKind.ONE_THING,
    content: ThemeContent | None = None, origin: str = "own",
) -> UUID:  # fmt: skip
    """The first draft of a new theme; returns the version. Raises Invalid per field, Forbidden without the power to edit."""
    authority(actor, Act.EDIT_ITEM, organ_id, local_date(now))
    errors = named(words)
    if not CODE.fullmatch(code):
        errors.append(FieldError("code", "joint.bad_theme_code", "编码用小写字母、数字和短横，字母开头，2到60个字符。"))
    elif Theme.objects.filter(code=code).exists():
        errors.append(FieldError("code", "joint.theme_code_taken", "这个编码已经有主题用了。"))
    if errors:
        raise Invalid("还不能新建。", errors=tuple(errors))
    theme = Theme.objects.create(
        code=code, kind=kind, name=words.name.strip(), name_en=words.name_en.strip(), summary=words.summary.strip(), organ_id=organ_id,
        origin=origin,
    )  # fmt: skip
    return drafted(theme, content or ThemeContent(), number=1, now=now, actor=actor)


def named(words: Words) -> list[FieldError]:
    errors = []
    if not words.name.strip() or len(words.name.strip()) > 60:
        errors.append(FieldError("name", "joint.no_theme_name", "请填主题名称，60个字以内。"))
    if len(words.summary) > 500:
        errors.append(FieldError("summary", "joint.theme_summary_long", "说明太长，最多500个字。"))
    return errors


def drafted(theme: Theme, content: ThemeContent, *, number: int, now: datetime, actor: Actor) -> UUID:
    version = ThemeVersion.objects.create(theme=theme, number=number, content=plain(content), content_hash=content_hash(content))
    note(theme, ThemeDrafted(version_id=version.id, number=version.number, content_hash=version.content_hash), actor=actor, now=now)
    return version.id


@transaction.atomic
def redraft(theme_id: UUID, *, now: datetime, actor: Actor) -> UUID:
    """The next version as a draft, beginning from the newest; the open draft where there is one."""
    theme = locked(theme_id)
    authority(actor, Act.EDIT_ITEM, theme.organ_id, local_date(now))
    newest = ThemeVersion.objects.filter(theme=theme).order_by("-number")[0]
    if newest.status == ThemeStatus.DRAFT:
        return newest.id
    version = ThemeVersion.objects.create(theme=theme, number=newest.number + 1, content=newest.content, content_hash=newest.content_hash)
    note(theme, ThemeDrafted(version_id=version.id, number=version.number, content_hash=version.content_hash), actor=actor, now=now)
    return version.id


@transaction.atomic
def save(
    version_id: UUID, content: ThemeContent, *, revision: int, now: datetime, actor: Actor, words: Words | None = None
) -> int:
    """Write what a draft now says; returns its new revision. Nothing is written when it says the same.

    Raises NotADraft, Forbidden, Invalid, ThemeMoved when a colleague saved since `revision`.
    """
    theme, version = of_version(version_id)
    authority(actor, Act.EDIT_ITEM, theme.organ_id, local_date(now))
    if version.status != ThemeStatus.DRAFT:
        raise NotADraft()
    if version.revision != revision:
        raise ThemeMoved()
    if words and version.number == 1:
        if errors := named(words):
            raise Invalid("还不能保存。", errors=tuple(errors))
        theme.name, theme.name_en, theme.summary = words.name.strip(), words.name_en.strip(), words.summary.strip()
    version.content, version.content_hash, version.revision = plain(content), content_hash(content), revision + 1
    version.save(update_fields=["content", "content_hash", "revision"])
    note(theme, ThemeDrafted(version_id=version.id, number=version.number, content_hash=version.content_hash), actor=actor, now=now)
    return version.revision


def check(content: ThemeContent, kind: ThemeKind = ThemeKind.ONE_THING) -> list[FieldError]:
    """What stands in the way of publishing, in the language of whoever asks: what the theme says, and forms that no answer can satisfy."""
    rows = catalogue.in_force(content.item_ids)
    organs = {row.item_id: row.organ_id for row in rows if row.organ_id}
    found = [
        FieldError(one.field, one.code, gettext(one.message) % dict(one.details))
        for one in findings(content, organs=organs, names=catalogue.item_names(content.item_ids), kind=kind)
    ]
    for conflict in conflicts([row.version_id for row in rows]):
        words = {"element": conflict.element, "why": gettext(conflict.why), "items": gettext("、").join(conflict.sources)}
        found.append(FieldError("items", "joint.form_conflict", gettext("申请表合不到一起：%(element)s（%(items)s），%(why)s。") % words))
    return found


def conflicts(version_ids: Sequence[UUID]) -> tuple[Conflict, ...]:
    """What the whole forms of these versions ask in ways no answer can satisfy together."""
    terms = [catalogue.terms(version_id) for version_id in version_ids]
    return catalogue.united("legal", [(one.name, catalogue.whole_form(one, "legal")) for one in terms]).conflicts


@transaction.atomic
def publish(version_id: UUID, *, now: datetime, actor: Actor) -> None:
    """Put a draft into force; the version before it ends. Who drafted it does not publish it; the installation itself may.

    Raises NotADraft, Forbidden, OwnDraft, NotPublishable with each finding.
    """
    theme, version = of_version(version_id)
    ref = authority(actor, Act.PUBLISH_ITEM, theme.organ_id, local_date(now))
    if version.status != ThemeStatus.DRAFT:
        raise NotADraft()
    if actor.kind != "system" and actor.ref in drafters(version):
        raise OwnDraft()
    if errors := check(read(version.content), ThemeKind(theme.kind)):
        raise NotPublishable(errors=tuple(errors), count=len(errors))
    ThemeVersion.objects.filter(theme=theme, status=ThemeStatus.PUBLISHED).update(status=ThemeStatus.ENDED, ended_at=now)
    version.status, version.published_at = ThemeStatus.PUBLISHED, now
    version.save(update_fields=["status", "published_at"])
    note(theme, ThemePublished(version_id=version.id, content_hash=version.content_hash, authority_ref=ref), actor=actor, now=now)


def drafters(version: ThemeVersion) -> set[str]:
    """Everybody who wrote in this version."""
    events = record.read(version.theme_id)
    return {event.actor for event in events if event.kind == "joint.ThemeDrafted" and event.fact.version_id == version.id}


@transaction.atomic
def end(theme_id: UUID, *, now: datetime, actor: Actor) -> None:
    """Nobody can begin the theme any more; what runs goes on under its version. Raises NoSuchTheme, Forbidden."""
    theme = locked(theme_id)
    ref = authority(actor, Act.PUBLISH_ITEM, theme.organ_id, local_date(now))
    version = ThemeVersion.objects.filter(theme=theme, status=ThemeStatus.PUBLISHED).first()
    if version is None:
        raise NoSuchTheme(theme_id=str(theme_id))
    version.status, version.ended_at = ThemeStatus.ENDED, now
    version.save(update_fields=["status", "ended_at"])
    note(theme, ThemeEnded(version_id=version.id, authority_ref=ref), actor=actor, now=now)
