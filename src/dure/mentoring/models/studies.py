"""Time studies (시간연구): what somebody timed at an operation, element by element and cycle by cycle."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import Person
from dure.product.models import WorkElement

_PERCENT = {"max_digits": 5, "decimal_places": 2}
_RATINGS = [MinValueValidator(Decimal(40)), MaxValueValidator(Decimal(200))]
_ALLOWED = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


class TimeStudy(models.Model):
    """Of one operation of an item, by its number. Who worked isn't kept: the work is timed, not the person.

    token: made by the tablet, so that what it sends twice is kept once. Allowances in percent of the normal time.
    """

    class Mode(models.TextChoices):
        CONTINUOUS = "continuous", _("the watch runs on")
        SNAP_BACK = "snap_back", _("the watch goes back to nought")

    class Confidence(models.IntegerChoices):
        NINETY = 90, "90 %"
        USUAL = 95, "95 %"
        HIGH = 99, "99 %"

    number = models.CharField(_("number"), max_length=40, unique=True)
    token = models.UUIDField(unique=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    operation_number = models.PositiveIntegerField(_("operation"))
    operation_name = models.CharField(_("name"), max_length=80)
    mode = models.CharField(_("how it was timed"), max_length=10, choices=Mode, default=Mode.CONTINUOUS)
    started_at = models.DateTimeField(_("begun at"))
    observed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("timed by"))
    rating = models.DecimalField(_("rating (%)"), **_PERCENT, default=Decimal(100), validators=_RATINGS)
    personal = models.DecimalField(
        _("allowance for the person (%)"), **_PERCENT, default=Decimal(5), validators=_ALLOWED
    )
    fatigue = models.DecimalField(_("allowance for fatigue (%)"), **_PERCENT, default=Decimal(4), validators=_ALLOWED)
    delay = models.DecimalField(_("allowance for delays (%)"), **_PERCENT, default=Decimal(0), validators=_ALLOWED)
    precision = models.DecimalField(
        _("precision wanted (± %)"), **_PERCENT, default=Decimal(5),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(50))],
    )  # fmt: skip
    confidence = models.PositiveSmallIntegerField(
        _("confidence"), choices=Confidence, default=Confidence.USUAL
    )  # fmt: skip
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("time study")
        verbose_name_plural = _("time studies")
        constraints = [
            models.CheckConstraint(condition=Q(rating__gt=0), name="mentoring_study_rating"),
            models.CheckConstraint(
                condition=Q(personal__gte=0, fatigue__gte=0, delay__gte=0, precision__gt=0),
                name="mentoring_study_allowances",
            ),
            models.CheckConstraint(condition=Q(mode__in=["continuous", "snap_back"]), name="mentoring_study_mode"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.operation_number} {self.operation_name}"


class StudyElement(models.Model):
    """What was timed as one. rating: its own, else the study's. pieces: made each time that it is done."""

    study = models.ForeignKey(TimeStudy, models.CASCADE, related_name="elements")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("what to do"), max_length=120)
    worth = models.CharField(
        _("worth"), max_length=8, choices=WorkElement.Worth, default=WorkElement.Worth.VALUE
    )  # fmt: skip
    rating = models.DecimalField(_("own rating (%)"), **_PERCENT, null=True, blank=True, validators=_RATINGS)
    pieces = models.DecimalField(
        _("pieces each time"), max_digits=12, decimal_places=4, default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.0001"))],
        help_text=_("How many pieces are made each time that it is done. Once in ten pieces: 10."),
    )  # fmt: skip

    class Meta:
        ordering = ["study", "number"]
        verbose_name = _("timed element")
        verbose_name_plural = _("timed elements")
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="mentoring_study_element_once"),
            models.CheckConstraint(
                condition=Q(worth__in=["value", "needed", "waste"]), name="mentoring_study_element_worth"
            ),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="mentoring_study_element_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class TimedReading(models.Model):
    """One reading of the watch. element: none for what doesn't belong to the work, such as a question from outside.

    is_left_out: a person has said that it doesn't count.
    """

    study = models.ForeignKey(TimeStudy, models.CASCADE, related_name="readings")
    element = models.ForeignKey(StudyElement, models.CASCADE, related_name="readings", null=True, blank=True)
    sequence = models.PositiveIntegerField()
    cycle = models.PositiveIntegerField(_("cycle"))
    seconds = models.DecimalField(_("seconds"), max_digits=10, decimal_places=2)
    is_left_out = models.BooleanField(_("left out"), default=False)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        db_table = "mentoring_studyreading"
        ordering = ["study", "sequence"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["study", "sequence"], name="mentoring_reading_once"),
            models.CheckConstraint(condition=Q(seconds__gt=0), name="mentoring_reading_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.study.number} · {self.cycle} · {self.seconds} s"
