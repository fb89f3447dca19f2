"""The pad, its reasons and its list, by the browser's requests."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from dure.kernel import clock
from dure.production.models import HandEntry, ProductionResult, RejectReason
from dure.production.selectors.entries import slots_of
from tests.production.pages.conftest import Line


@pytest.fixture
def browser(line: Line, client: Client) -> Client:
    client.force_login(line.person)
    client.cookies["dure_language"] = "en"
    return client


def form(line: Line, kind: str, quantity: str, **more: str) -> dict[str, str]:
    start = slots_of(line.packer, clock.now())[0].slot.start
    return {"client_id": uuid.uuid4().hex, "at": str(clock.to_us(start)), "kind": kind, "quantity": quantity} | more


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_answer(browser: Client, line: Line, language: str):
    browser.cookies["dure_language"] = language
    browser.post(reverse("production:entry-add", args=[line.packer.code]), form(line, "good", "3"))
    entry = HandEntry.objects.get()
    for address in (
        reverse("production:entries"),
        reverse("production:entry", args=[line.packer.code]),
        reverse("production:entry", args=[line.press.code]),
        reverse("production:entry-list", args=[line.packer.code]),
        reverse("production:entry-correct", args=[entry.pk]),
        reverse("production:reject-reasons"),
    ):
        page = browser.get(address)
        assert page.status_code == 200
        assert "{{" not in page.content.decode()
        assert " style=" not in page.content.decode()


def test_good_is_entered_and_undone_by_its_message(browser: Client, line: Line):
    page = browser.post(
        reverse("production:entry-add", args=[line.packer.code]), form(line, "good", "12.5"), follow=True
    )
    entry = HandEntry.objects.get()
    undo = reverse("production:entry-undo", args=[entry.pk])
    assert undo in page.content.decode()
    assert (entry.quantity, entry.made_by) == (12.5, line.person)
    browser.post(undo)
    assert ProductionResult.objects.get().produced == 0


def test_a_reject_asks_for_its_reason(browser: Client, line: Line):
    reason = RejectReason.objects.create(name="긁힘")
    given = form(line, "reject", "2")
    page = browser.get(reverse("production:entry-why", args=[line.packer.code]), given)
    assert "긁힘" in page.content.decode()
    assert given["client_id"].replace("-", "") in page.content.decode().replace("-", "")
    browser.post(reverse("production:entry-add", args=[line.packer.code]), given | {"reason": str(reason.pk)})
    assert HandEntry.objects.get().reason == reason


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        ("", "Type the quantity first."),
        ("abc", "Type a number."),
        ("0", "The quantity must be more than zero."),
        ("-3", "The quantity must be more than zero."),
    ],
)
def test_bad_quantities_are_answered_on_the_pad(browser: Client, line: Line, quantity: str, sentence: str):
    page = browser.post(reverse("production:entry-add", args=[line.packer.code]), form(line, "good", quantity))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    again = browser.get(reverse("production:entry-why", args=[line.packer.code]), form(line, "reject", quantity))
    assert sentence in again.content.decode()
    assert not HandEntry.objects.exists()


def test_good_at_a_counting_machine_is_answered_with_the_way_to_correct(browser: Client, line: Line):
    address = reverse("production:entry-add", args=[line.press.code])
    page = browser.post(address, form(line, "good", "5"), follow=True)
    assert "correct it on the page Results" in page.content.decode()
    pad = browser.get(reverse("production:entry", args=[line.press.code])).content.decode()
    assert 'value="good"' not in pad
    assert 'value="reject"' in pad


def test_an_entry_is_corrected_in_its_dialog(browser: Client, line: Line):
    browser.post(reverse("production:entry-add", args=[line.packer.code]), form(line, "good", "50"))
    entry = HandEntry.objects.get()
    address = reverse("production:entry-correct", args=[entry.pk])
    answer = browser.post(
        address, {"kind": "good", "quantity": "5", "reason": "", "note": "오타"}, headers={"HX-Request": "true"}
    )
    assert "dure:done" in answer["HX-Trigger"]
    assert reverse("production:entry-restore", args=[entry.pk]) in answer["HX-Trigger"]
    assert ProductionResult.objects.get().good == 5


def test_reasons_are_added_and_switched_off(browser: Client, line: Line):
    browser.post(reverse("production:reject-reason-add"), {"name": "이물"})
    reason = RejectReason.objects.get()
    page = browser.post(reverse("production:reject-reason-off", args=[reason.pk]), follow=True)
    assert reverse("production:reject-reason-on", args=[reason.pk]) in page.content.decode()
    reason.refresh_from_db()
    assert not reason.is_active
