"""Energy that made nothing: of a machine that stood for half an hour, and a peak over the own limit."""

from datetime import date, timedelta

import pytest

from dure.performance.energy.models import EnergyQuarter, PowerContract, TariffSeason
from dure.performance.periods import days
from dure.performance.scope import everything
from dure.performance.selectors import peaks, standing
from tests.performance.energy.conftest import meter
from tests.performance.plant import MONDAY, SEOUL, add_states, local, make_plant

pytestmark = pytest.mark.django_db
PERIOD = days(MONDAY, MONDAY, SEOUL)
NIGHT = local("+1 00:30")


def metered(*, priced: bool = True):
    """4 kWh in each of six quarter hours: half an hour of work, then it stands. 100 won, from ten on 200."""
    plant = make_plant(2)
    add_states(plant.units[0], ("09:00", "producing"), ("09:30", "idle"), ("10:30", "off"), end="10:45")
    own, main = meter(plant.site, "OWN", plant.units[0]), meter(plant.site, "MAIN")
    for n in range(6):
        start = local("09:00") + timedelta(minutes=15 * n)
        for one, kwh in ((own, 4), (main, 10 + n)):
            EnergyQuarter.objects.create(meter=one, start=start, kwh=kwh, known_s=900)
    if priced:
        TariffSeason.objects.create(
            site=plant.site, name="봄", valid_from=date(2026, 1, 1), months="1-12", medium_hours="8-10",
            heavy_hours="10-12", price_light=50, price_medium=100, price_heavy=200,
        )  # fmt: skip
    return plant


def test_standing_energy_with_its_price():
    """Sixteen of the 24 kWh: half an hour at 100 won, half an hour at 200."""
    plant = metered()
    (one,) = standing(everything(), PERIOD, NIGHT)
    assert (one.unit, one.kwh, one.shared) == (plant.units[0], pytest.approx(16), 0)
    assert one.price == pytest.approx((100, (16 * 100 + 8 * 200) / 24, 200))


def test_without_a_price_list_energy_has_no_price():
    metered(priced=False)
    (one,) = standing(everything(), PERIOD, NIGHT)
    assert one.price is None


def test_peaks_of_sites_with_their_limit():
    """15 kWh in a quarter hour are 60 kW."""
    plant = metered()
    (one,) = peaks(everything(), PERIOD, NIGHT)
    assert (one.kw, one.limit_kw, one.price) == (60, None, None)
    PowerContract.objects.create(
        site=plant.site, valid_from=date(2026, 1, 1), contract_kw=100, target_kw=50, base_price=8320
    )
    (one,) = peaks(everything(), PERIOD, NIGHT)
    assert (one.kw, one.limit_kw, one.price) == (60, 50, 8320)
