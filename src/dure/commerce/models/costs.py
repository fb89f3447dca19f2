"""What an hour costs, what an item should cost, and what a month's overhead was."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import Person, WorkCenter

_WON = {"max_digits": 18, "decimal_places": 4, "default": 0}
_PARTS = ("material", "labour", "machine", "overhead", "outside")


class HourlyRate(models.Model):
    """Won an hour at a work center (none: wherever no own rate is set), from a day on.

    overhead goes with the hours worked; fixed_overhead is the budget of a period by its normal hours;
    overhead_percent comes on top of labour and machine.
    """

    work_center = models.ForeignKey(
        WorkCenter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work center")
    )
    valid_from = models.DateField(_("valid from"))
    labour = models.DecimalField(_("labour (won/hour and person)"), **_WON)
    people = models.DecimalField(_("people at work"), max_digits=6, decimal_places=2, default=1)
    machine = models.DecimalField(_("machine (won/hour)"), **_WON)
    overhead = models.DecimalField(_("variable overhead (won/hour)"), **_WON)
    fixed_overhead = models.DecimalField(_("fixed overhead (won/hour)"), **_WON)
    overhead_percent = models.DecimalField(
        _("overhead on labour and machine, percent"), max_digits=7, decimal_places=2, default=0
    )

    class Meta:
        ordering = ["work_center", "-valid_from"]
        verbose_name = _("hourly rate")
        verbose_name_plural = _("hourly rates")
        constraints = [
            models.UniqueConstraint(
                fields=["work_center", "valid_from"],
                nulls_distinct=False,
                name="commerce_rate_once",
                violation_error_message=_("There is a rate from this day on already."),
            ),
            models.CheckConstraint(
                condition=Q(
                    labour__gte=0,
                    people__gte=0,
                    machine__gte=0,
                    overhead__gte=0,
                    fixed_overhead__gte=0,
                    overhead_percent__gte=0,
                ),
                name="commerce_rate_not_negative",
                violation_error_message=_("A rate is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_center or _('All work centers')} {self.valid_from}"


class StandardCost(models.Model):
    """What one of an item should cost from a moment on, in won, by what it is spent on. Never changed.

    worked_out_on: the day whose recipes, routings, rates and prices it follows.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    set_at = models.DateTimeField(_("set"))
    worked_out_on = models.DateField(_("worked out for"))
    material = models.DecimalField(_("material"), **_WON)
    labour = models.DecimalField(_("labour"), **_WON)
    machine = models.DecimalField(_("machine"), **_WON)
    overhead = models.DecimalField(_("overhead"), **_WON)
    outside = models.DecimalField(_("outside work"), **_WON)
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["item", "-set_at", "-id"]
        verbose_name = _("standard cost")
        verbose_name_plural = _("standard costs")
        indexes = [models.Index(fields=["item", "set_at"], name="commerce_standard_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{part}__gte": 0 for part in _PARTS if part != "material"}),
                name="commerce_standard_not_negative",
            )
        ]

    @property
    def total(self):  # type: ignore[no-untyped-def] # Decimal
        return self.material + self.labour + self.machine + self.overhead + self.outside


class OverheadMonth(models.Model):
    """What a month's overhead was and should have been, in won, and how its differences were booked."""

    month = models.DateField(_("month"), unique=True, help_text=_("its first day"))
    budgeted_fixed = models.DecimalField(_("fixed overhead planned"), max_digits=18, decimal_places=0)
    actual_fixed = models.DecimalField(_("fixed overhead spent"), max_digits=18, decimal_places=0)
    actual_variable = models.DecimalField(_("variable overhead spent"), max_digits=18, decimal_places=0)
    spending = models.DecimalField(_("spending variance"), max_digits=18, decimal_places=0)
    volume = models.DecimalField(_("volume variance"), max_digits=18, decimal_places=0)
    entry = models.ForeignKey("ledger.Entry", models.PROTECT, null=True, blank=True, related_name="+")
    booked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ["-month"]
        verbose_name = _("overhead of a month")
        verbose_name_plural = _("overheads of months")
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="commerce_overhead_first_day")]
