"""Random walks of real verbs at random times: whatever people try, the record stays lawful and a refusal leaves no trace."""

import random
from datetime import date, time, timedelta

import pytest
from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases import hot
from yichuang.cases.domain.phases import FINISHED, TRANSITIONS, ActKind, Phase, TaskKind
from yichuang.cases.fold import check_case
from yichuang.cases.models import Case
from yichuang.cli.players import Player, points_of, work
from yichuang.clock import api as clock
from yichuang.kernel.errors import Refusal
from yichuang.kernel.record import read
from yichuang.kernel.values import local_date
from yichuang.organisations.models import Account

from .conftest import at


class Walk:
    """One case and a crowd that tries everything, in or out of turn."""

    def __init__(self, cast, item, seed):
        self.cast, self.dice = cast, random.Random(seed)
        self.now = at("2026-04-20 09:00") + timedelta(days=self.dice.randrange(150))
        self.case = Player(cast, item).apply(self.now)
        self.refused = self.done = 0

    @property
    def id(self):
        return self.case.case_id

    def who(self, *names):
        return {"actor": self.cast[self.dice.choice(names)], "now": self.now}

    def an_act(self, kind):
        found = self.case.state().acts_of(kind)
        return self.dice.choice(found).id if found else self.id

    def a_task(self, *kinds):
        found = [t for t in self.case.state().tasks if not kinds or t.kind in kinds]
        return self.dice.choice(found)

    def accept(self):
        self.case.check_papers(self.now) if self.dice.random() < 0.7 else None
        cases.accept(self.id, **self.who("chuangkou", "chuangkou2", "chengban"))

    def correct(self):
        cases.ask_correction(self.id, points=points_of(self.case, self.dice.randrange(1, 3)), knowingly=self.dice.random() < 0.3,
                             **self.who("chuangkou"))  # fmt: skip

    def bring(self):
        act = self.case.state().correction
        points = list(act.data["points"]) if act else ["none"]
        some = self.dice.sample(points, self.dice.randrange(1, len(points) + 1))
        received = self.now - timedelta(hours=self.dice.randrange(60))
        cases.bring_correction(self.id, points=some, received_at=received, **self.who("chuangkou"))

    def step(self):
        task = self.a_task()
        self.case.mark_reviewed(self.now)
        actor = self.cast.holder(task.post, task.organ_id, self.now)
        cases.complete(self.id, task.id, verdict=self.dice.choice(["agree", "agree", "note"]), opinion="同意。", actor=actor, now=self.now)

    def claim(self):
        cases.claim(self.id, self.a_task().id, **self.who("chengban", "chengban2", "kezhang"))

    def back(self):
        task = self.a_task(TaskKind.STEP) if self.case.state().accepted_on else self.a_task()
        cases.send_back(self.id, task.id, to_node="review", reason="请补写依据", **self.who("kezhang", "chengban"))

    def take_back(self):
        cases.take_back(self.id, **self.who("chengban", "kezhang"))

    def return_(self):
        cases.return_for_review(self.id, to_node="review", reason="请再核一次", **self.who("fenguan"))

    def stop(self):
        cases.start_special(self.id, ground=self.dice.choice(["expert_review", "testing", "site_visit"]), days=self.dice.randrange(1, 20),
                            basis="", **self.who("chengban"))  # fmt: skip

    def resume(self):
        cases.end_special(self.id, act_id=self.an_act(ActKind.SPECIAL), **self.who("chengban"))

    def extend(self):
        cases.ask_extension(self.id, days=self.dice.randrange(1, 12), reason="情况复杂需要核对", **self.who("chengban"))

    def approve(self):
        cases.approve_extension(self.id, act_id=self.an_act(ActKind.EXTENSION), reason="同意延长期限", **self.who("juzhang", "chengban"))

    def tell(self):
        cases.tell_hearing_right(self.id, matter="与邻近单位有重大利益", **self.who("fazhi"))

    def answer(self):
        cases.answer_hearing_right(self.id, act_id=self.an_act(ActKind.HEARING), wants=self.dice.random() < 0.3,
                                   actor=self.cast.applicant(1), now=self.now)  # fmt: skip

    def notice(self):
        chair = Account.objects.get(username=self.dice.choice(["tingzheng", "chengban"])).id
        day = local_date(self.now) + timedelta(days=self.dice.randrange(3, 20))
        cases.notice_hearing(self.id, act_id=self.an_act(ActKind.HEARING), day=day, at=time(9), place="听证室", chair_id=chair,
                             recorder="韩某", **self.who("fazhi"))  # fmt: skip

    def hold(self):
        cases.record_hearing(self.id, act_id=self.an_act(ActKind.HEARING), record="双方陈述并质证", participants="各方", place="听证室",
                             recorder="韩某", **self.who("tingzheng"))  # fmt: skip

    def ask(self):
        cases.ask_opinion(self.id, organ_id=self.cast.demo.organs["water"], question="能否接纳排水", days=3, silence_basis="示例办法第十二条",
                          silence_is_consent=self.dice.random() < 0.5, **self.who("chengban"))  # fmt: skip

    def drop(self):
        cases.drop_act(self.id, act_id=self.an_act(ActKind.OPINION), reason="两次催办未复", **self.who("chengban"))

    def grant(self):
        cut = self.dice.choice([None, "应急抢修需要"])
        cases.grant(self.id, cut_reason=cut, **self.who("fenguan", "chengban"))

    def refuse(self):
        condition = self.case.terms.conditions[0].code
        cases.refuse(self.id, condition=condition, reason="现场与申请不一致", **self.who("fenguan"))

    def deliver(self):
        work()
        self.case.hand_out(self.now)

    def leave(self):
        cases.withdraw(self.id, reason="计划有变", actor=self.cast.applicant(1), now=self.now)

    def time_passes(self):
        while cases.run_due(self.now):
            pass
        check = Case.objects.values_list("next_check_at", flat=True).get(id=self.id)
        assert check is None or check > self.now

    TRIES = (accept, accept, correct, bring, bring, step, step, step, step, claim, back, take_back, return_, stop, resume, extend,
             approve, tell, answer, notice, hold, ask, drop, grant, grant, refuse, deliver, time_passes, time_passes)  # fmt: skip

    def try_one(self):
        self.now += timedelta(minutes=self.dice.randrange(1, 60 * 30))
        verb = Walk.leave if self.dice.random() < 0.01 else self.dice.choice(self.TRIES)
        before = hot.load(self.id)
        try:
            with transaction.atomic():
                verb(self)
        except Refusal:
            self.refused += 1
            assert hot.load(self.id).head == before.head, "a refusal leaves no trace"
        else:
            self.done += 1
        return before.state


def recount(state, terms):
    """The statutory last day, walked day by day over the ledger."""
    calendar = clock.calendar(state.calendar_version)
    stops = [(e.from_on, e.to_on) for e in state.ledger if e.kind == "stop"]
    left = (terms.statutory.amount if terms.statutory else 20) + sum(e.amount for e in state.ledger if e.kind == "extension")
    day = state.accepted_on
    while left:
        day += timedelta(days=1)
        if any(b is None and a < day for a, b in stops):
            return None
        left -= calendar.is_working(day) and not any(a < day <= (b or date.max) for a, b in stops)
    return day


def check(walk, before):
    state = walk.case.state()
    assert list(check_case(walk.id)) == []
    assert state.phase is before.phase or state.phase in reachable(before.phase)
    if state.phase is Phase.UNDER_REVIEW:
        row = Case.objects.values_list("statutory_on", flat=True).get(id=walk.id)
        assert row == recount(state, walk.case.terms)
    if state.accepted_on:
        assert local_date(state.received_at) <= state.accepted_on <= local_date(walk.now)
    for event in list(read(walk.id))[-4:]:
        assert state.received_at <= event.effective_at <= event.at
    if state.decided_at:
        assert state.decider_id != state.acceptor_id
        assert not state.unmet_gates
        assert not state.is_stopped


def reachable(phase):
    """One verb may take two steps of the table (delivering serves and closes; deemed acceptance found by the due loop)."""
    found = set(TRANSITIONS.get(phase, {}).values())
    return found | {p for one in found for p in TRANSITIONS.get(one, {}).values()}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("item", ["drainage", "soil-conservation"])
def test_whatever_is_tried_the_case_stays_lawful(cast, item, seed):
    walk = Walk(cast, item, seed)
    for _ in range(70):
        before = walk.try_one()
        check(walk, before)
        if walk.case.state().phase in FINISHED:
            break
    assert walk.done > 3
