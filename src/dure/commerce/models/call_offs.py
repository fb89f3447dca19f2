"""What a customer with a blanket order calls off for each day, and the lists by which it says so."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.commerce.models.orders import BlanketLine, BlanketOrder, SalesLine
from dure.plant.models import Person


class CallOffList(models.Model):
    """One list of call-offs as it came. From first_day on it takes the place of all that was open before."""

    blanket = models.ForeignKey(BlanketOrder, models.PROTECT, related_name="call_off_lists")
    number = models.PositiveIntegerField(_("number"))
    first_day = models.DateField(_("from"))
    is_cumulative = models.BooleanField(_("cumulative quantities"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    difference = models.JSONField(default=list)
    """[item code, day, open before, open after, released] of each day that changed, as texts"""
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("list of call-offs")
        verbose_name_plural = _("lists of call-offs")
        constraints = [models.UniqueConstraint(fields=["blanket", "number"], name="commerce_call_off_list_once")]

    def __str__(self) -> str:
        return f"{self.blanket.number} / {self.number}"


class CallOff(models.Model):
    """A quantity of a blanket order's line, in its unit, wanted on a day; open until an order carries it."""

    line = models.ForeignKey(BlanketLine, models.PROTECT, related_name="call_offs")
    day = models.DateField(_("day"))
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4)
    source = models.ForeignKey(CallOffList, models.PROTECT, related_name="call_offs")
    order_line = models.OneToOneField(SalesLine, models.SET_NULL, null=True, blank=True, related_name="call_off")

    class Meta:
        ordering = ["day", "line"]
        verbose_name = _("call-off")
        verbose_name_plural = _("call-offs")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="commerce_call_off_positive"),
            models.UniqueConstraint(
                fields=["line", "day"], condition=Q(order_line=None), name="commerce_open_call_off_once"
            ),
        ]
