"""The work page of tablets in Chromium: a shift without network, a killed browser, lost answers, two tablets."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import PATIENCE_MS, Plant, _executable, fresh_plant, wait_until

SEED = """
import json, sys
sys.path.insert(0, {root!r})
from tests.production.floor.devices import tablet
from tests.production.floor.shop import make_plant, operations
plant = make_plant()
orders = [plant.order(60) for _ in range(8)]
devices = [tablet(plant, name) for name in ("하나", "둘")]
print(json.dumps(dict(
    tokens=[one.client.cookies["dure_tablet"].value for one in devices], badge=plant.kim.badge,
    orders=[one.number for one in orders],
)))
"""
TOLD = """
import json
from dure.production.models import FloorAct, OperationStep, OrderOperation
row = OrderOperation.objects.get(order__number={number!r}, number=10)
print(json.dumps(dict(good=float(row.good), rejected=float(row.rejected), status=row.status,
    acts=list(OperationStep.objects.filter(operation=row, undone_at=None).order_by("pk").values_list("act", flat=True)),
    refused=FloorAct.objects.filter(operation__order__number={number!r}, state="refused").count())))
"""
# The number of the next act in the queue of the device: it grows with each act and falls with none that is sent.
NEXT_PLACE = """() => new Promise((resolve, reject) => {
    const asked = indexedDB.open("dure-floor");
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
        const deal = asked.result.transaction(["acts"], "readwrite");
        const added = deal.objectStore("acts").add({});
        added.onsuccess = () => { resolve(added.result); deal.abort(); asked.result.close(); };
    };
})"""
# How many acts of the queue no answer has come for yet. The page tells it a moment after the act lies there.
UNSENT = """() => new Promise((resolve, reject) => {
    const asked = indexedDB.open("dure-floor");
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
        const all = asked.result.transaction(["acts"]).objectStore("acts").getAll();
        all.onsuccess = () => { resolve(all.result.filter((act) => !act.sent).length); asked.result.close(); };
    };
})"""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass
class Shop:
    plant: Plant
    tokens: list[str]
    badge: str
    orders: list[str]

    def told(self, number: str) -> dict[str, object]:
        return dict(json.loads(self.plant.shell(TOLD.format(number=number))))

    def cookie(self, which: int) -> dict[str, object]:
        far = 4_000_000_000
        return {"name": "dure_tablet", "value": self.tokens[which], "url": self.plant.url, "expires": far}


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with fresh_plant() as plant:
        seed = SEED.format(root=str(Path(__file__).parents[2]))
        yield Shop(plant, **json.loads(plant.shell(seed)))


@pytest.fixture
def tablet(shop: Shop, chromium: Browser) -> Iterator[Callable[[int], "Tablet"]]:
    contexts = []

    def begin(which: int = 0) -> Tablet:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 800}, locale="ko-KR", timezone_id="Asia/Seoul"
        )
        contexts.append(context)
        context.add_cookies([shop.cookie(which)])  # type: ignore[list-item]
        return Tablet(context, context.new_page(), shop)

    yield begin
    for context in contexts:
        context.close()


class Tablet:
    """touches: how often the glass was touched since the badge."""

    def __init__(self, context: BrowserContext, page: Page, shop: Shop) -> None:
        self.context, self.page, self.shop, self.touches = context, page, shop, 0
        page.set_default_timeout(PATIENCE_MS)
        self.open()

    def open(self) -> None:
        """The page, or the page again, until it knows its station: only then does it hear what is scanned."""
        self.page.goto(f"{self.shop.plant.url}/work/")
        heading = self.page.locator("[data-place=heading]")
        wait_until(lambda: heading.text_content() != "작업", 60)

    def scan(self, code: str) -> None:
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def touch(self, selector: str) -> None:
        self.touches += 1
        self.page.locator(selector).click()

    def touch_queued(self, selector: str) -> None:
        """A touch, until what was done lies on the device."""
        before = self.page.evaluate(NEXT_PLACE)
        self.touch(selector)
        wait_until(lambda: self.page.evaluate(NEXT_PLACE) > before, 60)

    def badge_in(self) -> None:
        self.scan(self.shop.badge)
        self.page.locator("#person-dialog[open]").wait_for()
        for digit in "2580":
            self.page.locator(f"#person-dialog [data-do=pin][value='{digit}']").click()
        self.page.locator("#person-dialog [data-do=enter]").click()
        self.page.locator("#person-dialog:not([open])").wait_for(state="attached")

    def act(self, name: str) -> None:
        button = f"[data-place=acts] [data-do=act][value={name}]"
        if name in ("report", "finish"):
            self.touch(button)
        else:
            self.touch_queued(button)

    def send(self) -> None:
        self.touch_queued("#report-dialog [data-do=send]")

    def report(self, good: int, *, final: bool = False, rejects: int = 0) -> None:
        self.act("finish" if final else "report")
        for _ in range(rejects):
            self.touch("#report-dialog [data-do=reason] >> nth=0")
        if rejects:
            self.touch("#report-dialog [data-do=target]")
        self.digits(*str(good))
        self.send()

    def digits(self, *typed: str) -> None:
        for digit in typed:
            self.touch(f"#report-dialog [data-do=digit][value='{digit}']")

    def waiting(self) -> str:
        return self.page.locator("[data-place=waiting]").text_content() or ""

    def wait_waiting(self, count: int) -> None:
        """Until so many acts lie on the device, and the page says so."""
        wanted = (count, str(count) if count else "")
        end = time.monotonic() + 30
        while (told := (self.page.evaluate(UNSENT), self.waiting())) != wanted:
            assert time.monotonic() < end, f"{told} lie on the device, not {wanted}"

    def wait_sent(self) -> None:
        self.wait_waiting(0)

    def kept(self) -> None:
        """Until the page and its files lie on the device."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def test_scan_start_finish_in_four_touches(shop, tablet):
    one = tablet()
    one.badge_in()
    one.scan(shop.orders[0])
    one.touches = 0
    one.act("start")
    one.wait_sent()
    one.act("finish")
    one.send()
    assert one.touches <= 4
    one.wait_sent()
    told = shop.told(shop.orders[0])
    assert (told["status"], told["acts"]) == ("done", ["start", "finish"])


def test_a_shift_without_network(shop, tablet):
    one, number = tablet(), shop.orders[1]
    one.badge_in()
    one.scan(number)
    one.act("start")
    one.wait_sent()
    one.kept()
    one.context.set_offline(True)
    one.report(20)
    one.report(10, rejects=2)
    one.act("pause")
    one.act("resume")
    one.wait_waiting(4)
    # What is done shows at once, and the page opens without network too.
    assert "30" in (one.page.locator(".job-figure b").text_content() or "")
    one.open()
    one.page.locator("[data-place=line].warn").wait_for()
    one.wait_waiting(4)
    # The badge alone is taken: nobody can compare the PIN.
    one.badge_in()
    one.report(28, final=True)
    one.wait_waiting(5)
    assert shop.told(number)["acts"] == ["start"]
    one.context.set_offline(False)
    one.page.evaluate("window.dispatchEvent(new Event('online'))")
    one.wait_sent()
    told = shop.told(number)
    assert told["acts"] == ["start", "report", "report", "pause", "resume", "report", "finish"]
    assert (told["good"], told["rejected"], told["status"], told["refused"]) == (58, 2, "done", 0)


def test_an_answer_that_is_lost_counts_once(shop, tablet):
    one, number = tablet(), shop.orders[2]
    one.badge_in()
    one.scan(number)
    one.act("start")
    one.wait_sent()
    lost = []

    def lose(route):
        if len(lost) < 2:
            lost.append(route.fetch().status)  # the plant has it, the tablet never hears of that
            route.abort()
        else:
            route.continue_()

    one.page.route("**/work/acts", lose)
    one.report(25)
    wait_until(lambda: one.waiting() == "" and len(lost) == 2, 60)
    one.wait_sent()
    assert lost == [200, 200]
    assert shop.told(number)["good"] == 25


def test_the_sheet_keeps_its_figures_and_its_order(shop, tablet):
    """10 rejects and 3 for rework of one reason are two losses; what is scanned behind the sheet changes nothing."""
    one, number, other = tablet(), shop.orders[6], shop.orders[4]
    one.badge_in()
    one.scan(number)
    one.act("start")
    one.wait_sent()
    before = shop.told(other)
    one.act("report")
    amount = one.page.locator("#amount")
    one.touch("#report-dialog [data-do=reason] >> nth=0")
    one.digits("1", ".", "5")
    assert amount.input_value() == "1.5"
    one.digits("back", "back", "0")
    assert amount.input_value() == "10"
    one.touch("#report-dialog [data-loss-kind=rework]")
    one.touch("#report-dialog [data-do=reason] >> nth=0")
    one.digits("3")
    one.touch("#report-dialog [data-do=target]")
    one.digits("2", "0")
    one.scan(other)
    one.send()
    one.wait_sent()
    told = shop.told(number)
    assert (told["good"], told["rejected"], shop.told(other)) == (20, 10, before)
    # A counter that began anew: from 95 over 100 to 5 are 10 pieces.
    one.scan(number)
    one.act("report")
    one.touch("#report-dialog summary")
    one.page.fill("#counter-from", "95")
    one.page.fill("#counter-to", "5")
    assert one.page.locator("[data-place=good]").text_content() == "10"
    one.send()
    one.wait_sent()
    assert shop.told(number)["good"] == 30


def test_a_busy_plant_that_answers_the_first_act_only_gets_the_others_again(shop, tablet):
    one, number = tablet(), shop.orders[7]
    one.badge_in()
    one.scan(number)
    one.kept()
    one.context.set_offline(True)
    one.act("start")
    one.report(20)
    one.report(15)
    one.wait_waiting(3)
    sent = []

    def first_only(route):
        acts = json.loads(route.request.post_data)["acts"]
        sent.append(len(acts))
        route.continue_(post_data=json.dumps({"acts": acts[:1]}))

    one.page.route("**/work/acts", first_only)
    one.context.set_offline(False)
    one.page.evaluate("window.dispatchEvent(new Event('online'))")
    one.wait_sent()
    assert sent == [3, 2, 1]
    told = shop.told(number)
    assert (told["acts"], told["good"]) == (["start", "report", "report"], 35)


def test_two_tablets_in_conflict(shop, tablet):
    one, two, number = tablet(0), tablet(1), shop.orders[3]
    for each in (one, two):
        each.badge_in()
        each.scan(number)
        each.kept()
    one.act("start")
    one.wait_sent()
    two.open()
    two.badge_in()
    two.scan(number)
    two.page.locator("[data-place=acts] [value=finish]").wait_for()
    for each in (one, two):
        each.context.set_offline(True)
    one.report(60, final=True)
    two.report(55, final=True)
    for each in (one, two):
        each.context.set_offline(False)
        each.page.evaluate("window.dispatchEvent(new Event('online'))")
        each.wait_sent()
    told = shop.told(number)
    assert (told["good"], told["status"], told["refused"]) == (60, "done", 1)
    # The second one is told, and nothing of what it sent is lost.
    assert two.page.locator("[data-place=answers] [role=alert]").is_visible()


def test_a_report_belongs_to_what_it_was_opened_for(shop, tablet):
    one, two, number = tablet(0), tablet(1), shop.orders[5]
    for each in (one, two):
        each.badge_in()
        each.scan(number)
    one.act("start")
    one.wait_sent()
    two.open()
    two.badge_in()
    two.scan(number)
    two.act("finish")
    one.report(60, final=True)
    one.wait_sent()
    # The tablet hears that the work has ended, and shows another one behind the dialog.
    two.page.evaluate("window.dispatchEvent(new Event('online'))")
    two.page.locator(f"[data-place=list] :text('{number}')").wait_for(state="detached")
    before = {order: shop.told(order)["acts"] for order in shop.orders}
    for digit in "55":
        two.touch(f"#report-dialog [data-do=digit][value='{digit}']")
    two.send()
    two.page.locator("[data-place=answers] [role=alert]").wait_for()
    assert {order: shop.told(order)["acts"] for order in shop.orders} == before
    assert shop.told(number)["refused"] == 1


def test_a_killed_browser_loses_nothing(shop, tmp_path, chromium):
    number = shop.orders[4]
    profile = tmp_path / "profile"

    def launch() -> BrowserContext:
        return chromium.browser_type.launch_persistent_context(
            str(profile), executable_path=_executable(), args=ARGUMENTS, locale="ko-KR",
            viewport={"width": 1280, "height": 800},
        )  # fmt: skip

    context = launch()
    context.add_cookies([shop.cookie(0)])  # type: ignore[list-item]
    one = Tablet(context, context.pages[0], shop)
    one.badge_in()
    one.scan(number)
    one.act("start")
    one.wait_sent()
    one.kept()
    context.set_offline(True)
    one.report(40)
    one.wait_waiting(1)
    _kill(profile)
    context = launch()
    # The browser writes cookies every half minute; a tablet got its own long ago.
    context.add_cookies([shop.cookie(0)])  # type: ignore[list-item]
    try:
        two = Tablet(context, context.pages[0], shop)
        two.wait_sent()
    finally:
        context.close()
    told = shop.told(number)
    assert (told["good"], told["acts"]) == (40, ["start", "report"])


def _kill(profile: Path) -> None:
    """As when the battery is out: no process of the browser is asked."""
    own = [one for one in psutil.process_iter(["cmdline"]) if str(profile) in " ".join(one.info["cmdline"] or ())]
    assert own
    for one in own:
        one.kill()
    psutil.wait_procs(own, timeout=10)
