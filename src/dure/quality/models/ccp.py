"""The record of critical control points: rows are added and never changed, each chained to the one before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.inventory.models import Item, Lot
from dure.plant.models import Person, WorkUnit
from dure.production.models import WorkOrder
from dure.quality.models.haccp import ControlPoint
from dure.quality.models.nonconformance import Nonconformance

VALUE = {"max_digits": 18, "decimal_places": 6, "null": True}


class CcpRecord(models.Model):
    """One thing that was seen, done or signed at a CCP.

    A value names its interval (slot) and its limits at that moment. A correction, a corrective action and a signature
    point at the row they are about (about). Database triggers refuse every change and removal, also by the
    application's role; the hash tells when somebody more powerful did it anyway.
    """

    class Kind(models.TextChoices):
        VALUE = "value", pgettext_lazy("CCP", "Value")
        CORRECTION = "correction", pgettext_lazy("CCP", "Correction")
        MISSED = "missed", pgettext_lazy("CCP", "Not measured")
        ACTION = "action", _("Corrective action")
        VERIFICATION = "signature", _("Verified")

    class Source(models.TextChoices):
        HAND = "hand", _("By hand")
        SIGNAL = "signal", pgettext_lazy("CCP", "From the signal")

    sequence = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)
    client_id = models.UUIDField(unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    point = models.ForeignKey(ControlPoint, models.PROTECT, related_name="entries")
    mark = models.CharField(max_length=20)
    slot = models.DateTimeField(null=True)
    at = models.DateTimeField()
    written_at = models.DateTimeField()
    source = models.CharField(max_length=6, choices=Source, default=Source.HAND)
    value = models.DecimalField(_("value"), **VALUE)
    low = models.DecimalField(**VALUE)
    high = models.DecimalField(**VALUE)
    readings = models.PositiveIntegerField(default=0)
    lower = models.DecimalField(**VALUE)
    upper = models.DecimalField(**VALUE)
    is_within = models.BooleanField(null=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    day = models.DateField(null=True)
    case = models.ForeignKey(Nonconformance, models.PROTECT, null=True, related_name="ccp_records")
    text = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_as = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["sequence"]
        verbose_name = _("entry of a CCP")
        verbose_name_plural = _("entries of CCPs")
        constraints = [
            models.UniqueConstraint(
                fields=["mark", "slot", "kind"], condition=Q(source="signal"), name="quality_ccp_signal_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["value", "correction"])
                | Q(value__isnull=False, low__isnull=False, high__isnull=False, is_within__isnull=False),
                name="quality_ccp_value_is_there",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["correction", "action"]) | (Q(about__isnull=False) & ~Q(text="")),
                name="quality_ccp_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="signature") | Q(person__isnull=False, day__isnull=False),
                name="quality_ccp_somebody_signs",
            ),
        ]
        indexes = [models.Index(fields=["mark", "at"], name="quality_ccp_sheet")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.mark} {self.get_kind_display()}"

    @property
    def value_text(self) -> str:
        """The value as it is read, with the lowest and highest of its interval where a signal told it."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        value, low, high = (f"{one:.{self.point.decimals}f}" for one in (self.value, self.low, self.high))
        return value if self.source == self.Source.HAND else f"{value} ({low}–{high})"


class CcpAnchor(models.Model):
    """The head of the chain as it was told elsewhere at the end of a day. Added only, as the record itself."""

    day = models.DateField(unique=True)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]
        verbose_name = _("anchored head")
        verbose_name_plural = _("anchored heads")

    def __str__(self) -> str:
        return f"{self.day} {self.sequence}"


class CleaningCheck(models.Model):
    """A work unit was cleaned of the allergens it carried; signed, and not changed afterwards."""

    client_id = models.UUIDField(unique=True)
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    next_item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+", verbose_name=_("next item"))
    before = models.CharField(max_length=200)
    allergens = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    swab = models.CharField(_("swab result"), max_length=80, blank=True)
    swab_is_good = models.BooleanField(null=True)
    is_good = models.BooleanField()
    at = models.DateTimeField()
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("cleaning check")
        verbose_name_plural = _("cleaning checks")
        indexes = [models.Index(fields=["work_unit", "-at"], name="quality_cleaning_unit")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(swab_is_good=False) | Q(is_good=False), name="quality_cleaning_by_its_swab"
            )
        ]

    def __str__(self) -> str:
        return f"{self.work_unit} {self.at:%Y-%m-%d %H:%M}"
