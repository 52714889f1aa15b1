"""Every page of the house with a sample behind it: the demo city with cases in many states, and who may open each route.

A route is walked when all its arguments have samples; the first of the viewers who gets the page is the one it is shown to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice, product
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from yichuang.agencies.models import Agency, Request, Service
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.standards import Requirement
from yichuang.cli import sample_across, sample_agencies, sample_area
from yichuang.cli.players import Cast, Player, points_of, work
from yichuang.cli.sample_week import Days
from yichuang.cli.together import Together
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.intake import actions as intake
from yichuang.intake import api as window
from yichuang.intake import together as for_theme
from yichuang.joint import api as joint
from yichuang.joint import themes
from yichuang.joint.domain.acts import ActKind as JointKind
from yichuang.joint.models import Area, Assessment, CopyNotice, Joint
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.web import desk_verbs
from yichuang.web.desk_forms import VERBS
from yichuang.web.licence_verbs import VERBS as LICENCE_VERBS

STAFF = ("chuangkou", "chengban", "fenguan", "zhizheng", "zuzhang", "fazhi", "tingzheng", "juzhang", "shixiang")
MOST = 60
"""Combinations of samples tried for one route."""


@dataclass
class Samples:
    """Argument of a route → values worth trying, in order."""

    values: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, name: str, *values: Any) -> None:
        self.values.setdefault(name, []).extend(values)

    def of(self, route: str, arguments: list[str]) -> Iterator[dict[str, Any]]:
        """Ways to fill the route's arguments."""
        ways = [self.values.get(f"{route}.{name}") or self.values.get(name, []) for name in arguments]
        return (dict(zip(arguments, way, strict=True)) for way in islice(product(*ways), MOST))


@dataclass(frozen=True)
class Opened:
    """One page: its route, address, who sees it (None = the public) and what was answered."""

    route: str
    path: str
    viewer: str | None
    html: str


def samples(cast: Cast, now: datetime) -> Samples:
    """Cases in many states, and everything that hangs on them."""
    begun, found = now - timedelta(days=12), Samples()
    review = Player(cast, "drainage").apply(begun).accept(begun)
    neighbour, undertaker = cast.demo.applicants[0].party_id, cast["chengban"]
    who = {"actor": undertaker, "now": begun + timedelta(hours=2)}
    cases.tell_third_party(review.case_id, party_id=neighbour, interest="相邻地块的排水去向", **who)
    cases.tell_hearing_right(review.case_id, matter="排水去向与相邻单位有重大利益关系", actor=cast["fazhi"], now=begun + timedelta(hours=3))
    cases.ask_supplement(review.case_id, question="请说明排放口的位置", **who)
    cases.make_statement(review.case_id, text="数值是换算单位前的", actor=cast.applicant(1), now=begun + timedelta(hours=4))
    correcting = Player(cast, "drainage").apply(begun)
    correcting.ask_correction(begun + timedelta(hours=1), points_of(correcting))
    fresh = Player(cast, "public-place-hygiene").apply(now - timedelta(hours=1))
    held = Player(cast, "drainage").apply(begun).accept(begun).review(begun)
    held.meet_needs(begun)
    held.grant(begun)
    work()
    held.hand_out(begun + timedelta(days=1))
    waiting = Player(cast, "drainage").apply(begun).accept(begun).review(begun)
    work()
    smart = Player(cast, "tree-felling").apply(now - timedelta(hours=2), party=neighbour)
    work()
    cases.consider(smart.case_id, now=now)
    for route in ("desk-smart-case", "my-smart"):
        found.add(f"{route}.case_id", smart.case_id)
    found.add("case_id", review.case_id, correcting.case_id, held.case_id, fresh.case_id, waiting.case_id)
    acts = {kind: review.state().acts_of(kind)[0].id for kind in (ActKind.HEARING, ActKind.THIRD_PARTY, ActKind.SUPPLEMENT)}
    found.add("act_id", *acts.values())
    found.add("document_id", *(d.id for c in (held, review) for d in documents.of_case(c.case_id)))
    found.add("licence_id", held.state().licence_id)
    found.add("file_id", *(row.id for row in dossier.file_rows(review.case_id)))
    terms = catalogue.terms(cast.items["drainage"])
    found.add("version_id", *cast.items.values())
    told = {"kind": "flow", "title": "流程标准", "document": "示标1号", "requirements": (Requirement("steps", 5),), "from_on": local_date(now)}
    found.add("standard_id", catalogue.standards.keep(**told, now=now, actor=cast["shixiang"]))
    said = {"requirement": "开业前备案", "shape": "filing", "text": "不备案就不让开业。"}
    found.add("report_id", catalogue.off_list.report(uuid4(), organ_id=cast.demo.organs["water"], **said, now=now, actor=organisations.system_actor("public")))
    found.add("code", terms.code, "default")
    party = organisations.party(cast.company)
    draft = intake.start(cast.items["drainage"], party.id, token=uuid4(), actor=cast.applicant(1), now=now)
    found.add("draft_id", draft.id)
    found.add("draft-page.key", *(p.key for p in pages_of(draft.id, cast)))
    found.add("draft-material.code", *(m.code for m in terms.materials if not m.from_form))
    found.add("desk-do.verb", *VERBS, *desk_verbs.PANELS)
    found.add("desk-paper.verb", "void", "reprint", "retry", "correct")
    found.add("desk-licence-verb.verb", "void", "reprint", "remake", "correct")
    found.add("desk-licence-do.verb", *LICENCE_VERBS)
    found.add("desk-blank-verb.verb", "receive", "issue", "return", "spoil", "count")
    found.add("page", 1)
    themes.seed(now=begun)
    together(found, cast, now)
    found.add("theme.code", "open-restaurant")
    found.add("theme_id", *(line.theme_id for line in themes.lines().lines))
    market(found, now)
    elsewhere(cast, found, now)
    sample_area.play(now=now)
    found.add("area_id", *Area.objects.values_list("id", flat=True))
    found.add("assessment_id", *Assessment.objects.values_list("id", flat=True))
    for route in ("desk-project", "my-project"):
        found.add(f"{route}.number", *Joint.objects.filter(what="project").values_list("number", flat=True))
    return found


def market(found: Samples, now: datetime) -> None:
    """Intermediaries with a lot drawn, a request open and one in the making; agencies that wait and that are listed."""
    sample_agencies.play(now=now)
    drawn = list(Request.objects.filter(lot__isnull=False).values_list("id", flat=True))
    found.add("request_id", *drawn, *Request.objects.exclude(id__in=drawn).order_by("published_at").values_list("id", flat=True))
    found.add("agency_id", *Agency.objects.order_by("state").values_list("id", flat=True))
    found.add("service_id", *Service.objects.order_by("code").values_list("id", flat=True))
def together(found: Samples, cast: Cast, now: datetime) -> None:
    """A 联办 that told another organ of a decision, and a draft for the items of a theme."""
    theme = joint.themes.in_force("open-restaurant")
    run = Together(cast, ("drainage", "tree-felling")).apply(now - timedelta(days=9))
    run.players["drainage"].accept(now - timedelta(days=8)).review(now - timedelta(days=7)).grant(now - timedelta(days=6))
    work()
    draft = for_theme.start(theme.code, cast.company, {}, token=uuid4(), actor=cast.applicant(1), now=now)
    number = run.view(now).number
    for route in ("desk-together", "my-together", "desk-act-new", "desk-received-together"):
        found.add(f"{route}.number", number)
    found.add("desk-act-new.kind", *JointKind)
    felling = run.branch("tree-felling", now)
    sit = {felling.handling_organ_id: [cast["linye"].account_id]}
    meeting = joint.acts.Plan(JointKind.MEETING, now + timedelta(days=1), "示例路1号", [felling.id], sit, agenda="采伐方案是否可行")
    found.add("desk-act.act_id", joint.acts.plan(run.joint_id, meeting, actor=cast["chengban"], now=now))
    found.add("desk-together-notice.notice_id", *CopyNotice.objects.values_list("id", flat=True))
    found.add("draft-items.draft_id", draft.id)
    found.add("joint-start.code", theme.code)
    found.add("desk-receive-theme.code", theme.code)


def elsewhere(cast: Cast, found: Samples, now: datetime) -> None:
    """全城通办: an agreement of each kind, a case handed in at the district, papers on their way to the city."""
    days = Days(now.date())
    sample_across.agreements(cast, days, now)
    rows, _more = catalogue.agreements.agreements()
    found.add("agreement_id", *(row.id for row in rows))
    at = days.ago(2)
    case_id, _made = window.send(sample_across.draft(cast, "drainage", at, cast.company), declared=True, actor=cast[sample_across.TOWN], now=at)
    found.values["case_id"].insert(0, case_id)
    taken = window.take_in(sample_across.draft(cast, "tree-felling", at, cast.company), declared=True, actor=cast[sample_across.TOWN], now=at)
    window.forward(taken, means="courier", tracking_number="EX300000009CN", actor=cast[sample_across.TOWN], now=days.ago(1))
    found.add("taken_id", taken)


def pages_of(draft_id: Any, cast: Cast) -> tuple[Any, ...]:
    from yichuang.intake import queries

    return queries.work(draft_id, actor=cast.applicant(1)).pages


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("api/"):
                yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        elif pattern.name and not prefix.startswith("api"):
            yield pattern.name, list(pattern.pattern.converters)


def viewers(cast: Cast) -> dict[str | None, Client]:
    """The public, the applicants, and the desks."""
    found: dict[str | None, Client] = {None: Client()}
    model = get_user_model()
    people = [model.objects.get(id=cast.demo.applicants[n].account_id) for n in (1, 0)]
    people += list(model.objects.filter(username__in=STAFF).order_by("username"))
    for person in people:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        found[person.username] = client
    return found


def every_page(cast: Cast, now: datetime, language: str) -> Iterator[Opened]:
    """Each page once, in this language, for the first viewer who gets it."""
    known, people = samples(cast, now), viewers(cast)
    for client in people.values():
        client.cookies["django_language"] = language
    for route, arguments in routes(get_resolver().url_patterns):
        if page := first(route, arguments, known, people):
            yield page


def first(route: str, arguments: list[str], known: Samples, people: dict[str | None, Client]) -> Opened | None:
    for filled in known.of(route, arguments):
        path = reverse(route, kwargs=filled)
        for name, client in people.items():
            if name is None and path.startswith("/desk/"):
                continue
            answer = client.get(path)
            if answer.status_code == 405:
                return None
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code == 200:
                return Opened(route, path, name, answer.content.decode()) if kind.startswith("text/html") else None
    return None
