"""The revised NIOSH lifting equation and REBA against what was published of them."""

import pytest

from dure.safety import niosh, reba
from dure.safety.niosh import Coupling, Duration, Lift

INCH, POUND = 2.5, 0.45359237
"""The manual's two forms are the same equation with 1 in as 2.5 cm (10 in or 25 cm, 30 in or 75 cm, 25 in or 63 cm)."""
# Waters, Putz-Anderson, Garg: Applications Manual for the Revised NIOSH Lifting Equation, DHHS (NIOSH) 94-110 (1994),
# job analysis worksheets of examples 1 to 3: load and limit in lb, lengths in inches; H, V, D, A, grip, RWL, LI.
MANUAL = [
    ("1 punch press stock, origin", 44, 23, 15, 48, 0, Coupling.FAIR, 16.3, 2.7),
    ("1 punch press stock, destination", 44, 23, 63, 48, 0, Coupling.FAIR, 14.5, 3.0),
    ("2 supply rolls, origin", 35, 15, 27, 17, 0, Coupling.POOR, 28.0, 1.3),
    ("2 supply rolls, destination", 35, 20, 10, 17, 0, Coupling.POOR, 18.1, 1.9),
    ("3 bags into a hopper", 40, 18, 15, 21, 45, Coupling.FAIR, 18.9, 2.1),
]


@pytest.mark.parametrize(("name", "load", "h", "v", "d", "a", "grip", "rwl", "li"), MANUAL, ids=[r[0] for r in MANUAL])
def test_examples_of_the_manual(name, load, h, v, d, a, grip, rwl, li):
    found = niosh.limit(Lift(load * POUND, h * INCH, v * INCH, d * INCH, a, 0.2, Duration.SHORT, grip))
    # The worksheets begin with 51 lb (23.1 kg) and round each multiplier to two places, H = 23 in to 0.44.
    assert found.limit_kg / POUND == pytest.approx(rwl, rel=0.03)
    assert found.index == pytest.approx(li, abs=0.1)


def test_the_best_lift_may_be_23_kg():
    found = niosh.limit(Lift(23, 25, 75, 25))
    assert (found.limit_kg, found.index, set(found.multipliers.values())) == (23, 1, {1.0})


@pytest.mark.parametrize(
    ("multiplier", "values"),
    [
        # Tables 1 to 4 of the manual, metric columns.
        (niosh.horizontal, {25: 1.00, 30: 0.83, 40: 0.63, 50: 0.50, 60: 0.42, 63: 0.40, 64: 0.0, 20: 1.0}),
        (niosh.vertical, {0: 0.78, 30: 0.87, 75: 1.00, 100: 0.93, 150: 0.78, 175: 0.70, 176: 0.0}),
        (niosh.distance, {25: 1.00, 40: 0.93, 70: 0.88, 100: 0.87, 175: 0.85, 176: 0.0, 10: 1.0}),
        (niosh.asymmetry, {0: 1.00, 30: 0.90, 60: 0.81, 90: 0.71, 135: 0.57, 136: 0.0}),
    ],
)
def test_multipliers_of_the_manual(multiplier, values):
    assert {at: round(multiplier(at) + 1e-9, 2) for at in values} == pytest.approx(values, abs=0.0051)


@pytest.mark.parametrize(
    ("per_min", "duration", "height", "expected"),
    [
        # Table 5 of the manual.
        (0.2, Duration.LONG, 0, 0.85), (1, Duration.SHORT, 80, 0.94), (4, Duration.MODERATE, 0, 0.72),
        (9, Duration.LONG, 74, 0.0), (9, Duration.LONG, 75, 0.15), (12, Duration.MODERATE, 100, 0.21),
        (13, Duration.SHORT, 10, 0.0), (15, Duration.SHORT, 75, 0.28), (15.1, Duration.SHORT, 100, 0.0),
        (0.05, Duration.SHORT, 0, 1.0), (1.5, Duration.LONG, 0, 0.70),
    ],
)  # fmt: skip
def test_frequency_multipliers_of_the_manual(per_min, duration, height, expected):
    assert niosh.frequency(per_min, duration, height) == pytest.approx(expected)


def test_where_nothing_may_be_lifted_there_is_no_index():
    found = niosh.limit(Lift(1, 70, 75, 25))
    assert (found.limit_kg, found.index) == (0, None)


def test_thirteen_kilogrammes_to_one():
    """Programme case H3: a truck brings the box to the hands; the posture stays, the load falls from 13 to 1 kg."""
    before, after = (niosh.limit(Lift(load, 50, 75, 25, 0, 5, Duration.LONG, Coupling.FAIR)) for load in (13, 1))
    # 23 kg x 25/50 x 0.35 = 4.025 kg
    assert (before.limit_kg, after.limit_kg) == (pytest.approx(4.025), pytest.approx(4.025))
    assert before.index
    assert after.index
    assert (round(before.index, 2), round(after.index, 2)) == (3.23, 0.25)


# Hignett, McAtamney (2000), as the worksheet of Cornell University prints the tables: trunk by row, neck 1 to 3
# with legs 1 to 4 each; upper arm by row, lower arm 1 and 2 with wrist 1 to 3 each; score A by row, score B by column.
WORKSHEET_A = """
1 2 3 4 1 2 3 4 3 3 5 6
2 3 4 5 3 4 5 6 4 5 6 7
2 4 5 6 4 5 6 7 5 6 7 8
3 5 6 7 5 6 7 8 6 7 8 9
4 6 7 8 6 7 8 9 7 8 9 9
"""
WORKSHEET_B = """
1 2 2 1 2 3
1 2 3 2 3 4
3 4 5 4 5 5
4 5 5 5 6 7
6 7 8 7 8 8
7 8 8 8 9 9
"""
WORKSHEET_C = """
1 1 1 2 3 3 4 5 6 7 7 7
1 2 2 3 4 4 5 6 6 7 7 8
2 3 3 3 4 5 6 7 7 8 8 8
3 4 4 4 5 6 7 8 8 9 9 9
4 4 4 5 6 7 8 8 9 9 9 9
6 6 6 7 8 8 9 9 10 10 10 10
7 7 7 8 9 9 9 10 10 11 11 11
8 8 8 9 10 10 10 10 10 11 11 11
9 9 9 10 10 10 11 11 11 12 12 12
10 10 10 11 11 11 11 12 12 12 12 12
11 11 11 11 12 12 12 12 12 12 12 12
12 12 12 12 12 12 12 12 12 12 12 12
"""


def rows(text: str) -> list[list[int]]:
    return [[int(cell) for cell in line.split()] for line in text.strip().splitlines()]


def test_tables_are_those_of_the_worksheet():
    by_trunk = [[reba.TABLE_A[neck][trunk][legs] for neck in range(3) for legs in range(4)] for trunk in range(5)]
    by_arm = [[reba.TABLE_B[lower][upper][wrist] for lower in range(2) for wrist in range(3)] for upper in range(6)]
    assert (by_trunk, by_arm) == (rows(WORKSHEET_A), rows(WORKSHEET_B))
    assert [list(row) for row in reba.TABLE_C] == rows(WORKSHEET_C)


def scores(**given: int) -> reba.Scores:
    upright = {"neck": 1, "trunk": 1, "legs": 1, "load": 0, "upper_arm": 1, "lower_arm": 1, "wrist": 1}
    return reba.Scores(**(upright | {"coupling": 0, "activity": 0} | given))


HEAVY = {"neck": 2, "trunk": 3, "legs": 2, "load": 2, "upper_arm": 3, "lower_arm": 2, "wrist": 2, "coupling": 1}
WORST = {"neck": 3, "trunk": 5, "legs": 4, "load": 3, "upper_arm": 6, "lower_arm": 2, "wrist": 3}
WORST |= {"coupling": 3, "activity": 3}


@pytest.mark.parametrize(
    ("given", "a", "b", "c", "total", "level"),
    [
        # Read from the worksheet by hand.
        ({}, 1, 1, 1, 1, 0),
        ({"trunk": 2, "activity": 1}, 2, 1, 1, 2, 1),
        (HEAVY, 7, 6, 9, 9, 3),
        (WORST, 12, 12, 12, 15, 4),
        ({"trunk": 4, "legs": 2, "load": 1, "upper_arm": 2, "activity": 1}, 6, 1, 6, 7, 2),
    ],
)  # fmt: skip
def test_scores_by_the_worksheet(given, a, b, c, total, level):
    found = reba.result(scores(**given))
    assert (found.score_a, found.score_b, found.score_c, found.score, found.level) == (a, b, c, total, level)


def test_a_score_outside_its_table_is_refused():
    for wrong in ({"neck": 0}, {"neck": 4}, {"wrist": 4}):
        with pytest.raises(IndexError):
            reba.result(scores(**wrong))
