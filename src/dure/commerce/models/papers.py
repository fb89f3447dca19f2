"""What follows from orders: deliveries, receipts, invoices, payments. Posted ones stay; they are only taken back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models.orders import PurchaseLine, SalesLine
from dure.commerce.models.partners import VAT_CHOICES, Address, Partner
from dure.commerce.models.tax_exports import TaxExport
from dure.commerce.tax import Vat
from dure.inventory.models import Item, Lot, StockMove
from dure.plant.models import Person


class Delivery(models.Model):
    """Goods that went to a customer or, as a return, came back."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    ship_to = models.ForeignKey(Address, models.PROTECT, null=True, blank=True, related_name="+")
    delivered_at = models.DateTimeField(_("delivered"))
    is_return = models.BooleanField(_("return"), default=False)
    carrier = models.CharField(_("carrier, vehicle"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    reopens = models.BooleanField(_("the customer gets new ones"), default=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-delivered_at"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return self.number


class Receipt(models.Model):
    """Goods that came from a supplier or, as a return, went back."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    received_at = models.DateTimeField(_("received"))
    is_return = models.BooleanField(_("return"), default=False)
    partner_reference = models.CharField(_("supplier's delivery note"), max_length=60, blank=True)
    reopens = models.BooleanField(_("the supplier sends new ones"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return self.number


class _GoodsLine(models.Model):
    """replacement: of goods that went back, the line of its own that carries what is to come for them."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=4, help_text="in the item's own unit")
    price = models.DecimalField(max_digits=18, decimal_places=8, help_text="won for one of the item's own unit")
    move = models.OneToOneField(StockMove, models.PROTECT, related_name="+")
    invoiced = models.DecimalField(max_digits=18, decimal_places=4, default=0)

    class Meta:
        abstract = True
        ordering = ["id"]


class DeliveryLine(_GoodsLine):
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(SalesLine, models.PROTECT, related_name="delivery_lines")
    returns = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="returned_by")
    replacement = models.ForeignKey(SalesLine, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(_GoodsLine.Meta):
        verbose_name = _("line of a delivery")
        verbose_name_plural = _("lines of deliveries")
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, invoiced__gte=0, invoiced__lte=F("quantity")),
                name="commerce_delivery_amounts",
            )
        ]


class ReceiptLine(_GoodsLine):
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(PurchaseLine, models.PROTECT, null=True, blank=True, related_name="receipt_lines")
    returns = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="returned_by")
    replacement = models.ForeignKey(PurchaseLine, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(_GoodsLine.Meta):
        verbose_name = _("line of a receipt")
        verbose_name_plural = _("lines of receipts")
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, invoiced__gte=0, invoiced__lte=F("quantity")),
                name="commerce_receipt_amounts",
            )
        ]


class Invoice(models.Model):
    """What a customer owes us (sale) or we owe a supplier (purchase). A credit note has negative amounts."""

    class Side(models.TextChoices):
        SALE = "sale", _("Sale")
        PURCHASE = "purchase", _("Purchase")

    side = models.CharField(_("side"), max_length=8, choices=Side)
    number = models.CharField(_("number"), max_length=40, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    date = models.DateField(_("date"))
    due_on = models.DateField(pgettext_lazy("trade", "due"))
    vat_kind = models.CharField(_("VAT"), max_length=8, choices=VAT_CHOICES, default=Vat.TAXED.value)
    supply = models.DecimalField(_("supply value"), max_digits=18, decimal_places=0)
    vat = models.DecimalField(_("VAT amount"), max_digits=18, decimal_places=0)
    partner_reference = models.CharField(_("partner's invoice number"), max_length=60, blank=True)
    cancels = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="cancelled_by")
    is_opening = models.BooleanField(default=False)
    """open when the books began: without goods, and its VAT was declared before"""
    tax_export = models.ForeignKey(TaxExport, models.SET_NULL, null=True, blank=True, related_name="invoices")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-date", "-number"]
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")

    def __str__(self) -> str:
        return self.number

    @property
    def total(self):  # type: ignore[no-untyped-def] # Decimal
        return self.supply + self.vat


class InvoiceLine(models.Model):
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    price = models.DecimalField(max_digits=18, decimal_places=8)
    supply = models.DecimalField(max_digits=18, decimal_places=0)
    delivery_line = models.ForeignKey(DeliveryLine, models.PROTECT, null=True, blank=True, related_name="invoice_lines")
    receipt_line = models.ForeignKey(ReceiptLine, models.PROTECT, null=True, blank=True, related_name="invoice_lines")

    class Meta:
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines of invoices")
        ordering = ["id"]


class Payment(models.Model):
    """Money that came from a customer or went to a supplier. amount > 0; a refund is the other side's payment."""

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Bank transfer")
        CASH = "cash", _("Cash")
        NOTE = "note", _("Promissory note")
        CARD = "card", _("Card")

    side = models.CharField(_("side"), max_length=8, choices=Invoice.Side)
    number = models.CharField(_("number"), max_length=40, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    date = models.DateField(_("date"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=0)
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.TRANSFER)
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-date", "-number"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="commerce_payment_positive")]

    def __str__(self) -> str:
        return self.number


class SetOff(models.Model):
    """Open credits of a partner set against its open invoices, without money: nothing moves in the books."""

    side = models.CharField(_("side"), max_length=8, choices=Invoice.Side)
    number = models.CharField(_("number"), max_length=40, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    date = models.DateField(_("date"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=0)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-date", "-number"]
        verbose_name = _("set-off")
        verbose_name_plural = _("set-offs")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="commerce_set_off_positive")]

    def __str__(self) -> str:
        return self.number


class Allocation(models.Model):
    """Part of a payment or of a set-off that settles part of an invoice; less than nothing uses a credit note.

    Both payment and set-off: what a payment had left was used for the invoice later.
    """

    payment = models.ForeignKey(Payment, models.CASCADE, null=True, blank=True, related_name="allocations")
    set_off = models.ForeignKey(SetOff, models.CASCADE, null=True, blank=True, related_name="allocations")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=18, decimal_places=0)

    class Meta:
        verbose_name = _("invoice that a payment settles")
        verbose_name_plural = _("invoices that payments settle")
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "set_off", "invoice"], nulls_distinct=False, name="commerce_allocation_once"
            ),
            models.CheckConstraint(
                condition=Q(payment__isnull=False) | Q(set_off__isnull=False), name="commerce_allocation_has_an_act"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="commerce_allocation_not_zero"),
        ]
