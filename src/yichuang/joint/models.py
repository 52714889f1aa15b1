"""Tables of acting together: themes and their versions, a 联办 with its branches and edges, what waits, copy notices."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.project_code import Checked
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.domain.themes import Mode, ThemeKind, ThemeStatus
from yichuang.joint.models_acts import JointAct as JointAct
from yichuang.joint.models_acts import JointActBranch as JointActBranch
from yichuang.joint.models_acts import JointActOfficer as JointActOfficer
from yichuang.joint.models_acts import JointActPhoto as JointActPhoto
from yichuang.kernel.values import new_id


class Theme(models.Model):
    """一件事 or 一链办理, as the city offers it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    kind = models.TextField(choices=[(k.value, k.value) for k in ThemeKind])
    name = models.TextField()
    name_en = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", help_text="who keeps it")
    origin = models.TextField(default="own")
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "theme"


class ThemeVersion(models.Model):
    """What a theme says; a published one never changes (trigger of migration 0002)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField()
    status = models.TextField(default=ThemeStatus.DRAFT)
    content = models.JSONField()
    content_hash = models.TextField()
    revision = models.IntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "theme_version"
        constraints = [
            models.UniqueConstraint(fields=["theme", "number"], name="theme_version_number"),
            models.UniqueConstraint(fields=["theme"], condition=Q(status="published"), name="theme_one_in_force"),
            models.CheckConstraint(condition=Q(status__in=[s.value for s in ThemeStatus]), name="theme_status_known"),
        ]


class Joint(models.Model):
    """One 联办: several cases of one applicant that belong together. Its row owns the stream `joint`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField(unique=True)
    what = models.TextField(choices=[(w.value, w.value) for w in What])
    theme_version = models.ForeignKey(ThemeVersion, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    applicant = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("organisations.Party", null=True, on_delete=models.PROTECT, related_name="+")
    mode = models.TextField(default=Mode.SEPARATE)
    basis = models.TextField(blank=True)
    lead_organ = models.ForeignKey("organisations.Organ", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    words = SearchVectorField(null=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "joint"
        indexes = [
            models.Index(fields=["applicant", "-opened_at"], name="joint_applicant"),
            models.Index(fields=["lead_organ", "-opened_at"], name="joint_lead"),
            models.Index(fields=["-opened_at"], name="joint_newest"),
            GinIndex(fields=["words"], name="joint_words"),
        ]

    @property
    def name_en(self) -> str:
        """Of its theme; a project has none."""
        return self.theme_version.theme.name_en if self.theme_version else ""


class Branch(models.Model):
    """One item of one organ in it; a case once its application is handed in."""

    id = models.UUIDField(primary_key=True, default=new_id)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="branches")
    item_id = models.UUIDField()
    version_id = models.UUIDField()
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    stage = models.TextField(blank=True)
    module = models.TextField(blank=True, default="", db_default="", help_text="of a project: the part of the works it is for; empty = the whole")
    state = models.TextField()
    joined_at = models.DateTimeField()
    case = models.OneToOneField("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(blank=True)
    settled_on = models.DateField(null=True)
    again_for = models.UUIDField(null=True)
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    group_id = models.UUIDField(null=True, help_text="what it is handed over with, as the worker put it together")

    class Meta:
        db_table = "joint_branch"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in BranchState]), name="joint_branch_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "dropped"]) | Q(case__isnull=False), name="joint_branch_has_its_case"
            ),
        ]
        indexes = [models.Index(fields=["organ", "state"], name="joint_branch_organ")]

    @property
    def handling_organ_id(self) -> UUID:
        """Whose staff handle it: the organ its case was entrusted to, else the one that decides the case, which a devolution may change."""
        if self.case is None:
            return self.organ_id
        return self.case.entrusted_organ_id or self.case.deciding_organ_id


class Edge(models.Model):
    """What one branch needs of another; its id is the id of the gate in the case of `after`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="edges")
    before = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="needed_by")
    after = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="needs")
    kind = models.TextField(choices=[(k.value, k.value) for k in EdgeKind])
    article = models.TextField()
    met_at = models.DateTimeField(null=True)
    licence_id = models.UUIDField(null=True)
    pressed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "joint_edge"
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="joint_edge_once")]
        indexes = [
            models.Index(fields=["after"], condition=Q(met_at__isnull=True, pressed_at__isnull=True), name="joint_edge_open"),
            models.Index(fields=["licence_id"], condition=Q(licence_id__isnull=False), name="joint_edge_licence"),
        ]


class Part(models.Model):
    """What the applicant gave for one branch: kept so that a waiting branch is handed in by itself, and one that fell is applied
    for again without anything being handed in twice (26, 716号令 art. 7)."""

    branch = models.OneToOneField(Branch, primary_key=True, on_delete=models.PROTECT, related_name="part")
    answers = models.JSONField()
    fetched = models.JSONField()
    uploads = models.JSONField()
    papers = models.JSONField()
    selection_id = models.UUIDField(null=True)
    channel = models.TextField()
    address = models.JSONField()
    by_person = models.BooleanField(default=False, db_default=False)
    salt = models.BinaryField()
    sha256 = models.TextField()

    class Meta:
        db_table = "joint_part"


class CopyNotice(models.Model):
    """抄告: one organ told of what another decided, with its receipt."""

    id = models.UUIDField(primary_key=True)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="notices")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    document_id = models.UUIDField()
    sent_at = models.DateTimeField()
    due_on = models.DateField()
    received_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)

    class Meta:
        db_table = "joint_copy_notice"
        constraints = [models.UniqueConstraint(fields=["branch", "organ"], name="joint_copy_once")]
        indexes = [models.Index(fields=["organ", "sent_at"], condition=Q(received_at__isnull=True), name="joint_copy_open")]


class NumberSeries(models.Model):
    """联办编号 of a day: next sequence, taken by one update in the verb's transaction."""

    series = models.TextField(primary_key=True)
    next = models.IntegerField()

    class Meta:
        db_table = "joint_number_series"


class Note(models.Model):
    """What somebody wrote about it; the stream names it by id."""

    id = models.UUIDField(primary_key=True)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    author = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "joint_note"


class Project(models.Model):
    """A construction project: what a 联办 of this kind has besides."""

    joint = models.OneToOneField(Joint, primary_key=True, on_delete=models.PROTECT, related_name="project")
    code = models.TextField(unique=True)
    checked = models.TextField(default=Checked.WAITING, choices=[(c.value, c.value) for c in Checked])
    evidence_id = models.UUIDField(null=True, help_text="the answer of the national platform, kept by exchange")
    ask_at = models.DateTimeField(null=True, help_text="when the national platform is asked again")
    division = models.TextField()
    site = models.TextField(blank=True)
    investment_fen = models.BigIntegerField(null=True)
    target_days = models.SmallIntegerField()
    from_on = models.DateField()
    built_on = models.DateField(null=True, help_text="the day building ended, as reported")
    closed_at = models.DateTimeField(null=True)
    ground = models.TextField(blank=True)
    not_needed = models.JSONField(default=list, help_text="ids of items its situation does not call for, as the owner answered")

    class Meta:
        db_table = "project"
        indexes = [
            models.Index(fields=["division", "-from_on"], name="project_division"),
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="project_ask"),
        ]


class StageLead(models.Model):
    """The organ that leads a stage of a project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="leads")
    stage = models.TextField()
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "project_stage_lead"
        constraints = [models.UniqueConstraint(fields=["project", "stage"], name="project_one_lead_a_stage")]


class ProjectParty(models.Model):
    """Who takes part in a project besides the organs that approve, in which role, from when to when: a regulator is an organ, the others
    are parties."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="parties")
    role = models.TextField()
    party = models.ForeignKey("organisations.Party", null=True, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey("organisations.Organ", null=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    named_on = models.DateField(null=True, help_text="when it was said; empty of one kept before this was")
    to_on = models.DateField(null=True)

    class Meta:
        db_table = "project_party"
        indexes = [
            models.Index(fields=["project", "role"], name="project_party_role"), models.Index(fields=["party"], name="project_party_party"),
            models.Index(fields=["organ"], condition=Q(organ__isnull=False), name="project_party_organ"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "role", "party"], condition=Q(to_on__isnull=True), name="project_party_once"),
            models.UniqueConstraint(fields=["project", "organ"], condition=Q(to_on__isnull=True), name="project_regulator_once"),
            models.CheckConstraint(
                condition=Q(role="regulator", organ__isnull=False, party__isnull=True)
                | (~Q(role="regulator") & Q(organ__isnull=True, party__isnull=False)),
                name="project_party_who",
            ),
        ]


class KeyNode(models.Model):
    """关键节点 of a project: what is to be reached by when."""

    id = models.UUIDField(primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="nodes")
    name = models.TextField()
    item_id = models.UUIDField()
    planned_on = models.DateField()

    class Meta:
        db_table = "project_key_node"
        constraints = [models.UniqueConstraint(fields=["project", "item_id"], name="project_node_once")]


class Area(models.Model):
    """区域评估: an area assessed as a whole. Its row owns the stream `area`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField()
    divisions = models.JSONField(default=list, help_text="codes of divisions, whole")
    parcels = models.JSONField(default=list, help_text="codes of parcels 地块编号")
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", help_text="who keeps it")
    founded_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "area"
        indexes = [models.Index(fields=["-founded_on", "-id"], name="area_newest")]


class Assessment(models.Model):
    """One assessment of an area: who made it, which organ paid, what it stands for and until when. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="assessments")
    kind = models.TextField()
    maker = models.TextField()
    payer = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", help_text="an organ: never a market entity")
    cost_fen = models.BigIntegerField(null=True)
    item_id = models.UUIDField()
    type_code = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField()
    conditions = models.TextField(blank=True)
    basis = models.TextField()
    sha256 = models.CharField(max_length=64)
    file_name = models.TextField()

    class Meta:
        db_table = "area_assessment"
        indexes = [models.Index(fields=["area", "item_id", "type_code"], name="area_assessment_stands")]
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="area_assessment_days")]


class AreaIndicator(models.Model):
    """强制指标 of an area, from a day to a day; a new one of the same code ends the one before."""

    id = models.UUIDField(primary_key=True, default=new_id)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="indicators")
    code = models.TextField()
    name = models.TextField()
    unit = models.TextField(blank=True)
    bound = models.TextField()
    limit = models.DecimalField(max_digits=18, decimal_places=6)
    basis = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        db_table = "area_indicator"
        constraints = [models.UniqueConstraint(fields=["area", "code"], condition=Q(to_on__isnull=True), name="area_indicator_one_in_force")]


class AreaEntry(models.Model):
    """A project inside an area with the values it was checked with; the newest counts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="entries")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="entries")
    parcel = models.TextField(blank=True)
    values = models.JSONField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "area_entry"
        indexes = [models.Index(fields=["project", "-entered_at"], name="area_entry_newest"), models.Index(fields=["area"], name="area_entry_area")]


class AreaPaper(models.Model):
    """A paper of an area in a case of a project inside it."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="papers")
    material_code = models.TextField()

    class Meta:
        db_table = "area_paper"
        constraints = [models.UniqueConstraint(fields=["case", "material_code"], name="area_paper_once")]
