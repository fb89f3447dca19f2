"""A plant whose history the simulation has made with known parameters (see `history`): is it described as it was, does
it hold, and is a wrong parameter found?"""

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dure.kernel.errors import Invalid
from dure.planning.selectors.month import read_month
from dure.planning.simulation.assuming import Taken
from dure.planning.simulation.chance import Fixed
from dure.planning.simulation.describing import Description, describe
from dure.planning.simulation.plant import Breakdowns, Quality
from dure.planning.simulation.record import Record
from dure.planning.simulation.validating import Validation, replayed, validated
from dure.plant.selectors.planned import forget
from tests.planning.simulation import history

SEEDS = range(1, 17)


@pytest.fixture(scope="module", params=["status+due", "paper"])
def worked(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> tuple[str, Record]:
    """(how people really worked, what is read from the tables); nothing stays in the database."""
    with pytest.MonkeyPatch.context() as patch:
        told = history.played(history.truth(), request.param, 1, patch)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        history.write(told, history.make_plant())
        found = read_month(history.NOW, 28)
        transaction.set_rollback(True)
    return request.param, found


@pytest.fixture(scope="module")
def described(worked: tuple[str, Record]) -> Description:
    return describe(worked[1])


def held(of: Description) -> Validation:
    return validated(of, replayed(of, of.policy, SEEDS))


def test_it_is_described_as_it_was(described: Description) -> None:
    plant = described.plant
    assert {one.name: sum(unit.center == at for unit in plant.units) for at, one in enumerate(plant.centers)} == {
        "saws": 2, "press": 1,
    }  # fmt: skip
    assert plant.hours[0].between(0, 28 * 1440) == 20 * 8 * 60
    for product in plant.products:
        _, *cycles = history.ITEMS[product.name]
        assert [step.cycle.mean for step in product.steps] == pytest.approx(cycles, rel=0.06)
        assert [step.ideal_min for step in product.steps] == pytest.approx(cycles)
        assert product.lot.mean == pytest.approx(45.0, rel=0.1)
    for unit in plant.units:
        assert unit.quality is not None
        assert unit.breakdowns is not None
        assert unit.micro_stops is not None
        assert unit.quality.scrap_share == pytest.approx(0.03, abs=0.008)
        assert unit.breakdowns.repair.mean == pytest.approx(40.0, rel=0.35)
        assert unit.micro_stops.between.mean == pytest.approx(60.0, rel=0.3)
        assert unit.micro_stops.clearing.mean == pytest.approx(2.0, rel=0.1)


def test_set_ups_are_measured(described: Description) -> None:
    press = next(one for one in described.plant.centers if one.name == "press")
    names = [one.name for one in described.plant.products]
    for before, row in zip(names, press.setups, strict=True):
        for after, minutes in zip(names, row, strict=True):
            changes = history.ITEMS[before][0] != history.ITEMS[after][0]
            assert minutes == pytest.approx(history.SETUP_MIN if changes else 0.0, rel=0.25)
    assert press.setup_cv == pytest.approx(0.2, abs=0.08)


def test_how_people_worked_is_found(worked: tuple[str, Record], described: Description) -> None:
    assert described.policy == worked[0]
    assert described.plant.information.found_walking == pytest.approx(1.0 if "status" in worked[0] else 0.3, abs=0.12)


def test_it_holds(described: Description) -> None:
    found = held(described)
    assert [one.figure for one in found.checks if not one.agrees] == []
    assert found.holds
    assert found.missing == ()


def test_what_was_recorded_is_what_the_run_had(worked: tuple[str, Record], described: Description) -> None:
    """Scrap of 3 % at each of two operations; the product's own KPIs multiply to its OEE."""
    of = {one.figure: one.measured for one in held(described).checks}
    assert of["defect_share"] == pytest.approx(1 - 0.97**2, abs=0.01)
    assert of["oee"] == pytest.approx(of["availability"] * of["effectiveness"] * of["quality_ratio"])


@pytest.mark.parametrize("worked", ["status+due"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "found"), [("scrap", "quality_ratio"), ("repair", "down"), ("cycle", "effectiveness")]
)
def test_a_wrong_parameter_does_not_hold(described: Description, wrong: str, found: str) -> None:
    """Twice the scrap, repairs of four hours, pieces in four fifths of the time (OEE is the same: made sooner, idle
    longer)."""
    plant = described.plant
    units = plant.units
    if wrong == "scrap":
        units = tuple(replace(one, quality=Quality(0.06, 20.0)) for one in units)
    if wrong == "repair":
        units = tuple(
            replace(one, breakdowns=Breakdowns(one.breakdowns.between, Fixed(240.0)))
            for one in units if one.breakdowns is not None
        )  # fmt: skip
    products = plant.products
    if wrong == "cycle":
        products = tuple(
            replace(one, steps=tuple(replace(step, cycle=Fixed(step.cycle.mean * 0.8)) for step in one.steps))
            for one in products
        )  # fmt: skip
    of = held(replace(described, plant=replace(plant, units=units, products=products)))
    assert not of.holds
    assert found in [one.figure for one in of.checks if not one.agrees]


def test_what_nobody_measured_is_listed(described: Description) -> None:
    found = {one.what for one in described.assumptions}
    assert {Taken.WHOLE_STOPS, Taken.NO_DRIFT, Taken.MATERIAL, Taken.MOVE} <= found
    assert not found & {Taken.NO_STOPS, Taken.NO_MICRO, Taken.NO_SHIFT, Taken.FEW_CYCLES, Taken.DISPATCH, Taken.SILENT}


@pytest.mark.django_db
def test_a_plant_without_history_is_told_so() -> None:
    history.make_plant()
    with pytest.raises(Invalid, match="In 28 days 0 operations"):
        describe(read_month(history.NOW, 28))
    with pytest.raises(Invalid, match="From 1 to 400 days"):
        read_month(history.NOW, 500)


def asked() -> int:
    forget()
    with CaptureQueriesContext(connection) as queries:
        read_month(history.NOW, 28)
    return len(queries)


@pytest.mark.django_db
def test_the_number_of_queries_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    told = history.played(history.truth(), "status+due", 1, monkeypatch)
    few = replace(told, lots={number: one for number, one in told.lots.items() if number < 70},
                  runs={key: span for key, span in told.runs.items() if key[1] < 70})  # fmt: skip
    made = history.make_plant()
    history.write(few, made)
    read_month(history.NOW, 28)  # sums up finished days once
    first = asked()
    more = replace(told, lots={number: one for number, one in told.lots.items() if number >= 70},
                   runs={key: span for key, span in told.runs.items() if key[1] >= 70})  # fmt: skip
    history.write_orders(more, made)
    read_month(history.NOW, 28)
    assert asked() == first
