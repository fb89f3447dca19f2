"""Where the files of the history lie, and what the table of live files says about them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from dure.kernel import clock
from dure.telemetry.history.rows import DAY_US, day_of
from dure.telemetry.models import HistoryFile

Level = HistoryFile.Level
_EPOCH = date(1970, 1, 1)
BASE_LEVELS = (Level.RAW, Level.DAY)


def folder() -> Path:
    """The folder of the history of this installation; it may lie on another disk."""
    return Path(settings.HISTORY_DIR)


def day_date(day: int) -> date:
    """The date of a day number (days since 1970-01-01, UTC)."""
    return _EPOCH + timedelta(days=day)


def day_start_us(day: date) -> int:
    """First microsecond of a UTC day."""
    return (day - _EPOCH).days * DAY_US


def today() -> date:
    return clock.now().date()


def place(kind: str, day: date, first: int, last: int) -> str:
    """Path below the folder. Named by day and stream sequences, so that repeated work takes the same name."""
    return f"{kind}/{day:%Y-%m-%d}/{first:016d}-{last:016d}.parquet"


def moment(time_us: int) -> datetime:
    """The table's time of `time_us`, kept within the days that a file may have."""
    border_us = day_of(time_us) * DAY_US
    return clock.from_us(min(max(time_us, border_us), border_us + DAY_US - 1))


def live(levels: Iterable[str], start_us: int | None = None, end_us: int | None = None) -> QuerySet[HistoryFile]:
    """Live files of some levels that may hold something of [start, end), oldest first."""
    wanted = Q(level__in=list(levels), replaced_at=None)
    if start_us is not None:
        wanted &= Q(last_time__gte=moment(start_us))
    if end_us is not None:
        wanted &= Q(first_time__lte=moment(end_us))
    return HistoryFile.objects.filter(wanted).order_by("day", "first_sequence", "id")


def paths(rows: Iterable[HistoryFile]) -> list[Path]:
    root = folder()
    return [root / row.path for row in rows]


def forget(stray: Iterable[Path]) -> int:
    """Delete files that nobody lists; returns how many there were."""
    count = 0
    for file in stray:
        file.unlink(missing_ok=True)
        count += 1
    return count


def unlisted(kinds: Iterable[str]) -> list[Path]:
    """Files in the folders of `kinds` that the table doesn't name: left by a crash before the commit."""
    root = folder()
    found = [file for kind in kinds for file in sorted((root / kind).rglob("*")) if file.is_file()]
    if not found:
        return []
    known = set(HistoryFile.objects.values_list("path", flat=True))
    return [file for file in found if file.relative_to(root).as_posix() not in known]


def utc_midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
