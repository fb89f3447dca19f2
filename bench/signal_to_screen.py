"""From a machine's count to the number on the live board, while 2,000 observations a second come in.

    python -m bench.signal_to_screen [--browser]

A probe counts a part at random moments and notes when. The screen does what the live board's page does: it hears
the server-sent ticks, waits as the page waits, fetches the tiles again and reads the good parts of the probe's work
unit; with --browser it is Chromium with the page itself. The latency of a count is the time until a number
is seen that includes it. Everything, screen and load too, runs on this computer.
"""

import argparse
import contextlib
import logging
import os
import random
import re
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from bench import _plant, mqtt_ingest
from bench._figures import QUICK, Figure, quantile, tell
from bench._loading import Load
from bench._mqtt_load import Load as Sender
from dure.gateway.broker.packets import publish
from tests.faults.plant import wait_until

RATE, SECONDS = 2_000, 20 if QUICK else 60
WARM_S = 4
PROBES_A_SECOND = 5
TOPIC = "plant/probe"
FIRST = 5_000
LIMIT_S = 1.0
NAME, PASSWORD = "watcher", "a-password-of-the-screen"
FETCH_PAUSE_S = 0.5
"""data-pause of the live board."""


class Probe:
    """A machine that counts parts and remembers when: `made[n]` is the moment of the count n + 1."""

    def __init__(self, port: int) -> None:
        self.made: list[float] = []
        self._dice = random.Random(1)
        sender = Sender(port)
        sender.add("probe", [], 1, _plant.USER, _plant.PASSWORD)
        self._link = sender.clients[0].link
        self._link.setblocking(True)
        self._say(0)

    def _say(self, count: int) -> None:
        payload = b'{"count": %d}' % (FIRST + count)
        self._link.sendall(publish(TOPIC, payload, 1, count % 65_535 + 1))
        self._link.recv(4)

    def work(self, seconds: float) -> None:
        """Count parts at random moments."""
        end = time.time() + seconds
        while time.time() < end:
            time.sleep(self._dice.expovariate(PROBES_A_SECOND))
            self.made.append(time.time())
            self._say(len(self.made))


class Screen(Protocol):
    """Whoever looks at the live board: what it has seen of the probe, as (moment, good parts)."""

    seen: list[tuple[float, int]]


class PageRules(threading.Thread):
    """A client that does what web/live.js and production/refresh.js do, without drawing."""

    def __init__(self, url: str, unit: str) -> None:
        super().__init__(name="screen", daemon=True)
        self.seen: list[tuple[float, int]] = []
        self._client = signed_in(url)
        self._number = re.compile(rf'id="unit-{unit}".*?data-good>([\d,.]+)<', re.DOTALL)
        self._due = threading.Event()
        self.ended = False

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        while not self.ended:
            if self._due.wait(1):
                self._due.clear()
                fetched = time.time()
                self._look()
                time.sleep(max(0.0, fetched + FETCH_PAUSE_S - time.time()))

    def _listen(self) -> None:
        with self._client.stream("GET", "/live", params={"topics": "downtime:*,unit:*"}, timeout=30) as answer:
            for line in answer.iter_lines():
                if line == "event: tick":
                    self._due.set()
                if self.ended:
                    return

    def _look(self) -> None:
        answer = self._client.get("/board/tiles", headers={"HX-Request": "true", "Dure-Tick": "1"})
        answer.raise_for_status()
        found = self._number.search(answer.text)
        if found is not None:
            self.seen.append((time.time(), int(re.sub(r"[,.]", "", found[1]))))


class Chromium:
    """The page itself; every change of its tiles is noted in the page, with its moment."""

    WATCH = """(unit) => {
      window.seen = [];
      const read = () => {
        const value = document.querySelector(`#unit-${unit} [data-good]`);
        if (value) window.seen.push([Date.now() / 1000, Number(value.textContent.replace(/[^0-9]/g, ""))]);
      };
      new MutationObserver(read).observe(document.getElementById("tiles"), {childList: true, subtree: true});
    }"""

    def __init__(self, page: Any, url: str, unit: str) -> None:
        self._page = page
        page.goto(f"{url}/login/")
        page.fill("input[name=username]", NAME)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/login" not in address)
        page.goto(f"{url}/board/")
        page.evaluate(self.WATCH, unit)

    @property
    def seen(self) -> list[tuple[float, int]]:
        return [(moment, number) for moment, number in self._page.evaluate("window.seen")]


def signed_in(url: str) -> httpx.Client:
    client = httpx.Client(base_url=url, follow_redirects=True, timeout=10)
    client.get("/login/")
    form = {"username": NAME, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    answer = client.post("/login/", data=form, headers={"Referer": f"{url}/login/"})
    answer.raise_for_status()
    if "/login" in str(answer.url):
        raise RuntimeError("the screen could not log in")
    return client


def set_up() -> tuple[list[str], str]:
    """The counters of the other load, the probe, and who looks at the board; codes of connections and work unit."""
    from dure.plant.services.people import add_person
    from dure.telemetry.connections import Choice, choose_signals, save_connection

    who = _plant.person()
    codes = [mqtt_ingest.set_up()]
    row = save_connection(name="probe", protocol="mqtt", settings={}, secrets={}, person=who, silent_after_s=7200)
    (unit,) = _plant.units(1, "PROBE")
    choose_signals(connection=row, choices=[Choice(f"{TOPIC}#/count", "c", "total")], work_unit=unit, person=who)
    others = save_connection(
        name="line 2",
        protocol="mqtt",
        settings={"filter": "plant/line 2/#"},
        secrets={},
        person=who,
        silent_after_s=7200,
        collects_everything=True,
    )
    add_person(username=NAME, roles=["supervisor"], password=PASSWORD, display_name=NAME, by=None)
    return [*codes, row.code, others.code], unit.code


def load_plan(seconds: float) -> dict[str, Any]:
    """Half a thousand signals: 20 are counted, the others only kept."""
    others = [f"plant/line 2/value {at}" for at in range(480)]
    return {
        "topics": [*mqtt_ingest.topics(), *others],
        "clients": 20,
        "window": 200,
        "messages": int(RATE * seconds) // 20 * 20,
        "first": FIRST,
        "rate": RATE,
        "user": _plant.USER,
        "password": _plant.PASSWORD,
    }


@dataclass(slots=True)
class Watched:
    """What one stretch of watching found: latencies in seconds, counts made, observations stored, CPU of the parts."""

    latencies: list[float]
    made: int
    stored: int
    seconds: float
    cpu: dict[str, float]

    @property
    def p95(self) -> float:
        return quantile(self.latencies, 0.95)


def watch(plant: _plant.Measured, probe: Probe, looking: "Screen", seconds: float) -> Watched:
    """Let the probe count for some seconds, and wait until the screen shows its last count."""
    before, stored, began, first = plant.cpu(), plant.stored()[0], time.time(), len(probe.made)
    probe.work(seconds)
    spent, stored = _plant.spent(before, plant.cpu()), plant.stored()[0] - stored
    took = time.time() - began
    seen_all = lambda: bool(looking.seen) and looking.seen[-1][1] >= len(probe.made)  # noqa: E731
    wait_until(seen_all, 30, "the last count is on the screen", every_s=0.1)
    return Watched(latencies(probe.made, looking.seen, first), len(probe.made) - first, stored, took, spent)


def latencies(made: list[float], seen: list[tuple[float, int]], first: int = 0) -> list[float]:
    """Seconds from each count after the `first` to the first sight of a number that includes it; counts never
    seen are left out."""
    shown: list[int] = []
    moments: list[float] = []
    for moment, number in seen:
        if not shown or number > shown[-1]:
            shown.append(number)
            moments.append(moment)
    places = ((number, bisect_left(shown, number)) for number in range(first + 1, len(made) + 1))
    return [moments[place] - made[number - 1] for number, place in places if place < len(shown)]


@contextlib.contextmanager
def screen(in_browser: bool, url: str, unit: str) -> Iterator[Screen]:
    if not in_browser:
        found = PageRules(url, unit)
        found.start()
        try:
            yield found
        finally:
            found.ended = True
        return
    # Playwright runs its loop in this thread; nothing of the measurement runs on that loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import _executable

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=_executable(), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        yield Chromium(browser.new_page(), url, unit)
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", action="store_true", help="look with Chromium")
    given = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with (
        _plant.running() as plant,
        ready(plant) as (port, unit, probe),
        screen(given.browser, f"http://localhost:{plant.plant.port}", unit) as looking,
    ):
        load = Load(port, load_plan(SECONDS + 10 * WARM_S))
        time.sleep(WARM_S)
        found = watch(plant, probe, looking, SECONDS)
        load.stop()
    return tell(
        Figure("observations a second meanwhile", f"{found.stored / found.seconds:,.0f}"),
        Figure(
            "counts seen of those made",
            f"{len(found.latencies)} of {found.made}",
            "all",
            len(found.latencies) == found.made,
        ),
        Figure("signal to screen, median", f"{quantile(found.latencies, 0.5):.2f} s"),
        Figure("signal to screen, p95", f"{found.p95:.2f} s", f"less than {LIMIT_S:.0f} s", found.p95 < LIMIT_S),
        Figure(
            f"CPU ms for 1,000 observations at {RATE:,}/s, one board open",
            ", ".join(f"{part} {s / found.stored * 1e6:.1f}" for part, s in found.cpu.items()),
        ),
    )


@contextlib.contextmanager
def ready(plant: _plant.Measured) -> Iterator[tuple[int, str, Probe]]:
    """A plant with its machines and a probe whose first reading is in the tables."""
    port = _plant.listen_mqtt()
    codes, unit = set_up()
    _plant.hand_out(port, codes, plant.nats_url)
    plant.rested()
    before = plant.stored()[0]
    probe = Probe(port)
    wait_until(lambda: plant.stored()[0] > before, 30, "the probe's first reading is in the tables")
    yield port, unit, probe


if __name__ == "__main__":
    raise SystemExit(main())
