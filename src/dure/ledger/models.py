"""Tables of the books. Entries and lines are never changed or removed; the database refuses it (migration 0002)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dure.ledger.purposes import AccountKind, Purpose
from dure.plant.models import Person

KIND_NAMES = {
    AccountKind.ASSET: _("Asset"),
    AccountKind.LIABILITY: _("Liability"),
    AccountKind.EQUITY: _("Equity"),
    AccountKind.INCOME: _("Income"),
    AccountKind.EXPENSE: _("Expense"),
}
PURPOSE_NAMES = {
    Purpose.MATERIAL: _("Raw materials"),
    Purpose.WORK_IN_PROCESS: _("Work in process"),
    Purpose.GOODS: _("Finished goods"),
    Purpose.MERCHANDISE: _("Merchandise"),
    Purpose.RECEIVABLE: _("Trade receivables"),
    Purpose.PAYABLE: _("Trade payables"),
    Purpose.RECEIVED_NOT_INVOICED: _("Goods received, not invoiced"),
    Purpose.BANK: _("Bank"),
    Purpose.VAT_IN: _("VAT paid"),
    Purpose.VAT_OUT: _("VAT received"),
    Purpose.SALES: _("Sales of products"),
    Purpose.COST_OF_SALES: _("Cost of sales"),
    Purpose.STOCK_DIFFERENCE: _("Stock-take differences"),
    Purpose.SCRAP: _("Scrapped goods"),
    Purpose.PRICE_VARIANCE: _("Purchase price variance"),
    Purpose.USAGE_VARIANCE: _("Material usage variance"),
    Purpose.RATE_VARIANCE: _("Labour rate variance"),
    Purpose.EFFICIENCY_VARIANCE: _("Labour efficiency variance"),
    Purpose.VOLUME_VARIANCE: _("Overhead volume variance"),
    Purpose.REVALUATION: _("Revaluation of stock"),
    Purpose.LABOUR_APPLIED: _("Labour applied"),
    Purpose.MACHINE_APPLIED: _("Machine cost applied"),
    Purpose.REPAIR: _("Repair cost"),
    Purpose.OVERHEAD_APPLIED: _("Overhead applied"),
    Purpose.OPENING: _("Opening balances"),
}


class Account(models.Model):
    """An account of the chart. `purpose`: what the program posts to it for, None where only people do.

    An account without a name of its own is shown by its purpose, in the reader's language.
    """

    code = models.CharField(_("account number"), max_length=12, unique=True)
    own_name = models.CharField(_("name"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=[(k.value, KIND_NAMES[k]) for k in AccountKind])
    purpose = models.CharField(
        _("purpose"),
        max_length=24,
        null=True,
        blank=True,
        unique=True,
        choices=[(p.value, PURPOSE_NAMES[p]) for p in Purpose],
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=~Q(own_name="") | Q(purpose__isnull=False), name="ledger_account_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return self.own_name or str(PURPOSE_NAMES[Purpose(self.purpose)])


class ClosedMonth(models.Model):
    """A month whose books are closed: no entry may be dated in it. Opening it again removes the row."""

    month = models.DateField(_("month"), unique=True, help_text="its first day")
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        ordering = ["-month"]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="ledger_month_is_first_day")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Entry(models.Model):
    """One fact in the books. document: number of what it follows from; reverses: the entry that it takes back.

    is_by_hand: a person entered it, and may take it back; the others go with what they follow from.
    """

    date = models.DateField(_("date"))
    text = models.CharField(_("text"), max_length=200)
    document = models.CharField(_("document"), max_length=40, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    is_by_hand = models.BooleanField(_("entered by hand"), default=False)

    class Meta:
        ordering = ["-date", "-id"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["date"], name="ledger_entry_date"),
            models.Index(fields=["document"], name="ledger_entry_document"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.text}"


class Line(models.Model):
    """Debit or credit of one account, in won. party: code of the partner whose balance it belongs to."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    debit = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    credit = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    party = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("line of an entry")
        verbose_name_plural = _("lines of entries")
        ordering = ["id"]
        indexes = [models.Index(fields=["account", "party"], name="ledger_line_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0) & (Q(debit=0) | Q(credit=0)) & ~Q(debit=F("credit")),
                name="ledger_line_one_side",
            )
        ]
