"""What people do at the operations of orders: steps and reports. Nothing is changed; what was wrong is taken back."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person, WorkUnit
from dure.production import operating
from dure.production.models.entries import HandEntry, RejectReason
from dure.production.models.making import Completion, OrderMove
from dure.production.models.orders import OperationRun, OrderOperation

_PIECES = {"max_digits": 18, "decimal_places": 4}


class RunMember(models.Model):
    """An order that runs in one batch with others: pieces of its operation in the kettle or oven."""

    run = models.ForeignKey(OperationRun, models.CASCADE, related_name="members")
    operation = models.ForeignKey(OrderOperation, models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("pieces in the batch"), **_PIECES)

    class Meta:
        verbose_name = _("order of a batch")
        verbose_name_plural = _("orders of batches")
        ordering = ["run", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "operation"], name="production_run_member_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="production_run_member_quantity"),
        ]


class OperationStep(models.Model):
    """One act of a person at an operation of an order.

    client_id: made on the device that it was done on; the same one is done once. group: that of the act which did
    this one too, where several orders run in one batch. at: the device's moment, noted_at:
    when it arrived. asked: what was sent, to tell a repetition from another act with the same id. run: the one that
    it began, ended or reports for; displaced: the run that ended to make room. checks: what spoke against it, as it
    was told. allowed_by: who let it be done all the same. completion: what came into stock by it.
    """

    class Act(models.TextChoices):
        CHANGE_OVER = operating.Act.CHANGE_OVER.value, _("Change over")
        START = operating.Act.START.value, pgettext_lazy("operation", "Start")
        PAUSE = operating.Act.PAUSE.value, _("Pause")
        RESUME = operating.Act.RESUME.value, _("Resume")
        REPORT = operating.Act.REPORT.value, _("Report")
        FINISH = operating.Act.FINISH.value, pgettext_lazy("operation", "Finish")
        SKIP = operating.Act.SKIP.value, _("Skip")
        REWORK = operating.Act.REWORK.value, _("Send to rework")

    client_id = models.UUIDField(unique=True)
    group = models.UUIDField(null=True)
    operation = models.ForeignKey(OrderOperation, models.PROTECT, related_name="steps")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, related_name="+", verbose_name=_("work unit"))
    run = models.ForeignKey(OperationRun, models.PROTECT, null=True, related_name="+")
    displaced = models.ForeignKey(OperationRun, models.PROTECT, null=True, related_name="+")
    act = models.CharField(_("act"), max_length=12, choices=Act)
    at = models.DateTimeField(_("at"))
    noted_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    asked = models.JSONField(default=dict)
    checks = models.JSONField(default=list)
    allowed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    completion = models.ForeignKey(Completion, models.PROTECT, null=True, related_name="+")
    status_before = models.CharField(max_length=8)
    order_status_before = models.CharField(max_length=10)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("step of an operation")
        verbose_name_plural = _("steps of operations")
        ordering = ["operation", "id"]
        indexes = [
            models.Index(fields=["work_unit", "at"], name="production_step_unit"),
        ]

    @property
    def warnings(self) -> list[str]:
        """What spoke against it, each a sentence in the reader's language."""
        return [gettext(one["message"]) % one["params"] for one in self.checks]


class OperationReport(models.Model):
    """Pieces that a person reported, beside what the machine had counted since the report before (none: no machine).

    counter_from, counter_to: readings of a counter without a wire. replaces: the report that was wrong.
    settled: somebody has looked at the difference between the person and the machine.
    """

    step = models.OneToOneField(OperationStep, models.CASCADE, primary_key=True, related_name="report")
    good = models.DecimalField(_("good"), **_PIECES)
    rework = models.DecimalField(_("rework"), **_PIECES, default=0)
    rejected = models.DecimalField(pgettext_lazy("pieces", "rejected"), **_PIECES, default=0)
    counted = models.DecimalField(_("counted by the machine"), **_PIECES, null=True)
    counted_rejects = models.DecimalField(**_PIECES, default=0)
    counter_from = models.DecimalField(_("counter at the beginning"), **_PIECES, null=True)
    counter_to = models.DecimalField(_("counter at the end"), **_PIECES, null=True)
    packs = models.DecimalField(_("full packs"), **_PIECES, null=True)
    pack_unit = models.CharField(max_length=20, blank=True)
    entries = models.ManyToManyField(HandEntry, related_name="+")
    moves = models.ManyToManyField(OrderMove, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("report of an operation")
        verbose_name_plural = _("reports of operations")
        constraints = [
            models.CheckConstraint(
                condition=Q(good__gte=0, rework__gte=0, rejected__gte=0), name="production_report_amounts"
            )
        ]

    @property
    def total(self) -> Decimal:
        return self.good + self.rework + self.rejected


class ReportLoss(models.Model):
    """Pieces of a report that were no good, with the reason."""

    report = models.ForeignKey(OperationReport, models.CASCADE, related_name="losses")
    kind = models.CharField(
        _("kind"), max_length=6, choices=[one for one in HandEntry.Kind.choices if one[0] != HandEntry.Kind.GOOD]
    )
    quantity = models.DecimalField(_("quantity"), **_PIECES)
    reason = models.ForeignKey(RejectReason, models.PROTECT, null=True, related_name="+", verbose_name=_("reason"))

    class Meta:
        verbose_name = _("loss of a report")
        verbose_name_plural = _("losses of reports")
        ordering = ["report", "id"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="production_loss_positive")]


class ReworkRoute(models.Model):
    """Pieces for rework that were sent to an operation. is_inserted: it was made for them."""

    step = models.OneToOneField(OperationStep, models.CASCADE, primary_key=True, related_name="route")
    target = models.ForeignKey(OrderOperation, models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(_("quantity"), **_PIECES)
    is_inserted = models.BooleanField(default=False)
    target_status_before = models.CharField(max_length=8)

    class Meta:
        verbose_name = _("way of rework")
        verbose_name_plural = _("ways of rework")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="production_route_positive")]
