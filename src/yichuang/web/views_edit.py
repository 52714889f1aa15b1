"""The editor of a draft: begin an item, the list of its sections, one section a page (design §7, §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import REGIME_NAMES, Regime, regime_of
from yichuang.catalogue.domain.implementing import GROUPS, Group, of_group
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.look.asked import ident
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Act, Post
from yichuang.web import studio_fields, studio_rows, studio_state, studio_uploads, studio_values
from yichuang.web.element_words import UNITS

REGIME_HINTS: dict[Regime, str | Promise] = {
    Regime.LICENCE: gettext_lazy("不经批准就不能做的事：经营许可、建设审批。按行政许可法办理，有受理、决定、送达和期限。"),
    Regime.REGISTRATION: gettext_lazy("确定或者公示一种法律关系：设备使用登记、婚姻登记。"),
    Regime.CONFIRMATION: gettext_lazy("认定一种身份、资格或者事实：工伤认定、资格认定。"),
    Regime.PAYMENT: gettext_lazy("发给钱或者实物：救助、补贴、抚恤。"),
    Regime.AWARD: gettext_lazy("给予荣誉或者奖金。"),
    Regime.RULING: gettext_lazy("机关裁断民事争议：权属争议裁决。"),
    Regime.FILING: gettext_lazy("告诉机关一声、留下资料，机关不作准不准的决定。"),
    Regime.SERVICE: gettext_lazy("提供服务，不行使权力：查询、出具证明、预约。"),
    Regime.OTHER: gettext_lazy("都不是的，选这个。"),
}


@dataclass(frozen=True, slots=True)
class TaskLine:
    group: Group
    status: str
    kind: str


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest) -> HttpResponse:
    """新建事项: what kind, what name, which organ; the rest is the draft's."""
    organs = organs_of(request)
    typed = {key: request.POST.get(key, "") for key in ("regime", "name", "organ", "code", "entry")}
    like = reference_of(request.POST.get("like") or request.GET.get("like", ""))
    if request.method == "GET" and request.GET.get("entry"):
        typed |= from_entry(request.GET["entry"].replace("\x00", "")[:40])
    if request.method == "GET" and like:
        standing = catalogue.standing_of(like.version_id)
        typed |= (from_entry(standing.entry.code) if standing else {}) | {"name": like.name, "regime": like.regime}
    typed["organ"] = typed["organ"] or (organs[0][0] if len(organs) == 1 else "")
    errors: tuple[FieldError, ...] = ()
    place = catalogue.claims.place_of(ident(typed["organ"]), None, request.actor)
    looked = catalogue.claims.choosing.asked(request.POST, typed, place)
    if request.method == "POST" and looked is None:
        try:
            version_id = catalogue.begin_item(
                name=typed["name"], regime=typed["regime"], organ_id=next((UUID(key) for key, _name in organs if key == typed["organ"]), None),
                code=typed["code"], entry=typed["entry"], like=like.version_id if like else None, now=timezone.now(), actor=request.actor,
            )  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("草稿建好了。一节一节填，随时可以停下，填好的都保存着。"))
            return HttpResponseRedirect(reverse("studio-edit", args=[version_id]))
    regimes = [(key.value, _(REGIME_NAMES[key]), REGIME_HINTS[key]) for key in REGIME_HINTS]
    context = {"page": "studio", "typed": typed, "errors": errors, "regimes": regimes, "organs": [("", _("请选")), *organs], "like": like}
    context["looked"] = looked or catalogue.claims.choosing.instead(errors, typed, place)
    return render(request, "web/studio_new.html", context, status=422 if errors else 200)


def reference_of(text: str) -> catalogue.GuideRow | None:
    """The reference to draft after; None for what is none."""
    try:
        row = catalogue.guide(UUID(text)) if text else None
    except (ValueError, catalogue.NoSuchItem):
        return None
    return row if row and row.status == "imported" else None


def from_entry(code: str) -> dict[str, str]:
    """What a new item starts with when it is drafted from an entry of a basic list; nothing for a code that is on none."""
    try:
        found = catalogue.claims.listed(code)[0]
    except Invalid:
        return {}
    regime = regime_of(found.task_type, found.name) if found.task_type else None
    return {"entry": found.code, "name": found.name, "regime": regime.value if regime else ""}


def organs_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Organs whose items this editor may edit today."""
    lawful = organisations.organs_where(request.actor, Act.EDIT_ITEM, on=timezone.localdate())
    return [(str(row.id), row.name) for row in organisations.organs() if row.id in lawful]


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def edit(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The sections of a draft: done, n problems, or nothing stated yet."""
    catalogue.rights.check_reader(version_id, request.actor, timezone.now())
    draft = catalogue.section(version_id, "basic")
    found = studio_rows.findings_of(catalogue.check(version_id, on=timezone.localdate()))
    context = {
        "page": "studio", "guide": catalogue.guide(version_id), "draft": draft, "findings": studio_rows.grouped(found),
        "errors": sum(row.tag == "red" for row in found), "tasks": [task_line(group, draft.content, found) for group in GROUPS],
        "compared": catalogue.compare(version_id), "standing": catalogue.standing_of(version_id), "is_draft": True,
    }  # fmt: skip
    return render(request, "web/studio_edit.html", context)


def task_line(group: Group, content: dict[str, Any], found: tuple[studio_rows.FindingRow, ...]) -> TaskLine:
    mine = [row.tag for row in found if row.group == group.key]
    wrong, warned = mine.count("red"), mine.count("yel")
    elements = [element for element in of_group(group.key) if element.key not in UNITS and element.key not in ("name", "regime", "task_type")]
    stated = sum(content[element.key] is not None for element in elements)
    if wrong:
        return TaskLine(group, _("%(n)s处要改") % {"n": wrong}, "red")
    if not stated:
        return TaskLine(group, _("未载明"), "plain")
    return TaskLine(group, _("%(n)s处提醒") % {"n": warned}, "yel") if warned else TaskLine(group, _("已填"), "done")


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, version_id: UUID, group: str) -> HttpResponse:
    """One section: read, alter rows without saving, save. What was typed stays whatever happens."""
    place = next((number for number, row in enumerate(GROUPS) if row.key == group), None)
    if place is None:
        raise Http404
    catalogue.rights.check_reader(version_id, request.actor, timezone.now())
    draft = catalogue.section(version_id, group)
    sections = studio_fields.form_sections(draft.content) if group == "form" else []
    if request.method == "GET":
        state = studio_state.from_content(group, draft.content, sections)
        return section_page(request, draft, place, state)
    state = studio_state.from_post(group, request.POST)
    refused = studio_uploads.taken(request, version_id, state, timezone.now())
    verb = request.POST.get("do", "save")
    if verb.startswith("leave"):
        return left(request, draft, place, state, sections)
    if not verb.startswith("save"):
        return section_page(request, draft, place, state, errors=refused, shown=studio_state.alter(state, verb), mark=request.POST.get("mark", ""))
    reading = studio_values.values_of(group, state, draft.content, sections=sections)
    if refused or reading.errors:
        return section_page(request, draft, place, state, errors=[*refused, *reading.errors], mark=request.POST.get("mark", ""))
    try:
        catalogue.save_section(
            version_id, group, reading.values, mark=request.POST.get("mark", ""), now=timezone.now(), actor=request.actor,
            questions=reading.questions if reading.questions != sections else None,
        )  # fmt: skip
    except Refusal as refusal:
        return section_page(request, draft, place, state, refusal=refusal)
    messages.success(request, _("“%(section)s”已保存。") % {"section": studio_rows.named(GROUPS[place])})
    return HttpResponseRedirect(onward(draft, place, verb))


def onward(draft: catalogue.Section, place: int, verb: str) -> str:
    """Where a section that was saved, or left as it was, goes on to."""
    if verb == "save-next" and place + 1 < len(GROUPS):
        return reverse("studio-section", args=[draft.version_id, GROUPS[place + 1].key])
    if verb == "save-preview":
        return reverse("studio-form-preview", args=[draft.version_id])
    if verb == "save-element":
        return f"{reverse('studio-elements')}?{urlencode({'for': draft.version_id})}#new"
    if verb == "save-samples":
        return f"{reverse('studio-samples')}?{urlencode({'item': catalogue.guide(draft.version_id).item_code})}#new"
    return reverse("studio") if verb == "leave-list" else reverse("studio-edit", args=[draft.version_id])


def left(request: HttpRequest, draft: catalogue.Section, place: int, state: studio_state.State, sections: list[dict[str, Any]]) -> HttpResponse:
    """Back to the sections, or the list; what was typed and is not saved is said first, and stays on the page."""
    group, to = GROUPS[place].key, onward(draft, place, request.POST.get("do", ""))
    before = studio_values.values_of(group, studio_state.from_content(group, draft.content, sections), draft.content, sections=sections)
    now = studio_values.values_of(group, state, draft.content, sections=sections)
    keys = {key for key, value in now.values.items() if value != before.values.get(key)}
    lost = [studio_rows.named(element) for element in of_group(group) if element.key in keys or any(element.key == e.field.split("-")[0] for e in now.errors)]
    if now.questions != before.questions and not lost:
        lost = [studio_rows.named(GROUPS[place])]
    if not lost:
        return HttpResponseRedirect(to)
    return section_page(request, draft, place, state, mark=request.POST.get("mark", ""), lost=lost, to=to)


def section_page(
    request: HttpRequest, draft: catalogue.Section, place: int, state: studio_state.State, *,
    errors: list[FieldError] | None = None, refusal: Refusal | None = None, shown: str = "", mark: str = "", lost: list[str] | None = None,
    to: str = "",
) -> HttpResponse:  # fmt: skip
    """The page of a section as it was typed. After a refusal the mark is the newest: saving again is then meant."""
    group = GROUPS[place]
    found = studio_rows.by_element(catalogue.check(draft.version_id, on=timezone.localdate()))
    about = studio_fields.around(group.key, draft.content, errors or [], found)
    boxes = studio_fields.boxes_of(group.key, state, about)
    context = {
        "page": "studio", "guide": catalogue.guide(draft.version_id), "draft": draft, "group": group, "errors": errors or [],
        "refusal": refusal, "mark": mark or draft.mark, "shown": shown, "unsaved": bool(shown), "lost": lost, "leaving_to": to,
        "boxes": [box for box in boxes if not box.seldom], "more": [box for box in boxes if box.seldom],
        "lists": [studio_fields.list_box(key, state, about) for key in studio_state.lists_of(group.key)],
        "number": place + 1, "of": len(GROUPS), "before": GROUPS[place - 1] if place else None,
        "after": GROUPS[place + 1] if place + 1 < len(GROUPS) else None,
        "instruments": catalogue.instrument_titles() if group.key == "bases" else (),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "web/studio_section.html", context, status=status)
