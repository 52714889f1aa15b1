"""The drawing board of the studio: procedures, their drafts, and keeping one as a version that never changes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yichuang.catalogue import api as catalogue
from yichuang.kernel.errors import Invalid, Refusal
from yichuang.look.asked import whole
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import POST_NAMES, Post
from yichuang.procedures import api as nets

REVIEWING = (
    Post.UNDERTAKER, Post.SECTION_CHIEF, Post.CHIEF_REPRESENTATIVE, Post.LEGAL, Post.DEPUTY_DIRECTOR, Post.DIRECTOR,
    Post.VISITOR, Post.EXPERT, Post.CO_ORGAN_LIAISON,
)  # fmt: skip
"""Posts a step of a procedure may belong to: those that work between acceptance and decision."""
ORGANS = (("deciding", gettext_lazy("决定机关")), ("accepting", gettext_lazy("受理机关")))


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def procedures(request: HttpRequest) -> HttpResponse:
    """The list of procedures, and the form that starts a new drawing from one of them."""
    typed = {key: request.POST.get(key, "").strip() for key in ("code", "name", "like")}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            catalogue.begin_procedure(
                typed["code"], name=typed["name"], like=typed["like"], now=timezone.now(), actor=request.actor
            )
            return HttpResponseRedirect(reverse("studio-procedure", args=[typed["code"]]))
        except Invalid as invalid:
            refusal = invalid
    lines = catalogue.procedure_lines()
    kept = [(line.code, line.name) for line in lines if line.number]
    context = {
        "page": "procedures", "lines": lines, "typed": typed, "like": kept, "errors": refusal.errors if refusal else (),
    }  # fmt: skip
    return render(request, "web/studio_procedures.html", context, status=refusal.status if refusal else 200)


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """The drawing board: saves what is drawn, finished or not; `keep` makes it the next version of the procedure."""
    if request.method == "GET":
        return board(request, code)
    name, bpmn = request.POST.get("name", "").strip()[:80], request.POST.get("bpmn", "")
    now, number = timezone.now(), request.POST.get("version", "0")
    try:
        version = catalogue.save_procedure(
            code, name=name, bpmn=bpmn, version=whole(number), now=now, actor=request.actor
        )
        if request.POST.get("verb") == "keep":
            catalogue.keep_draft(code, version=version, now=now, actor=request.actor)
            messages.success(request, _("已收录为新的一版，可以用到事项的草稿上。"))
        else:
            messages.success(request, _("草稿已保存。"))
    except catalogue.NoSuchProcedure:
        raise
    except Refusal as refusal:
        return board(request, code, refusal=refusal, typed=(name, bpmn))
    return HttpResponseRedirect(reverse("studio-procedure", args=[code]))


def board(
    request: HttpRequest, code: str, *, refusal: Refusal | None = None, typed: tuple[str, str] | None = None
) -> HttpResponse:
    """The page; after a refusal what was drawn stands on it again, with the newest version number to save over."""
    desk = catalogue.desk(code)
    name, bpmn = typed or (desk.name, desk.bpmn)
    context = {
        "page": "procedures", "desk": desk, "name": name, "bpmn": bpmn, "refusal": refusal, "problems": desk.problems,
        "posts": [(post.value, POST_NAMES[post]) for post in REVIEWING], "acts": tuple(nets.ACTS.items()), "organs": ORGANS,
        "variables": (*catalogue.variables(), ("verdict", _("上一环节的办理意见"))),
    }  # fmt: skip
    return render(request, "web/studio_procedure.html", context, status=refusal.status if refusal else 200)
