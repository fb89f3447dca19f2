"""The Gantt in Chromium: what it says while a task is moved, what it asks the server, and what it draws afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.gantt import DAY, HOUR, MINUTE, MONDAY, Hand, Server, serving

pytestmark = pytest.mark.browser
SIZES = [("ko", 1440, 900), ("en", 1440, 900), ("ko", 768, 1024), ("en", 768, 1024)]
OPEN = [
    [MONDAY + day * DAY + a * HOUR, MONDAY + day * DAY + b * HOUR] for day in (0, 1) for a, b in ((8, 12), (13, 17))
]


def at(hours: float, day: int = 0) -> int:
    return int(MONDAY + day * DAY + hours * HOUR)


def task(key: str, unit: int, begin: float, minutes: int, ways: dict[int, int], **more: Any) -> dict[str, Any]:
    order, number = key.split("-")
    told = {
        "id": key, "order": int(order), "no": f"W-{order}", "item": "칼국수면", "op": int(number), "unit": unit,
        "name": "혼합" if number == "10" else "제면", "start": at(begin), "end": at(begin) + minutes * MINUTE,
        "setup": 0, "pieces": "1,200", "minutes": minutes, "planned": at(begin), "locked": False, "running": False,
        "units": [list(way) for way in ways.items()], "after": [], "people": [],
    }  # fmt: skip
    return told | more


def day_of_four() -> dict[str, Any]:
    """Two mixers and a noodle machine that stands until ten; it is nine."""
    mixers = {1: 60, 2: 90}
    return {
        "id": 12, "status": "live", "name": "", "is_editable": True, "now": at(9), "from": at(5), "to": at(20, 1),
        "units": [
            {"id": 1, "name": "혼합기 1", "center": "혼합", "place": 1, "open": OPEN, "stop": None},
            {"id": 2, "name": "혼합기 2", "center": "혼합", "place": 1, "open": OPEN, "stop": None},
            {"id": 3, "name": "제면기 1", "center": "제면", "place": 2, "open": OPEN, "stop": at(10)},
        ],
        "tasks": [
            task("1-10", 1, 9.5, 60, mixers),
            task("1-20", 3, 11, 60, {3: 60}, after=["1-10"]),
            task("2-10", 1, 11, 60, mixers, setup=15),
            task("3-10", 2, 8.5, 90, mixers, running=True),
        ],
        "orders": [
            {"id": 1, "no": "W-1", "item": "칼국수면", "due": at(11.5), "end": at(12), "late": 30,
             "href": "/orders/1/"},
            {"id": 2, "no": "W-2", "item": "칼국수면", "due": None, "end": at(12), "late": 0, "href": ""},
            {"id": 3, "no": "W-3", "item": "칼국수면", "due": at(17), "end": at(10), "late": 0, "href": ""},
        ],
    }  # fmt: skip


@dataclass
class Screen(Hand):
    """A page with the Gantt of that day."""

    server: Server
    complaints: list[str] = field(default_factory=list)

    @property
    def tip(self) -> Any:
        return self.page.locator(".gantt-tip")

    def said(self) -> str:
        return str(self.tip.inner_text())


@pytest.fixture
def show(chromium: Browser) -> Iterator[Callable[..., Screen]]:
    opened: list[Any] = []

    def begin(
        width: int = 1440, height: int = 900, language: str = "ko", *, compared: bool = False, touch: bool = False,
        **more: Any,
    ) -> Screen:  # fmt: skip
        serves = serving(day_of_four() | more)
        server = serves.__enter__()
        server.language, server.compared = language, compared
        if compared:
            server.schedules[13] = day_of_four() | {"id": 13, "status": "copy"}
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=language, timezone_id="Asia/Seoul", has_touch=touch
        )
        context.set_default_timeout(PATIENCE_MS)
        found = Screen(context.new_page(), server)
        opened.append((context, serves, found))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("console", lambda one: one.type == "error" and found.complaints.append(one.text))
        found.page.goto(f"{server.url}/planning/schedule/12/")
        found.page.locator(".gantt[data-loaded]").first.wait_for()
        found.show(at(8.5))
        return found

    yield begin
    for context, serves, found in opened:
        context.close()
        serves.__exit__(None, None, None)
        # The server of the test refuses on purpose; the browser notes that.
        assert [one for one in found.complaints if "409" not in one] == []


@pytest.mark.parametrize(("language", "width", "height"), SIZES)
def test_a_task_moved_in_the_plan_makes_a_copy(show: Callable[..., Screen], language: str, width: int, height: int):
    screen = show(width, height, language)
    screen.grab(1, at(10), 2, at(14.5))
    # 90 minutes on the other mixer: over after the noodles would begin.
    for words in ("혼합기 2", "14:00 – 15:30", "제면", {"ko": "밀립니다", "en": "would be moved"}[language]):
        assert words in screen.said()
    screen.page.mouse.up()
    screen.page.wait_for_url("**/planning/schedule/13/")
    assert screen.server.asked == [{"kind": "move", "task": "1-10", "unit": "2", "at": str(at(14))}]
    expect(screen.page.locator("[data-place=copy]")).to_be_visible()
    expect(screen.page.locator("#told")).to_have_text("copy")
    expect(screen.page.locator(".toast form")).to_have_attribute("action", "/undo")
    # The next one changes the copy itself, and is asked of it.
    screen.grab(1, at(11.5), 1, at(14.5))
    screen.page.mouse.up()
    expect(screen.page.locator(".toast")).to_have_count(2)
    assert screen.server.asked[1] == {"kind": "move", "task": "2-10", "unit": "1", "at": str(at(14))}
    assert screen.server.schedules[12]["tasks"] == day_of_four()["tasks"]


def test_nothing_moves_under_a_hand_that_holds_a_task(show: Callable[..., Screen]):
    """The page around the chart comes after its data: by then the next task may be on its way."""
    screen, late = show(), []
    screen.page.route("**/planning/schedule/13/", lambda route: late.append(route))  # noqa: PLW0108 - a method of a list is no handler here
    screen.grab(1, at(10), 2, at(14.5))
    screen.page.mouse.up()
    screen.page.wait_for_url("**/planning/schedule/13/")
    screen.grab(1, at(11.5), 1, at(14.5))
    with screen.page.expect_response("**/planning/schedule/13/") as answer:
        late.pop().continue_()
    answer.value.finished()
    screen.page.wait_for_timeout(300)
    expect(screen.page.locator("#told")).to_have_text("live")
    screen.page.unroute_all()
    screen.page.mouse.up()
    expect(screen.page.locator(".toast")).to_have_count(2)
    assert screen.server.asked[1] == {"kind": "move", "task": "2-10", "unit": "1", "at": str(at(14))}
    expect(screen.page.locator("#told")).to_have_text("copy")


def test_what_speaks_against_a_place_is_said_while_it_is_held_there(show: Callable[..., Screen]):
    screen = show(language="en")
    cases = (
        (1, at(10), 2, at(9.75), "혼합 of W-3 runs there until 10. 27"),
        (1, at(10), 1, at(11.5), "혼합 of W-2 is there and would be moved"),
        (1, at(10), 1, at(13), "혼합기 1 is closed then: it would begin at"),
        (1, at(10), 3, at(14), "제면기 1 can't do this operation"),
        (3, at(11.5), 3, at(10), "제면기 1 stands until 10. 27 10:00"),
        (3, at(11.5), 3, at(10), "혼합 of the same order is over only at 10. 27 10:30"),
        (3, at(11.5), 3, at(14.5), "The order would be late by 3 h 30 min"),
        (2, at(9.5), 2, at(14), "It runs already and can't be moved"),
    )
    for unit, moment, to_unit, to, words in cases:
        screen.grab(unit, moment, to_unit, to)
        text = screen.said().replace("10/27", "10. 27").replace("Mon, ", "")
        screen.page.keyboard.press("Escape")
        screen.page.mouse.up()
        assert words in text, text
    assert screen.server.asked == []


def test_ways_and_ovens_are_known_while_it_is_held_there(show: Callable[..., Screen]):
    """From the mixers to the noodles it takes 45 minutes; 혼합기 1 takes several orders at once."""
    day = day_of_four()
    day["units"][0]["shares"] = True
    screen = show(language="en", ways=[[1, 2, 45]], units=day["units"])
    cases = (
        (3, at(11.5), 3, at(11.4), "From 혼합 it takes 45 min to get here: it begins at 10. 27 11:15 at the earliest"),
        (3, at(11.5), 3, at(10.75), "혼합 of the same order is over only at 10. 27 10:30"),
        (1, at(10), 1, at(11.5), "혼합기 1 takes several orders at once"),
    )
    for unit, moment, to_unit, to, words in cases:
        screen.grab(unit, moment, to_unit, to)
        text = screen.said().replace("10/27", "10. 27").replace("Mon, ", "")
        screen.page.keyboard.press("Escape")
        screen.page.mouse.up()
        assert words in text, text
    # Free again where the pieces have come.
    screen.grab(3, at(11.5), 3, at(14.5))
    assert "45 min" not in screen.said()
    screen.page.keyboard.press("Escape")
    screen.page.mouse.up()


def test_where_it_cannot_be_nothing_is_asked_and_what_is_refused_stays(show: Callable[..., Screen]):
    screen = show(768, 1024)
    screen.grab(1, at(10), 3, at(14))
    screen.page.mouse.up()
    expect(screen.page.locator(".toast.warning")).to_contain_text("제면기 1에서는 이 공정을 할 수 없습니다")
    assert screen.server.asked == []
    screen.server.refusal = "그날은 사람이 없습니다."
    screen.grab(1, at(10), 1, at(15))
    screen.page.mouse.up()
    expect(screen.page.locator(".toast.error")).to_contain_text("그날은 사람이 없습니다.")
    assert screen.page.url.endswith("/12/")
    assert screen.page.evaluate("document.querySelector('.gantt').chart.plan.tasks.get('1-10').start") == at(9.5)


@pytest.mark.parametrize(("language", "width", "height"), [*SIZES, ("ko", 390, 844)])
def test_everything_by_keyboard(show: Callable[..., Screen], language: str, width: int, height: int):
    screen = show(width, height, language)
    page, view = screen.page, screen.page.locator(".gantt-view")
    view.focus()
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("[data-place=spoken]")).to_contain_text("W-2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("]")
    expect(page.locator("[data-place=spoken]")).to_contain_text("제면기 1")
    page.keyboard.press("[")
    page.keyboard.press("l")
    page.wait_for_url("**/13/")
    assert screen.server.asked == [{"kind": "lock", "task": "1-10", "locked": "1"}]
    view.focus()
    page.keyboard.press("Enter")
    panel = page.locator(".gantt-panel")
    expect(panel.locator(".badge").first).to_have_text("고정됨" if language == "ko" else "Locked")
    expect(panel.locator("[data-place=why]")).to_have_text("why 1")
    expect(page.locator("select[name=unit]")).to_be_focused()
    page.select_option("select[name=unit]", "2")
    page.fill("input[name=at]", "2025-10-27T15:30")
    expect(panel.locator("[data-place=against]")).to_contain_text("15:30 – 17:00")
    panel.locator("form button").click()
    expect(page.locator(".toast")).to_have_count(2)
    assert screen.server.asked[1] == {"kind": "move", "task": "1-10", "unit": "2", "at": str(at(15.5))}
    panel.locator("select").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_two_plans_move_and_choose_together(show: Callable[..., Screen]):
    screen = show(1440, 900, compared=True)
    page = screen.page
    page.locator(".gantt[data-loaded]").nth(1).wait_for()
    seen = "[...document.querySelectorAll('.gantt')].map(({chart}) => [chart.view.scale, Math.round(chart.view.left)])"
    page.locator("[data-do=in]").nth(1).click()
    page.locator("[data-do=in]").nth(1).click()
    first, second = page.evaluate(seen)
    assert first == second
    page.locator(".gantt-view").first.focus()
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("[...document.querySelectorAll('.gantt')].map(({chart}) => chart.task.id)")
    assert chosen[0] == chosen[1]
    sides = [page.locator(".gantt").nth(at).bounding_box() for at in range(2)]
    assert sides[0]["y"] == sides[1]["y"]
    page.set_viewport_size({"width": 1100, "height": 900})
    sides = [page.locator(".gantt").nth(at).bounding_box() for at in range(2)]
    assert sides[0]["x"] == sides[1]["x"]


def test_a_finger_that_rests_moves_a_task(show: Callable[..., Screen]):
    screen = show(768, 1024, touch=True)
    fingers = screen.page.context.new_cdp_session(screen.page)

    def touch(kind: str, *place: float) -> None:
        points = [{"x": place[0], "y": place[1]}] if place else []
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", *screen.place(1, at(10)))
    screen.page.locator(".gantt-view.is-moving").wait_for()
    touch("touchMove", *screen.place(1, at(14.5)))
    expect(screen.tip).to_contain_text("14:00 – 15:00")
    touch("touchEnd")
    screen.page.wait_for_url("**/13/")
    assert screen.server.asked == [{"kind": "move", "task": "1-10", "unit": "1", "at": str(at(14))}]


def test_search_and_work_centers(show: Callable[..., Screen]):
    screen = show(language="en")
    screen.page.fill("[data-place=find]", "w-2")
    expect(screen.page.locator("[data-place=found]")).to_have_text("1 found")
    assert screen.page.evaluate("document.querySelector('.gantt').chart.task.id") == "2-10"
    screen.page.select_option("[data-place=center]", "제면")
    assert screen.page.evaluate("document.querySelector('.gantt').chart.view.rows.map((row) => row.unit.name)") == [
        "제면기 1"
    ]
