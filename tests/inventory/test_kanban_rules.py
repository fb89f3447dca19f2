"""How many cards: published examples, a simulated line, rounds; and what may become of a card."""

from datetime import time
from decimal import Decimal

import pytest

from dure.inventory.kanban import (
    AFTER,
    Act,
    Figures,
    State,
    demand_per_hour,
    next_start,
    proposed_cards,
    round_minutes,
    waits_of,
)
from tests.inventory.kanban_line import Line, stock_outs

D = Decimal


@pytest.mark.parametrize(
    ("figures", "exact", "cards"),
    [
        # Russell and Taylor, Operations and Supply Chain Management (Wiley), chapter on lean systems, example of the
        # number of kanbans: 150 bottles an hour, 30 minutes, safety 10 %, 25 a container: 3.3, rounded up to 4.
        (Figures(D(150), 30, D(10), D(25)), "3.3000", 4),
        # Krajewski, Ritzman and Malhotra, Operations Management (Pearson), chapter on lean systems, example of
        # Westerville Auto Parts: 2000 a day, 0.08 + 0.02 day, policy variable 0.10, 22 a container: exactly 10
        # (a day of 8 hours).
        (Figures(D(250), 48, D(10), D(22)), "10.0000", 10),
        # The same formula's exercise with wheels: 2000 a day, 0.25 + 0.15 day, 0.10, 200 a container: 4.4, so 5.
        (Figures(D(250), 192, D(10), D(200)), "4.4000", 5),
        (Figures(D(0), 60, D(10), D(25)), "0.0000", 0),
        (Figures(D("0.1"), 1, D(0), D(500)), "0.0000", 1),
    ],
)
def test_the_number_of_cards(figures: Figures, exact: str, cards: int):
    found = proposed_cards(figures)
    assert (str(found.exact), found.cards) == (exact, cards)


def test_each_step_of_the_formula_is_told():
    found = proposed_cards(Figures(D(150), 30, D(10), D(25), when_empty=True))
    assert (found.used, found.reserve, found.needed, found.cards) == (75, D("7.5"), D("82.5"), 5)


LINES = [
    (Line(demand=120, swing=0.10, minutes=60, container=12), D(10), 11),
    (Line(demand=90, swing=0.20, minutes=40, container=8), D(20), 9),
    (Line(demand=300, swing=0.05, minutes=90, container=45), D(5), 11),
]


@pytest.mark.parametrize("when_empty", [False, True])
@pytest.mark.parametrize(("line", "safety", "cards"), LINES)
def test_a_simulated_line_never_stands_still_with_the_proposed_cards(
    line: Line, safety: Decimal, cards: int, when_empty: bool
):
    figures = Figures(D(str(line.demand)), int(line.minutes), safety, D(line.container), when_empty)
    proposed = proposed_cards(figures).cards
    assert proposed == cards + when_empty
    line = Line(line.demand, line.swing, line.minutes, line.container, when_empty)
    seeds = range(1, 21)
    assert [stock_outs(line, proposed, seed=seed) for seed in seeds] == [0] * 20
    fewer = [[stock_outs(line, proposed - less, seed=seed) for seed in seeds] for less in (1, 2)]
    assert all(stops > 0 for stops in fewer[0])
    assert sum(fewer[1]) > sum(fewer[0])


def test_safety_is_what_keeps_an_uneven_line_going():
    line = Line(demand=120, swing=0.10, minutes=60, container=12)
    without = proposed_cards(Figures(D(120), 60, D(0), D(12))).cards
    assert without == 10
    assert stock_outs(line, without) > 0
    assert stock_outs(Line(120, 0, 60, 12), without) == 0  # an even one needs none


def test_a_card_that_asks_when_empty_is_one_more():
    line = Line(demand=120, swing=0.10, minutes=60, container=12, when_empty=True)
    assert stock_outs(line, 11) > 0
    assert stock_outs(line, 12) == 0


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        (State.FULL, Act.ASK, State.ASKED),
        (State.FULL, Act.LOAD, None),
        (State.FULL, Act.DELIVER, None),
        (State.ASKED, Act.ASK, State.ASKED),
        (State.ASKED, Act.LOAD, State.UNDER_WAY),
        (State.ASKED, Act.DELIVER, State.FULL),
        (State.UNDER_WAY, Act.ASK, State.UNDER_WAY),
        (State.UNDER_WAY, Act.LOAD, State.UNDER_WAY),
        (State.UNDER_WAY, Act.DELIVER, State.FULL),
    ],
)
def test_what_becomes_of_a_card(state: State, act: Act, after: State | None):
    assert AFTER.get((state, act)) is after


STARTS = [time(8), time(10), time(13, 30), time(15)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (time(7), (time(8), False)),
        (time(8), (time(8), False)),
        (time(8, 1), (time(10), False)),
        (time(15, 1), (time(8), True)),
    ],
)
def test_when_the_next_round_begins(now: time, expected: tuple[time, bool]):
    assert next_start(STARTS, now) == expected
    assert next_start([], now) is None


@pytest.mark.parametrize(
    ("starts", "source", "target", "minutes"),
    [
        (STARTS, 0, 15, 225),  # asked for just after ten: the round of half past one, a quarter of an hour's way
        (STARTS, 30, 15, 435),  # the source comes after the using place: what is loaded arrives a round later
        ([time(9)], 0, 20, 1460),
        ([], 0, 20, None),
    ],
)
def test_how_long_a_round_takes_at_longest(starts: list[time], source: int, target: int, minutes: int | None):
    assert round_minutes(starts, source, target) == minutes


def test_no_minute_of_the_day_waits_longer_than_the_round_says():
    starts = [one.hour * 60 + one.minute for one in STARTS]
    waits = [
        min(start for start in starts if start >= asked) + 15 - asked for asked in range(starts[0], starts[-1] + 1)
    ]
    longest = round_minutes(STARTS, 0, 15)
    assert longest is not None
    assert max(waits) == longest - 1  # a minute after the round began, whole minutes


@pytest.mark.parametrize(
    ("used", "hours", "expected"), [(D(480), D(40), 12), (D(1), D(3), D("0.3333")), (D(5), D(0), 0)]
)
def test_demand_an_hour(used: Decimal, hours: Decimal, expected: Decimal):
    assert demand_per_hour(used, hours) == expected


def test_waits():
    found = waits_of([*range(1, 10), 60])
    assert found is not None
    assert (found.count, found.median, found.ninth, found.longest) == (10, 6, 9, 60)
    assert waits_of([]) is None
