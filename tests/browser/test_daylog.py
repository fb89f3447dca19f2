"""The daily log in Chromium: written without network, opened without network, sent later; two devices settled."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit, wait_until
from tests.browser.test_safety import photo

SEED = """
from datetime import timedelta
from django.utils import timezone
from dure.kernel import clock
from dure.mentoring.models import Mentor, Residency
from dure.mentoring.services.mentors import add_factory, add_mentor
from dure.mentoring.services.residency import add_residency
from dure.plant.models import Person
by, day = Person.objects.get(username="ban"), timezone.localdate(clock.now())
if not Residency.objects.filter(factory__name="두레식품").exists():
    mentor = add_mentor(name="김멘토", city="jeonju", by=by)
    firm = add_factory(name="두레식품", city="iksan", first_on=day - timedelta(30), last_on=day + timedelta(90), by=by)
    add_residency(factory=firm, mentors=[mentor], starts_on=day - timedelta(days=9), weeks=6, by=by)
print(Residency.objects.get(factory__name="두레식품").pk)
"""
TOLD = """
import json
from dure.mentoring.models import LogSave
rows = LogSave.objects.order_by("pk").values_list("log__day", "state", "done", "log_id")
print(json.dumps([[day.isoformat(), state, done, log] for day, state, done, log in rows]))
"""
PHOTOS = "from dure.mentoring.models import LogPhoto; print(LogPhoto.objects.count())"
WAITING = """() => new Promise((resolve, reject) => {
    const asked = indexedDB.open("dure-daylog");
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
        const deal = asked.result.transaction(["saves", "photos"]);
        const [saves, photos] = ["saves", "photos"].map((name) => deal.objectStore(name).count());
        deal.oncomplete = () => { resolve(saves.result + photos.result); asked.result.close(); };
    };
})"""


@pytest.fixture(scope="module")
def residency(plant: Plant) -> str:
    return plant.shell(SEED)


class Device:
    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page

    def open(self) -> Page:
        self.visit.go("/mentoring/log/")
        self.ready()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self.page

    def ready(self) -> None:
        self.page.locator("[data-place=form]:not([hidden])").wait_for()

    def offline(self, is_off: bool) -> None:
        self.page.context.set_offline(is_off)
        if not is_off:
            self.page.evaluate("window.dispatchEvent(new Event('online'))")

    def write(self, day: str, text: str, hours: str = "8") -> None:
        before = self.page.evaluate(WAITING)
        self.page.fill("#day", day)
        self.page.dispatch_event("#day", "change")
        self.page.fill("#hours", hours)
        self.page.fill("#done", text)
        self.page.locator("[data-place=form] button.primary").click()
        expect(self.page.locator("[data-place=told]")).to_have_text("이 기기에 저장했습니다.")
        assert self.page.evaluate(WAITING) <= before + 1

    def wait_waiting(self, count: int) -> None:
        wait_until(lambda: self.page.evaluate(WAITING) == count, 180)

    def day(self, back: int) -> str:
        return str(
            self.page.evaluate(
                "(back) => { const d = new Date(Date.now() - back * 864e5);"
                " return new Date(d.getTime() - d.getTimezoneOffset() * 6e4).toISOString().slice(0, 10); }",
                back,
            )
        )


def told(plant: Plant, day: str) -> list[list[str]]:
    return [[state, done] for at, state, done, _log in json.loads(plant.shell(TOLD)) if at == day]


@pytest.mark.usefixtures("residency")
def test_a_day_is_written_without_network_and_sent_later(plant: Plant, visit: Callable[..., Visit]):
    one = Device(visit(1024, 768))
    page, day = one.open(), one.day(1)
    one.offline(True)
    one.write(day, "포장 라인 관찰")
    one.write(day, "포장 라인 관찰, 정지 원인 기록")
    page.locator("#photo").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": photo(800, 600)})
    one.wait_waiting(3)
    # Typed and not saved, and then the browser is closed.
    page.fill("#tomorrow", "교체 시간 측정")
    page.reload()
    one.ready()
    expect(page.locator("[data-place=line].warn")).to_be_visible()
    expect(page.locator("#tomorrow")).to_have_value("교체 시간 측정")
    assert page.evaluate(WAITING) == 3
    assert told(plant, day) == []
    one.offline(False)
    one.wait_waiting(0)
    assert told(plant, day) == [["replaced", "포장 라인 관찰"], ["current", "포장 라인 관찰, 정지 원인 기록"]]
    assert plant.shell(PHOTOS) == "1"
    one.visit.complaints.clear()  # requests that found no network


@pytest.mark.usefixtures("residency")
def test_a_day_of_two_devices_is_settled_side_by_side(plant: Plant, visit: Callable[..., Visit]):
    one, two = Device(visit(1024, 768)), Device(visit(768, 1024))
    for each in (one, two):
        each.open()
    day = one.day(2)
    for each in (one, two):
        each.offline(True)
    one.write(day, "하나: 금형 교체 관찰", "7")
    two.write(day, "둘: 검사대 관찰", "8")
    one.offline(False)
    one.wait_waiting(0)
    two.offline(False)
    two.wait_waiting(0)
    assert told(plant, day) == [["current", "하나: 금형 교체 관찰"], ["conflict", "둘: 검사대 관찰"]]
    two.page.get_by_role("link", name="나란히 보기").first.click()
    page = two.page
    both = page.locator("table.compare")
    expect(both).to_contain_text("하나: 금형 교체 관찰")
    expect(both).to_contain_text("둘: 검사대 관찰")
    expect(page.locator("#id_done")).to_have_value("하나: 금형 교체 관찰\n둘: 검사대 관찰")
    page.locator("section.card form.form button.primary").click()
    expect(page.locator("table.compare")).to_have_count(0)
    states = [state for state, _done in told(plant, day)]
    assert states == ["replaced", "settled", "current"]
    assert "둘: 검사대 관찰" in told(plant, day)[2][1]
    for each in (one, two):
        each.visit.complaints.clear()
