"""A press with a bearing that is measured, its people, and a rule that rings above 80."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import psycopg
import pytest

from dure.config.engines.postgres import OWNER, Postgres
from dure.decisions import services
from dure.decisions.models import Alarm, AlarmRule
from dure.kernel import clock
from dure.kernel.envelope import encode
from dure.kernel.observation import Envelope, Observation, Quality
from dure.plant.models import Person, WorkUnit
from dure.plant.roles import Role
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import Signal
from dure.telemetry.services import Message
from tests.plant.fixtures import kim, press, quick
from tests.plant.plants import person

__all__ = ["kim", "press", "quick"]
Feed = Callable[..., Signal]
SETTLED = timedelta(seconds=30)
"""So long after a reading a look finds it."""


def us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


@pytest.fixture
def chief(db) -> Person:
    return person(Role.SUPERVISOR, name="ban")


@pytest.fixture
def feed(press: WorkUnit, tmp_path, settings) -> Feed:
    """Writes temperatures at given moments to the history; gives the signal."""
    settings.HISTORY_DIR = tmp_path / "history"
    writer = HistoryWriter()
    state = {"stream": writer.position(), "sequence": 0}

    def write(*seen: tuple[datetime, float | None]) -> Signal:
        rows = []
        for at, value in seen:
            quality = Quality.MISSING if value is None else Quality.GOOD
            rows.append(Observation("temp", value, us(at), quality, "e", state["sequence"]))
            state["sequence"] += 1
        state["stream"] += 1
        writer.take([Message(state["stream"], encode(Envelope("C1", "e1", us(clock.now()), tuple(rows))))])
        writer.flush()
        Signal.objects.filter(address="temp").update(work_unit=press)
        return Signal.objects.get(address="temp")

    return write


def hot(signal: Signal, by: Person, **values: object) -> AlarmRule:
    """Rings above 80; watched as if written at the first reading's hour."""
    given = {"name": "베어링 과열", "subject": "signal", "signal": signal, "kind": "above", "limit": 80.0,
             "priority": 1, "action": "기계를 세우고 냉각수를 확인한다"}  # fmt: skip
    return services.add_rule(by=by, **(given | values))


def watched_since(rule: AlarmRule, moment: datetime) -> None:
    Alarm.objects.filter(pk=rule.pk).update(watched_until=moment, since=moment, rule_since=moment)


@pytest.fixture
def records_let_go(postgres: Postgres, transactional_db: None) -> Iterator[None]:
    """For tests in real transactions: their rows of the journals go, by the database's owner."""
    yield
    tables = ("decisions_alarmrecord", "decisions_decisionrecord")
    with psycopg.connect(postgres.url(OWNER, "dure"), autocommit=True) as link:
        for table in tables:
            link.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            link.execute(f"DELETE FROM {table}")
            link.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
