"""Tables of a case. Written only by hot.py (one statement a verb); read by queries.py. No workflow here."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from yichuang.cases.domain.phases import LABELS
from yichuang.kernel.values import new_id

OPEN = Q(closed_at__isnull=True)


class Case(models.Model):
    """One 办件: the folded state, its projections (dates, search), and the head of its stream."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.IntegerField()
    head_hash = models.BinaryField()
    number = models.TextField(unique=True)
    item_id = models.UUIDField()
    item_version_id = models.UUIDField()
    regime = models.TextField()
    channel = models.TextField()
    applicant = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("organisations.Party", null=True, on_delete=models.PROTECT, related_name="+")
    accepting_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    deciding_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    entrusted_organ = models.ForeignKey("organisations.Organ", null=True, on_delete=models.PROTECT, related_name="+")
    retained_under = models.UUIDField(null=True)
    phase = models.TextField()
    received_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    correction_count = models.SmallIntegerField(default=0)
    accepted_on = models.DateField(null=True)
    acceptor_id = models.UUIDField(null=True)
    deemed = models.BooleanField(default=False)
    procedure_id = models.UUIDField(null=True)
    marking = models.JSONField(null=True)
    outcome = models.TextField(null=True)  # noqa: DJ001 - null means "not decided", which no empty word says
    decided_at = models.DateTimeField(null=True)
    decider_id = models.UUIDField(null=True)
    decision_document_id = models.UUIDField(null=True)
    licence_id = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    promise_passed = models.BooleanField(default=False)
    statutory_passed = models.BooleanField(default=False)
    delivery_passed = models.BooleanField(default=False)
    calendar_version = models.TextField()
    selection_id = models.UUIDField(null=True)
    timers = models.JSONField(default=list)
    purpose = models.TextField(default="", blank=True)
    asked_id = models.UUIDField(null=True)
    expires_on = models.DateField(null=True)
    in_time = models.BooleanField(default=False)
    window_organ = models.ForeignKey("organisations.Organ", null=True, on_delete=models.PROTECT, related_name="+")
    agreement_id = models.UUIDField(null=True)
    window_accepts = models.BooleanField(default=False)
    collects_at_window = models.BooleanField(default=False)
    by_person = models.BooleanField(default=False, db_default=False)
    # projections under the calendar named above
    answer_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    statutory_on = models.DateField(null=True)
    delivery_on = models.DateField(null=True)
    lapse_on = models.DateField(null=True)
    work_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    next_check_at = models.DateTimeField(null=True)
    words = SearchVectorField(null=True)

    class Meta:
        db_table = "case_record"
        constraints = [models.CheckConstraint(condition=Q(phase__in=[p.value for p in LABELS]), name="case_phase_known")]
        indexes = [
            models.Index(fields=["next_check_at"], condition=Q(next_check_at__isnull=False), name="case_due"),
            models.Index(fields=["applicant", "-received_at"], name="case_applicant"),
            models.Index(fields=["accepting_organ", "phase", "work_on"], name="case_accepting"),
            models.Index(fields=["deciding_organ", "phase", "work_on"], name="case_deciding"),
            models.Index(fields=["deciding_organ", "-received_at"], name="case_ledger"),
            models.Index(fields=["asked_id"], condition=Q(asked_id__isnull=False), name="case_asked"),
            GinIndex(fields=["words"], name="case_words"),
        ]


class Task(models.Model):
    """One thing somebody has to do."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    kind = models.TextField()
    node = models.TextField()
    index = models.SmallIntegerField()
    name = models.TextField()
    post = models.TextField()
    organ_id = models.UUIDField()
    host_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    verdict = models.TextField()
    limit = models.SmallIntegerField(null=True)
    timer = models.TextField(default="")
    timer_node = models.TextField(default="")
    limit_on = models.DateField(null=True)
    limit_passed = models.BooleanField(default=False)
    work_on = models.DateField(null=True)

    class Meta:
        db_table = "case_task"
        indexes = [
            models.Index(fields=["case", "opened_at"], name="task_case"),
            models.Index(fields=["owner_id", "work_on", "id"], condition=OPEN, name="task_mine"),
            models.Index(
                fields=["organ_id", "post", "work_on", "id"], condition=OPEN & Q(owner_id__isnull=True), name="task_pool"
            ),
            # the work list in its order, and its counts, without a look at what was done in all the years
            models.Index(fields=["work_on", "id"], include=["kind", "organ_id", "post", "owner_id"], condition=OPEN, name="task_open"),
            # one kind of the law's own work (待受理, 待决定, 待发证): a count that finds none must not pass all the others
            models.Index(fields=["kind", "work_on", "id"], include=["organ_id", "post", "owner_id"], condition=OPEN, name="task_kind"),
        ]


class Gate(models.Model):
    """Holds the decision until met; opened and met through api by anyone above."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="gates")
    kind = models.TextField()
    ground = models.TextField()
    opened_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_gate"


class ClockEntry(models.Model):
    """One row of the clock ledger: start, stop or extension, with its ground and article."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ledger")
    kind = models.TextField()
    ground = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    amount = models.IntegerField()
    unit = models.TextField()
    article = models.TextField()
    document_id = models.UUIDField(null=True)

    class Meta:
        db_table = "case_clock_entry"
        indexes = [models.Index(fields=["case"], condition=Q(kind="stop", to_on__isnull=True), name="entry_open_stop")]


class Act(models.Model):
    """A correction, special procedure, hearing, visit, opinion …"""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acts")
    kind = models.TextField()
    state = models.TextField()
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    limit = models.SmallIntegerField(null=True)
    unit = models.TextField(default="")
    from_on = models.DateField(null=True, help_text="empty while the notice is not served; the last day is counted, never kept")
    gate_id = models.UUIDField(null=True)
    data = models.JSONField()

    class Meta:
        db_table = "case_act"
        indexes = [
            # the registers of 容缺受理 and 告知承诺
            models.Index(fields=["kind", "-opened_at", "-id"], condition=Q(kind__in=["tolerance", "promise"]), name="act_register"),
        ]


class Statement(models.Model):
    """What somebody wrote: an opinion, a reason. The stream names it by id and salted hash (design §4)."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements", db_constraint=False)
    text = models.TextField()
    salt = models.BinaryField()
    sha256 = models.TextField()
    author = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "case_statement"


class WantedChange(models.Model):
    """变更 (49): what a licence is to read, place by place. The stream names it by its salted hash."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="wanted")
    reads = models.JSONField(help_text="place → what stands on the licence")
    becomes = models.JSONField(help_text="place → what is to stand there")
    salt = models.BinaryField()
    sha256 = models.TextField()

    class Meta:
        db_table = "case_wanted_change"


class Urging(models.Model):
    """One 催办. Its row owns its stream of one event, so that nobody's open page is disturbed (design §2.4)."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="urgings", db_index=False)
    by = models.TextField()
    task_id = models.UUIDField(null=True)
    actor = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()
    head_seq = models.IntegerField()
    head_hash = models.BinaryField()

    class Meta:
        db_table = "case_urging"
        constraints = [models.UniqueConstraint(fields=["case", "on", "by"], name="urging_once_a_day")]


class Switching(models.Model):
    """What a transfer memo lists of one case under way 在办件: handed over, or finished by the organ that held the power."""

    id = models.UUIDField(primary_key=True, default=new_id)
    memo_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="switchings")
    way = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "case_switching"
        constraints = [models.UniqueConstraint(fields=["memo_id", "case"], name="case_switching_once")]


class AutomaticRun(models.Model):
    """智能审批 of one case: waiting for the worker, then granted, handed to a person, or overtaken by one. `explanation` is what the
    rules said, line by line, with the values; never written a second time."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="automatic")
    item_id = models.UUIDField()
    organ_id = models.UUIDField()
    rules_id = models.UUIDField()
    state = models.TextField()
    opened_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    explanation = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    sha256 = models.TextField(default="")

    class Meta:
        db_table = "case_automatic"
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="case_automatic_waiting"),
            models.Index(fields=["item_id", "state"], name="case_automatic_item"),
            models.Index(fields=["organ_id", "-opened_at"], name="case_automatic_organ"),
        ]


class CaseOrgan(models.Model):
    """Relation: accepting, deciding, joint, asked, copied, regulating (design §11)."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="organs", db_index=False)
    organ_id = models.UUIDField()
    role = models.TextField()

    class Meta:
        db_table = "case_organ"
        constraints = [models.UniqueConstraint(fields=["case", "organ_id", "role"], name="case_organ_once")]
        indexes = [models.Index(fields=["organ_id", "case"], name="case_organ_organ")]


class CaseParty(models.Model):
    """Relation: applicant, agent (mandate from–to), third party."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties", db_index=False)
    party_id = models.UUIDField()
    role = models.TextField()

    class Meta:
        db_table = "case_party"
        constraints = [models.UniqueConstraint(fields=["case", "party_id", "role"], name="case_party_once")]
        indexes = [models.Index(fields=["party_id", "case"], name="case_party_party")]


class OpenDecision(models.Model):
    """A decision as it is made public (40), filled when it is sealed; a person's name is masked, a refusal has none."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField()
    item_version_id = models.UUIDField()
    item_name = models.TextField()
    holder = models.TextField(blank=True)
    title = models.TextField()
    number = models.TextField(blank=True)
    decided_on = models.DateField()
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    licence_id = models.UUIDField(null=True)
    licence_number = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    words = SearchVectorField()

    class Meta:
        db_table = "open_decision"
        indexes = [
            models.Index(fields=["-decided_on", "-case"], name="open_decision_newest"),
            models.Index(fields=["organ", "decided_on"], name="open_decision_organ"),
            GinIndex(fields=["words"], name="open_decision_words"),
        ]


class NumberSeries(models.Model):
    """办件编号 per organ and day: next sequence, taken by one update in the verb's transaction."""

    series = models.TextField(primary_key=True)
    next = models.IntegerField()

    class Meta:
        db_table = "case_number_series"


class CaseVisits(models.Model):
    """Days on which somebody came to a window for a finished case; counted from its stream when it is finished (`visits.count`)."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="+")
    item_id = models.UUIDField()
    finished_on = models.DateField()
    days = models.SmallIntegerField()

    class Meta:
        db_table = "case_visits"
        indexes = [models.Index(fields=["finished_on", "item_id"], include=["days"], name="case_visits_year")]
