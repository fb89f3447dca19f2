"""How long the history is kept: what a site wants, what lies on the disk, and what a choice would let go."""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet, Sum

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person, Site
from dure.telemetry.events import RetentionChanged
from dure.telemetry.history import files, retention
from dure.telemetry.models import HistoryFile, HistoryRetention

Level = HistoryFile.Level
READINGS = (Level.RAW, Level.DAY)
LEAST_DAYS = 7
"""Nobody lets go of a week that may still have to be looked at."""
_LATELY_DAYS = 14


@dataclass(frozen=True, slots=True)
class Stored:
    """What of one kind lies on the disk. a_day: bytes that a full day lately took, None when none is full yet."""

    rows: int
    size_bytes: int
    first: date | None
    last: date | None
    a_day: float | None

    def after(self, days: int) -> float | None:
        """Bytes that so many days take at the rate of late."""
        return None if self.a_day is None else self.a_day * days


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that the history lies on, in bytes."""

    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Going:
    """What the next night would let go of."""

    days: int = 0
    rows: int = 0
    size_bytes: int = 0
    until: date | None = None


@transaction.atomic
def set_retention(*, site: Site, raw_days: int | None, minute_days: int | None, person: Person) -> HistoryRetention:
    """Keep single readings and minutes of a site so many days, None for ever; files go in the night after.

    Raises Invalid below a week, or when minutes would go before their readings.
    """
    for days in (raw_days, minute_days):
        if days is not None and days < LEAST_DAYS:
            raise Invalid("Keep at least %(days)s days.", days=LEAST_DAYS)
    if minute_days is not None and (raw_days is None or minute_days < raw_days):
        raise Invalid("Minutes are kept at least as long as single readings.")
    row, _ = HistoryRetention.objects.update_or_create(
        site=site, defaults={"raw_days": raw_days, "minute_days": minute_days}
    )
    append(RetentionChanged(site_id=site.pk, raw_days=raw_days, minute_days=minute_days, person_id=person.pk))
    return row


def wishes() -> list[tuple[Site, HistoryRetention | None]]:
    """What each site wants; None where nobody said, which means for ever."""
    known = {row.site_id: row for row in HistoryRetention.objects.all()}
    return [(site, known.get(site.pk)) for site in Site.objects.order_by("sort_order", "code")]


def wish_of(site: Site) -> dict[str, int | None]:
    """Days of readings and of minutes that a site wants; None for ever."""
    row = HistoryRetention.objects.filter(site=site).first()
    return {"raw_days": row.raw_days if row else None, "minute_days": row.minute_days if row else None}


def stored(levels: tuple[str, ...]) -> Stored:
    """What lies on the disk of some levels."""
    found = _live(levels).aggregate(
        rows=Sum("rows"), size=Sum("size_bytes"), first=Min("first_time"), last=Max("last_time")
    )
    first, last = found["first"], found["last"]
    return Stored(
        found["rows"] or 0,
        found["size"] or 0,
        first.date() if first else None,
        last.date() if last else None,
        _a_day(levels),
    )


def disk() -> Disk | None:
    """The disk of the history; None while its folder can't be read."""
    try:
        found = shutil.disk_usage(files.folder())
    except OSError:
        return None
    return Disk(found.total, found.free)


def going(raw_days: int | None, minute_days: int | None) -> Going:
    """What these days would let go of now, if they held for the whole installation."""
    wanted = Q(pk=None)
    for levels, days in ((READINGS, raw_days), ((Level.MINUTE,), minute_days)):
        if days is not None:
            wanted |= Q(level__in=levels, day__lt=clock.now().date() - timedelta(days=days))
    rows = HistoryFile.objects.filter(wanted, replaced_at=None)
    found = rows.aggregate(rows=Sum("rows"), size=Sum("size_bytes"), last=Max("day"))
    days = rows.filter(level__in=READINGS).values("day").distinct().count()
    return Going(days, found["rows"] or 0, found["size"] or 0, found["last"])


def with_wish(site: Site, raw_days: int | None, minute_days: int | None) -> Going:
    """What would go if a site wanted this: one file holds all sites, so the longest wish of any holds."""
    others = HistoryRetention.objects.exclude(site=site)
    everywhere = Site.objects.exclude(pk=site.pk).count() == others.count()
    if not everywhere:
        return Going()
    return going(
        _longest(raw_days, list(others.values_list("raw_days", flat=True))),
        _longest(minute_days, list(others.values_list("minute_days", flat=True))),
    )


def kept() -> tuple[int | None, int | None]:
    """Days that readings and minutes are really kept; None for ever."""
    return retention.keep_days("raw_days"), retention.keep_days("minute_days")


def _longest(days: int | None, others: list[int | None]) -> int | None:
    every = [days, *others]
    return None if None in every else max(one for one in every if one is not None)


def _live(levels: tuple[str, ...]) -> QuerySet[HistoryFile]:
    return HistoryFile.objects.filter(level__in=levels, replaced_at=None)


def _a_day(levels: tuple[str, ...]) -> float | None:
    """Bytes of a full day lately: today isn't over, and small files of today aren't packed yet."""
    border = clock.now().date()
    if levels == (Level.HOUR,):
        return _hours_a_day()
    rows = _live(levels).filter(day__lt=border, day__gte=border - timedelta(days=_LATELY_DAYS))
    found = list(rows.values("day").annotate(size=Sum("size_bytes")).values_list("size", flat=True))
    return sum(found) / len(found) if found else None


def _hours_a_day() -> float | None:
    """One file holds the hours of a month, so its size is shared among the days that it has."""
    found = _live((Level.HOUR,)).aggregate(size=Sum("size_bytes"), first=Min("first_time"), last=Max("last_time"))
    if not found["size"]:
        return None
    return float(found["size"]) / ((found["last"].date() - found["first"].date()).days + 1)
