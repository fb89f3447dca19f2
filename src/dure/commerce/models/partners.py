"""Firms that one sells to and buys from, and the prices agreed with them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.commerce.tax import Vat
from dure.inventory.models import Item, Unit
from dure.kernel import business_number
from dure.plant.models import Person

VAT_NAMES = {Vat.TAXED: _("Taxed"), Vat.ZERO: _("Zero-rated"), Vat.EXEMPT: _("Exempt")}
VAT_CHOICES = [(kind.value, name) for kind, name in VAT_NAMES.items()]


def check_business_number(value: str) -> None:
    if not business_number.is_valid(value):
        raise ValidationError(_("This is no business number: its check digit doesn't fit."))


class Partner(models.Model):
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    business_number = models.CharField(
        _("business number"), max_length=12, blank=True, validators=[check_business_number]
    )
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    business_type = models.CharField(_("type of business"), max_length=60, blank=True)
    business_item = models.CharField(_("item of business"), max_length=60, blank=True)
    is_customer = models.BooleanField(_("customer"), default=True)
    is_supplier = models.BooleanField(_("supplier"), default=False)
    vat = models.CharField(_("VAT"), max_length=8, choices=VAT_CHOICES, default=Vat.TAXED.value)
    payment_days = models.PositiveIntegerField(_("days to pay"), default=30)
    credit_limit = models.DecimalField(_("credit limit (won)"), max_digits=18, decimal_places=0, null=True, blank=True)
    tax_email = models.EmailField(_("e-mail for tax invoices"), blank=True)
    note = models.TextField(_("note"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["business_number"],
                condition=~Q(business_number=""),
                name="commerce_business_number_once",
                violation_error_message=_("Another partner has this business number."),
            ),
            models.CheckConstraint(
                condition=Q(credit_limit=None) | Q(credit_limit__gte=0), name="commerce_credit_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="addresses")
    name = models.CharField(_("name"), max_length=60)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    lines = models.CharField(_("address"), max_length=250)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_delivery = models.BooleanField(_("for deliveries"), default=True)
    is_main = models.BooleanField(_("main address"), default=False)

    class Meta:
        ordering = ["-is_main", "name"]
        verbose_name = _("address")
        constraints = [
            models.UniqueConstraint(fields=["partner"], condition=Q(is_main=True), name="commerce_one_main_address")
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=60)
    duty = models.CharField(_("duty"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("contact")

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """Won for one unit of an item, sold or bought, from a quantity and a day on; for one partner or for all."""

    class Side(models.TextChoices):
        SALE = "sale", _("Sale")
        PURCHASE = "purchase", _("Purchase")

    side = models.CharField(_("side"), max_length=8, choices=Side)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    partner = models.ForeignKey(
        Partner, models.CASCADE, null=True, blank=True, related_name="prices", verbose_name=_("partner")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    minimum = models.DecimalField(_("from quantity"), max_digits=18, decimal_places=4, default=0)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    partner_code = models.CharField(_("partner's item code"), max_length=60, blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["item", "partner", "minimum", "valid_from"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["side", "item", "partner", "unit", "minimum", "valid_from"],
                nulls_distinct=False,
                name="commerce_price_once",
            ),
            models.CheckConstraint(condition=Q(price__gte=0, minimum__gte=0), name="commerce_price_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="commerce_price_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.partner}" if self.partner_id else str(self.item)
