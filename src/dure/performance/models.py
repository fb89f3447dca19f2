"""Tables: the roll-up per work unit, day and shift, and targets. Both can be thrown away and made again or edited;
no fact lives here but what people said at a handover."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.performance.energy.models import (
    DemandWarning,
    EnergyMeter,
    EnergyQuarter,
    EnergyRoll,
    PowerContract,
    TariffDay,
    TariffSeason,
)
from dure.performance.handover.models import Handover, HandoverAddition, HandoverTask
from dure.performance.kpis import KPIS
from dure.plant.models import Area, Person, Site, WorkCenter, WorkUnit

__all__ = [
    "DemandWarning",
    "EnergyMeter",
    "EnergyQuarter",
    "EnergyRoll",
    "Handover",
    "HandoverAddition",
    "HandoverTask",
    "KpiTarget",
    "PowerContract",
    "RolledDay",
    "RolledShift",
    "TariffDay",
    "TariffSeason",
]


class RolledDay(models.Model):
    """One finished day of one work unit, summed up. Valid while both marks are what the sources say.

    data_mark: row versions of results, corrections and stops; rule_mark: states, plan, limits,
    ideal cycles and kinds of reasons.
    """

    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, related_name="+")
    day = models.DateField()
    data_mark = models.TextField(blank=True)
    rule_mark = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "work_unit"], name="performance_day_once")]


class RolledShift(models.Model):
    """The elements (see `elements.Elements`) of one shift of a day; shift "" is the time outside shifts."""

    rolled_day = models.ForeignKey(RolledDay, models.CASCADE, related_name="shifts")
    shift = models.CharField(max_length=20, blank=True)
    apt_planned = models.FloatField()
    apt_outside = models.FloatField()
    aust_planned = models.FloatField()
    aust_outside = models.FloatField()
    adet = models.FloatField()
    adot = models.FloatField()
    no_data = models.FloatField()
    rest = models.FloatField()
    maintenance = models.FloatField()
    unplanned = models.FloatField()
    micro = models.FloatField()
    micro_count = models.IntegerField()
    failure = models.FloatField()
    failures = models.IntegerField()
    produced = models.DecimalField(max_digits=20, decimal_places=4)
    good = models.DecimalField(max_digits=20, decimal_places=4)
    reject = models.DecimalField(max_digits=20, decimal_places=4)
    rework = models.DecimalField(max_digits=20, decimal_places=4)
    automatic = models.DecimalField(max_digits=20, decimal_places=4)
    unseen = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    ideal_s = models.DecimalField(max_digits=24, decimal_places=8)
    without_ideal = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rolled_day", "shift"], name="performance_shift_once")]


class KpiTarget(models.Model):
    """What a KPI should reach in a scope from a day on; the narrowest scope and the latest day win.

    `value` is in the KPI's own unit: a ratio (0.85), seconds, or pieces per hour.
    """

    kpi = models.CharField(_("KPI"), max_length=40, choices=[(kpi.code, kpi.name) for kpi in KPIS])
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("site"))
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("area"))
    work_center = models.ForeignKey(
        WorkCenter, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("work center")
    )
    work_unit = models.ForeignKey(
        WorkUnit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    valid_from = models.DateField(_("valid from"))
    value = models.FloatField(_("target"), validators=[MinValueValidator(0)])
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["kpi", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "site", "area", "work_center", "work_unit", "valid_from"],
                nulls_distinct=False,
                name="performance_target_once",
            ),
            models.CheckConstraint(
                condition=Q(site=None, area=None) | Q(site=None, work_center=None) | Q(area=None, work_center=None),
                name="performance_target_one_scope",
            ),
        ]
