"""Quotations and orders, sold and bought.

One table for both sides of the counter: what differs between selling and buying is the side of
the price, the account and the direction of the goods, not the shape of the paper.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models.partners import VAT_CHOICES, Address, Partner
from dure.commerce.tax import Vat
from dure.inventory.models import Item, Unit
from dure.plant.models import Person


class OrderStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    CONFIRMED = "confirmed", _("Confirmed")
    CLOSED = "closed", pgettext_lazy("trade", "Closed")
    CANCELLED = "cancelled", _("Cancelled")


NEXT = {
    OrderStatus.DRAFT: {OrderStatus.SENT, OrderStatus.CONFIRMED, OrderStatus.CANCELLED},
    OrderStatus.SENT: {OrderStatus.DRAFT, OrderStatus.CONFIRMED, OrderStatus.CANCELLED},
    OrderStatus.CONFIRMED: {OrderStatus.CLOSED, OrderStatus.CANCELLED},
    OrderStatus.CLOSED: {OrderStatus.CONFIRMED},
    OrderStatus.CANCELLED: {OrderStatus.DRAFT},
}
"""Status → those that may follow. Sent: a quotation lies with the customer, or an order with the supplier."""


class _Order(models.Model):
    """approved: a second person's consent, needed above a limit."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    ordered_on = models.DateField(_("date"))
    status = models.CharField(_("status"), max_length=10, choices=OrderStatus, default=OrderStatus.DRAFT)
    partner_reference = models.CharField(_("partner's reference"), max_length=60, blank=True)
    vat = models.CharField(_("VAT"), max_length=8, choices=VAT_CHOICES, default=Vat.TAXED.value)
    note = models.TextField(_("note"), blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-ordered_on", "-number"]

    def __str__(self) -> str:
        return self.number


class _OrderLine(models.Model):
    """`quantity` in the line's unit, `item_quantity` the same in the item's own; `moved` is what has come or gone, net
    of returns, in the item's own unit."""

    position = models.PositiveIntegerField(_("line"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4)
    item_quantity = models.DecimalField(max_digits=18, decimal_places=4)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)
    requested_on = models.DateField(_("wanted by"), null=True, blank=True)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    moved = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    is_closed = models.BooleanField(_("no more to come"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.order} · {self.position}"  # type: ignore[attr-defined]


class SalesOrder(_Order):
    """An order of a customer; a quotation until it is confirmed."""

    ship_to = models.ForeignKey(
        Address, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deliver to")
    )
    valid_until = models.DateField(_("quotation valid until"), null=True, blank=True)
    blanket = models.ForeignKey("BlanketOrder", models.PROTECT, null=True, blank=True, related_name="call_offs")

    class Meta(_Order.Meta):
        abstract = False
        verbose_name = _("sales order")
        verbose_name_plural = _("sales orders")
        indexes = [models.Index(fields=["partner", "ordered_on"], name="commerce_sale_partner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")), name="commerce_sale_four_eyes"
            )
        ]


class SalesLine(_OrderLine):
    """first_promised_on: the date promised when the order was confirmed; on-time delivery is judged by it for ever."""

    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="lines")
    first_promised_on = models.DateField(_("first promised for"), null=True, blank=True)

    class Meta(_OrderLine.Meta):
        verbose_name = _("line of a sales order")
        verbose_name_plural = _("lines of sales orders")
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="commerce_sales_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, item_quantity__gt=0, price__gte=0, moved__gte=0),
                name="commerce_sales_line_amounts",
            ),
        ]


class PurchaseOrder(_Order):
    """An order to a supplier."""

    deliver_to = models.CharField(_("deliver to"), max_length=200, blank=True)

    class Meta(_Order.Meta):
        abstract = False
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")
        indexes = [models.Index(fields=["partner", "ordered_on"], name="commerce_purchase_partner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")), name="commerce_purchase_four_eyes"
            )
        ]


class PurchaseLine(_OrderLine):
    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines")

    class Meta(_OrderLine.Meta):
        verbose_name = _("line of a purchase order")
        verbose_name_plural = _("lines of purchase orders")
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="commerce_purchase_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, item_quantity__gt=0, price__gte=0, moved__gte=0),
                name="commerce_purchase_line_amounts",
            ),
        ]


class PurchaseRequest(models.Model):
    """sales_line: what a customer ordered that this is bought for alone."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("trade", "Open")
        ORDERED = "ordered", _("Ordered")
        REFUSED = "refused", pgettext_lazy("trade", "Refused")

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4)
    needed_on = models.DateField(_("needed on"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    line = models.ForeignKey(PurchaseLine, models.SET_NULL, null=True, blank=True, related_name="requests")
    sales_line = models.ForeignKey(SalesLine, models.SET_NULL, null=True, blank=True, related_name="requests")
    inquiry = models.ForeignKey("Inquiry", models.SET_NULL, null=True, blank=True, related_name="requests")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["needed_on", "id"]
        verbose_name = _("purchase request")
        verbose_name_plural = _("purchase requests")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="commerce_request_positive")]

    def __str__(self) -> str:
        return f"{self.item} · {self.needed_on}"


class BlanketOrder(models.Model):
    """A frame agreed with a customer, called off day by day (often from the customer's own Excel)."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    partner_reference = models.CharField(_("partner's reference"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("blanket order")
        verbose_name_plural = _("blanket orders")
        constraints = [models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="commerce_blanket_days")]

    def __str__(self) -> str:
        return self.number


class BlanketLine(models.Model):
    blanket = models.ForeignKey(BlanketOrder, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    quantity = models.DecimalField(_("agreed quantity"), max_digits=18, decimal_places=4)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)
    start_quantity = models.DecimalField(
        _("delivered before"),
        max_digits=18,
        decimal_places=4,
        default=0,
        help_text=_("What the customer's cumulative figures count from before the first list."),
    )

    class Meta:
        verbose_name = _("line of a blanket order")
        verbose_name_plural = _("lines of blanket orders")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["blanket", "item"], name="commerce_blanket_item_once")]

    def __str__(self) -> str:
        return f"{self.blanket} · {self.item}"
