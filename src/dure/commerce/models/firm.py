"""What papers and tax invoices say of the firm itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dure.commerce.models.partners import check_business_number


class OwnFirm(models.Model):
    """One row, number 1."""

    name = models.CharField(_("name"), max_length=120)
    business_number = models.CharField(
        _("business number"), max_length=12, blank=True, validators=[check_business_number]
    )
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    business_type = models.CharField(_("type of business"), max_length=60, blank=True)
    business_item = models.CharField(_("item of business"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    fax = models.CharField(_("fax"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    bank_account = models.CharField(_("bank account"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("own firm")
        verbose_name_plural = _("own firm")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="commerce_one_own_firm")]

    def __str__(self) -> str:
        return self.name
