"""Questions to the books."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

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
    rows = Account.objects.filter(Q(purpose__in=purposes) | Q(code__in=numbers), is_active=True)
    return list(rows.values_list("pk", "code", "purpose"))


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
