"""Walking distance on the pages, from an empty floor to a layout that saves metres; the lengths by Pythagoras."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dure.kernel import clock
from dure.mentoring.models import FloorLayout, LayoutStation, LayoutTrip
from dure.mentoring.picture_size import picture_size
from dure.mentoring.selectors.layouts import compared, made_a_day, walked
from dure.mentoring.walking import Way
from dure.plant.models import WorkCenter
from dure.production.models import ProductionResult
from tests.mentoring.toolbox import fan, mentor, press, quick
from tests.plant.plants import logged_in

__all__ = ["fan", "mentor", "press", "quick"]
pytestmark = pytest.mark.django_db
FLOOR = {"name": "조립장", "width": "30", "height": "20", "shifts": "2"}


@pytest.fixture
def client(mentor):
    return logged_in(mentor)


@pytest.fixture
def layout(client) -> FloorLayout:
    """A press at (0, 0) and a bench at (4.5, 6): 7.5 m apart, walked fourteen times there and back."""
    assert client.post("/improve/layouts/add/", FLOOR).status_code == 302
    row = FloorLayout.objects.get()
    for code, x, y in (("PRESS", "0", "0"), ("BENCH", "4.5", "6")):
        add(client, row, "station", code=code, x=x, y=y)
    for start, end in (("PRESS", "BENCH"), ("BENCH", "PRESS")):
        add(client, row, "trip", start=start, end=end, times="14", walker="조립")
    return row


def add(client, row: FloorLayout, kind: str, **values: str) -> None:
    answer = client.post(f"/improve/layouts/{row.pk}/add/{kind}/", values)
    assert answer.status_code == 302, answer.content.decode()


def move(client, row: FloorLayout, code: str, to: str):
    station = row.stations.get(code=code)
    return client.post(f"/improve/layouts/stations/{station.pk}/move/", {"to": to}, follow=True)


def test_from_210_to_77_metres(client, layout):
    # 28 · √(4.5² + 6²) = 210; 28 · √(1.65² + 2.2²) = 77; two shifts
    assert walked(layout, Way.STRAIGHT).metres == pytest.approx(210)
    assert walked(layout, Way.STRAIGHT).a_shift == pytest.approx(105)
    assert walked(layout, Way.SQUARE).metres == pytest.approx(28 * 10.5)
    add(client, layout, "zone", name="조립", corners="0,0; 10,0; 10,8; 0,8")
    assert client.post(f"/improve/layouts/{layout.pk}/copy/", {"name": "개선안"}).status_code == 302
    after = FloorLayout.objects.get(before=layout)
    move(client, after, "BENCH", "1.65,2.2")
    [zone] = after.zones.all()
    data = {"name": "조립", "corners": "0,0; 5,0; 5,4; 3,4; 3,6; 0,6"}
    assert client.post(f"/improve/layouts/parts/zone/{zone.pk}/", data).status_code == 302
    found = compared(layout, after, Way.STRAIGHT)
    assert found.is_alike
    assert (found.before.metres, found.after.metres) == (pytest.approx(210), pytest.approx(77))
    assert (found.saved, found.share) == (pytest.approx(133), pytest.approx(133 / 210))
    # 80 m² less an L of 5 · 4 + 3 · 2 = 26 m²
    assert found.freed_m2 == pytest.approx(54)
    page = client.get(f"/improve/layouts/{after.pk}/compare/").content.decode()
    for told in ("210", "77", "133", "54.0"):
        assert told in page
    assert client.get(f"/improve/layouts/{after.pk}/compare/print/").status_code == 200
    assert "조립" in client.get(f"/improve/layouts/{layout.pk}/print/").content.decode()
    book = load_workbook(BytesIO(client.get(f"/improve/layouts/{layout.pk}/?format=xlsx").content))
    assert [cell.value for cell in list(book.worksheets[0].iter_rows())[-1]][:5] == ["BENCH", "PRESS", 14, 7.5, 105]
    assert "조립장" in client.get("/improve/layouts/?q=조립장").content.decode()


def test_around_an_obstacle(client, layout):
    move(client, layout, "BENCH", "10,0")
    move(client, layout, "PRESS", "0,0")
    add(client, layout, "block", name="랙", x="4", y="0", width="2", height="3")
    # the rack stands at the wall y = 0 of the drawing, the way leads along its edge at y = 0
    assert walked(layout, Way.STRAIGHT).metres == pytest.approx(280, abs=1e-3)
    move(client, layout, "BENCH", "10,1")
    move(client, layout, "PRESS", "0,1")
    # over the near edge: 2 · √(4² + 1²) + 2
    assert walked(layout, Way.STRAIGHT).metres == pytest.approx(28 * (2 * 17**0.5 + 2), abs=1e-3)
    assert walked(layout, Way.SQUARE).metres == pytest.approx(28 * 12, abs=1e-3)
    move(client, layout, "BENCH", "5,1")
    found = walked(layout, Way.STRAIGHT)
    assert (found.metres, len(found.lost)) == (0, 2)
    assert "PRESS → BENCH" in client.get(f"/improve/layouts/{layout.pk}/").content.decode()


def test_scale_by_two_points(client, layout):
    assert (
        client.post(f"/improve/layouts/{layout.pk}/scale/", {"points": "0,0; 3,4", "metres": "10"}).status_code == 302
    )
    layout.refresh_from_db()
    assert (layout.width, layout.height) == (60, 40)
    assert walked(layout, Way.STRAIGHT).metres == pytest.approx(420)
    again = client.post(f"/improve/layouts/{layout.pk}/scale/", {"points": "1,1; 1,1", "metres": "10"})
    assert again.status_code == 422


def undo_in(page: str) -> str:
    """Of the newest message."""
    return re.findall(r"/improve/tools/changes/\d+/undo/", page)[-1]


def test_a_move_is_taken_back_and_a_removed_station_comes_again(client, layout):
    page = move(client, layout, "BENCH", "1,1").content.decode()
    assert client.post(undo_in(page)).status_code == 302
    assert layout.stations.get(code="BENCH").y == 6
    bench = layout.stations.get(code="BENCH")
    page = client.post(f"/improve/layouts/parts/station/{bench.pk}/remove/", follow=True).content.decode()
    assert len(walked(layout, Way.STRAIGHT).lost) == 2
    assert client.post(undo_in(page)).status_code == 302
    assert not walked(layout, Way.STRAIGHT).lost


def test_a_station_keeps_its_trips_when_it_is_renamed(client, layout):
    client.post(f"/improve/layouts/{layout.pk}/copy/", {"name": "개선안"})
    bench = layout.stations.get(code="BENCH")
    data = {"code": "작업대", "x": "4.5", "y": "6"}
    assert client.post(f"/improve/layouts/parts/station/{bench.pk}/", data).status_code == 302
    assert {one.start for one in layout.trips.all()} == {"PRESS", "작업대"}
    assert compared(layout, FloorLayout.objects.get(before=layout), Way.STRAIGHT).is_alike


def test_trips_counted_on_the_floor(client, layout):
    data = {"visits": json.dumps(["PRESS", "BENCH", "BENCH", "PRESS", "BENCH"]), "minutes": "30", "day_minutes": "480"}
    assert client.post(f"/improve/layouts/{layout.pk}/tally/", data).status_code == 302
    tallied = LayoutTrip.objects.filter(source="tallied")
    # in half an hour twice there and once back; sixteen times that in a day of eight hours
    assert {(one.start, one.end): one.times for one in tallied} == {("PRESS", "BENCH"): 32, ("BENCH", "PRESS"): 16}
    for visits in ("?", "[1]", '["PRESS"]', '["PRESS", "MOON"]'):
        assert client.post(f"/improve/layouts/{layout.pk}/tally/", data | {"visits": visits}).status_code == 422


def test_trips_from_the_routing_and_the_records(client, layout, fan, press):
    bench = WorkCenter.objects.get(code="L2")
    for code, center in (("PRESS", press.work_center), ("BENCH", bench)):
        LayoutStation.objects.filter(layout=layout, code=code).update(work_center=center)
    address = f"/improve/layouts/{layout.pk}/routing/"
    data = {"item": fan.item_id, "carried": "20", "walker": "운반"}
    assert client.post(address, data).status_code == 422  # nothing was counted
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    for days, pieces in ((1, 300), (2, 500)):
        at = hour - timedelta(days=days)
        ProductionResult.objects.create(
            work_unit=press, hour=at, shift_date=at.date(), shift="D", item=fan.item, source="counter",
            produced=pieces, good=pieces, first_at=at, last_at=at + timedelta(minutes=59),
        )  # fmt: skip
    made = made_a_day(fan.item, clock.now())
    assert (made.pieces, made.days) == (400, 2)
    for _ in range(2):  # again: replaced, not doubled
        assert client.post(address, data).status_code == 302
    [trip] = LayoutTrip.objects.filter(source="routing")
    assert (str(trip), trip.times) == ("PRESS → BENCH", 20)  # 400 ÷ 20
    assert client.post(address, data | {"pieces": "1000"}).status_code == 302
    assert LayoutTrip.objects.get(source="routing").times == Decimal(50)


def test_sizes_of_pictures():
    png = b"\x89PNG\r\n\x1a\n" + bytes(8) + (640).to_bytes(4) + (480).to_bytes(4)
    assert picture_size(png) == (640, 480)
    frame = b"\xff\xc0" + (17).to_bytes(2) + b"\x08" + (300).to_bytes(2) + (400).to_bytes(2) + bytes(8)
    assert picture_size(b"\xff\xd8\xff\xe0" + (4).to_bytes(2) + b"ab" + frame) == (400, 300)
    body = b"RIFF" + bytes(4) + b"WEBP"
    assert picture_size(body + b"VP8X" + bytes(8) + (799).to_bytes(3, "little") + (599).to_bytes(3, "little")) == (
        800, 600,
    )  # fmt: skip
    lossless = (639 | 479 << 14).to_bytes(4, "little")
    assert picture_size(body + b"VP8L" + bytes(4) + b"\x2f" + lossless) == (640, 480)
    assert [picture_size(data) for data in (b"", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")] == [None] * 4
