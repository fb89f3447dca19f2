"""From which amount on a second person must agree."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApprovalLimit(models.Model):
    class Kind(models.TextChoices):
        PURCHASE = "purchase", _("Purchase order")
        CREDIT = "credit", _("Sale beyond the credit limit")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, unique=True)
    above = models.DecimalField(_("above (won)"), max_digits=18, decimal_places=0)

    class Meta:
        verbose_name = _("approval limit")
        verbose_name_plural = _("approval limits")
        constraints = [models.CheckConstraint(condition=Q(above__gte=0), name="commerce_limit_not_negative")]
