"""A person chooses what signals mean while the recorder writes values of the same signals: neither stops the other."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection as database
from django.db import connections, transaction

from dure.kernel import clock
from dure.kernel.observation import Observation
from dure.plant.models import Area, Enterprise, Person, Site, WorkCenter, WorkUnit
from dure.telemetry.connections import Choice, choose_signals
from dure.telemetry.models import Connection, CurrentValue, Meaning, Reader, Signal
from dure.telemetry.services import ensure_signals, hold_position, store_current_values

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def wait_for_waiter() -> None:
    """Until another connection waits for a lock that this one holds."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with database.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


@pytest.fixture
def signal() -> Signal:
    source = Connection.objects.create(code="C1", name="C1", protocol="mqtt")
    return Signal.objects.create(connection=source, address="count", name="count")


@pytest.fixture
def chosen(signal: Signal) -> Callable[[Callable[[], object]], list[Exception]]:
    site = Site.objects.create(code="S", name="S", enterprise=Enterprise.objects.create(code="E", name="E"))
    center = WorkCenter.objects.create(code="L", name="L", area=Area.objects.create(code="A", name="A", site=site))
    unit = WorkUnit.objects.create(code="M1", name="M1", work_center=center)
    person = Person.objects.create(username="p", roles=["administrator"])
    failed: list[Exception] = []

    def choose() -> None:
        choice = Choice("count", "count", Meaning.TOTAL)
        try:
            choose_signals(connection=signal.connection, choices=[choice], work_unit=unit, person=person)
        except Exception as error:  # noqa: BLE001 - told by the test's own thread
            failed.append(error)
        finally:
            connections.close_all()

    def meanwhile(recorder: Callable[[], object]) -> list[Exception]:
        choosing = threading.Thread(target=choose)
        with transaction.atomic():
            hold_position(Reader.RESULTS)
            choosing.start()
            wait_for_waiter()
            recorder()
        choosing.join(20)
        signal.refresh_from_db()
        return failed

    return meanwhile


def test_a_value_is_stored_while_the_meaning_of_its_signal_is_chosen(signal: Signal, chosen) -> None:
    seen = Observation("count", 5, clock.to_us(NOW))
    assert chosen(lambda: store_current_values({signal.pk: seen})) == []
    assert signal.meaning == Meaning.TOTAL
    assert CurrentValue.objects.get(signal=signal).number == 5


def test_a_recorder_that_has_just_started_looks_the_signal_up_meanwhile(signal: Signal, chosen) -> None:
    found: dict[str, int] = {}
    assert chosen(lambda: found.update(ensure_signals("C1", ["count"]))) == []
    assert found == {"count": signal.pk}
    assert signal.meaning == Meaning.TOTAL
