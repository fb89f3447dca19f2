"""What is done again and again, how often, and what is looked at then."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.maintenance.due import Basis
from dure.maintenance.models.assets import OfAsset
from dure.telemetry.models import Signal

BASIS_NAMES = {
    Basis.CALENDAR: _("By calendar (days)"),
    Basis.HOURS: _("By run hours"),
    Basis.COUNT: _("By shots or pieces"),
    Basis.CONDITION: _("By condition (a signal)"),
}


class MaintenancePlan(OfAsset):
    """A service that comes back. every, warn: in days, hours or counts, by the basis.

    counted_from: where the first interval begins. keeps_rhythm: of a plan by calendar, the next day does not depend
    on when the last one was done. signal, limit, is_upper, lasting_s: of a plan by condition.
    """

    name = models.CharField(_("service to do"), max_length=120)
    basis = models.CharField(_("how it becomes due"), max_length=10, choices=[(b.value, BASIS_NAMES[b]) for b in Basis])
    every = models.DecimalField(_("every"), max_digits=14, decimal_places=2, null=True, blank=True)
    warn = models.DecimalField(
        _("tell so much before"), max_digits=14, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    counted_from = models.DateTimeField(_("counted from"))
    keeps_rhythm = models.BooleanField(_("keeps its days, however late the last one was"), default=False)
    signal = models.ForeignKey(
        Signal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signal")
    )
    limit = models.FloatField(_("limit"), null=True, blank=True)
    is_upper = models.BooleanField(_("due when above the limit (else below)"), default=True)
    lasting_s = models.PositiveIntegerField(_("for at least (s)"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("takes about (min)"), default=60)
    stops_unit = models.BooleanField(_("the work unit is out of service meanwhile"), default=True)
    instruction = models.TextField(_("instruction"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta(OfAsset.Meta):
        verbose_name = _("maintenance plan")
        verbose_name_plural = _("maintenance plans")
        ordering = ["name", "id"]
        constraints = [
            *OfAsset.Meta.constraints,
            models.CheckConstraint(
                condition=Q(basis="condition", signal__isnull=False, limit__isnull=False, lasting_s__isnull=False)
                | (~Q(basis="condition") & Q(every__isnull=False, signal=None)),
                name="maintenance_plan_has_its_basis",
                violation_error_message=_("Say how often, or which signal over which limit for how long."),
            ),
            models.CheckConstraint(
                condition=Q(every=None) | Q(every__gt=0, warn__lt=F("every"), warn__gte=0),
                name="maintenance_plan_amounts",
                violation_error_message=_("The interval is more than what it tells before."),
            ),
            models.CheckConstraint(
                condition=Q(tool=None) | ~Q(basis="hours"), name="maintenance_tool_has_no_hours",
                violation_error_message=_("A tool is served by calendar, shots or condition."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.asset} · {self.name}"


class CheckKind(models.TextChoices):
    TICK = "tick", _("Done or in order")
    MEASURE = "measure", _("Measured value")
    PICTURE = "picture", _("Picture")


class Checked(models.Model):
    """Something that is looked at or measured. low, high: what a measured value has to lie between."""

    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("what is looked at"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=CheckKind, default=CheckKind.TICK)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    low = models.DecimalField(_("not less than"), max_digits=14, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("not more than"), max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")), name="maintenance_%(class)s_limits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    @property
    def limits(self) -> str:
        words = [f"{bound.normalize():f}" if bound is not None else "" for bound in (self.low, self.high)]
        return f"{words[0]} ~ {words[1]} {self.unit}".strip() if any(words) else self.unit


class PlanCheck(Checked):
    plan = models.ForeignKey(MaintenancePlan, models.CASCADE, related_name="checks")

    class Meta(Checked.Meta):
        verbose_name = _("check of a plan")
        verbose_name_plural = _("checks of plans")
        constraints = [
            *Checked.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "number"], name="maintenance_plan_check_once"),
        ]


class PlanPart(models.Model):
    """A part that a service needs each time."""

    plan = models.ForeignKey(MaintenancePlan, models.CASCADE, related_name="parts")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("part or item"))
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)

    class Meta:
        verbose_name = _("part of a plan")
        verbose_name_plural = _("parts of plans")
        ordering = ["item__code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "item"], name="maintenance_plan_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="maintenance_plan_part_some"),
        ]

    def __str__(self) -> str:
        return f"{self.item} × {self.quantity.normalize():f}"


class Condition(models.Model):
    """What the watch over a plan's signal has found: over the limit since, due since. Only the watch writes it."""

    plan = models.OneToOneField(MaintenancePlan, models.CASCADE, primary_key=True, related_name="condition")
    watched_until = models.DateTimeField()
    over_since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("watched condition")
        verbose_name_plural = _("watched conditions")


class SparePart(models.Model):
    """An item that is kept for repairs, and what it fits. Its smallest stock is the item's safety stock."""

    item = models.OneToOneField(Item, models.PROTECT, related_name="+", verbose_name=_("part or item"))
    fits = models.CharField(_("fits"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("spare part")
        verbose_name_plural = _("spare parts")
        ordering = ["item__code"]

    def __str__(self) -> str:
        return str(self.item)
