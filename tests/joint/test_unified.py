"""Unified 26(2): one acceptance, one decision, all or none."""

from datetime import date

import pytest

from yichuang.cases.domain.acceptance import AcceptedTogether
from yichuang.cases.domain.decision import DecidedTogether
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cli.players import points_of, work
from yichuang.clock import api as clock
from yichuang.documents.models import Message
from yichuang.joint import api as joint
from yichuang.joint.domain import law
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import Mode
from yichuang.joint.models import Branch
from yichuang.kernel.errors import Refusal

from .conftest import at
from .test_branches import accept_all, sound

ASSUMED = (("drainage", "public-place-hygiene", "assumable"),)
HARD = (("drainage", "public-place-hygiene", "hard"),)


class TestUnified:
    def begin(self, together):
        return together("drainage", "tree-felling", mode=Mode.UNIFIED).apply(at("2026-09-10 16:05"))

    def test_one_acceptance_for_all_or_for_none(self, together, cast):
        run = self.begin(together)
        run.players["drainage"].check_papers(at("2026-09-11 09:00"))
        with pytest.raises(law.NotAllReady) as no:
            joint.accept(run.joint_id, actor=cast["chuangkou"], now=at("2026-09-11 09:30"))
        assert [row.organ for row in no.value.rows] == ["示例市林业局"]
        assert run.players["drainage"].state().phase is Phase.RECEIVED
        run.players["tree-felling"].check_papers(at("2026-09-11 10:00"))
        joint.accept(run.joint_id, actor=cast["chuangkou"], now=at("2026-09-11 10:30"))
        assert {player.state().accepted_on for player in run.players.values()} == {date(2026, 9, 11)}
        assert sound()

    def test_all_are_decided_in_one_act_by_the_lead_when_each_organ_has_signed(self, together, cast):
        run = self.begin(together)
        accept_all(run, cast, at("2026-09-11 09:00"))
        for player in run.players.values():
            player.review(at("2026-09-14 09:00"))
        lead = cast["fenguan"]
        with pytest.raises(law.NotAllReady) as no:
            joint.decide(run.joint_id, actor=lead, now=at("2026-09-15 09:00"))
        assert len(no.value.rows) == 2
        branches = {code: run.branch(code, at("2026-09-15 09:00")).id for code in run.codes}
        joint.sign(run.joint_id, branches["drainage"], actor=cast["fenguan"], now=at("2026-09-15 09:10"))
        joint.sign(run.joint_id, branches["tree-felling"], actor=cast["linye-daibiao"], now=at("2026-09-15 09:20"))
        with pytest.raises(law.NotTheLead):
            joint.decide(run.joint_id, actor=cast["linye-daibiao"], now=at("2026-09-15 09:30"))
        joint.decide(run.joint_id, actor=lead, now=at("2026-09-15 10:00"))
        states = [player.state() for player in run.players.values()]
        assert {state.decided_at for state in states} == {at("2026-09-15 10:00")}
        assert len({state.decider_id for state in states}) == 2
        work()
        assert run.view(at("2026-09-16 09:00")).is_over
        assert sound()

    def test_a_signature_is_tried_for_real(self, together, cast):
        run = self.begin(together)
        branch = run.branch("drainage", at("2026-09-11 09:00")).id
        with pytest.raises(Exception, match="."):
            joint.sign(run.joint_id, branch, actor=cast["fenguan"], now=at("2026-09-11 09:00"))
        assert not Branch.objects.get(id=branch).signed_by

    def test_forty_five_days_together_and_fifteen_more_by_a_head_of_the_government(self, together, cast):
        """42(2): 办理的时间不得超过四十五日；四十五日内不能办结的，经本级人民政府负责人批准，可以延长十五日，并应当将延长期限的理由告知申请人."""
        run = self.begin(together)
        now, head = at("2026-09-14 09:00"), cast["shizhang"]
        with pytest.raises(law.NotAccepted):
            joint.extend(run.joint_id, reason="复杂", actor=head, now=now)
        accept_all(run, cast, at("2026-09-11 09:00"))
        own = {row.id: row.last_on for row in run.view(now).branches}
        limit = run.view(now).limit_on
        assert clock.working_days_between(clock.calendar(), date(2026, 9, 11), limit) == 45
        for reason, who, error in (("", head, "joint.no_reason"), ("复杂", cast["fenguan"], "organisations.")):
            with pytest.raises(Refusal) as no:
                joint.extend(run.joint_id, reason=reason, actor=who, now=now)
            assert no.value.code.startswith(error)
        new = joint.extend(run.joint_id, reason="涉及跨部门论证", actor=head, now=now)
        assert clock.working_days_between(clock.calendar(), date(2026, 9, 11), new) == 60
        view = run.view(now)
        assert (view.limit_on, {row.id: row.last_on for row in view.branches}) == (new, own)  # no branch is lengthened
        assert "涉及跨部门论证" in str(Message.objects.get(kind="joint_extended", party_id=cast.company).params)
        with pytest.raises(law.ExtendedOnce):
            joint.extend(run.joint_id, reason="再延", actor=head, now=now)
        assert sound()

    def test_after_the_forty_fifth_day_nothing_is_extended(self, together, cast):
        run = self.begin(together)
        accept_all(run, cast, at("2026-09-11 09:00"))
        with pytest.raises(law.TooLateToExtend):
            joint.extend(run.joint_id, reason="复杂", actor=cast["shizhang"], now=at("2026-12-01 09:00"))

    def test_26_2_one_branch_alone_is_neither_accepted_nor_granted_and_the_way_is_named(self, together, cast):
        """行政许可法 26(2): 组织有关部门联合办理、集中办理: one acceptance, one decision. A refusal of one alone stays open: nothing cascades."""
        run = self.begin(together)
        drainage, felling = run.players["drainage"], run.players["tree-felling"]
        with pytest.raises(AcceptedTogether) as no:
            drainage.accept(at("2026-09-11 09:00"))
        assert "第二十六条第二款" in no.value.article and "联办件" in str(no.value.remedy)
        assert drainage.state().phase is Phase.RECEIVED
        accept_all(run, cast, at("2026-09-11 10:00"))
        drainage.review(at("2026-09-14 09:00"))
        with pytest.raises(DecidedTogether) as no:
            drainage.grant(at("2026-09-15 09:00"))
        assert "第二十六条第二款" in no.value.article and "签署" in str(no.value.remedy)
        drainage.refuse(at("2026-09-15 10:00"), "排放口不符合标准")
        work()
        felling.review(at("2026-09-16 09:00"))
        joint.sign(run.joint_id, run.branch("tree-felling", at("2026-09-16 09:00")).id, actor=cast["linye-daibiao"], now=at("2026-09-16 09:10"))
        joint.decide(run.joint_id, actor=cast["linye-daibiao"], now=at("2026-09-16 10:00"))
        assert felling.state().outcome is Outcome.GRANTED
        work()
        assert sound()

    def test_32_1_what_the_law_accepted_in_silence_is_accepted_and_the_forty_five_days_run_from_it(self, together, cast):
        """32(1)(4): 逾期不告知的，自收到申请材料之日起即为受理; 42(2): 办理的时间不得超过四十五日, from the one acceptance, the first."""
        run = self.begin(together)
        late = at("2026-09-18 09:00")
        run.players["drainage"].ask_correction(at("2026-09-11 09:00"), points_of(run.players["drainage"])).bring(late)
        for player in run.players.values():
            player.check_papers(late)
        joint.accept(run.joint_id, actor=cast["chuangkou"], now=at("2026-09-21 10:00"))
        assert [run.players[code].state().accepted_on for code in run.codes] == [date(2026, 9, 18), date(2026, 9, 10)]
        limit = run.view(at("2026-09-21 11:00")).limit_on
        assert clock.working_days_between(clock.calendar(), date(2026, 9, 10), limit) == 45

    def test_what_one_branch_needs_of_another_is_granted_in_the_same_act(self, together, cast):
        run = together("drainage", "tree-felling", edges=(("tree-felling", "drainage", "assumable"),), mode=Mode.UNIFIED).apply(at("2026-09-10 16:05"))
        accept_all(run, cast, at("2026-09-11 09:00"))
        for player in run.players.values():
            player.review(at("2026-09-14 09:00"))
        for code, who in (("drainage", "fenguan"), ("tree-felling", "linye-daibiao")):
            joint.sign(run.joint_id, run.branch(code, at("2026-09-15 09:00")).id, actor=cast[who], now=at("2026-09-15 09:10"))
        joint.decide(run.joint_id, actor=cast["fenguan"], now=at("2026-09-15 10:00"))
        work()
        assert {row.state for row in run.view(at("2026-09-15 11:00")).branches} == {BranchState.GRANTED}
        assert sound()

    def test_separate_organs_are_not_decided_together(self, together, cast):
        run = together("drainage", "tree-felling").apply(at("2026-09-10 16:05"))
        with pytest.raises(law.NotUnified):
            joint.decide(run.joint_id, actor=cast["fenguan"], now=at("2026-09-15 10:00"))
