"""The load of work on the body, before and after a measure (근골격계 부담)."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.safety import niosh
from dure.safety.models.words import Placed

_POSITIVE = [MinValueValidator(Decimal(0))]


class Stage(models.TextChoices):
    BEFORE = "before", _("Before the measure")
    AFTER = "after", _("After the measure")


class ErgonomicTask(Placed):
    """One task that is hard on the body. effort_*: the force that it takes of a person, as measured (kgf)."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    task = models.CharField(_("task"), max_length=120)
    text = models.TextField(_("what is hard about it"), max_length=1000, blank=True)
    measure = models.CharField(_("measure"), max_length=300, blank=True)
    recorded_on = models.DateField(_("day"))
    effort_before = models.DecimalField(
        _("effort before (kg)"), max_digits=7, decimal_places=2, null=True, blank=True, validators=_POSITIVE
    )
    effort_after = models.DecimalField(
        _("effort after (kg)"), max_digits=7, decimal_places=2, null=True, blank=True, validators=_POSITIVE
    )
    picture = models.FileField(_("picture before"), upload_to="safety", blank=True)
    picture_after = models.FileField(_("picture after"), upload_to="safety", blank=True)

    class Meta:
        ordering = ["-recorded_on", "-id"]
        verbose_name = _("record of load on the body")
        verbose_name_plural = _("records of load on the body")

    def __str__(self) -> str:
        return f"{self.number} {self.task}"


class Lifting(models.Model):
    """What the revised NIOSH lifting equation takes. Lengths in cm, angle in degrees.

    *_end: at the destination, where the load must be placed with care; the lower limit of both ends counts.
    """

    class Coupling(models.TextChoices):
        GOOD = niosh.Coupling.GOOD.value, _("good: handles")
        FAIR = niosh.Coupling.FAIR.value, _("fair: can be gripped")
        POOR = niosh.Coupling.POOR.value, _("poor: bulky, slippery or soft")

    class Duration(models.TextChoices):
        SHORT = niosh.Duration.SHORT.value, _("up to 1 hour")
        MODERATE = niosh.Duration.MODERATE.value, _("up to 2 hours")
        LONG = niosh.Duration.LONG.value, _("up to 8 hours")

    task = models.ForeignKey(ErgonomicTask, models.CASCADE, related_name="liftings")
    stage = models.CharField(_("stage"), max_length=6, choices=Stage)
    load_kg = models.DecimalField(_("load (kg)"), max_digits=7, decimal_places=2, validators=_POSITIVE)
    horizontal_cm = models.DecimalField(
        _("hands from the ankles (cm)"), max_digits=5, decimal_places=1, validators=_POSITIVE
    )
    vertical_cm = models.DecimalField(
        _("hands above the floor (cm)"), max_digits=5, decimal_places=1, validators=_POSITIVE
    )
    distance_cm = models.DecimalField(_("lifted by (cm)"), max_digits=5, decimal_places=1, validators=_POSITIVE)
    asymmetry_deg = models.PositiveSmallIntegerField(_("turned by (°)"), default=0, validators=[MaxValueValidator(180)])
    horizontal_end_cm = models.DecimalField(
        _("at the end: hands from the ankles (cm)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    vertical_end_cm = models.DecimalField(
        _("at the end: hands above the floor (cm)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    asymmetry_end_deg = models.PositiveSmallIntegerField(
        _("at the end: turned by (°)"), null=True, blank=True, validators=[MaxValueValidator(180)]
    )
    lifts_per_min = models.DecimalField(
        _("lifts a minute"), max_digits=5, decimal_places=2, default=Decimal("0.2"), validators=_POSITIVE
    )
    duration = models.CharField(_("how long"), max_length=8, choices=Duration, default=Duration.SHORT)
    coupling = models.CharField(_("grip"), max_length=4, choices=Coupling, default=Coupling.FAIR)

    class Meta:
        ordering = ["task", "-stage"]
        verbose_name = _("lifting")
        verbose_name_plural = _("liftings")
        constraints = [
            models.UniqueConstraint(fields=["task", "stage"], name="safety_lifting_once"),
            models.CheckConstraint(
                condition=Q(horizontal_end_cm=None, vertical_end_cm=None)
                | Q(horizontal_end_cm__isnull=False, vertical_end_cm__isnull=False),
                name="safety_lifting_end",
                violation_error_message=_("The end needs both: distance and height of the hands."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} · {self.get_stage_display()}"


def _steps(label: str, *words: str, first: int = 1) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=list(enumerate(words, start=first)), default=first)


class Posture(models.Model):
    """What REBA takes: the posture of each part of the body in its published steps, and what makes it worse."""

    task = models.ForeignKey(ErgonomicTask, models.CASCADE, related_name="postures")
    stage = models.CharField(_("stage"), max_length=6, choices=Stage)
    neck = _steps(_("neck"), _("0–20° forward"), _("over 20°, or backward"))
    neck_twisted = models.BooleanField(_("neck twisted or bent sideways"), default=False)
    trunk = _steps(
        _("trunk"), _("upright"), _("up to 20° forward or backward"), _("20–60° forward, or over 20° backward"),
        _("over 60° forward"),
    )  # fmt: skip
    trunk_twisted = models.BooleanField(_("trunk twisted or bent sideways"), default=False)
    legs = _steps(_("legs"), _("on both legs, walking or sitting"), _("on one leg, or unsteady"))
    knees = _steps(_("knees"), _("straight"), _("bent 30–60°"), _("bent over 60°, not sitting"), first=0)
    load = _steps(_("load or force"), _("under 5 kg"), _("5–10 kg"), _("over 10 kg"), first=0)
    shock = models.BooleanField(_("sudden or jerking force"), default=False)
    upper_arm = _steps(
        _("upper arm"), _("20° backward to 20° forward"), _("20–45° forward, or over 20° backward"),
        _("45–90° forward"), _("over 90° forward"),
    )  # fmt: skip
    arm_abducted = models.BooleanField(_("upper arm away from the body or turned"), default=False)
    shoulder_raised = models.BooleanField(_("shoulder raised"), default=False)
    arm_supported = models.BooleanField(_("arm supported or its weight carried"), default=False)
    lower_arm = _steps(_("lower arm"), _("60–100° bent"), _("under 60° or over 100°"))
    wrist = _steps(_("wrist"), _("up to 15°"), _("over 15°"))
    wrist_twisted = models.BooleanField(_("wrist twisted or bent sideways"), default=False)
    coupling = _steps(_("grip"), _("good handle"), _("fair"), _("poor, but possible"), _("unsafe, no handle"), first=0)
    static = models.BooleanField(_("held still longer than a minute"), default=False)
    repeated = models.BooleanField(_("repeated more than four times a minute"), default=False)
    unsteady = models.BooleanField(_("large quick changes, or an unsteady stand"), default=False)

    class Meta:
        ordering = ["task", "-stage"]
        verbose_name = _("posture")
        verbose_name_plural = _("postures")
        constraints = [
            models.UniqueConstraint(fields=["task", "stage"], name="safety_posture_once"),
            models.CheckConstraint(
                condition=Q(neck__range=(1, 2), trunk__range=(1, 4), legs__range=(1, 2), knees__range=(0, 2))
                & Q(load__range=(0, 2), upper_arm__range=(1, 4), lower_arm__range=(1, 2), wrist__range=(1, 2))
                & Q(coupling__range=(0, 3)),
                name="safety_posture_steps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} · {self.get_stage_display()}"
