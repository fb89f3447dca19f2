"""The bottleneck of a line and its changeovers, looked at on a desk, a tablet and a phone."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

LINE = """
from datetime import timedelta
from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import Area, WorkCenter, WorkUnit
from dure.production.models import Downtime, DowntimeReason, OperationRun, ProductionResult, StateInterval, WorkOrder
if not WorkCenter.objects.filter(code="L9").exists():
    line = WorkCenter.objects.create(code="L9", name="조립 라인", area=Area.objects.get(code="A1"))
    units = [WorkUnit.objects.create(code=f"N{n}", name=name, work_center=line)
             for n, name in enumerate(("절단기", "용접기", "도장기"), start=1)]
    group = DowntimeReason.objects.get(code="M")
    full = DowntimeReason.objects.create(code="FULL", name="다음 공정 적체", parent=group, waits_for="room")
    lack = DowntimeReason.objects.create(code="LACK", name="앞 공정 대기", parent=group, waits_for="material")
    now = clock.now().replace(microsecond=0)
    at = lambda minutes: now - timedelta(minutes=minutes)
    def states(unit, *rows):
        ends = [start for start, _ in rows[1:]] + [None]
        StateInterval.objects.bulk_create(
            StateInterval(work_unit=unit, started_at=at(start), ended_at=None if end is None else at(end), state=state)
            for (start, state), end in zip(rows, ends))
    one, two, three = units
    states(one, (600, "producing"), (540, "idle"), (420, "producing"), (300, "idle"), (120, "producing"))
    states(two, (600, "setup"), (570, "producing"))
    states(three, (600, "producing"), (500, "idle"), (400, "producing"), (200, "idle"), (100, "producing"))
    for unit, start, end, reason in ((one, 540, 420, full), (one, 300, 120, full), (three, 500, 400, lack),
                                     (three, 200, 100, lack)):
        Downtime.objects.create(work_unit=unit, started_at=at(start), ended_at=at(end), reason=reason)
    first = Item.objects.create(code="FR-1", name="프레임 소")
    then = Item.objects.create(code="FR-2", name="프레임 대")
    for number, item, start, end, setup in (("B-1", first, 600, 400, None), ("B-2", then, 400, 200, 380),
                                            ("B-3", first, 200, None, 185)):
        order = WorkOrder.objects.create(number=number, item=item, quantity=100)
        run = OperationRun.objects.create(work_order=order, work_unit=two, started_at=at(start),
                                          ended_at=None if end is None else at(end),
                                          setup_until=None if setup is None else at(setup))
        made = at(start - 40)
        ProductionResult.objects.create(work_unit=two, hour=made.replace(minute=0, second=0), run=run, item=item,
                                        source="counter", produced=50, good=50, first_at=made, last_at=made)
day = clock.now().date()
print((day - timedelta(days=1)).isoformat(), (day + timedelta(days=1)).isoformat())
"""


def looked_at(page: Page, name: str) -> None:
    """Nothing sticks out. DURE_PICTURES: a folder for pictures of what was seen."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, (name, page.url)
    if folder := os.environ.get("DURE_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 768, 390])
def test_a_line_says_what_holds_it_up(plant: Plant, visit: Callable[..., Visit], width: int) -> None:
    first, last = plant.shell(LINE).splitlines()[-1].split()
    seen = visit(width, 900)
    page = seen.go(f"/bottleneck/?scope=work_center:L9&span=free&from={first}&to={last}")
    expect(page.locator("#first h2")).to_have_text("먼저 볼 설비: 용접기")
    expect(page.locator("svg.ribbons").first).to_be_visible()
    expect(page.locator(".figures-ways")).to_contain_text("Kuo, Lim, Meerkov 1996")
    assert page.locator(".figures-ways td", has_text="용접기").count() == 3
    looked_at(page, "bottleneck")
    page.locator("#first a").first.click()
    page.wait_for_url("**/reports/losses/**")
    expect(page.locator("h1")).to_contain_text("손실 폭포")
    page = seen.go(f"/changeovers/?scope=work_center:L9&span=free&from={first}&to={last}")
    expect(page.locator("#first h2")).to_have_text("작업 전환 2회, 준비교체 35분 00초")
    expect(page.locator(".figures-setups")).to_contain_text("프레임 대")
    looked_at(page, "changeovers")
    page.locator(".figures-longest a", has_text="B-2").click()
    page.wait_for_url("**/orders/B-2/floor/")


@pytest.mark.browser
def test_a_reason_says_for_what_a_machine_waits(plant: Plant, visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.go("/reasons/")
    page.locator("a", has_text="걸림").click()
    page.select_option("#id_waits_for", "room")
    page.locator("main form.form button.primary").click()
    expect(page.locator("main")).to_contain_text("뒤 공정의 자리(막힘)")
    page.locator("a", has_text="걸림").click()
    page.select_option("#id_waits_for", "")
    page.locator("main form.form button.primary").click()
