"""政务公开: what anybody may know about how the city handles its cases; and the two statements of the footer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.evaluation import api as evaluation
from yichuang.kernel.values import local_date
from yichuang.look.asked import page_number
from yichuang.organisations.access import public

KEPT_S = 600
"""City-wide figures are counted at most every ten minutes and say when."""


DIRECTORY = (
    ("search", _("办事指南"), _("能办什么事，要什么材料、多久、收不收费")),
    ("powers", _("权责清单"), _("各机关有什么权力、依据哪一条、哪个科室负责")),
    ("delegations", _("委托、下放和划转"), _("哪些权力从哪一天起由谁行使，凭什么文书")),
    ("anywhere", _("全城通办"), _("哪些事可以在别的地方的窗口交、领，决定权在哪里不变")),
    ("open-catalogues", _("目录和清单"), _("五类目录，最多跑一次、告知承诺、容缺和收费清单")),
    ("parity", _("市县同权"), _("县里能办多少市级的事，一项一项列出")),
    ("prerequisites", _("前置条件"), _("办一件事以前要先取得什么，依据是什么")),
    ("off-list", _("举报变相许可"), _("要您办的事不在清单上，在这里说；核查的结论公开")),
    ("open-changes", _("事项变更公示"), _("事项怎么变，施行以前先听您的意见")),
    ("open-decisions", _("许可决定"), _("准予和不予的行政许可决定，可以查找")),
    ("mall", _("中介超市"), _("办事要的中介服务有哪些，机构由您自己比选或者抽取")),
    ("organs", _("机构"), _("各机关和大厅的地址、电话、办公时间")),
)
"""What is open on pages of its own: route, name, what one finds there."""


def counted(now: datetime) -> dict[str, Any]:
    """Figures of this year, of all ratings, with the moment they were counted."""
    since = date(local_date(now).year, 1, 1)
    return {"figures": cases.figures(since), "since": since, "score": evaluation.of_all(), "at": now}


@public
@require_safe
def open_government(request: HttpRequest) -> HttpResponse:
    """政务公开."""
    now = timezone.now()
    numbers = cache.get_or_set("web.open", lambda: counted(now), KEPT_S) or counted(now)
    rated = [(catalogue.terms(version_id), score) for version_id, score in evaluation.by_item(20)]
    context = {
        "page": "open", **numbers, "directory": [{"href": reverse(route), "title": name, "says": says} for route, name, says in DIRECTORY],
        "items": catalogue.open_items(), "late": documents.published(Kind.OVERDUE_STATEMENT),
        "decisions": cases.decisions(size=5)[0], "hearings": documents.published(Kind.HEARING_ANNOUNCEMENT, 10), "rated": rated,
    }
    return render(request, "web/open.html", context)


@public
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """许可决定公开 (40): every granted licence, and refusals without a name; searchable, a page at a time."""
    query, number = request.GET.get("q", "").replace("\x00", "").strip()[:60], page_number(request)
    rows, more = cases.decisions(query=query, page=number)
    context = {"page": "open", "rows": rows, "more": more, "number": number, "query": query}
    return render(request, "web/open_decisions.html", context)


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.html")
