"""Posting to the books, closing and opening months, the chart of accounts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from dure.events.statements import Slot, fixed, insert
from dure.events.together import together
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.ledger import selectors
from dure.ledger.errors import MonthClosed, Unbalanced
from dure.ledger.models import Account, ClosedMonth, Entry, Line
from dure.ledger.money import won
from dure.ledger.purposes import CHART, Purpose
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import add_row, change_row, record_change, undo_change


@dataclass(slots=True)
class Posting:
    """An entry to be: amounts in won by account and party, debits positive, credits negative."""

    date: date
    text: str
    document: str = ""
    amounts: dict[tuple[Purpose | str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    reverses: int | None = None
    is_by_hand: bool = False

    def debit(self, account: Purpose | str, amount: Decimal, party: str = "") -> "Posting":
        """Add to the debit of an account, given by purpose or by number; a negative amount is a credit."""
        self.amounts[account, party] += amount
        return self

    def credit(self, account: Purpose | str, amount: Decimal, party: str = "") -> "Posting":
        return self.debit(account, -amount, party)


@together
def post(postings: Iterable[Posting], *, by: Person | None) -> list[Entry]:
    """Write entries, all or none. One whose amounts cancel out leaves nothing behind.

    Raises Unbalanced, MonthClosed, and NotFound for an account that isn't there.
    """
    wanted = [(posting, lines) for posting in postings if (lines := _lines(posting))]
    if not wanted:
        return []
    _check_open({posting.date for posting, _ in wanted})
    accounts = _accounts({account for _, lines in wanted for account, _, _ in lines})
    now = clock.now()
    entries = insert(
        Entry(
            date=posting.date,
            text=posting.text[:200],
            document=posting.document,
            made_by=by,
            made_at=now,
            reverses_id=posting.reverses,
            is_by_hand=posting.is_by_hand,
        )
        for posting, _ in wanted
    )
    insert(
        Line(
            entry=entry,
            account_id=accounts[account],
            debit=max(amount, Decimal(0)),
            credit=max(-amount, Decimal(0)),
            party=party,
        )
        for entry, (_, lines) in zip(entries, wanted, strict=True)
        for account, party, amount in lines
    )
    return entries


def _lines(posting: Posting) -> list[tuple[Purpose | str, str, Decimal]]:
    lines = [(account, party, amount) for (account, party), amount in posting.amounts.items() if amount]
    if any(amount != won(amount) for _, _, amount in lines):
        raise Invalid("Amounts in the books are whole won.")
    difference = sum((amount for _, _, amount in lines), Decimal(0))
    if difference:
        raise Unbalanced("Debits and credits differ by %(difference)s won.", difference=difference)
    return lines


def _check_open(dates: set[date]) -> None:
    # For a plain answer; that no month is closed between this question and the commit is the database's care.
    closed = _closed(sorted({day.replace(day=1) for day in dates}))
    if closed:
        raise MonthClosed("%(month)s is closed. Choose a later date.", month=f"{closed[0]:%Y-%m}")


@fixed
def _closed(months: Slot) -> QuerySet[ClosedMonth, date]:
    return ClosedMonth.objects.filter(month=months.any).order_by("month").values_list("month", flat=True)


def _accounts(wanted: set[Purpose | str]) -> dict[Purpose | str, int]:
    purposes = [one for one in wanted if isinstance(one, Purpose)]
    numbers = [one for one in wanted if not isinstance(one, Purpose)]
    found: dict[Purpose | str, int] = {}
    for pk, code, purpose in selectors.accounts_of(purposes, numbers):
        found[code] = pk
        if purpose:
            found[Purpose(purpose)] = pk
    missing = [str(one) for one in wanted if one not in found]
    if missing:
        raise NotFound("There is no account %(accounts)s", accounts=", ".join(sorted(missing)))
    return found


@transaction.atomic
def reverse(entries: Sequence[Entry], *, on: date, by: Person | None) -> list[Entry]:
    """Take entries back by entries with the sides exchanged. Raises Conflict when one is taken back already."""
    postings = []
    taken = set(Entry.objects.filter(reverses__in=entries).values_list("reverses_id", flat=True))
    for entry in entries:
        if entry.pk in taken:
            raise Conflict("Entry %(entry)s is already taken back.", entry=entry.pk)
        posting = Posting(on, entry.text, entry.document, reverses=entry.pk, is_by_hand=entry.is_by_hand)
        for line in entry.lines.select_related("account"):
            posting.debit(line.account.code, line.credit - line.debit, line.party)
        postings.append(posting)
    return post(postings, by=by)


GOODS = frozenset({Purpose.MATERIAL, Purpose.GOODS, Purpose.MERCHANDISE})
"""Accounts that equal the value of the stock, and so move only with goods."""
OF_PARTIES = frozenset({Purpose.RECEIVABLE, Purpose.PAYABLE})
"""Accounts whose balance is known by party."""


@dataclass(frozen=True, slots=True)
class HandLine:
    """A line that a person enters: won on one side of an account."""

    account: Account
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    party: str = ""


@transaction.atomic
def enter_by_hand(*, on: date, text: str, lines: Sequence[HandLine], by: Person | None, document: str = "") -> Entry:
    """Write an entry that follows from no paper of the program. Raises Invalid, Unbalanced, MonthClosed."""
    posting = Posting(on, text, document, is_by_hand=True)
    for number, line in enumerate(lines, 1):
        _check_hand_line(number, line)
        posting.debit(line.account.code, line.debit - line.credit, line.party)
    made = post([posting], by=by)
    if not made:
        raise Invalid("Enter at least one amount on each side.")
    return made[0]


def _check_hand_line(number: int, line: HandLine) -> None:
    if line.debit < 0 or line.credit < 0 or (line.debit and line.credit):
        raise Invalid("Line %(line)s: enter an amount on one side, without a sign.", line=number)
    if line.account.purpose in GOODS:
        raise Invalid("%(account)s moves only with goods, so that it equals the stock.", account=str(line.account))
    if line.account.purpose in OF_PARTIES and not line.party:
        raise Invalid(
            "Line %(line)s: say whose balance on %(account)s this is.", line=number, account=str(line.account)
        )


@transaction.atomic
def undo_entry(*, entry: Entry, by: Person | None) -> Entry:
    """Take an entry made by hand back by a counter entry: of its own day, or of today when its month is closed.

    Raises Conflict for what isn't by hand, is a counter entry itself, or is taken back already.
    """
    if not entry.is_by_hand:
        raise Conflict("This entry follows from %(document)s. Take that back.", document=entry.document or entry.text)
    if entry.reverses_id is not None:
        raise Conflict("This is a counter entry itself.")
    is_closed = ClosedMonth.objects.filter(month=entry.date.replace(day=1)).exists()
    day = timezone.localdate(clock.now()) if is_closed else entry.date
    return reverse([entry], on=day, by=by)[0]


@transaction.atomic
def close_month(*, month: date, by: Person | None) -> ClosedMonth:
    """Let nothing more be dated in the month. Earlier months must be closed before. Raises Conflict, Invalid."""
    first = month.replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger month'), %s)", [first.year * 12 + first.month])
    if first >= timezone.localdate(clock.now()).replace(day=1):
        raise Invalid("A month can be closed when it is over.")
    if ClosedMonth.objects.filter(month=first).exists():
        raise Conflict("%(month)s is closed already.", month=f"{first:%Y-%m}")
    open_before = selectors.first_open_month_with_entries(before=first)
    if open_before is not None:
        raise Conflict("Close %(month)s first.", month=f"{open_before:%Y-%m}")
    row = ClosedMonth.objects.create(month=first, closed_by=by, closed_at=clock.now())
    record_change(row, verb="added", by=by)
    return row


@transaction.atomic
def open_month(*, month: date, reason: str, by: Person | None) -> None:
    """Open a closed month again, the last one first; the reason stays in the history.

    Raises Invalid without a reason, Conflict, NotFound.
    """
    if not reason.strip():
        raise Invalid("Give a reason.")
    row = ClosedMonth.objects.select_for_update().filter(month=month.replace(day=1)).first()
    if row is None:
        raise NotFound("%(month)s is not closed.", month=f"{month:%Y-%m}")
    later = ClosedMonth.objects.filter(month__gt=row.month).order_by("month").last()
    if later is not None:
        raise Conflict("Open %(month)s first.", month=f"{later.month:%Y-%m}")
    record_change(row, verb="removed", by=by, before={"month": f"{row.month:%Y-%m}", "reason": reason.strip()})
    row.delete()


@transaction.atomic
def add_account(*, by: Person | None, **values: object) -> Account:
    row = Account(**values)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_account(*, row: Account, by: Person | None, **values: object) -> Account:
    """Renumber or rename it. Its kind stays once there are lines, and what the program posts to stays in use.

    Raises Conflict, Invalid.
    """
    if row.purpose and values.get("is_active") is False:
        raise Conflict("The program posts to %(account)s; it stays in use.", account=str(row))
    if values.get("kind", row.kind) != row.kind and Line.objects.filter(account=row).exists():
        raise Conflict("The kind of an account with entries can't be changed.")
    change_row(row, values, by=by)
    return row


def undo_account_change(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put an account back as it was before a change. Raises as plant's does, Conflict for a kind that lines rest on."""
    record = ChangeRecord.objects.filter(pk=record_id, table="Account").first()
    if record is not None and "kind" in record.before and Line.objects.filter(account=record.row_id).exists():
        raise Conflict("The kind of an account with entries can't be changed.")
    return undo_change(record_id=record_id, by=by, tables={"Account": Account})


@transaction.atomic
def add_chart() -> None:
    """The accounts of a new plant; those that are there stay as they are."""
    Account.objects.bulk_create(
        (Account(code=code, kind=kind, purpose=purpose) for purpose, (code, kind) in CHART.items()),
        ignore_conflicts=True,
    )
