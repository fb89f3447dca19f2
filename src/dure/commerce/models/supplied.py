"""Our own parts that a supplier works on: where they lie, and how many go into what comes back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.commerce.models.orders import PurchaseLine
from dure.commerce.models.papers import ReceiptLine
from dure.commerce.models.partners import Partner
from dure.inventory.models import Item, Location, StockMove


class SupplierPlace(models.Model):
    """The place of our own goods at a supplier."""

    partner = models.OneToOneField(Partner, models.PROTECT, related_name="+")
    location = models.OneToOneField(Location, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("place at a supplier")
        verbose_name_plural = _("places at suppliers")


class SuppliedPart(models.Model):
    """A part that we give the supplier: how much of it goes into one of the ordered item's own unit."""

    line = models.ForeignKey(PurchaseLine, models.CASCADE, related_name="parts")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    per_unit = models.DecimalField(_("for one"), max_digits=18, decimal_places=4)

    class Meta:
        ordering = ["id"]
        verbose_name = _("supplied part")
        verbose_name_plural = _("supplied parts")
        constraints = [
            models.UniqueConstraint(fields=["line", "item"], name="commerce_part_once"),
            models.CheckConstraint(condition=Q(per_unit__gt=0), name="commerce_part_positive"),
        ]


class UsedPart(models.Model):
    """A part that went into what a receipt brought."""

    receipt_line = models.ForeignKey(ReceiptLine, models.PROTECT, related_name="used_parts")
    move = models.OneToOneField(StockMove, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("used part")
        verbose_name_plural = _("used parts")
