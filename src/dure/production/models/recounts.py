"""Requests to count again from the event log, and how far each is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person, WorkUnit


class Recount(models.Model):
    """What one work unit made since a moment is counted again by the rules that hold now for that time.

    `done_messages` of `all_messages` of the event log are read. `note` says what was refused, or
    nothing; `changed_rows` and `corrections_to_check` what came of it.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Not possible")

    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, related_name="+")
    since = models.DateTimeField(_("valid from"))
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    done_messages = models.BigIntegerField(default=0)
    all_messages = models.BigIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    corrections_to_check = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=400, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_unit"], condition=Q(status="waiting"), name="production_one_waiting_recount"
            )
        ]

    def __str__(self) -> str:
        return f"{self.work_unit} {self.since:%Y-%m-%d %H:%M}"

    @property
    def percent(self) -> int:
        """How much of the event log is read."""
        return min(100, 100 * self.done_messages // self.all_messages) if self.all_messages else 0
