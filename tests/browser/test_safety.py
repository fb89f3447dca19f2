"""A near miss told in three touches on a phone before its code, and what becomes of it."""

import re
import struct
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

POINT = """
from dure.plant.models import Area, Person
from dure.safety.models import ReportPoint
from dure.safety.services import add_point
point = ReportPoint.objects.first() or add_point(
    area=Area.objects.get(code="A1"), work_unit=None, by=Person.objects.get(username="admin"))
print(point.token)
"""
KEPT = """
from dure.safety.models import NearMiss
row = NearMiss.objects.latest("pk")
print(row.is_anonymous, row.reporter_id, row.reported_at, row.kind, row.picture.size < 60_000)
"""


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def photo(width: int = 3000, height: int = 2000) -> bytes:
    """A picture as large as a phone takes it, with words beside it."""
    rows = zlib.compress((b"\0" + b"\x90\x60\x30" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"tEXt", b"Author\0kim") + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.fixture(scope="module")
def token(plant: Plant) -> str:
    return plant.shell(POINT)


def take_picture(page: Page) -> None:
    page.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": photo()})
    page.locator("canvas.photo-shown").wait_for(state="visible")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024)])
def test_three_touches_and_it_is_told(plant: Plant, visit: Callable[..., Visit], token: str, width: int, height: int):
    page = visit(width, height, log_in=False).go(f"/safety/at/{token}/")
    send = page.locator(".tell-send button")
    expect(send).to_be_in_viewport()
    for target in (page.locator(".photo-field label"), page.locator("label.kind").first, send):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 48
    take_picture(page)  # 1: the camera
    page.locator("label.kind", has_text="넘어짐").click()  # 2: the kind
    with page.expect_navigation(url=re.compile("/safety/told/")):
        send.click()  # 3
    expect(page.locator("main h2")).to_have_text(re.compile(r"NM\d{4}-\d{3}"))
    # The picture of 3,000 × 2,000 was made smaller before it went.
    assert plant.shell(KEPT) == "True None None slip True"


def test_an_action_is_closed_by_a_picture(plant: Plant, visit: Callable[..., Visit], token: str):
    page = visit(390, 844, log_in=False).go(f"/safety/at/{token}/")
    page.locator("label.kind", has_text="끼임").click()
    page.locator(".tell-send button").click()
    number = page.locator("main h2").inner_text()
    leader = visit(1440, 900)
    page = leader.go("/safety/near-misses/")
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="조치 맡기기").click()
    page.fill("#id_text", "덮개를 단다")
    page.select_option("#id_owner", label="김반장")
    page.fill("#id_due_on", "2099-01-01")
    page.locator("main form.form button.primary").click()
    page.get_by_role("link", name="덮개를 단다").click()
    expect(page.get_by_text("증빙 없이는 완료할 수 없습니다")).to_be_visible()
    page.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": photo(30, 20)}
    )
    page.get_by_role("button", name="증빙 올리기").click()
    page.fill("#id_done", "덮개를 달았다")
    page.get_by_role("button", name="조치 완료").click()
    expect(page.locator("h1 .badge.good")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_pages_fit_their_screen(visit: Callable[..., Visit], width: int):
    leader = visit(width, 900)
    for path in ("", "near-misses/", "suggestions/", "actions/", "risks/", "matrices/", "accidents/", "rates/", "load/",
                 "points/", "tell/", "suggest/", "wall/"):  # fmt: skip
        page = leader.go(f"/safety/{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path
