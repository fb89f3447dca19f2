"""Work orders and their runs (ISA-95 job order and job response)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models import SalesLine
from dure.inventory.models import Item, Lot
from dure.plant.models import Person, WorkCenter, WorkUnit
from dure.product.models import Bom, Operation, Routing
from dure.production import operating


class WorkOrder(models.Model):
    """Order to make a quantity of an item by a date.

    On release the revisions in force on `start_on` are frozen: bom, routing, and what hangs on the order.
    started: pieces that are begun for the quantity to come out good. received and rejected: what has
    come out so far. wip: won that lie in work, on the account of work in process.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RELEASED = "released", _("Released")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (Status.RELEASED, Status.RUNNING)
    """Of which something may still be begun."""

    number = models.CharField(_("order number"), max_length=40, unique=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    work_center = models.ForeignKey(
        WorkCenter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work center")
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RELEASED)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    start_on = models.DateField(_("begins on"), null=True, blank=True)
    sales_line = models.ForeignKey(SalesLine, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("note"), blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    bom = models.ForeignKey(Bom, models.PROTECT, null=True, blank=True, related_name="+")
    routing = models.ForeignKey(Routing, models.PROTECT, null=True, blank=True, related_name="+")
    started = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lot"))
    received = models.DecimalField(_("good pieces received"), max_digits=18, decimal_places=4, default=0)
    rejected = models.DecimalField(_("rejected pieces"), max_digits=18, decimal_places=4, default=0)
    wip = models.DecimalField(_("in process (won)"), max_digits=18, decimal_places=0, default=0)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        ordering = ["due_at", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="production_order_quantity_positive"),
            models.CheckConstraint(condition=Q(received__gte=0, rejected__gte=0), name="production_order_received"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


_PIECES = {"max_digits": 18, "decimal_places": 4, "default": 0}


class OrderOperation(models.Model):
    """An operation of an order, frozen on release; what it let through is the sum of its reports.

    planned: pieces that are begun for the order. returned: pieces for rework that were sent here; routed: those
    that were sent on from here. rework_of: the operation whose rework this one does. operation: none where the
    order has no routing, or where it was inserted on the floor. dispatched_to, dispatched_at: where and when the
    schedule that is followed wants it begun.
    """

    class Status(models.TextChoices):
        WAITING = operating.Status.WAITING.value, pgettext_lazy("operation", "Waiting")
        SETUP = operating.Status.SETUP.value, _("Set-up")
        RUNNING = operating.Status.RUNNING.value, _("Running")
        PAUSED = operating.Status.PAUSED.value, _("Paused")
        DONE = operating.Status.DONE.value, _("Done")
        SKIPPED = operating.Status.SKIPPED.value, _("Skipped")

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="operations")
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, related_name="+")
    work_center = models.ForeignKey(WorkCenter, models.PROTECT, null=True, related_name="+")
    is_subcontracted = models.BooleanField(default=False)
    planned = models.DecimalField(_("planned"), **_PIECES)
    transfer_quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)
    good = models.DecimalField(_("good"), **_PIECES)
    rework = models.DecimalField(_("rework"), **_PIECES)
    rejected = models.DecimalField(pgettext_lazy("pieces", "rejected"), **_PIECES)
    returned = models.DecimalField(_("came for rework"), **_PIECES)
    routed = models.DecimalField(_("sent to rework"), **_PIECES)
    rework_of = models.ForeignKey("self", models.CASCADE, null=True, related_name="reworks")
    dispatched_to = models.ForeignKey(WorkUnit, models.SET_NULL, null=True, related_name="+", db_index=False)
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("operation of an order")
        verbose_name_plural = _("operations of orders")
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="production_order_operation_once"),
            models.CheckConstraint(
                condition=Q(good__gte=0, rework__gte=0, rejected__gte=0, returned__gte=0, routed__gte=0),
                name="production_operation_amounts",
            ),
            models.CheckConstraint(condition=Q(routed__lte=F("rework")), name="production_operation_routed"),
        ]
        indexes = [
            models.Index(
                fields=["work_center"],
                condition=~Q(status__in=["done", "skipped"]),
                name="production_operation_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def waits_for_rework(self) -> Decimal:
        """Pieces for rework that nobody has sent anywhere yet."""
        return self.rework - self.routed


class OperationRun(models.Model):
    """One operation of a work order on one work unit from a moment to another. A work unit runs one at a time.

    Several orders in one kettle or oven run as one batch: the run is that of the first, `members` are all of them.
    setup_until: when setting up was over, where it was told.

    `started_at` never lies before what the recorder has already counted, so that the same
    observations are always counted to the same run.
    """

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="runs")
    operation = models.ForeignKey(OrderOperation, models.PROTECT, null=True, related_name="runs")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    setup_until = models.DateTimeField(null=True)
    started_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("operation run")
        verbose_name_plural = _("operation runs")
        ordering = ["work_unit", "started_at"]
        constraints = [
            models.UniqueConstraint(fields=["work_unit"], condition=Q(ended_at=None), name="production_one_open_run"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="production_run_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["operation", "work_unit"], name="production_run_operation")]
