"""Requests to count again from the event log, and how far each is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person, WorkUnit


class Recount(models.Model):
    """What one work unit made since a moment is counted again by the rules that hold now for that time.

    `done_messages` of `all_messages` of the event log are read. `changed_rows` were written
    anew; on some of them people had made `corrections_to_check`, which were kept.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Not possible")

    work_unit = models.ForeignKey(WorkUnit, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    done_messages = models.BigIntegerField(default=0)
    all_messages = models.BigIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    corrections_to_check = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=400, blank=True, help_text="message id of why it was refused")
    note_values = models.JSONField(default=dict)
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
    def is_open(self) -> bool:
        """Not done yet and not refused."""
        return self.status in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def percent(self) -> int:
        """How much of the event log is read."""
        return min(100, 100 * self.done_messages // self.all_messages) if self.all_messages else 0

    @property
    def why(self) -> str:
        """Why it was refused, in the reader's language; empty when it was not."""
        return gettext(self.note) % self.note_values if self.note else ""
