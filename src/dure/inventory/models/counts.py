"""Stock-takes: what the shelves say against what the books say."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models.items import Item
from dure.inventory.models.stock import Location, Lot
from dure.plant.models import Person


class StockTake(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", _("Counting")
        APPROVED = "approved", _("Approved")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("number"), max_length=40, unique=True)
    locations = models.ManyToManyField(Location, related_name="+", verbose_name=_("locations"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    is_blind = models.BooleanField(_("counters don't see the book quantity"), default=True)
    needs_second_person = models.BooleanField(_("who counted may not approve"), default=False)
    started_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("stock-take")
        verbose_name_plural = _("stock-takes")

    def __str__(self) -> str:
        return self.number


class StockTakeLine(models.Model):
    """booked: the balance at the moment of counting, so that moves during the count don't make differences."""

    stock_take = models.ForeignKey(StockTake, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    location = models.ForeignKey(Location, models.PROTECT, related_name="+", verbose_name=_("location"))
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lot"))
    booked = models.DecimalField(_("booked"), max_digits=18, decimal_places=4)
    counted = models.DecimalField(_("counted"), max_digits=18, decimal_places=4, null=True)
    counted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField(null=True)
    needs_recount = models.BooleanField(_("to be counted again"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of a stock-take")
        verbose_name_plural = _("lines of stock-takes")
        ordering = ["location", "item", "lot"]
        constraints = [
            models.UniqueConstraint(
                fields=["stock_take", "item", "location", "lot"], nulls_distinct=False, name="inventory_count_once"
            ),
            models.CheckConstraint(condition=Q(counted=None) | Q(counted__gte=0), name="inventory_count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.lot or ''}".strip()


class StockRules(models.Model):
    """What the plant has chosen for its stock: one row, or none while all is as it was at first."""

    counts_are_blind = models.BooleanField(_("counters don't see the book quantity"), default=True)
    count_needs_second_person = models.BooleanField(
        _("a stock-take is approved by one who didn't count"), default=False
    )

    class Meta:
        verbose_name = _("rules of stock")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="inventory_rules_once")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
