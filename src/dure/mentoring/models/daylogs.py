"""The daily log of a mentor at a factory (상주일지). Every save is kept; see `dure.mentoring.daylog`."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.mentoring.daylog import SaveState
from dure.mentoring.models.mentors import Mentor
from dure.mentoring.models.residency import Residency
from dure.plant.models import Person

SAVE_STATES = [
    (SaveState.CURRENT.value, _("as it stands")),
    (SaveState.REPLACED.value, _("replaced")),
    (SaveState.CONFLICT.value, _("to be settled")),
    (SaveState.SETTLED.value, _("settled")),
]


class DayLog(models.Model):
    """One mentor's day. What stands in it is its save in force."""

    residency = models.ForeignKey(Residency, models.PROTECT, related_name="logs")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="logs", verbose_name=_("mentor"))
    day = models.DateField(_("day"))

    class Meta:
        ordering = ["-day", "mentor"]
        verbose_name = _("daily log")
        verbose_name_plural = _("daily logs")
        constraints = [models.UniqueConstraint(fields=["residency", "mentor", "day"], name="mentoring_log_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.mentor}"


class LogSave(models.Model):
    """One save of a day. key: made on the device, taken once. base: the save that it was written on. written_at: by the
    clock of the device, as it says."""

    log = models.ForeignKey(DayLog, models.PROTECT, related_name="saves")
    key = models.UUIDField(unique=True)
    base = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=SAVE_STATES)
    hours = models.DecimalField(
        _("hours on site"), max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(24)]
    )
    done = models.TextField(_("work done"), max_length=4000, blank=True)
    found = models.TextField(_("what was noticed"), max_length=4000, blank=True)
    tomorrow = models.TextField(_("for tomorrow"), max_length=2000, blank=True)
    device = models.CharField(_("device"), max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    received_at = models.DateTimeField(_("arrived at"))

    class Meta:
        ordering = ["log", "id"]
        verbose_name = _("save of a daily log")
        verbose_name_plural = _("saves of daily logs")
        constraints = [
            models.UniqueConstraint(
                fields=["log"], condition=Q(state=SaveState.CURRENT.value), name="mentoring_log_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.log} · {timezone.localtime(self.written_at):%Y-%m-%d %H:%M}"


class LogPhoto(models.Model):
    """A picture of a day. It belongs to the day and not to a save: those of two devices stand beside each other."""

    log = models.ForeignKey(DayLog, models.PROTECT, related_name="photos")
    key = models.UUIDField(unique=True)
    file = models.FileField(_("picture"), upload_to="mentoring")
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(_("arrived at"))

    class Meta:
        ordering = ["log", "id"]
        verbose_name = _("picture of a daily log")
        verbose_name_plural = _("pictures of daily logs")

    def __str__(self) -> str:
        return self.note or str(self.log)
