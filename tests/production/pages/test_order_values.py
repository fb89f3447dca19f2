"""Process values of an order: what its machine's signals read while it ran, and whether that kept the standard."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dure.kernel.envelope import encode
from dure.kernel.observation import Envelope, Observation, Quality
from dure.plant.roles import Role
from dure.product.models import StandardLimit, StandardVersion, WorkStandard
from dure.production.models import Completion, OperationRun, OrderStandard
from dure.production.papers import told
from dure.production.selectors.process_values import process_values
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import Meaning, Signal
from dure.telemetry.services import Message
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
START = datetime(2026, 5, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(settings, tmp_path):
    settings.HISTORY_DIR = tmp_path / "history"
    settings.SECOND_FACTOR = False


def write(readings: list[tuple[float, float]]) -> Signal:
    """Readings as (seconds from the start, value) of one signal."""
    start_us = int(START.timestamp()) * 1_000_000
    seen = [
        Observation("temperature", value, start_us + int(second * 1e6), Quality.GOOD, "e1", number)
        for number, (second, value) in enumerate(readings)
    ]
    writer = HistoryWriter()
    writer.take([Message(writer.position() + 1, encode(Envelope("C1", "e1", start_us, tuple(seen))))])
    writer.flush()
    return Signal.objects.get(address="temperature")


@pytest.fixture
def ran(line):
    """W1 ran for ten minutes at 180 °C, once at 195; it was hotter before and after. 170 to 190 is the standard."""
    readings = [(-5, 300.0), *((second, 195.0 if second == 60 else 180.0) for second in range(600)), (605, 300.0)]
    signal = write(readings)
    Signal.objects.filter(pk=signal.pk).update(meaning=Meaning.MEASUREMENT, work_unit=line.press, unit="°C")
    order = line.order()
    OperationRun.objects.create(
        work_order=order, work_unit=line.press, started_at=START, ended_at=START + timedelta(minutes=10)
    )
    standard = WorkStandard.objects.create(number="WS-1", title="접착", work_unit=line.press)
    version = StandardVersion.objects.create(standard=standard, number=1)
    StandardLimit.objects.create(
        version=version, name="온도", lower=Decimal(170), upper=Decimal(190), signal_id=signal.pk
    )
    OrderStandard.objects.create(order=order, version=version)
    return order


def test_readings_of_the_run_only_against_the_frozen_limits(ran):
    (one,) = process_values(ran)
    assert (one.readings, one.lowest, one.highest) == (600, 180, 195)
    assert one.mean == pytest.approx((599 * 180 + 195) / 600)
    assert one.is_within is False
    StandardLimit.objects.update(upper=Decimal(195))
    assert process_values(ran)[0].is_within is True


def test_a_long_run_is_answered_from_buckets(line):
    readings = [(60 * minute, float(minute % 50)) for minute in range(1800)]
    signal = write(readings)
    Signal.objects.filter(pk=signal.pk).update(meaning=Meaning.MEASUREMENT, work_unit=line.press)
    order = line.order()
    OperationRun.objects.create(
        work_order=order, work_unit=line.press, started_at=START, ended_at=START + timedelta(hours=30)
    )
    (one,) = process_values(order)
    assert (one.readings, one.lowest, one.highest, one.is_within) == (1800, 0, 49, None)
    assert one.mean == pytest.approx(24.5)


def test_the_part_of_a_page_shows_them_with_the_way_to_the_chart(ran):
    text = logged_in(person(Role.OPERATOR)).get("/orders/W1/values").content.decode()
    start_ms = int(START.timestamp()) * 1000
    assert all(word in text for word in ("180.00", "195.00", "미준수", f"#{start_ms}-{start_ms + 600_000}"))
    assert (
        "측정값을 보내는 설비가 돌지 않았습니다"
        in logged_in(person(Role.QUALITY)).get(f"/orders/{other(ran)}/values").content.decode()
    )


def other(ran) -> str:
    return type(ran).objects.create(number="W2", item=ran.item, quantity=1).number


def test_the_order_tells_who_reported_what(ran, line):
    Completion.objects.create(
        order=ran, good=98, rejected=2, started=100, status_before="released", value=0, noted_at=line.now,
        made_at=datetime(2026, 5, 1, 3, tzinfo=UTC), made_by=line.person,
    )  # fmt: skip
    paper = told(["W1", "none"])["W1"]
    assert paper.values == "production:order-values"
    assert ("생산 입고", f"양품 98, 불량 2 · 05-01 12:00 {line.person}") in [
        (str(what), text) for what, text in paper.facts
    ]
    assert any("05-01 10:00–10:10" in text for _, text in paper.facts)
