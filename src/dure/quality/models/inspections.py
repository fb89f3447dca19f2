"""What was looked at, what was measured, and what was decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models import Partner, ReceiptLine
from dure.inventory.models import Item, Lot
from dure.plant.models import Person, WorkUnit
from dure.production.models import OperationRun, WorkOrder
from dure.quality.models.gauges import Gauge
from dure.quality.models.plans import VALUE, Characteristic, InspectionPlan
from dure.quality.models.sampling import SamplingTable, Severity


class Inspection(models.Model):
    """A sample of goods held against a plan, which is copied into it: changing the plan later changes no inspection.

    pieces, accept, reject: how many are looked at, up to how many bad ones are accepted. table: the entered table
    that they come from, none for a built-in or fixed plan. is_stand_in: the table of the severity isn't entered, so
    a normal plan stands in for it. client_id: made on the device, so that the same inspection comes once.
    """

    class Verdict(models.TextChoices):
        OPEN = "open", pgettext_lazy("inspection", "Being done")
        ACCEPTED = "accepted", pgettext_lazy("inspection", "Accepted")
        CONDITIONAL = "conditional", _("Accepted with a condition")
        REJECTED = "rejected", pgettext_lazy("inspection", "Refused")

    class Occasion(models.TextChoices):
        HAND = "hand", _("Begun by hand")
        PIECES = "pieces", _("So many pieces were made")
        MINUTES = "minutes", _("So many minutes have gone by")
        SETUP = "setup", _("After a set-up")
        STOP = "stop", _("After a stop")

    number = models.CharField(_("number"), max_length=40, unique=True)
    client_id = models.UUIDField(unique=True)
    plan = models.ForeignKey(InspectionPlan, models.PROTECT, related_name="inspections")
    kind = models.CharField(_("kind"), max_length=8, choices=InspectionPlan.Kind)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lot"))
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work order")
    )
    receipt_line = models.ForeignKey(ReceiptLine, models.PROTECT, null=True, blank=True, related_name="+")
    supplier = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    run = models.ForeignKey(OperationRun, models.PROTECT, null=True, blank=True, related_name="+")
    made = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True, help_text="pieces of the run when it began"
    )
    occasion = models.CharField(_("occasion"), max_length=8, choices=Occasion, default=Occasion.HAND)
    lot_size = models.DecimalField(_("lot size"), max_digits=18, decimal_places=4, null=True, blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.NORMAL)
    letter = models.CharField(_("code letter"), max_length=1, blank=True)
    aql = models.CharField(_("AQL (%)"), max_length=6, blank=True)
    table = models.ForeignKey(SamplingTable, models.PROTECT, null=True, blank=True, related_name="+")
    is_stand_in = models.BooleanField(default=False)
    pieces = models.PositiveIntegerField(_("pieces"))
    accept = models.PositiveIntegerField(pgettext_lazy("sampling", "accept up to"), default=0)
    reject = models.PositiveIntegerField(pgettext_lazy("sampling", "refuse from"), default=1)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict, default=Verdict.OPEN)
    bad_pieces = models.PositiveIntegerField(_("bad pieces"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    begun_at = models.DateTimeField(_("begun"))
    begun_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    stock_check = models.CharField(_("incoming check"), max_length=40, blank=True)
    before = models.JSONField(
        default=dict, blank=True, help_text="the severity's state and the lot's status before the verdict"
    )

    class Meta:
        ordering = ["-begun_at", "-id"]
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="open", decided_at=None) | (~Q(verdict="open") & Q(decided_at__isnull=False)),
                name="quality_inspection_decided",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="conditional") | ~Q(reason=""), name="quality_condition_has_reason"
            ),
            models.CheckConstraint(condition=Q(pieces__gte=1), name="quality_inspection_pieces"),
        ]
        indexes = [
            models.Index(fields=["lot"], name="quality_inspection_lot"),
            models.Index(fields=["order"], name="quality_inspection_order"),
            models.Index(fields=["item", "begun_at"], name="quality_inspection_item"),
        ]

    def __str__(self) -> str:
        return self.number


class InspectionLine(models.Model):
    """A characteristic as it was when the inspection began. pieces: how many of the sample it is looked at on."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="lines")
    characteristic = models.ForeignKey(Characteristic, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=10)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Characteristic.Kind)
    unit = models.CharField(max_length=30, blank=True)
    lower = models.DecimalField(**VALUE)
    target = models.DecimalField(**VALUE)
    upper = models.DecimalField(**VALUE)
    decimals = models.PositiveSmallIntegerField(default=2)
    balloon = models.CharField(max_length=12, blank=True)
    is_critical = models.BooleanField(default=False)

    class Meta:
        ordering = ["inspection", "position", "id"]
        verbose_name = _("line of an inspection")
        verbose_name_plural = _("lines of inspections")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "characteristic"], name="quality_inspection_line_once")
        ]

    def __str__(self) -> str:
        return self.name


class Measurement(models.Model):
    """One value of one piece. A wrong one is taken back and measured again; the row stays.

    value: what was measured, or the number of defects; of what is good or bad 1 for bad and 0 for good.
    """

    class Source(models.TextChoices):
        HAND = "hand", _("By hand")
        WEDGE = "wedge", _("From a gauge that types")
        SIGNAL = "signal", _("From a signal")
        FILE = "file", _("From a file")

    client_id = models.UUIDField(unique=True)
    line = models.ForeignKey(InspectionLine, models.PROTECT, related_name="measurements")
    piece = models.PositiveIntegerField(_("piece"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6)
    is_good = models.BooleanField(_("good"))
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.HAND)
    gauge = models.ForeignKey(Gauge, models.PROTECT, null=True, blank=True, related_name="+")
    measured_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    measured_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["line", "piece", "id"]
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "piece"], condition=Q(undone_at=None), name="quality_measured_once"
            ),
            models.CheckConstraint(condition=Q(piece__gte=1), name="quality_measured_piece"),
        ]
        indexes = [models.Index(fields=["measured_at"], name="quality_measured_at")]
