"""Tokens of those who read from outside. Only a token's hash is kept."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Person


class TokenScope(models.TextChoices):
    """What a token may read."""

    PLANT = "read:plant", _("Plant and machine states")
    RESULTS = "read:results", _("Production results, stops and intervals")
    KPI = "read:kpi", _("KPIs")
    SIGNALS = "read:signals", _("Last values of signals")


class ApiToken(models.Model):
    """A token of 256 random bits; `hint` are its first letters, so that people can tell tokens apart."""

    name = models.CharField(_("name"), max_length=80)
    hint = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=TokenScope), verbose_name=_("may read"))
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
