"""Connections after the wizard and MQTT devices in it, clicked through in the real pages."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import device
from tests.browser.conftest import Plant, Visit, wait_until
from tests.browser.device import Device

Begin = Callable[..., Visit]
PASSWORD = "box-password-1"
SEED = """
from dure.plant.models import Person, WorkCenter, WorkUnit
from dure.telemetry import connections, mqtt_logins
from dure.telemetry.connections import Choice
person = Person.objects.get(username="ban")
unit = WorkUnit.objects.create(code="BOX1", name="상자 접는 기계", work_center=WorkCenter.objects.get())
mqtt_logins.set_broker(port={port}, person=person)
mqtt_logins.allow_mqtt(user="box", password="{password}", person=person)
row = connections.save_connection(name="온도 상자", protocol="mqtt", settings={{}}, secrets={{}}, person=person)
choices = [Choice("hall/box#/temp", "실내 온도", "measurement", "℃"), Choice("hall/box#/count", "상자 수량", "total")]
connections.choose_signals(connection=row, choices=choices, work_unit=unit, person=person)
"""


@dataclass
class Box:
    """A device in the hall, its broker's port, and the temperatures that it has told."""

    device: Device
    port: int
    told: list[float]


@pytest.fixture(scope="module")
def box(plant: Plant) -> Iterator[Box]:
    port = device.free_port()
    plant.shell(SEED.format(port=port, password=PASSWORD))
    with device.logged_in(port, "box", PASSWORD) as found:
        temperatures = [20 + number / 10 for number in range(40)]
        for number, value in enumerate(temperatures):
            found.say("hall/box", temp=value, count=100 + number)
        yield Box(found, port, temperatures)


def open_signal(page: Page) -> None:
    page.get_by_role("link", name="실내 온도").first.click()
    expect(page.get_by_role("heading", name="실내 온도")).to_be_visible()


def test_a_signal_is_found_zoomed_and_taken_along(visit: Begin, box: Box, tmp_path: Path):
    page = visit().go("/signals/")
    page.fill("#signal-q", "실내")
    expect(page.locator("#signals tbody tr")).to_have_count(1)
    open_signal(page)
    page.get_by_role("button", name="1시간").click()
    expect(page.locator("#signal-chart .line, #signal-chart .dot").first).to_be_attached()
    wide = page.locator("#signal-span").inner_text()
    page.get_by_role("button", name="확대").click()
    expect(page.locator("#signal-span")).not_to_have_text(wide)
    near = page.locator("#signal-span").inner_text()
    page.locator("#signal-chart").press("-")
    expect(page.locator("#signal-span")).not_to_have_text(near)
    page.get_by_role("button", name="1시간").click()
    link = page.locator("a[data-format=csv]")

    def all_there() -> bool:
        # The history's files are written every ten seconds.
        address = link.get_attribute("href") or ""
        answer = page.request.get(page.url.split("/signals/")[0] + address)
        return answer.ok and len(values(answer.text())) >= len(box.told)

    wait_until(all_there, 60)
    with page.expect_download() as caught:
        link.click()
    target = tmp_path / "signal.csv"
    caught.value.save_as(target)
    assert sorted(values(target.read_text("utf-8-sig"))) == pytest.approx(sorted(box.told))


def values(text: str) -> list[float]:
    """The values of an exported table."""
    return [float(row["value"]) for row in csv.DictReader(io.StringIO(text)) if row.get("value")]


def test_a_connection_is_found_switched_off_and_on_by_the_toast(visit: Begin, box: Box):
    page = visit().go("/connect/")
    page.fill("#connection-q", "온도")
    expect(page.locator("#connection-rows tbody tr")).to_have_count(1)
    expect(page.locator("#connection-rows")).to_contain_text("상자 접는 기계")
    page.get_by_role("link", name="온도 상자").click()
    expect(page.locator("main")).to_contain_text("연결됨")
    page.get_by_role("button", name="끄기").click()
    expect(page.get_by_role("button", name="켜기")).to_be_visible()
    page.locator("#toasts").get_by_role("button", name="되돌리기").click()
    expect(page.get_by_role("button", name="끄기")).to_be_visible()


def test_a_signals_meaning_is_changed_after_a_look_at_what_it_does(visit: Begin, box: Box):
    page = visit().go("/connect/")
    page.get_by_role("link", name="온도 상자").click()
    page.locator("tr", has_text="상자 수량").get_by_role("link", name="변경").click()
    page.fill("[name=pieces]", "2")
    expect(page.locator("#foresight")).to_contain_text("지금부터 적용됩니다")
    # It rose from 100 to 139; at two pieces a count that makes 78 of 39.
    expect(page.locator("#foresight dl dd").last).to_contain_text("78")
    page.get_by_role("button", name="저장").click()
    expect(page.locator("#toasts")).to_contain_text("저장했습니다")
    page.locator("#toasts").get_by_role("button", name="되돌리기").click()
    expect(page.locator("[name=pieces]")).to_have_value("1")


def test_a_device_gets_its_log_in_in_the_wizard_and_is_waited_for(visit: Begin, box: Box):
    page = visit(768, 1024).go("/connect/new/by/mqtt/")
    page.fill("[name=name]", "Label box 7")
    page.get_by_role("button", name="찾기").click()
    expect(page.locator("#user")).to_have_value("label-box-7")
    page.get_by_role("button", name="계정과 비밀번호 만들기").click()
    password = page.locator("#mqtt-password").inner_text()
    expect(page.locator("#waiting")).to_contain_text("아직 온 것이 없습니다")
    with device.logged_in(box.port, "label-box-7", password) as new:
        new.say("line1/label-7", count=5)
        expect(page.locator("#waiting")).to_contain_text("line1/label-7")
        page.get_by_role("link", name="신호 고르기").click()
        # With few topics their fields are opened at once.
        page.locator("input[value='line1/label-7#/count']").check()
        page.get_by_role("button", name="실시간 값 보기").click()
        page.select_option("#meaning-0", "total")
        page.get_by_role("button", name="다음").click()
        page.fill("[name=name]", "라벨기 7호")
        page.get_by_role("button", name="연결하기").click()
        counted = page.get_by_role("status").filter(has_text="첫 제품이 집계되었습니다")
        made = [5]

        def makes_one_more() -> bool:
            made[0] += 1
            new.say("line1/label-7", count=made[0])
            return counted.is_visible()

        wait_until(makes_one_more, 60)
    assert password not in page.context.pages[0].content()


def test_a_withdrawn_log_in_is_let_in_again_by_the_toast(visit: Begin, box: Box, plant: Plant):
    page = visit(390, 844).go("/mqtt/")
    row = page.locator("tr", has_text=re.compile("box"))
    row.get_by_role("button", name="회수").first.click()
    expect(page.locator("main")).to_contain_text("회수됨")
    page.locator("#toasts").get_by_role("button", name="되돌리기").click()
    expect(page.locator("main")).not_to_contain_text("회수됨")
