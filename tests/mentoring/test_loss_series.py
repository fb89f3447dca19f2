"""Two lines one after the other: the margin of an item is lost once, and a reject holds what was done before it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from dure.commerce.models import Price
from dure.inventory.models import Item
from dure.mentoring.loss_words import hour_formula
from dure.mentoring.models import MonthlyLoss, UnitMonth
from dure.mentoring.selectors.loss_units import unit_losses
from dure.mentoring.services.losses import refresh_month
from dure.performance.periods import month
from dure.performance.scope import everything
from dure.plant.models import WorkCenter, WorkUnit
from dure.product import services as product
from dure.product.services import LineOf
from tests.mentoring.loss_plant import MARCH, SEOUL, prices, usual_day
from tests.performance.plant import MONDAY, add_result, add_states, make_plant

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, 9, tzinfo=SEOUL)
BEGUN = date(2026, 1, 1)


@pytest.fixture
def mixer() -> WorkUnit:
    """Noodles are mixed for 36 s and packed for 30 s. The mixer works two hours of eight, the packer six and more."""
    plant = make_plant()
    packer, noodles = plant.units[0], plant.noodles
    center = WorkCenter.objects.create(code="MIX", name="반죽", area=packer.work_center.area)
    mixer = WorkUnit.objects.create(code="X1", name="반죽기", work_center=center)
    for n in range(5):
        day = MONDAY + timedelta(days=n)
        usual_day(plant, packer, day)
        add_states(mixer, ("08:00", "producing"), ("10:00", "idle"), ("17:00", "off"), day=day, end="20:00")
        add_result(mixer, "08:30", 190, 10, item=noodles, day=day)
    prices()
    flour = Item.objects.create(code="FLOUR", name="밀가루", unit_id="kg", supply="buy", kind="raw")
    Price.objects.filter(side="purchase").update(item=flour, unit=flour.unit)
    product.approve_bom(
        bom=product.add_bom(item=noodles, valid_from=BEGUN, lines=[LineOf(flour, Decimal(1))], by=None), by=None
    )
    routing = product.add_routing(item=noodles, valid_from=BEGUN, by=None)
    for number, name, seconds, place in ((10, "반죽", 36, center), (20, "포장", 30, packer.work_center)):
        product.add_operation(
            routing=routing, number=number, name=name, work_center=place, run_seconds=seconds, by=None
        )
    product.approve_routing(routing=routing, by=None)
    return mixer


def test_the_margin_is_counted_at_the_busier_line_only(mixer):
    refresh_month(month=MARCH, now=APRIL)
    hours = {one.work_unit.code: one for one in UnitMonth.objects.all()}
    # 120 packs × 2,000 won at the packer; at the mixer the wages, at most the margin
    assert (hours["M1"].hour_low, hours["M1"].hour, hours["M1"].hour_high) == (20_000, 240_000, 240_000)
    assert (hours["X1"].hour_low, hours["X1"].hour, hours["X1"].hour_high) == (20_000, 20_000, 240_000)
    told = " ".join(hour_formula(hours["X1"]))
    assert "100" in told
    assert "더 바쁜 라인" in told
    assert "더 바쁜 라인" not in " ".join(hour_formula(hours["M1"]))


def test_rejects_hold_material_and_the_steps_before_and_no_time_of_their_own(mixer):
    """A kilogram of 1,000 won; mixing takes 36 s of 20,000 won an hour, 200 won. Packing would be 167 won more."""
    found = {one.unit.code: one.makings[0] for one in unit_losses(everything(), month(MARCH, SEOUL), APRIL)}
    assert (found["X1"].material, found["X1"].full) == (1_000, pytest.approx(1_000))
    assert (found["M1"].material, found["M1"].full) == (1_000, pytest.approx(1_200))
    refresh_month(month=MARCH, now=APRIL)
    goods = {one.work_unit.code: one for one in MonthlyLoss.objects.filter(part="reject_goods")}
    # 18 packs a day, all days alike
    assert (goods["M1"].low, goods["M1"].won, goods["M1"].high) == (90_000, 90_000, 108_000)
    assert (goods["X1"].low, goods["X1"].won, goods["X1"].high) == (50_000, 50_000, 50_000)
