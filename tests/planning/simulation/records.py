"""A record of a plant written down by hand: four weeks of a saw and two presses, open from 8:00 to 16:00 on workdays.

Every workday one order of 60 pieces is sawn from 8:00 to 9:00 and pressed from 9:00 to 11:00.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from dure.planning.changeovers import Changeovers, Kind, Line
from dure.planning.simulation.hours import DAY_MIN
from dure.planning.simulation.record import Article, Did, Ordered, Record, Run, Stage, Station, Stretch

SAW, PRESS, LARGE = 1, 2, 3
WORKDAYS = [week * 7 + day for week in range(4) for day in range(5)]
SPANS = tuple((day * DAY_MIN + 480.0, day * DAY_MIN + 960.0) for day in WORKDAYS)


def saw_day(day: int) -> list[Stretch]:
    """Sawing, with a stop of 10 min from 8:20 on and a micro-stop of 2 min at 8:40; nothing afterwards."""
    at = day * DAY_MIN
    return [
        Stretch(at + 480, at + 500, Did.WORK), Stretch(at + 500, at + 510, Did.STOP, "톱날 교체"),
        Stretch(at + 510, at + 520, Did.WORK), Stretch(at + 520, at + 522, Did.MICRO),
        Stretch(at + 522, at + 540, Did.WORK), Stretch(at + 540, at + 960, Did.STOP),
    ]  # fmt: skip


def press_day(day: int) -> list[Stretch]:
    """Set up for 15 min before the run begins, then 105 min of pressing."""
    at = day * DAY_MIN
    return [
        Stretch(at + 480, at + 525, Did.STOP), Stretch(at + 525, at + 540, Did.SETUP),
        Stretch(at + 540, at + 660, Did.WORK), Stretch(at + 660, at + 960, Did.STOP),
    ]  # fmt: skip


def record(**changed: Any) -> Record:
    """Items 10 and 11 by turns; the presses share the second operation, the large one alone does item 11."""
    saw, both = {SAW: Decimal(0)}, {PRESS: Decimal(600), LARGE: Decimal(600)}
    articles = (
        Article(10, "A", (Stage(10, "saw", saw, 40.0), Stage(20, "press", both, 60.0)), {None: 30.0, SAW: 45.0}),
        Article(11, "B", (Stage(10, "saw", saw, 40.0), Stage(20, "press", {LARGE: Decimal(600)}, None))),
    )
    orders, runs = [], []
    for number, day in enumerate(WORKDAYS):
        at, item = day * DAY_MIN, 10 + number % 2
        orders.append(Ordered(number, f"W{number}", item, 60.0, at + 470.0, at + 900.0, at + 660.0, 57.0))
        runs.append(Run(SAW, number, 10, at + 480.0, at + 540.0, None, 60.0, 3.0))
        runs.append(Run(LARGE, number, 20, at + 540.0, at + 660.0, None, 57.0))
    stations = (
        Station(SAW, "톱", 1, "절단", SPANS, tuple(one for day in WORKDAYS for one in saw_day(day))),
        Station(PRESS, "작은 프레스", 2, "프레스", SPANS),
        Station(LARGE, "큰 프레스", 2, "프레스", SPANS, tuple(one for day in WORKDAYS for one in press_day(day))),
    )
    kinds = {10: Kind("white"), 11: Kind("red")}
    made = Record(
        "두레정밀", 0.0, 28.0 * DAY_MIN, stations, articles, tuple(orders), tuple(runs),
        changeovers=Changeovers([Line(30, "white", "red")], kinds, {SAW: 1, PRESS: 2, LARGE: 2}),
    )  # fmt: skip
    return replace(made, **changed)
