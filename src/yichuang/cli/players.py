"""People who act through the real verbs at times of their own: the cast of `simulate`, the sample week and the benches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain import tolerating
from yichuang.cases.domain.acts import extension_cap
from yichuang.cases.domain.phases import ActKind, Channel, Phase, TaskKind
from yichuang.cases.domain.state import CaseState, Task
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.cli import props
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.dossier import domain as checklists
from yichuang.kernel import subscriptions
from yichuang.kernel.values import local_date, new_id
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor
from yichuang.organisations.seed import Demo, seed_demo
from yichuang.procedures.api import NoReturn


@dataclass(slots=True)
class Cast:
    """The demo city's people as actors, by sign-in name, and the shipped items by code."""

    demo: Demo
    items: Mapping[str, UUID]
    actors: dict[str, Actor] = field(default_factory=dict)
    parties: tuple[UUID, ...] = ()

    def __getitem__(self, username: str) -> Actor:
        if username not in self.actors:
            self.actors[username] = organisations.actor_named(username)
        return self.actors[username]

    def holder(self, post: str, organ_id: UUID, now: datetime) -> Actor:
        """Somebody who holds a post of an organ on that day."""
        key = f"{post}@{organ_id}"
        if key not in self.actors:
            people = organisations.holders(post, organ_id=organ_id, on=local_date(now))
            self.actors[key] = organisations.actor_by_id(people[0].account_id)
        return self.actors[key]

    def item_id(self, code: str) -> UUID:
        return catalogue.terms(self.items[code]).item_id

    @property
    def company(self) -> UUID:
        return self.demo.company_id

    def applicant(self, index: int = 0) -> Actor:
        return organisations.actor_by_id(self.demo.applicants[index].account_id)


def gather(now: datetime) -> Cast:
    """The cast; sets up the demo city and the shipped items where they are missing."""
    demo = seed_demo(now=now)
    return Cast(demo, catalogue.load_shipped(now=now, actor=organisations.system_actor("catalogue")))


@dataclass(slots=True)
class Player:
    """One case played from its application on; every method is one verb by the person whose verb it is."""

    cast: Cast
    item: str
    case_id: UUID = field(default_factory=new_id)
    number: str = ""

    @property
    def version_id(self) -> UUID:
        return self.cast.items[self.item]

    def state(self) -> CaseState:
        return cases.state(self.case_id)

    def apply(self, now: datetime, *, party: UUID | None = None, answers: Mapping[str, Any] | None = None,
              channel: Channel = Channel.WEB, papers: bool = True, asked: cases.Asked | None = None,
              without: Collection[str] = (), by_person: bool = False) -> Player:  # fmt: skip
        """提交: dossier and case in one transaction; `without` are materials not handed in, `by_person`: no decision by rules alone."""
        terms, applicant = catalogue.terms(self.version_id), self.cast.applicant(1)
        party_id = party or (self.cast.company if "legal" in terms.audience or not terms.audience else
                             self.cast.demo.applicants[0].party_id)  # fmt: skip
        answers = dict(answers or props.answers(terms, party_id))
        selection_id = catalogue.keep_selection(catalogue.terms_for(self.version_id, answers))
        terms = catalogue.case_terms(self.version_id, selection_id)
        name = organisations.party(party_id).name
        with transaction.atomic():
            uploads = [
                dossier.Upload(m.code, dossier.keep(
                    party_id, m, props.paper(m.name, name), file_name=f"{m.name[:20]}.pdf", at=now, by=applicant.ref).id)
                for m in terms.materials if papers and m.code not in without and not m.from_form
            ]  # fmt: skip
            digest = dossier.open_dossier(
                self.case_id, terms, party_id, answers, uploads, at=now, actor=applicant.ref
            )
            application = cases.Application(
                self.version_id, party_id, channel, now, digest, agent_id=applicant_party(applicant, party_id),
                case_id=self.case_id, selection_id=selection_id, asked=asked, by_person=by_person,
            )
            self.number = cases.receive(application, actor=applicant, now=now).number
        return self

    def check_papers(self, now: datetime, who: str = "chuangkou") -> Player:
        """Every 受理要素 齐全合规."""
        dossier.mark_met(self.case_id, dossier.acceptance_open(self.case_id), by=self.cast[who].ref, at=now)
        return self

    def accept(self, now: datetime, who: str = "chuangkou") -> Player:
        self.check_papers(now, who)
        cases.accept(self.case_id, actor=self.cast[who], now=now)
        return self

    def accept_with_gaps(self, now: datetime, due: date, who: str = "chuangkou") -> Player:
        """容缺受理 at the window: every main paper checked, what may come later promised by `due`."""
        here = {row.material_code for row in dossier.file_rows(self.case_id) if row.is_current}
        later = [m.code for m in tolerating.tolerable(self.terms) if m.code not in here]
        points = {p.code for p in checklists.acceptance_points(self.terms) if p.material_code in later}
        main = [code for code in dossier.acceptance_open(self.case_id) if code not in points]
        dossier.mark_met(self.case_id, main, by=self.cast[who].ref, at=now)
        cases.accept_with_gaps(
            self.case_id, materials=later, due_on=due, agreed=True, signed_by="张某", actor=self.cast[who], now=now
        )
        return self

    def review_unpromised(self, now: datetime) -> Player:
        """Every step, and every 审查要点 the signed promise does not stand for."""
        promised = {p.code for p in self.terms.review_points if p.promisable}
        actor = self.cast.holder("undertaker", self.state().handling_organ_id, now)
        points = [code for code in dossier.review_open(self.case_id) if code not in promised]
        dossier.mark_reviewed(self.case_id, points, by=actor.ref, at=now)
        while steps := [t for t in self.state().open_tasks if t.kind is TaskKind.STEP]:
            self.step(now, steps[0])
        return self

    def ask_correction(self, now: datetime, points: Mapping[str, str], who: str = "chuangkou", **more: Any) -> Player:
        cases.ask_correction(self.case_id, points=points, actor=self.cast[who], now=now, **more)
        return self

    def serve(self, now: datetime, who: str = "chuangkou") -> Player:
        """The window serves every sealed paper that waits, each signed for by its recipient (`work` seals them)."""
        for paper, to in documents.waiting(self.case_id):
            cases.serve(
                self.case_id, document_id=paper.id, recipient_id=to.id, mode="direct", proof={"signed_by": to.name},
                actor=self.cast[who], now=now,
            )
        return self

    def bring(self, now: datetime, by: Actor | None = None) -> Player:
        """The applicant hands in everything that was asked for; `by` a clerk: at the window."""
        act = self.state().correction
        assert act is not None
        points = list(act.data["missing"])  # type: ignore[call-overload]
        cases.bring_correction(self.case_id, points=points, actor=by or self.bearer(), now=now)
        return self

    def bearer(self) -> Actor:
        """Who brings papers later: the applicant's own account, or the window for a party that has none."""
        state, applicant = self.state(), self.cast.applicant(1)
        return applicant if {state.applicant_id, state.agent_id} & applicant.party_ids else self.cast["chuangkou"]

    def step(self, now: datetime, task: Task, verdict: str = "agree", opinion: str = "同意。") -> Player:
        actor = self.cast.holder(task.post, task.organ_id, now)
        cases.complete(self.case_id, task.id, verdict=verdict, opinion=opinion, actor=actor, now=now)
        return self

    def send_back(self, now: datetime, task: Task, to_node: str) -> bool:
        """退回; False where the drawing lets nobody go back there (out of a branch into another)."""
        actor = self.cast.holder(task.post, task.organ_id, now)
        try:
            cases.send_back(self.case_id, task.id, to_node=to_node, reason="请补充核对依据的条文", actor=actor, now=now)
        except NoReturn:
            return False
        return True

    def extend(self, now: datetime) -> Player:
        """申请延期 by the undertaker, approved by a head of the organ the same hour (42)."""
        organ = self.state().handling_organ_id
        asker = self.cast.holder("undertaker", organ, now)
        days = extension_cap(self.terms).amount
        cases.ask_extension(self.case_id, days=days, reason="需要核对的情况较多", actor=asker, now=now)
        state = self.state()
        act = state.acts_of(ActKind.EXTENSION)[-1]
        head = next(t for t in state.open_tasks if t.kind is TaskKind.APPROVE)
        cases.approve_extension(
            self.case_id, act_id=act.id, reason="情况复杂，确需延长", actor=self.cast.holder(head.post, organ, now), now=now
        )
        return self

    @property
    def terms(self) -> Terms:
        return catalogue.terms(self.version_id)

    def mark_reviewed(self, now: datetime) -> Player:
        """Every 审查要点 符合, by the undertaker."""
        open_points = dossier.review_open(self.case_id)
        if open_points:
            actor = self.cast.holder("undertaker", self.terms.deciding_organ_id or self.version_id, now)
            dossier.mark_reviewed(self.case_id, open_points, by=actor.ref, at=now)
        return self

    def meet_needs(self, now: datetime) -> bool:
        """Do the visit and the legal review the item asks for, if one is outstanding; whether anything was done."""
        state = self.state()
        organ = state.handling_organ_id
        terms = catalogue.case_terms(state.item_version_id, state.selection_id)
        if terms.visit_required and not state.acts_of(ActKind.VISIT):
            officers = [p.account_id for p in organisations.holders("visitor", organ_id=organ, on=local_date(now))][:2]
            actor = self.cast.holder("visitor", organ, now)
            cases.order_visit(self.case_id, officers=officers, actor=actor, now=now)
            act = self.state().acts_of(ActKind.VISIT)[0]
            cases.record_visit(self.case_id, act_id=act.id, place="示例路2号", findings="现场与申请材料一致", signatures="", actor=actor,
                               now=now)  # fmt: skip
            return True
        opened = [a for a in state.acts_of(ActKind.LEGAL_REVIEW) if a.state == "opened"]
        if opened:
            actor = self.cast.holder("legal", organ, now)
            cases.review_law(self.case_id, act_id=opened[0].id, passed=True, opinion="程序合法，依据适当", actor=actor, now=now)
        return bool(opened)

    def review(self, now: datetime) -> Player:
        """Complete every open step, one after the other, until the decision is open; points are marked 符合."""
        self.mark_reviewed(now)
        while steps := [t for t in self.state().open_tasks if t.kind is TaskKind.STEP]:
            self.step(now, steps[0])
        return self

    def signer(self, now: datetime) -> Actor:
        """Whoever may sign: the post the open decision waits for."""
        state = self.state()
        post = next((t.post for t in state.open_tasks if t.kind is TaskKind.DECIDE), "deputy_director")
        return self.cast.holder(post, state.handling_organ_id, now)

    def grant(self, now: datetime) -> Player:
        if self.state().is_licence:
            cases.grant(self.case_id, actor=self.signer(now), now=now)
        else:
            cases.conclude(self.case_id, result="done", note="", actor=self.signer(now), now=now)
        return self

    def at_once(self, now: datetime, who: str = "chuangkou", **more: Any) -> Player:
        """即办: both checklists and the decision in one sitting at the window."""
        self.check_papers(now, who)
        dossier.mark_reviewed(self.case_id, dossier.review_open(self.case_id), by=self.cast[who].ref, at=now)
        cases.decide_at_once(self.case_id, actor=self.cast[who], now=now, **more)
        return self

    def spot_check(self, now: datetime, task: Task) -> Player:
        """抽查 of a decision made on the spot, by whoever the lot's task waits for."""
        actor = self.cast.holder(task.post, task.organ_id, now)
        cases.spot_check(self.case_id, task.id, finding="sound", note="材料与决定一致", actor=actor, now=now)
        return self

    def state_view(self, now: datetime) -> Player:
        """陈述申辩 of the applicant, and its answer (36)."""
        state = self.state()
        undertaker = self.cast.holder("undertaker", state.deciding_organ_id, now)
        cases.record_statement(self.case_id, text="请考虑现场已经整改的情况", speaker="示例某", place="综合窗口", actor=undertaker, now=now)
        act = self.state().acts_of(ActKind.STATEMENT)[-1]
        cases.note_statement(self.case_id, act_id=act.id, outcome="partly", note="已核实部分整改情况", actor=undertaker, now=now)
        return self

    def refuse(self, now: datetime, reason: str) -> Player:
        condition = catalogue.terms(self.version_id).conditions[0].code
        dossier.fail_condition(self.case_id, condition, note=reason, actor=self.cast["chengban"].ref, at=now)
        cases.refuse(self.case_id, condition=condition, reason=reason, actor=self.signer(now), now=now)
        return self

    def print_on_blank(self, now: datetime, who: str = "zhizheng") -> Player:
        """套打 of a licence that is printed on blanks, on the next sheet in the officer's hands; a new carton when they run out."""
        licence_id, actor = self.state().licence_id, self.cast[who]
        row = licences.licence(licence_id) if licence_id else None
        if row is None or not row.blank_series or row.blank_code:
            return self
        assert actor.account_id is not None
        if not licences.in_hand(actor.account_id, row.blank_series, 1):
            props.blanks(row.blank_series, actor, now)
        [code] = licences.in_hand(actor.account_id, row.blank_series, 1)
        licences.print_on_blank(row.id, code=code, actor=actor, now=now)
        return self

    def hand_out(self, now: datetime, who: str = "zhizheng", by: str = "张某") -> Player:
        """Collected at the window with signature; the documents have to be sealed first (`work`)."""
        state = self.state()
        if state.phase is Phase.DECIDED:
            self.print_on_blank(now, who)
            cases.deliver(
                self.case_id, mode="direct", collected_by=by, identity="身份证核对一致", signature=by,
                actor=self.cast[who], now=now,
            )
        return self


def applicant_party(applicant: Actor, party_id: UUID) -> UUID | None:
    """The agent's own party when somebody acts for another."""
    others = [p for p in applicant.party_ids if p != party_id]
    return others[0] if others and party_id in applicant.party_ids else None


def work() -> int:
    """What the worker would do by now: deliver events, make and seal documents."""
    return subscriptions.run_all_once()


def points_of(player: Player, count: int = 1) -> dict[str, str]:
    """The first acceptance points of a case, as a correction notice would name them."""
    terms = catalogue.terms(player.version_id)
    codes = [p.code for p in checklists.acceptance_points(terms)]
    return dict.fromkeys(codes[1:count + 1], "没有提交，请补交原件")
