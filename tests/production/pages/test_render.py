"""Every page of the live part answers in both languages, with and without rows."""

import pytest
from django.test import Client
from django.urls import reverse

from dure.production import services
from tests.production.pages.conftest import Line

PAGES = (
    "production:stops",
    "production:stop-queue",
    "production:results",
    "production:results-table",
    "production:held",
    "production:held-list",
    "production:orders",
    "production:order-new",
    "production:reasons",
    "production:reason-new",
    "production:connections",
    "production:connections-list",
    "production:connect",
    "board:live",
    "board:tiles",
    "board:wall",
    "board:wall-page",
    "board:phone",
    "board:phone-live",
)


@pytest.fixture
def browser(line: Line, client: Client) -> Client:
    client.force_login(line.person)
    return client


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_answers(browser: Client, line: Line, name: str, language: str):
    browser.cookies["dure_language"] = language
    order = line.order()
    services.start_run(work_order=order, work_unit=line.press, person=line.person)
    line.stop(30)
    line.stop(90, lasted=20)
    line.result()
    line.held()
    answer = browser.get(reverse(name))
    assert answer.status_code == 200
    assert "{{" not in answer.content.decode()
    assert " style=" not in answer.content.decode()


@pytest.mark.parametrize("name", ["board:unit", "board:unit-live", "production:unit-rules", "production:order-choose"])
def test_unit_page_answers(browser: Client, line: Line, name: str):
    line.result()
    line.stop(10)
    answer = browser.get(reverse(name, args=[line.press.code]))
    assert answer.status_code == 200
    assert "{{" not in answer.content.decode()


@pytest.mark.parametrize("page", ["stop-reason", "stop-undo", "correction-undo", "held-decide", "held-undo"])
def test_what_went_away_between_page_and_click_is_said(browser: Client, page: str):
    """A stop that late news withdrew, a row that was counted again."""
    answer = browser.post(reverse(f"production:{page}", args=[999_999]), {"decision": "none"})
    assert answer.status_code == 404
    assert "화면을 다시 여십시오" in answer.content.decode()
