"""Pages of applying for a theme at once: begin, and change which items take part. The walk itself is that of every draft."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from yichuang.intake import actions, pages, pages_together, queries, together
from yichuang.intake.views import get_or_post, show, to_page, token_of
from yichuang.joint import api as joint
from yichuang.joint.domain.themes import ThemeKind
from yichuang.kernel.errors import Refusal
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
