"""Asking several suppliers for the same goods, and what they answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models.partners import Partner
from dure.inventory.models import Item, Unit
from dure.plant.models import Person


class Inquiry(models.Model):
    """A question for prices and dates. It is over when orders follow from it, or when it is dropped."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("trade", "Open")
        DECIDED = "decided", _("Decided")
        DROPPED = "dropped", _("Dropped")

    number = models.CharField(_("number"), max_length=40, unique=True)
    asked_on = models.DateField(_("date"))
    answer_by = models.DateField(_("answer by"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    note = models.TextField(_("note"), blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_on", "-number"]
        verbose_name = _("request for quotation")
        verbose_name_plural = _("requests for quotation")

    def __str__(self) -> str:
        return self.number


class InquiryLine(models.Model):
    """Goods that are asked for. chosen: the supplier's answer that is taken."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("line"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4)
    needed_on = models.DateField(_("needed on"), null=True, blank=True)
    chosen = models.ForeignKey("Answer", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        verbose_name = _("line of a request for quotation")
        verbose_name_plural = _("lines of requests for quotation")
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "position"], name="commerce_inquiry_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="commerce_inquiry_positive"),
        ]


class AskedSupplier(models.Model):
    """A supplier that is asked. answered_on: None while we wait; declined: it doesn't offer."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="suppliers")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("supplier"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    declined = models.BooleanField(_("doesn't offer"), default=False)
    note = models.CharField(_("terms, remarks"), max_length=200, blank=True)

    class Meta:
        ordering = ["partner__name"]
        verbose_name = _("supplier asked")
        verbose_name_plural = _("suppliers asked")
        constraints = [models.UniqueConstraint(fields=["inquiry", "partner"], name="commerce_asked_once")]


class Answer(models.Model):
    """A supplier's price for one unit of a line, and the day it would come."""

    asked = models.ForeignKey(AskedSupplier, models.CASCADE, related_name="answers")
    line = models.ForeignKey(InquiryLine, models.CASCADE, related_name="answers")
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)
    comes_on = models.DateField(_("comes on"), null=True, blank=True)

    class Meta:
        ordering = ["price"]
        verbose_name = _("supplier's answer")
        verbose_name_plural = _("suppliers' answers")
        constraints = [
            models.UniqueConstraint(fields=["asked", "line"], name="commerce_answer_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="commerce_answer_price"),
        ]
