"""Accidents: what happened, to whom with no more than is needed, and the hours that the rates divide by."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person, Site
from dure.safety.models.words import AccidentKind, BodyPart, Placed


class Accident(Placed):
    """Something that hurt somebody or broke something.

    Words and picture may tell of a person: they aren't editable to Django, so that no change record repeats them.
    """

    class Cause(models.TextChoices):
        MACHINE = "machine", _("Machine or guard")
        METHOD = "method", _("Way of working")
        MATERIAL = "material", _("Material or tool")
        PLACE = "place", _("Surroundings")
        TRAINING = "training", _("Training or instruction")
        ORGANISATION = "organisation", _("Planning or staffing")

    class Status(models.TextChoices):
        OPEN = "open", _("Being looked into")
        CLOSED = "closed", _("Looked into")

    number = models.CharField(_("number"), max_length=40, unique=True)
    happened_at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what happened"), max_length=12, choices=AccidentKind)
    text = models.TextField(_("how it happened"), max_length=2000, editable=False)
    immediate_measure = models.CharField(_("what was done at once"), max_length=300, blank=True, editable=False)
    cause = models.CharField(_("main cause"), max_length=12, choices=Cause, blank=True)
    cause_text = models.TextField(_("why it happened"), max_length=2000, blank=True, editable=False)
    picture = models.FileField(_("picture"), upload_to="safety", blank=True, editable=False)
    filed_on = models.DateField(_("reported to the labour office on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)

    class Meta:
        ordering = ["-happened_at", "-id"]
        verbose_name = _("accident")
        verbose_name_plural = _("accidents")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="closed") | (~Q(cause="") & ~Q(cause_text="")),
                name="safety_accident_closed_with_cause",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Outcome(models.TextChoices):
    FIRST_AID = "first_aid", _("First aid")
    TREATED = "treated", _("Treated, no day lost")
    LOST_TIME = "lost_time", _("Days lost")
    DISABLED = "disabled", _("Lasting disability")
    FATAL = "fatal", _("Death")


class Harm(models.Model):
    """How badly somebody was hurt. lost_days: calendar days off work so far."""

    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, editable=False)
    body_part = models.CharField(_("part of the body"), max_length=12, choices=BodyPart, editable=False)
    lost_days = models.PositiveIntegerField(_("days lost"), default=0, editable=False)
    grade = models.PositiveSmallIntegerField(
        _("disability grade (1–14)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
        editable=False,
    )

    class Meta:
        abstract = True


class Injury(Harm):
    """What one accident did to one person. No change record is written of it: `InjuryRecord` keeps what it was.

    person, name: shown to the owner and the administrator only.
    """

    class Employment(models.TextChoices):
        OWN = "own", _("Own employee")
        AGENCY = "agency", _("Agency worker")
        CONTRACTOR = "contractor", _("Contractor")

    accident = models.ForeignKey(Accident, models.PROTECT, related_name="injuries", editable=False)
    employment = models.CharField(
        _("employed as"), max_length=12, choices=Employment, default=Employment.OWN, editable=False
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60, blank=True, editable=False)

    class Meta:
        ordering = ["accident", "id"]
        verbose_name = _("injury")
        verbose_name_plural = _("injuries")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["first_aid", "treated"], lost_days=0)
                | Q(outcome="lost_time", lost_days__gte=1)
                | Q(outcome__in=["disabled", "fatal"]),
                name="safety_injury_days",
                violation_error_message=_("Days lost go with the outcome “days lost” or worse, and that needs them."),
            ),
            models.CheckConstraint(
                condition=(Q(outcome="disabled", grade__isnull=False) & Q(grade__range=(1, 14)))
                | (~Q(outcome="disabled") & Q(grade=None)),
                name="safety_injury_grade",
                violation_error_message=_("A disability has a grade from 1 to 14, everything else has none."),
            ),
        ]

    def __str__(self) -> str:
        return str(dict(Outcome.choices)[self.outcome])


class InjuryRecord(Harm):
    """How an injury was written down at a moment, by whom. Never changed; read by those who handle accidents."""

    injury = models.ForeignKey(Injury, models.PROTECT, related_name="records", editable=False)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    is_named = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("record of an injury")
        verbose_name_plural = _("records of injuries")


class HoursWorked(models.Model):
    """Hours that all people of a site worked in a month, and how many people there were on average."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    month = models.DateField(_("month"), help_text=_("Its first day."))
    hours = models.DecimalField(_("hours worked"), max_digits=12, decimal_places=1, validators=[MinValueValidator(0)])
    workers = models.DecimalField(
        _("people on average"), max_digits=9, decimal_places=1, validators=[MinValueValidator(0)]
    )
    source = models.CharField(_("taken from"), max_length=120, blank=True)

    class Meta:
        ordering = ["-month", "site"]
        verbose_name = _("hours worked")
        verbose_name_plural = _("hours worked")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "month"], name="safety_hours_once",
                violation_error_message=_("This month is entered already."),
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="safety_hours_first_day"),
            models.CheckConstraint(condition=Q(hours__gte=0, workers__gte=0), name="safety_hours_positive"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.site} {self.month:%Y-%m}"
