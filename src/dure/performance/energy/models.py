"""Tables of energy: meters, their quarter hours (can be made again from the history), contract, prices, warnings."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.performance.energy.flow import Kind
from dure.performance.energy.tariff import DayKind, Saturday
from dure.plant.models import CODE, Site, WorkUnit
from dure.telemetry.models import Signal

KIND_NAMES = {
    Kind.COUNTER: _("energy counter (kWh, runs on)"),
    Kind.POWER: _("power (kW)"),
    Kind.AMOUNT: _("energy of an interval (kWh)"),
}
DAY_NAMES = {
    DayKind.WEEKDAY: _("as a weekday"),
    DayKind.SATURDAY: _("as a Saturday"),
    DayKind.HOLIDAY: _("as a holiday"),
}
SATURDAY_NAMES = {
    Saturday.SAME: _("as on weekdays"),
    Saturday.MEDIUM: _("heavy load counts as medium load"),
    Saturday.LIGHT: _("light load all day"),
}


class EnergyMeter(models.Model):
    """What a signal means as energy: of one work unit, or with none of them the main meter of the site.

    A change of how it is read holds for all that the history still has.
    """

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    signal = models.OneToOneField(Signal, models.PROTECT, related_name="+", verbose_name=_("signal"))
    kind = models.CharField(
        _("what the signal shows"), max_length=8, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    factor = models.DecimalField(
        _("kWh (power: kW) for one of it"), max_digits=14, decimal_places=6, default=1,
        validators=[MinValueValidator(0.000001)],
    )  # fmt: skip
    modulus = models.DecimalField(
        _("counter starts again at"), max_digits=20, decimal_places=3, null=True, blank=True,
        validators=[MinValueValidator(1)],
    )  # fmt: skip
    most_kw = models.DecimalField(
        _("largest possible power (kW)"), max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0.01)],
    )  # fmt: skip
    span_s = models.PositiveIntegerField(
        _("interval or longest silence (s)"), default=900, validators=[MinValueValidator(10), MaxValueValidator(3600)]
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("energy meter")
        verbose_name_plural = _("energy meters")
        ordering = [F("work_unit").asc(nulls_first=True), "code"]
        constraints = [models.CheckConstraint(condition=Q(factor__gt=0), name="performance_meter_factor")]

    def __str__(self) -> str:
        return self.name


class EnergyQuarter(models.Model):
    """The kWh of one meter in one quarter hour, summed up from the history. No row: nothing is known.

    spread: the part of kwh whose time is known only to a longer gap; doubted: kWh that were said and aren't counted;
    first_at, last_at: of the readings in it.
    """

    meter = models.ForeignKey(EnergyMeter, models.CASCADE, related_name="quarters")
    start = models.DateTimeField()
    kwh = models.FloatField()
    spread = models.FloatField(default=0)
    doubted = models.FloatField(default=0)
    known_s = models.FloatField()
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("quarter hour of a meter")
        verbose_name_plural = _("quarter hours of meters")
        constraints = [models.UniqueConstraint(fields=["meter", "start"], name="performance_quarter_once")]


class EnergyRoll(models.Model):
    """How far the quarter hours of a meter are summed up, and by which rule."""

    meter = models.OneToOneField(EnergyMeter, models.CASCADE, related_name="roll")
    rule = models.CharField(max_length=200, blank=True)
    files_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reach of an energy meter")
        verbose_name_plural = _("reaches of energy meters")


class PowerContract(models.Model):
    """Contract power of a site from a day on, and how its base charge is found."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    valid_from = models.DateField(_("valid from"))
    contract_kw = models.DecimalField(
        _("contract power (kW)"), max_digits=10, decimal_places=1, validators=[MinValueValidator(1)]
    )
    target_kw = models.DecimalField(
        _("own limit (kW)"), max_digits=10, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(1)]
    )
    base_price = models.DecimalField(
        _("base charge (per kW and month)"), max_digits=10, decimal_places=2, default=0,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    least_percent = models.PositiveSmallIntegerField(
        _("least billed demand (% of the contract)"), default=30, validators=[MaxValueValidator(100)]
    )
    counted_months = models.CharField(
        _("months whose peak counts for a year"), max_length=40, default="12, 1, 2, 7, 8, 9", blank=True
    )

    class Meta:
        verbose_name = _("power contract")
        verbose_name_plural = _("power contracts")
        ordering = ["site", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["site", "valid_from"], name="performance_contract_once")]

    def __str__(self) -> str:
        return f"{self.site} {self.valid_from}"

    @property
    def limit_kw(self) -> float:
        """What the running quarter hour is watched against."""
        return float(self.target_kw or self.contract_kw)


class TariffSeason(models.Model):
    """Prices of some months from a day on. Hours that are neither medium nor heavy are light."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    name = models.CharField(_("season"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    months = models.CharField(_("months"), max_length=40)
    medium_hours = models.CharField(_("hours of medium load"), max_length=80, blank=True)
    heavy_hours = models.CharField(_("hours of heavy load"), max_length=80, blank=True)
    price_light = models.DecimalField(_("price of light load (per kWh)"), max_digits=9, decimal_places=2)
    price_medium = models.DecimalField(_("price of medium load (per kWh)"), max_digits=9, decimal_places=2)
    price_heavy = models.DecimalField(_("price of heavy load (per kWh)"), max_digits=9, decimal_places=2)
    saturday = models.CharField(
        _("Saturdays"), max_length=8, default=Saturday.SAME.value,
        choices=[(one.value, name) for one, name in SATURDAY_NAMES.items()],
    )  # fmt: skip
    holidays_light = models.BooleanField(_("Sundays and holidays are light load"), default=True)

    class Meta:
        verbose_name = _("season of the price list")
        verbose_name_plural = _("seasons of the price list")
        ordering = ["site", "-valid_from", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "name", "valid_from"], name="performance_season_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"


class TariffDay(models.Model):
    """A day that the supplier counts otherwise than the calendar does."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("counts"), max_length=8, choices=[(one.value, name) for one, name in DAY_NAMES.items()])
    note = models.CharField(_("note"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("special day of the price list")
        verbose_name_plural = _("special days of the price list")
        ordering = ["site", "-day"]
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="performance_tariff_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class DemandWarning(models.Model):
    """A quarter hour that was forecast to pass the limit, once; what was forecast first."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name=_("site"))
    start = models.DateTimeField(_("quarter hour"))
    warned_at = models.DateTimeField(_("warned at"))
    forecast_kw = models.FloatField(_("forecast (kW)"))
    limit_kw = models.FloatField(_("limit (kW)"))

    class Meta:
        verbose_name = _("demand warning")
        verbose_name_plural = _("demand warnings")
        ordering = ["-start"]
        constraints = [models.UniqueConstraint(fields=["site", "start"], name="performance_warning_once")]
