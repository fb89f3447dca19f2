"""Gauges: when they were calibrated, and whether they tell parts apart (measurement system analysis)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import CODE, Person


class Gauge(models.Model):
    class Status(models.TextChoices):
        IN_USE = "in_use", _("In use")
        LOCKED = "locked", _("Locked")
        RETIRED = "retired", _("Put away")

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    maker = models.CharField(_("manufacturer"), max_length=80, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=80, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    resolution = models.DecimalField(_("resolution"), max_digits=18, decimal_places=6, null=True, blank=True)
    every_days = models.PositiveIntegerField(
        _("calibrated every so many days"), default=365, validators=[MinValueValidator(1)]
    )
    due_on = models.DateField(_("calibration due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.IN_USE)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("gauge")
        verbose_name_plural = _("gauges")
        constraints = [models.CheckConstraint(condition=Q(every_days__gte=1), name="quality_gauge_days")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Calibration(models.Model):
    """A gauge was calibrated. Never changed."""

    gauge = models.ForeignKey(Gauge, models.PROTECT, related_name="calibrations")
    calibrated_on = models.DateField(_("calibrated on"))
    passed = models.BooleanField(_("within its limits"), default=True)
    deviation = models.DecimalField(_("largest deviation"), max_digits=18, decimal_places=6, null=True, blank=True)
    certificate = models.CharField(_("certificate number"), max_length=80, blank=True)
    made_by = models.CharField(_("calibrated by"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-calibrated_on", "-id"]
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")

    def __str__(self) -> str:
        return f"{self.gauge_id} {self.calibrated_on}"


class GaugeStudy(models.Model):
    """A crossed study: each appraiser measures each part several times. Results are computed when it is shown."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    gauge = models.ForeignKey(Gauge, models.PROTECT, related_name="studies", verbose_name=_("gauge"))
    name = models.CharField(_("what is measured"), max_length=120)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    tolerance = models.DecimalField(
        _("tolerance (upper - lower limit)"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    appraisers = models.PositiveSmallIntegerField(_("appraisers"), default=3)
    trials = models.PositiveSmallIntegerField(_("trials"), default=3)
    parts = models.PositiveSmallIntegerField(_("parts"), default=10)
    studied_on = models.DateField(_("day"))
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-studied_on", "-id"]
        verbose_name = _("gauge study")
        verbose_name_plural = _("gauge studies")
        constraints = [
            models.CheckConstraint(
                condition=Q(appraisers__range=(2, 10), trials__range=(2, 10), parts__range=(2, 50)),
                name="quality_study_size",
                violation_error_message=_("2 to 10 appraisers, 2 to 10 trials, 2 to 50 parts."),
            ),
            models.CheckConstraint(condition=Q(tolerance=None) | Q(tolerance__gt=0), name="quality_study_tolerance"),
        ]

    def __str__(self) -> str:
        return self.number


class StudyReading(models.Model):
    study = models.ForeignKey(GaugeStudy, models.CASCADE, related_name="readings")
    appraiser = models.PositiveSmallIntegerField()
    trial = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        ordering = ["study", "appraiser", "trial", "part"]
        verbose_name = _("reading of a gauge study")
        verbose_name_plural = _("readings of gauge studies")
        constraints = [
            models.UniqueConstraint(fields=["study", "appraiser", "trial", "part"], name="quality_reading_once")
        ]
