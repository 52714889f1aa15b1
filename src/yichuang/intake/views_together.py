"""Pages of applying for a theme at once: begin, change which items take part, apply for one again. The walk itself is that of every draft."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.dossier import api as dossier
from yichuang.intake import actions, pages, pages_together, queries, repeating, together
from yichuang.intake import again as repeated
from yichuang.intake.views import get_or_post, show, to_page, token_of
from yichuang.joint import api as joint
from yichuang.joint.domain.themes import ThemeKind
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.organisations.access import acting_party, applicant_required


@applicant_required
@never_cache
@get_or_post
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Who applies, and which items take part; of a stage first to which project it is handed in."""
    theme = joint.themes.in_force(code)
    given = request.POST if request.method == "POST" else request.GET
    if theme.kind == ThemeKind.STAGE and not given.get("project"):
        no = together.NoProject() if request.method == "POST" else None
        return show(request, "stage_start", pages_together.choice_of_project(request.actor, theme, given), no)
    if request.method != "POST":
        return show(request, "together_start", pages_together.start(request.actor, theme, acting_party(request), uuid4(), given))
    try:
        party_id = pages.chosen_party(request.actor, request.POST.get("party", ""))
        draft = together.start(
            code, party_id, pages_together.checked(theme, request.POST), token=token_of(request), actor=request.actor,
            agent_id=request.user.party_id, now=timezone.now(), project=request.POST.get("project", ""), module=request.POST.get("module", ""),
        )
    except Refusal as refusal:
        context = pages_together.start(request.actor, theme, acting_party(request), uuid4(), given, refusal.errors)
        return show(request, "together_start", context, refusal)
    return redirect("draft", draft.id)


@applicant_required
@never_cache
@get_or_post
def items(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Change which items take part; what was filled in stays."""
    work = queries.work(draft_id, actor=request.actor)
    if work.theme is None:
        raise actions.NoDraft()
    said = {UUID(item_id): bool(value) for item_id, value in work.draft.chosen.items()}
    if request.method != "POST":
        return show(request, "together_items", {**pages.frame(work, work.keys[0]), "boxes": pages_together.questions(work.theme, said, ())})
    try:
        together.choose(draft_id, pages_together.checked(work.theme, request.POST), actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        said = pages_together.answered(work.theme, request.POST)
        boxes = pages_together.questions(work.theme, said, refusal.errors)
        return show(request, "together_items", {**pages.frame(work, work.keys[0]), "boxes": boxes}, refusal)
    work = queries.work(draft_id, actor=request.actor)
    return to_page(work, "check" if request.GET.get("back") == "check" else None)


@applicant_required
@never_cache
@get_or_post
def again(request: HttpRequest, number: str, branch_id: UUID) -> HttpResponse:
    """免重复提交: what would be sent once more is looked through, changed where it was wrong, and sent."""
    actor, now = request.actor, timezone.now()
    if request.method != "POST":
        return show(request, "again", pages_together.again(repeated.look(number, branch_id, actor=actor, now=now), number))
    raw, verb = request.POST, repeating.verb_of(request.POST)
    found = repeated.look(number, branch_id, actor=actor, now=now, raw=raw)
    keep = {row.term.code: pages.uuids(raw.getlist(f"keep-{row.term.code}")) for row in found.papers}
    typed = repeating.altered(found.form.asked, raw, verb)
    if verb:
        return show(request, "again", pages_together.again(found, number, typed, keep, judged=False))
    try:
        repeated.send(
            number, branch_id, raw=raw, files={row.term.code: request.FILES.getlist(f"file-{row.term.code}") for row in found.papers},
            keep=keep, declared=raw.get("declared") == "yes", actor=actor, now=now,
        )
    except Refusal as refusal:
        return show(request, "again", pages_together.again(found, number, typed, keep), refusal)
    messages.success(request, _("已重新申请。交过的材料沿用，不用再交。"))
    return redirect(*pages_together.address_of(number))


@applicant_required
@never_cache
@require_safe
def again_file(request: HttpRequest, number: str, branch_id: UUID, stored_id: UUID) -> HttpResponseBase:
    """A file that would go along, to whoever applies again."""
    package = repeated.look(number, branch_id, actor=request.actor, now=timezone.now()).kept.package
    if stored_id not in {upload.stored_id for upload in package.uploads}:
        raise NotFound(_("没有这份材料。"), code="dossier.no_file")
    row, file = dossier.open_stored(stored_id, party_ids=[package.applicant_id])
    return pages.file_response(file, row.file_name, row.media_type)
