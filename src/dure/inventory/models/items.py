"""Items and their units (ISA-95 part 2, material definitions)."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.inventory.allergens import ALLERGENS


class Unit(models.Model):
    """A unit of quantity. factor: how many of the dimension's first unit one of it is; None for a packing whose
    content differs by item, which then needs an `ItemUnit`."""

    class Dimension(models.TextChoices):
        COUNT = "count", _("Count")
        MASS = "mass", _("Mass")
        LENGTH = "length", _("Length")
        AREA = "area", pgettext_lazy("dimension", "Area")
        VOLUME = "volume", _("Volume")

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    own_name = models.CharField(_("name"), max_length=40, blank=True)
    dimension = models.CharField(_("dimension"), max_length=10, choices=Dimension)
    factor = models.DecimalField(_("factor"), max_digits=24, decimal_places=12, null=True, blank=True)
    aliases = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    """other spellings that are taken in imports"""

    class Meta:
        ordering = ["dimension", "code"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [models.CheckConstraint(condition=Q(factor=None) | Q(factor__gt=0), name="inventory_unit_factor")]

    def __str__(self) -> str:
        return self.code


class Item(models.Model):
    class Kind(models.TextChoices):
        RAW = "raw", _("Raw material")
        SEMI = "semi", _("Semi-finished")
        FINISHED = "finished", _("Finished")
        PACKAGING = "packaging", _("Packaging")
        MERCHANDISE = "merchandise", _("Merchandise")
        CONSUMABLE = "consumable", _("Consumable")
        SERVICE = "service", _("Service")

    class Tracking(models.TextChoices):
        NONE = "none", _("Not tracked")
        LOT = "lot", _("By lot")
        SERIAL = "serial", _("By serial number")

    class Supply(models.TextChoices):
        BUY = "buy", _("Bought")
        MAKE = "make", _("Made")
        SUBCONTRACT = "subcontract", _("Subcontracted")

    class Costing(models.TextChoices):
        AVERAGE = "average", _("Moving average")
        STANDARD = "standard", _("Standard cost")

    class Removal(models.TextChoices):
        FEFO = "fefo", _("What expires first goes first")
        FIFO = "fifo", _("What came first goes first")

    class ExpiryRule(models.TextChoices):
        EARLIER = "earlier", _("Own shelf life, but not after its ingredients")
        OWN = "own", _("Own shelf life")
        INGREDIENTS = "ingredients", _("What the earliest ingredient has")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    specification = models.CharField(_("specification"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.FINISHED)
    group = models.CharField(_("group"), max_length=60, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_column="unit", related_name="+", default="EA", verbose_name=_("unit")
    )
    second_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second unit"),
        help_text=_("Measured at every move beside the quantity, such as the weight of each piece."),
    )
    tracking = models.CharField(_("tracking"), max_length=8, choices=Tracking, default=Tracking.NONE)
    shelf_life_days = models.PositiveIntegerField(_("shelf life in days"), null=True, blank=True)
    expiry_rule = models.CharField(
        _("use-by date of what is made"), max_length=12, choices=ExpiryRule, default=ExpiryRule.EARLIER
    )
    removal = models.CharField(_("removal"), max_length=8, choices=Removal, default=Removal.FEFO)
    supply = models.CharField(_("supply"), max_length=12, choices=Supply, default=Supply.MAKE)
    is_phantom = models.BooleanField(
        _("phantom"), default=False, help_text=_("Never stocked: its parts take its place.")
    )
    barcode = models.CharField(_("barcode"), max_length=48, blank=True)
    origin = models.CharField(_("origin"), max_length=60, blank=True)
    allergens = ArrayField(
        models.CharField(max_length=20, choices=ALLERGENS), verbose_name=_("allergens"), default=list, blank=True
    )
    lead_time_days = models.PositiveIntegerField(pgettext_lazy("item", "lead time in days"), default=0)
    safety_stock = models.DecimalField(_("safety stock"), max_digits=18, decimal_places=4, default=0)
    lot_minimum = models.DecimalField(_("smallest order"), max_digits=18, decimal_places=4, default=0)
    lot_multiple = models.DecimalField(_("order multiple"), max_digits=18, decimal_places=4, default=0)
    lot_days = models.PositiveIntegerField(_("days covered by one order"), default=0)
    costing = models.CharField(_("costing"), max_length=8, choices=Costing, default=Costing.AVERAGE)
    picture = models.FileField(_("picture"), upload_to="items/", blank=True)
    note = models.TextField(_("note"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(fields=["barcode"], condition=~Q(barcode=""), name="inventory_item_barcode_once"),
            models.CheckConstraint(
                condition=Q(safety_stock__gte=0, lot_minimum__gte=0, lot_multiple__gte=0),
                name="inventory_item_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(second_unit=None) | ~Q(second_unit=F("unit")), name="inventory_item_second_unit_differs"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ItemUnit(models.Model):
    """Another unit of one item: 1 `unit` = numerator / denominator of the item's own unit."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="other_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    numerator = models.DecimalField(_("contains"), max_digits=18, decimal_places=6)
    denominator = models.DecimalField(_("per"), max_digits=18, decimal_places=6, default=1)
    barcode = models.CharField(_("barcode"), max_length=48, blank=True)

    class Meta:
        ordering = ["item", "unit"]
        verbose_name = _("unit of an item")
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="inventory_item_unit_once"),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, denominator__gt=0), name="inventory_item_unit_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{Decimal(self.denominator).normalize():f} {self.unit_id} = {Decimal(self.numerator).normalize():f}"


class CodeRule(models.Model):
    """How codes of a kind of item look, such as `RM-{n:04}`; see `codes`."""

    kind = models.CharField(_("kind"), max_length=12, choices=Item.Kind, primary_key=True)
    pattern = models.CharField(_("pattern"), max_length=40)

    class Meta:
        ordering = ["kind"]
        verbose_name = _("rule of codes")
        verbose_name_plural = _("rules of codes")

    def __str__(self) -> str:
        return f"{self.kind}: {self.pattern}"
