"""The plant played through, in a browser: asked for, watched, broken off, read, compared, thrown away and back."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

pytestmark = pytest.mark.browser
SIZES = [("ko", 1440, 900), ("en", 1440, 900), ("ko", 768, 1024), ("en", 768, 1024)]
ROWS = """
from dure.kernel import clock
from dure.planning.models import Simulation
def told(mean, half):
    return {"mean": mean, "half": half, "runs": 5}
def kept(holds):
    changes = [("on_time_share", (0.6, 0.05), (0.8, 0.04), (0.2, 0.08)), ("lead_h", (20, 2), (15, 1), (-5, 4)),
               ("good_per_h", (40, 1), (40, 1), (0, 2))]
    check = {"figure": "lead_h", "measured": 21, "simulated": told(20, 2), "low": 14, "high": 26, "off": -0.05,
             "agrees": holds}
    return {"plant": "두레식품", "first": "2026-03-09", "last": "2026-04-05", "orders": 120, "units": 3, "seeds": 5,
            "policy": "paper", "before": "paper", "after": "status+dispatch", "checks": [check], "missing": ["micro"],
            "changes": [{"figure": name, "before": told(*a), "after": told(*b), "change": told(*c)}
                        for name, a, b, c in changes],
            "noted": [{"what": "material"}], "stops": [{"reason": "", "count": 4, "minutes": 90}], "choices": 50,
            "by_due": 10, "by_release": 30, "ready": 20, "at_once": 5}
now = clock.now()
Simulation.objects.all().delete()
made = [Simulation.objects.create(status="done", asked_at=now, ended_at=now, result=kept(holds), holds=holds)
        for holds in (True, False)]
made.append(Simulation.objects.create(status="running", asked_at=now, alive_at=now, played=3, total=12))
print(*(row.pk for row in made))
"""
"""One that holds, one that doesn't, one of which a quarter is played."""
WORDS = {
    "ko": {
        "played": "12번 가운데 3번을 돌렸습니다.", "more": "12번 가운데 9번을 돌렸습니다.",
        "asked": "가상 운영을 중단했습니다.", "over": "중단되어 결과가 없습니다.", "told": "정시 납기",
        "warning": "#%s: 실적과 맞지 않으므로",
        "gone": "가상 운영을 버렸습니다.", "back": "가상 운영을 되돌렸습니다.",
    },
    "en": {
        "played": "3 of 12 runs are played.", "more": "9 of 12 runs are played.",
        "asked": "The simulation is stopped.", "over": "It was broken off; nothing came of it.",
        "told": "Delivered on time",
        "warning": "#%s doesn't hold for what was recorded", "gone": "The simulation is thrown away.",
        "back": "The simulation is back.",
    },
}  # fmt: skip


def fits(page: Page) -> None:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, page.url


def shot(page: Page, name: str) -> None:
    """A picture for whoever looks, when a folder is named."""
    folder = os.environ.get("DURE_PICTURES")
    if folder:
        language = page.evaluate("document.documentElement.lang")
        page.screenshot(path=f"{folder}/simulation-{name}-{language}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]


def ask(visit: Visit) -> None:
    visit.go("/planning/simulation/")
    visit.page.select_option("#id_after", "due")
    visit.page.fill("#id_days", "7")
    visit.page.fill("#id_seeds", "5")
    visit.page.locator("form.ways button.primary").click()


def changed(plant: Plant, pk: str, **values: object) -> None:
    plant.shell(f"from dure.planning.models import Simulation; Simulation.objects.filter(pk={pk}).update(**{values!r})")


def has_left(page: Page) -> None:
    """What goes on says so until it is over, and the page turns to what came of it by itself."""
    expect(page.locator("#playing progress")).to_have_count(0)


@pytest.mark.parametrize(("language", "width", "height"), SIZES)
def test_a_simulation_is_watched_broken_off_and_read(
    plant: Plant, visit: Callable[..., Visit], language: str, width: int, height: int
) -> None:
    holds, off, runs = plant.shell(ROWS).split()
    guest, said = visit(width, height, language), WORDS[language]
    _watched_and_broken_off(plant, guest, runs, said)
    _read(guest, holds, off, said)
    _thrown_away_and_back(guest, holds, said)


def _watched_and_broken_off(plant: Plant, guest: Visit, pk: str, said: dict[str, str]) -> None:
    page = guest.go(f"/planning/simulation/{pk}/")
    expect(page.locator("#playing")).to_contain_text(said["played"])
    expect(page.locator("#playing progress")).to_have_attribute("value", "25")
    fits(page)
    shot(page, "going")
    page.evaluate("window.isStill = true")
    changed(plant, pk, played=9)
    expect(page.locator("#playing")).to_contain_text(said["more"])
    assert page.evaluate("window.isStill")
    page.locator("#playing form button").click()
    expect(page.locator(".toast")).to_contain_text(said["asked"])
    expect(page.locator("#playing form")).to_have_count(0)
    changed(plant, pk, status="stopped")
    expect(page.locator("main .note")).to_contain_text(said["over"])
    has_left(page)


def _read(guest: Visit, holds: str, off: str, said: dict[str, str]) -> None:
    page = guest.go(f"/planning/simulation/{holds}/")
    sentence = page.locator(".told li").first
    expect(sentence).to_contain_text(said["told"])
    expect(sentence).to_contain_text("60.0 % → 80.0 %")
    expect(sentence).to_contain_text("+12.0 … +28.0")
    expect(sentence.locator(".badge.good")).to_be_visible()
    expect(page.locator("svg .effect.better")).to_have_count(2)
    expect(page.locator("main .note.bad")).to_have_count(0)
    fits(page)
    shot(page, "holds")
    page = guest.go(f"/planning/simulation/{off}/")
    expect(page.locator("main .note.bad")).to_be_visible()
    expect(page.locator(".told .badge")).to_have_count(0)
    expect(page.locator("svg .effect.better")).to_have_count(0)
    fits(page)
    shot(page, "off")
    page = guest.go(f"/planning/simulation/compare/?a={holds}&b={off}")
    expect(page.locator("main .note.bad")).to_contain_text(said["warning"] % off)
    expect(page.locator("table.sides")).to_contain_text("60.0 % → 80.0 %")
    fits(page)
    shot(page, "compared")


def _thrown_away_and_back(guest: Visit, pk: str, said: dict[str, str]) -> None:
    page = guest.go("/planning/simulation/")
    row = page.locator(f"tr:has(a[href='/planning/simulation/{pk}/'])")
    fits(page)
    shot(page, "list")
    row.locator("form button").click()
    expect(page.locator(".toast")).to_contain_text(said["gone"])
    expect(row).to_have_count(0)
    page.locator(".toast form button").click()
    expect(page.locator(".toast").last).to_contain_text(said["back"])
    expect(row).to_have_count(1)


def test_one_is_asked_for_while_none_goes_on(plant: Plant, visit: Callable[..., Visit]) -> None:
    """This plant has a day of records: what it lacks is said, with the way back to the form."""
    runs = plant.shell(ROWS).split()[2]
    guest = visit(1440, 900, "en")
    page = guest.go("/planning/simulation/")
    expect(page.locator("form.ways button.primary")).to_be_disabled()
    expect(page.locator("#playing")).to_contain_text(WORDS["en"]["played"])
    changed(plant, runs, status="stopped")
    ask(guest)
    guest.page.wait_for_url(re.compile(r"/planning/simulation/\d+/$"))
    expect(guest.page.locator("main p.note.bad")).to_be_visible(timeout=60_000)
    has_left(guest.page)
    guest.page.locator("main .actions a[href='/planning/simulation/']").click()
    expect(guest.page.locator("tbody .badge.bad").first).to_have_text("Failed")
