"""A live page says so when what it shows is old: server frozen, gateway silent, recorder behind."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from dure.config.home import Home
from tests.browser.conftest import Plant, Visit

OLD_MS = 60_000
PAGES = ("/board/", "/wall/", "/units/OLD1/", "/today/")
CONNECT = """
from dure.telemetry.models import Connection
Connection.objects.get_or_create(code="OLD", defaults={"name": "묵은 연결", "protocol": "modbus", "is_enabled": %s})
Connection.objects.filter(code="OLD").update(is_enabled=%s)
"""


@contextmanager
def frozen(plant: Plant, *parts: str) -> Iterator[None]:
    """These processes stand still, as on a computer that hangs; the supervisor doesn't notice."""
    told = json.loads(Home(plant.home).state_file.read_text("utf-8"))
    pids = [part["pid"] for part in told["parts"] if part["name"] in parts]
    assert len(pids) == len(parts), told
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def connected(plant: Plant) -> Iterator[None]:
    """A connection is in use, so that the gateway's silence matters."""
    plant.shell(CONNECT % (True, True))
    yield
    plant.shell(CONNECT % (False, False))


def test_pages_say_that_gateway_and_recorder_are_silent_and_take_it_back(
    visit: Callable[..., Visit], plant: Plant, connected: None
):
    looks = [visit().go(path) for path in PAGES]
    for page in looks:
        expect(page.locator(".old-data")).to_have_count(0)
    with frozen(plant, "gateway", "recorder"):
        for page in looks:
            expect(page.locator(".old-data", has_text="게이트웨이 main")).to_be_visible(timeout=OLD_MS)
            expect(page.locator(".old-data", has_text="기록 프로세스")).to_be_visible(timeout=OLD_MS)
    for page in looks:
        expect(page.locator(".old-data")).to_have_count(0, timeout=OLD_MS)


def test_pages_say_that_the_server_is_gone_and_take_it_back(visit: Callable[..., Visit], plant: Plant):
    seen = [visit() for _path in PAGES]
    looks = [one.go(path) for one, path in zip(seen, PAGES, strict=True)]
    with frozen(plant, "web"):
        for page in looks:
            expect(page.locator("#stale")).to_be_visible(timeout=OLD_MS)
    for page in looks:
        expect(page.locator("#stale")).to_be_hidden(timeout=OLD_MS)
    for one in seen:
        # Fetches that the frozen server never answered stand on the console.
        one.complaints.clear()
