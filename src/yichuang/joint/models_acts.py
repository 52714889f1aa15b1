"""Tables of joint acts 联合踏勘、联合审图、联合验收、联席会议: the act, its branches, who takes part, photos."""

from __future__ import annotations

from hashlib import sha256

from django.db import models
from django.db.models import Q

from yichuang.joint.domain.acts import ActKind, ActState, Silence
from yichuang.joint.domain.partners import PartnerKind
from yichuang.kernel.values import canonical


class JointAct(models.Model):
    """One sitting for the cases of several organs: 联合踏勘、联合审图、联合验收、联席会议."""

    id = models.UUIDField(primary_key=True)
    joint = models.ForeignKey("joint.Joint", on_delete=models.PROTECT, related_name="acts", db_index=False)
    kind = models.TextField(choices=[(k.value, k.value) for k in ActKind])
    state = models.TextField(default=ActState.PLANNED)
    stage = models.TextField(blank=True)
    lead_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    place = models.TextField()
    planned_at = models.DateTimeField()
    agenda = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    silence = models.TextField(default=Silence.NONE)
    silence_basis = models.TextField(blank=True, default="", help_text="the rule that makes silence consent")
    planned_by = models.UUIDField()
    held_at = models.DateTimeField(null=True)
    text_id = models.UUIDField(null=True, help_text="the record, the minutes, or why it was cancelled")

    @property
    def words_hash(self) -> str:
        """Of what somebody wrote when it was planned."""
        words = {"place": self.place, "agenda": self.agenda} | ({"silence_basis": self.silence_basis} if self.silence_basis else {})
        return sha256(canonical(words)).hexdigest()

    class Meta:
        db_table = "joint_act"
        constraints = [models.CheckConstraint(condition=Q(state__in=[s.value for s in ActState]), name="joint_act_state_known")]
        indexes = [
            models.Index(fields=["joint", "-planned_at"], name="joint_act_joint"),
            models.Index(fields=["planned_at"], condition=Q(state="planned"), name="joint_act_planned"),
        ]


class JointActBranch(models.Model):
    """One branch in it: free of a visit by its item's rule, or with its visit and its organ's opinion."""

    act = models.ForeignKey(JointAct, on_delete=models.PROTECT, related_name="rows", db_index=False)
    branch = models.ForeignKey("joint.Branch", on_delete=models.PROTECT, related_name="acts")
    free = models.TextField(blank=True, help_text="免勘: the rule and its article, as the version says them")
    visit_id = models.UUIDField(null=True)
    recorded = models.BooleanField(default=False)
    verdict = models.TextField(blank=True)
    article = models.TextField(blank=True)
    text_id = models.UUIDField(null=True)
    given_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    silent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "joint_act_branch"
        constraints = [models.UniqueConstraint(fields=["act", "branch"], name="joint_act_branch_once")]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(due_on__isnull=False, given_at__isnull=True, silent_at__isnull=True), name="joint_opinion_due"
            )
        ]


class JointActOfficer(models.Model):
    """Who takes part, for which organ, with which 执法证号."""

    act = models.ForeignKey(JointAct, on_delete=models.PROTECT, related_name="officers", db_index=False)
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", db_index=False)
    account_id = models.UUIDField()
    name = models.TextField()
    number = models.TextField(blank=True)

    class Meta:
        db_table = "joint_act_officer"
        constraints = [models.UniqueConstraint(fields=["act", "organ", "account_id"], name="joint_act_officer_once")]
        indexes = [models.Index(fields=["organ", "act"], name="joint_act_officer_organ")]


class JointActPhoto(models.Model):
    """A photo of the site, by the hash of its content, with where and when it was taken."""

    id = models.UUIDField(primary_key=True)
    act = models.ForeignKey(JointAct, on_delete=models.PROTECT, related_name="photos", db_index=False)
    sha256 = models.TextField()
    file_name = models.TextField()
    media_type = models.TextField()
    size = models.IntegerField()
    taken_at = models.DateTimeField()
    lat = models.TextField()
    lon = models.TextField()
    source = models.TextField()
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "joint_act_photo"
        constraints = [models.UniqueConstraint(fields=["act", "sha256"], name="joint_act_photo_once")]


class Partner(models.Model):
    """配合单位: one handing over to somebody who is no organ, with the name the applicant gave, until it was done."""

    id = models.UUIDField(primary_key=True)
    joint = models.ForeignKey("joint.Joint", on_delete=models.PROTECT, related_name="partners")
    kind = models.TextField(choices=[(k.value, k.value) for k in PartnerKind])
    name = models.TextField()
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "joint_partner"
        constraints = [models.UniqueConstraint(fields=["joint", "kind"], condition=Q(done_at__isnull=True), name="joint_partner_once")]
