"""Posting, entries by hand, taking back, closing: what the services let through."""

from datetime import date
from decimal import Decimal

import pytest

from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.ledger.errors import MonthClosed, Unbalanced
from dure.ledger.models import Account, ClosedMonth, Entry
from dure.ledger.purposes import CHART, Purpose
from dure.ledger.selectors import balance, balances_by_party
from dure.ledger.services import (
    HandLine,
    Posting,
    add_chart,
    change_account,
    close_month,
    enter_by_hand,
    open_month,
    post,
    reverse,
    undo_entry,
)
from dure.plant.models import ChangeRecord
from tests.ledger.accounts import BANK, CAPITAL, MARCH, PAYABLE, RECEIVABLE, RENT, account, enter


def test_a_new_plant_has_an_account_for_all_that_the_program_posts_to() -> None:
    assert {row.purpose for row in Account.objects.exclude(purpose=None)} == {purpose.value for purpose in Purpose}
    assert (account("108").name, account("255").kind) == ("외상매출금", "liability")


def test_the_chart_leaves_what_a_plant_renamed_and_renumbered() -> None:
    row = Account.objects.get(purpose=Purpose.BANK)
    change_account(row=row, by=None, code="1035", own_name="국민은행 123-45")
    add_chart()
    assert Account.objects.filter(purpose=Purpose.BANK).values_list("code", "own_name").get() == (
        "1035", "국민은행 123-45"
    )  # fmt: skip
    assert Account.objects.count() == len(CHART) + 2
    post([Posting(MARCH, "x").debit(Purpose.BANK, Decimal(5)).credit(CAPITAL, Decimal(5))], by=None)
    assert balance(Purpose.BANK) == 5


def test_an_account_with_entries_keeps_its_kind_and_one_of_the_program_stays_in_use() -> None:
    enter(RENT, BANK, 100)
    with pytest.raises(Conflict, match="kind"):
        change_account(row=account(RENT), by=None, kind="asset")
    with pytest.raises(Conflict, match="stays in use"):
        change_account(row=account(BANK), by=None, is_active=False)
    change_account(row=account(RENT), by=None, is_active=False)
    with pytest.raises(NotFound, match=RENT):
        post([Posting(MARCH, "x").debit(RENT, Decimal(1)).credit(BANK, Decimal(1))], by=None)


def test_all_postings_or_none() -> None:
    good = Posting(MARCH, "good").debit(RENT, Decimal(1)).credit(BANK, Decimal(1))
    with pytest.raises(Unbalanced, match="differ by 1"):
        post([good, Posting(MARCH, "bad").debit(RENT, Decimal(3)).credit(BANK, Decimal(2))], by=None)
    assert not Entry.objects.exists()


def test_an_entry_whose_amounts_cancel_out_leaves_nothing() -> None:
    assert post([Posting(MARCH, "x").debit(RENT, Decimal(3)).credit(RENT, Decimal(3))], by=None) == []


def test_parts_of_a_won_are_refused() -> None:
    with pytest.raises(Invalid, match="whole won"):
        post([Posting(MARCH, "x").debit(RENT, Decimal("0.5")).credit(BANK, Decimal("0.5"))], by=None)


def test_balances_by_party() -> None:
    enter(RECEIVABLE, CAPITAL, 700, party="P1")
    enter(RECEIVABLE, CAPITAL, 300, party="P2")
    enter(BANK, RECEIVABLE, 300, party="P2")
    assert balances_by_party(Purpose.RECEIVABLE) == {"P1": 700}
    assert balance(Purpose.RECEIVABLE, upto=date(2026, 3, 4)) == 0


def test_stock_moves_only_with_goods_and_debts_have_a_party() -> None:
    with pytest.raises(Invalid, match="only with goods"):
        enter("153", BANK, 100)
    with pytest.raises(Invalid, match="whose balance"):
        enter(RENT, PAYABLE, 100)
    with pytest.raises(Invalid, match="one side"):
        lines = [HandLine(account(RENT), Decimal(3), Decimal(3)), HandLine(account(BANK), credit=Decimal(3))]
        enter_by_hand(on=MARCH, text="x", lines=lines, by=None)
    with pytest.raises(Invalid, match="at least one amount"):
        enter_by_hand(on=MARCH, text="x", lines=[], by=None)
    assert not Entry.objects.exists()


def test_a_counter_entry_takes_back_once() -> None:
    entry = enter(RENT, BANK, 100)
    back = undo_entry(entry=entry, by=None)
    assert (back.reverses_id, back.date) == (entry.pk, MARCH)
    sides = [(line.account.code, int(line.debit), int(line.credit)) for line in back.lines.select_related("account")]
    assert sorted(sides) == [(BANK, 100, 0), (RENT, 0, 100)]
    with pytest.raises(Conflict, match="already taken back"):
        undo_entry(entry=entry, by=None)
    with pytest.raises(Conflict, match="counter entry itself"):
        undo_entry(entry=back, by=None)


def test_what_follows_from_a_paper_is_taken_back_with_the_paper() -> None:
    (entry,) = post([Posting(MARCH, "Payment", "PAY-1").debit(RENT, Decimal(1)).credit(BANK, Decimal(1))], by=None)
    with pytest.raises(Conflict, match="PAY-1"):
        undo_entry(entry=entry, by=None)
    assert reverse([entry], on=MARCH, by=None)[0].document == "PAY-1"


def test_a_month_closes_after_the_one_before_and_opens_again_with_a_reason() -> None:
    enter(RENT, BANK, 100, on=date(2026, 2, 27))
    late = enter(RENT, BANK, 100)
    with pytest.raises(Conflict, match="2026-02 first"):
        close_month(month=MARCH, by=None)
    close_month(month=date(2026, 2, 1), by=None)
    close_month(month=MARCH, by=None)
    with pytest.raises(Conflict, match="closed already"):
        close_month(month=MARCH, by=None)
    with pytest.raises(MonthClosed, match="2026-03"):
        enter(RENT, BANK, 5)
    assert undo_entry(entry=late, by=None).date > MARCH
    with pytest.raises(Conflict, match="Open 2026-03 first"):
        open_month(month=date(2026, 2, 1), reason="x", by=None)
    with pytest.raises(Invalid, match="reason"):
        open_month(month=MARCH, reason="  ", by=None)
    open_month(month=MARCH, reason="세무서 정정", by=None)
    assert [str(row) for row in ClosedMonth.objects.all()] == ["2026-02"]
    kept = ChangeRecord.objects.filter(table="ClosedMonth", verb="removed").get()
    assert kept.before == {"month": "2026-03", "reason": "세무서 정정"}
    enter(RENT, BANK, 5)


def test_this_month_is_not_over() -> None:
    with pytest.raises(Invalid, match="when it is over"):
        close_month(month=date(2999, 1, 1), by=None)
