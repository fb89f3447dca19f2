"""What the recorder writes: intervals of state, production results, held counts."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import Person, WorkUnit
from dure.production.models.orders import OperationRun
from dure.production.models.rules import STATE_NAMES
from dure.production.unit import UnitState
from dure.telemetry.models import Signal


class UnitRecord(models.Model):
    """Where the counting of one work unit stands; locked while its results are written."""

    work_unit = models.OneToOneField(WorkUnit, models.CASCADE, primary_key=True, related_name="+")
    memory = models.JSONField(default=dict, help_text="state of the pure counting machine")
    recounts = models.PositiveIntegerField(
        default=0, help_text="how often these rows were computed again; the recorder then reads them anew"
    )
    state = models.CharField(max_length=10, choices=[(s.value, STATE_NAMES[s]) for s in UnitState])
    word = models.CharField(max_length=80, blank=True)
    state_since = models.DateTimeField(null=True)
    program = models.CharField(max_length=200, blank=True)
    part_id = models.CharField(max_length=200, blank=True)
    alarm = models.CharField(max_length=200, blank=True)
    last_time = models.DateTimeField(null=True)
    last_count_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("counting of a work unit")
        verbose_name_plural = _("countings of work units")


class StateInterval(models.Model):
    """A work unit was in one state from `started_at` to `ended_at` (open: null).

    The database keeps the intervals of a work unit an unbroken chain: one open interval, each
    end the start of exactly one other (foreign key in migration 0002), so none overlaps and none
    is missing.
    """

    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=[(s.value, STATE_NAMES[s]) for s in UnitState])
    word = models.CharField(max_length=80, blank=True, help_text="the machine's own word")

    class Meta:
        verbose_name = _("state interval")
        verbose_name_plural = _("state intervals")
        ordering = ["work_unit", "started_at"]
        constraints = [
            models.UniqueConstraint(fields=["work_unit", "started_at"], name="production_interval_start"),
            models.UniqueConstraint(
                fields=["work_unit", "ended_at"],
                name="production_interval_end",
                nulls_distinct=False,
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")),
                name="production_interval_has_length",
            ),
        ]


class ProductionResult(models.Model):
    """Counted quantities of one work unit in one hour, cut at shift, order and item changes.

    `produced` counts every piece (ISO 22400 PQ), `good` GQ, `reject` SQ, `rework` RQ; `cycles`
    counts finished program cycles; `unseen` is the part of `produced` that was made while nobody
    knew what the machine did, so that it has no production time to be set against. `source` tells
    whether a machine, a person's confirmation of a held count, or a person's hand gave it: the
    three are never mixed in one row.
    """

    class Source(models.TextChoices):
        COUNTER = "counter", _("Counted by the machine")
        CYCLES = "cycles", _("Derived from program cycles")
        CONFIRMED = "confirmed", _("Held count confirmed by a person")
        HAND = "hand", _("Entered by hand")

    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    hour = models.DateTimeField(help_text="start of the clock hour, UTC")
    shift_date = models.DateField(null=True)
    shift = models.CharField(max_length=20, blank=True)
    run = models.ForeignKey(OperationRun, models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    operation = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source)
    produced = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    good = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    reject = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    rework = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    cycles = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    unseen = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("production result")
        verbose_name_plural = _("production results")
        ordering = ["work_unit", "hour"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_unit", "hour", "shift_date", "shift", "run", "item", "operation", "source"],
                nulls_distinct=False,
                name="production_result_once",
            )
        ]
        indexes = [
            models.Index(fields=["hour", "work_unit"], name="production_result_hour"),
            models.Index(fields=["shift_date", "work_unit"], name="production_result_shift"),
            models.Index(fields=["run"], name="production_result_run"),
            BrinIndex(fields=["hour"], name="production_result_brin"),
        ]


class HeldCount(models.Model):
    """A rise of a counter that the cycle time does not allow, held until a person decides.

    counted + held always equals what the counter said.
    """

    class Reason(models.TextChoices):
        JUMP = "jump", _("The counter jumped further than the cycle time allows")
        RESTORED = "restored", _("The counter fell to zero and came back to where it was")

    class Decision(models.TextChoices):
        OPEN = "open", _("Waiting")
        CONFIRMED = "confirmed", _("Counted")
        REJECTED = "rejected", _("Not counted")

    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    signal = models.ForeignKey(Signal, models.PROTECT, related_name="+")
    time = models.DateTimeField()
    before = models.DecimalField(max_digits=20, decimal_places=4)
    after = models.DecimalField(max_digits=20, decimal_places=4)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    proposal = models.DecimalField(max_digits=18, decimal_places=4, help_text="what Dure thinks was really made")
    reason = models.CharField(max_length=10, choices=Reason)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    confirmed_quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("count to decide")
        verbose_name_plural = _("counts to decide")
        ordering = ["-time"]
        constraints = [
            models.UniqueConstraint(fields=["signal", "time", "before", "after"], name="production_held_once")
        ]


class ResultCorrection(models.Model):
    """A person's correction of counted quantities. The counted row stays; this one is added to it."""

    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    time = models.DateTimeField(help_text="moment in plant time that the correction belongs to")
    result = models.ForeignKey(ProductionResult, models.PROTECT, related_name="corrections")
    produced = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    good = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    reject = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    rework = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-made_at"]
