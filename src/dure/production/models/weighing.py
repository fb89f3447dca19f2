"""What is weighed out for orders: how exactly, and each weighing."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item, Lot
from dure.plant.models import Person
from dure.product.models import BomLine
from dure.production.models.making import OrderComponent, OrderMove
from dure.production.weighing import Judged, Limits, Side, limits
from dure.telemetry.models import Signal

_QUANTITY = {"max_digits": 18, "decimal_places": 4}
_PERCENT = {"max_digits": 7, "decimal_places": 4, "null": True, "blank": True}


class WeighRule(models.Model):
    """How far a weight of an item may lie off its target, everywhere or in one line of a bill of materials.

    What has a rule is weighed out. Of percent and quantity on one side the tighter counts.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="+", verbose_name=_("item"))
    bom_line = models.ForeignKey(
        BomLine, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only in this recipe line")
    )
    low_percent = models.DecimalField(_("too little by up to (%)"), **_PERCENT)
    low_quantity = models.DecimalField(_("too little by up to (unit of the item)"), **_QUANTITY, null=True, blank=True)
    high_percent = models.DecimalField(_("too much by up to (%)"), **_PERCENT)
    high_quantity = models.DecimalField(_("too much by up to (unit of the item)"), **_QUANTITY, null=True, blank=True)

    class Meta:
        verbose_name = _("rule of weighing")
        verbose_name_plural = _("rules of weighing")
        ordering = ["item__code", "bom_line_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "bom_line"],
                nulls_distinct=False,
                name="production_weigh_rule_once",
                violation_error_message=_("There is a rule for this already."),
            ),
            models.CheckConstraint(
                condition=(Q(low_percent__gte=0, low_percent__lte=100) | Q(low_percent=None))
                & (Q(high_percent__gte=0) | Q(high_percent=None))
                & (Q(low_quantity__gte=0) | Q(low_quantity=None))
                & (Q(high_quantity__gte=0) | Q(high_quantity=None)),
                name="production_weigh_rule_amounts",
                violation_error_message=_("A limit is not below zero, and no more than 100 % can lack."),
            ),
            models.CheckConstraint(
                condition=(Q(low_percent__isnull=False) | Q(low_quantity__isnull=False))
                & (Q(high_percent__isnull=False) | Q(high_quantity__isnull=False)),
                name="production_weigh_rule_both_sides",
                violation_error_message=_("Give a limit for too little and one for too much."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)

    def limits(self, target: Decimal) -> Limits:
        below, above = Side(self.low_percent, self.low_quantity), Side(self.high_percent, self.high_quantity)
        return limits(target, below, above)


class Weighing(models.Model):
    """A weight that went into an order. client_id: made on the page; the same one is weighed once.

    gross, tare: in `unit`, as the scale said; quantity: net, in the item's own unit; second_quantity: in its second
    one. low, target, high, judged: what counted at that moment for all of the component. allowed_by: who let it be
    too much. reading: the scale's own line. asked: what was sent, to tell a repetition from another weighing.
    """

    class Source(models.TextChoices):
        SCALE = "scale", _("Scale")
        TYPED = "typed", _("Typed")
        SIGNAL = "signal", _("Signal")

    JUDGED = (
        (Judged.UNDER.value, _("too little yet")),
        (Judged.WITHIN.value, _("right")),
        (Judged.OVER.value, _("too much")),
    )

    client_id = models.UUIDField(unique=True)
    component = models.ForeignKey(OrderComponent, models.PROTECT, related_name="weighings")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+", verbose_name=_("lot"))
    moves = models.ManyToManyField(OrderMove, related_name="+")
    gross = models.DecimalField(_("gross"), max_digits=18, decimal_places=6)
    tare = models.DecimalField(_("tare"), max_digits=18, decimal_places=6, default=0)
    unit = models.CharField(_("unit"), max_length=12)
    quantity = models.DecimalField(_("net"), **_QUANTITY)
    second_quantity = models.DecimalField(_("second quantity"), **_QUANTITY, null=True)
    source = models.CharField(_("from"), max_length=8, choices=Source)
    signal = models.ForeignKey(Signal, models.SET_NULL, null=True, related_name="+")
    reading = models.CharField(max_length=60, blank=True)
    target = models.DecimalField(_("target"), **_QUANTITY)
    low = models.DecimalField(**_QUANTITY)
    high = models.DecimalField(**_QUANTITY)
    judged = models.CharField(_("result"), max_length=8, choices=JUDGED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    allowed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("allowed by"))
    at = models.DateTimeField(_("at"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    asked = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("weighing")
        verbose_name_plural = _("weighings")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, tare__gte=0), name="production_weighing_positive"),
            models.CheckConstraint(
                condition=~Q(judged="over") | (Q(allowed_by__isnull=False) & ~Q(reason="")),
                name="production_weighing_over_is_allowed",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="production_weighing_time")]
