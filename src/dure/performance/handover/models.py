"""Tables of the handover. The database keeps what was signed as it was (migration 0006)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Area, Person


class Handover(models.Model):
    """A shift of an area as its leader gave it over. picture: what stood on the page at that moment.

    shift: the code, empty for a whole day without shifts. Taken back (undone) only before it is received.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    shift_date = models.DateField(_("day of the shift"))
    shift = models.CharField(_("shift"), max_length=20, blank=True)
    shift_name = models.CharField(max_length=60, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    picture = models.JSONField()
    note = models.TextField(_("what the next shift should know"), blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("given over by"))
    signed_at = models.DateTimeField(_("given over"))
    received_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("read and taken over by")
    )
    received_at = models.DateTimeField(_("taken over"), null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("shift handover")
        verbose_name_plural = _("shift handovers")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "shift_date", "shift"], condition=Q(undone_at=None), name="performance_handover_once"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="performance_handover_ends"),
            models.CheckConstraint(
                condition=Q(received_by=None, received_at=None)
                | (Q(received_by__isnull=False, received_at__gte=F("signed_at")) & ~Q(received_by=F("signed_by"))),
                name="performance_handover_read_by_another",
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False, received_at=None),
                name="performance_handover_undone_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area.name} {self.shift_date} {self.shift_name or self.shift}".strip()


class HandoverTask(models.Model):
    """Something that the next shift is to do. Its words stay; that it was done is ticked."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("to do"), max_length=200)
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("ticked by"))

    class Meta:
        verbose_name = _("thing to do after a handover")
        verbose_name_plural = _("things to do after a handover")
        ordering = ["handover", "number"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "number"], name="performance_handover_task_once"),
            models.CheckConstraint(condition=~Q(text=""), name="performance_handover_task_says_something"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="performance_handover_task_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class HandoverAddition(models.Model):
    """A word put to a handover after it was signed: a correction, or what turned out later. Never changed."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="additions")
    text = models.CharField(_("addition"), max_length=1000)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("addition to a handover")
        verbose_name_plural = _("additions to handovers")
        ordering = ["handover", "written_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="performance_handover_addition_says")]

    def __str__(self) -> str:
        return self.text
