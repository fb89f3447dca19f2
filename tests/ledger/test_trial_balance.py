"""The trial balance against figures worked by hand."""

from datetime import date

from dure.ledger.selectors import account_lines, export_lines, journal, totals, trial_balance, trial_rows
from tests.ledger.accounts import BANK, CAPITAL, RENT, account, enter

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def month() -> None:
    """Capital of 1,000 in February; in March rent of 300 and of 50, of which 50 come back."""
    enter(BANK, CAPITAL, 1000, on=date(2026, 2, 20), text="출자")
    enter(RENT, BANK, 300, on=date(2026, 3, 5))
    enter(RENT, BANK, 50, on=date(2026, 3, 10))
    enter(BANK, RENT, 50, on=date(2026, 3, 31))
    enter(RENT, BANK, 7, on=date(2026, 4, 1))


def test_by_hand() -> None:
    month()
    rows = {
        row.account.code: tuple(map(int, (row.before, row.debit, row.credit, row.after))) for row in trial_rows(*MARCH)
    }
    assert rows == {BANK: (1000, 50, 350, 700), CAPITAL: (-1000, 0, 0, -1000), RENT: (0, 350, 50, 300)}
    assert sum(row.after_debit for row in trial_rows(*MARCH)) == 1000
    assert sum(row.after_credit for row in trial_rows(*MARCH)) == 1000
    assert {row.account.code: int(row.amount) for row in trial_balance(*MARCH)} == {BANK: -300, RENT: 300}


def test_an_account_with_its_balance_after_each_line() -> None:
    month()
    before, lines = account_lines(account(BANK), *MARCH)
    assert (before, [int(one.balance) for one in lines]) == (1000, [700, 650, 700])


def test_the_journal_shows_whole_entries_and_their_sums() -> None:
    month()
    rows = journal(first=MARCH[0], last=MARCH[1], account=account(RENT))
    assert [int(side) for side in totals(rows)] == [400, 400]
    assert {row.account.code for row in rows} == {RENT, BANK}
    assert journal(first=date(2026, 2, 1), last=MARCH[1], text="출자").count() == 2
    assert not journal(first=MARCH[0], last=MARCH[1], text="출자").exists()


def test_the_export_holds_every_line_in_the_order_of_days() -> None:
    month()
    days = [line.entry.date for line in export_lines(date(2026, 1, 1), date(2026, 12, 31))]
    assert (len(days), days) == (10, sorted(days))
