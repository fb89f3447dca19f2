"""The work calendar: shifts, their breaks, deviations."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.plant.models.equipment import CODE, Site, WorkCenter, WorkUnit


class Shift(models.Model):
    """A planned working interval that comes back on certain weekdays.

    It belongs to a site, or to one work center that works otherwise. `ends` at or before
    `starts` means that it ends on the next day; the shift's date is that of its start.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="shifts")
    work_center = models.ForeignKey(
        WorkCenter, models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name=_("work center")
    )
    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    name = models.CharField(_("name"), max_length=60)
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]),
        verbose_name=_("weekdays"),
        help_text=_("0 = Monday … 6 = Sunday, by the day on which the shift starts"),
    )
    works_on_holidays = models.BooleanField(_("works on public holidays"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["site", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "work_center", "code", "valid_from"],
                nulls_distinct=False,
                name="plant_shift_code",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="plant_shift_valid",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Break(models.Model):
    """A planned pause in a shift, given in local time of day."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="breaks")
    name = models.CharField(_("name"), max_length=60, blank=True)
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering = ["starts"]


class CalendarEntry(models.Model):
    """One deviation from the weekly pattern, at a moment in time.

    `kind` overtime adds working time (with the shift code it counts to); closed and
    maintenance take it away. Scope: a work unit, a work center, or the whole site.
    """

    class Kind(models.TextChoices):
        OVERTIME = "overtime", _("Overtime")
        CLOSED = "closed", _("Closed")
        MAINTENANCE = "maintenance", _("Planned maintenance")

    site = models.ForeignKey(Site, models.PROTECT, related_name="calendar_entries")
    work_center = models.ForeignKey(WorkCenter, models.PROTECT, null=True, blank=True, related_name="+")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    shift_code = models.CharField(_("counts to shift"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("deviation of the calendar")
        verbose_name_plural = _("deviations of the calendar")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="plant_entry_ends_after_start"
            )
        ]
