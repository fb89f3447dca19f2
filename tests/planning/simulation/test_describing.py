"""From a record to a plant, with figures that a reader can check: see `records`."""

from dataclasses import replace

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.assuming import Taken
from dure.planning.simulation.chance import Mixture
from dure.planning.simulation.describing import Description, describe
from dure.planning.simulation.hours import DAY_MIN
from dure.planning.simulation.measuring import completed, measured
from dure.planning.simulation.plant import Order, OrderList
from dure.planning.simulation.record import Did, Record, Run, Stretch
from dure.planning.simulation.validating import recorded
from tests.planning.simulation.records import LARGE, PRESS, SAW, record


def taken(of: Description) -> dict[Taken, dict[str, object]]:
    return {one.what: dict(one.values) for one in of.assumptions}


def test_what_a_run_took_and_what_stopped_it() -> None:
    """48 min of sawing for 60 pieces; what comes after the run is no stop of it."""
    found = measured(completed(record()))
    assert (found.lots[0, 10].work_min, found.lots[0, 10].pieces) == (48.0, 60.0)
    saw = found.units[SAW]
    assert saw.stops == [(10.0, "톱날 교체")] * 20
    assert saw.micros == [2.0] * 20
    # From the start 20 min to the first stop, then 10 + 18 of its day and 20 of the next one.
    assert saw.gaps == [20.0] + [48.0] * 19
    assert saw.micro_gaps == [30.0] + [48.0] * 19
    assert (saw.work_min, saw.open_min, saw.pieces, saw.bad) == (960.0, 9600.0, 1200.0, 60.0)


def test_set_up_before_a_run_belongs_to_it() -> None:
    found = measured(completed(record()))
    assert [(one.unit, one.before, one.after, one.minutes) for one in found.setups if one.unit == LARGE][:2] == [
        (LARGE, None, (10, 20), 15.0), (LARGE, (10, 20), (11, 20), 15.0),
    ]  # fmt: skip
    assert found.led[0, 20] == 15.0


def test_what_a_person_called_set_up_is_set_up() -> None:
    rows = record().runs
    told = replace(rows[0], setup_until=rows[0].begin + 15)
    found = measured(completed(record(runs=(told, *rows[1:]))))
    assert found.lots[0, 10].work_min == 33.0
    assert found.setups[0].minutes == 15.0


def test_a_stop_over_a_break_is_one() -> None:
    """Half past eleven to one o'clock with the noon hour off: 30 min."""
    station = record().stations[0]
    stretches = (
        Stretch(480, 690, Did.WORK), Stretch(690, 720, Did.STOP, "고장"), Stretch(780, 790, Did.STOP),
        Stretch(790, 960, Did.WORK),
    )  # fmt: skip
    alone = record(stations=(replace(station, stretches=stretches),), runs=(Run(SAW, 0, 10, 480, 960, None, 60),))
    assert measured(completed(alone)).units[SAW].stops == [(40.0, "고장")]


def test_units_and_steps() -> None:
    plant = describe(record()).plant
    assert [one.name for one in plant.units] == ["톱", "작은 프레스", "큰 프레스"]
    assert [one.name for one in plant.centers] == ["절단", "프레스"]
    assert [one.center for one in plant.units] == [0, 1, 1]
    a, b = plant.products
    assert [one.units for one in a.steps] == [(), ()]
    assert [one.units for one in b.steps] == [(), (2,)]
    # Ideal cycles: the saw's own, the general one for the presses, none for B.
    assert [one.ideal_min for one in a.steps] == [0.75, 0.5]
    assert [one.ideal_min for one in b.steps] == [None, None]


def test_measured_times() -> None:
    plant = describe(record()).plant
    saw, press = (step.cycle for step in plant.products[0].steps)
    assert isinstance(saw, Mixture)
    assert saw.mean == pytest.approx(48 / 60)
    assert press.mean == pytest.approx(120 / 57)
    unit = plant.units[0]
    assert unit.breakdowns is not None
    assert unit.micro_stops is not None
    assert unit.quality is not None
    assert unit.breakdowns.between.mean == pytest.approx(48.0)
    assert unit.breakdowns.repair.mean == pytest.approx(10.0)
    assert unit.micro_stops.clearing.mean == pytest.approx(2.0)
    assert unit.quality.scrap_share == pytest.approx(0.05)


def test_set_ups_are_the_measured_ones() -> None:
    """15 min each time, whatever the table (30 from white to red) and the routing (10) say; from A to A none."""
    press = describe(record()).plant.centers[1]
    assert press.setups == ((0.0, 15.0), (15.0, 0.0))
    assert press.setup_cv == 0.0


def test_too_few_lots_lean_on_the_routing() -> None:
    """Item 12 was sawn twice, 48 min for 60 pieces: two fifths of 0.8 and three of the routing's 1.5 min × 1.2, for the
    other items took 0.8 where their routing says 40 s."""
    base = record()
    rare = replace(base.articles[0], id=12, name="C", stages=(replace(base.articles[0].stages[0], piece_s=90.0),))
    orders = tuple(replace(one, article=12) if one.id in (0, 2) else one for one in base.orders)
    runs = tuple(one for one in base.runs if not (one.order in (0, 2) and one.number == 20))
    found = describe(record(articles=(*base.articles, rare), orders=orders, runs=runs))
    (cycle,) = (step.cycle for step in found.plant.products[2].steps)
    factor = 20 * 48.0 / (18 * 40.0 + 2 * 90.0)
    assert cycle.mean == pytest.approx(0.4 * 0.8 + 0.6 * 1.5 * factor)
    assert taken(found)[Taken.FEW_CYCLES]["count"] == 1


def test_the_calendar_is_the_real_one() -> None:
    """A holiday on the second Wednesday: 19 days of 8 h, and the weeks come again after four."""
    closed = tuple(one for one in record().stations[0].spans if one[0] != 9 * DAY_MIN + 480)
    stations = tuple(replace(one, spans=closed) for one in record().stations)
    (hours,) = describe(record(stations=stations)).plant.hours
    assert (hours.weeks, hours.between(0, 28 * DAY_MIN)) == (4, 19 * 480.0)


def test_a_unit_without_a_shift_is_always_open_and_it_is_said() -> None:
    stations = (replace(record().stations[0], spans=()), *record().stations[1:])
    found = describe(record(stations=stations))
    assert taken(found)[Taken.NO_SHIFT] == {"names": "톱", "count": 1}
    plant = found.plant
    assert plant.hours[0].between(0, 7 * DAY_MIN) == 5 * 480.0
    assert plant.hours[plant.units[0].hours].between(0, DAY_MIN) == DAY_MIN


def test_orders_are_those_of_the_days() -> None:
    """Measured from the second day on: the first order is over, the second one is sawn already."""
    base = record()
    runs = tuple(replace(one, begin=one.begin - 100, end=one.end - 100 if one.end else None)
                 if (one.order, one.number) == (1, 10) else one for one in base.runs)  # fmt: skip
    first = DAY_MIN + 440.0
    found = describe(record(first=first, runs=runs))
    orders = found.plant.orders
    assert isinstance(orders, OrderList)
    assert [one.id for one in found.orders] == list(range(1, 20))
    assert orders.orders[0] == Order(1, DAY_MIN + 470.0, DAY_MIN + 900.0, 60, done=1)
    assert orders.orders[1].done == 0
    assert (found.warm_up_days, found.days) == (first / DAY_MIN, 28.0)


def test_what_was_recorded() -> None:
    """20 orders of 60 pieces in 160 h, 57 of each good, all over by their due times after 190 min of which 180 open."""
    found = recorded(describe(record(kpis={"oee": 0.1})))
    assert found == {
        "good_per_h": pytest.approx(20 * 57 / 160), "defect_share": pytest.approx(0.05), "on_time_share": 1.0,
        "lead_h": pytest.approx(3.0), "wip": pytest.approx(20 * 180 / 9600), "oee": 0.1,
        "setup": pytest.approx(20 * 15 / 19200), "down": pytest.approx(20 * 10 / 19200),
        "micro": pytest.approx(20 * 2 / 19200),
    }  # fmt: skip


def test_what_nobody_measured_is_listed() -> None:
    base = record()
    stages = base.articles[0].stages
    odd = replace(base.articles[0], stages=(*stages, replace(stages[0], number=30, units={}, is_outside=True)))
    orders = (replace(base.orders[0], due=None), *base.orders[1:])
    found = taken(describe(record(articles=(odd, base.articles[1]), orders=orders, batches=2)))
    assert found[Taken.OUTSIDE_WORK] == {"count": 1}
    assert found[Taken.NO_DUE] == {"count": 1, "of": 20}
    assert found[Taken.BATCHES] == {"count": 2}
    assert found[Taken.NO_IDEALS] == {"count": 2}
    assert found[Taken.MOVE] == {"minutes": 0.0}
    assert {Taken.WHOLE_STOPS, Taken.NO_DRIFT, Taken.MATERIAL, Taken.DISPATCH, Taken.STATUS} <= found.keys()
    # The small press never ran, so it stops as the saw and the large one do; that one ran 40 h without a stop.
    assert found[Taken.FEW_STOPS] == {"count": 1, "of": 3}


def test_people() -> None:
    """One has the skill; two presses ran at once on the first day, so somebody serves both."""
    base = record()
    skilled = tuple(replace(one, stages=(one.stages[0], replace(one.stages[1], skill=(5, 2)))) for one in base.articles)
    given = {"articles": skilled, "people": {(5, 2): 1}, "skills": {5: "프레스"}}
    found = describe(record(**given))
    assert [(one.name, one.people) for one in found.plant.crews] == [("프레스 2", 1)]
    assert [one.operator for one in found.plant.centers] == [None, "프레스 2"]
    at_once = (*base.runs, Run(PRESS, 2, 20, 600.0, 610.0))
    both = describe(record(runs=at_once, **given))
    assert [one.people for one in both.plant.crews] == [2]
    assert taken(both)[Taken.MORE_PEOPLE] == {"skill": "프레스 2", "count": 2, "known": 1}
    nobody = describe(record(articles=skilled, skills={5: "프레스"}))
    assert nobody.plant.crews == ()
    assert taken(nobody)[Taken.NO_SKILL] == {"skill": "프레스 2"}


def test_an_item_without_a_routing_goes_where_it_went() -> None:
    bare = tuple(replace(one, stages=()) for one in record().articles)
    runs = tuple(replace(one, number=None) for one in record().runs)
    plant = describe(record(articles=bare, runs=runs)).plant
    assert [[step.center for step in one.steps] for one in plant.products] == [[0, 1], [0, 1]]
    assert plant.products[0].steps[0].cycle.mean == pytest.approx(0.8)


def few(of: Record) -> Record:
    return replace(of, runs=of.runs[:20], orders=of.orders[:10])


@pytest.mark.parametrize(("of", "why"), [
    (few(record(runs=record().runs[:19])), "19 operations of orders were begun and ended"),
    (replace(record(), first=22.0 * DAY_MIN), "records of 6 days"),
    (replace(record(), runs=(), orders=()), "0 operations"),
])  # fmt: skip
def test_too_little_history_is_said(of: Record, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        describe(of)


def test_set_ups_that_nobody_told_are_planned_ones_and_it_is_said() -> None:
    """The saw went on at once each time: the table's 30 min from white to red stay, as the routing has none."""
    assert describe(record()).plant.centers[0].setups == ((0.0, 30.0), (0.0, 0.0))
    assert taken(describe(record()))[Taken.PLANNED_SETUPS] == {"name": "절단", "count": 0, "spread": 0.3}


def test_a_machine_that_counts_batches() -> None:
    """The saw counts ten of six pieces each: still 48 min for 60 pieces. Nobody received: the press tells it."""
    base = record()
    runs = tuple(replace(one, pieces=10.0, bad=0.0) if one.number == 10 else one for one in base.runs)
    orders = tuple(replace(one, good=0.0) for one in base.orders)
    found = describe(record(runs=runs, orders=orders))
    assert found.plant.products[0].steps[0].cycle.mean == pytest.approx(0.8)
    assert taken(found)[Taken.OTHER_COUNTS] == {"count": 2}
    # The ideal cycle is that of what the machine counts.
    assert found.plant.products[0].steps[0].ideal_min is None
    assert recorded(found)["defect_share"] == pytest.approx(0.05)
