"""Themes in the studio: the list, the editor with what stands in the way of publishing and what the theme would save, publish, end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import choosing
from yichuang.joint import theme_form, theme_rows, themes
from yichuang.joint.domain.edges import EDGE_NAMES
from yichuang.joint.domain.partners import PARTNER_NAMES
from yichuang.joint.domain.themes import MODE_NAMES, THEME_KINDS, ThemeContent, ThemeKind
from yichuang.joint.overview import overview
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal
from yichuang.look.asked import ident, page_number, whole
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Act, Post

POSTS = (Post.CATALOGUE_EDITOR, Post.LEGAL, Post.DEPUTY_DIRECTOR, Post.DIRECTOR)
"""Who drafts, who reads, who publishes; the verbs ask for the power."""
WHAT_LABELS = {"drafted": "起草、修改", "published": "批准发布", "ended": "停用"}
NEW = ("name", "name_en", "code", "kind", "organ")


@staff_required(*POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def theme_lines(request: HttpRequest) -> HttpResponse:
    """Every theme, and the form that begins one."""
    typed = {key: theme_form.text(request.POST, key, 200) for key in NEW}
    refusal = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("studio-theme", args=[begun(request, typed)]))
        except (Invalid, Forbidden) as no:
            refusal = no
    found = themes.lines(page_number(request))
    context = {
        "page": "themes", "lines": found.lines, "number": found.number, "more": found.more, "typed": typed, "refusal": refusal,
        "errors": refusal.errors if refusal else (), "kinds": [(kind.value, _(name)) for kind, name in THEME_KINDS.items()],
        "kind_names": THEME_KINDS, "organs": organs_of(request),
    }  # fmt: skip
    return render(request, "joint/studio_themes.html", context, status=refusal.status if refusal else 200)


def organs_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The organs this reader drafts for; nothing for who only reads and publishes."""
    lawful = organisations.organs_where(request.actor, Act.EDIT_ITEM, on=timezone.localdate())  # type: ignore[attr-defined]
    return [(str(organ.id), organ.name) for organ in organisations.organs() if organ.id in lawful]


def begun(request: HttpRequest, typed: dict[str, str]) -> UUID:
    organ_id = ident(typed["organ"])
    if organ_id is None:
        raise Invalid(_("还不能新建。"), errors=(FieldError("organ", "joint.no_organ", "请选负责的机关"),))
    kind = ThemeKind(typed["kind"]) if typed["kind"] in THEME_KINDS else ThemeKind.ONE_THING
    version_id = themes.begin(
        typed["code"], themes.Words(typed["name"], typed["name_en"]), kind=kind, organ_id=organ_id, now=timezone.now(),
        actor=request.actor,  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, _("主题已经建成草稿。"))
    return themes.terms(version_id).theme_id


@staff_required(*POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: HttpRequest, theme_id: UUID) -> HttpResponse:
    """The editor of the draft, else what is in force; POST saves the draft."""
    if request.method != "POST":
        return theme_page(request, themes.editing(theme_id))
    line = themes.editing(theme_id)
    if line.draft is None:
        raise themes.NotADraft()
    content = theme_form.content_of(request.POST)
    revision = whole(request.POST.get("revision"), otherwise=-1)
    words = theme_form.words_of(request.POST) if line.draft.number == 1 else None
    found = picked(request, line, content)
    if found:
        return theme_page(request, line, typed=found.content, words=words, found=found)
    try:
        themes.save(line.draft.version_id, content, revision=revision, words=words, now=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    except NotFound:
        raise
    except Refusal as refusal:
        return theme_page(request, line, refusal=refusal, typed=content, words=words)
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("studio-theme", args=[theme_id]))


@dataclass(frozen=True, slots=True)
class Picked:
    """What a form that was sent to look for an item shows: what was found, else what was chosen, not yet saved."""

    looked: choosing.Looked
    content: ThemeContent
    name: str = ""
    before: UUID | None = None


def picked(request: HttpRequest, line: themes.Line, content: ThemeContent) -> Picked | None:
    """The answer to one of the two buttons of the search; None where the form was sent to be saved."""
    typed, own = {theme_form.ADD: "", theme_form.SOURCE: ""}, organisations.mine(request.actor)  # type: ignore[attr-defined]
    looked = choosing.asked(request.POST, typed, lines=(theme_form.ADD, theme_form.SOURCE), own=own)
    if looked is None:
        return None
    for field, value in typed.items():
        if item := choosing.one(field, value, []):
            if field == theme_form.SOURCE:
                return Picked(looked, content, item.name, item.item_id)
            return Picked(looked, theme_form.with_item(content, item.item_id), item.name)
    return Picked(looked, content)


def theme_page(
    request: HttpRequest, line: themes.Line, *, refusal: Refusal | None = None, typed: ThemeContent | None = None, words: themes.Words | None = None,
    found: Picked | None = None,
) -> HttpResponse:  # fmt: skip
    """One theme; what was typed into a form that was refused, or sent to look for an item, stays there."""
    shown = line.draft or line.in_force or line.last
    if typed is not None:
        shown = replace(shown, content=typed)
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    may_edit = organisations.may(actor, Act.EDIT_ITEM, organ_id=shown.organ_id, on=today)
    seen = overview(shown)
    findings = themes.check(shown.content, ThemeKind(line.kind)) if line.draft else []
    context = {
        "page": "themes", "line": line, "theme": shown, "seen": seen, "refusal": refusal, "errors": refusal.errors if refusal else (),
        "findings": findings, "meter": theme_rows.meter_rows(seen), "papers": theme_rows.paper_lines(seen), "why": theme_rows.why_days(seen),
        "edges": theme_rows.edge_lines(seen), "chain": theme_rows.chain_of(seen), "asked_by": theme_rows.shared_fields(seen), "may_edit": may_edit,
        "may_publish": organisations.may(actor, Act.PUBLISH_ITEM, organ_id=shown.organ_id, on=today), "kind": THEME_KINDS[ThemeKind(line.kind)],
        "history": [(moment, _(WHAT_LABELS[moment.what])) for moment in themes.history(line.theme_id)],
        "partners": [PARTNER_NAMES[kind] for kind in shown.content.partners],
        "words": words or themes.Words(line.name, line.name_en, line.summary), "mode": MODE_NAMES[shown.content.mode],
        **(form_of(shown.content, ThemeKind(line.kind), found.before if found else None) if line.draft and may_edit else {}),
        "looked": found.looked if found else None, "picked": found.name if found else "",
    }  # fmt: skip
    return render(request, "joint/studio_theme.html", context, status=refusal.status if refusal else 200)


def form_of(content: ThemeContent, kind: ThemeKind, before: UUID | None) -> dict[str, object]:
    """What the editor's form is filled with. An item of the draft that is not in force can still be seen and taken out; a stage may need
    the result of any item, its own or of an earlier stage: `before` was just looked for."""
    wanted = {*content.item_ids, *(edge.before for edge in content.edges), *([before] if before else ())}
    named = {row.item_id: row.name for row in catalogue.in_force(wanted)}
    named |= {key: _("%(name)s（未发布）") % {"name": name} for key, name in catalogue.item_names(wanted - named.keys()).items()}
    offered = sorted(((str(key), name) for key, name in named.items()), key=lambda one: one[1])
    own = [(key, name) for key, name in offered if UUID(key) in content.item_ids]
    blank = ("", _("（不选）"))
    (edges, spare_edges), stage = theme_form.edge_lines(content, before), kind is ThemeKind.STAGE
    return {
        "item_lines": theme_form.item_lines(content), "edge_lines": edges, "spare_edges": spare_edges, "own": [blank, *own],
        "may_add": len(content.items) < theme_form.MOST_ITEMS, "stage": stage, "before": before,
        "sources": [blank, *(offered if stage else own)], "lead": str(content.lead or ""),
        "edge_kinds": [(kind.value, _(name)) for kind, name in EDGE_NAMES.items()],
        "partner_kinds": [(kind.value, name) for kind, name in PARTNER_NAMES.items()],
        "modes": [(mode.value, _(name)) for mode, name in MODE_NAMES.items()],
    }


@staff_required(*POSTS)
@require_POST
def verb(request: HttpRequest, theme_id: UUID, verb: str) -> HttpResponse:
    """Publish the draft, begin the next version, or end the theme."""
    line, given = themes.editing(theme_id), {"now": timezone.now(), "actor": request.actor}  # type: ignore[attr-defined]
    try:
        if verb == "publish":
            if line.draft is None:
                raise themes.NotADraft()
            themes.publish(line.draft.version_id, **given)
            messages.success(request, _("主题已经发布，群众现在可以看到。"))
        elif verb == "redraft":
            themes.redraft(theme_id, **given)
            messages.success(request, _("新版草稿已经起草，内容与现行版相同。现行版继续有效。"))
        elif verb == "end":
            themes.end(theme_id, **given)
            messages.success(request, _("主题已经停用；已经开始的继续办。"))
        else:
            raise themes.NoSuchTheme()
    except NotFound:
        raise
    except Refusal as refusal:
        return theme_page(request, line, refusal=refusal)
    return HttpResponseRedirect(reverse("studio-theme", args=[theme_id]))
