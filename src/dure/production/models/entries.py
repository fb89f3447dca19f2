"""What people enter by hand: pieces of a work unit without a counter, and rejects found at any work unit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import Person, WorkUnit
from dure.production.models.orders import OperationRun
from dure.production.models.results import ResultCorrection


class RejectReason(models.Model):
    """Why a piece is no good or is worked on again; one short list that the plant edits."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reason of rejects")
        verbose_name_plural = _("reasons of rejects")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name


class HandEntry(models.Model):
    """One quantity that a person typed in; never changed, only taken back and, if wrong, replaced.

    Without a machine that counts, its pieces stand in the row of results of source HAND that has
    the entry's hour, shift, run and item. Where a machine counts the good ones, the entry tells of
    counted pieces that they are no good: `corrections` are the differences it made.
    """

    class Kind(models.TextChoices):
        GOOD = "good", _("Good")
        REJECT = "reject", _("Reject")
        REWORK = "rework", _("Rework")

    client_id = models.UUIDField(unique=True, help_text="made by the page that sent it; the same one counts once")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    starts_at = models.DateTimeField(_("from"), help_text="start of the span of plant time it belongs to")
    hour = models.DateTimeField()
    shift_date = models.DateField(null=True)
    shift = models.CharField(_("shift"), max_length=20, blank=True)
    run = models.ForeignKey(OperationRun, models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+", verbose_name=_("item"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    reason = models.ForeignKey(RejectReason, models.PROTECT, null=True, related_name="+", verbose_name=_("reason"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_reclassified = models.BooleanField(default=False, help_text="pieces that a machine counted as good")
    corrections = models.ManyToManyField(ResultCorrection, related_name="entries")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("entry by hand")
        verbose_name_plural = _("entries by hand")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="production_entry_positive"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="production_entry_undone_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["work_unit", "made_at"], name="production_entry_unit")]
