"""Proposals of who goes where (멘토 배정안). A person accepts, changes and locks them stay by stay."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models.factories import Factory
from dure.mentoring.models.residency import Residency
from dure.plant.models import Person


class Assignment(models.Model):
    """One run. first_on: the Monday of week 0. cost and bound in points; weights and road factor as asked for."""

    first_on = models.DateField(_("first Monday"))
    unserved = models.FloatField(_("points for a factory without a team"), validators=[MinValueValidator(0)])
    km = models.FloatField(_("points for a kilometre"), validators=[MinValueValidator(0)])
    over = models.FloatField(_("points for a week above the fair share"), validators=[MinValueValidator(0)])
    wait = models.FloatField(_("points for a week of waiting"), validators=[MinValueValidator(0)])
    road_factor = models.FloatField(_("road factor"), validators=[MinValueValidator(1)])
    cost = models.FloatField()
    bound = models.FloatField()
    is_proven = models.BooleanField()
    fair_weeks = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("assignment of mentors")
        verbose_name_plural = _("assignments of mentors")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.made_at):%Y-%m-%d %H:%M}"


class AssignedStay(models.Model):
    """What is proposed for one factory. starts_on None: nobody, and `why` says the reason. team: numbers of mentors.

    is_locked: a person set it, and the next run keeps it. why: codes and figures of `assigning.Why`.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="stays")
    factory = models.ForeignKey(Factory, models.CASCADE, related_name="+", verbose_name=_("factory"))
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    team = ArrayField(models.PositiveBigIntegerField(), verbose_name=_("mentors"), default=list, blank=True)
    is_locked = models.BooleanField(_("set by a person"), default=False)
    why = models.JSONField(default=dict, blank=True)
    residency = models.OneToOneField(Residency, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["assignment", "starts_on", "id"]
        verbose_name = _("proposed stay")
        verbose_name_plural = _("proposed stays")
        constraints = [models.UniqueConstraint(fields=["assignment", "factory"], name="mentoring_stay_once")]

    def __str__(self) -> str:
        return str(self.factory)
