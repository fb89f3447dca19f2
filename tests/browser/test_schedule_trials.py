"""A copy of the schedule: moves are taken back one after another, by the message and by the button."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit
from tests.browser.gantt import HOUR, MINUTE, Hand
from tests.browser.test_schedule import PLAN, PLANT, opened, packing

pytestmark = pytest.mark.browser


def dragged(page: Page, hand: Hand, hours: int) -> dict[str, Any]:
    """The packing of the first order, so many hours later on its unit; as the page knows it then."""
    was = packing(page)
    hand.show(was["start"] - 30 * MINUTE)
    hand.grab(was["unit"], was["start"] + 20 * MINUTE, was["unit"], was["start"] + hours * HOUR)
    page.mouse.up()
    page.wait_for_function(
        "(start) => { const { plan } = document.querySelector('.gantt').chart; return plan.status === 'copy' "
        "&& ![...plan.tasks.values()].some((one) => one.start === start && one.name === '포장'); }",
        arg=was["start"],
    )
    return packing(page)


def take_back(page: Page) -> None:
    message = page.locator(".toast").last
    message.hover()
    with page.expect_navigation():
        message.locator("form button").click()
    page.locator(".gantt[data-loaded]").first.wait_for()


def test_moves_of_a_copy_are_taken_back_in_turn(plant: Plant, visit: Callable[..., Visit]):
    plant.shell(PLANT, within_s=400)
    guest = visit(1440, 900, "ko")
    page = guest.page
    hand = opened(page, "/planning/schedule/", guest)
    live, _status = page.evaluate(PLAN)
    was = packing(page)
    first = dragged(page, hand, 3)
    copy, _status = page.evaluate(PLAN)
    assert copy != live
    # The page around it is that of the copy by then: it moves the chart.
    expect(page.locator("form[action*='/undo-move/'] button", has_text="마지막 변경 되돌리기(1)")).to_be_visible()
    second = dragged(page, hand, 2)
    assert second["start"] > first["start"] > was["start"]
    expect(page.locator(".toast").last).to_contain_text("변경 2건")
    expect(page.locator("form[action*='/undo-move/'] button", has_text="마지막 변경 되돌리기(2)")).to_be_visible()
    take_back(page)
    assert page.evaluate(PLAN) == [copy, "copy"]
    assert packing(page)["start"] == first["start"]
    expect(page.locator(".toast").last).to_contain_text("변경 1건")
    with page.expect_navigation():
        page.locator("main form[action*='/undo-move/'] button").click()
    page.locator(".gantt[data-loaded]").first.wait_for()
    assert packing(page)["start"] == was["start"]
    expect(page.locator("main form[action*='/undo-move/']")).to_have_count(0)
