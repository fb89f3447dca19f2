"""A value-stream map from records, and how it should become; the figures worked out by hand beside them."""

import json
from datetime import time, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from dure.inventory.models import Location
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, move
from dure.kernel import clock
from dure.mentoring.models import StreamStep, ValueStream
from dure.mentoring.selectors.streams import counted_where, stream_told, whole_of
from dure.mentoring.stream_chart import Box, Words, stream_chart
from dure.plant.models import Break, Shift, WorkUnit
from dure.plant.public_holidays import is_holiday_in
from dure.plant.selectors.planned import forget
from dure.product.models import OperationUnit, Routing
from dure.product.services import MeasuredTime, approve_routing, copy_routing, take_times
from dure.production.models import ProductionResult
from tests.mentoring.toolbox import fan, mentor, press, quick
from tests.plant.plants import logged_in

__all__ = ["fan", "mentor", "press", "quick"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(mentor):
    return logged_in(mentor)


@pytest.fixture
def stream(client, fan, press) -> ValueStream:
    """Two days of 400 pieces counted at the press."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    for days in (1, 2):
        at = hour - timedelta(days=days)
        ProductionResult.objects.create(
            work_unit=press, hour=at, shift_date=at.date(), shift="D", item=fan.item, source="counter",
            produced=400, good=400, first_at=at, last_at=at + timedelta(minutes=59),
        )  # fmt: skip
    assert client.post("/improve/streams/draw/", {"item": fan.item_id}).status_code == 302
    return ValueStream.objects.get()


def type_in(client, step: StreamStep, **values: str) -> None:
    data = {"name": step.name, "work": step.work, "places": step.places, "value": step.value} | values
    answer = client.post(f"/improve/streams/steps/{step.pk}/", data)
    assert answer.status_code == 302, answer.content.decode()


def test_a_map_from_the_records(client, stream):
    assert stream.revision == "A"
    assert stream.sources["demand"][0] == "records"
    first, second = stream.steps.all()
    assert (first.work, second.work) == (40, 30)  # nobody told how long the machine ran: the routing's
    assert first.sources["work"] == ["routing", "A"]
    assert second.stock is None
    page = client.get(f"/improve/streams/{stream.pk}/").content.decode()
    assert "선풍기" in page
    assert "stream-chart" in page


def test_stock_finer_than_a_hundredth_is_rounded(client, fan, mentor):
    places = default_location(Location.Kind.SUPPLIER), default_location(Location.Kind.STOCK)
    move([Movement(fan.item, Decimal("12.345"), *places, value=Decimal(1000))], by=mentor)
    assert client.post("/improve/streams/draw/", {"item": fan.item_id}).status_code == 302
    assert ValueStream.objects.get().finished == Decimal("12.35")


def test_demand_is_shared_out_over_the_working_days_of_the_calendar(stream):
    """800 pieces in four weeks from Monday to Friday, made on two days: 40 a day and not 400."""
    is_holiday, today = is_holiday_in("KR"), timezone.localdate(clock.now())
    weeks = [today - timedelta(days=back) for back in range(1, 29)]
    worked = [day for day in weeks if day.weekday() < 5 and not is_holiday(day)]
    assert len(worked) in range(14, 21)
    assert float(stream.demand) == pytest.approx(800 / len(worked), abs=0.005)
    assert stream.sources["demand"][1].endswith(f"800 ÷ {len(worked)}")


def test_a_night_shift_is_one_working_day(fan, press, stream):
    """From Sunday to Thursday, 22:00 to 6:00: five days of eight hours a week, the hours after midnight among them."""
    Shift.objects.update(starts=time(22), ends=time(6), weekdays=[6, 0, 1, 2, 3], works_on_holidays=True)
    Break.objects.all().delete()
    forget()
    whole = whole_of(fan.item, [press.work_center_id], clock.now())
    assert (whole.demand, whole.day_hours) == (40, 8)


def test_machines_of_one_line_are_told_apart(fan, press):
    """By the machine that the routing names for an operation; with two, or none, by the work center of them."""
    draft = copy_routing(routing=fan, revision="B", valid_from=timezone.localdate(), by=None)
    first, second = draft.operations.order_by("number")
    OperationUnit.objects.create(operation=first, work_unit=press)
    assert counted_where(first, first.work_center).key == f"work_unit:{press.code}"
    assert counted_where(second, second.work_center).key == "work_center:L2"
    other = WorkUnit.objects.create(work_center=press.work_center, code="M9", name="다른 설비")
    OperationUnit.objects.create(operation=first, work_unit=other, preference=2)
    assert counted_where(first, first.work_center).key == f"work_center:{press.work_center.code}"


def test_lead_time_by_hand_and_how_it_should_become(client, stream):
    first, second = stream.steps.all()
    type_in(client, first, stock="800", availability="80", changeover="1800")
    type_in(client, second, stock="200", people="2")
    data = {"demand": "400", "day_hours": "8", "finished": "400"}
    assert client.post(f"/improve/streams/{stream.pk}/change/", data).status_code == 302
    stream.refresh_from_db()
    told = stream_told(stream)
    # 2 + 0.5 + 1 days and 70 s of 28,800; takt 72 s
    assert told.lead_d == pytest.approx(3.5 + 70 / 28_800)
    assert told.takt_s == pytest.approx(72)
    assert told.share == pytest.approx(70 / (3.5 * 28_800 + 70))
    assert told.over_takt() == []
    first.refresh_from_db()
    assert first.sources["stock"][0] == "typed"
    assert first.sources["work"] == ["routing", "A"]
    assert client.post(f"/improve/streams/{stream.pk}/copy/").status_code == 302
    after = ValueStream.objects.get(before=stream)
    type_in(client, after.steps.first(), stock="80")
    # 0.2 + 0.5 + 1
    assert stream_told(after).waiting_d == pytest.approx(1.7)
    assert stream_told(stream).waiting_d == pytest.approx(3.5)
    assert client.post(f"/improve/streams/{after.pk}/copy/").status_code == 409
    assert "3.5 → 1.7" in client.get(f"/improve/streams/{after.pk}/").content.decode()
    assert client.get(f"/improve/streams/{after.pk}/print/").status_code == 200
    book = load_workbook(BytesIO(client.get(f"/improve/streams/{stream.pk}/?format=xlsx").content))
    assert [cell.value for cell in list(book.worksheets[0].iter_rows())[-1]][2] == 200


def test_value_follows_the_elements_of_the_routing(client, fan):
    draft = copy_routing(routing=fan, revision="B", valid_from=clock.now().date(), by=None)
    times = [MeasuredTime("끼우기", Decimal(30), "value"), MeasuredTime("찾기", Decimal(10), "waste")]
    take_times(operation=draft.operations.get(number=10), times=times, by=None)
    approve_routing(routing=Routing.objects.get(pk=draft.pk), by=None)
    client.post("/improve/streams/draw/", {"item": fan.item_id})
    step = StreamStep.objects.get(number=10)
    assert (step.work, step.value) == (40, 30)
    assert ValueStream.objects.get().demand is None
    told = stream_told(ValueStream.objects.get())
    assert (told.takt_s, told.unknown) == (None, 3)
    assert "?" in client.get(f"/improve/streams/{step.stream_id}/").content.decode()


def test_no_more_adds_value_than_there_is(client, stream):
    step = stream.steps.first()
    data = {"name": "조립", "work": "10", "places": "1", "value": "11"}
    assert client.post(f"/improve/streams/steps/{step.pk}/", data).status_code == 422


def test_names_cannot_break_the_drawing():
    box = Box('<b>"TIP"</b>', [("C/T 1 s", True)], "1", "1 d", "1 s", is_over=True)
    words = Words("공급처", ["고객"], "계획", "2", "2 d", ["3 d"])
    drawn = stream_chart("s", "맵", json.dumps("<x>"), [box], words)
    assert "<b>" not in drawn
    assert "<x>" not in drawn
    assert drawn.count("process over") == 1
