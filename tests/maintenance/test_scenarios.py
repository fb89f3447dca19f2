"""A mould that is served by its shots, a press that breaks, and the figures that follow, done in the head."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dure.inventory.errors import NotEnough
from dure.inventory.selectors import usable_by_item
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balance
from dure.maintenance import selectors, services
from dure.maintenance.due import State
from dure.maintenance.models import Job, MaintenancePlan, WorkRequest
from dure.plant.models import CalendarEntry
from dure.production.models import DowntimeReason, UnitOutage
from dure.production.services.andon import call
from tests.maintenance.conftest import make, run, stop
from tests.product.pictures import PIXEL

pytestmark = pytest.mark.django_db
D = Decimal
H = timedelta(hours=1)


def plan_by_shots(mould, began) -> MaintenancePlan:
    plan = services.add_plan(
        tool=mould, name="금형 세척", basis="count", every=D(1000), warn=D(100), counted_from=began, by=None
    )
    services.add_check(plan=plan, text="캐비티 세척", kind="tick", by=None)
    services.add_check(plan=plan, text="가이드핀 지름", kind="measure", unit="mm", low=D("9.98"), high=D(10), by=None)
    return plan


def test_a_mould_is_served_after_a_thousand_shots(press, mould, belt, fitter, began):
    plan = plan_by_shots(mould, began)
    services.add_plan_part(plan=plan, item=belt, quantity=D(2), by=fitter)
    make(press, 1780, began)  # two pieces a shot: 890 shots
    one = selectors.due_list()[0]
    assert (one.due.used, one.due.left, one.due.state, one.place) == (890, 110, State.LATER, "포장기")
    assert services.make_due_jobs() == []
    make(press, 40, began + H)  # 910
    assert selectors.due_list()[0].due.state is State.SOON
    make(press, 180, began + 2 * H)  # 1,000
    (job,) = services.make_due_jobs()
    assert services.make_due_jobs() == []
    assert services.job_of_plan(plan=plan, by=fitter) == job
    with pytest.raises(Conflict):
        services.take_part(job=job, item=belt, quantity=D(1), by=fitter)
    job = services.start_job(job=job, by=fitter)
    # The mould is mounted: the press is out of service meanwhile.
    assert UnitOutage.objects.get(work_unit=press, ended_at=None).reason == str(job)
    with pytest.raises(Invalid):
        services.finish_job(job=job, done="세척", by=fitter)
    tick, pin = job.checks.all()
    services.answer_check(check=tick, is_ok=True, by=fitter)
    assert not services.answer_check(check=pin, value=D("9.97"), by=fitter).is_ok
    assert services.answer_check(check=pin, value=D("9.99"), by=fitter).is_ok
    services.take_part(job=job, item=belt, quantity=D(3), by=fitter)
    assert usable_by_item([belt.pk])[belt.pk] == 1
    assert [spare.row.item for spare in selectors.short_spares()] == [belt]
    assert (balance(Purpose.REPAIR), balance(Purpose.MATERIAL)) == (30_000, 10_000)
    services.give_part_back(job=job, taken=selectors.parts_taken(job)[0], by=fitter)
    assert (balance(Purpose.REPAIR), balance(Purpose.MATERIAL)) == (0, 40_000)
    services.take_part(job=job, item=belt, quantity=D(2), by=fitter)
    with pytest.raises(NotEnough):
        services.take_part(job=job, item=belt, quantity=D(3), by=fitter)
    assert (balance(Purpose.REPAIR), selectors.cost_of(job)) == (20_000, 20_000)
    services.add_time(job=job, person=fitter, minutes=45, by=fitter)
    services.finish_job(job=job, done="세척하고 벨트 2개 교체", by=fitter)
    job.refresh_from_db()
    assert (job.used, selectors.minutes_of(job)) == (1000, 45)
    assert not UnitOutage.objects.filter(ended_at=None).exists()
    assert selectors.due_list()[0].due.used == 0
    services.reopen_job(job=job, by=fitter)
    assert selectors.due_list()[0].due.state is State.DUE


def test_a_press_breaks_twice_in_ten_hours(press, fitter, kim, began):
    # It runs 4 h, is down 1 h, runs 3 h, is down 30 min, runs 1.5 h: 8.5 h of running, 1.5 h down.
    run(press, began, ("producing", 240), ("down", 60), ("producing", 180), ("down", 30), ("producing", 90))
    broken = DowntimeReason.objects.create(code="M1", name="벨트 끊어짐")
    empty = DowntimeReason.objects.create(code="E1", name="자재 없음")
    first = stop(press, began + 4 * H, 60)
    stop(press, began + 8 * H, 30, broken)
    stop(press, began + 9 * H, 0.5, empty)
    asked = services.ask(client_id=uuid.uuid4(), work_unit=press, text="벨트 소리", by=kim, picture=PIXEL)
    assert services.ask(client_id=asked.client_id, work_unit=press, text="또", by=kim) == asked
    job = services.start_job(job=services.job_of_request(request=asked, by=fitter), by=fitter)
    services.set_stops(job=job, stops=[first], by=fitter)
    with pytest.raises(Invalid):
        services.finish_job(job=job, done="교체", by=fitter)
    services.finish_job(job=job, done="벨트 교체", cause="마모", by=fitter)
    period = (began, began + 10 * H)
    (one,) = selectors.figures_of([press], *period)
    assert (one.figures.failures, one.figures.mttr_s) == (1, 3600)
    services.set_failure_reasons(reasons=[broken], by=fitter)
    (one,) = selectors.figures_of([press], *period)
    # 8.5 h / 2 = 4.25 h; (1 h + 0.5 h) / 2 = 45 min; 8.5 / (8.5 + 1.5) = 85 %.
    assert (one.figures.mtbf_s, one.figures.mttr_s, one.figures.availability) == (4.25 * 3600, 45 * 60, 0.85)
    assert one.unexplained == 0
    rows = selectors.failures_of(press, *period)
    assert [(row.seconds, row.jobs) for row in rows] == [(1800, []), (3600, [job])]
    other = services.add_job(title="다른 일", work_unit=press, by=fitter)
    with pytest.raises(Conflict):
        services.set_stops(job=other, stops=[first], by=fitter)


def test_run_hours_are_measured(press, fitter, began):
    run(press, began, ("producing", 90), ("idle", 60), ("producing", 30))
    services.add_plan(
        work_unit=press, name="주유", basis="hours", every=D(2), warn=D("0.5"), counted_from=began, by=fitter
    )
    (one,) = selectors.due_list()
    assert (one.due.used, one.due.state, one.percent) == (2, State.DUE, 100)


def test_a_job_that_began_in_an_outage_of_others_leaves_it(press, fitter):
    from dure.production.services.floor.holding import take_out_of_service

    take_out_of_service(work_unit=press, reason="안전 점검", by=None)
    job = services.start_job(job=services.add_job(title="수리", work_unit=press, by=fitter), by=fitter)
    assert job.outage is None
    services.finish_job(job=job, done="수리", cause="마모", by=fitter)
    assert UnitOutage.objects.filter(ended_at=None).count() == 1


def test_a_call_about_a_machine_becomes_a_request(press, fitter, kim):
    made = call(client_id=uuid.uuid4(), kind="machine", work_unit=press, person=kim, note="이상한 소리")
    assert list(selectors.calls_to_take_up(clock.now())) == [made]
    asked = services.ask_for_call(call=made, by=fitter)
    assert (services.ask_for_call(call=made, by=fitter), asked.text, asked.reported_by) == (asked, "이상한 소리", kim)
    assert not selectors.calls_to_take_up(clock.now()).exists()
    with pytest.raises(Invalid):
        services.decline(request=asked, answer=" ", by=fitter)
    job = services.job_of_request(request=asked, by=fitter)
    services.cancel_job(job=job, by=fitter)
    asked.refresh_from_db()
    assert asked.status == WorkRequest.Status.NEW
    services.decline(request=asked, answer="정상 소음", by=fitter)
    other = call(client_id=uuid.uuid4(), kind="quality", work_unit=press, person=kim)
    with pytest.raises(Invalid):
        services.ask_for_call(call=other, by=fitter)


def test_the_time_of_a_job_stands_in_the_calendar(press, fitter):
    job = services.add_job(title="기어박스 교체", work_unit=press, by=fitter)
    start = clock.now() + timedelta(days=3)
    services.plan_time(job=job, starts_at=start, minutes=120, by=fitter)
    services.plan_time(job=job, starts_at=start, minutes=180, by=fitter)
    entry = CalendarEntry.objects.get()
    assert (entry.kind, entry.work_unit, entry.ends_at - entry.starts_at) == ("maintenance", press, 3 * H)
    services.cancel_job(job=job, by=fitter)
    assert not CalendarEntry.objects.exists()


def test_the_database_keeps_what_a_job_is(press, mould, fitter):
    job = services.add_job(title="수리", work_unit=press, by=fitter)
    for change in ({"tool": mould}, {"work_unit": None}, {"status": "done"}, {"status": "running"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(**change)
    plan = services.add_plan(work_unit=press, name="주유", basis="calendar", every=D(7), by=fitter)
    services.job_of_plan(plan=plan, by=fitter)
    with pytest.raises(Invalid):
        services.add_job(title="또", plan=plan, work_unit=press, by=fitter)


@pytest.mark.parametrize(
    "values",
    [
        {"basis": "calendar"},
        {"basis": "calendar", "every": D("1.5")},
        {"basis": "calendar", "every": D(5), "warn": D(5)},
        {"basis": "condition", "limit": 80.0},
    ],
)
def test_a_plan_that_says_too_little_is_refused(press, values):
    with pytest.raises(Invalid):
        services.add_plan(work_unit=press, name="주유", by=None, **values)


def test_a_tool_has_no_run_hours(mould):
    with pytest.raises(Invalid):
        services.add_plan(tool=mould, name="세척", basis="hours", every=D(10), by=None)


def test_the_pace_of_all_plans_is_asked_at_once(press, began):
    """A further plan asks for what it has used, once; not for its own pace."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            selectors.due_list()
        return len(asked)

    def add(name: str, basis: str) -> None:
        services.add_plan(work_unit=press, name=name, basis=basis, every=D(100), counted_from=began, by=None)

    make(press, 280, began)
    run(press, began, ("producing", 56))
    add("필터", "hours")
    add("벨트", "count")
    before = queries()
    add("오일", "hours")
    add("날", "count")
    assert queries() == before + 2
    found = {one.plan.name: one.due for one in selectors.due_list()}
    assert (found["날"].used, found["오일"].used) == (280, D("0.93"))
    # 280 pieces in 28 days are ten a day: the 100 are over.
    assert found["날"].state is State.DUE
