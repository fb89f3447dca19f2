"""Risk assessments (위험성평가): matrix, assessment, its lines and who took part."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person
from dure.safety.models.words import AccidentKind, HazardGroup, Placed


class RiskMatrix(models.Model):
    """How likely times how bad, in the plant's own words. Once an assessment uses it, it stays as it is.

    frequencies and severities: words of the steps 1, 2, 3 …; in_force_from: none while it is being written.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    frequencies = ArrayField(models.CharField(max_length=60), verbose_name=_("how likely"))
    severities = ArrayField(models.CharField(max_length=60), verbose_name=_("how bad"))
    note = models.CharField(_("why it was changed"), max_length=200, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("risk matrix")
        verbose_name_plural = _("risk matrices")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequencies__len__range=(2, 10)) & Q(severities__len__range=(2, 10)),
                name="safety_matrix_size",
                violation_error_message=_("Two to ten steps each."),
            )
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class RiskBand(models.Model):
    """From the score above the band below up to `up_to`: what it is called and what is done about it."""

    class Tone(models.TextChoices):
        GOOD = "good", _("green")
        INFO = "info", _("blue")
        WARN = "warn", _("yellow")
        BAD = "bad", _("red")

    matrix = models.ForeignKey(RiskMatrix, models.CASCADE, related_name="bands")
    up_to = models.PositiveSmallIntegerField(_("up to score"), validators=[MinValueValidator(1)])
    name = models.CharField(_("name"), max_length=40)
    advice = models.CharField(_("what is done"), max_length=200)
    is_acceptable = models.BooleanField(_("acceptable"), default=False)
    tone = models.CharField(_("colour"), max_length=4, choices=Tone, default=Tone.WARN)

    class Meta:
        ordering = ["matrix", "up_to"]
        verbose_name = _("level of risk")
        verbose_name_plural = _("levels of risk")
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "up_to"], name="safety_band_once",
                violation_error_message=_("There is a level up to this score already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class RiskAssessment(Placed):
    """The hazards of one place and operation, looked at on one day with those who work there.

    previous: the assessment that this one follows; together they are the history of the place.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("First assessment")
        REGULAR = "regular", _("Regular assessment")
        OCCASIONAL = "occasional", _("Occasional assessment")
        CONSTANT = "constant", _("Constant assessment")

    class Status(models.TextChoices):
        OPEN = "open", _("Being written")
        APPROVED = "approved", _("Approved")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.FIRST)
    operation = models.CharField(_("operation or work"), max_length=120)
    matrix = models.ForeignKey(RiskMatrix, models.PROTECT, related_name="+", verbose_name=_("risk matrix"))
    assessed_on = models.DateField(_("assessed on"))
    review_on = models.DateField(_("look at it again by"))
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("led by")
    )
    reason = models.CharField(_("why now"), max_length=200, blank=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("the one before")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-assessed_on", "-id"]
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
        constraints = [
            models.CheckConstraint(
                condition=Q(review_on__gt=F("assessed_on")),
                name="safety_risk_review_later",
                violation_error_message=_("The next look comes after this one."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", approved_at=None) | Q(status="approved", approved_at__isnull=False),
                name="safety_risk_approved_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.operation}"


class RiskParticipant(models.Model):
    """Somebody who took part: a person of the plant, or a name from outside."""

    assessment = models.ForeignKey(RiskAssessment, models.CASCADE, related_name="participants")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60, blank=True, help_text=_("Of somebody without a log-in."))
    part = models.CharField(_("part"), max_length=60, blank=True)
    is_worker = models.BooleanField(_("does this work"), default=False)

    class Meta:
        ordering = ["assessment", "id"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(name=""),
                name="safety_participant_is_somebody",
                violation_error_message=_("Choose a person or write a name, not both."),
            ),
            models.UniqueConstraint(
                fields=["assessment", "person"], name="safety_participant_once",
                violation_error_message=_("This person is in the list already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or str(self.person)


class RiskLine(models.Model):
    """One hazard: what is there against it, how likely and how bad before and after a measure.

    Steps count from 1 in the assessment's matrix. *_after: expected once the measure is done; none without one.
    """

    assessment = models.ForeignKey(RiskAssessment, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("position"), default=10)
    step = models.CharField(_("step of the work"), max_length=120)
    group = models.CharField(_("hazard group"), max_length=12, choices=HazardGroup)
    kind = models.CharField(_("what could happen"), max_length=12, choices=AccidentKind)
    hazard = models.CharField(_("hazard"), max_length=300)
    basis = models.CharField(_("legal basis"), max_length=120, blank=True)
    in_place = models.CharField(_("what is there against it"), max_length=300, blank=True)
    frequency = models.PositiveSmallIntegerField(_("how likely"), validators=[MinValueValidator(1)])
    severity = models.PositiveSmallIntegerField(_("how bad"), validators=[MinValueValidator(1)])
    measure = models.CharField(_("measure"), max_length=300, blank=True)
    frequency_after = models.PositiveSmallIntegerField(_("how likely afterwards"), null=True, blank=True)
    severity_after = models.PositiveSmallIntegerField(_("how bad afterwards"), null=True, blank=True)

    class Meta:
        ordering = ["assessment", "position", "id"]
        verbose_name = _("hazard line")
        verbose_name_plural = _("hazard lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__gte=1, severity__gte=1)
                & (
                    Q(frequency_after=None, severity_after=None)
                    | Q(frequency_after__isnull=False, severity_after__isnull=False)
                ),
                name="safety_line_steps",
                violation_error_message=_("Afterwards needs both: how likely and how bad."),
            ),
            models.CheckConstraint(
                condition=Q(frequency_after=None) | ~Q(measure=""),
                name="safety_line_after_by_measure",
                violation_error_message=_("A lower risk needs the measure that makes it so."),
            ),
        ]

    def __str__(self) -> str:
        return self.hazard
