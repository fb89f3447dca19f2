"""How long setting up takes: the plant's table, its cleaning, the routing. Minutes are read off the lines by hand."""

from decimal import Decimal

import pytest

from dure.planning.changeovers import Changeovers, Kind, Line, States

WHITE, RED, WITH_EGG, PLAIN = (1, 10), (2, 10), (3, 10), (4, 10)
WHEAT, BOTH = frozenset({"wheat"}), frozenset({"egg", "wheat"})
KINDS = {1: Kind("white"), 2: Kind("red"), 3: Kind("white", BOTH), 4: Kind("red", WHEAT)}
LINES = [
    Line(30, "white", "red"),
    Line(20, "white"),
    Line(25, after="red"),
    Line(7, "white", "red", work_center=5),
    Line(40, for_allergens=True),
]
ROUTED = Decimal(600)


@pytest.mark.parametrize(
    ("unit", "before", "after", "minutes"),
    [
        (100, WHITE, WHITE, 0),
        (100, WHITE, RED, 30),  # both groups say more than one
        (200, WHITE, RED, 7),  # the work center's own line says most
        (100, None, RED, 25),  # nobody knows what it was set up for
        (100, None, WHITE, 10),  # nothing fits: the routing's 600 s
        (100, WHITE, WITH_EGG, 20),
        (100, WITH_EGG, PLAIN, 30 + 40),  # egg must not get into it: cleaning on top
        (100, PLAIN, WITH_EGG, 10),  # wheat is in both
        (100, (1, 10), (1, 20), 20),  # another operation of the same item
    ],
)
def test_minutes(unit, before, after, minutes):
    book = Changeovers(LINES, KINDS, {100: 4, 200: 5})
    assert book.minutes(unit, before, after, ROUTED) == minutes


def test_a_part_of_a_minute_is_a_minute():
    assert Changeovers().minutes(1, WHITE, RED, Decimal(61)) == 2


def test_only_units_that_share_work_share_numbers():
    states = States(Changeovers())
    for at in range(30):
        states.add((at, 10), [(1, Decimal(60)), (2, Decimal(120))])
        states.add((at, 20), [(3, Decimal(0))])
    states.add((99, 10), [(4, Decimal(60))])
    states.stand(1, (0, 10))
    one, two = states.of(1), states.of(2)
    tables = states.tables()
    # Thirty states and one more for what nobody knows; a unit without set-ups has no table.
    assert [len(tables[which[0]]) for which in (one, two)] == [31, 31]
    assert states.of(3) == (None, None)
    assert len(states.tables()) == 2
    states.of(4)
    assert [len(table) for table in states.tables()] == [31, 31, 2]
    assert (one[1], two[1]) == (states.number((0, 10)), 30)
    assert tables[one[0]][one[1]][states.number((7, 10))] == 1
    assert tables[two[0]][two[1]][states.number((7, 10))] == 2
