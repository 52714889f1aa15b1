"""事项划转交接备忘录 in the studio, for both organs: five parts, the cases under way, two signatures, print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import LABELS as PHASE_LABELS
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.switching import WAY_NAMES, Way
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.memo import HEADS, State
from yichuang.catalogue.domain.powers import POWER_LEVELS
from yichuang.kernel import files
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.look.asked import ident, page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Actor, Post

POSTS = (
    Post.CATALOGUE_EDITOR, Post.UNDERTAKER, Post.SECTION_CHIEF, Post.CHIEF_REPRESENTATIVE, Post.LEGAL, Post.SEAL, Post.ARCHIVIST, Post.CERTIFICATE,
    Post.DEPUTY_DIRECTOR, Post.DIRECTOR,
)  # fmt: skip
"""Who writes a part or signs; the memo itself asks for the organ, and for a head at the signature."""
TAGS = {State.DRAFTING: "wait", State.HALF_SIGNED: "wait", State.SIGNED: "run", State.IN_EFFECT: "done", State.WITHDRAWN: "plain"}
FIELDS = ("item", "from_organ", "to_organ", "level", "document", "from_on")


@staff_required(*POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def memos(request: HttpRequest) -> HttpResponse:
    """The memos of the own organ, and the form that begins one."""
    own, today = organisations.own_organ(request.actor), timezone.localdate()  # type: ignore[attr-defined]
    typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:300] for key in FIELDS}
    typed = typed if request.method == "POST" else typed | {"from_organ": str(own), "level": "3"}
    refusal, choosing = None, catalogue.choosing
    looked = choosing.asked(request.POST, typed, fields=("item",), own=[own])
    if request.method == "POST" and looked is None:
        try:
            return HttpResponseRedirect(reverse("studio-memo", args=[begin(request, typed)]))
        except Refusal as no:
            refusal = no
    rows, more = catalogue.memos.memos(request.actor, page=page_number(request))  # type: ignore[attr-defined]
    blank = ("", _("请选择"))
    organs = [(str(o.id), o.name) for o in organisations.organs() if o.kind in ("organ", "government") and o.is_in_force(today)]
    context = {
        "page": "memos", "rows": [(row, TAGS[row.state]) for row in rows], "more": more, "number": page_number(request), "typed": typed, "refusal": refusal,
        "errors": refusal.errors if refusal else (), "looked": looked or choosing.instead(refusal.errors if refusal else (), typed, fields=("item",), own=[own]),
        "organs": [blank, *organs], "levels": [(key, _(name)) for key, name in POWER_LEVELS.items()],
    }  # fmt: skip
    return render(request, "web/studio_memos.html", context, status=refusal.status if refusal else 200)


def begin(request: HttpRequest, typed: dict[str, str]) -> UUID:
    errors: list[FieldError] = []
    item = catalogue.choosing.one("item", typed["item"], errors)
    ids = {key: ident(typed[key]) for key in ("from_organ", "to_organ")}
    errors += [FieldError(key, "required", "请选一个") for key, value in ids.items() if value is None]
    try:
        from_on = date.fromisoformat(typed["from_on"])
    except ValueError:
        errors.append(FieldError("from_on", "date", "请填日期，例如2026-09-24"))
    from_organ, to_organ = ids["from_organ"], ids["to_organ"]
    if errors or item is None or from_organ is None or to_organ is None:
        raise Invalid("备忘录还不能起草", errors=tuple(errors))
    level = typed["level"] if typed["level"] in POWER_LEVELS else "3"
    return catalogue.memos.open_memo(
        item.item_id, from_organ_id=from_organ, to_organ_id=to_organ, level=level, document=typed["document"], from_on=from_on,
        now=timezone.now(), actor=request.actor,  # type: ignore[attr-defined]
    )


@staff_required(*POSTS)
@require_GET
def memo(request: HttpRequest, memo_id: UUID) -> HttpResponse:
    return memo_page(request, memo_id)


STAFF_LABELS = {Phase.CORRECTING: "等申请人补正"}
"""Where the word for everybody speaks to the applicant."""


def memo_page(request: HttpRequest, memo_id: UUID, refusal: Refusal | None = None) -> HttpResponse:
    """The whole memo; what was typed into a part that was refused stays there."""
    row = catalogue.memos.memo(memo_id, request.actor)  # type: ignore[attr-defined]
    lines, more = cases.listed_cases(row.item_id, memo_id, page=page_number(request))
    own = organisations.own_organ(request.actor)  # type: ignore[attr-defined]
    mine = next(s for s in row.signatures if (s.side == "from") == (own == row.from_organ_id))
    written = request.resolver_match.kwargs.get("part", "") if refusal and request.resolver_match else ""
    texts = {part.part.value: request.POST.get("text", "") if part.part == written else part.text for part in row.parts}
    context = {
        "page": "memos", "memo": row, "tag": TAGS[row.state], "listed": cases.listed(row.item_id, memo_id), "refusal": refusal,
        "errors": refusal.errors if refusal else (), "more": more, "number": page_number(request), "ways": [(way.value, _(name)) for way, name in WAY_NAMES.items()],
        "lines": [(line, _(STAFF_LABELS.get(Phase(line.phase)) or PHASE_LABELS[Phase(line.phase)])) for line in lines],
        "may_sign": row.is_open and mine.at is None and bool(HEADS & set(request.actor.posts)),  # type: ignore[attr-defined]
        "may_withdraw": row.state in (State.DRAFTING, State.HALF_SIGNED, State.SIGNED) and not row.entered, "texts": texts,
        "typed_part": written,
    }  # fmt: skip
    return render(request, "web/studio_memo.html", context, status=refusal.status if refusal else 200)


def done(request: HttpRequest, memo_id: UUID, act: Callable[[], object], success: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return memo_page(request, memo_id, refusal)
    messages.success(request, success)
    return HttpResponseRedirect(reverse("studio-memo", args=[memo_id]))


@staff_required(*POSTS)
@require_POST
def part(request: HttpRequest, memo_id: UUID, part: str) -> HttpResponse:
    """Write one of the five parts."""
    sent = request.FILES.get("file")
    text = request.POST.get("text", "").replace("\x00", "")[:20_000]
    return done(
        request, memo_id,
        lambda: catalogue.memos.fill(
            memo_id, part, text=text, file=sent, file_name=str(sent.name) if sent else "", now=timezone.now(), actor=request.actor  # type: ignore[arg-type, attr-defined]
        ),
        _("已保存。签过字的，要重新签。"),
    )  # fmt: skip


@staff_required(*POSTS)
@require_GET
def part_file(request: HttpRequest, memo_id: UUID, part: str) -> FileResponse:
    """The file of a part, for the two organs."""
    found = next((p for p in catalogue.memos.memo(memo_id, request.actor).parts if p.part == part and p.file_sha256), None)  # type: ignore[attr-defined]
    if found is None:
        raise NotFound("没有这个文件。", code="catalogue.no_such_file")
    return FileResponse(files.open(found.file_sha256), as_attachment=True, filename=found.file_name)


@staff_required(*POSTS)
@require_POST
def verb(request: HttpRequest, memo_id: UUID, verb: str) -> HttpResponse:
    """cases: which are finished where they are; sign; withdraw."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    if verb == "cases":
        ways = {UUID(key[4:]): value for key, value in request.POST.items() if key.startswith("way-") and len(key) == 40 and value in set(Way)}
        return done(request, memo_id, lambda: cases.choose_way(memo_id, ways, actor=actor, now=now), _("在办件的去向已保存。签过字的，要重新签。"))
    if verb == "sign":
        return done(request, memo_id, lambda: sign(memo_id, actor, now), _("已签字。双方签齐，划转经批准，到生效日零点切换。"))
    if verb == "withdraw":
        reason = request.POST.get("reason", "")
        return done(request, memo_id, lambda: catalogue.memos.withdraw(memo_id, reason=reason, now=now, actor=actor), _("备忘录已撤回。"))
    raise NotFound("没有这个操作。", code="web.no_verb")


def sign(memo_id: UUID, actor: Actor, now: datetime) -> None:
    """What is signed is the list as it is now: the counts stand beside the signature."""
    row = catalogue.memos.memo(memo_id, actor)
    found = cases.listed(row.item_id, memo_id)
    catalogue.memos.sign(memo_id, listed=found.content_hash, finish=found.finish, hand_over=found.hand_over, now=now, actor=actor)
