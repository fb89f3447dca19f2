"""Questions to the books."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from dure.events.statements import Slot, fixed
from dure.ledger.models import Account, ClosedMonth, Entry, Line
from dure.ledger.purposes import Purpose

_BALANCE = Coalesce(Sum(F("debit") - F("credit")), Decimal(0))


class Balance(NamedTuple):
    account: Account
    debit: Decimal
    credit: Decimal

    @property
    def amount(self) -> Decimal:
        return self.debit - self.credit


def accounts_of(purposes: Collection[Purpose], numbers: Collection[str]) -> list[tuple[int, str, str | None]]:
    """(id, number, purpose) of the accounts in use that are asked for by purpose or by number."""
    return _accounts_of([str(one) for one in purposes], list(numbers))


@fixed
def _accounts_of(purposes: Slot, numbers: Slot) -> QuerySet[Account, tuple[int, str, str | None]]:
    rows = Account.objects.filter(Q(purpose=purposes.any) | Q(code=numbers.any), is_active=True)
    return rows.order_by().values_list("pk", "code", "purpose")


def balance(purpose: Purpose, *, upto: date | None = None, party: str | None = None) -> Decimal:
    """Debits minus credits of an account in won, up to and with a day, of one party or of all."""
    rows = Line.objects.filter(account__purpose=purpose)
    if upto is not None:
        rows = rows.filter(entry__date__lte=upto)
    if party is not None:
        rows = rows.filter(party=party)
    return Decimal(rows.aggregate(sum=_BALANCE)["sum"])


def balances_by_party(purpose: Purpose) -> dict[str, Decimal]:
    """Open amount of every party that has one."""
    rows = Line.objects.filter(account__purpose=purpose).order_by().values_list("party").annotate(sum=_BALANCE)
    return {party: amount for party, amount in rows if amount}


def trial_balance(first: date, last: date) -> list[Balance]:
    """Debits and credits of each account that moved in the days."""
    rows = Line.objects.filter(entry__date__range=(first, last)).order_by()
    sums = {
        pk: (debit, credit) for pk, debit, credit in rows.values_list("account").annotate(Sum("debit"), Sum("credit"))
    }
    return [Balance(account, *sums[account.pk]) for account in Account.objects.filter(pk__in=sums)]


class TrialRow(NamedTuple):
    """An account in the days: balance before, what moved, balance after (debits positive)."""

    account: Account
    before: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def after(self) -> Decimal:
        return self.before + self.debit - self.credit

    @property
    def after_debit(self) -> Decimal:
        return max(self.after, Decimal(0))

    @property
    def after_credit(self) -> Decimal:
        return max(-self.after, Decimal(0))


def trial_rows(first: date, last: date) -> list[TrialRow]:
    """Every account that has a balance or moved, by number. One query for the sums."""
    inside, earlier = Q(entry__date__gte=first), Q(entry__date__lt=first)
    rows = Line.objects.filter(entry__date__lte=last).order_by().values_list("account")
    zero = Decimal(0)
    sums = {
        pk: (before, debit, credit)
        for pk, before, debit, credit in rows.annotate(
            before=Coalesce(Sum(F("debit") - F("credit"), filter=earlier), zero),
            debits=Coalesce(Sum("debit", filter=inside), zero),
            credits=Coalesce(Sum("credit", filter=inside), zero),
        )
    }
    found = [TrialRow(account, *sums[account.pk]) for account in Account.objects.filter(pk__in=sums)]
    return [row for row in found if row.before or row.debit or row.credit]


def journal(*, first: date, last: date, account: Account | None = None, text: str = "") -> QuerySet[Line]:
    """Lines of entries of the days, newest entry first; with all lines of entries that touch the account.

    text: in the entry's text or document's number, or exactly the party.
    """
    rows = Line.objects.filter(entry__date__range=(first, last))
    if account is not None:
        rows = rows.filter(entry__in=Line.objects.filter(account=account).values("entry"))
    if text:
        by_party = Line.objects.filter(party__iexact=text).values("entry")
        rows = rows.filter(Q(entry__text__icontains=text) | Q(entry__document__icontains=text) | Q(entry__in=by_party))
    return rows.select_related("entry__made_by", "account").order_by("-entry__date", "-entry_id", "pk")


class AccountLine(NamedTuple):
    line: Line
    balance: Decimal


def account_lines(account: Account, first: date, last: date, *, party: str = "") -> tuple[Decimal, list[AccountLine]]:
    """(balance before, lines of the days with the balance after each), oldest first."""
    rows = Line.objects.filter(account=account)
    if party:
        rows = rows.filter(party=party)
    running = before = Decimal(rows.filter(entry__date__lt=first).aggregate(sum=_BALANCE)["sum"])
    found = []
    inside = rows.filter(entry__date__range=(first, last)).select_related("entry")
    for line in inside.order_by("entry__date", "entry_id", "pk"):
        running += line.debit - line.credit
        found.append(AccountLine(line, running))
    return before, found


def export_lines(first: date, last: date) -> QuerySet[Line]:
    """Every line of the days in the order of writing, for the tax accountant."""
    rows = Line.objects.filter(entry__date__range=(first, last)).select_related("entry__made_by", "account")
    return rows.order_by("entry__date", "entry_id", "pk")


def totals(rows: QuerySet[Line]) -> tuple[Decimal, Decimal]:
    """Sums of debits and credits."""
    sums = rows.order_by().aggregate(
        debit=Coalesce(Sum("debit"), Decimal(0)), credit=Coalesce(Sum("credit"), Decimal(0))
    )
    return sums["debit"], sums["credit"]


def parties() -> list[str]:
    """Codes that lines have been posted to, for choosing one."""
    rows = Line.objects.exclude(party="").order_by("party").values_list("party", flat=True)
    return list(rows.distinct()[:500])


def accounts(*, in_use: bool = False) -> QuerySet[Account]:
    """The chart of accounts by number; in_use: without those that nothing may be posted to any more."""
    rows = Account.objects.all()
    return rows.filter(is_active=True) if in_use else rows


def account_by_number(number: str) -> Account | None:
    return Account.objects.filter(code=number.strip(), is_active=True).first()


def closed_months() -> QuerySet[ClosedMonth]:
    return ClosedMonth.objects.select_related("closed_by")


def entries(*, first: date, last: date, account: Account | None = None) -> QuerySet[Entry]:
    rows = Entry.objects.filter(date__range=(first, last)).prefetch_related("lines__account")
    return rows.filter(lines__account=account).distinct() if account else rows


def entries_of(document: str) -> QuerySet[Entry]:
    return Entry.objects.filter(document=document).prefetch_related("lines__account").order_by("id")


def first_open_month_with_entries(*, before: date) -> date | None:
    """The first day of the earliest month before `before` that has entries and isn't closed."""
    closed = ClosedMonth.objects.values("month")
    months = Entry.objects.filter(date__lt=before).annotate(month=TruncMonth("date")).exclude(month__in=closed)
    return months.order_by("month").values_list("month", flat=True).first()
