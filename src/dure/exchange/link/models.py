"""Hubs that the plant may talk to, contracts with them, and every message that was made under one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.kernel.report import Kind, Reason
from dure.plant.models import Person

KINDS = {Kind.CONTRACT: _("contract"), Kind.REPORT: _("daily report"), Kind.REVOCATION: _("revocation")}


class Hub(models.Model):
    """A hub as it invited the plant; see `kernel.invitation`."""

    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=64, unique=True)
    address = models.CharField(_("address"), max_length=200)
    ticket = models.TextField()
    authority = models.TextField(blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """What is told to whom, of which days, and until when it may be read. plant: the key that signs it.

    Agreed once, it stays as it is; a revocation ends it for good. trouble: why the hub refused last.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="contracts", verbose_name=_("hub"))
    code = models.CharField(max_length=32, unique=True)
    plant = models.CharField(max_length=64)
    reader = models.CharField(_("who reads it"), max_length=120)
    purpose = models.CharField(_("what for"), max_length=200)
    codes = ArrayField(models.CharField(max_length=40), verbose_name=_("figures"))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    read_until = models.DateField(_("may be read until"))
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    trouble = models.CharField(max_length=20, blank=True, choices=[(one.value, one.value) for one in Reason])
    trouble_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("data contract")
        verbose_name_plural = _("data contracts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on"), last_on__lte=F("read_until")), name="exchange_contract_days"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(agreed_at__isnull=False), name="exchange_revoked_was_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub} · {self.purpose}"

    @property
    def is_in_force(self) -> bool:
        return self.agreed_at is not None and self.revoked_at is None


class Sent(models.Model):
    """A message under a contract. packet: its bytes as they go out. tries: how often it was given to the line.

    received_at: when the hub's signed receipt came first; receipt: its bytes. is_due: it waits to be given to the line,
    for the first time or again.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    day = models.DateField(null=True)
    packet = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(null=True, blank=True)
    receipt = models.BinaryField(null=True)
    is_due = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("message to a hub")
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="exchange_sent_number_once"),
            models.UniqueConstraint(fields=["contract", "day"], name="exchange_sent_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.number}"

    @property
    def is_withdrawn(self) -> bool:
        """Stopped by the revocation before a receipt came; tried, so it may have arrived."""
        return self.received_at is None and not self.is_due
