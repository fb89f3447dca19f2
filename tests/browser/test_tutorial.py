"""The tutorial's steps, followed from an empty database to the first delivered order."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Plant, fresh_plant
from tests.browser.tutorial import DEEDS, OTHER_PASSWORD, Walk, steps_of

DOCS = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
KOREAN = steps_of((DOCS / "first-delivered-order.ko.md").read_text("utf-8"))
ENGLISH = steps_of((DOCS / "first-delivered-order.md").read_text("utf-8"))
WIDTH, HEIGHT = 1440, 900


@pytest.fixture(scope="module")
def empty() -> Iterator[Plant]:
    with fresh_plant() as found:
        yield found


def visitor(browser: Browser, complaints: list[str]) -> Page:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="ko", timezone_id="Asia/Seoul")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def logged_in(browser: Browser, url: str, complaints: list[str]) -> Page:
    """The second person, at another computer."""
    page = visitor(browser, complaints)
    page.goto(f"{url}/login/")
    page.fill("#username", "banjang")
    page.fill("#password", OTHER_PASSWORD)
    page.locator("form.form button.primary").click()
    page.wait_for_url(lambda address: "/login" not in address)
    return page


def test_every_step_can_be_done_and_shows_the_words_that_are_told(empty: Plant, chromium: Browser):
    complaints: list[str] = []
    page = visitor(chromium, complaints)
    walk = Walk(page, empty.url, lambda: logged_in(chromium, empty.url, complaints))
    assert len(KOREAN) == len(DEEDS)
    for step, deed in zip(KOREAN, DEEDS, strict=True):
        walk.seen.clear()
        deed(walk, step)
        missing = [word for word in step.bold if not any(word in text for text in walk.seen)]
        assert not missing, f"{step.heading}: {missing}"
    assert complaints == []


def test_both_languages_have_the_same_steps_and_figures():
    assert len(KOREAN) == len(ENGLISH) > 8
    for korean, english in zip(KOREAN, ENGLISH, strict=True):
        assert len(korean.bold) == len(english.bold), (korean.heading, english.heading)
        assert [_figures(row) for row in korean.table] == [_figures(row) for row in english.table]


def _figures(row: list[str]) -> list[str]:
    """Codes and numbers, which no language changes."""
    return [cell for cell in row if re.fullmatch(r"[A-Z]-\d+|\d+", cell)]
