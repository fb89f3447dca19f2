"""What is checked of an item, and how often: characteristics and inspection plans."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models import Partner
from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.product.models import WorkStandard
from dure.quality.models.gauges import Gauge
from dure.telemetry.models import Signal

VALUE = {"max_digits": 18, "decimal_places": 6, "null": True, "blank": True}


class Characteristic(models.Model):
    """One property of an item with its limits. balloon: its number on the drawing.

    standard: the work standard whose condition or check it was taken from; its limits are then taken anew with each
    version.
    """

    class Kind(models.TextChoices):
        MEASURED = "measured", _("Measured")
        GOOD = "good", _("Good or bad")
        DEFECTS = "defects", _("Number of defects")

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    position = models.PositiveIntegerField(_("position"), default=10)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MEASURED)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    lower = models.DecimalField(_("lower limit"), **VALUE)
    target = models.DecimalField(_("target"), **VALUE)
    upper = models.DecimalField(_("upper limit"), **VALUE)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=2)
    balloon = models.CharField(_("number on the drawing"), max_length=12, blank=True)
    method = models.CharField(_("how"), max_length=120, blank=True)
    is_critical = models.BooleanField(
        _("critical"), default=False, help_text=_("One bad piece refuses the lot, whatever the sample allows.")
    )
    gauge = models.ForeignKey(Gauge, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gauge"))
    signal = models.ForeignKey(
        Signal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signal"),
        help_text=_("Its newest value is proposed as the measurement."),
    )  # fmt: skip
    standard = models.ForeignKey(WorkStandard, models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["item", "position", "id"]
        verbose_name = _("characteristic")
        verbose_name_plural = _("characteristics")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "name"], name="quality_characteristic_once",
                violation_error_message=_("The item has a characteristic of this name already."),
            ),
            models.CheckConstraint(
                condition=(Q(lower=None) | Q(upper=None) | Q(lower__lt=F("upper")))
                & (Q(lower=None) | Q(target=None) | Q(lower__lte=F("target")))
                & (Q(target=None) | Q(upper=None) | Q(target__lte=F("upper"))),
                name="quality_limits_in_order",
                violation_error_message=_("Lower limit, target and upper limit must rise."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="measured") | ~Q(lower=None, upper=None), name="quality_measured_has_limits",
                violation_error_message=_("A measured characteristic needs a limit."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class InspectionPlan(models.Model):
    """When an item is inspected, and how many pieces. An empty supplier or operation means all of them."""

    class Kind(models.TextChoices):
        INCOMING = "incoming", _("Incoming inspection")
        FIRST = "first", _("First article inspection")
        PROCESS = "process", _("In-process inspection")
        FINAL = "final", _("Final inspection")

    class Sampling(models.TextChoices):
        AQL = "aql", _("By AQL table")
        FIXED = "fixed", _("A fixed number")
        ALL = "all", _("Every piece")

    class Level(models.TextChoices):
        S1 = "S-1", "S-1"
        S2 = "S-2", "S-2"
        S3 = "S-3", "S-3"
        S4 = "S-4", "S-4"
        I = "I", "I"  # noqa: E741 - the standard's name of the level
        II = "II", "II"
        III = "III", "III"

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    operation_number = models.PositiveIntegerField(_("operation"), null=True, blank=True)
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work unit")
    )
    supplier = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supplier")
    )
    sampling = models.CharField(_("sampling"), max_length=6, choices=Sampling, default=Sampling.FIXED)
    level = models.CharField(_("inspection level"), max_length=4, choices=Level, default=Level.II)
    aql = models.CharField(_("AQL (%)"), max_length=6, default="1.0", blank=True)
    fixed = models.PositiveIntegerField(_("number of pieces"), default=5, validators=[MinValueValidator(1)])
    every_pieces = models.PositiveIntegerField(_("after every so many pieces"), null=True, blank=True)
    every_minutes = models.PositiveIntegerField(_("after every so many minutes"), null=True, blank=True)
    after_setup = models.BooleanField(_("after a set-up or change of order"), default=False)
    after_stop_minutes = models.PositiveIntegerField(_("after a stop longer than (min)"), null=True, blank=True)
    characteristics = models.ManyToManyField(
        Characteristic, related_name="+", blank=True, verbose_name=_("characteristics")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_active = models.BooleanField(pgettext_lazy("plan", "in use"), default=True)

    class Meta:
        ordering = ["item__code", "kind", "id"]
        verbose_name = _("inspection plan")
        verbose_name_plural = _("inspection plans")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "item", "operation_number", "work_unit", "supplier"], nulls_distinct=False,
                name="quality_plan_once",
                violation_error_message=_("There is a plan of this kind for the item already."),
            ),
            models.CheckConstraint(condition=Q(fixed__gte=1), name="quality_plan_pieces"),
            models.CheckConstraint(
                condition=Q(supplier=None) | Q(kind="incoming"), name="quality_supplier_of_incoming",
                violation_error_message=_("Only an incoming inspection has a supplier."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.item}"
