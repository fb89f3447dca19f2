"""One day on two units, followed by hand.

Cutting takes 1 min a piece, pressing 2. The cutter breaks after each 100 min of running, its repair takes 40. The press
stops after each 50 min of running, clearing takes 4. From one to the other it is 10 min. Two shifts from 6:00 to 22:00.
"""

from dataclasses import replace

import pytest

from dure.planning.simulation.chance import Fixed
from dure.planning.simulation.hours import Hours
from dure.planning.simulation.plant import (
    Breakdowns,
    Center,
    Crew,
    Information,
    MicroStops,
    Order,
    OrderList,
    Plant,
    Product,
    Step,
    Unit,
)
from dure.planning.simulation.policy import Dispatch, Policy
from dure.planning.simulation.shop import simulate

DAY = Plant(
    name="a day",
    centers=(Center("cut"), Center("press", setups=((0.0, 20.0), (30.0, 0.0)))),
    units=(
        Unit("C", 0, breakdowns=Breakdowns(Fixed(100.0), Fixed(40.0), "technician")),
        Unit("P", 1, micro_stops=MicroStops(Fixed(50.0), Fixed(4.0))),
    ),
    products=tuple(
        Product(name, (Step(0, Fixed(1.0)), Step(1, Fixed(2.0), family))) for family, name in enumerate(("A", "B"))
    ),
    orders=OrderList((Order(0, 360.0, 900.0, 60), Order(1, 360.0, 1200.0, 50))),
    hours=(Hours(((360, 840), (840, 1320))),),
    crews=(Crew("technician", 1),),
    information=Information(found_walking=0.0),
    move_min=10.0,
)
LIVE = Policy(Dispatch.RULE, status=True, alarm=True, andon=True)

ON_PAPER = [
    (360, "order", "", 0), (360, "ready", "", 0), (360, "order", "", 1), (360, "ready", "", 1),
    (360, "start", "C", 0), (420, "end", "C", 0), (420, "start", "C", 1), (430, "ready", "", 0),
    # 100 min of running: the cutter breaks; reported after 30 min, repaired after 40 more; 10 pieces are left.
    (460, "breakdown", "C", None), (530, "repaired", "C", None), (540, "end", "C", 1), (550, "ready", "", 1),
    # Nobody knows of the lots in front of the press until the next shift begins. Two micro-stops of 6 + 4 min.
    (840, "start", "P", 0), (980, "end", "P", 0), (980, "over", "", 0),
    # Another family; micro-stops after 30 and 80 min of running.
    (1000, "set-up", "P", 1), (1000, "start", "P", 1), (1120, "end", "P", 1), (1120, "over", "", 1),
]  # fmt: skip
WITH_LIVE_DATA = [
    (360, "order", "", 0), (360, "ready", "", 0), (360, "order", "", 1), (360, "ready", "", 1),
    (360, "start", "C", 0), (420, "end", "C", 0), (420, "start", "C", 1), (430, "ready", "", 0),
    (430, "start", "P", 0), (460, "breakdown", "C", None), (502, "repaired", "C", None), (512, "end", "C", 1),
    (522, "ready", "", 1), (562, "end", "P", 0), (562, "over", "", 0),
    (582, "set-up", "P", 1), (582, "start", "P", 1), (694, "end", "P", 1), (694, "over", "", 1),
]  # fmt: skip


def played(
    policy: Policy, plant: Plant = DAY
) -> tuple[list[tuple[int, str, str, int | None]], dict[str, float | None]]:
    told: list[tuple[int, str, str, int | None]] = []
    outcome = simulate(
        plant, policy, seed=1, days=1, told=lambda at, what, unit, order: told.append((round(at), what, unit, order))
    )
    return told, outcome.figures


def test_every_event_of_the_day_on_paper() -> None:
    assert played(Policy())[0] == ON_PAPER


def test_every_event_of_the_day_with_live_data() -> None:
    assert played(LIVE)[0] == WITH_LIVE_DATA


def test_where_the_time_went_on_paper() -> None:
    """Of 2 × 960 min: 110 cut and 220 pressed; set up 20; down 30 + 40; four micro-stops of 10; the press starved until
    430 and with unseen work until 840; then nothing to do for the cutter from 540 and for the press from 1120."""
    figures = played(Policy())[1]
    minutes = {name: round((figures[name] or 0) * 1920, 6) for name in (
        "work", "setup", "down", "micro", "starved", "unseen", "idle", "blocked", "crew", "check", "held",
    )}  # fmt: skip
    assert minutes == {
        "work": 330, "setup": 20, "down": 70, "micro": 40, "starved": 70, "unseen": 410, "idle": 780 + 200,
        "blocked": 0, "crew": 0, "check": 0, "held": 0,
    }  # fmt: skip


def test_orders_of_the_day() -> None:
    """Paper: over at 980 (due 900) and 1120 (due 1200); 110 pieces in 16 h; 620 and 760 min in work of 960."""
    figures = played(Policy())[1]
    assert figures["on_time_share"] == 0.5
    assert figures["good_per_h"] == pytest.approx(110 / 16)
    assert figures["lead_h"] == pytest.approx((620 + 760) / 2 / 60)
    assert figures["wip"] == pytest.approx((620 + 760) / 960)
    assert played(LIVE)[1]["on_time_share"] == 1.0


def test_oee_is_that_of_iso_22400() -> None:
    """Every piece at its ideal cycle and good: OEE is the share of work, 330 of 1920 min."""
    figures = played(Policy())[1]
    assert figures["oee"] == pytest.approx(330 / 1920)
    assert (figures["effectiveness"], figures["quality_ratio"]) == (pytest.approx(1.0), 1.0)


def test_a_setter_who_is_busy_and_a_press_without_room() -> None:
    """One place in front of the press and nobody knows a lot there before 840: the cutter keeps the second lot from
    540, when it is cut, until 840, when the first one leaves that place."""
    press = replace(DAY.centers[1], room=1)
    figures = played(Policy(), replace(DAY, centers=(DAY.centers[0], press)))[1]
    assert (figures["blocked"] or 0) * 1920 == pytest.approx(300)


def test_a_repair_waits_for_the_technician() -> None:
    """Two cutters break at once with an order each: the second repair begins when the first has ended."""
    cutter = DAY.units[0]
    orders = OrderList((Order(0, 360.0, 900.0, 150), Order(0, 360.0, 900.0, 150)))
    told, _ = played(LIVE, replace(DAY, units=(cutter, replace(cutter, name="D"), DAY.units[1]), orders=orders))
    assert [row for row in told if row[1] in ("breakdown", "repaired")] == [
        (460, "breakdown", "C", None), (460, "breakdown", "D", None),
        (502, "repaired", "C", None), (542, "repaired", "D", None),
    ]  # fmt: skip


def test_a_warm_up_does_not_count() -> None:
    """From 840 on: the press works 220 of 960 min, is set up 20, stands still 40; two orders end."""
    outcome = simulate(DAY, Policy(), seed=1, days=1, warm_up_days=840 / 1440)
    assert (outcome.figures["work"] or 0) * 960 == pytest.approx(220)
    assert outcome.figures["good_per_h"] == pytest.approx(110 / 8)
    assert (outcome.ended, outcome.due) == (2, 2)
