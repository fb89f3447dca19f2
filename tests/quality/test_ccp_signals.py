"""What a signal told in an interval goes into the record of its CCP by itself."""

import uuid
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from dure.kernel import clock
from dure.kernel.envelope import encode
from dure.kernel.errors import Invalid
from dure.kernel.observation import Envelope, Observation, Quality
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.quality import services
from dure.quality.haccp.monitoring import slot_of
from dure.quality.models import CcpRecord, Nonconformance
from dure.quality.selectors.ccp import today
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import Connection, Meaning, Signal
from dure.telemetry.services import Message
from tests.plant.plants import logged_in, person
from tests.production.floor.shop import make_plant, operations
from tests.quality.test_ccp import make_point

pytestmark = pytest.mark.django_db


def write(start_us: int, readings: list[tuple[float, float]], epoch: str = "e1") -> Signal:
    """Readings as (minute from the start, value) of one signal; epoch: of the gateway that counts them."""
    Connection.objects.get_or_create(
        code="K1", defaults={"name": "솥", "protocol": "mqtt", "collects_everything": True}
    )
    seen = [
        Observation("temperature", value, start_us + int(minute * 60e6), Quality.GOOD, epoch, number)
        for number, (minute, value) in enumerate(readings)
    ]
    writer = HistoryWriter()
    writer.take([Message(writer.position() + 1, encode(Envelope("K1", epoch, start_us, tuple(seen))))])
    writer.flush()
    return Signal.objects.get(address="temperature")


def test_intervals_of_a_signal(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """91 to 93 °C in the first half hour, a dip to 80 in the second, silence in the third."""
    settings.HISTORY_DIR = tmp_path / "history"  # type: ignore[attr-defined]
    settings.SECOND_FACTOR = False  # type: ignore[attr-defined]
    plant, lee = make_plant(tracking="lot"), Person.objects.create(username="lee")
    first = slot_of(plant.began, 30) + timedelta(minutes=30)
    readings = [(minute, 91.0 + minute % 3) for minute in range(30)] + [(40, 80.0), (59, 92.0)]
    signal = write(clock.to_us(first), readings)
    Signal.objects.filter(pk=signal.pk).update(meaning=Meaning.MEASUREMENT, work_unit=plant.kettle)
    point = make_point(plant, lee, signal=signal)
    order = plant.order(60)
    wait = (first - plant.began).total_seconds() / 60
    plant.start(operations(order)[0], plant.kettle, wait)
    plant.finish(operations(order)[0], plant.kettle, wait + 90)

    one, two, three = services.watch_points(now=clock.now())
    assert (one.low, one.high, one.value, one.readings, one.is_within) == (91, 93, 93, 30, True)
    assert (two.low, two.high, two.value, two.is_within, two.order) == (80, 92, 92, False, order)
    assert (three.kind, three.slot) == ("missed", first + timedelta(hours=1))
    assert "80.0–92.0 ℃" in Nonconformance.objects.get().text
    assert services.watch_points(now=clock.now()) == []
    assert CcpRecord.objects.filter(kind="value").count() == 2
    with pytest.raises(Invalid, match="isn't corrected"):
        services.correct_value(record=two, value=Decimal(90), reason="x", client_id=uuid.uuid4(), by=lee)

    browser: Client = logged_in(person(Role.QUALITY, name="han"))
    sheet = browser.get(f"/ccp/{point.pk}/sheet/", {"day": today().isoformat(), "language": "ko"}).content.decode()
    assert "92.0 (80.0–92.0)" in sheet or today() != one.at.date()
    assert "CCP 모니터링일지" in sheet
    refused = browser.get("/ccp/chain/", {"sequence": "1", "head": "f" * 16}).content.decode()
    assert "다시 쓰였습니다" in refused
    assert (
        "다시 쓰였습니다" not in browser.get("/ccp/chain/", {"sequence": "1", "head": one.hash[:16]}).content.decode()
    )


def test_readings_that_a_gateway_kept_through_a_cut_come_late(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Three half hours of silence, then the dip to 80 °C in the second arrives: it is a deviation, not nothing."""
    settings.HISTORY_DIR = tmp_path / "history"  # type: ignore[attr-defined]
    plant, lee = make_plant(tracking="lot"), Person.objects.create(username="lee")
    first = slot_of(plant.began, 30) + timedelta(minutes=30)
    signal = write(clock.to_us(first), [(-5, 90.0)])
    make_point(plant, lee, signal=signal)
    order = plant.order(60)
    wait = (first - plant.began).total_seconds() / 60
    plant.start(operations(order)[0], plant.kettle, wait)
    plant.finish(operations(order)[0], plant.kettle, wait + 90)
    assert [row.kind for row in services.watch_points(now=clock.now())] == ["missed"] * 3
    assert services.watch_points(now=clock.now()) == []
    write(clock.to_us(first), [(40, 80.0)], epoch="e2")
    (late,) = services.watch_points(now=clock.now())
    assert (late.kind, late.slot, late.is_within) == ("value", first + timedelta(minutes=30), False)
    assert Nonconformance.objects.get().order == order
    assert services.watch_points(now=clock.now()) == []
    assert CcpRecord.objects.filter(kind="missed").count() == 3


def test_an_operator_verifies_nothing(settings: pytest.FixtureRequest) -> None:
    settings.SECOND_FACTOR = False  # type: ignore[attr-defined]
    plant, lee = make_plant(tracking="lot"), Person.objects.create(username="lee")
    point = make_point(plant, lee, is_always=True)
    for role, done in ((Role.OPERATOR, 422), (Role.QUALITY, 302)):
        browser = logged_in(person(role, name=f"one-{role}"))
        address = f"/ccp/{point.pk}/"
        if role == Role.OPERATOR:
            browser.post(f"{address}value", {"client_id": uuid.uuid4(), "value": "91"})
        told = {"client_id": uuid.uuid4(), "day": today().isoformat()}
        assert browser.post(f"{address}sign", told).status_code == done
    assert CcpRecord.objects.filter(kind="signature").count() == 1
