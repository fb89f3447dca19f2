"""A machine stands still: the alarm comes by itself, is acknowledged with a glove and shelved; advice is decided on."""

import json

import pytest

from tests.browser.conftest import Plant, wait_until

pytestmark = pytest.mark.browser

SEED = """
import json
from datetime import timedelta
from dure.decisions import services
from dure.decisions.models import AlarmRule
from dure.kernel import clock
from dure.maintenance.services import add_plan
from dure.plant.models import Person, WorkUnit
from dure.production.models import StateInterval
from decimal import Decimal
tag, now = "{tag}", clock.now()
unit = WorkUnit.objects.get(code="OLD1")
if not StateInterval.objects.filter(work_unit=unit).exists():
    StateInterval.objects.create(work_unit=unit, started_at=now - timedelta(minutes=30), ended_at=None, state="down")
by = Person.objects.get(username="ban")
rule = services.add_rule(by=by, name="포장기 정지 " + tag, subject="state", work_unit=unit, kind="state",
                         states=["down"], priority=1, action="보전을 부른다")
days = {"every": Decimal(30), "warn": Decimal(5), "counted_from": now - timedelta(days=27)}
plans = [add_plan(work_unit=unit, name=name + tag, basis="calendar", by=by, **days) for name in ("주유 ", "청소 ")]
services.gather(now=now)
print(json.dumps([rule.pk, [plan.pk for plan in plans]]))
"""
STATUSES = (
    "from dure.decisions.models import Recommendation as R; "
    "print([R.objects.get(key='plan:' + str(pk)).status for pk in {plans}])"
)


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 390)])
def test_from_ringing_to_deciding(plant: Plant, visit, language: str, width: int):
    rule, plans = json.loads(plant.shell(SEED.replace("{tag}", language)).splitlines()[-1])
    guest = visit(width, 900, language)
    page = guest.go("/alarms/")
    # Nobody reloads the page: the watch of the plant finds the machine standing, and the list fetches itself.
    card = page.locator(f"section.card:has(a[href='/alarms/{rule}/'])")
    card.first.wait_for(timeout=90_000)
    button = card.locator(f"form[action='/alarms/{rule}/acknowledge'] button")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 60
    with page.expect_navigation():
        button.click()
    assert card.locator("form[action$='/acknowledge']").count() == 0
    guest.go(f"/alarms/{rule}/")
    shelf = page.locator("#shelve")
    shelf.locator("select[name=minutes]").select_option("30")
    shelf.locator("textarea[name=reason]").fill("부품 대기")
    with page.expect_navigation():
        shelf.locator("button").click()
    assert ("보류 중" if language == "ko" else "Shelved") in page.locator("main").inner_text()
    assert page.locator("section.card form[action$='/unshelve']").count() == 1
    assert "부품 대기" in page.locator("main").inner_text()
    # Taken back by the toast.
    page.locator(".toast").first.hover()
    with page.expect_navigation():
        page.locator(".toast form button").first.click()
    assert page.locator("section.card form[action$='/unshelve']").count() == 0

    # The form of a rule asks only for what belongs to it.
    guest.go("/alarms/rules/add")
    page.locator("select[name=subject]").select_option("state")
    assert page.locator("select[name=kind]").input_value() == "state"
    assert not page.locator("select[name=signal]").is_visible()
    assert page.locator("select[name=work_unit]").is_visible()
    page.locator("select[name=subject]").select_option("signal")
    page.locator("select[name=kind]").select_option("rises")
    assert page.locator("input[name=window_s]").is_visible()
    assert not page.locator("input[name=states]").first.is_visible()

    guest.go("/decisions/?kind=maintenance")
    first, second = (page.locator(f"section.card:has-text('{name} {language}')") for name in ("주유", "청소"))
    with page.expect_navigation():
        first.locator("form[action$='/accept'] button").click()
    second.locator("details:has(form[action$='/decline']) summary").click()
    second.locator("form[action$='/decline'] textarea").fill("다음 주에 한다")
    with page.expect_navigation():
        second.locator("form[action$='/decline'] button").click()
    found = plant.shell(STATUSES.replace("{plans}", str(plans))).splitlines()[-1]
    assert found == "['accepted', 'declined']"
    # No page is wider than the screen.
    for path in ("/decisions/?state=all", "/alarms/", "/alarms/rules/", "/alarms/rate/", "/alarms/journal/?what=all"):
        guest.go(path)
        wait_until(lambda: bool(page.evaluate("document.readyState === 'complete'")), 60)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
