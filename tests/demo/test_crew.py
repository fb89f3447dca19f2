"""The demonstration's people start the orders of their shift and explain most stops."""

from datetime import date

import pytest

from dure.demo import plant as master
from dure.demo.fleet import BY_CODE
from dure.demo.floor import ports_from
from dure.demo.machines import all as machines
from dure.demo.people import Crew
from dure.demo.simulation import DAY, HOUR, Doing, Plant, day_start_us
from dure.kernel import clock
from dure.performance.handover.models import Handover
from dure.performance.models import KpiTarget
from dure.planning.models import Schedule
from dure.plant.models import WorkUnit
from dure.production.models import Downtime, OperationRun, ProductionResult

PLANT = Plant(1, date(2026, 10, 1))
NOW_US = day_start_us(date(2026, 11, 18)) + 9 * HOUR


@pytest.fixture
def loaded(db, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now_us", lambda: NOW_US)
    master.load(PLANT, ports_from(20_000, tmp_path), NOW_US)
    master.plan_orders(PLANT, NOW_US, 1)


def stopped(code: str) -> list[Downtime]:
    """A finished stop for each breakdown of a machine on the day before."""
    unit = WorkUnit.objects.get(code=code)
    return [
        Downtime.objects.create(
            work_unit=unit, started_at=clock.from_us(one.start_us), ended_at=clock.from_us(one.end_us)
        )
        for one in PLANT.segments(BY_CODE[code], NOW_US - DAY, NOW_US - HOUR)
        if one.doing is Doing.DOWN
    ]


@pytest.mark.usefixtures("loaded")
def test_four_of_five_stops_get_the_true_reason_and_the_rest_stays_open():
    stops = [stop for code in ("EXT-01", "PKG-01", "STM-01", "CAP-01", "FIL-01") for stop in stopped(code)]
    crew = Crew(PLANT)
    crew.look()
    crew.look()
    found = {row.pk: row for row in Downtime.objects.select_related("reason", "work_unit")}
    explained = [found[stop.pk] for stop in stops if found[stop.pk].reason]
    assert 0.5 < len(explained) / len(stops) < 1
    assert crew.left == {stop.pk for stop in stops} - {stop.pk for stop in explained}
    for stop in explained:
        middle = clock.to_us(stop.started_at + (stop.ended_at - stop.started_at) / 2)
        assert stop.reason.code == PLANT.doing(BY_CODE[stop.work_unit.code], middle).cause


@pytest.mark.usefixtures("loaded")
def test_each_working_machine_runs_the_order_of_its_shift_once():
    crew = Crew(PLANT)
    crew.look()
    crew.look()
    runs = dict(OperationRun.objects.filter(ended_at=None).values_list("work_unit__code", "work_order__number"))
    assert set(runs) == set(BY_CODE)
    assert runs["EXT-01"] == "N261118-A"
    assert OperationRun.objects.count() == len(BY_CODE)


@pytest.mark.usefixtures("loaded")
def test_they_give_yesterdays_shifts_over_once_all_of_it_is_counted():
    crew, unit = Crew(PLANT), WorkUnit.objects.get(code="PKG-01")
    for ago, good in ((DAY, 118), (10 * HOUR, 60)):
        hour = clock.from_us(NOW_US - ago)
        assert not Handover.objects.exists()
        ProductionResult.objects.create(
            work_unit=unit, hour=hour, source="counter", produced=good + 2, good=good, reject=2, first_at=hour,
            last_at=hour,
        )  # fmt: skip
        crew.look()
    Crew(PLANT).look()
    early, late = Handover.objects.order_by("starts_at")
    assert [(row.shift_date, row.shift) for row in (early, late)] == [(date(2026, 11, 17), code) for code in "AB"]
    assert (float(early.picture["sums"]["good"]), early.signed_by.username) == (118, "demo-supervisor")
    assert (early.received_by, late.received_by) == (late.signed_by, None)
    assert [task.done_at is not None for task in early.tasks.order_by("number")] == [True, True, False]


@pytest.mark.usefixtures("loaded")
def test_they_follow_the_first_plan_that_is_made_once_the_past_is_counted():
    crew = Crew(PLANT)
    crew.look()
    assert not Schedule.objects.exists()
    crew.has_book = True
    crew.look()
    asked = Schedule.objects.get()
    assert asked.status == Schedule.Status.WAITING
    Schedule.objects.filter(pk=asked.pk).update(status="proposed", ready_at=clock.now(), planned_at=clock.now())
    crew.look()
    crew.look()
    assert Schedule.objects.get().status == Schedule.Status.LIVE


@pytest.mark.usefixtures("loaded")
def test_there_are_targets_to_compare_with():
    assert set(KpiTarget.objects.values_list("kpi", flat=True)) == set(master.TARGETS)


def test_machines_that_cannot_speak_are_named(monkeypatch):
    monkeypatch.setattr(machines, "NEEDS", {"opcua": ("no_such_package", "OPC UA")})
    assert machines.missing() == {"OPC UA": ["EXT-01"]}
    assert set(machines.PROTOCOLS) - set(machines.spoken()) == {"opcua"}
