"""Residencies (멘토 상주): a mentor team's stay at a factory, its weeks, and what is handed over at its end."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models.factories import Factory
from dure.mentoring.models.mentors import Mentor
from dure.plant.models import Person


class Residency(models.Model):
    """ends_on: the last day, first as planned and then as it was. more_than_eight_why: the reason for more than eight
    weeks, and who agreed. open_why: why it ended with things not handed over."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    factory = models.ForeignKey(Factory, models.PROTECT, related_name="residencies", verbose_name=_("factory"))
    aim = models.TextField(_("what is to be reached"), max_length=1000, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    long_why = models.CharField(_("why more than eight weeks"), max_length=300, blank=True)
    long_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField(_("what was reached"), max_length=2000, blank=True)
    open_why = models.CharField(_("why things stay open"), max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("residency")
        verbose_name_plural = _("residencies")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="mentoring_residency_days"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="mentoring_residency_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(long_why="", long_by=None) | (~Q(long_why="") & Q(long_by__isnull=False)),
                name="mentoring_residency_long_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.factory}"


class ResidencyMentor(models.Model):
    residency = models.ForeignKey(Residency, models.CASCADE, related_name="team")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="stays", verbose_name=_("mentor"))

    class Meta:
        ordering = ["residency", "id"]
        verbose_name = _("mentor of a residency")
        verbose_name_plural = _("mentors of residencies")
        constraints = [models.UniqueConstraint(fields=["residency", "mentor"], name="mentoring_team_once")]

    def __str__(self) -> str:
        return f"{self.mentor} · {self.residency}"


class ResidencyWeek(models.Model):
    """What one week is for. number: 1 for the first."""

    residency = models.ForeignKey(Residency, models.CASCADE, related_name="weeks")
    number = models.PositiveSmallIntegerField(_("week"), validators=[MinValueValidator(1), MaxValueValidator(52)])
    aim = models.CharField(_("aim of the week"), max_length=200, blank=True)
    tasks = models.TextField(_("tasks of the week"), max_length=1000, blank=True)

    class Meta:
        ordering = ["residency", "number"]
        verbose_name = _("week of a residency")
        verbose_name_plural = _("weeks of residencies")
        constraints = [models.UniqueConstraint(fields=["residency", "number"], name="mentoring_week_once")]

    def __str__(self) -> str:
        return f"{self.residency} · {self.number}"


class StayHandover(models.Model):
    """Something that somebody of the factory goes on with after the residency (인수인계)."""

    residency = models.ForeignKey(Residency, models.PROTECT, related_name="handovers")
    text = models.CharField(_("what is handed over"), max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("who goes on with it"))
    due_on = models.DateField(_("due on"))
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "mentoring_handover"
        ordering = ["residency", "due_on", "id"]
        verbose_name = _("thing to hand over")
        verbose_name_plural = _("things to hand over")

    def __str__(self) -> str:
        return self.text
