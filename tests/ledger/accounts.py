"""Entries by hand, in numbers that a reader adds up in the head."""

from datetime import date
from decimal import Decimal

from dure.ledger.models import Account, Entry
from dure.ledger.services import HandLine, enter_by_hand

MARCH = date(2026, 3, 5)
BANK, RENT, CAPITAL, RECEIVABLE, PAYABLE = "103", "819", "331", "108", "251"


def account(number: str) -> Account:
    return Account.objects.get(code=number)


def own_accounts() -> None:
    """Rent and capital, which the program itself never posts to."""
    Account.objects.create(code=RENT, own_name="임차료", kind="expense")
    Account.objects.create(code=CAPITAL, own_name="자본금", kind="equity")


def enter(debit: str, credit: str, won: int, on: date = MARCH, text: str = "임차료", party: str = "") -> Entry:
    lines = [
        HandLine(account(debit), debit=Decimal(won), party=party),
        HandLine(account(credit), credit=Decimal(won), party=party),
    ]
    return enter_by_hand(on=on, text=text, lines=lines, by=None)
