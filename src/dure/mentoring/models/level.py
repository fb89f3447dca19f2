"""The plant's level as computed each day, by which thresholds, what is claimed of it, and which pages fit it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.mentoring.level import CRITERIA, LEVELS, Level
from dure.plant.models import Person

LEVEL_NAMES = {
    Level.NONE: _("Below JS1"),
    Level.JS1: _("JS1 · partial standardisation"),
    Level.JS2: _("JS2 · automatic results"),
    Level.JS3: _("JS3 · decisions in real time"),
}
CHOICES = [(int(one), name) for one, name in LEVEL_NAMES.items()]
CLAIMED = [(int(one), LEVEL_NAMES[one]) for one in LEVELS]
_KEYS = [one.key for one in CRITERIA]


class LevelRules(models.Model):
    """A version of the thresholds. in_force_from: none while it is being written; from then on it stays as it is (kept
    by the database)."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    note = models.CharField(_("why it was changed"), max_length=200, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        ordering = ["-version"]
        verbose_name = _("thresholds of levels")
        verbose_name_plural = _("thresholds of levels")
        constraints = [
            models.UniqueConstraint(
                fields=["in_force_from"], condition=Q(in_force_from=None), nulls_distinct=False,
                name="mentoring_level_one_draft",
                violation_error_message=_("Another version is being written already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"v{self.version}"


class LevelThreshold(models.Model):
    """reach: a criterion comes to hold at it; keep: it holds on until it is worse than this. Shares from 0 to 1,
    times in seconds."""

    rules = models.ForeignKey(LevelRules, models.CASCADE, related_name="thresholds")
    criterion = models.CharField(_("criterion"), max_length=20)
    reach = models.FloatField(_("reached at"), validators=[MinValueValidator(0)])
    keep = models.FloatField(_("kept while"), validators=[MinValueValidator(0)])
    is_asked = models.BooleanField(_("is asked"), default=True)

    class Meta:
        ordering = ["rules", "id"]
        verbose_name = _("threshold of a level")
        verbose_name_plural = _("thresholds of levels")
        constraints = [
            models.UniqueConstraint(fields=["rules", "criterion"], name="mentoring_threshold_once"),
            models.CheckConstraint(condition=Q(criterion__in=_KEYS), name="mentoring_threshold_criterion"),
            models.CheckConstraint(condition=Q(reach__gte=0, keep__gte=0), name="mentoring_threshold_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.rules} {self.criterion}"


class LevelDay(models.Model):
    """The level at the end of a day. rules: none where the proposal of `dure.mentoring.level` was taken."""

    day = models.DateField(_("day"), unique=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=CHOICES)
    rules = models.ForeignKey(LevelRules, models.PROTECT, null=True, related_name="+")
    computed_at = models.DateTimeField(_("computed at"))

    class Meta:
        ordering = ["-day"]
        verbose_name = _("level of a day")
        verbose_name_plural = _("levels by day")
        constraints = [models.CheckConstraint(condition=Q(level__lte=3), name="mentoring_level_known")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_level_display()}"


class LevelFigure(models.Model):
    """A criterion on a day. value None: no data."""

    of_day = models.ForeignKey(LevelDay, models.CASCADE, related_name="figures")
    criterion = models.CharField(_("criterion"), max_length=20)
    value = models.FloatField(_("figure"), null=True)
    part = models.FloatField(null=True)
    whole = models.FloatField(null=True)
    reach = models.FloatField(_("reached at"))
    keep = models.FloatField(_("kept while"))
    holds = models.BooleanField(_("fulfilled"))

    class Meta:
        ordering = ["of_day", "id"]
        verbose_name = _("figure of a level")
        verbose_name_plural = _("figures of levels")
        constraints = [
            models.UniqueConstraint(fields=["of_day", "criterion"], name="mentoring_level_figure_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(holds=False), name="mentoring_level_no_data_holds_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_day_id} {self.criterion}"


class DataAge(models.Model):
    """How old the newest counted results were at a moment, in real seconds, while machines were to be listened to."""

    at = models.DateTimeField(_("when"), unique=True)
    seconds = models.FloatField(_("age (s)"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("age of the data")
        verbose_name_plural = _("ages of the data")
        constraints = [models.CheckConstraint(condition=Q(seconds__gte=0), name="mentoring_data_age_positive")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.seconds:.0f} s"


class LevelClaim(models.Model):
    """A level that somebody has certified the plant, or that the plant says of itself."""

    level = models.PositiveSmallIntegerField(_("level"), choices=CLAIMED)
    claimed_on = models.DateField(_("certified on"))
    until = models.DateField(_("valid until"), null=True, blank=True)
    claimed_by = models.CharField(_("certified by"), max_length=120)
    number = models.CharField(_("number of the certificate"), max_length=60, blank=True)
    file = models.FileField(_("certificate"), upload_to="mentoring", blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["-claimed_on", "-id"]
        verbose_name = _("claimed level")
        verbose_name_plural = _("claimed levels")
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="mentoring_claim_level"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("claimed_on")), name="mentoring_claim_ends_later",
                violation_error_message=_("It ends before it begins."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.claimed_on}"


class ShownModules(models.Model):
    """Which pages the navigation shows; one row, none as long as nobody has chosen: all."""

    class Choice(models.TextChoices):
        ALL = "all", _("All pages")
        NEXT = "next", _("Up to the level above the one that our data shows")
        JS1 = "1", _("Up to JS1")
        JS2 = "2", _("Up to JS2")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    choice = models.CharField(_("pages in the navigation"), max_length=4, choices=Choice, default=Choice.ALL)

    class Meta:
        verbose_name = _("pages that fit the level")
        verbose_name_plural = _("pages that fit the level")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mentoring_one_choice_of_pages")]

    def __str__(self) -> str:
        return self.get_choice_display()
