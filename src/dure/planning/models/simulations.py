"""The plant played through with its orders of the last weeks, under two ways of working."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person

SILENT = timedelta(minutes=2)
"""A run says each second that it goes on."""


class Simulation(models.Model):
    """before, after: what is compared, as `simulation.policy` reads it. seeds: runs of each. played, total: runs that
    were made, of all. alive_at: when it last said that it goes on. problem: {"message": …, "params": {…}} of what went
    wrong. result: as `simulation.answering` keeps it;
    holds: whether the played plant does what was recorded. removed_at: a person has thrown it away."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Broken off")

    class Way(models.TextChoices):
        MEASURED = "measured", _("As people work today")
        PAPER = "paper", _("Orders as they came, on paper")
        DUE = "due", _("Orders by due date, on paper")
        STATUS_DUE = "status+due", _("Orders by due date; what is ready is known at once")
        STATUS_RULE = "status+rule", _("The most urgent first, with few set-ups; what is ready is known at once")
        STATUS_PLAN = "status+dispatch", _("By Dure's schedule, planned anew when something happens")

    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)
    before = models.CharField(_("what is compared with"), max_length=20, choices=Way, default=Way.MEASURED)
    after = models.CharField(_("what is tried out"), max_length=20, choices=Way, default=Way.STATUS_PLAN)
    days = models.PositiveSmallIntegerField(
        _("days of the past"), default=28, validators=[MinValueValidator(7), MaxValueValidator(400)]
    )
    seeds = models.PositiveSmallIntegerField(
        _("runs of each"), default=20, validators=[MinValueValidator(5), MaxValueValidator(100)]
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    played = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    problem = models.JSONField(default=dict, blank=True)
    result = models.JSONField(null=True, blank=True)
    holds = models.BooleanField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("simulation of the plant")
        verbose_name_plural = _("simulations of the plant")

    def __str__(self) -> str:
        return f"{_('Simulation')} #{self.pk}"

    @property
    def percent(self) -> int:
        return 100 * self.played // self.total if self.total else 0

    def is_silent(self, now: datetime) -> bool:
        """Whether its process ended without a word."""
        return self.status == self.Status.RUNNING and (self.alive_at is None or now - self.alive_at > SILENT)
