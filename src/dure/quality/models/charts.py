"""Control charts: what they watch, the limits they hold it against, and what they have found."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Lot
from dure.plant.models import Person, WorkUnit
from dure.production.models import OrderHold
from dure.quality.models.inspections import Inspection
from dure.quality.models.plans import Characteristic
from dure.quality.spc.runs import WESTERN_ELECTRIC


def western_electric() -> list[str]:
    return [rule.value for rule in WESTERN_ELECTRIC]


class Chart(models.Model):
    """A characteristic followed over time, of one work unit or wherever it is made.

    weight, width: of an EWMA. slack, threshold: of a CUSUM, in sigmas of a point. holds_lot, stops_orders: what
    happens when a rule fires.
    """

    class Kind(models.TextChoices):
        XBAR_R = "xbar_r", _("Mean and range")
        XBAR_S = "xbar_s", _("Mean and standard deviation")
        I_MR = "i_mr", _("Single values and moving range")
        EWMA = "ewma", _("Weighted moving average (EWMA)")
        CUSUM = "cusum", _("Cumulative sum (CUSUM)")
        P = "p", _("Share of bad pieces (p)")
        NP = "np", _("Number of bad pieces (np)")
        C = "c", _("Number of defects (c)")
        U = "u", _("Defects for each piece (u)")

    characteristic = models.ForeignKey(
        Characteristic, models.PROTECT, related_name="charts", verbose_name=_("characteristic")
    )
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    kind = models.CharField(_("kind of chart"), max_length=8, choices=Kind)
    size = models.PositiveSmallIntegerField(
        _("values in a subgroup"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    rules = ArrayField(models.CharField(max_length=24), default=western_electric, blank=True)
    weight = models.FloatField(_("weight of the newest value"), default=0.2)
    width = models.FloatField(_("width of the limits in sigmas"), default=3.0)
    slack = models.FloatField(_("slack in sigmas"), default=0.5)
    threshold = models.FloatField(_("threshold in sigmas"), default=5.0)
    holds_lot = models.BooleanField(_("holds the lot when a rule fires"), default=False)
    stops_orders = models.BooleanField(_("stops the order when a rule fires"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["characteristic__item__code", "characteristic__position", "kind"]
        verbose_name = _("control chart")
        verbose_name_plural = _("control charts")
        constraints = [
            models.UniqueConstraint(
                fields=["characteristic", "work_unit", "kind"], nulls_distinct=False, name="quality_chart_once",
                violation_error_message=_("There is such a chart already."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=1, width__gt=0, slack__gte=0, threshold__gt=0),
                name="quality_chart_numbers",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["xbar_r", "xbar_s"]) | Q(size__gte=2), name="quality_chart_subgroup",
                violation_error_message=_("A mean needs two values or more in a subgroup."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.characteristic} · {self.get_kind_display()}"


class ChartLimits(models.Model):
    """Limits frozen from the points of phase I; later points are held against them. The newest version counts.

    mean: of the process, or its rate of bad pieces or defects. sigma: of single values within subgroups.
    """

    chart = models.ForeignKey(Chart, models.CASCADE, related_name="limits")
    version = models.PositiveIntegerField(_("version"))
    mean = models.FloatField()
    sigma = models.FloatField()
    estimator = models.CharField(max_length=14, blank=True)
    freedom = models.FloatField(default=0)
    groups = models.PositiveIntegerField(_("points"))
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"))
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    frozen_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["chart", "-version"]
        verbose_name = _("limits of a chart")
        verbose_name_plural = _("limits of charts")
        constraints = [
            models.UniqueConstraint(fields=["chart", "version"], name="quality_limits_version"),
            models.CheckConstraint(condition=Q(sigma__gte=0), name="quality_limits_sigma"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class ChartSignal(models.Model):
    """A rule fired at a point. at_point: number of the inspection and of the subgroup in it, so that it is told once.

    values: the points that make the pattern, oldest first. held_lot, order_hold: what was held because of it;
    lot_before: the status that the lot goes back to.
    """

    chart = models.ForeignKey(Chart, models.CASCADE, related_name="signals")
    limits = models.ForeignKey(ChartLimits, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=24)
    statistic = models.CharField(max_length=20)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="signals")
    group = models.PositiveIntegerField()
    at = models.DateTimeField()
    values = models.JSONField(default=list, blank=True)
    held_lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    lot_before = models.CharField(max_length=12, choices=Lot.Status, blank=True)
    order_hold = models.ForeignKey(OrderHold, models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(_("cause and what was done"), max_length=200, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("signal of a chart")
        verbose_name_plural = _("signals of charts")
        constraints = [
            models.UniqueConstraint(
                fields=["chart", "limits", "rule", "statistic", "inspection", "group"], name="quality_signal_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(cause=""), name="quality_signal_answered_with_cause"
            ),
        ]
