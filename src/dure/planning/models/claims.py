"""What was said of when orders end, and what came of it."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.planning.models.schedules import Schedule
from dure.production.models import WorkOrder


class Replay(models.Model):
    """A plan was carried out many times with measured times and stops.

    operations, stops: finished ones of the last `days` that it goes by. known: outcomes of earlier claims; outcomes:
    those that the told figures are corrected by, 0: they are told as replayed. silence: why nothing is told; problem:
    what spoke against the plan.
    """

    class Silence(models.TextChoices):
        FEW = "few", _("Too few measured operations")
        PLAN = "plan", _("The plan can't be replayed")
        WORSE = "worse", _("Not better than the share of late orders")

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="replays")
    replayed_at = models.DateTimeField(_("replayed at"))
    days = models.PositiveSmallIntegerField()
    operations = models.PositiveIntegerField(default=0)
    stops = models.PositiveIntegerField(default=0)
    rounds = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    outcomes = models.PositiveIntegerField(default=0)
    silence = models.CharField(max_length=5, choices=Silence, blank=True)
    problem = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("replay of a schedule")
        verbose_name_plural = _("replays of schedules")


class LatenessClaim(models.Model):
    """How likely an order is late, and when it has ended in 50, 80 and 95 of a hundred futures: raw_* as replayed, the
    others as told. chance: none without a due time; error: of the replay. causes: share of the lateness by
    `promising.risk.Cause`. stops: [[id of a work unit, share]]. came_at: when it ended."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="claims")
    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="+")
    due_at = models.DateTimeField(_("due"), null=True)
    chance = models.FloatField(_("chance of being late"), null=True)
    raw_chance = models.FloatField(null=True)
    error = models.FloatField(default=0)
    ends = ArrayField(models.DateTimeField(), size=3)
    raw_ends = ArrayField(models.DateTimeField(), size=3)
    causes = models.JSONField(default=dict)
    stops = models.JSONField(default=list)
    came_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["replay", "id"]
        verbose_name = _("claim of lateness")
        verbose_name_plural = _("claims of lateness")
        constraints = [models.UniqueConstraint(fields=["replay", "order"], name="planning_claim_once")]

    @property
    def likely_by(self) -> datetime:
        """When it has ended with a chance of 80 %."""
        found: datetime = self.ends[1]
        return found
