"""The loss map (손실 지도): what each loss cost in a month, and the rates that turn hours and goods into won."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.loss import Loss
from dure.mentoring.lossmap.parts import Part
from dure.mentoring.lossmap.rates import RateKind
from dure.mentoring.models.tasks import LOSSES
from dure.plant.models import Person, WorkUnit

PARTS = [
    (Part.FAILURE.value, _("Failures")),
    (Part.SETUP.value, _("Set-up")),
    (Part.MICRO.value, _("Micro-stops")),
    (Part.SPEED.value, _("Slower than ideal")),
    (Part.REJECT_TIME.value, _("Time on rejects and rework")),
    (Part.STARTUP_TIME.value, _("Time on rejects after set-ups")),
    (Part.WAITS.value, _("Waiting for material or room")),
    (Part.DELAY.value, _("Standing without a reason")),
    (Part.PLANNED_STOP.value, _("Planned stops, switched off")),
    (Part.NO_DATA.value, _("Time without data")),
    (Part.REJECT_GOODS.value, _("Material in rejects")),
    (Part.STARTUP_GOODS.value, _("Material in rejects after set-ups")),
    (Part.STANDING.value, _("Power of standing machines")),
    (Part.SCRAPPED.value, _("Stock thrown away")),
    (Part.RETURNS.value, _("Goods sent back by customers")),
    (Part.COMPLAINTS.value, _("Complaints of customers")),
    (Part.LATE.value, _("Goods delivered late")),
    (Part.HELD.value, _("Money held in stock")),
    (Part.DEAD.value, _("Dead stock")),
    (Part.PEAK.value, _("Peaks over the own limit")),
    (Part.WALKING.value, _("Walking and carrying")),
]
RATES = [
    (RateKind.HOUR.value, _("Worth of an hour (won)")),
    (RateKind.CAPITAL.value, _("Cost of capital (% a year)")),
    (RateKind.LATE.value, _("Late goods (% of their price a day)")),
    (RateKind.COMPLAINT.value, _("Handling a complaint (won)")),
]
_WON = {"max_digits": 18, "decimal_places": 2}


def _won(name: str) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(name, **_WON, null=True)


class LossRate(models.Model):
    """What somebody decided that an hour, capital, lateness or a complaint costs, from a day on."""

    kind = models.CharField(_("rate"), max_length=9, choices=RATES)
    work_unit = models.ForeignKey(
        WorkUnit, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("work unit")
    )
    valid_from = models.DateField(_("valid from"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    low = models.DecimalField(_("at least"), max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=18, decimal_places=4, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        ordering = ["kind", "work_unit", "-valid_from"]
        verbose_name = _("rate of losses")
        verbose_name_plural = _("rates of losses")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "work_unit", "valid_from"],
                nulls_distinct=False,
                name="mentoring_loss_rate_once",
                violation_error_message=_("There is a rate from this day on already."),
            ),
            models.CheckConstraint(
                condition=Q(kind=RateKind.HOUR.value, work_unit__isnull=False)
                | (~Q(kind=RateKind.HOUR.value) & Q(work_unit=None)),
                name="mentoring_loss_rate_of_a_unit",
                violation_error_message=_("An hour is of a work unit; the other rates hold for the whole plant."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0)
                & (Q(low=None) | Q(low__gte=0, low__lte=F("value")))
                & (Q(high=None) | Q(high__gte=F("value"))),
                name="mentoring_loss_rate_range",
                violation_error_message=_("A rate isn't negative, and lies between its lowest and its highest value."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.work_unit or ''} {self.valid_from}".replace("  ", " ")


class UnitMonth(models.Model):
    """What the losses of a work unit in a month are taken from: its time, and what an hour of it is worth.

    no_data_s: of planned_s, without data. good_s: ideal seconds of good pieces, none without ideal cycles. hour and its
    range: won; none: not known, by `why`. figures: what the hour's worth is made of, by name.
    """

    month = models.DateField(_("month"))
    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, related_name="+", verbose_name=_("work unit"))
    planned_s = models.FloatField()
    no_data_s = models.FloatField()
    outside_s = models.FloatField()
    good_s = models.FloatField(null=True)
    hour = _won(_("worth of an hour"))
    hour_low = _won(_("at least"))
    hour_high = _won(_("at most"))
    is_set = models.BooleanField(default=False)
    why = models.CharField(max_length=9, blank=True)
    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        ordering = ["-month", "work_unit"]
        verbose_name = _("month of a work unit")
        verbose_name_plural = _("months of work units")
        constraints = [models.UniqueConstraint(fields=["month", "work_unit"], name="mentoring_unit_month_once")]


class MonthlyLoss(models.Model):
    """One part of what was lost in a month, of a work unit or of the plant. Can be made again from the records.

    hours: lost, where it is time. won, low, high: none where it isn't known, by `why`. gain: won that the unit's best
    quarter of days shows to be possible. because: why the range is so wide. figures: what the formula holds, by name.
    """

    month = models.DateField(_("month"))
    part = models.CharField(pgettext_lazy("losses", "part"), max_length=13, choices=PARTS)
    kind = models.CharField(_("kind of loss"), max_length=12, choices=LOSSES)
    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, related_name="+", null=True, verbose_name=_("work unit"))
    hours = models.FloatField(_("hours"), null=True)
    won = _won(_("won"))
    low = _won(_("at least"))
    high = _won(_("at most"))
    gain = _won(_("possible gain"))
    why = models.CharField(max_length=9, blank=True)
    because = models.CharField(max_length=80, blank=True)
    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        ordering = ["-month", "kind", "part", "work_unit"]
        verbose_name = _("loss of a month")
        verbose_name_plural = _("losses of months")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "part", "work_unit"], nulls_distinct=False, name="mentoring_monthly_loss_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Loss]), name="mentoring_monthly_kind"),
            models.CheckConstraint(
                condition=Q(won=None, low=None, high=None) & ~Q(why="")
                | Q(won__isnull=False, low__lte=F("won"), high__gte=F("won"), why=""),
                name="mentoring_loss_known_or_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.month:%Y-%m}"
