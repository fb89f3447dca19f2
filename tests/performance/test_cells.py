"""From rows in the database to elements by shift, hour, item and order; the roll-up gives the same."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dure.performance import periods, scope
from dure.performance.cells import Bucket, cells
from dure.performance.elements import total
from dure.performance.models import RolledDay, RolledShift
from dure.performance.periods import By, Period
from dure.performance.services import refresh_rollup
from dure.plant.selectors import planned
from dure.product.models import IdealCycle
from dure.production.models import DowntimeReason, ProductionResult, ResultCorrection, StateInterval
from dure.production.selectors.changes import change_marks
from tests.performance.plant import (
    MONDAY,
    SEOUL,
    Plant,
    a_usual_day,
    add_result,
    add_run,
    add_states,
    add_stop,
    local,
    make_plant,
)

pytestmark = pytest.mark.django_db
NOW = local("+2 12:00")
DAY = periods.days(MONDAY, MONDAY, SEOUL)
WEEK = periods.week(MONDAY, SEOUL)


@pytest.fixture
def plant() -> Plant:
    made = make_plant()
    a_usual_day(made)
    return made


def by(plant: Plant, cut: By, period: Period = DAY, now: datetime = NOW) -> dict[Bucket, object]:
    found = cells(plant.units, period, cut, now)
    assert {unit_id for unit_id, _ in found} <= {unit.pk for unit in plant.units}
    return {bucket: elements for (_, bucket), elements in found.items()}


def test_a_shift(plant: Plant) -> None:
    e = by(plant, By.SHIFT)[Bucket("2026-03-09", "D")]
    assert [x / 60 for x in (e.pbt, e.aubt, e.aust, e.adet, e.apt, e.adot, e.rest)] == [480, 430, 40, 60, 330, 50, 60]
    assert (e.produced, e.good, e.reject) == (600, 582, 18)
    assert (e.ideal_s, e.failures, e.failure) == (18_000, 1, 2400)


def test_pieces_made_without_data_are_pieces_and_have_no_ideal_time(plant: Plant) -> None:
    before = by(plant, By.SHIFT)[Bucket("2026-03-09", "D")]
    row = ProductionResult.objects.filter(work_unit=plant.units[0], shift="D").first()
    assert row is not None
    ProductionResult.objects.filter(pk=row.pk).update(unseen=40)
    e = by(plant, By.SHIFT)[Bucket("2026-03-09", "D")]
    assert (e.produced, e.good, e.unseen) == (before.produced, before.good, 40)
    # 30 s a piece: 600 pieces less 40 in 330 minutes of production.
    assert e.ideal_s == 560 * 30
    refresh_rollup(now=NOW, days=5)
    assert by(plant, By.SHIFT)[Bucket("2026-03-09", "D")] == e


def test_outside_the_shift_is_a_cell_of_its_own(plant: Plant) -> None:
    e = by(plant, By.SHIFT)[Bucket("2026-03-09")]
    assert e.unplanned == 15 * 3600
    assert by(plant, By.DAY)[Bucket("2026-03-09")].calendar == 24 * 3600


def test_by_hour(plant: Plant) -> None:
    found = by(plant, By.HOUR)
    assert len(found) == 24
    nine = found[Bucket(local("09:00").astimezone(UTC).isoformat())]
    assert (nine.apt, nine.produced) == (3600, 120)
    assert total(found.values()).as_dict() == pytest.approx(by(plant, By.TOTAL)[Bucket()].as_dict())


def test_a_window_inside_the_day(plant: Plant) -> None:
    window = Period(local("08:20"), local("09:20"), SEOUL)
    e = by(plant, By.TOTAL, window)[Bucket()]
    assert (e.aust, e.apt, e.produced) == (1200, 2400, 120)


def test_what_has_not_happened_is_no_loss(plant: Plant) -> None:
    e = by(plant, By.TOTAL, now=local("09:40"))[Bucket()]
    assert (e.pbt_total, e.apt, e.aust) == (6000, 3600, 2400)


def test_by_order_and_item(plant: Plant) -> None:
    unit = plant.units[0]
    run = add_run(unit, plant.noodles, "WO-1", "08:00", "11:20")
    ProductionResult.objects.filter(hour__lt=local("11:00")).update(run=run)
    found = by(plant, By.ORDER)
    e = found[Bucket(code="WO-1", name="쌀국수")]
    assert (e.produced, e.aust, e.apt, e.aoet) == (240, 2400, 9600, 12_000)
    assert found[Bucket()].produced == 360
    assert by(plant, By.ITEM)[Bucket(code="N1", name="쌀국수")].produced == 600


def test_night_shift_belongs_to_the_day_on_which_it_began() -> None:
    plant = make_plant()
    plant.site.shifts.update(starts="22:00", ends="06:00")
    plant.site.shifts.first().breaks.all().delete()
    add_states(plant.units[0], ("22:00", "producing"), ("+1 06:00", "off"), end="+1 12:00")
    add_result(plant.units[0], "+1 02:10", 10, item=plant.noodles)
    ProductionResult.objects.update(shift_date=MONDAY)
    e = by(plant, By.SHIFT)[Bucket("2026-03-09", "D")]
    assert (e.apt, e.produced) == (8 * 3600, 10)
    assert e.no_data == 0
    assert by(plant, By.ITEM)[Bucket(code="N1", name="쌀국수")].produced == 10


def test_a_work_units_own_ideal_cycle_and_its_date_win(plant: Plant) -> None:
    IdealCycle.objects.create(item=plant.noodles, work_unit=plant.units[0], seconds=20, valid_from=local("14:00"))
    e = by(plant, By.TOTAL)[Bucket()]
    assert e.ideal_s == 3 * 120 * 30 + 2 * 120 * 20


def test_quantity_without_item_is_kept_apart(plant: Plant) -> None:
    add_result(plant.units[0], "16:05", 7, source="hand")
    e = by(plant, By.TOTAL)[Bucket()]
    assert (e.without_ideal, e.automatic, e.produced) == (7, 600, 607)


def direct(plant: Plant, period: Period, cut: By) -> dict[tuple[int, Bucket], dict[str, object]]:
    RolledDay.objects.all().delete()
    return {key: e.as_dict() for key, e in cells(plant.units, period, cut, NOW).items()}


def test_roll_up_equals_direct_computation(plant: Plant) -> None:
    refresh_rollup(now=NOW, days=5)
    assert RolledShift.objects.count() >= 2
    rolled = {key: e.as_dict() for key, e in cells(plant.units, WEEK, By.SHIFT, NOW).items()}
    for key, expected in direct(plant, WEEK, By.SHIFT).items():
        assert rolled[key] == pytest.approx(expected), key


def test_roll_up_holds_only_days_that_are_over_and_runs_twice_without_effect(plant: Plant) -> None:
    assert refresh_rollup(now=NOW, days=5) == 5
    assert set(RolledDay.objects.values_list("day", flat=True)) == {MONDAY + timedelta(days=n) for n in range(-3, 2)}
    assert refresh_rollup(now=NOW, days=5) == 0


def _late(plant: Plant) -> None:
    add_result(plant.units[0], "16:40", 5, item=plant.noodles)


def _corrected(plant: Plant) -> None:
    ResultCorrection.objects.update(undone_at=NOW, undone_by=plant.person)


def _reason(plant: Plant) -> None:
    add_stop(plant.units[0], "15:55", "16:05", "setup")


@pytest.mark.parametrize("change", [_late, _corrected, _reason])
def test_a_change_shows_at_once_and_the_job_takes_it_up(plant: Plant, change) -> None:
    refresh_rollup(now=NOW, days=5)
    before = by(plant, By.TOTAL)[Bucket()]
    with transaction.atomic():  # a transaction of its own, as in a plant
        change(plant)
    after = by(plant, By.TOTAL)[Bucket()]
    assert after != before
    assert refresh_rollup(now=NOW, days=5) >= 1
    assert by(plant, By.TOTAL)[Bucket()] == after


@pytest.mark.parametrize("what", ["state", "kind", "cycle", "calendar"])
def test_the_job_takes_up_what_pages_cannot_see(plant: Plant, what: str) -> None:
    refresh_rollup(now=NOW, days=5)
    with transaction.atomic():
        if what == "state":
            StateInterval.objects.filter(started_at=local("15:50")).update(state="producing")
        elif what == "kind":
            DowntimeReason.objects.filter(code="R-planned").update(kind="unplanned")
        elif what == "cycle":
            IdealCycle.objects.update(seconds=20)
        else:
            shift = plant.site.shifts.get()
            shift.ends = time(16)
            shift.save()
            planned.forget()
    assert refresh_rollup(now=NOW, days=5) >= 1
    rolled = {key: e.as_dict() for key, e in cells(plant.units, DAY, By.SHIFT, NOW).items()}
    for key, expected in direct(plant, DAY, By.SHIFT).items():
        assert rolled[key] == pytest.approx(expected)


@pytest.mark.parametrize("cut", list(By))
def test_queries_do_not_grow_with_work_units(cut: By) -> None:
    plant = make_plant(8)
    for unit in plant.units:
        a_usual_day(plant, unit)
    refresh_rollup(now=NOW, days=2)

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            cells(scope.everything().units[:count], WEEK, cut, NOW)
        return len(seen)

    assert queries(8) == queries(2)
    assert queries(8) < 25


def test_scopes(plant: Plant) -> None:
    assert scope.scope_of("area:PACK").unit_ids == [plant.units[0].pk]
    assert scope.scope_of("M1").level is scope.Level.WORK_UNIT
    assert [child.code for child in scope.everything().children()] == ["M1"]
    with pytest.raises(scope.NotFound, match="no area with the code X"):
        scope.scope_of("area:X")


def test_quantities_are_decimals(plant: Plant) -> None:
    assert isinstance(by(plant, By.DAY)[Bucket(date(2026, 3, 9).isoformat())].produced, Decimal)


def test_a_days_mark_does_not_depend_on_the_period_that_is_asked_for(plant: Plant) -> None:
    """Else the roll-up of one period would look stale to another."""
    unit = plant.units[0]
    add_stop(unit, "18:00", "+1 00:00")
    add_stop(unit, "+1 00:00", "+1 01:00")
    add_result(unit, "+1 02:10", 5)
    first, last = MONDAY - timedelta(days=3), MONDAY + timedelta(days=3)
    whole = change_marks([unit.pk], first, last, str(SEOUL), with_states=True)
    days = [first + timedelta(days=n) for n in range(7)]
    single = [change_marks([unit.pk], day, day, str(SEOUL), with_states=True) for day in days]
    assert {key: mark for marks in single for key, mark in marks.items()} == whole
    assert len(whole) >= 4
