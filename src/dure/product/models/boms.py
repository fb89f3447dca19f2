"""Bills of materials."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item, Unit
from dure.product.models.revisions import Revision, rules

_PERCENT = {"max_digits": 7, "decimal_places": 4}


class Bom(Revision):
    """Lines hold for `base_quantity` that is started; of that, `yield_percent` comes out good."""

    base_quantity = models.DecimalField(_("base quantity"), max_digits=18, decimal_places=4, default=Decimal(1))
    yield_percent = models.DecimalField(_("yield (%)"), **_PERCENT, default=Decimal(100))

    class Meta:
        ordering = ["item", "valid_from", "revision"]
        verbose_name = _("bill of materials")
        constraints = [
            *rules("product_bom"),
            models.CheckConstraint(condition=Q(base_quantity__gt=0), name="product_bom_base_positive"),
            models.CheckConstraint(condition=Q(yield_percent__gt=0, yield_percent__lte=100), name="product_bom_yield"),
        ]


class BomLine(models.Model):
    class Kind(models.TextChoices):
        COMPONENT = "component", _("Component")
        BY_PRODUCT = "by_product", _("By-product")
        CO_PRODUCT = "co_product", _("Co-product")

    class Use(models.TextChoices):
        BACKFLUSH = "backflush", _("Taken off by what was made")
        SCAN = "scan", _("Scanned when it is used")

    bom = models.ForeignKey(Bom, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("position"), default=10)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.COMPONENT)
    component = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("component"))
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=6)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    scrap_percent = models.DecimalField(
        _("scrap (%)"), **_PERCENT, default=Decimal(0), help_text=_("Share of what is issued that is lost.")
    )
    is_whole = models.BooleanField(_("only whole units"), default=False)
    operation_number = models.PositiveIntegerField(_("used at operation"), null=True, blank=True)
    use = models.CharField(_("how it is taken off"), max_length=10, choices=Use, default=Use.BACKFLUSH)
    cost_share = models.DecimalField(
        _("share of cost (%)"), **_PERCENT, default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["bom", "position", "id"]
        verbose_name = _("line of a bill of materials")
        constraints = [
            models.UniqueConstraint(
                fields=["bom", "component", "operation_number", "kind"],
                nulls_distinct=False,
                name="product_bom_line_once",
                violation_error_message=_("This component stands at this operation already."),
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="product_bom_line_positive"),
            models.CheckConstraint(
                condition=Q(scrap_percent__gte=0, scrap_percent__lt=100), name="product_bom_line_scrap"
            ),
            models.CheckConstraint(condition=Q(cost_share=0) | Q(kind="co_product"), name="product_bom_line_cost"),
        ]

    def __str__(self) -> str:
        return f"{self.bom} · {self.component}"


class BomAlternative(models.Model):
    """What may take a component's place, lowest `priority` first: `ratio` of it replaces one of the component."""

    line = models.ForeignKey(BomLine, models.CASCADE, related_name="alternatives")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("alternative"))
    priority = models.PositiveIntegerField(_("priority"), default=1)
    ratio = models.DecimalField(_("instead of one"), max_digits=18, decimal_places=6, default=Decimal(1))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["line", "priority", "id"]
        verbose_name = _("alternative component")
        constraints = [
            models.UniqueConstraint(fields=["line", "item"], name="product_alternative_once"),
            models.UniqueConstraint(fields=["line", "priority"], name="product_alternative_order"),
            models.CheckConstraint(condition=Q(ratio__gt=0), name="product_alternative_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.line} → {self.item}"


class DraftEdit(models.Model):
    """What a draft was before an edit, so that the edit can be undone. Removed when the draft is approved."""

    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    what = models.CharField(max_length=40)
    before = models.JSONField()
    edited_by = models.ForeignKey("plant.Person", models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(auto_now_add=True)
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["table", "row_id"], name="product_draft_edit_of")]
