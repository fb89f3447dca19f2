"""What became of goods that came: the incoming check, and the papers that came with them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models.papers import Receipt, ReceiptLine
from dure.inventory.models import Lot
from dure.plant.models import Person


class IncomingCheck(models.Model):
    """Which part of a line of a receipt is good, waits, or is bad, in the item's own unit.

    lot: the one that was looked at. held_lot, rejected_lot: where those parts are told apart from what is good.
    What is held is looked at again by a later check. Its moves have its number as their document.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    line = models.ForeignKey(ReceiptLine, models.PROTECT, related_name="checks")
    accepted = models.DecimalField(pgettext_lazy("incoming check", "accepted"), max_digits=18, decimal_places=4)
    held = models.DecimalField(_("held"), max_digits=18, decimal_places=4)
    rejected = models.DecimalField(_("rejected"), max_digits=18, decimal_places=4)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    held_lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    rejected_lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(pgettext_lazy("trade", "finding"), max_length=200, blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("incoming check")
        verbose_name_plural = _("incoming checks")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted__gte=0, held__gte=0, rejected__gte=0) & ~Q(accepted=0, held=0, rejected=0),
                name="commerce_check_amounts",
            )
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptFile(models.Model):
    """A paper that came with goods: the maker's certificate, a test report, a picture of damage."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="files")
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="receipt")
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("file of a receipt")
        verbose_name_plural = _("files of receipts")

    def __str__(self) -> str:
        return self.name
