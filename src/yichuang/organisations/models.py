"""Organs, posts, powers, natural and legal persons, and the accounts people sign in with."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from yichuang.kernel.values import new_id


class Organ(models.Model):
    """An administrative organ, a bureau, or an office of one; dates say when it exists."""

    id = models.UUIDField(primary_key=True, default=new_id)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.TextField()
    name_en = models.TextField(blank=True)
    short_name = models.TextField(blank=True, help_text="机关代字, as it stands in 文号")
    uscc = models.CharField(max_length=18, blank=True)
    division = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    review_organ = models.TextField(blank=True, help_text="复议机关")
    review_url = models.URLField(blank=True)
    court = models.TextField(blank=True, help_text="有管辖权的人民法院")

    class Meta:
        db_table = "organ"


class Party(models.Model):
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

    class Meta:
        db_table = "party"


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> Account:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """Whoever signs in: a member of staff (of one organ) or an applicant (standing for parties)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.TextField(unique=True)
    display_name = models.TextField(blank=True)
    organ = models.ForeignKey(Organ, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    phone = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        db_table = "account"
