"""Routings: the ordered operations that make an item."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Skill, WorkCenter, WorkUnit
from dure.product.models.revisions import Revision, rules

_SECONDS = {"max_digits": 14, "decimal_places": 4}


class Routing(Revision):
    class Meta:
        ordering = ["item", "valid_from", "revision"]
        verbose_name = _("routing")
        constraints = rules("product_routing")


class Operation(models.Model):
    """One step. Times are seconds; `run_seconds` is for one piece, or for one batch of `batch_size` pieces.

    transfer_quantity: pieces after which the next operation may begin; none: all of them.
    """

    class Basis(models.TextChoices):
        PIECE = "piece", _("per piece")
        BATCH = "batch", _("per batch")

    routing = models.ForeignKey(Routing, models.CASCADE, related_name="operations")
    number = models.PositiveIntegerField(_("number"), default=10)
    name = models.CharField(_("name"), max_length=80)
    work_center = models.ForeignKey(
        WorkCenter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work center")
    )
    setup_seconds = models.DecimalField(_("set-up (s)"), **_SECONDS, default=Decimal(0))
    run_seconds = models.DecimalField(_("run time (s)"), **_SECONDS, default=Decimal(0))
    run_basis = models.CharField(_("run time is"), max_length=8, choices=Basis, default=Basis.PIECE)
    batch_size = models.DecimalField(_("batch size"), max_digits=18, decimal_places=4, default=Decimal(1))
    transfer_quantity = models.DecimalField(
        _("next one begins after"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    queue_seconds = models.DecimalField(_("waits before (s)"), **_SECONDS, default=Decimal(0))
    wait_seconds = models.DecimalField(_("waits after (s)"), **_SECONDS, default=Decimal(0))
    longest_wait_seconds = models.DecimalField(
        _("waits after at most (s)"),
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("What must not lie longer before the next operation, such as dough."),
    )
    runs_through = models.BooleanField(
        _("may not pause"), default=False, help_text=_("Done in one go, not over breaks and closed time.")
    )
    is_subcontracted = models.BooleanField(_("subcontracted"), default=False)
    lead_time_days = models.PositiveIntegerField(_("lead time in days"), default=0)
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("skill needed")
    )
    skill_level = models.PositiveSmallIntegerField(
        _("level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    tools = ArrayField(models.CharField(max_length=80), verbose_name=_("tools"), default=list, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["routing", "number"]
        verbose_name = _("operation")
        constraints = [
            models.UniqueConstraint(fields=["routing", "number"], name="product_operation_once"),
            models.CheckConstraint(
                condition=Q(setup_seconds__gte=0, run_seconds__gte=0, queue_seconds__gte=0, wait_seconds__gte=0),
                name="product_operation_times",
            ),
            models.CheckConstraint(condition=Q(batch_size__gt=0), name="product_operation_batch"),
            models.CheckConstraint(
                condition=Q(longest_wait_seconds=None) | Q(longest_wait_seconds__gte=F("wait_seconds")),
                name="product_operation_longest_wait",
                violation_error_message=_("The longest wait is not shorter than the usual one."),
            ),
            models.CheckConstraint(
                condition=Q(transfer_quantity=None) | Q(transfer_quantity__gt=0), name="product_operation_transfer"
            ),
            models.CheckConstraint(
                condition=Q(is_subcontracted=True) | Q(work_center__isnull=False),
                name="product_operation_somewhere",
                violation_error_message=_("Say where it is done, or that it is subcontracted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class OperationUnit(models.Model):
    """A work unit that can do the operation, lowest `preference` first, with its own times where they differ."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="units")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    preference = models.PositiveIntegerField(_("preference"), default=1)
    setup_seconds = models.DecimalField(_("set-up (s)"), **_SECONDS, null=True, blank=True)
    run_seconds = models.DecimalField(_("run time (s)"), **_SECONDS, null=True, blank=True)

    class Meta:
        ordering = ["operation", "preference", "id"]
        verbose_name = _("work unit of an operation")
        constraints = [
            models.UniqueConstraint(fields=["operation", "work_unit"], name="product_operation_unit_once"),
            models.CheckConstraint(
                condition=(Q(setup_seconds=None) | Q(setup_seconds__gte=0))
                & (Q(run_seconds=None) | Q(run_seconds__gt=0)),
                name="product_operation_unit_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} · {self.work_unit}"
