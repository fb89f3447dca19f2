"""Where things lie and how they got there.

Moves are never changed or removed. Balances are what the moves add up to: the database keeps them
(migration 0003), refuses to let one fall below zero or below what is reserved, and nobody else writes them.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.inventory.models.items import Item
from dure.plant.models import Person, Site


class Location(models.Model):
    """A place of stock, or one of the outside places that goods come from and go to.

    Only goods in STOCK, QUARANTINE and TRANSIT are owned and have a balance and a value.
    """

    class Kind(models.TextChoices):
        STOCK = "stock", pgettext_lazy("place", "Stock")
        QUARANTINE = "quarantine", _("Quarantine")
        TRANSIT = "transit", _("On the way")
        SUPPLIER = "supplier", _("Suppliers")
        CUSTOMER = "customer", _("Customers")
        PRODUCTION = "production", _("Production")
        DIFFERENCE = "difference", _("Stock-take differences")
        SCRAP = "scrap", _("Scrap")
        MAINTENANCE = "maintenance", _("Maintenance")

    code = models.CharField(_("code"), max_length=40, unique=True)
    own_name = models.CharField(_("name"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.STOCK)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("location")
        verbose_name_plural = _("locations")

    OWNED = (Kind.STOCK, Kind.QUARANTINE, Kind.TRANSIT)

    def __str__(self) -> str:
        return self.own_name or place_word(self.code)

    @property
    def is_owned(self) -> bool:
        return self.kind in self.OWNED


def place_word(code: str) -> str:
    """What a place without a name is called: by its kind if it is the one that every plant has of it, else its code."""
    kind = code.lower()
    return str(Location.Kind(kind).label) if code.isupper() and kind in Location.Kind.values else code


class Lot(models.Model):
    """Goods of one item that are told apart: a lot, or one piece with its serial number."""

    class Status(models.TextChoices):
        AVAILABLE = "available", _("Available")
        QUARANTINE = "quarantine", _("Waiting for a check")
        HOLD = "hold", _("On hold")
        REJECTED = "rejected", _("Rejected")

    item = models.ForeignKey(Item, models.PROTECT, related_name="lots", verbose_name=_("item"))
    number = models.CharField(_("lot number"), max_length=60)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.AVAILABLE)
    status_reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    expires_on = models.DateField(_("use by"), null=True, blank=True)
    supplier_number = models.CharField(_("supplier's lot number"), max_length=60, blank=True)
    origin = models.CharField(_("origin"), max_length=60, blank=True)
    document = models.CharField(_("document"), max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["item", "number"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="inventory_lot_once"),
            models.CheckConstraint(
                condition=Q(made_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("made_on")),
                name="inventory_lot_expires_after_made",
            ),
        ]
        indexes = [models.Index(fields=["number"], name="inventory_lot_number")]

    def __str__(self) -> str:
        return self.number


class StockMove(models.Model):
    """A quantity of an item, in its own unit, went from one location to another.

    second_quantity: the same goods in the item's second unit, as measured. to_lot: where they
    became part of another lot of the item, within what is owned. value: what they were worth in
    won, of a move into or out of what is owned. paid: what the other side was charged with, where
    that is not the value (goods at standard cost, goods sent back). document: number of the order, delivery or other
    paper. reverses: the move that this one takes back.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="moves")
    from_location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    to_location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    to_lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    second_quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    value = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    paid = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    moved_at = models.DateTimeField()
    document = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        ordering = ["-moved_at", "-id"]
        verbose_name = _("stock move")
        indexes = [
            models.Index(fields=["item", "moved_at"], name="inventory_move_item"),
            models.Index(fields=["document"], name="inventory_move_document"),
            models.Index(fields=["lot"], name="inventory_move_lot"),
            models.Index(fields=["moved_at"], name="inventory_move_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_move_positive"),
            models.CheckConstraint(condition=Q(value__gte=0), name="inventory_move_value"),
            models.CheckConstraint(
                condition=~Q(from_location=F("to_location")) | Q(to_lot__isnull=False),
                name="inventory_move_goes_somewhere",
            ),
        ]


class Balance(models.Model):
    """What lies at an owned location, and how much of it is reserved. Written by the database alone."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="balances")
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    second_quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    reserved = models.DecimalField(max_digits=18, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("balance of stock")
        verbose_name_plural = _("balances of stock")
        ordering = ["item", "location", "lot"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "location", "lot"], nulls_distinct=False, name="inventory_balance_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="inventory_stock_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("quantity")), name="inventory_reserved_is_there"
            ),
            models.CheckConstraint(
                condition=Q(second_quantity=None) | Q(second_quantity__gte=0), name="inventory_second_not_negative"
            ),
        ]


class Reservation(models.Model):
    """Stock that is kept for a document; the sums by balance are `Balance.reserved`."""

    balance = models.ForeignKey(Balance, models.PROTECT, related_name="reservations")
    document = models.CharField(max_length=40)
    line = models.PositiveIntegerField(default=0)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "line", "balance"], name="inventory_reservation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_reservation_positive"),
        ]


class Revaluation(models.Model):
    """Stock became worth more or less without moving, because its standard cost changed. Never changed itself."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    change = models.DecimalField(max_digits=18, decimal_places=2, help_text="won")
    standard = models.DecimalField(max_digits=18, decimal_places=4, help_text="won per unit from then on")
    revalued_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("revaluation of stock")
        verbose_name_plural = _("revaluations of stock")
        ordering = ["-revalued_at", "-id"]
        indexes = [models.Index(fields=["item", "revalued_at"], name="inventory_revaluation_item")]


class Worth(models.Model):
    """Quantity and value in won of all that is owned of an item; locked while it is moved in or out."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    value = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    standard = models.DecimalField(
        _("standard cost"), max_digits=18, decimal_places=4, null=True, help_text="won per unit, in force now"
    )

    class Meta:
        verbose_name = _("value of stock")
        verbose_name_plural = _("values of stock")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="inventory_worth_quantity"),
            models.CheckConstraint(condition=Q(value__gte=0), name="inventory_worth_value"),
            models.CheckConstraint(condition=Q(quantity__gt=0) | Q(value=0), name="inventory_nothing_is_worth_nothing"),
        ]


class LotLink(models.Model):
    """Goods of `source` went into `product`: what genealogy is asked from. document: the work order."""

    source = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    product = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    document = models.CharField(max_length=40, blank=True)
    work_unit = models.CharField(max_length=40, blank=True, help_text="code of the work unit where it happened")
    linked_at = models.DateTimeField()
    is_undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("link of lots")
        verbose_name_plural = _("links of lots")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["product"], name="inventory_link_product"),
            models.Index(fields=["source"], name="inventory_link_source"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("product")), name="inventory_lot_is_not_its_own_source"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_link_positive"),
        ]
