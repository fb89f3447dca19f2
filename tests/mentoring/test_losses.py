"""A month's losses of a small plant, from its records, against figures worked out in the head."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.lossmap.parts import TIME, Part
from dure.mentoring.models import ImprovementTask, MonthlyLoss, UnitMonth
from dure.mentoring.services import losses as services
from dure.mentoring.services import task_undo
from dure.performance import selectors as performance
from dure.performance.losses import waterfall
from dure.performance.periods import month
from dure.performance.scope import everything
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from tests.mentoring.loss_plant import MARCH, SEOUL, packing
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, 9, tzinfo=SEOUL)


def lost(part: Part, unit: str | None = "M1") -> MonthlyLoss:
    rows = MonthlyLoss.objects.filter(month=MARCH, part=part.value)
    return rows.get(work_unit__code=unit) if unit else rows.get(work_unit=None)


def won(part: Part, unit: str | None = "M1") -> float:
    found = lost(part, unit).won
    assert found is not None, lost(part, unit).why
    return float(found)


def test_five_usual_days_by_hand():
    """An hour earns 120 × 2,000 = 240,000 won. A day: 40 min broken, 20 min idle, 40 min set-up, 50 min meeting, 30 min
    too slow, 9 min for 18 rejects of 1,000 won."""
    packing()
    services.refresh_month(month=MARCH, now=APRIL)
    base = UnitMonth.objects.get()
    assert (base.hour_low, base.hour, base.hour_high) == (20_000, 240_000, 240_000)
    assert won(Part.FAILURE) == 5 * 160_000
    assert won(Part.DELAY) == 5 * 80_000
    assert won(Part.SETUP) == 5 * 160_000
    assert won(Part.PLANNED_STOP) == 5 * 200_000
    assert won(Part.MICRO) == 0
    assert won(Part.SPEED) == pytest.approx(5 * 120_000)
    assert won(Part.REJECT_TIME) == pytest.approx(5 * 36_000)
    assert won(Part.REJECT_GOODS) == 5 * 18_000
    assert lost(Part.FAILURE).hours == pytest.approx(5 * 40 / 60)


def test_the_parts_are_the_waterfall_of_performance_and_sum_to_the_total():
    packing()
    services.refresh_month(month=MARCH, now=APRIL)
    row = performance.scope_row(everything(), month(MARCH, SEOUL), APRIL, ("oee",))
    steps = {step.code: step.seconds / 3600 for step in waterfall(row.elements) or []}
    hours = {loss.part: loss.hours for loss in MonthlyLoss.objects.filter(part__in=TIME) if loss.hours is not None}
    assert hours["failure"] == pytest.approx(-steps["failure"])
    assert hours["no_data"] == pytest.approx(-steps["no_data"])
    assert sum(hours.values()) == pytest.approx(steps["planned"] + steps["extra"] - steps["good"])
    base = UnitMonth.objects.get()
    left = base.planned_s + base.outside_s - base.good_s
    assert sum(hours.values()) == pytest.approx(left / 3600)


def test_what_is_missing_is_not_known_rather_than_nought():
    packing()
    services.refresh_month(month=MARCH, now=APRIL)
    unknown = {(row.part, row.why) for row in MonthlyLoss.objects.filter(won=None)}
    assert unknown == {
        ("no_data", "no_data"), ("startup_time", "setups"), ("standing", "meter"), ("scrapped", "stock"),
        ("held", "stock"), ("dead", "stock"), ("late", "promises"), ("returns", "promises"), ("peak", "meter"),
        ("walking", "layout"),
    }  # fmt: skip


def test_without_prices_hours_are_told_and_won_are_not():
    from dure.commerce.models import Price

    packing()
    Price.objects.all().delete()
    services.refresh_month(month=MARCH, now=APRIL)
    row = lost(Part.FAILURE)
    assert (row.won, row.why, row.hours) == (None, "price", pytest.approx(5 * 40 / 60))
    assert lost(Part.REJECT_GOODS).why == "cost"


def test_without_ideal_cycles_speed_and_rejects_are_not_known():
    from dure.product.models import IdealCycle

    packing()
    IdealCycle.objects.all().delete()
    services.refresh_month(month=MARCH, now=APRIL)
    assert {row.part for row in MonthlyLoss.objects.filter(why="ideal")} == {"speed", "reject_time", "startup_time"}
    assert UnitMonth.objects.get().good_s is None


def test_a_reason_that_waits_for_material_makes_a_failure_waiting():
    from dure.production.models import DowntimeReason

    packing()
    DowntimeReason.objects.filter(code="R-unplanned").update(waits_for="material")
    services.refresh_month(month=MARCH, now=APRIL)
    assert (won(Part.FAILURE), won(Part.WAITS)) == (0, 5 * 160_000)


def test_the_same_month_again_keeps_its_rows_and_a_rate_changes_only_won():
    plant = packing()
    services.refresh_month(month=MARCH, now=APRIL)
    before = list(MonthlyLoss.objects.order_by("id").values_list("id", "part", "won"))
    services.refresh_month(month=MARCH, now=APRIL.replace(hour=10))
    assert list(MonthlyLoss.objects.order_by("id").values_list("id", "part", "won")) == before
    services.set_loss_rate(
        by=plant.person, kind="hour", work_unit=plant.units[0], valid_from=date(2026, 3, 1), value=Decimal(60_000),
        reason="사장님 결정",
    )  # fmt: skip
    services.refresh_month(month=MARCH, now=APRIL.replace(hour=11))
    assert won(Part.FAILURE) == 5 * 40_000
    assert UnitMonth.objects.get().is_set
    assert {pk for pk, *_ in before} == set(MonthlyLoss.objects.values_list("id", flat=True))


def test_the_range_says_pace_and_data_when_the_worth_is_sure():
    """291 good of 330 minutes: a regained hour brings 88 %. Five of 22 days are known: at most 4.4 times as much."""
    plant = packing()
    services.set_loss_rate(
        by=plant.person, kind="hour", work_unit=plant.units[0], valid_from=date(2026, 3, 1), value=Decimal(60_000),
        reason="사장님 결정",
    )  # fmt: skip
    services.refresh_month(month=MARCH, now=APRIL)
    row, base = lost(Part.FAILURE), UnitMonth.objects.get()
    assert float(row.low) == pytest.approx(5 * 40_000 * 291 / 330, abs=1)
    assert float(row.high) == pytest.approx(5 * 40_000 * base.planned_s / (5 * 480 * 60), abs=1)
    assert row.because == "days,pace,coverage"


def test_nightly_works_out_what_is_there_and_what_may_still_change():
    packing()
    assert services.refresh(now=APRIL) == [date(2026, 4, 1), MARCH]
    assert services.refresh(now=APRIL.replace(month=7)) == [date(2026, n, 1) for n in (7, 6, 5)]
    assert services.refresh(now=APRIL.replace(month=7, day=2)) == [date(2026, n, 1) for n in (7, 6)]


def test_nothing_is_worked_out_for_a_plant_without_data():
    assert services.refresh(now=APRIL) == []


def test_a_task_is_made_of_a_loss_once_and_can_be_taken_back():
    plant, boss = packing(), person(Role.SUPERVISOR)
    services.refresh_month(month=MARCH, now=APRIL)
    row = lost(Part.FAILURE)
    made = services.found_from_loss(loss=row, area=None, by=boss)
    assert (made.state, made.loss, made.work_unit, made.area.code) == ("found", "breakdown", plant.units[0], "PACK")
    assert "800,000" in made.problem
    with pytest.raises(Conflict):
        services.found_from_loss(loss=row, area=None, by=boss)
    assert (made.origin_text, made.origin_page, made.origin_key) == ("손실 지도 2026-03", "mentoring:loss", str(row.pk))
    record = ChangeRecord.objects.get(table="ImprovementTask")
    with pytest.raises(Invalid):
        services.undo(record_id=record.pk, by=boss)
    task_undo.undo(record_id=record.pk, by=boss)
    assert not ImprovementTask.objects.exists()


def test_a_task_needs_a_known_loss_and_an_area():
    plant = packing()
    services.refresh_month(month=MARCH, now=APRIL)
    with pytest.raises(Invalid, match="area"):
        services.found_from_loss(loss=lost(Part.COMPLAINTS, None), area=None, by=plant.person)
    with pytest.raises(Invalid, match="known"):
        services.found_from_loss(loss=lost(Part.NO_DATA), area=None, by=plant.person)


def test_rates_are_refused_without_reason_or_sense():
    plant = packing(days=1)
    one = {"by": plant.person, "kind": "capital", "valid_from": date(2026, 3, 1), "value": Decimal(7)}
    with pytest.raises(Invalid, match="reason"):
        services.set_loss_rate(**one, work_unit=None, reason=" ")
    with pytest.raises(Invalid):
        services.set_loss_rate(**one, work_unit=plant.units[0], reason="x")
    with pytest.raises(Invalid):
        services.set_loss_rate(**one, work_unit=None, reason="x", low=Decimal(8))
    row = services.set_loss_rate(**one, work_unit=None, reason="거래 은행 이자")
    assert services.set_loss_rate(**one | {"value": Decimal(8)}, work_unit=None, reason="인상").pk == row.pk
    assert Person.objects.get(pk=plant.person.pk) == row.set_by
