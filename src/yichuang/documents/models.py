"""Documents, their recipients, service, copies, numbers and templates; the parties' inbox and service addresses."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.documents import domain
from yichuang.kernel.values import new_id


def choices(names: dict[str, str] | object) -> list[tuple[str, str]]:
    return [(str(key), label) for key, label in names.items()]  # type: ignore[attr-defined]


class NumberSeries(models.Model):
    """`next` is the number the next document of the series gets; only `actions.next_number` moves it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    series = models.TextField()
    year = models.SmallIntegerField()
    next = models.IntegerField(default=1)

    class Meta:
        db_table = "number_series"
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="number_series_one"),
            models.CheckConstraint(condition=Q(next__gte=1), name="number_series_positive"),
        ]


class TemplateVersion(models.Model):
    """The source of a template as it was, named by its SHA-256: a document renders alike for ever."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.TextField()
    source = models.TextField()

    class Meta:
        db_table = "document_template"


class Document(models.Model):
    """One 文书. Kind, template, fields and number never change after it is fixed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=32, choices=[(k.value, s.title) for k, s in domain.KINDS.items()])
    case_id = models.UUIDField(null=True, blank=True)
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    number = models.TextField(null=True, blank=True, unique=True)
    series = models.TextField(blank=True)
    year = models.SmallIntegerField()
    template = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    salt = models.BinaryField()
    fields_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=choices(domain.STATE_NAMES), default=domain.State.FIXED)
    hold_seal = models.BooleanField(default=False, help_text="rendered by the worker, sealed by the seal officer's verb")
    file_sha256 = models.CharField(max_length=64, blank=True)
    token = models.CharField(max_length=32, unique=True, help_text="unguessable, in the QR code")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    fixed_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)
    attempts = models.SmallIntegerField(default=0)
    failure = models.TextField(blank=True)
    copies = models.SmallIntegerField(default=0)
    pages = models.SmallIntegerField(default=0, help_text="of the sealed file; 0 = not made yet")
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "document"
        indexes = [
            models.Index(fields=["case_id", "fixed_at"], name="document_case"),
            models.Index(fields=["fixed_at"], condition=Q(state="failed"), name="document_failed"),
            models.Index(fields=["fixed_at"], condition=Q(state="rendered"), name="document_to_seal"),
            models.Index(fields=["file_sha256"], condition=~Q(file_sha256=""), name="document_file"),
            models.Index(fields=["organ", "sealed_at"], condition=Q(state="sealed", pages__gte=2), name="document_to_ride"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["rendered", "sealed", "served"]) | ~Q(file_sha256=""), name="document_made_has_file"
            ),
            models.CheckConstraint(condition=~Q(state="served") | Q(served_at__isnull=False), name="document_served_when"),
            models.CheckConstraint(condition=~Q(state="void") | Q(void_at__isnull=False), name="document_void_when"),
        ]


class DocumentRecipient(models.Model):
    """Whom a document is addressed to, in order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="recipients")
    position = models.SmallIntegerField()
    role = models.CharField(max_length=12)
    party = models.ForeignKey("organisations.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey("organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    code = models.TextField(blank=True)

    class Meta:
        db_table = "document_recipient"
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="document_recipient_order")]
        indexes = [models.Index(fields=["party", "document"], name="document_recipient_party")]


class ServiceRecord(models.Model):
    """送达回证: one service on one recipient, with its proof."""

    id = models.UUIDField(primary_key=True, default=new_id)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="services")
    recipient = models.OneToOneField(DocumentRecipient, on_delete=models.PROTECT, related_name="service")
    mode = models.CharField(max_length=10, choices=choices(domain.MODE_NAMES))
    proof = models.JSONField(default=dict)
    proof_sha256 = models.CharField(max_length=64, blank=True, help_text="scan of the signed 送达回证 or postal receipt")
    served_at = models.DateTimeField()
    served_on = models.DateField(help_text="the day the remedy periods count from")
    recorded_by = models.TextField()

    class Meta:
        db_table = "document_service"


class SealAct(models.Model):
    """用印: which seal, by whom, with which certificate, over which bytes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="seal_act")
    seal = models.CharField(max_length=12)
    certificate = models.CharField(max_length=64, blank=True, help_text="SHA-256 fingerprint")
    file_sha256 = models.CharField(max_length=64)
    sealed_by = models.TextField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "document_seal"


class Reprint(models.Model):
    """补打: a copy with its number and its reason."""

    id = models.UUIDField(primary_key=True, default=new_id)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reprints")
    copy = models.SmallIntegerField()
    reason = models.TextField()
    printed_by = models.TextField()
    printed_at = models.DateTimeField()

    class Meta:
        db_table = "document_reprint"
        constraints = [models.UniqueConstraint(fields=["document", "copy"], name="document_reprint_copy")]


class RidingSeal(models.Model):
    """骑缝 on paper: which printed copy, how many pages, which seal, by whom. The PDF needs none: its signature covers every page."""

    id = models.UUIDField(primary_key=True, default=new_id)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="riding")
    copy = models.SmallIntegerField(help_text="0 = the originals, n = the n-th reprint")
    pages = models.SmallIntegerField()
    seal = models.CharField(max_length=12)
    sealed_by = models.TextField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "document_riding"
        constraints = [models.UniqueConstraint(fields=["document", "copy"], name="document_riding_copy")]


class ServiceAddress(models.Model):
    """送达地址确认书 of a party, for one case or (case_id null) for all; the newest one counts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True, blank=True)
    address = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    electronic = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "service_address"
        indexes = [models.Index(fields=["party", "-confirmed_at"], name="service_address_party")]


class Message(models.Model):
    """One message in a party's inbox; arrival here is the proof of electronic service, an SMS is only a hint."""

    id = models.UUIDField(primary_key=True, default=new_id)
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    case_id = models.UUIDField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    params = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "inbox_message"
        indexes = [
            models.Index(fields=["party", "-at"], name="inbox_latest"),
            models.Index(fields=["party"], condition=Q(read_at__isnull=True), name="inbox_unread"),
        ]
