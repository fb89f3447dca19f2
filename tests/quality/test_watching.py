"""Charts live: limits frozen, a rule fires, goods and orders are held, the answer lets them go."""

from decimal import Decimal
from uuid import uuid4

import pytest

from dure.inventory.models import Lot
from dure.kernel.errors import Conflict, Invalid
from dure.production.models import OrderHold, WorkOrder
from dure.quality import services
from dure.quality.models import Chart, ChartSignal, InspectionPlan
from dure.quality.selectors.capability import capability_of
from dure.quality.selectors.charts import groups_of, limits_in_force
from dure.quality.selectors.holds import holders_of
from dure.quality.services import Finding
from tests.quality.cast import Kind, Lab, begun, lot_of, make_lab, measured

pytestmark = pytest.mark.django_db
QUIET = (9.9, 10.1, 10.0, 9.8, 10.2)
"""Moving ranges 0.2, 0.1, 0.2, 0.4 and, to the next round, 0.3: about 0.24 on average, sigma 0.21."""


@pytest.fixture
def lab() -> Lab:
    return make_lab()


def plan_of(lab: Lab, pieces: int = 1) -> InspectionPlan:
    return services.add_plan(kind=Kind.PROCESS, item=lab.firm.noodles, fixed=pieces, by=None)


def chart_with_limits(lab: Lab, plan: InspectionPlan, **values: object) -> Chart:
    chart = services.add_chart(characteristic=lab.width, **({"kind": "i_mr", "by": None} | values))
    for hour, value in enumerate(QUIET * 5):
        measured(begun(plan, hour), value)
    services.freeze_limits(chart=chart, by=lab.judge)
    return chart


def test_a_point_beyond_its_limit_holds_the_lot_and_the_order(lab: Lab) -> None:
    plan = plan_of(lab)
    chart = chart_with_limits(lab, plan, holds_lot=True, stops_orders=True)
    order = WorkOrder.objects.create(number="WO-1", item=lab.firm.noodles, quantity=100)
    lot = lot_of(lab.firm.noodles)
    measured(begun(plan, 30, lot=lot, order=order), 10.9)
    signal = ChartSignal.objects.get(statistic="value")
    lot.refresh_from_db()
    assert (signal.rule, signal.values, signal.held_lot) == ("beyond_3", [10.9], lot)
    assert lot.status == Lot.Status.HOLD
    assert OrderHold.objects.get(order=order).ended_at is None
    for one in ChartSignal.objects.all():
        services.answer_signal(signal=one, cause="칼날 교체", release=True, by=lab.judge)
    lot.refresh_from_db()
    assert lot.status == Lot.Status.AVAILABLE
    assert OrderHold.objects.get(order=order).ended_at is not None
    assert chart.signals.filter(answered_at=None).count() == 0


def held_lot(lab: Lab, **facts: object) -> tuple[Lot, list[ChartSignal]]:
    """A lot that two points beyond their limits hold, each with its signal of the value."""
    plan = plan_of(lab)
    chart_with_limits(lab, plan, holds_lot=True, rules=["beyond_3"])
    lot = lot_of(lab.firm.noodles, **facts)
    for hour, value in ((30, 10.9), (31, 10.8)):
        measured(begun(plan, hour, lot=lot), value)
    lot.refresh_from_db()
    assert lot.status == Lot.Status.HOLD
    moving = ChartSignal.objects.filter(statistic="moving range")
    for one in moving:
        services.answer_signal(signal=one, cause="같은 점", release=False, by=lab.judge)
    return lot, list(ChartSignal.objects.filter(statistic="value").order_by("at"))


def let_go(lab: Lab, lot: Lot, signal: ChartSignal) -> str:
    services.answer_signal(signal=signal, cause="칼날 교체", release=True, by=lab.judge)
    lot.refresh_from_db()
    return lot.status


def test_a_lot_stays_held_until_each_of_its_signals_is_answered(lab: Lab) -> None:
    lot, (first, second) = held_lot(lab)
    assert {first.held_lot, second.held_lot} == {lot}
    assert let_go(lab, lot, first) == Lot.Status.HOLD
    assert let_go(lab, lot, second) == Lot.Status.AVAILABLE


def test_a_lot_that_waited_for_its_check_waits_again(lab: Lab) -> None:
    lot, (first, second) = held_lot(lab, status=Lot.Status.QUARANTINE)
    let_go(lab, lot, second)
    assert let_go(lab, lot, first) == Lot.Status.QUARANTINE


def test_a_lot_with_a_case_that_isnt_contained_stays_held(lab: Lab) -> None:
    lot, (first, second) = held_lot(lab)
    case = services.add_nonconformance(finding=Finding(text="금속 조각", lot=lot), client_id=uuid4(), by=None)
    let_go(lab, lot, first)
    assert let_go(lab, lot, second) == Lot.Status.HOLD
    assert holders_of(lot) == [case.number]
    services.contain(row=case, containment="선별", disposition="sort", by=None)
    assert holders_of(lot) == []


def test_a_quiet_process_tells_nothing_and_a_run_of_eight_does(lab: Lab) -> None:
    plan = plan_of(lab)
    chart_with_limits(lab, plan)
    measured(begun(plan, 100), 9.95)
    for hour in range(7):
        measured(begun(plan, 200 + hour), 10.05)
    assert not ChartSignal.objects.filter(rule="eight_one_side").exists()
    measured(begun(plan, 300), 10.05)
    assert ChartSignal.objects.filter(rule="eight_one_side").count() == 1


def test_means_of_subgroups_within_an_inspection(lab: Lab) -> None:
    plan = plan_of(lab, pieces=4)
    chart = services.add_chart(characteristic=lab.width, kind="xbar_r", size=2, by=None)
    measured(begun(plan), 9, 11, 10, 12)
    measured(begun(plan, 1), 10, 12, 11)
    assert [group.values for group in groups_of(chart)] == [(9, 11), (10, 12), (10, 12)]
    limits = services.freeze_limits(chart=chart, by=None)
    assert (limits.version, limits.groups) == (1, 3)
    assert limits.mean == pytest.approx(32 / 3)
    assert limits.sigma == pytest.approx(2 / 1.128379, abs=1e-6)


def test_capability_keeps_its_way_while_an_inspection_is_half_measured(lab: Lab) -> None:
    """Three and one of three pieces: pooled over the whole ones, as before and after."""
    plan = plan_of(lab, pieces=3)
    for hour, values in enumerate([(9, 10, 11), (9, 10, 11), (10,)]):
        measured(begun(plan, hour), *values)
    found = capability_of(lab.width)
    assert found.base is not None
    assert (found.base.estimator, found.base.freedom) == ("pooled", 4)


def test_limits_are_frozen_as_versions(lab: Lab) -> None:
    plan = plan_of(lab)
    chart = chart_with_limits(lab, plan)
    measured(begun(plan, 40), 10.9)
    wide = services.freeze_limits(chart=chart, by=None)
    narrow = services.freeze_limits(chart=chart, drop_outside=True, reason="칼날", by=None)
    assert [row.version for row in chart.limits.all()] == [3, 2, 1]
    assert (wide.groups, narrow.groups, narrow.left_out) == (26, 25, 1)
    assert limits_in_force(chart) == narrow
    with pytest.raises(Invalid, match="frozen for another"):
        services.change_chart(chart=chart, kind="ewma", by=None)


def test_a_drift_is_seen_by_ewma_and_cusum(lab: Lab) -> None:
    """Up by less than one sigma, which no single value tells."""
    plan = plan_of(lab)
    charts = [services.add_chart(characteristic=lab.width, kind=kind, rules=[], by=None) for kind in ("ewma", "cusum")]
    chart_with_limits(lab, plan, rules=["beyond_3"])
    for chart in charts:
        services.freeze_limits(chart=chart, by=None)
    for hour, value in enumerate(QUIET * 4):
        measured(begun(plan, 100 + hour), value + 0.2)
    told = set(ChartSignal.objects.values_list("statistic", flat=True))
    assert told == {"ewma", "cusum up"}


def test_bad_pieces_are_counted_by_inspection(lab: Lab) -> None:
    shade = services.add_characteristic(item=lab.firm.noodles, name="색", kind="good", by=None)
    plan = services.add_plan(kind=Kind.PROCESS, item=lab.firm.noodles, fixed=4, characteristics=[shade], by=None)
    chart = services.add_chart(characteristic=shade, kind="np", by=None)
    for hour, bad in enumerate([1, 0, 1]):
        measured(begun(plan, hour), *[1] * bad, *[0] * (4 - bad))
    assert services.freeze_limits(chart=chart, by=None).mean == pytest.approx(2 / 12)
    measured(begun(plan, 9), 1, 1, 1, 1)
    assert ChartSignal.objects.get().values == [4]


def test_an_answer_needs_a_cause_and_comes_once(lab: Lab) -> None:
    plan = plan_of(lab)
    chart_with_limits(lab, plan)
    measured(begun(plan, 40), 10.9)
    signal = ChartSignal.objects.filter(statistic="value").get()
    with pytest.raises(Invalid, match="cause"):
        services.answer_signal(signal=signal, cause=" ", release=False, by=None)
    services.answer_signal(signal=signal, cause="측정 실수", release=False, by=None)
    with pytest.raises(Conflict, match="already"):
        services.answer_signal(signal=signal, cause="측정 실수", release=False, by=None)


def test_no_limits_from_nothing(lab: Lab) -> None:
    chart = services.add_chart(characteristic=lab.width, kind="i_mr", by=None)
    with pytest.raises(Invalid, match="0 points"):
        services.freeze_limits(chart=chart, by=None)
    plan = plan_of(lab)
    for hour in range(3):
        measured(begun(plan, hour), 10)
    with pytest.raises(Invalid, match="no spread"):
        services.freeze_limits(chart=chart, by=None)
    with pytest.raises(Invalid, match="doesn't fit"):
        services.add_chart(characteristic=lab.width, kind="p", by=None)
    assert Decimal(groups_of(chart)[0].values[0]) == 10
