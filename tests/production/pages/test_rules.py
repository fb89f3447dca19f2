"""Rules of a machine, from now on or from an earlier moment, as people set them on its page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dure.config import eventlog
from dure.production.models import ProgramRule, Recount, StateWord, UnitRule
from tests.production.pages.conftest import Line, line

__all__ = ["line"]


@pytest.fixture
def browser(line: Line, client: Client, settings, nats_url: str) -> Client:
    settings.NATS_URL = nats_url
    eventlog.prepare_now(nats_url)
    client.force_login(line.person)
    client.cookies["dure_language"] = "en"
    return client


def typed(line: Line, hours_ago: float) -> str:
    return f"{timezone.localtime(line.now - timedelta(hours=hours_ago)):%Y-%m-%dT%H:%M}"


def page(browser: Client, line: Line) -> str:
    return browser.get(reverse("production:unit-rules", args=[line.press.code])).content.decode()


def test_a_rule_from_now_on_needs_no_recount(browser: Client, line: Line):
    address = reverse("production:rule-set", args=[line.press.code])
    given = {"counted_from": "counter", "idle_after_s": 60, "micro_stop_s": 200, "valid_from": ""}
    assert browser.post(address, given).status_code == 302
    rule = UnitRule.objects.get()
    assert rule.valid_from > line.now
    assert not Recount.objects.exists()


def test_a_word_since_yesterday_is_counted_again_and_the_page_says_how_far_it_is(browser: Client, line: Line):
    address = reverse("production:word-add", args=[line.press.code])
    browser.post(address, {"word": "JAM", "state": "down", "valid_from": typed(line, 24)})
    (row,) = Recount.objects.all()
    assert StateWord.objects.get().valid_from == row.since
    assert "is being counted again: 0 % of the event log" in page(browser, line)
    row.status, row.changed_rows, row.corrections_to_check, row.ended_at = "done", 7, 2, line.now
    row.save()
    assert "Rows that changed: 7" in page(browser, line)
    assert "2 corrections by people stand on changed rows" in page(browser, line)
    row.status, row.note = (
        "refused",
        ("The event log begins at %(time)s, but %(unit)s was counted before that: it can't be counted again."),
    )
    row.note_values = {"time": "2026-03-02 23:16 UTC", "unit": "PRESS1"}
    row.save()
    assert "PRESS1 was counted before that" in page(browser, line)
    browser.cookies["dure_language"] = "ko"
    assert "PRESS1은(는) 그 전부터" in page(browser, line)


def test_a_moment_to_come_is_refused_with_the_form(browser: Client, line: Line):
    address = reverse("production:program-add", args=[line.press.code])
    given = {"pattern": "A", "operation": 1, "operations": 1, "parts": 1, "valid_from": typed(line, -5)}
    answer = browser.post(address, given)
    assert (answer.status_code, "begin in the future" in answer.content.decode()) == (422, True)
    assert not ProgramRule.objects.exists()


def test_a_removed_program_keeps_its_row_and_leaves_the_page(browser: Client, line: Line):
    given = {"pattern": "A.NC", "operation": 1, "operations": 1, "parts": 1}
    browser.post(reverse("production:program-add", args=[line.press.code]), given)
    assert "A.NC" in page(browser, line)
    (row,) = ProgramRule.objects.all()
    browser.post(reverse("production:program-remove", args=[line.press.code, row.pk]))
    row.refresh_from_db()
    assert row.valid_to is not None
    assert row.valid_to >= row.valid_from
    assert "A.NC" not in page(browser, line)
