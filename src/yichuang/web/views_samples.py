"""The sample library in the studio: what is shown beside each material, adding a sample with its file, ending one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yichuang.catalogue.api import rights
from yichuang.catalogue.api import samples as library
from yichuang.kernel.errors import FieldError, Forbidden, Refusal
from yichuang.look.asked import page_number
from yichuang.look.templatetags.look import said
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

FIELDS = ("material", "item_code", "kind", "title", "criteria", "alt")


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def samples(request: HttpRequest) -> HttpResponse:
    typed = {key: request.POST.get(key, "").strip()[:2000] for key in FIELDS}
    of_item = request.GET.get("item", "").strip()[:120]
    if request.method == "GET":
        typed |= {"item_code": of_item, "material": request.GET.get("for", "")[:80]}
    errors: tuple[FieldError, ...] = ()
    status = 200
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise library.BadSample(errors=(FieldError("file", "missing", _("请选一个文件")),))
            library.keep(upload, name=upload.name or "", now=timezone.now(), actor=request.actor, **typed)
            messages.success(request, _("样本已保存，指南上现在就能看到。"))
            return HttpResponseRedirect(f"{reverse('studio-samples')}?material={typed['material']}")
        except Refusal as refusal:
            at = "item_code" if isinstance(refusal, Forbidden) else "file"
            errors, status = refusal.errors or (FieldError(at, refusal.code, said(refusal)),), refusal.status
    asked, ended, number = request.GET.get("material", "")[:80], request.GET.get("ended") == "1", page_number(request)
    lines, more = library.lines(material=asked, ended=ended, page=number)
    kinds = (of_item and library.materials_of(of_item)) or library.materials()
    context = {
        "page": "samples", "lines": lines, "number": number, "has_next": more, "asked": asked, "ended": ended, "typed": typed, "errors": errors,
        "keeps": rights.keeps_registers(request.actor, timezone.now()),
        "names": dict(kinds), "of_item": of_item, "materials": [("", _("请选择")), *kinds], "kinds": library.KIND_NAMES,
        "kind_options": [(key, _(name)) for key, name in library.KIND_NAMES.items()],
    }  # fmt: skip
    return render(request, "web/studio_samples.html", context, status=status)


@staff_required(Post.CATALOGUE_EDITOR)
@require_POST
def end(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    library.end(sample_id, now=timezone.now(), actor=request.actor)
    messages.success(request, _("样本已停用，指南上不再出现。"))
    return HttpResponseRedirect(reverse("studio-samples"))
