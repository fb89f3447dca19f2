"""The loss map from its figures down to a formula and on to a task, on the tablet of the floor and in the office."""

import pytest

from tests.browser.conftest import Plant

pytestmark = pytest.mark.browser

SEED = """
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo
from django.db import transaction
from dure.commerce.models import HourlyRate, Price
from dure.inventory.models import Item
from dure.mentoring.services import losses
from dure.plant.models import Area, Break, Enterprise, Shift, Site, WorkCenter, WorkUnit
from dure.product.models import IdealCycle
from tests.mentoring.loss_plant import usual_day
from tests.performance.plant import MONDAY, SEOUL
with transaction.atomic():
    site = Site.objects.create(code="LOSS", name="손실 시험동", enterprise=Enterprise.objects.first())
    line = WorkCenter.objects.create(code="LOSS1", name="면 라인",
                                     area=Area.objects.create(code="LOSSA", name="면 구역", site=site))
    shift = Shift.objects.create(site=site, code="D", name="주간", starts=time(8), ends=time(17),
                                 weekdays=[0, 1, 2, 3, 4], valid_from=date(2026, 1, 1))
    Break.objects.create(shift=shift, name="점심", starts=time(12), ends=time(13))
    unit = WorkUnit.objects.create(code="LOSSU", name="제면기", work_center=line)
    item = Item.objects.create(code="LOSSI", name="칼국수", unit_id="EA")
    IdealCycle.objects.create(item=item, seconds=30, valid_from=datetime(2026, 1, 1, tzinfo=SEOUL))
    for n in range(5):
        usual_day(SimpleNamespace(noodles=item), unit, MONDAY + timedelta(days=n))
    for side, price in (("sale", 3000), ("purchase", 1000)):
        Price.objects.create(side=side, item=item, unit_id="EA", price=price, valid_from=date(2026, 1, 1))
    HourlyRate.objects.create(work_center=line, valid_from=date(2026, 1, 1), labour=20000)
losses.refresh_month(month=date(2026, 3, 1), now=datetime(2026, 4, 1, 9, tzinfo=ZoneInfo("Asia/Seoul")))
"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WORDS = {
    "ko": ("고장", "800,000원", "개선과제 시작", "모르는 손실과 알아내는 방법"),
    "en": ("Breakdown", "800,000 won", "Work on it", "Not known, and what would make it known"),
}


@pytest.fixture(scope="module")
def mapped(plant: Plant) -> None:
    plant.shell(SEED)


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_from_the_map_to_a_task(mapped, visit, language: str, width: int):
    """3 h 20 broken in five days at 240,000 won an hour are 800,000; the second time somebody works on it already."""
    kind, won, begin, unknown = WORDS[language]
    guest = visit(width, 1000, language)
    page = guest.go("/losses/?month=2026-03&scope=work_unit:LOSSU")
    assert page.locator("svg.losses rect").count() > 5
    assert unknown in page.locator("main").inner_text()
    row = page.locator(".loss-kinds details", has=page.locator("summary strong", has_text=kind))
    assert won in row.locator("summary").inner_text()
    row.locator("summary").click()
    assert page.evaluate(WIDE) <= 0
    box = page.locator(".loss-kinds").bounding_box()
    for summary in page.locator(".loss-kinds summary > *").all():
        inner = summary.bounding_box()
        assert inner is None or inner["x"] + inner["width"] <= box["x"] + box["width"]
    row.locator("tbody a").first.click()
    page.wait_for_url("**/losses/*/")
    # What an hour is worth is for who sees prices; everybody reads the formula and the sum.
    assert page.locator(".loss-filled").count() == 0
    assert won.split()[0].rstrip("원") in page.locator("main").inner_text()
    button = page.get_by_role("button", name=begin)
    if button.count():
        with page.expect_navigation():
            button.click()
    assert page.locator("main a[href^='/improvement/']").count() == 1
    assert page.evaluate(WIDE) <= 0
    guest.go("/losses/rates/")
    assert page.evaluate(WIDE) <= 0


def test_read_by_the_owner_on_a_phone_and_on_paper(mapped, visit):
    """The phone has the steps of the waterfall as lines; the paper opens every table and needs no scrolling."""
    guest = visit(390, 844)
    page = guest.go("/losses/?month=2026-03&scope=work_unit:LOSSU")
    assert page.locator(".loss-steps div").count() == page.locator("svg.losses").first.locator("rect").count()
    assert page.locator(".loss-steps").is_visible()
    assert page.evaluate(WIDE) <= 0
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 less its margins
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".loss-kinds details:not([open])").count() == 0
    assert page.evaluate(WIDE) <= 0
    assert page.locator(".skip").is_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".loss-kinds details[open]").count() == 0
