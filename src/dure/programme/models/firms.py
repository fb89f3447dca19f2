"""Firms of the region. What belongs to one is seen by who sees it."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.kernel.business_number import shown
from dure.mentoring.models.factories import CITY_CHOICES, Located


class Firm(Located):
    """business_number: the ten digits of its tax registration, kept without dashes."""

    business_number = models.CharField(
        _("business number"), max_length=10, unique=True, validators=[RegexValidator(r"^\d{10}$")]
    )
    name = models.CharField(_("name"), max_length=80)
    city = models.CharField(_("city or county"), max_length=12, choices=CITY_CHOICES)
    sector = models.CharField(_("sector"), max_length=5, help_text=_("KSIC, the letters and digits of its class"))
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    sales = models.DecimalField(_("sales a year (won)"), max_digits=16, decimal_places=0, null=True, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = pgettext_lazy("programme", "firm")
        verbose_name_plural = _("firms")

    def __str__(self) -> str:
        return self.name

    @property
    def number_shown(self) -> str:
        return shown(self.business_number)


class OfAFirm(models.Model):
    """A row that belongs to a firm. Its table gets its policy by `row_security.Guarded` in a migration."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
