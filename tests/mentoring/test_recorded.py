"""Figures of the plant's own records, day by day, with parts and wholes that can be counted in the head."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from dure.commerce.models import Partner, SalesLine, SalesOrder
from dure.inventory.models import Item, Location
from dure.inventory.services import Movement, move
from dure.kernel import clock
from dure.kernel.errors import Invalid, NotFound
from dure.mentoring.models import TaskCheck
from dure.mentoring.progress import Result
from dure.mentoring.selectors.task_effects import came_of, line
from dure.mentoring.selectors.task_words import change_text, scope_text, value_text
from dure.mentoring.services import task_checks
from dure.mentoring.services import tasks as services
from dure.mentoring.where import customers, items, where_of
from dure.mentoring.yardsticks import BY_NAME, FROM_RECORDS
from dure.performance.energy.models import EnergyMeter, EnergyQuarter
from dure.production.models import Completion, WorkOrder
from tests.commerce.cast import Firm, make_firm, put_in_stock
from tests.commerce.test_sold import line_of, send
from tests.mentoring.test_tasks import ALL_DAYS, CHANGED, done
from tests.performance.energy.conftest import meter
from tests.performance.plant import MONDAY, Plant, add_result, local, make_plant
from tests.performance.test_changeovers import plant as changed_over

__all__ = ["changed_over"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TUESDAY, WEDNESDAY = MONDAY + DAY, MONDAY + 2 * DAY
LATER = local("09:00", MONDAY + 20 * DAY)


def read(code: str, key: str = "", first: date = MONDAY, last: date = WEDNESDAY, now: datetime = LATER) -> dict:
    """Day → (part, whole)."""
    found = line(BY_NAME[code], where_of(key), first, last, now)
    return {day: (pytest.approx(one.numerator), one.denominator) for day, one in found.days.items()}


@pytest.fixture
def firm() -> Firm:
    return make_firm()


def test_lines_on_time_count_on_the_day_promised(firm: Firm):
    """Monday: one line in time, one a day late, one without any delivery. Tuesday: one a day early. Wednesday: none."""
    put_in_stock(firm.noodles, 500, 500_000)
    kept, late, _never = (line_of(firm, 100, 1000, promised=MONDAY, on=MONDAY - 5 * DAY) for _ in range(3))
    early = line_of(firm, 50, 1000, promised=TUESDAY, on=MONDAY - 5 * DAY)
    for row, day in ((kept, MONDAY), (late, TUESDAY), (early, MONDAY)):
        send(firm, row, int(row.quantity), day)
    assert read("on_time") == {MONDAY: (1, 3), TUESDAY: (1, 1)}
    mart = Partner.objects.create(code="MART", name="나루마트")
    SalesOrder.objects.filter(pk=late.order_id).update(partner=mart)
    assert read("on_time", "partner:MART") == {MONDAY: (0, 1)}
    assert read("on_time", "partner:SHOP") == {MONDAY: (1, 2), TUESDAY: (1, 1)}
    SalesLine.objects.filter(pk=early.pk).update(item=firm.rice)
    assert read("on_time", "item:RICE") == {TUESDAY: (1, 1)}
    assert read("on_time", now=local("09:00", MONDAY)) == {}, "Monday isn't over"


@pytest.fixture
def metered() -> Plant:
    """Two machines; the first has a meter. Monday 48 kWh and 100 good pieces."""
    made = make_plant(2)
    meter(made.site, "OWN", made.units[0])
    quarters(made, MONDAY, 96)
    add_result(made.units[0], "09:00", 100, 10)
    add_result(made.units[1], "09:00", 500)
    return made


def quarters(made: Plant, day: date, count: int, code: str = "OWN") -> None:
    """Half a kWh in each of the first quarter hours of a day."""
    own = EnergyMeter.objects.get(code=code)
    EnergyQuarter.objects.bulk_create(
        EnergyQuarter(meter=own, start=local("00:00", day) + at * timedelta(minutes=15), kwh=0.5, known_s=900)
        for at in range(count)
    )


def test_energy_is_divided_by_the_pieces_of_the_machines_with_a_meter(metered: Plant):
    quarters(metered, TUESDAY, 80)  # 20 of 24 hours known
    add_result(metered.units[0], "09:00", 50, day=TUESDAY)
    quarters(metered, WEDNESDAY, 96)  # nothing made
    assert read("energy_per_piece") == {MONDAY: (48, 100)}
    assert read("energy_per_piece", "work_unit:M1") == {MONDAY: (48, 100)}
    assert read("energy_per_piece", "work_unit:M2") == {}


def test_with_the_main_meter_all_pieces_count(metered: Plant):
    """48 kWh at the main meter for 100 + 500 good pieces."""
    meter(metered.site, "MAIN")
    quarters(metered, MONDAY, 96, "MAIN")
    assert read("energy_per_piece") == {MONDAY: (48, 600)}
    assert read("energy_per_piece", "work_center:LINE1") == {MONDAY: (48, 100)}


def order(number: str, item: Item, released: datetime, ended: datetime | None, **more) -> WorkOrder:
    made = WorkOrder.objects.create(number=number, item=item, quantity=10, released_at=released, **more)
    if ended is not None:
        Completion.objects.create(
            order=made, good=10, rejected=0, started=10, is_final=True, status_before="running", value=0, made_at=ended,
            noted_at=ended,
        )  # fmt: skip
        WorkOrder.objects.filter(pk=made.pk).update(status="done")
    return made


@pytest.fixture
def orders(firm: Firm) -> Firm:
    """Done on Tuesday after 24 and 30 hours; one in work since Tuesday, one cancelled, one done and taken back."""
    order("W1", firm.noodles, local("08:00"), local("08:00", TUESDAY))
    order("W2", firm.rice, local("12:00"), local("18:00", TUESDAY))
    order("W3", firm.noodles, local("10:00", TUESDAY), None, status="running")
    order("W4", firm.noodles, local("08:00"), None, status="cancelled")
    back = order("W5", firm.noodles, local("20:00"), local("21:00"))
    Completion.objects.filter(order=back).update(undone_at=LATER)
    WorkOrder.objects.filter(pk=back.pk).update(status="running")
    return firm


def test_lead_time_counts_on_the_day_of_the_last_pieces(orders: Firm):
    assert read("lead_time") == {TUESDAY: (54, 2)}
    assert read("lead_time", "item:NOODLE") == {TUESDAY: (24, 1)}
    assert read("lead_time", "partner:SHOP") == {}


def test_orders_in_work_are_those_open_at_the_end_of_the_day(orders: Firm):
    """Monday W1, W2, W5; Tuesday W3, W5; before Monday nobody kept orders."""
    found = read("orders_in_work", first=MONDAY - 3 * DAY, last=TUESDAY)
    assert found == {MONDAY: (3, 1), TUESDAY: (2, 1)}
    assert read("orders_in_work", "item:RICE", last=TUESDAY) == {MONDAY: (1, 1), TUESDAY: (0, 1)}


def test_an_order_that_only_stopped_running_ended_with_its_run(firm: Firm, changed_over: Plant):
    """W-1 ran from 08:00 to 10:00 and was released at 07:00; nobody reported its pieces."""
    WorkOrder.objects.filter(number="W-1").update(released_at=local("07:00"), status="done")
    assert read("lead_time") == {MONDAY: (3, 1)}


def test_stock_lasts_for_what_lies_by_what_leaves(firm: Firm):
    """100,000 won came; 10,000 left on Monday and 4,000 on Tuesday, besides 7,000 that were taken back."""
    stock, out, works = (Location.objects.get(code=code) for code in ("STOCK", "CUSTOMER", "PRODUCTION"))
    came = Movement(firm.noodles, Decimal(100), works, stock, value=Decimal(100_000))
    move([came], by=None, moved_at=local("09:00", MONDAY - 40 * DAY))
    for quantity, day in ((10, MONDAY), (4, TUESDAY), (7, TUESDAY)):
        (made,) = move([Movement(firm.noodles, Decimal(quantity), stock, out)], by=None, moved_at=local("10:00", day))
    back = Movement(firm.noodles, Decimal(7), out, stock, value=made.value, reverses=made)
    move([back], by=None, moved_at=local("11:00", TUESDAY))
    found = read("stock_days", first=MONDAY - DAY, last=TUESDAY)
    assert found == {MONDAY: (90_000 * 28 / 10_000, 1), TUESDAY: (86_000 * 28 / 14_000, 1)}
    assert read("stock_days", "item:NOODLE", last=TUESDAY) == read("stock_days", last=TUESDAY)
    assert read("stock_days", "item:RICE", last=TUESDAY) == {}


def test_change_overs_are_means_of_the_day(changed_over: Plant):
    """20 and 15 minutes of setting up; 40 and 60 minutes of planned work without a good piece."""
    assert read("setup_minutes") == {MONDAY: (35, 2)}
    assert read("changeover_minutes") == {MONDAY: (100, 2)}
    assert BY_NAME["setup_minutes"].units(90) == 1.5, "90 change-overs a minute shorter are an hour and a half"


def test_figures_are_said_in_their_unit():
    assert value_text(BY_NAME["energy_per_piece"], 0.4567) == "0.457 kWh"
    assert change_text(BY_NAME["energy_per_piece"], -0.012) == "−0.012 kWh"
    assert value_text(BY_NAME["lead_time"], 53.24) == "53.2시간"
    assert change_text(BY_NAME["on_time"], 0.2) == "+20.0 %p"


def test_each_figure_has_a_definition_and_a_version():
    for one in FROM_RECORDS:
        assert one.recorded is not None
        assert len(str(one.recorded.definition)) > 20
        assert one.recorded.version >= 1


def test_a_figure_is_refused_where_it_is_not_known(press, chief, firm: Firm):
    for kpi, scope in (("on_time", "work_unit:M1"), ("scrap_ratio", "partner:SHOP"), ("stock_days", "partner:SHOP")):
        task = services.find_task(problem="x", loss="other", area=press.work_center.area, by=chief)
        with pytest.raises(Invalid, match="isn't known of such a place"):
            services.plan_task(task=task, by=chief, kpi=kpi, scope=scope)
    with pytest.raises(Invalid, match="compared with"):
        services.plan_task(task=task, by=chief, kpi="on_time", scope="partner:SHOP", control="item:RICE")
    with pytest.raises(NotFound):
        services.plan_task(task=task, by=chief, kpi="on_time", scope="partner:GONE")
    assert scope_text("partner:SHOP") == "고객상사"
    assert scope_text("item:GONE") == "item:GONE"


def finished(item: Item, hours: Callable[[date], int]) -> None:
    """An order a day that ends at noon; each fifth took two hours more."""
    for at, day in enumerate(ALL_DAYS):
        end = local("12:00", day)
        order(f"{item.code}{at}", item, end - timedelta(hours=hours(day) + 2 * (at % 5 == 0)), end)


def test_a_shorter_lead_time_of_one_item_is_measured_against_another(press, chief, firm: Firm):
    """30.4 hours in the mean of five days before, 20.4 after; the other item's stay at 30.4."""
    finished(firm.noodles, lambda day: 30 if day < CHANGED else 20)
    finished(firm.rice, lambda _day: 30)
    task = done(press, chief, kpi="lead_time", scope="item:NOODLE", control="item:RICE", wanted=22.0)
    assert task_checks.verify_task(task=task, by=chief).result == Result.WORKED
    look = TaskCheck.objects.get(task=task, age=0)
    assert (look.before, look.after) == (pytest.approx(30.4), pytest.approx(20.4))
    assert look.effect == pytest.approx(-10, abs=0.1)
    assert came_of(task, clock.now()).is_reached


def test_customers_and_items_of_the_last_year_are_offered(firm: Firm):
    line_of(firm, 1, 1, promised=None, on=clock.now().date())
    assert customers() == [("partner:SHOP", "고객상사")]
    assert items() == [("item:NOODLE", "NOODLE 쌀국수")]
