"""Verbs of handing in: start a draft, answer a page, lay files under a material, send. Sending is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import FORM
from yichuang.intake import across, asking, prefill, repeating
from yichuang.intake import answers as checking
from yichuang.intake.models import Draft, DraftFile
from yichuang.intake.paging import SITUATION, questions_of
from yichuang.joint import api as joint
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.licences.domain import Purpose
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

NOT_DECLARED = _("请确认以上内容真实")


class Sent(Refusal):
    code = "intake.sent"
    message = _("这份申请已经提交，不能再改。")
    remedy = _("请在办件页查看进度；要补充材料的，等窗口一次性告知，或者撤回申请后重新提交。")


class NoDraft(NotFound):
    code = "intake.no_draft"
    message = _("没有这份草稿。")
    remedy = _("请从“我的草稿”里打开，或者重新开始申请。")


def open_terms(version_id: UUID, answers: Mapping[str, Any] | None = None) -> Terms:
    """The terms of a version that may be applied under, for the situation of these answers. Raises NotPublished."""
    if not catalogue.is_open(version_id):
        raise catalogue.NotPublished(version_id=str(version_id))
    return catalogue.terms_for(version_id, answers or {})


def terms_of(draft: Draft) -> Terms:
    """The terms of a draft, as its answers select: a changed answer counts at once."""
    return asking.terms_of(draft)


def check_applicant(terms: Terms, party_id: UUID, actor: Actor, now: datetime) -> organisations.PartyRow:
    """The party, when this actor may apply for it here: its own applicant, or a clerk with the power to receive, perhaps under an agreement."""
    if actor.is_applicant and party_id not in actor.party_ids:
        raise NotFound("没有这个申请人。", code="organisations.no_party")
    if actor.is_staff:
        across.agreement_of(terms, actor, now)
    party = organisations.party(party_id)
    if terms.audience and party.kind not in terms.audience:
        wrong = FieldError("party", "intake.audience", _("本事项只面向个人") if party.kind == "legal" else _("本事项只面向单位"))
        raise Invalid(_("本事项不面向这类申请人。"), code="intake.audience", errors=(wrong,))
    return party


@transaction.atomic
def start(
    version_id: UUID, party_id: UUID, *, token: UUID, actor: Actor, now: datetime, agent_id: UUID | None = None,
    channel: Channel = Channel.WEB, asked: cases.Asked | None = None, told: Mapping[str, Any] | None = None,
) -> Draft:
    """A draft with what is known filled in, of 变更 or 延续 when `asked` names the licence. The same token gives the same draft
    (double click). `told` are answers given before, to the questions of the guide."""
    terms = open_terms(version_id)
    party = check_applicant(terms, party_id, actor, now)
    values, origins = prefill.known(catalogue.form_for(terms, party.kind, told or {}), party_id, agent_id)
    guided = guide_answers(terms, party.kind, told or {})
    values, origins = {**values, **guided}, {code: source for code, source in origins.items() if code not in guided}
    made, is_new = Draft.objects.get_or_create(
        token=token,
        defaults={
            "account_id": actor.account_id, "party_id": party_id, "agent_id": agent_id if agent_id != party_id else None,
            "version_id": version_id, "channel": channel, "answers": values, "origins": origins, "created_at": now,
            "updated_at": now, "purpose": asked.purpose.value if asked else "", "licence_id": asked.licence_id if asked else None,
            "becomes": dict(asked.becomes) if asked else {}, "seen": [SITUATION] if guided else [],
        },
    )  # fmt: skip
    if not is_new and made.account_id != actor.account_id:
        raise NoDraft()
    return made


def guide_answers(terms: Terms, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to the questions of the guide, as a form keeps them; what cannot be read is left out and asked again."""
    form = catalogue.form_for(terms, kind, told)
    values = {field.element: checking.typed(field, told.get(field.element)) for field in questions_of(terms, form)}
    bad = {error.field for error in checking.check(form, questions_of(terms, form), values)}
    return {code: value for code, value in values.items() if code not in bad and value is not None}


def own(draft_id: UUID, actor: Actor, *, lock: bool = False, editing: bool = True) -> Draft:
    """My draft. Another's, or one put aside, is not there; a sent one cannot be edited."""
    rows = Draft.objects.filter(id=draft_id, account_id=actor.account_id, dropped_at__isnull=True)
    found = (rows.select_for_update(of=("self",)) if lock else rows.select_related("party")).first()
    if found is None or (actor.is_applicant and found.party_id not in actor.party_ids):
        raise NoDraft()
    if editing and found.sent_at:
        raise Sent()
    return found


def form_of(draft: Draft) -> catalogue.FormRow:
    return asking.asked(draft, draft.answers)[1]


def touch(draft: Draft, step: str, now: datetime) -> None:
    draft.step, draft.updated_at = step, now
    if step not in draft.seen:
        draft.seen = [*draft.seen, step]
    draft.save()


@transaction.atomic
def keep_answers(
    draft_id: UUID, fields: Sequence[catalogue.Question], raw: Mapping[str, str], *, step: str, actor: Actor, now: datetime
) -> tuple[FieldError, ...]:
    """Keep what was typed for these fields and give what is wrong with it. Right answers are kept whatever the others
    are; a wrong one replaces nothing (the page shows it again as typed)."""
    draft = own(draft_id, actor, lock=True)
    values = checking.given(fields, raw)
    given = {**draft.answers, **values}
    form = asking.asked(draft, given)[1]
    asked = {question.element: question for question in form.asked}
    fields = [asked[field.element] for field in fields if field.element in asked]  # an answer may take a question away
    errors = checking.check(form, fields, given)
    bad = {error.field for error in errors}
    for question in fields:
        element, value = question.element, values[question.element]
        if isinstance(question, catalogue.SectionRow):
            value = repeating.without(question, value or (), bad)
        elif element in bad:
            continue
        if draft.answers.get(element) == value:
            continue
        draft.origins.pop(element, None)
        if value is None:
            draft.answers.pop(element, None)
        else:
            draft.answers[element] = value
    if errors:
        draft.updated_at = now
        draft.save()
    else:
        touch(draft, step, now)
    return errors


def material_of(draft: Draft, code: str) -> MaterialTerm:
    """Raises NotFound, and MadeFromForm for the paper the system makes out of the answers."""
    found = terms_of(draft).material(code)
    if found is None:
        raise NotFound(_("实施清单没有这种材料。"), code="intake.no_material")
    asking.check_brought(found)
    return found


def lay_files(
    draft_id: UUID, code: str, sources: Sequence[Any], *, reused: Sequence[UUID] = (), actor: Actor, now: datetime,
) -> int:
    """Store uploads (anything with `name` and `chunks()` or `read()`) and lay them, and stored ones, under a material.

    Each file stands alone: the good ones of a heap are kept. Then raises the refusal of the first bad file, its field named.
    """
    bad: list[Refusal] = []
    with transaction.atomic():
        draft = own(draft_id, actor, lock=True)
        material, laid, stored = material_of(draft, code), 0, []
        purpose, field = catalogue.terms(draft.version_id).code, f"file-{code}"
        for source in sources:
            named = {"file_name": str(source.name), "purpose": purpose, "field": field}
            try:
                stored.append(dossier.keep(draft.party_id, material, source, at=now, by=actor.ref, **named).id)
            except Refusal as refusal:
                bad.append(refusal)
        dossier.check_offered(reused, draft.party_id, area_id=joint.areas.area_of(draft.project_id))
        for stored_id in (*stored, *reused):
            _, is_new = DraftFile.objects.get_or_create(
                draft=draft, material_code=code, stored_id=stored_id, defaults={"at": now, "reused": stored_id in set(reused)}
            )
            laid += is_new
        touch(draft, f"m-{code}", now)
    if bad:
        raise bad[0]
    return laid


@transaction.atomic
def keep_papers(draft_id: UUID, papers: Sequence[dossier.Paper], *, actor: Actor, now: datetime) -> None:
    """What lies on the counter on paper, as the clerk counted it; replaces what was counted before."""
    draft = own(draft_id, actor, lock=True)
    for paper in papers:
        material_of(draft, paper.material_code)
    draft.papers = {
        paper.material_code: {"copies": paper.copies, "original": paper.original, "compared": paper.compared} for paper in papers
    }
    draft.updated_at = now
    draft.save(update_fields=["papers", "updated_at"])


def papers_of(draft: Draft) -> list[dossier.Paper]:
    """The papers of a draft; at the window the application form itself was signed on paper."""
    found = [dossier.Paper(code, kept["copies"], kept["original"], kept.get("compared", False)) for code, kept in sorted(draft.papers.items())]
    return [dossier.Paper(FORM, 1, True), *found] if draft.channel == Channel.WINDOW else found


@transaction.atomic
def choose_person(draft_id: UUID, wanted: bool, *, actor: Actor, now: datetime) -> None:
    """Whether a person is to decide where rules might (个人信息保护法 24(3)); said before sending, it goes with the application."""
    draft = own(draft_id, actor, lock=True, editing=False)
    if not draft.sent_at and draft.by_person != wanted:
        draft.by_person, draft.updated_at = wanted, now
        draft.save(update_fields=["by_person", "updated_at"])


@transaction.atomic
def take_file_away(draft_id: UUID, stored_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take a file out of the draft; it stays in the party's store."""
    draft = own(draft_id, actor, lock=True)
    draft.files.filter(stored_id=stored_id).delete()
    draft.updated_at = now
    draft.save(update_fields=["updated_at"])


@transaction.atomic
def drop(draft_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Put a draft aside for good."""
    draft = own(draft_id, actor, lock=True)
    draft.dropped_at = now
    draft.save(update_fields=["dropped_at"])


@transaction.atomic
def renew(draft_id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Move a draft whose version ended to the one in force; what was filled in stays. True when it moved.

    Raises NotPublished when the item, NoSuchTheme when the theme is no longer offered.
    """
    draft = own(draft_id, actor, lock=True)
    if theme := asking.theme_of(draft):
        if theme.open:
            return False
        draft.theme_version_id = joint.themes.in_force(theme.code).version_id
    elif catalogue.is_open(draft.version_id):
        return False
    else:
        draft.version_id = catalogue.published(catalogue.terms(draft.version_id).code)
    known = {question.element: question for question in form_of(draft).asked}
    kept = {element: repeating.fitting(known[element], value) for element, value in draft.answers.items() if element in known}
    draft.answers = {element: value for element, value in kept.items() if value is not None}
    draft.seen, draft.updated_at = [], now
    draft.save()
    return True


def check_declared(declared: bool) -> None:
    if not declared:
        raise Invalid(
            _("提交前请确认内容真实。"), code="intake.not_declared", article="《中华人民共和国行政许可法》第三十一条",
            errors=(FieldError("declared", "intake.not_declared", NOT_DECLARED),),
        )


@transaction.atomic
def send(
    draft_id: UUID, *, declared: bool, actor: Actor, now: datetime, received_at: datetime | None = None
) -> tuple[UUID, bool]:
    """提交 (or 收件 for a walk-in): dossier, case and service address in one transaction. Returns case id, and whether this
    call made it: sent twice, it is the same case.

    `received_at` is the hand-over at the window; online it is now (电子签名法 11). Raises Invalid naming the fields.
    """
    draft = own(draft_id, actor, lock=True, editing=False)
    if draft.case_id:
        return draft.case_id, False
    if draft.sent_at:
        raise Sent()
    check_declared(declared)
    received = hand_over(draft, actor=actor, now=now, received_at=received_at)
    return received.case_id, True


def hand_over(
    draft: Draft, *, actor: Actor, now: datetime, received_at: datetime | None, window: cases.AtWindow | None = None
) -> cases.Received:
    """A locked draft becomes a case. `window`: it came by another organ's window (代收)."""
    terms = terms_of(draft)
    uploads = [
        dossier.Upload(file.material_code, file.stored_id, file.reused)
        for file in draft.files.order_by("material_code", "at", "id")
        if asking.is_brought(terms, file.material_code)
    ]
    papers = [paper for paper in papers_of(draft) if paper.material_code == FORM or asking.is_brought(terms, paper.material_code)]
    received = hand_in(
        draft.version_id, draft.party_id, draft.answers, uploads, actor=actor, now=now, channel=Channel(draft.channel),
        received_at=received_at, agent_id=draft.agent_id, papers=papers,
        asked=cases.Asked(Purpose(draft.purpose), draft.licence_id, draft.becomes) if draft.licence_id else None, window=window,
        by_person=draft.by_person,
    )
    draft.case_id, draft.sent_at, draft.updated_at = received.case_id, draft.sent_at or now, now
    draft.save(update_fields=["case_id", "sent_at", "updated_at"])
    return received


@transaction.atomic
def hand_in(
    version_id: UUID, party_id: UUID, answers: Mapping[str, Any], uploads: Sequence[dossier.Upload] = (), *, actor: Actor,
    now: datetime, channel: Channel = Channel.WEB, received_at: datetime | None = None, agent_id: UUID | None = None,
    papers: Sequence[dossier.Paper] = (), asked: cases.Asked | None = None,
    window: cases.AtWindow | None = None, by_person: bool = False,
) -> cases.Received:
    """The one way an application enters: answers checked by the form, dossier opened, case received, address confirmed.
    `asked`: the licence whose change or renewal it is (49, 50); `window`: where it was taken in, when it was forwarded from there (代收);
    `by_person`: a person is to decide, not rules alone.

    What the register knows is filled in where `answers` lacks it. For pages, REST and simulate alike.
    """
    made = package(
        version_id, party_id, answers, uploads, actor=actor, now=now, channel=channel, received_at=received_at, agent_id=agent_id,
        papers=papers, asked=asked, window=window, by_person=by_person,
    )  # fmt: skip
    return cases.lay_down(joint.with_held(made, now=now, by=actor.ref), actor=actor, now=now)


def package(
    version_id: UUID, party_id: UUID, answers: Mapping[str, Any], uploads: Sequence[dossier.Upload] = (), *, actor: Actor,
    now: datetime, channel: Channel = Channel.WEB, received_at: datetime | None = None, agent_id: UUID | None = None,
    papers: Sequence[dossier.Paper] = (), asked: cases.Asked | None = None,
    window: cases.AtWindow | None = None, area_id: UUID | None = None, by_person: bool = False,
) -> cases.Package:
    """Everything that is handed in for one item, checked and whole. `area_id`: the area the project lies in whose paper it may be."""
    terms = open_terms(version_id, answers)
    party = check_applicant(terms, party_id, actor, now)
    moment = received_at or now
    if moment > now:
        wrong = FieldError("received_at", "intake.future", _("收件时间不能晚于现在"))
        raise Invalid(_("收件时间不能晚于现在。"), code="intake.future", errors=(wrong,))
    dossier.check_offered([upload.stored_id for upload in uploads], party_id, area_id=area_id)
    values, fetched = checked_answers(terms, party, answers)
    window = window or across.window_of(terms, values, actor, now)
    terms = catalogue.case_terms(version_id, catalogue.keep_selection(terms))
    return cases.Package(
        version_id=version_id, applicant_id=party_id, answers=values, address=address_of(party, values), fetched=fetched,
        uploads=uploads, papers=papers, channel=channel, received_at=moment, agent_id=agent_id, selection_id=terms.selection_id, asked=asked,
        window=window, by_person=by_person,
    )  # fmt: skip


def checked_answers(
    terms: Terms, party: organisations.PartyRow, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """`whole` of what applies of the answers; raises Invalid naming the fields that are wrong."""
    form, gone = catalogue.form_for(terms, party.kind, answers), catalogue.inapplicable(terms, party.kind, answers)
    applicable = {element: value for element, value in answers.items() if element not in gone}
    values, fetched = whole(form, party, applicable)
    checking.checked(form, [question for question in form.asked if question.element not in fetched], values)
    return values, fetched


def whole(
    form: catalogue.FormRow, party: organisations.PartyRow, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers with what the register says laid over them, and for each of these where it came from."""
    known = {question.element for question in form.asked}
    errors = [FieldError(code, "intake.unknown", _("这张申请表没有这一项")) for code in sorted(set(answers) - known)]
    errors += [error for group in form.groups for error in repeating.unknown(group, answers.get(group.code))]
    if errors:
        raise Invalid(_("申请表里没有这些内容。"), code="intake.unknown_field", errors=tuple(errors))
    told = prefill.registered(form, party)
    values = {**answers, **told}
    for group in form.groups:
        if repeating.is_rows(values.get(group.code)):
            values[group.code] = repeating.asked_rows(form, group, values[group.code], values)
    fetched = dict.fromkeys(told, prefill.ORIGIN_WORDS[prefill.REGISTER])
    return {q.element: values[q.element] for q in form.asked if q.element in values}, fetched


def address_of(party: organisations.PartyRow, values: Mapping[str, Any]) -> cases.Address:
    """送达地址（电子送达）确认书: where documents go in this case, with the consent electronic service needs."""
    electronic = values.get(checking.MODE) == checking.ELECTRONIC and values.get(checking.CONSENT) is True
    address = str(values.get(checking.ADDRESS) or values.get("party.address") or party.address or "")
    phone = str(values.get("contact.phone") or values.get("party.phone") or party.phone or "")
    mode = checking.ELECTRONIC if electronic else str(values.get(checking.MODE) or checking.AT_WINDOW)
    if not (electronic or address):
        address = checking.AT_WINDOW
    return cases.Address(electronic, address, phone, mode)
