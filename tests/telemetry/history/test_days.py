"""Observations of a day: each counted once, whatever is told twice or breaks before the commit."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from dure.telemetry.history import writer as writers
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import ConnectionDay, Reader
from dure.telemetry.services import Intake, Message
from tests.telemetry.history.test_writer import count

pytestmark = pytest.mark.django_db


def days() -> list[tuple[str, int]]:
    return list(ConnectionDay.objects.order_by("day").values_list("connection", "observations"))


def test_the_same_observations_again_are_not_counted_again(history_folder: Path, message: Callable[..., Message]):
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, count(0, 5))])
    writer.flush()
    writer.take([message(2, count(3, 4))])
    writer.flush()
    assert [number for _, number in days()] == [7]


def test_a_failed_commit_counts_nothing(
    history_folder: Path, message: Callable[..., Message], monkeypatch: pytest.MonkeyPatch
):
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, count(0, 5))])

    def full(*_: object, **__: object) -> int:
        raise DatabaseError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(writers.engine, "write", full)
        with pytest.raises(DatabaseError), transaction.atomic():
            writer.flush()
    assert days() == []
    writer.flush()
    assert [number for _, number in days()] == [5]


def test_only_one_of_the_two_readers_counts(message: Callable[..., Message]):
    Intake(Reader.RESULTS).take([message(1, count(0, 5))], after=0)
    assert days() == []


def test_the_day_is_the_plants(history_folder: Path, message: Callable[..., Message], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dure.telemetry.services.timezone.localdate", lambda _now: date(2026, 5, 2))
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, count(0, 2))])
    writer.flush()
    assert list(ConnectionDay.objects.values_list("day", flat=True)) == [date(2026, 5, 2)]
