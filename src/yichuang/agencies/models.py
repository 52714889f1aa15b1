"""Tables of the mall. A service, an agency and a request each own their stream."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.agencies.domain import agency, request
from yichuang.agencies.domain.words import LEVEL_NAMES, WAY_NAMES
from yichuang.kernel.values import new_id


class Stream(models.Model):
    """A row that owns a stream keeps its end; `salt` goes into the hashes of its words."""

    salt = models.BinaryField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        abstract = True


class Service(Stream):
    """One service of the published list 中介服务清单: which paper of which item it makes, and by which article."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    name = models.TextField()
    item_code = models.TextField()
    material_type = models.TextField(help_text="kind of paper across items")
    instrument_id = models.UUIDField()
    basis = models.TextField(help_text="title of the instrument")
    article = models.TextField()
    note = models.TextField(blank=True, help_text="when the owner may do it without an agency")
    listed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "agency_service"
        constraints = [
            models.UniqueConstraint(fields=["item_code", "material_type"], condition=Q(ended_on__isnull=True), name="agency_service_once"),
        ]


class Said(models.Model):
    """Words of an event of a service or an agency, whose fact holds their hash: kept also when the row says something newer."""

    id = models.UUIDField(primary_key=True, default=new_id)
    stream_id = models.UUIDField()
    seq = models.IntegerField()
    text = models.TextField()

    class Meta:
        db_table = "agency_said"
        constraints = [models.UniqueConstraint(fields=["stream_id", "seq"], name="agency_said_once")]


class Agency(Stream):
    """A legal person that offers services; conditions and process are public (43)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    party = models.OneToOneField("organisations.Party", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s.value, name) for s, name in agency.LABELS.items()], default=agency.State.APPLIED)
    organ = models.ForeignKey("organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="connected with")
    staff_count = models.IntegerField()
    conditions = models.TextField()
    process = models.TextField()
    applied_at = models.DateTimeField()
    listed_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="why it was turned down, suspended or removed")

    class Meta:
        db_table = "agency"
        indexes = [models.Index(fields=["state", "applied_at"], name="agency_state")]


class Line(models.Model):
    """One service an agency is listed with."""

    id = models.UUIDField(primary_key=True, default=new_id)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="lines")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="lines")
    price_fen = models.BigIntegerField()
    days = models.SmallIntegerField()
    qualification = models.TextField()
    qualified_to = models.DateField(null=True, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.TextField(blank=True)

    class Meta:
        db_table = "agency_line"
        constraints = [
            models.UniqueConstraint(fields=["agency", "service"], name="agency_line_once"),
            models.CheckConstraint(condition=Q(price_fen__gt=0, days__gt=0), name="agency_line_positive"),
        ]


class Request(Stream):
    """A request of an owner, from publishing to rating. `secret` of a draw is shown with the lot and not before."""

    id = models.UUIDField(primary_key=True, default=new_id)
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    version_id = models.UUIDField()
    material_code = models.TextField()
    case_id = models.UUIDField(null=True, blank=True)
    organ_ids = models.JSONField(default=list, help_text="organs that accept and decide, as text")
    way = models.CharField(max_length=6, choices=[(w.value, name) for w, name in WAY_NAMES.items()])
    details = models.TextField()
    price_fen = models.BigIntegerField(null=True, blank=True)
    days = models.SmallIntegerField()
    published_at = models.DateTimeField()
    closes_on = models.DateField()
    commitment = models.CharField(max_length=64, blank=True)
    secret = models.BinaryField(default=bytes)
    state = models.CharField(max_length=10, choices=[(s.value, name) for s, name in request.LABELS.items()], default=request.State.OPEN)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField(null=True, blank=True)
    work_days = models.SmallIntegerField(null=True, blank=True)
    contract_sha256 = models.CharField(max_length=64, blank=True)
    contract_name = models.TextField(blank=True)
    signed_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="last day; empty while stopped or with the owner")
    report_sha256 = models.CharField(max_length=64, blank=True)
    report_name = models.TextField(blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    level = models.CharField(max_length=1, blank=True, choices=[(level.value, name) for level, name in LEVEL_NAMES.items()])
    comment = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="of the last return, withdrawal or ending")

    class Meta:
        db_table = "agency_request"
        constraints = [
            models.CheckConstraint(condition=Q(way="choice", commitment="") | (Q(way="draw") & ~Q(commitment="")), name="agency_request_committed"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "withdrawn", "ended")) | Q(agency__isnull=False), name="agency_request_has_agency"
            ),
            models.CheckConstraint(condition=Q(signed_on__isnull=True) | ~Q(contract_sha256=""), name="agency_request_in_writing"),
        ]
        indexes = [
            models.Index(fields=["state", "closes_on"], name="agency_request_state"),
            models.Index(fields=["party", "-published_at"], name="agency_request_owner"),
            models.Index(fields=["agency", "-published_at"], name="agency_request_agency"),
            models.Index(fields=["case_id"], condition=Q(case_id__isnull=False), name="agency_request_case"),
            models.Index(fields=["party", "version_id", "material_code"], name="agency_request_paper"),
        ]


class Offer(models.Model):
    """报名 or 报价 of an agency; taken back it stays, with its day."""

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="offers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="offers")
    amount_fen = models.BigIntegerField()
    days = models.SmallIntegerField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "agency_offer"
        constraints = [
            models.UniqueConstraint(fields=["request", "agency"], condition=Q(withdrawn_at__isnull=True), name="agency_offer_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0, days__gt=0), name="agency_offer_positive"),
        ]
        indexes = [models.Index(fields=["agency", "-at"], name="agency_offer_agency")]


class Lot(models.Model):
    """A drawn lot as published; the record has the same."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, primary_key=True, related_name="lot")
    agency_ids = models.JSONField()
    list_hash = models.CharField(max_length=64)
    secret = models.CharField(max_length=64)
    owner_number = models.CharField(max_length=12)
    seed = models.CharField(max_length=64)
    place = models.IntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "agency_lot"


class Pause(models.Model):
    """Days that do not count for the agency: a stop for the owner's fault, or the report lying with the owner."""

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="pauses")
    ground = models.CharField(max_length=10, help_text="of domain.words.StopGround; inspection = with the owner")
    reason = models.TextField(blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "agency_pause"
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(to_on__isnull=True), name="agency_pause_one_open"),
            models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="agency_pause_forward"),
        ]


class Complaint(models.Model):
    """A complaint of the owner of a contract, one a request; it stands in the agency's stream."""

    id = models.UUIDField(primary_key=True, default=new_id)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="complaints")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="complaint")
    ground = models.CharField(max_length=10)
    text = models.TextField()
    made_at = models.DateTimeField()
    finding = models.CharField(max_length=12, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "agency_complaint"
        indexes = [models.Index(fields=["made_at"], condition=Q(answered_at__isnull=True), name="agency_complaint_open")]
