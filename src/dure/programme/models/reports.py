"""What plants of firms tell the region: enrolled plants, their contracts, messages, figures, refusals, and who read.

Figures can be read while their contract holds; the database itself keeps it so (`row_security.WhileInForce`).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.kernel.report import Kind, Reason
from dure.plant.models import Person
from dure.programme.models.firms import OfAFirm

REASONS = {
    Reason.UNREADABLE: _("It can't be read"),
    Reason.ALTERED: _("It was changed on its way, or somebody else signed it"),
    Reason.OTHER_PLANT: _("It belongs to another plant"),
    Reason.OTHER_CONTRACT: _("It belongs to another contract"),
    Reason.GAP: _("A message before it is missing"),
    Reason.OTHER_CONTENT: _("Its number came before with other content"),
    Reason.BROKEN_CHAIN: _("It doesn't follow what came before"),
    Reason.NOT_AGREED: _("The contract doesn't have this day or this figure"),
    Reason.EARLY: _("The day isn't over yet by the hub's clock: the plant's clock is wrong"),
    Reason.REVOKED: _("The contract was revoked"),
}
KINDS = {Kind.CONTRACT: _("contract"), Kind.REPORT: _("daily report"), Kind.REVOCATION: _("revocation")}


class EnrolledPlant(OfAFirm):
    """A plant of a firm that may dial in. key: its public key, hex, as its page shows it."""

    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(_("key of the plant"), max_length=64, unique=True)
    is_active = models.BooleanField(_("may report"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("plant")
        verbose_name_plural = _("plants")

    def __str__(self) -> str:
        return self.name


class ReportContract(OfAFirm):
    """A contract as the plant signed it. number, digest: of the last message taken. revoked_at: when its revocation
    arrived here; from then on its figures can't be read."""

    plant = models.ForeignKey(EnrolledPlant, models.PROTECT, related_name="contracts")
    code = models.CharField(max_length=32)
    reader = models.CharField(_("who reads it"), max_length=120)
    purpose = models.CharField(_("what for"), max_length=200)
    codes = ArrayField(models.CharField(max_length=40))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    read_until = models.DateField(_("may be read until"))
    received_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("data contract")
        verbose_name_plural = _("data contracts")
        constraints = [models.UniqueConstraint(fields=["plant", "code"], name="programme_contract_once")]

    def __str__(self) -> str:
        return f"{self.plant} · {self.purpose}"


class ReceivedMessage(OfAFirm):
    """That a message was taken, and when: a log that stays when its figures can't be read any more."""

    contract = models.ForeignKey(ReportContract, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    day = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["contract", "number"]
        verbose_name = _("received message")
        verbose_name_plural = _("received messages")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="programme_message_once"),
            models.UniqueConstraint(fields=["contract", "day"], name="programme_day_once"),
        ]


class ReportPacket(OfAFirm):
    """The bytes of a daily report as the plant signed them."""

    contract = models.ForeignKey(ReportContract, models.PROTECT, related_name="+")
    message = models.OneToOneField(ReceivedMessage, models.PROTECT, related_name="+")
    packet = models.BinaryField()

    class Meta:
        verbose_name = _("signed report")
        verbose_name_plural = _("signed reports")


class ReportFigure(OfAFirm):
    """A figure of a day. automatic: share of the day's pieces that machines counted."""

    contract = models.ForeignKey(ReportContract, models.PROTECT, related_name="figures")
    day = models.DateField()
    code = models.CharField(max_length=40)
    unit = models.CharField(max_length=20, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    automatic = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering = ["contract", "day", "code"]
        verbose_name = _("reported figure")
        verbose_name_plural = _("reported figures")
        constraints = [models.UniqueConstraint(fields=["contract", "day", "code"], name="programme_figure_once")]


class RefusedMessage(OfAFirm):
    """What a plant sent and wasn't taken, by its reason; nothing of what it says is kept. times: how often it came."""

    plant = models.ForeignKey(EnrolledPlant, models.PROTECT, related_name="refused")
    contract = models.CharField(max_length=32, blank=True)
    number = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=20, choices=list(REASONS.items()))
    digest = models.CharField(max_length=64)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-last_at"]
        verbose_name = _("refused message")
        verbose_name_plural = _("refused messages")
        constraints = [
            models.UniqueConstraint(
                fields=["plant", "contract", "number", "reason"], name="programme_refusal_once"
            )
        ]  # fmt: skip


class ReportReading(OfAFirm):
    """Somebody looked at figures of a contract."""

    contract = models.ForeignKey(ReportContract, models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reading of a report")
        verbose_name_plural = _("readings of reports")
