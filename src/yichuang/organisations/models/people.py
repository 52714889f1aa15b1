"""Organs, posts, powers, natural and legal persons, and the accounts people sign in with."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q

from yichuang.kernel.values import new_id


class Stream(models.Model):
    """A row that owns a stream of events keeps the stream's end (design §4)."""

    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        abstract = True


class Organ(Stream):
    """An administrative organ, a bureau, or an office of one; dates say when it exists."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "人民政府"
        ORGAN = "organ", "行政机关"
        OFFICE = "office", "内设机构"
        HALL = "hall", "政务服务大厅"
        EXPERTS = "experts", "评审机构"

    id = models.UUIDField(primary_key=True, default=new_id)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ORGAN)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    short_name = models.TextField(blank=True, help_text="机关代字, as it stands in 文号")
    uscc = models.CharField(max_length=18, blank=True)
    division = models.CharField(max_length=12, blank=True)
    address = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="who carries its functions on after valid_to"
    )
    review_organ = models.TextField(blank=True, help_text="复议机关")
    review_url = models.URLField(blank=True)
    court = models.TextField(blank=True, help_text="有管辖权的人民法院")

    class Meta:
        db_table = "organ"
        indexes = [models.Index(fields=["name"], name="organ_name")]


class OrganTree(models.Model):
    """Every pair of an organ and one above it, the organ itself included (depth 0); kept by the verbs."""

    id = models.UUIDField(primary_key=True, default=new_id)
    ancestor = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="+")
    depth = models.SmallIntegerField()

    class Meta:
        db_table = "organ_tree"
        constraints = [models.UniqueConstraint(fields=["ancestor", "descendant"], name="organ_tree_pair")]
        indexes = [models.Index(fields=["descendant", "depth"], name="organ_tree_up")]


class OfficeHours(models.Model):
    """The hours an organ is open on a working day, from a date on until the next row's date."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="hours")
    from_on = models.DateField()
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        db_table = "office_hours"
        constraints = [
            models.UniqueConstraint(fields=["organ", "from_on", "opens_at"], name="office_hours_span"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="office_hours_forward"),
        ]


class Party(Stream):
    """A natural or legal person the city deals with; numbers are encrypted, with an HMAC for lookup."""

    class Kind(models.TextChoices):
        NATURAL = "natural", "自然人"
        LEGAL = "legal", "法人或其他组织"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.TextField()
    number_cipher = models.BinaryField(null=True)
    number_key = models.SmallIntegerField(default=1)
    number_hmac = models.BinaryField(null=True, unique=True)
    number_masked = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    address = models.TextField(blank=True)
    contact_name = models.TextField(blank=True)
    contact_phone = models.TextField(blank=True)
    legal_representative = models.TextField(blank=True, help_text="法定代表人或负责人")
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "party"
        indexes = [models.Index(fields=["name"], name="party_name")]


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> Account:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin, Stream):
    """Whoever signs in: a member of staff (of one organ) or an applicant (standing for parties)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.TextField(unique=True)
    display_name = models.TextField(blank=True)
    organ = models.ForeignKey(Organ, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    phone = models.TextField(blank=True, db_index=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        db_table = "account"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_staff=False) | Q(organ__isnull=False) | Q(is_superuser=True), name="account_staff_has_organ"
            ),
        ]


class Dated(models.Model):
    """From–to, both days included; `withdrawn_on` ends it from that day on. Rows are never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def forward(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name=name)


class PostHolding(Dated):
    """A member of staff holds a post of an organ; `officer_number` is the 执法证号 that stands in a visit record."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holdings")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+")
    post = models.TextField()
    officer_number = models.TextField(blank=True)

    class Meta:
        db_table = "post_holding"
        constraints = [forward("post_holding_forward")]
        indexes = [models.Index(fields=["organ", "post"], name="post_holding_post")]


class Authorisation(Dated):
    """Organ, item or all, act → post: the only table of powers (design §11)."""

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="authorisations")
    item_id = models.UUIDField(null=True, blank=True)
    act = models.TextField()
    post = models.TextField()
    post_organ = models.ForeignKey(Organ, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.TextField(blank=True, help_text="授权书文号")

    class Meta:
        db_table = "authorisation"
        constraints = [forward("authorisation_forward")]
        indexes = [models.Index(fields=["organ", "act"], name="authorisation_act")]


class StandIn(Dated):
    """AB岗·请假代理: `account` acts in the post of `instead_of`, by date."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+")
    post = models.TextField()
    reason = models.TextField(blank=True)
    appointed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        db_table = "stand_in"
        indexes = [models.Index(fields=["organ", "-to_on"], name="stand_in_organ")]
        constraints = [
            forward("stand_in_forward"),
            models.CheckConstraint(condition=~Q(account=F("instead_of")), name="stand_in_other_person"),
        ]


class Mandate(Dated):
    """A natural person may act for another party: by law (法定代表人) or by 授权委托书."""

    class Kind(models.TextChoices):
        REPRESENTATIVE = "representative", "法定代表人或负责人"
        AGENT = "agent", "委托代理人"

    agent = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates_held")
    principal = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates_given")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.AGENT)
    scope = models.TextField(blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True, help_text="授权委托书")
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "mandate"
        constraints = [
            forward("mandate_forward"),
            models.CheckConstraint(condition=~Q(agent=F("principal")), name="mandate_other_party"),
        ]


class AccessVersion(models.Model):
    """One row whose token changes with every change of posts, powers, stand-ins or the tree; caches compare it."""

    id = models.SmallIntegerField(primary_key=True)
    token = models.UUIDField(default=new_id)

    class Meta:
        db_table = "access_version"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="access_version_one_row")]


class SecondFactor(models.Model):
    """The TOTP secret of a member of staff, encrypted; `last_step` is the last time step spent, so no code works twice."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="second_factor")
    secret_cipher = models.BinaryField()
    secret_key = models.SmallIntegerField()
    last_step = models.BigIntegerField(default=0)
    failures = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "second_factor"


class RecoveryCode(models.Model):
    """A code issued by IT staff that replaces the second factor once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    code_hash = models.TextField()
    issued_by = models.TextField()
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "recovery_code"


class PhoneCode(models.Model):
    """A six-digit code sent to a phone; only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    phone = models.TextField()
    purpose = models.TextField(default="sign_in")
    code_hash = models.BinaryField()
    address = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "phone_code"
        indexes = [
            models.Index(fields=["phone", "sent_at"], name="phone_code_phone"),
            models.Index(fields=["address", "sent_at"], name="phone_code_address"),
        ]


class LocalMessage(models.Model):
    """What the local gateway would have sent; shown on its page, only outside production."""

    id = models.UUIDField(primary_key=True, default=new_id)
    phone = models.TextField()
    text = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "local_message"
        indexes = [models.Index(fields=["-sent_at"], name="local_message_latest")]


class SystemToken(models.Model):
    """A connected system's key to the API: it acts as one named account, with that account's powers and no more."""

    id = models.UUIDField(primary_key=True, default=new_id)
    system = models.TextField(help_text="name of the connected system; its idempotency keys are its own")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    token_hash = models.BinaryField(unique=True, help_text="SHA-256; the token itself is shown once and kept nowhere")
    issued_at = models.DateTimeField()
    issued_by = models.TextField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "system_token"
        indexes = [models.Index(fields=["system"], name="system_token_system")]
