"""Whatever is entered, taken back, closed and opened: the books balance, and what stood stands."""

import contextlib
from datetime import date
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.kernel.errors import DureError
from dure.ledger.models import Entry, Line
from dure.ledger.selectors import totals, trial_rows
from dure.ledger.services import HandLine, close_month, enter_by_hand, open_month, undo_entry
from tests.ledger.accounts import BANK, CAPITAL, RENT, account

NUMBERS = (BANK, RENT, CAPITAL)
AMOUNTS = st.one_of(
    st.builds(lambda a, b, won: [(a, won), (b, -won)], st.integers(0, 2), st.integers(0, 2), st.integers(1, 9)),
    st.lists(st.tuples(st.integers(0, 2), st.integers(-9, 9)), max_size=5),
)
STEPS = st.lists(st.tuples(st.sampled_from("eeeuco"), st.integers(1, 6), AMOUNTS), min_size=3, max_size=25)
EVER = (date(2026, 1, 1), date(2100, 1, 1))


class Year:
    """The acts, and beside the books what they must hold: won on the debit side of each entry."""

    def __init__(self) -> None:
        self.turnover: dict[int, int] = {}

    def enter(self, day: date, amounts: list[tuple[int, int]]) -> None:
        nets = [sum(won for at, won in amounts if at == number) for number in range(len(NUMBERS))]
        lines = [HandLine(account(NUMBERS[at]), Decimal(max(won, 0)), Decimal(max(-won, 0))) for at, won in amounts]
        made = enter_by_hand(on=day, text="x", lines=lines, by=None)
        assert sum(nets) == 0
        self.turnover[made.pk] = sum(net for net in nets if net > 0)

    def undo(self, day: date, _amounts: object) -> None:
        entry = Entry.objects.filter(date__month=day.month).latest("pk")
        self.turnover[undo_entry(entry=entry, by=None).pk] = self.turnover[entry.pk]

    def do(self, act: str, month: int, amounts: list[tuple[int, int]]) -> None:
        day = date(2026, month, 15)
        acts = {"e": self.enter, "u": self.undo}
        with contextlib.suppress(DureError, Entry.DoesNotExist), transaction.atomic():
            if act in acts:
                acts[act](day, amounts)
            elif act == "c":
                close_month(month=day, by=None)
            else:
                open_month(month=day, reason="x", by=None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence(steps: list[tuple[str, int, list[tuple[int, int]]]]) -> None:
    with transaction.atomic():
        year, stood = Year(), []
        for step in steps:
            year.do(*step)
            lines = list(Line.objects.order_by("pk").values_list("pk", "entry_id", "account_id", "debit", "credit"))
            assert lines[: len(stood)] == stood
            stood = lines
        turnover = sum(year.turnover.values())
        assert totals(Line.objects.all()) == (turnover, turnover)
        rows = trial_rows(*EVER)
        assert sum(row.after for row in rows) == 0
        assert sum(row.debit for row in rows) == sum(row.credit for row in rows) == turnover
        transaction.set_rollback(True)
