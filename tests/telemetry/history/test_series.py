"""Zoom and compaction against figures worked out from the input by other means."""

import math
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dure.events.models import RecordedEvent
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.kernel.observation import Observation, Quality
from dure.plant.models import Enterprise, Site
from dure.telemetry.history import compaction, engine, reader, retention
from dure.telemetry.history.series import Series, series
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import HistoryFile, HistoryRetention, Signal
from dure.telemetry.services import Message
from tests.telemetry.history.conftest import DAY_US, START_US

pytestmark = pytest.mark.django_db
Make = Callable[..., Message]
S = 1_000_000


@pytest.fixture
def days_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the plant's clock to so many days after the first reading."""

    def at(days: float) -> None:
        plant = START_US / 1e6 + days * 86_400
        monkeypatch.setitem(os.environ, "DURE_CLOCK", f"{plant},{datetime.now(UTC).timestamp()},1")

    return at


@pytest.fixture
def write(history_folder: Path, message: Make) -> Callable[..., int]:
    """Writes observations to the history, in files of at most `size`; gives the signal's number."""
    writer = HistoryWriter()
    stream = [writer.position()]

    def feed(observations: list[Observation], size: int = 100_000) -> int:
        for at in range(0, len(observations), size):
            stream[0] += 1
            writer.take([message(stream[0], observations[at : at + size])])
            writer.flush()
        return Signal.objects.get(address=observations[0].address).id

    return feed


def wave(n: int, *, start_us: int = START_US, step_s: float = 1, first: int = 0) -> list[Observation]:
    return [
        Observation(
            "t", round(50 + 10 * math.sin(i / 500), 2), start_us + int(i * step_s * S), Quality.GOOD, "e", first + i
        )
        for i in range(n)
    ]


def totals(found: Series) -> tuple[int, float | None, float | None]:
    lows = [b.low for b in found.buckets if b.low is not None]
    highs = [b.high for b in found.buckets if b.high is not None]
    return sum(b.count for b in found.buckets), min(lows, default=None), max(highs, default=None)


def test_few_readings_come_as_they_are(write: Callable[..., int]) -> None:
    signal = write(wave(100))
    found = series(signal, START_US + 10 * S, START_US + 20 * S)
    assert found.width_ms == 0
    assert [p.time_us for p in found.points] == [START_US + i * S for i in range(10, 20)]
    assert found.before is not None
    assert found.before.time_us == START_US + 9 * S


@pytest.mark.parametrize("hours", [2, 12, 24])
def test_any_range_gives_few_points_and_loses_no_extreme(write: Callable[..., int], hours: int) -> None:
    data = wave(hours * 3600)
    signal = write(data)
    found = series(signal, START_US, START_US + hours * 3600 * S)
    values = [float(o.value) for o in data]  # type: ignore[arg-type]
    assert 0 < len(found.buckets) <= 1200
    assert totals(found) == (len(data), min(values), max(values))
    weighted = sum((b.mean or 0) * b.numbers for b in found.buckets) / len(data)
    assert weighted == pytest.approx(sum(values) / len(values))


def test_a_lost_connection_is_a_gap_and_never_a_zero(write: Callable[..., int]) -> None:
    data = wave(3600)
    data[1800:2400] = [Observation("t", None, data[1800].time_us, Quality.MISSING, "e", 1800)]
    signal = write(data)
    found = series(signal, START_US, START_US + 3600 * S, points=60)
    assert totals(found)[1] == min(o.value for o in data if o.value is not None)
    at = {(b.time_ms - START_US // 1000) // 60_000: b for b in found.buckets}
    assert at[30].numbers == 0
    assert at[30].mean is None
    assert at[30].last_quality == Quality.MISSING
    assert not set(range(31, 40)) & at.keys()
    assert at[40].last_quality == Quality.GOOD


def test_bad_values_are_not_drawn(write: Callable[..., int]) -> None:
    data = wave(120)
    data[60] = data[60]._replace(value=9999.0, quality=Quality.BAD)
    found = series(write(data), START_US, START_US + 120 * S, points=10)
    assert totals(found)[2] < 100


def test_texts_keep_the_last_one_and_tell_when_there_were_more(write: Callable[..., int]) -> None:
    states = ["ACTIVE", "READY", "STOPPED"]
    data = [Observation("x", states[i % 3], START_US + i * 20 * S, Quality.GOOD, "e", i) for i in range(4000)]
    found = series(write(data), START_US, START_US + DAY_US)
    assert found.width_ms == 120_000
    assert {b.texts for b in found.buckets} == {3}
    assert found.buckets[0].last_text == states[5 % 3]


def test_compaction_changes_no_answer(write: Callable[..., int], days_later: Callable[[float], None]) -> None:
    signal = write(wave(3 * 86_400 // 20, step_s=20), size=500)
    span = (START_US, START_US + 3 * DAY_US)
    before, points = series(signal, *span), list(reader.observations([signal], *span))
    raw = HistoryFile.objects.count()
    days_later(3.5)
    done = compaction.run()
    assert [str(day) for day in done.days] == ["2026-05-01", "2026-05-02", "2026-05-03"]
    live = HistoryFile.objects.filter(replaced_at=None)
    assert raw > 20
    assert sorted(live.values_list("level", flat=True)) == ["day"] * 3 + ["hour"] + ["minute"] * 3
    assert list(reader.observations([signal], *span)) == points
    assert rounded(series(signal, *span)) == rounded(before)


def rounded(found: Series) -> list[tuple[object, ...]]:
    return [tuple(round(v, 9) if isinstance(v, float) else v for v in bucket) for bucket in found.buckets]


def test_a_year_is_read_from_hours(write: Callable[..., int], days_later: Callable[[float], None]) -> None:
    data = wave(60 * 24, step_s=3600)
    signal = write(data)
    days_later(61)
    compaction.run(at_most_days=100)
    found = series(signal, START_US - 300 * DAY_US, START_US + 65 * DAY_US)
    values = [o.value for o in data]
    assert found.width_ms >= 3_600_000
    assert totals(found) == (len(data), min(values), max(values))  # type: ignore[type-var]
    assert HistoryFile.objects.filter(level="hour", replaced_at=None).count() == 2


def test_late_readings_are_seen_at_once_and_compacted_again(
    write: Callable[..., int], days_later: Callable[[float], None]
) -> None:
    signal = write(wave(4000, step_s=20))
    days_later(2)
    compaction.run()
    write([Observation("t", 99.0, START_US + 7 * S, Quality.GOOD, "e", 900_000)])
    span = (START_US, START_US + 2 * DAY_US)
    assert totals(series(signal, *span))[2] == 99
    assert compaction.run().days == (date(2026, 5, 1),)
    assert totals(series(signal, *span)) == (4001, 40.0, 99.0)
    assert len(list(reader.observations([signal], *span))) == 4001


def test_small_files_of_an_open_day_are_merged(write: Callable[..., int], days_later: Callable[[float], None]) -> None:
    days_later(0.5)
    signal = write(wave(400), size=10)
    assert compaction.run().merged == 40
    live = HistoryFile.objects.get(replaced_at=None)
    assert (live.level, live.rows, live.first_sequence, live.last_sequence) == ("raw", 400, 1, 40)
    assert [p.time_us for p in reader.observations([signal], START_US, START_US + DAY_US)] == [
        START_US + i * S for i in range(400)
    ]


def test_replaced_files_stay_an_hour_and_then_go(
    write: Callable[..., int], days_later: Callable[[float], None], history_folder: Path
) -> None:
    write(wave(400), size=100)
    days_later(2)
    compaction.run()
    assert len(list((history_folder / "raw").rglob("*.parquet"))) == 4
    HistoryFile.objects.exclude(replaced_at=None).update(replaced_at=timezone.now() - timedelta(hours=2))
    assert compaction.run().deleted == 4
    assert not list((history_folder / "raw").rglob("*.parquet"))


def test_what_a_crash_of_compaction_left_is_cleared(
    write: Callable[..., int],
    days_later: Callable[[float], None],
    history_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signal = write(wave(400))
    days_later(2)
    with monkeypatch.context() as broken, pytest.raises(OSError, match="power"):
        broken.setattr(compaction, "_swap", _power_cut)
        compaction.run()
    assert list((history_folder / "day").rglob("*.parquet"))
    assert len(list(reader.observations([signal], START_US, START_US + DAY_US))) == 400
    compaction.run()
    assert len(list((history_folder / "day").rglob("*.parquet"))) == 1
    assert len(list(reader.observations([signal], START_US, START_US + DAY_US))) == 400


def test_retention_lets_go_of_readings_and_keeps_the_roll_ups(
    write: Callable[..., int], days_later: Callable[[float], None]
) -> None:
    signal = write(wave(8640, step_s=20))
    days_later(40)
    compaction.run()
    assert retention.apply() == []
    site = Site.objects.create(code="S", name="S", enterprise=Enterprise.objects.create(code="E", name="E"))
    HistoryRetention.objects.create(site=site, raw_days=30, minute_days=None)
    (fact,) = retention.apply()
    assert (fact.level, fact.files, fact.rows, fact.last_day) == ("day", 2, 8640, "2026-05-02")
    assert RecordedEvent.objects.get(name="telemetry.HistoryDeleted").data["rows"] == 8640
    assert not list(reader.observations([signal], START_US, START_US + 2 * DAY_US))
    assert totals(series(signal, START_US, START_US + 2 * DAY_US))[0] == 8640
    write([Observation("t", 99.0, START_US + 7 * S, Quality.GOOD, "e", 900_000)])
    compaction.run()
    assert totals(series(signal, START_US, START_US + 2 * DAY_US)) == (8641, 40.0, 99.0)


def test_the_longest_wish_of_the_sites_holds(write: Callable[..., int]) -> None:
    company = Enterprise.objects.create(code="E", name="E")
    for code, days in (("A", 10), ("B", 90)):
        HistoryRetention.objects.create(
            site=Site.objects.create(code=code, name=code, enterprise=company), raw_days=days
        )
    assert retention.keep_days("raw_days") == 90
    assert retention.keep_days("minute_days") is None


def test_an_empty_range_is_refused(history_folder: Path) -> None:
    with pytest.raises(Invalid):
        series(1, START_US, START_US)


def test_no_history_gives_an_empty_answer(history_folder: Path) -> None:
    assert series(1, START_US, START_US + 400 * DAY_US).buckets == ()
    assert list(reader.observations([1], START_US, START_US + DAY_US)) == []


def test_the_reading_database_cannot_reach_the_network() -> None:
    with engine.reading() as cursor:
        settings = dict(
            cursor.execute("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions'").fetchall()
        )
    assert set(settings.values()) == {"false"}


def test_the_plant_clock_is_used(days_later: Callable[[float], None]) -> None:
    days_later(1)
    assert clock.now().date() == date(2026, 5, 2)


def _power_cut(made: object, replaced: object) -> None:
    raise OSError("power cut")
