"""Simple automation (간편자동화): devices, what they bring in, and what has to be safe before they are used."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.mentoring.device_checks import Check, DeviceKind
from dure.mentoring.models.tasks import ImprovementTask
from dure.plant.models import Person

_NOT_BELOW = [MinValueValidator(Decimal(0))]
_SOME = [MinValueValidator(Decimal("0.01"))]
_WON = {"max_digits": 14, "decimal_places": 0}
_SECONDS = {"max_digits": 10, "decimal_places": 2}
KINDS = [
    (DeviceKind.CHUTE.value, _("Chute")),
    (DeviceKind.KARAKURI.value, _("Karakuri (works by weight and springs)")),
    (DeviceKind.JIG.value, _("Jig or fixture")),
    (DeviceKind.AIR_BLOW.value, _("Air blow")),
    (DeviceKind.COUNTER.value, _("Counter")),
    (DeviceKind.SENSOR.value, _("Sensor that stops mistakes")),
    (DeviceKind.CONVEYOR.value, _("Small conveyor")),
    (DeviceKind.FEEDER.value, _("Part feeder")),
    (DeviceKind.LIFTER.value, _("Lifting aid")),
    (DeviceKind.SCREWING.value, _("Screwing unit")),
    (DeviceKind.COBOT.value, _("Collaborative robot")),
    (DeviceKind.OTHER.value, _("Other device")),
]


class AutomationDevice(models.Model):
    """before, after: seconds for one piece. is_example: comes with Dure; its money is a made-up example.

    in_use_since: set when all safety questions are answered well and a leader says so.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    text = models.TextField(_("what it does"), max_length=1000, blank=True)
    cost = models.DecimalField(_("cost with building it in (₩)"), **_WON, validators=_NOT_BELOW)
    life = models.PositiveSmallIntegerField(
        _("years of use"), default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    before = models.DecimalField(_("cycle time before (s)"), **_SECONDS, validators=_SOME)
    after = models.DecimalField(_("cycle time after (s)"), **_SECONDS, validators=_NOT_BELOW)
    pieces = models.DecimalField(_("pieces a year"), max_digits=14, decimal_places=0, validators=_SOME)
    hour = models.DecimalField(_("an hour of work costs (₩)"), **_WON, validators=_NOT_BELOW)
    running = models.DecimalField(
        _("power, air and upkeep a year (₩)"), **_WON, default=Decimal(0), validators=_NOT_BELOW
    )
    rate = models.DecimalField(
        _("interest (% a year)"), max_digits=5, decimal_places=2, default=Decimal(5),
        validators=[*_NOT_BELOW, MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    task = models.ForeignKey(
        ImprovementTask, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("improvement task")
    )
    is_example = models.BooleanField(default=False)
    in_use_since = models.DateField(_("in use since"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("automation device")
        verbose_name_plural = _("automation devices")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in DeviceKind]), name="mentoring_device_kind"
            ),
            models.CheckConstraint(
                condition=Q(cost__gte=0, life__gte=1, before__gt=0, after__gte=0, pieces__gt=0, hour__gte=0),
                name="mentoring_device_figures",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class DeviceAnswer(models.Model):
    """What somebody answered to one of the safety questions of a device."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes, safe")
        NO = "no", _("no, not yet")
        NONE = "none", _("does not apply")

    device = models.ForeignKey(AutomationDevice, models.CASCADE, related_name="answers")
    check_code = models.CharField(max_length=12)
    answer = models.CharField(_("answer"), max_length=4, choices=Answer)
    note = models.CharField(_("note"), max_length=200, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("answered by"))
    answered_on = models.DateField(_("answered on"))

    class Meta:
        ordering = ["device", "id"]
        verbose_name = _("answer about safety")
        verbose_name_plural = _("answers about safety")
        constraints = [
            models.UniqueConstraint(fields=["device", "check_code"], name="mentoring_device_answer_once"),
            models.CheckConstraint(condition=Q(answer__in=["yes", "no", "none"]), name="mentoring_device_answer"),
            models.CheckConstraint(
                condition=Q(check_code__in=[one.value for one in Check]), name="mentoring_device_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device} · {self.check_code}"
