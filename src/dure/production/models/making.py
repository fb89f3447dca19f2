"""What a work order takes, what comes out of it and what it costs. Numbers are in the item's own unit, money in won."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.inventory.models import Item, Lot, StockMove
from dure.ledger.models import Entry
from dure.plant.models import Person, WorkCenter
from dure.product.models import BomLine, StandardVersion
from dure.production.models.orders import WorkOrder

_QUANTITY = {"max_digits": 18, "decimal_places": 4, "default": 0}
_WON = {"max_digits": 18, "decimal_places": 0, "default": 0}


class LotRule(models.Model):
    """Which lot the goods of an item (none: of every other item) go into."""

    class Lots(models.TextChoices):
        ORDER = "order", _("One lot for an order")
        DAY = "day", _("One lot for a day")
        COMPLETION = "completion", _("A new lot each time")

    item = models.OneToOneField(Item, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("item"))
    lots = models.CharField(_("lots"), max_length=10, choices=Lots, default=Lots.ORDER)

    class Meta:
        verbose_name = _("rule of lots")
        verbose_name_plural = _("rules of lots")
        constraints = [models.UniqueConstraint(fields=["item"], nulls_distinct=False, name="production_lot_rule_once")]


class OrderComponent(models.Model):
    """What an order needs of a component, frozen on release. issued: taken so far, substitutes counted as what
    they replace. bom_line: none when it was added on the floor."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="components")
    position = models.PositiveIntegerField(_("position"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("component"))
    planned = models.DecimalField(_("planned"), **_QUANTITY)
    issued = models.DecimalField(_("issued"), **_QUANTITY)
    operation_number = models.PositiveIntegerField(_("used at operation"), null=True, blank=True)
    use = models.CharField(_("how it is taken off"), max_length=10, choices=BomLine.Use, default=BomLine.Use.BACKFLUSH)
    is_whole = models.BooleanField(default=False)
    bom_line = models.ForeignKey(BomLine, models.PROTECT, null=True, related_name="+")
    alternatives = models.JSONField(default=list, help_text="[id of an item, how much of it replaces one]")

    class Meta:
        ordering = ["order", "position"]
        verbose_name = _("component of an order")
        verbose_name_plural = _("components of orders")
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="production_component_once"),
            models.CheckConstraint(condition=Q(planned__gte=0, issued__gte=0), name="production_component_amounts"),
        ]


class OrderOutput(models.Model):
    """What comes out beside the item: a co-product with its share of the cost in percent, or a by-product."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="outputs")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    kind = models.CharField(max_length=12, choices=BomLine.Kind)
    planned = models.DecimalField(_("planned"), **_QUANTITY)
    received = models.DecimalField(pgettext_lazy("pieces", "received"), **_QUANTITY)
    cost_share = models.DecimalField(_("share of cost (%)"), max_digits=7, decimal_places=4, default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("other output of an order")
        verbose_name_plural = _("other outputs of orders")
        constraints = [models.UniqueConstraint(fields=["order", "item"], name="production_output_once")]


class OrderStandard(models.Model):
    """The version of a work standard that an order is made by, frozen on release."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="standards")
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("work standard of an order")
        verbose_name_plural = _("work standards of orders")
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="production_order_standard_once")]


class Completion(models.Model):
    """Pieces of an order came out. started: how many were begun for them, which is what was taken off for.

    noted_at tells its genealogy apart. value: won that the goods took out of process. entry: what time cost.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="completions")
    good = models.DecimalField(_("good"), **_QUANTITY)
    rejected = models.DecimalField(pgettext_lazy("pieces", "rejected"), **_QUANTITY)
    started = models.DecimalField(**_QUANTITY)
    is_final = models.BooleanField(_("the last of the order"), default=False)
    status_before = models.CharField(max_length=10)
    value = models.DecimalField(_("value"), **_WON)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.CheckConstraint(condition=Q(good__gte=0, rejected__gte=0), name="production_completion_amounts")
        ]


class OrderMove(models.Model):
    """A move of goods into or out of an order. counts_as: of an issue, the quantity of the component that it is for.

    linked: how much of the issue is known to have gone into products. undone: taken back by another move.
    """

    class Kind(models.TextChoices):
        ISSUE = "issue", _("Issue")
        BACK = "back", _("Brought back")
        PRODUCT = "product", _("Product")
        OUTPUT = "output", _("Other output")

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=8, choices=Kind)
    move = models.OneToOneField(StockMove, models.PROTECT, related_name="+")
    completion = models.ForeignKey(Completion, models.PROTECT, null=True, related_name="moves")
    component = models.ForeignKey(OrderComponent, models.PROTECT, null=True, related_name="moves")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(**_QUANTITY)
    counts_as = models.DecimalField(**_QUANTITY)
    value = models.DecimalField(**_WON)
    linked = models.DecimalField(**_QUANTITY)
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("move of an order")
        verbose_name_plural = _("moves of orders")


class OrderTime(models.Model):
    """Seconds that an operation of an order took, and what they cost in won at the rates of the day."""

    class Source(models.TextChoices):
        RUN = "run", _("From the machine's runs")
        ROUTING = "routing", _("From the routing")
        HAND = "hand", _("Entered by hand")

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="times")
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="times")
    operation_number = models.PositiveIntegerField(_("operation"))
    work_center = models.ForeignKey(WorkCenter, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source)
    machine_s = models.DecimalField(**_QUANTITY)
    labour_s = models.DecimalField(**_QUANTITY)
    labour = models.DecimalField(_("labour"), **_WON)
    machine = models.DecimalField(_("machine"), **_WON)
    overhead = models.DecimalField(_("overhead"), **_WON)
    fixed = models.DecimalField(_("of it fixed overhead"), **_WON)

    class Meta:
        ordering = ["id"]
        verbose_name = _("time of an order")
        verbose_name_plural = _("times of orders")


class OrderClosing(models.Model):
    """What was left in process when an order was closed, in won, by cause; positive: it cost more than it should."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="closings")
    price = models.DecimalField(_("price of material"), **_WON)
    usage = models.DecimalField(_("use of material"), **_WON)
    rate = models.DecimalField(_("hourly rates"), **_WON)
    efficiency = models.DecimalField(_("time used"), **_WON)
    volume = models.DecimalField(_("fixed overhead"), **_WON)
    method = models.DecimalField(_("made otherwise than the standard"), **_WON)
    scrap = models.DecimalField(_("nothing good came out"), **_WON)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("closing of an order")
        verbose_name_plural = _("closings of orders")
