"""Sampling tables that the plant has entered, and how severely each supplier's item is inspected."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import Partner
from dure.inventory.models import Item
from dure.plant.models import Person


class Severity(models.TextChoices):
    """As `spc.switching.Severity`."""

    NORMAL = "normal", _("Normal inspection")
    TIGHTENED = "tightened", _("Tightened inspection")
    REDUCED = "reduced", _("Reduced inspection")
    STOPPED = "stopped", _("Inspection stopped")


class SamplingTable(models.Model):
    """A version of the table of one severity. The newest counts; inspections keep the one they were made by.

    source: the standard and edition that it was copied from. Normal plans are built in; a table entered here goes
    before them.
    """

    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    version = models.PositiveIntegerField(_("version"))
    source = models.CharField(_("copied from"), max_length=200)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["severity", "-version"]
        verbose_name = _("sampling table")
        verbose_name_plural = _("sampling tables")
        constraints = [
            models.UniqueConstraint(fields=["severity", "version"], name="quality_table_version"),
            models.CheckConstraint(condition=~Q(severity="stopped"), name="quality_table_severity"),
        ]

    def __str__(self) -> str:
        return f"{self.get_severity_display()} v{self.version}"


class SamplingRow(models.Model):
    """One cell with its arrow followed."""

    table = models.ForeignKey(SamplingTable, models.CASCADE, related_name="rows")
    letter = models.CharField(max_length=1)
    aql = models.CharField(max_length=6)
    n = models.PositiveIntegerField()
    accept = models.PositiveIntegerField()
    reject = models.PositiveIntegerField()

    class Meta:
        ordering = ["table", "letter", "id"]
        verbose_name = _("row of a sampling table")
        verbose_name_plural = _("rows of sampling tables")
        constraints = [
            models.UniqueConstraint(fields=["table", "letter", "aql"], name="quality_sampling_cell_once"),
            models.CheckConstraint(condition=Q(n__gte=1, reject__gt=F("accept")), name="quality_sampling_numbers"),
        ]


class SupplyState(models.Model):
    """How severely an item of a supplier (none: of our own) is inspected at an AQL, and what led there."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    supplier = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supplier")
    )
    kind = models.CharField(max_length=8)
    aql = models.CharField(_("AQL (%)"), max_length=6)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.NORMAL)
    recent = ArrayField(
        models.BooleanField(), default=list, blank=True, help_text="whether the last lots were accepted"
    )
    score = models.PositiveIntegerField(_("switching score"), default=0)
    refused = models.PositiveIntegerField(default=0)
    may_reduce = models.BooleanField(
        _("reduced inspection allowed"), default=False,
        help_text=_("Production is steady and the responsible person agrees (ISO 2859-1, 9.3.3)."),
    )  # fmt: skip

    class Meta:
        ordering = ["item", "supplier"]
        verbose_name = _("severity of inspection")
        verbose_name_plural = _("severities of inspection")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "supplier", "kind", "aql"], nulls_distinct=False, name="quality_state_once"
            )
        ]
