"""Tables of a dossier. Rows are added and retired, never overwritten; the dossier row owns the stream `dossier`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.dossier.domain import Checklist, PointState
from yichuang.kernel.values import new_id

CURRENT = Q(retired_at__isnull=True)


class Dossier(models.Model):
    """What was handed in for one case, and how far it was checked."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_id = models.UUIDField(unique=True)
    version_id = models.UUIDField(help_text="the published item version it was handed in under")
    selection_id = models.UUIDField(null=True, help_text="what the applicant's situation selected of it")
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "dossier"


class AnswerSet(models.Model):
    """The form as answered; a correction is a new edition."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_id = models.UUIDField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="answer_sets", db_index=False)
    edition = models.SmallIntegerField()
    answers = models.JSONField(help_text="data element code → value")
    fetched = models.JSONField(default=dict, help_text="data element code → where it was fetched from")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        db_table = "dossier_answers"
        constraints = [models.UniqueConstraint(fields=["case_id", "edition"], name="dossier_answers_edition")]


class StoredMaterial(models.Model):
    """A file of a party, kept once for each kind of paper, and whether it may be used again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+", db_index=False)
    type_code = models.TextField(help_text="kind of paper across items")
    name = models.TextField()
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.TextField()
    pages = models.IntegerField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="empty = not stated")
    purpose = models.TextField(blank=True, help_text="item code it was handed in for")
    reusable = models.BooleanField(default=True, help_text="the party lets it be used again")
    area_id = models.UUIDField(null=True, blank=True, help_text="区域评估 of this area: offered only to what a project inside it applies for")
    faulty_at = models.DateTimeField(null=True, blank=True, help_text="a window asked for it to be put right 待补正; not offered again")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        db_table = "party_material"
        constraints = [models.UniqueConstraint(fields=["party", "type_code", "sha256"], name="party_material_once")]


class CaseFile(models.Model):
    """One file under one material of a case. A newer edition retires the files of the one before."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_id = models.UUIDField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="files", db_index=False)
    material_code = models.TextField()
    edition = models.SmallIntegerField()
    position = models.SmallIntegerField()
    stored = models.ForeignKey(StoredMaterial, on_delete=models.PROTECT, related_name="+")
    reused = models.BooleanField(default=False)
    result_number = models.TextField(blank=True, default="", db_default="", help_text="由系统取得: the licence or decision it is; empty = handed in")
    from_case = models.UUIDField(null=True, blank=True, help_text="由系统取得: the case that gave that result")
    at = models.DateTimeField()
    by = models.TextField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "dossier_file"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "material_code", "edition", "position"], name="dossier_file_place")
        ]


class CasePaper(models.Model):
    """A paper under one material of a case, handed over at the window. A newer one retires the one before."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_id = models.UUIDField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers", db_index=False)
    material_code = models.TextField()
    copies = models.SmallIntegerField()
    original = models.BooleanField()
    compared = models.BooleanField(default=False, help_text="原件核对无误, by the same officer at the same time")
    at = models.DateTimeField()
    by = models.TextField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "dossier_paper"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "material_code"], condition=CURRENT, name="dossier_paper_now"),
            models.CheckConstraint(condition=Q(copies__gte=1) | Q(compared=True, copies=0), name="dossier_paper_some"),
        ]


class PointMark(models.Model):
    """One point of a checklist as it stands now; the stream keeps every change."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_id = models.UUIDField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="marks", db_index=False)
    checklist = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Checklist])
    code = models.TextField()
    condition_code = models.TextField(blank=True)
    state = models.CharField(max_length=14, choices=[(s.value, s.value) for s in PointState], default=PointState.OPEN)
    note = models.TextField(blank=True)
    by = models.TextField(blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "dossier_point"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "checklist", "code"], name="dossier_point_once"),
            models.CheckConstraint(
                condition=~Q(state=PointState.FAILED) | (Q(checklist=Checklist.REVIEW) & ~Q(by="")),
                name="dossier_failed_names_who",
            ),
        ]


class PaperMove(models.Model):
    """移交 of the paper file of a case, from who had it to a post; signed for by one of them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_id = models.UUIDField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="moves", db_index=False)
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    post = models.TextField()
    sent_by = models.ForeignKey("organisations.Account", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    signed_by = models.ForeignKey("organisations.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "paper_move"
        constraints = [models.UniqueConstraint(fields=["dossier"], condition=Q(signed_at__isnull=True), name="paper_move_one_way")]
        indexes = [
            models.Index(fields=["organ", "sent_at"], condition=Q(signed_at__isnull=True), name="paper_move_open"),
            models.Index(fields=["case_id", "-sent_at"], name="paper_move_case"),
        ]
