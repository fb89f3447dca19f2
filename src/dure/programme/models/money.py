"""What a case costs, who pays which part of it, what was paid, for what, and what comes back.

The database keeps the sums (`migrations`): parts add up to the cost, the public part stays within the rule's rate and
cap, commitments within the cohort's budget, payments within the commitment; however many act at once.
"""

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.kernel.business_number import shown
from dure.plant.models import Person
from dure.programme.models.calls import Cohort, Decided, TypeRule
from dure.programme.models.cases import Case
from dure.programme.models.firms import OfAFirm

_WON = {"max_digits": 14, "decimal_places": 0}


class MoneyRule(Decided):
    """How money of a cohort is handled; the last one decided by a day holds on it.

    four_eyes_above: public won from which a second person approves. interest: a year on what comes back late or was
    used wrongly, such as 0.025.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="money_rules")
    four_eyes_above = models.DecimalField(_("second person above (won)"), **_WON)
    interest = models.DecimalField(_("interest a year"), max_digits=5, decimal_places=4)

    class Meta:
        ordering = ["decided_on", "pk"]
        verbose_name = _("rule for money")
        verbose_name_plural = _("rules for money")
        constraints = [
            models.CheckConstraint(condition=Q(four_eyes_above__gte=0), name="programme_money_four_eyes"),
            models.CheckConstraint(condition=Q(interest__gte=0, interest__lt=1), name="programme_money_interest"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.decided_on}"


class Commitment(OfAFirm):
    """Who pays which part of what a case costs. A change is another version; the approved one holds until the next.

    rate, cap: of the rule by which it was made, so that the database can hold the parts against them.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Waits for approval")
        APPROVED = "approved", pgettext_lazy("money", "Holds")
        REPLACED = "replaced", _("Replaced")
        DECLINED = "declined", _("Declined")

    case = models.ForeignKey(Case, models.PROTECT, related_name="commitments")
    version = models.PositiveSmallIntegerField(_("version"))
    rule = models.ForeignKey(TypeRule, models.PROTECT, related_name="+")
    rate = models.DecimalField(max_digits=4, decimal_places=3)
    cap = models.DecimalField(**_WON)
    cost = models.DecimalField(pgettext_lazy("money", "cost (won)"), **_WON)
    province = models.DecimalField(_("Province"), **_WON)
    city = models.DecimalField(pgettext_lazy("budget", "City or county"), **_WON)
    own = models.DecimalField(_("the firm's own part"), **_WON)
    sponsor = models.DecimalField(_("Sponsor in kind"), **_WON)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PROPOSED)
    reason = models.TextField(pgettext_lazy("money", "reason"), blank=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["case", "version"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="programme_commitment_version"),
            models.UniqueConstraint(fields=["case"], condition=Q(status="approved"), name="programme_commitment_one"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status="proposed"), name="programme_commitment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(province__gte=0, city__gte=0, own__gte=0, sponsor__gte=0), name="programme_commitment_parts"
            ),
            models.CheckConstraint(
                condition=Q(cost=F("province") + F("city") + F("own") + F("sponsor")), name="programme_commitment_sum"
            ),
            models.CheckConstraint(condition=Q(cap__gte=F("province") + F("city")), name="programme_commitment_cap"),
            models.CheckConstraint(
                condition=Q(cost__gt=0, rate__lte="0.80")
                & Q(province__lte=F("cost") * F("rate") - F("city")),
                name="programme_commitment_rate",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="programme_commitment_decided",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case} v{self.version}"

    @property
    def public(self) -> Decimal:
        return self.province + self.city


class Tranche(OfAFirm):
    """A part of the public money of a commitment, paid after the case took a step (`after`, a step's name)."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="tranches")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=40)
    won = models.DecimalField(_("won"), **_WON)
    after = models.SlugField(_("paid after"), max_length=20)

    class Meta:
        ordering = ["commitment", "number"]
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="programme_tranche_number"),
            models.CheckConstraint(condition=Q(won__gt=0), name="programme_tranche_won"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} {self.name}"


class Disbursement(OfAFirm):
    """Public won paid to a firm for a tranche. Its number stands for the tranche through all versions."""

    class Status(models.TextChoices):
        ORDERED = "ordered", _("Waits for approval")
        PAID = "paid", _("Paid")
        CANCELLED = "cancelled", _("Cancelled")

    case = models.ForeignKey(Case, models.PROTECT, related_name="payments")
    tranche = models.PositiveSmallIntegerField(_("tranche"))
    province = models.DecimalField(_("Province"), **_WON)
    city = models.DecimalField(pgettext_lazy("budget", "City or county"), **_WON)
    paid_on = models.DateField(_("paid on"))
    document = models.CharField(_("document"), max_length=60)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.ORDERED)
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["paid_on", "pk"]
        verbose_name = pgettext_lazy("money", "payment")
        verbose_name_plural = pgettext_lazy("money", "payments")
        constraints = [
            models.CheckConstraint(condition=Q(province__gte=0, city__gte=0), name="programme_payment_parts"),
            models.CheckConstraint(condition=~Q(province=0, city=0), name="programme_payment_won"),
            models.CheckConstraint(
                condition=Q(status="ordered") | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="programme_payment_decided",
            ),
            models.UniqueConstraint(
                fields=["document"], condition=~Q(status="cancelled"), name="programme_payment_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.document}"

    @property
    def won(self) -> Decimal:
        return self.province + self.city


class Evidence(OfAFirm):
    """A paper for what was bought. A document counts once in the whole region, whoever hands it in.

    document: approval number of an electronic tax invoice or of a card slip. supply, vat: won; the programme bears the
    supply price alone.
    """

    class Kind(models.TextChoices):
        TAX_INVOICE = "tax-invoice", _("Electronic tax invoice")
        CARD = "card", _("Card slip")
        OTHER = "other", _("Other paper")

    class Status(models.TextChoices):
        HANDED_IN = "handed-in", _("Handed in")
        ACCEPTED = "accepted", pgettext_lazy("money", "Accepted")
        REFUSED = "refused", pgettext_lazy("money", "Refused")

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    item = models.CharField(_("for"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    document = models.CharField(_("document number"), max_length=40)
    issued_on = models.DateField(_("issued on"))
    supplier_number = models.CharField(
        _("supplier's business number"), max_length=10, validators=[RegexValidator(r"^\d{10}$")]
    )
    supply = models.DecimalField(_("supply price (won)"), **_WON)
    vat = models.DecimalField(_("VAT (won)"), **_WON)
    is_own = models.BooleanField(_("paid from the firm's own part"), default=False)
    file = models.FileField(_("picture or document"), upload_to="evidence")
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.HANDED_IN)
    reason = models.TextField(pgettext_lazy("money", "reason"), blank=True)
    handed_at = models.DateTimeField(_("handed in at"))
    handed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["issued_on", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "document"], condition=~Q(status="refused"), name="programme_evidence_once"
            ),
            models.CheckConstraint(condition=Q(supply__gt=0, vat__gte=0), name="programme_evidence_won"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.document}"

    @property
    def supplier_shown(self) -> str:
        return shown(self.supplier_number)


class Refund(OfAFirm):
    """Public won that a firm gives back, with interest. received_on: when both had come."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="refunds")
    won = models.DecimalField(_("won"), **_WON)
    interest = models.DecimalField(_("interest (won)"), **_WON)
    reason = models.TextField(pgettext_lazy("money", "reason"))
    due_on = models.DateField(_("due on"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=Q(won__gte=0, interest__gte=0) & ~Q(won=0, interest=0), name="programme_refund_won"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.won}"


class StateFile(models.Model):
    """Lines of the state's subsidy system as it gave them: [case, document, day, won, row]. Of all firms at once, so
    only who sees all of them sees it."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="state_files")
    name = models.CharField(_("file"), max_length=200)
    lines = models.JSONField()
    taken_at = models.DateTimeField(_("taken at"))
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-taken_at"]
        verbose_name = _("file of the subsidy system")
        verbose_name_plural = _("files of the subsidy system")

    def __str__(self) -> str:
        return self.name
