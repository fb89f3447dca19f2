"""Work orders and their runs (ISA-95 job order and job response)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import SalesLine
from dure.inventory.models import Item, Lot
from dure.plant.models import Person, WorkCenter, WorkUnit
from dure.product.models import Bom, Routing


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


class OperationRun(models.Model):
    """One work order on one work unit from a moment to another. A work unit runs one at a time.

    `started_at` never lies before what the recorder has already counted, so that the same
    observations are always counted to the same run.
    """

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="runs")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
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
