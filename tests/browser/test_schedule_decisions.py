"""Deciding about a schedule: a proposal declined and accepted in the inbox, why an order is late, a move taken back."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Plant, Visit
from tests.browser.gantt import HOUR, MINUTE
from tests.browser.test_schedule import PLAN, PLANT, SIZES, opened, packing

pytestmark = pytest.mark.browser

PROPOSE = """
from dure.decisions.services import gather
from dure.kernel import clock
from dure.planning.models import Schedule
from dure.planning.services.schedules import make_schedule
from dure.plant.models import Person
found = make_schedule(by=Person.objects.get(username="ban"), limit_s=0.3)
gather(now=clock.now())
print(found.pk)
"""
STATUS = "from dure.planning.models import Schedule; print(Schedule.objects.get(pk={pk}).status)"
LATE = {"ko": "늦음", "en": "late"}


@pytest.fixture(scope="module")
def followed(plant: Plant) -> None:
    plant.shell(PLANT, within_s=400)


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(("language", "width", "height"), SIZES)
def test_a_proposal_is_decided_on_in_the_inbox(
    plant: Plant, visit: Callable[..., Visit], language: str, width: int, height: int
):
    pk = int(plant.shell(PROPOSE, within_s=120).splitlines()[-1])

    def status() -> str:
        return plant.shell(STATUS.format(pk=pk)).splitlines()[-1]

    assert status() == "proposed"
    guest = visit(width, height, language)
    page = guest.go("/decisions/?kind=schedule")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    card = page.locator("main section.card:has(form[action$='/accept'])")
    expect(card).to_have_count(1)
    card.locator("details:has(form[action$='/decline']) summary").click()
    card.locator("form[action$='/decline'] textarea").fill("오늘은 그대로 간다")
    with page.expect_navigation():
        card.locator("form[action$='/decline'] button").click()
    page.locator(".toast").first.hover()  # it stays as long as that
    assert status() == "declined"
    with page.expect_navigation():
        page.locator(".toast form button").first.click()
    assert status() == "proposed"
    guest.go("/decisions/?kind=schedule")
    with page.expect_navigation():
        card.locator("form[action$='/accept'] button").click()
    assert status() == "live"
    opened(page, "/planning/schedule/", guest)
    assert page.evaluate(PLAN) == [pk, "live"]


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(("language", "width", "height"), SIZES)
def test_a_late_order_says_why(visit: Callable[..., Visit], language: str, width: int, height: int):
    guest = visit(width, height, language)
    opened(guest.page, "/planning/schedule/", guest)
    row = guest.page.locator("main tr:has(details[hx-get*='/why'])", has_text="삶은 칼국수").first
    row.locator("summary").first.click()
    told = row.locator(".why")
    expect(told.locator("strong")).to_contain_text(LATE[language])
    # Its causes with their times, and each stretch of the chain.
    expect(told.locator("tbody tr").first).to_be_visible()
    told.locator("details summary").click()
    expect(told.locator("ol li").first).to_contain_text("삶기")
    assert guest.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(("language", "width", "height"), SIZES)
def test_the_first_move_is_taken_back(
    plant: Plant, visit: Callable[..., Visit], language: str, width: int, height: int
):
    guest = visit(width, height, language)
    page = guest.page
    hand = opened(page, "/planning/schedule/", guest)
    live, _status = page.evaluate(PLAN)
    was = packing(page)
    hand.show(was["start"] - 30 * MINUTE)
    hand.grab(was["unit"], was["start"] + 20 * MINUTE, was["unit"], was["start"] + 3 * HOUR)
    page.mouse.up()
    page.wait_for_url(lambda url: f"/{live}/" not in url and url.rstrip("/")[-1].isdigit())
    copy, _status = page.evaluate(PLAN)
    page.locator(".toast").first.hover()
    with page.expect_navigation():
        page.locator(".toast form button").first.click()
    page.locator(".gantt[data-loaded]").first.wait_for()
    assert page.evaluate(PLAN) == [live, "live"]
    left = plant.shell(f"from dure.planning.models import Schedule as S; print(S.objects.filter(pk={copy}).count())")
    assert json.loads(left.splitlines()[-1]) == 0
