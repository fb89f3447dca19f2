"""A night shift over midnight: two days by the clock, one by the plant; a machine counts beside what people say."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum

from dure.inventory.models import Lot
from dure.kernel import clock
from dure.plant.models import Shift
from dure.plant.selectors import planned
from dure.production.models import HandEntry, LotRule, OperationReport, OperationStep, ProductionResult, UnitRecord
from dure.production.selectors.counted import differences, proposal
from dure.production.services.floor import reporting
from dure.production.services.floor.holding import settle_difference
from dure.production.services.floor.reporting import Loss, Said
from dure.production.services.floor.undoing import undo_step
from dure.telemetry.models import Connection, Meaning, Signal
from tests.production.floor.shop import Plant, make_plant, operations
from tests.production.making.bakery import there
from tests.scenarios.picture import there_and_back
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db
D = Decimal
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Ten in the evening till six in the morning; it is seven now."""
    now = datetime(2026, 3, 4, 7, tzinfo=SEOUL)
    monkeypatch.setattr(clock, "now", lambda: now)
    made = make_plant()
    made.began = datetime(2026, 3, 3, 22, tzinfo=SEOUL)
    Shift.objects.create(
        site=made.kettles.area.site, code="N", name="야간", starts=time(22), ends=time(6), weekdays=list(range(7)),
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    planned.forget()
    LotRule.objects.create(item=made.noodle, lots="day")
    return made


def test_a_night_shift(plant: Plant) -> None:
    order = plant.order(200)
    boil, pack = operations(order)
    _act(plant, lambda: plant.start(boil, plant.kettle, 0))
    _act(plant, lambda: plant.report(boil, plant.kettle, 110, 120))  # 23:50
    _act(plant, lambda: plant.start(pack, plant.packer, 110))
    evening = _act(plant, lambda: plant.report(pack, plant.packer, 115, 100))
    _act(plant, lambda: plant.report(boil, plant.kettle, 180, 80, Loss(D(2), reason=plant.torn)))  # 01:00
    morning = _act(plant, lambda: plant.report(pack, plant.packer, 240, 90))  # 02:00
    # 202 boiled and 190 packed, whatever the clock said: the results of the night of the third, and of no other day.
    results = ProductionResult.objects.values_list("shift_date", "shift", "work_unit__code")
    assert sorted(results.annotate(Sum("produced"), Sum("good"))) == [
        (date(2026, 3, 3), "N", "KETTLE", 202, 200), (date(2026, 3, 3), "N", "PACK1", 190, 190),
    ]  # fmt: skip
    # All pieces belong to the night of the third, by the shift; each lot to the day on which it was packed.
    assert set(HandEntry.objects.values_list("shift_date", "shift")) == {(date(2026, 3, 3), "N")}
    lots = Lot.objects.filter(item=plant.noodle, balances__quantity__gt=0)
    assert list(lots.order_by("pk").values_list("made_on", flat=True)) == [
        date(2026, 3, 3), date(2026, 3, 4),
    ]  # fmt: skip
    assert (there(plant.noodle), wrong()) == (190, [])
    for step in (morning, evening):
        undo_step(step=step, person=plant.kim, why="wrong order")
        assert wrong() == []
    assert (there(plant.noodle), there(plant.flour)) == (0, 100)


def test_the_machine_counts_and_the_person_confirms(plant: Plant) -> None:
    _wire(plant)
    boil, _ = operations(plant.order(200))
    run = plant.start(boil, plant.kettle, 0).run
    _count(plant, run, hour=22, pieces=50)
    _count(plant, run, hour=23, pieces=40)
    found = proposal(boil, plant.kettle, plant.after(120))
    assert (found.counted, found.good) == (90, 90)
    # 85 good and 4 torn are reported of 90 that were counted: one is nobody's.
    first = plant.report(boil, plant.kettle, 120, 85, Loss(D(4), reason=plant.torn))
    assert (first.report.counted, first.report.entries.get().is_reclassified) == (90, True)
    (odd,) = differences(since=plant.after(0))
    assert (odd.difference, odd.step.work_unit) == (-1, plant.kettle)
    _count(plant, run, hour=0, pieces=30)
    assert proposal(boil, plant.kettle, plant.after(180)).counted == 30
    plant.report(boil, plant.kettle, 180, 30)
    settle_difference(report=odd, by=plant.kim, note="시험편")
    assert not differences(since=plant.after(0)).exists()
    # Nothing is entered by hand for what the machine counted.
    sources = set(ProductionResult.objects.values_list("source", flat=True))
    assert (sources, wrong()) == ({"counter"}, [])
    undo_step(step=OperationStep.objects.order_by("-pk").first(), person=plant.kim)
    undo_step(step=first, person=plant.kim)
    assert proposal(boil, plant.kettle, plant.after(180)).good == 120
    assert wrong() == []


def test_a_tablet_that_was_offline_all_night(plant: Plant) -> None:
    """What it tells in the morning has the moments of the night, in whatever shift it comes."""
    order = plant.order(40)
    boil, pack = operations(order)
    plant.start(boil, plant.kettle, 30)
    step = plant.report(boil, plant.kettle, 150, 40)
    plant.finish(boil, plant.kettle, 155)
    assert (step.at, step.noted_at - step.at) == (plant.after(150), timedelta(hours=6.5))
    assert (step.run.started_at, step.report.entries.get().hour) == (plant.after(30), plant.after(120))
    key = uuid.uuid4()
    plant.start(pack, plant.packer, 160)
    values = {"client_id": key, "operation": pack, "work_unit": plant.packer, "person": plant.kim}
    for _ in range(3):
        reporting.report(**values, said=Said(D(40)), at=plant.after(200))
    order.refresh_from_db()
    assert (order.received, OperationReport.objects.count(), wrong()) == (40, 2, [])
    assert order.completions.get().made_at == plant.after(200)


def _act(plant: Plant, do: Callable[[], OperationStep]) -> OperationStep:
    """Done, taken back and done again."""
    return there_and_back(do, lambda step: undo_step(step=step, person=plant.kim, why="wrong"))


def _wire(plant: Plant) -> None:
    connection = Connection.objects.create(code="C1", name="솥 PLC", protocol="modbus")
    Signal.objects.create(
        connection=connection, address="1/holding/0/uint16", name="수량", work_unit=plant.kettle, meaning=Meaning.TOTAL
    )
    UnitRecord.objects.create(work_unit=plant.kettle, state="producing", last_time=plant.after(0))


def _count(plant: Plant, run: object, *, hour: int, pieces: int) -> None:
    start = datetime(2026, 3, 3 if hour > 12 else 4, hour, tzinfo=SEOUL)
    ProductionResult.objects.create(
        work_unit=plant.kettle, hour=start, shift_date=date(2026, 3, 3), shift="N", run=run, item=plant.noodle,
        source="counter", produced=pieces, good=pieces, first_at=start, last_at=start + timedelta(minutes=59),
    )  # fmt: skip
