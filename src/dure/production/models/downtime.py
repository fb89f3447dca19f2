"""Stops and why they happened (ISO 22400 ADET/ADOT with a reason)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import CODE, Person, WorkUnit
from dure.production.unit import WaitsFor


class DowntimeReason(models.Model):
    """Two-level list that the plant edits: a reason without `parent` is a group.

    waits_for: the work unit itself could work and waits for others, on this side; empty: it does not.
    """

    class Kind(models.TextChoices):
        UNPLANNED = "unplanned", _("Unplanned stop")
        PLANNED = "planned", _("Planned stop")
        SETUP = "setup", _("Set-up")

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.UNPLANNED)
    waits_for = models.CharField(
        _("waits for"),
        max_length=8,
        choices=[
            (WaitsFor.MATERIAL.value, _("material from the step before (starved)")),
            (WaitsFor.ROOM.value, _("room at the step after (blocked)")),
        ],
        blank=True,
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reason of stops")
        verbose_name_plural = _("reasons of stops")
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.name


class Downtime(models.Model):
    """An interval in which a work unit did not produce, opened by itself.

    Splitting and correcting never change a row's facts: the row is marked `replaced_at` and
    new ones point to it by `origin`; what holds is the rows that aren't replaced.
    """

    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.ForeignKey(DowntimeReason, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    reason_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason_at = models.DateTimeField(null=True)
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_unit", "started_at"],
                condition=Q(replaced_at=None),
                name="production_downtime_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")),
                name="production_downtime_has_length",
            ),
        ]
        indexes = [
            models.Index(
                fields=["work_unit"],
                condition=Q(replaced_at=None, ended_at=None),
                name="production_downtime_open",
            ),
        ]


UNTOUCHED = Q(reason=None, origin=None, revisions=None)
"""Stops that no person has dealt with: they may go when counting shows that there was none."""


class DowntimeRevision(models.Model):
    """Who changed what of a stop, and how it was before."""

    downtime = models.ForeignKey(Downtime, models.PROTECT, related_name="revisions")
    action = models.CharField(
        max_length=10, choices=[("reason", _("Reason")), ("split", _("Split")), ("undo", _("Undo"))]
    )
    reason_before = models.ForeignKey(DowntimeReason, models.PROTECT, null=True, related_name="+")
    reason_after = models.ForeignKey(DowntimeReason, models.PROTECT, null=True, related_name="+")
    note_before = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of a stop")
        verbose_name_plural = _("changes of stops")
        ordering = ["-made_at"]
