"""A whole plant as users start it (`dure up`), and Chromium in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import machine

PASSWORD = "browser-test-2026"
START_S = 120
PATIENCE_MS = 60_000
"""How long a page may take on a computer that has much else to do."""
expect.set_options(timeout=PATIENCE_MS)
SEED = """
from datetime import date, time, timedelta
from django.utils import timezone
from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import Area, Enterprise, Shift, Site, WorkCenter, WorkUnit
from dure.plant.services.people import add_person
from dure.product.models import IdealCycle
from dure.production.models import Downtime, DowntimeReason, ProductionResult, WorkOrder
top = Enterprise.objects.create(code="E1", name="두레식품")
site = Site.objects.create(code="S1", name="본사 공장", enterprise=top)
area = Area.objects.create(code="A1", name="포장동", site=site)
line = WorkCenter.objects.create(code="L1", name="포장 라인", area=area)
Shift.objects.create(site=site, code="D", name="종일", starts=time(0), ends=time(0), weekdays=[0,1,2,3,4,5,6],
                     works_on_holidays=True, valid_from=date(2020, 1, 1))
press = WorkUnit.objects.create(code="OLD1", name="기존 포장기", work_center=line)
item = Item.objects.create(code="N1", name="쌀국수 200 g")
IdealCycle.objects.create(item=item, seconds=2, valid_from=clock.now() - timedelta(days=30))
group = DowntimeReason.objects.create(code="M", name="설비 고장")
DowntimeReason.objects.create(code="M1", name="걸림", parent=group)
WorkOrder.objects.create(number="W-1", item=item, quantity=500)
now = clock.now()
Downtime.objects.create(work_unit=press, started_at=now - timedelta(minutes=40), ended_at=now - timedelta(minutes=10))
hour = now.replace(minute=0, second=0, microsecond=0)
ProductionResult.objects.create(work_unit=press, hour=hour, shift_date=timezone.localdate(now), shift="D",
                                item=item, source="counter", produced=120, good=118, reject=2,
                                first_at=hour, last_at=now)
person = add_person(username="ban", roles=["supervisor"], password="browser-test-2026", display_name="김반장", by=None)
add_person(username="admin", roles=["administrator"], password="browser-test-2026", display_name="관리자", by=None)
"""


@dataclass
class Plant:
    url: str
    home: Path

    def shell(self, code: str, *, within_s: float = 60) -> str:
        """Run code inside the plant's application, as an administrator could."""
        ran = subprocess.run(
            [sys.executable, "-m", "dure", "manage", "shell", "-v", "0", "-c", code],
            env=_own_environment() | {"DURE_HOME": str(self.home)},
            capture_output=True,
            text=True,
            timeout=within_s,
            check=True,
        )
        return ran.stdout.strip()


def _own_environment() -> dict[str, str]:
    """Nothing of the engines that other tests use."""
    return {key: value for key, value in os.environ.items() if not key.startswith("DURE_")}


@pytest.fixture(scope="package")
def plant() -> Iterator[Plant]:
    with fresh_plant() as found:
        found.shell(SEED)
        yield found


@contextmanager
def fresh_plant(*verb: str, **settings: str) -> Iterator[Plant]:
    """A plant that nobody has set up yet. verb: `hub up` for a hub. settings: variables of its environment."""
    home = Path(tempfile.mkdtemp(prefix="dure-b-"))
    url = f"http://localhost:{_free_port()}"
    begin = [sys.executable, "-m", "dure", *(verb or ("up",))]
    command = [*begin, "--home", str(home), "--listen", url.removeprefix("http://")]
    with (home.parent / f"{home.name}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=_own_environment() | settings)
        try:
            wait_until(lambda: _answers(f"{url}/login/"), START_S, lambda: process.poll() is None)
            yield Plant(url, home)
        finally:
            process.terminate()
            process.wait(60)
            if not os.environ.get("DURE_KEEP_TEST_HOME"):
                shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="package")
def modbus() -> Iterator[machine.Machine]:
    with machine.running() as found:
        yield found


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=_executable(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


@dataclass
class Visit:
    """One person's browser. complaints: errors on its console, which no page may cause."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page


@pytest.fixture
def visit(plant: Plant, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens a browser of a size and language, logged in unless told otherwise."""
    contexts = []
    visits = []

    def begin(
        width: int = 1440, height: int = 900, language: str = "ko", *, name: str = "ban", code: str = "",
        log_in: bool = True,
    ) -> Visit:  # fmt: skip
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=language, timezone_id="Asia/Seoul"
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "dure_language", "value": language, "url": plant.url}])
        page = context.new_page()
        found = Visit(page, plant.url)
        visits.append(found)
        page.on("console", lambda said: said.type == "error" and found.complaints.append(said.text))
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        if log_in:
            sign_in(found, name, code)
            # Logging in chose the language that the person had last.
            context.add_cookies([{"name": "dure_language", "value": language, "url": plant.url}])
        return found

    yield begin
    for context in contexts:
        context.close()
    assert [complaint for one in visits for complaint in one.complaints] == []


def sign_in(visit: Visit, name: str, code: str) -> None:
    """In by password, and by a recovery code where the role needs a second factor."""
    visit.go("/login/")
    visit.page.fill("#username", name)
    visit.page.fill("#password", PASSWORD)
    visit.page.locator("form.form button.primary").click()
    if code:
        visit.page.fill("#code", code)
        visit.page.locator("form.form button.primary").click()
    visit.page.wait_for_url(lambda url: "/login" not in url and "second" not in url)


def wait_until(holds: Callable[[], bool], within_s: float, alive: Callable[[], bool] = lambda: True) -> None:
    """Until a condition holds. Fails when it does not in time, or when what it waits for has died."""
    end = time.monotonic() + within_s
    while not holds():
        assert alive(), "the process ended"
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _executable() -> str | None:
    """The system's Chromium where there is one, else the one that Playwright brings."""
    return os.environ.get("DURE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
