"""Items and implementing versions.

NULL in a column of a version means 未载明: the source does not say. Lists and limits keep that difference: an empty
list is "none", NULL is "not stated". A version that was published never changes again (trigger in the migration).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yichuang.catalogue.domain import DecidingModel, Rank, Regime, Routing, Status
from yichuang.catalogue.models.sameness import NameKey
from yichuang.catalogue.models.situations import SituationSet
from yichuang.catalogue.models.smart import SmartSet
from yichuang.catalogue.models.vocabulary import Form, Procedure, choices
from yichuang.clock.domain import Unit
from yichuang.kernel.values import new_id


class Item(models.Model):
    """An item 事项 of the list; owns the stream `item`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=120, unique=True)
    name = models.TextField()
    origin = models.CharField(max_length=16, help_text="shipped, guides, items or studio")
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "item"


class ImportRun(models.Model):
    """One written import: what came in, from which bytes. Owns the stream `import`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    report = models.JSONField()
    at = models.DateTimeField()
    actor = models.TextField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "import_run"


class ItemVersion(models.Model):
    """An implementing version 实施清单: one item as one organ offers it. Elements of GB/T 39046 table 4."""

    id = models.UUIDField(primary_key=True, default=new_id)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=choices(Status))
    regime = models.CharField(max_length=16, choices=choices(Regime))
    task_type = models.CharField(max_length=2, blank=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    aliases = models.JSONField(default=list)
    keywords = models.JSONField(default=list)
    codes = models.JSONField(default=dict, help_text="every code the source gives, by kind, as written")
    region = models.TextField(blank=True)
    level = models.TextField(blank=True)
    division = models.CharField(max_length=12, blank=True)
    department = models.TextField(blank=True, help_text="organ as the source writes it")
    accepting_organ = models.ForeignKey(
        "organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deciding_organ = models.ForeignKey(
        "organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    routing = models.CharField(max_length=16, choices=choices(Routing), blank=True, help_text="权限类型; empty with a first review organ = first review")
    first_review_organ = models.ForeignKey(
        "organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="先行审查 (35) 或者转报的下级机关"
    )
    first_review_amount = models.IntegerField(null=True, blank=True)
    first_review_unit = models.CharField(max_length=16, choices=choices(Unit), blank=True)
    first_review_article = models.TextField(blank=True)
    deciding_from = models.DateField(null=True, blank=True)
    deciding_model = models.CharField(max_length=12, choices=choices(DecidingModel), blank=True)
    department_type = models.CharField(max_length=1, blank=True, help_text="实施主体性质")
    division_of_power = models.TextField(blank=True)
    powers_exercised = models.TextField(blank=True)
    power_source = models.TextField(blank=True)
    entrusted_by = models.JSONField(null=True, blank=True)
    joint_departments = models.JSONField(null=True, blank=True)
    undertaking_office = models.TextField(blank=True)
    intermediaries = models.JSONField(null=True, blank=True)
    towns = models.JSONField(null=True, blank=True)
    villages = models.JSONField(null=True, blank=True)
    topics_natural = models.JSONField(null=True, blank=True)
    topics_legal = models.JSONField(null=True, blank=True)
    planned_from = models.DateField(null=True, blank=True)
    planned_until = models.DateField(null=True, blank=True)

    statutory_amount = models.IntegerField(null=True, blank=True)
    statutory_unit = models.CharField(max_length=16, choices=choices(Unit), blank=True)
    statutory_text = models.TextField(blank=True)
    statutory_article = models.TextField(blank=True)
    statutory_rank = models.CharField(max_length=32, choices=choices(Rank), blank=True)
    statutory_note = models.TextField(blank=True)
    promised_amount = models.IntegerField(null=True, blank=True)
    promised_unit = models.CharField(max_length=16, choices=choices(Unit), blank=True)
    promised_text = models.TextField(blank=True)
    promised_note = models.TextField(blank=True)
    extension_amount = models.IntegerField(null=True, blank=True)
    extension_unit = models.CharField(max_length=16, choices=choices(Unit), blank=True)
    extension_article = models.TextField(blank=True)
    special_caps = models.JSONField(null=True, blank=True)

    on_the_spot = models.BooleanField(null=True, blank=True)
    one_review = models.BooleanField(null=True, blank=True)
    quota = models.BooleanField(null=True, blank=True)
    legal_review = models.BooleanField(null=True, blank=True)
    visit_required = models.BooleanField(null=True, blank=True)
    third_parties = models.BooleanField(null=True, blank=True)
    hearing_required = models.BooleanField(null=True, blank=True)
    concerns_safety = models.BooleanField(
        null=True, blank=True, help_text="公共安全、人身健康、生命财产安全 (78, 79): who cheats may not apply again for a time"
    )
    review_first = models.JSONField(null=True, blank=True, help_text="acts after which 复议 comes before the court 复议前置")
    withheld = models.TextField(blank=True, help_text="why its decisions are not made public (5, 40); empty = they are")
    allocation = models.CharField(
        max_length=12, blank=True, help_text="tender, auction (12(2), 53) or examination (54): refused at publication"
    )

    by_promise = models.BooleanField(null=True, blank=True)
    tolerates_absence = models.BooleanField(null=True, blank=True)
    promise_text = models.TextField(blank=True, help_text="what the applicant promises 承诺内容")
    promise_effect = models.TextField(blank=True, help_text="what becomes of an untrue promise, as told beforehand")
    promise_check = models.IntegerField(null=True, blank=True, help_text="working days after the decision by which it is checked 事后核查")
    promise_mend = models.IntegerField(null=True, blank=True, help_text="working days an untrue promise may be put right in 限期整改")
    promise_spares_visit = models.BooleanField(null=True, blank=True, help_text="with a promise the site is looked at after the decision only")

    audience = models.JSONField(null=True, blank=True)
    service_objects = models.JSONField(null=True, blank=True)
    handling_type = models.TextField(blank=True)
    channels = models.JSONField(null=True, blank=True)
    visits = models.IntegerField(null=True, blank=True)
    visits_reason = models.TextField(blank=True)
    delivery_modes = models.JSONField(null=True, blank=True)
    five_ways = models.JSONField(null=True, blank=True)
    online = models.BooleanField(null=True, blank=True)
    online_depth = models.JSONField(null=True, blank=True)
    online_url = models.TextField(blank=True)
    mobile_url = models.TextField(blank=True)
    single_login = models.BooleanField(null=True, blank=True)
    mobile_single_login = models.BooleanField(null=True, blank=True)
    scope = models.CharField(max_length=1, blank=True, help_text="通办范围")
    scope_text = models.TextField(blank=True, help_text="通办范围 as the source writes it")
    in_hall = models.BooleanField(null=True, blank=True)
    bookable = models.BooleanField(null=True, blank=True)
    pays_online = models.BooleanField(null=True, blank=True)
    by_courier = models.BooleanField(null=True, blank=True)
    at_terminal = models.BooleanField(null=True, blank=True)
    delivery = models.JSONField(null=True, blank=True)
    electronic_licence = models.BooleanField(null=True, blank=True)
    quota_text = models.TextField(blank=True)
    fee_text = models.TextField(blank=True)
    materials = models.JSONField(null=True, blank=True)
    conditions = models.JSONField(null=True, blank=True)
    prerequisites = models.JSONField(null=True, blank=True)
    acceptance_points = models.JSONField(null=True, blank=True)
    review_points = models.JSONField(null=True, blank=True)
    steps = models.JSONField(null=True, blank=True)
    fees = models.JSONField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True, help_text="the main result, the one a case issues")
    further_results = models.JSONField(null=True, blank=True)
    bases = models.JSONField(null=True, blank=True)
    windows = models.JSONField(null=True, blank=True)
    questions = models.JSONField(null=True, blank=True)
    extra = models.JSONField(default=dict)
    procedure = models.ForeignKey(Procedure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    situation = models.ForeignKey(SituationSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    smart = models.ForeignKey(SmartSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="智能审批")

    completed_fields = models.JSONField(default=list, help_text="fields marked 演示补全")
    findings = models.JSONField(default=list, help_text="what the import found")
    source_ref = models.CharField(max_length=120, blank=True)
    source_kind = models.CharField(max_length=16, blank=True)
    source_url = models.TextField(blank=True, help_text="never shown for kind copy")
    source_site = models.TextField(blank=True)
    source_date = models.DateField(null=True, blank=True)
    source_note = models.TextField(blank=True)
    cut_off_in = models.CharField(max_length=32, blank=True)
    source_hash = models.CharField(max_length=64, blank=True)

    created_at = models.DateTimeField()
    created_by = models.TextField()
    edition = models.IntegerField(default=0, help_text="rises with every save of a draft")
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.TextField(blank=True)
    effective_on = models.DateField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    status_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "item_version"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_number"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(status="published"), name="item_one_published_version"
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="item_version_published_at"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "name"], name="item_version_status_name"),
            models.Index(fields=["name", "id"], condition=Q(published_at__isnull=False), name="item_version_in_force_name"),
            models.Index(fields=["-effective_on"], condition=Q(published_at__isnull=False), name="item_version_effective"),
            models.Index(fields=["-status_at"], condition=Q(status="ended"), name="item_version_ended"),
            models.Index(fields=["department", "name"], condition=Q(status="imported"), name="item_version_department"),
            models.Index(NameKey("name"), condition=Q(status__in=["published", "suspended", "imported"]), name="item_version_same_name"),
        ]


class DiscardedDraft(models.Model):
    """作废: a draft that nobody wants any more, why and by whom. Its version is `ended` and never was in force; the fact has the salted hash."""

    version = models.OneToOneField(ItemVersion, primary_key=True, on_delete=models.PROTECT, related_name="discarded")
    reason = models.TextField()
    salt = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "item_draft_discarded"


def nothing_left() -> Q:
    """Items all of whose versions were discarded as drafts: their code is free to begin again."""
    versions = ItemVersion.objects.filter(item=OuterRef("pk"))
    return Q(Exists(versions) & ~Exists(versions.filter(discarded__isnull=True)))


class Suspension(models.Model):
    """暂停 of a version: from the day it was suspended until the day it went on or ended, which is no longer part of it."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="suspensions", db_index=False)
    from_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "item_suspension"
        constraints = [models.UniqueConstraint(fields=["version"], condition=Q(until__isnull=True), name="item_suspension_one_open")]
        indexes = [models.Index(fields=["version", "from_on"], name="item_suspension_version")]
