"""What the database keeps of the books, whoever writes into it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from dure.kernel import clock
from dure.ledger.models import ClosedMonth, Entry, Line
from tests.ledger.accounts import BANK, MARCH, RENT, account, enter


def bare_entry(day: date = MARCH) -> Entry:
    return Entry.objects.create(date=day, text="x", made_at=clock.now())


def lines_of(entry: Entry, debit: int, credit: int) -> list[Line]:
    return [
        Line(entry=entry, account=account(RENT), debit=Decimal(debit)),
        Line(entry=entry, account=account(BANK), credit=Decimal(credit)),
    ]


def refused(code: str) -> str:
    """The rule that refuses a statement."""
    with pytest.raises((IntegrityError, DatabaseError)) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(code)
    return str(caught.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_an_entry_that_does_not_balance_is_refused() -> None:
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        Line.objects.bulk_create(lines_of(bare_entry(), 100, 99))
    Line.objects.bulk_create(lines_of(bare_entry(), 100, 100))
    assert Line.objects.count() == 2


def test_lines_that_balance_cannot_hide_ones_that_do_not() -> None:
    first, second = bare_entry(), bare_entry()
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        Line.objects.bulk_create([*lines_of(first, 100, 40), *lines_of(second, 40, 100)])


def test_an_entry_that_stands_gets_no_more_lines() -> None:
    entry = enter(RENT, BANK, 100)
    with pytest.raises(IntegrityError, match="stands in the books already"), transaction.atomic():
        Line.objects.bulk_create(lines_of(entry, 50, 50))


@pytest.mark.parametrize(
    "code",
    [
        "UPDATE ledger_line SET debit = debit + 1 WHERE debit > 0",
        "UPDATE ledger_line SET account_id = account_id",
        "DELETE FROM ledger_line",
        "UPDATE ledger_entry SET text = 'other'",
        "UPDATE ledger_entry SET date = '2020-01-01'",
        "DELETE FROM ledger_entry",
    ],
)
def test_what_stands_is_never_changed(code: str) -> None:
    enter(RENT, BANK, 100)
    assert refused(code) == "ledger_for_ever"


def test_nothing_is_written_into_a_closed_month() -> None:
    ClosedMonth.objects.create(month=MARCH.replace(day=1), closed_at=clock.now())
    with pytest.raises(IntegrityError, match="closed month"), transaction.atomic():
        Line.objects.bulk_create(lines_of(bare_entry(date(2026, 3, 31)), 100, 100))
    Line.objects.bulk_create(lines_of(bare_entry(date(2026, 4, 1)), 100, 100))


@pytest.mark.parametrize(("debit", "credit"), [(-1, 0), (5, 5), (0, 0), (3, 2)])
def test_a_line_has_one_side(debit: int, credit: int) -> None:
    entry = bare_entry()
    with pytest.raises(IntegrityError, match="ledger_line_one_side"), transaction.atomic():
        Line.objects.create(entry=entry, account=account(BANK), debit=debit, credit=credit)
