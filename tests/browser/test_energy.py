"""A main meter and its contract are entered, the day's energy is looked at and explained, a removal is taken back."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

SIGNAL = """
from dure.telemetry.models import Connection, Signal
source, _ = Connection.objects.get_or_create(code="EMS", defaults={"name": "전력량계", "protocol": "modbus"})
Signal.objects.get_or_create(connection=source, address="kwh", defaults={"name": "유효전력량", "unit": "kWh"})
"""
QUARTERS = """
from datetime import timedelta
from django.utils import timezone
from dure.kernel import clock
from dure.performance.energy.models import EnergyMeter, EnergyQuarter
meter = EnergyMeter.objects.get(code="MAIN")
day = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
EnergyQuarter.objects.filter(meter=meter).delete()
for n in range(96):
    start = day + timedelta(minutes=15 * n)
    kwh = 20.0 + (30.0 if 32 <= n < 68 else 0.0) + (15.0 if n == 40 else 0.0)
    EnergyQuarter.objects.create(meter=meter, start=start, kwh=kwh, known_s=900, first_at=start, last_at=start)
print(f"{day:%Y-%m-%d}")
"""


def fits(page: Page) -> None:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, page.url


def shot(page: Page, name: str) -> None:
    """A picture for whoever looks, when a folder is named."""
    folder = os.environ.get("DURE_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/energy-{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_from_a_meter_to_its_explained_peak(plant: Plant, visit: Callable[..., Visit], width: int) -> None:
    plant.shell(SIGNAL)
    seen = visit(width, 900)
    page = seen.go("/energy/setup/")
    fits(page)
    if page.get_by_text("주전원 계량기").count() == 0:
        _enter(seen)
    day = plant.shell(QUARTERS)
    page = seen.go(f"/energy/?day={day}")
    # 96 × 20 + 36 × 30 + 15 kWh; the highest quarter hour has 65.
    expect(page.get_by_text("3,015.0").first).to_be_visible()
    expect(page.get_by_text("260.0").first).to_be_visible()
    fits(page)
    shot(page, "day")
    page.locator("a.kpi", has_text="최대수요전력").click()
    expect(page.locator(".formula")).to_contain_text("65.00 kWh ÷ 0.25 h")
    fits(page)
    shot(page, "peak")
    page = seen.go("/energy/now/")
    expect(page.get_by_text("최근 5분 동안 검침이 없어")).to_be_visible()
    fits(page)
    shot(page, "now")
    page = seen.go("/energy/setup/")
    shot(page, "setup")
    page.locator("td.acts form button").first.click()
    page.locator("#toasts").get_by_role("button", name="되돌리기").click()
    expect(page.get_by_text("주전원 계량기").first).to_be_visible()


def _enter(seen: Visit) -> None:
    page = seen.go("/energy/setup/meter/add/")
    page.fill("#id_code", "MAIN")
    page.fill("#id_name", "주전원 계량기")
    page.select_option("#id_signal", label="전력량계 · 유효전력량 (kWh)")
    page.select_option("#id_kind", "counter")
    fits(page)
    page.locator("form.form button.primary").click()
    expect(page.get_by_text("주전원 계량기").first).to_be_visible()
    page = seen.go("/energy/setup/contract/add/")
    page.fill("#id_valid_from", "2026-01-01")
    page.fill("#id_contract_kw", "250")
    page.locator("form.form button.primary").click()
    expect(page.get_by_text("250.0").first).to_be_visible()
