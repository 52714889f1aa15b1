"""The dossier page and its verbs: load, call one verb, turn a refusal into the page it belongs to."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.cases import api as cases
from yichuang.dossier import api as dossier
from yichuang.dossier.api import MaterialRow
from yichuang.dossier.domain import Checklist
from yichuang.kernel.errors import FieldError, Forbidden, NotFound, Refusal, Stale
from yichuang.kernel.idempotency import Answer, fingerprint, once
from yichuang.kernel.values import new_id
from yichuang.look.asked import whole
from yichuang.look.templatetags.look import remedied, said
from yichuang.organisations.access import staff_required
from yichuang.web import desk_at_once, desk_boxes, desk_case, desk_panels, desk_verbs, history
from yichuang.web.desk_actor import Desk
from yichuang.web.desk_corrections import CorrectSlip
from yichuang.web.desk_forms import DeskVerb, VerbForm
from yichuang.web.desk_page import show


@staff_required()
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The whole dossier on one page."""
    asked = request.GET.get
    chosen = {"material": asked("m", "")[:80], "file": asked("f", "")[:40], "sheet": asked("p", "")[:6]}
    now = timezone.now()
    context = desk_case.page(request.actor, case_id, now=now, today=timezone.localdate(now), **chosen)
    return show(request, "web/case.html", context)


@staff_required()
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, case_id: UUID, verb: str) -> HttpResponse:
    """One verb of a case: its form, and the call."""
    chosen = desk_verbs.find(verb)
    if chosen is None:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    if request.method == "GET":
        return form_page(request, case_id, chosen, None)
    desk = desk_of(request, case_id)
    form = chosen.form(request.POST, state=desk.view.state, actor=request.actor, today=desk.today)
    if not form.is_valid():
        return form_page(request, case_id, chosen, form, status=422)
    try:
        answer = perform(request, case_id, chosen, desk, form)
    except Refusal as refusal:
        return form_page(request, case_id, chosen, form, refusal=refusal, status=refusal.status)
    if not answer.replayed:
        messages.success(request, _("%(verb)s：已办理。") % {"verb": chosen.label})
    return HttpResponseRedirect(desk_case.address(case_id))


def desk_of(request: HttpRequest, case_id: UUID) -> Desk:
    return Desk(cases.view(case_id, actor=request.actor), request.actor, timezone.localdate())


def perform(request: HttpRequest, case_id: UUID, verb: DeskVerb, desk: Desk, form: VerbForm) -> Answer:
    """Call the verb once for this page's form: the same form sent twice is answered twice and done once."""
    now, sent = timezone.now(), request.POST.get("version", "")

    def act() -> Answer:
        version = whole(sent, otherwise=-1)
        desk_verbs.call(
            verb, desk.view.state, form, task=request.POST.get("task", ""), actor=request.actor, now=now, version=None if version < 0 else version
        )
        return Answer(303, b"")

    key = request.POST.get("key", "")[:100] or str(new_id())
    body = "&".join(f"{k}={v}" for k, values in sorted(request.POST.lists()) if k != "csrfmiddlewaretoken" for v in values)
    return once(f"desk:{request.actor.account_id}", key, fingerprint(request.path, body), act, now=now)


def form_page(
    request: HttpRequest, case_id: UUID, verb: DeskVerb, form: VerbForm | None, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    """The verb's own page. After a refusal it says why; after a change by others it says who did what since."""
    desk = desk_of(request, case_id)
    state, sent = desk.view.state, request.POST.get("version", "")
    moved = history.since(desk.view, seen) if isinstance(refusal, Stale) and (seen := whole(sent, otherwise=-1)) >= 0 else []
    if form is None:
        paper = request.GET.get("paper", "")[:80]
        initial = {"act_id": request.GET.get("act", ""), "paper_id": paper, "paper": paper}
        form = verb.form(state=state, actor=request.actor, today=desk.today, initial=initial)
    place(form, refusal)
    context = {
        "page": "desk", "case": state, "terms": desk.view.terms, "applicant": desk.view.applicant, "verb": verb, "form": form,
        "number": desk_case.spaced(state.number), "fields": desk_boxes.boxes(form, refusal), "version": desk.view.version, "key": str(new_id()),
        "refusal": refusal, "errors": errors_of(form, refusal), "moved": moved, "lawful": desk_verbs.is_lawful(verb, state),
        "task": (request.POST or request.GET).get("task", "")[:40], "points": reasons_typed(request, form),
        "remedy": desk_panels.remedy(desk) if verb.name == "decide" else "",
        "choose": form.papers() if isinstance(form, CorrectSlip) and not form.chosen else None,
        "paper": form if isinstance(form, CorrectSlip) and form.chosen else None,
        "sheet": desk_at_once.sheet(state, now=timezone.now()) if verb.name == "at-once" else None,
    }  # fmt: skip
    return show(request, "web/case_do.html", context, status=status)


def place(form: VerbForm, refusal: Refusal | None) -> None:
    """Put each error of a refusal on its field, where the form has it."""
    for error in refusal.errors if refusal else ():
        if error.field in form.fields and form.is_bound:
            form.add_error(error.field, str(_(str(error.message))))


def errors_of(form: VerbForm, refusal: Refusal | None) -> list[FieldError]:
    """Errors of the form, each at its field; what names no field of the form stands alone."""
    found = [FieldError(name, "form", str(text)) for name, texts in form.errors.items() for text in texts]
    if refusal is not None:
        found += [FieldError("", e.code, e.message) for e in refusal.errors if e.field not in form.fields]
    return found


def reasons_typed(request: HttpRequest, form: VerbForm) -> list[tuple[str, str, str, bool, MaterialRow]]:
    """(code, text, reason, chosen, material) for a correction notice; what was typed, else what the checklist noted."""
    if not isinstance(form, desk_verbs.Correct):
        return []
    materials, posted = dossier.view(form.state.id).materials, request.method == "POST"
    asked = set(request.POST.getlist("points"))
    return [
        (p.code, p.text, request.POST.get(f"why-{p.code}", "") if posted else p.note, p.code in asked if posted else p.state == "missing", m)
        for m in materials for p in m.points
    ]


@staff_required()
@require_POST
def mark(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Judge a point of either checklist, or all open ones of a list at once (`code` several times)."""
    desk = desk_of(request, case_id)
    checklist = Checklist.ACCEPTANCE if request.POST.get("checklist") == "acceptance" else Checklist.REVIEW
    try:
        check_may_mark(desk, checklist)
        for code in request.POST.getlist("code")[:200]:
            dossier.set_point(
                case_id, code, request.POST.get("state", ""), note=request.POST.get("note", "")[:500], checklist=checklist,
                actor=request.actor, at=timezone.now(),
            )  # fmt: skip
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(desk_case.address(case_id, request.POST.get("back", "")[:200]) + "#points")


def check_may_mark(desk: Desk, checklist: Checklist) -> None:
    """受理要素 before acceptance by who accepts; 审查要点 under review by who reviews, checks or decides."""
    if checklist is Checklist.ACCEPTANCE and not desk.marks_acceptance:
        raise Forbidden("受理要素由收件窗口在受理以前核对。", code="web.may_not_mark", remedy="已经受理的，材料问题请用补充说明。")
    if checklist is Checklist.REVIEW and not desk.marks_review:
        raise Forbidden("审查要点由承办、审核人员在审查期间记。", code="web.may_not_mark", remedy="请由有权限的岗位记。")


def sentence(refusal: Refusal) -> str:
    """A refusal on one line: reason, article, remedy."""
    parts = [said(refusal), f"（{refusal.article}）" if refusal.article else "", remedied(refusal)]
    return "".join(parts)
