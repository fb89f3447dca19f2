"""Losses that are of no machine's time: late goods, complaints, stock, energy; in won, by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dure.commerce.models import OrderStatus, Partner, SalesLine, SalesOrder
from dure.inventory.models import Item, Location
from dure.inventory.services import Movement, move
from dure.kernel import clock
from dure.mentoring.lossmap.parts import Part
from dure.mentoring.models import MonthlyLoss
from dure.mentoring.services import losses as services
from dure.performance.energy.models import EnergyQuarter, PowerContract, TariffSeason
from dure.quality.models import Nonconformance
from tests.mentoring.loss_plant import MARCH, SEOUL, packing
from tests.performance.energy.conftest import meter
from tests.performance.plant import local

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, 9, tzinfo=SEOUL)


def lost(part: Part, **where: object) -> MonthlyLoss:
    services.refresh_month(month=MARCH, now=APRIL)
    return MonthlyLoss.objects.get(month=MARCH, part=part.value, **where)


def test_late_goods_at_the_published_rate():
    """1,000,000 won of goods, promised for the 21st and never sent: ten days of March at 0.075 % are 7,500 won."""
    plant = packing(days=1)
    shop = Partner.objects.create(code="SHOP", name="고객상사", is_customer=True)
    order = SalesOrder.objects.create(
        number="S1", partner=shop, ordered_on=date(2026, 3, 2), status=OrderStatus.CONFIRMED, made_at=clock.now()
    )
    SalesLine.objects.create(
        order=order, position=1, item=plant.noodles, unit_id="EA", quantity=100, item_quantity=100, price=10_000,
        first_promised_on=date(2026, 3, 21),
    )  # fmt: skip
    row = lost(Part.LATE)
    assert row.won == 7_500
    assert row.figures["orders"] == ["S1"]
    assert lost(Part.RETURNS).won == 0, "sales are known, and nothing came back"


def test_complaints_need_what_one_costs():
    plant = packing(days=1)
    shop = Partner.objects.create(code="SHOP", name="고객상사", is_customer=True)
    assert lost(Part.COMPLAINTS).won == 0
    for n in range(2):
        Nonconformance.objects.create(
            number=f"NC{n}", client_id=f"00000000-0000-4000-8000-00000000000{n}", source="complaint", text="찢어짐",
            partner=shop, found_at=datetime(2026, 3, 12, tzinfo=UTC),
        )  # fmt: skip
    assert (lost(Part.COMPLAINTS).won, lost(Part.COMPLAINTS).why) == (None, "rate")
    services.set_loss_rate(
        by=plant.person, kind="complaint", work_unit=None, valid_from=MARCH, value=Decimal(150_000), reason="작년 평균"
    )
    assert lost(Part.COMPLAINTS).won == 300_000


def test_stock_costs_capital_and_what_lies_for_half_a_year_is_dead():
    """36,500,000 won of noodles that lie since August and 73,000,000 that came on 1 March; 31 days at 6 % a year."""
    plant = packing(days=1)
    places = {row.code: row for row in Location.objects.all()}
    for item, value, at in (
        (plant.noodles, 36_500_000, datetime(2025, 8, 1, tzinfo=UTC)),
        (Item.objects.create(code="N2", name="칼국수"), 73_000_000, datetime(2026, 3, 1, tzinfo=SEOUL)),
    ):
        one = Movement(item, Decimal(10), places["PRODUCTION"], places["STOCK"], value=Decimal(value))
        move([one], by=None, moved_at=at)
    dead, held = lost(Part.DEAD), lost(Part.HELD)
    assert float(dead.won) == pytest.approx(36_500_000 * 0.06 / 365 * 31, abs=1)
    assert float(dead.low) == pytest.approx(36_500_000 * 0.046 / 365 * 31, abs=1)
    assert float(held.won) == pytest.approx(73_000_000 * 0.06 / 365 * 31, abs=1)
    assert lost(Part.SCRAPPED).won == 0


def test_power_of_a_standing_machine_and_a_peak_over_the_own_limit():
    """Broken until 12:00, idle until 13:00: six quarter hours of 3 kWh at 100 won; two more lie in work. 15 kWh in a
    quarter hour are 60 kW, ten more than the limit, at 8,320 won each."""
    plant = packing(days=1)
    own, main = meter(plant.site, "OWN", plant.units[0]), meter(plant.site, "MAIN")
    assert (lost(Part.STANDING).why, lost(Part.PEAK).why) == ("meter", "meter")
    for n in range(8):
        start = local("11:30") + timedelta(minutes=15 * n)
        EnergyQuarter.objects.create(meter=own, start=start, kwh=3, known_s=900)
        EnergyQuarter.objects.create(meter=main, start=start, kwh=15, known_s=900)
    assert (lost(Part.STANDING).why, lost(Part.PEAK).why) == ("tariff", "contract")
    TariffSeason.objects.create(
        site=plant.site, name="봄", valid_from=MARCH, months="1-12", price_light=100, price_medium=100, price_heavy=100
    )
    PowerContract.objects.create(site=plant.site, valid_from=MARCH, contract_kw=100, target_kw=50, base_price=8320)
    assert lost(Part.STANDING).won == 6 * 3 * 100
    assert lost(Part.PEAK).won == 10 * 8320
