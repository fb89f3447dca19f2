"""Hours of machines as the models see them: running time by state, pieces that a machine counted, and energy."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from dure.decisions.conditions import Kind
from dure.decisions.models import AlarmRule, Subject
from dure.decisions.prediction.pace import Hour, Value
from dure.decisions.prediction.piece_energy import Use
from dure.kernel.clock import to_us
from dure.performance.models import EnergyMeter, EnergyQuarter
from dure.production.selectors import performance as production
from dure.production.unit import UnitState
from dure.telemetry.history import series

WINDOW = timedelta(weeks=12)
"""The past that is learnt from; what was longer ago was another plant."""
SETTLES = timedelta(minutes=15)
"""An hour counts once it has been over for so long."""
HOUR = timedelta(hours=1)
MEASURED_S = 0.95 * 3600
"""An hour counts as measured from so many seconds on."""
RAN_S = 0.75 * 3600
"""An hour of a signal counts when its machine ran for so long; the mean of a shorter one is that of standing."""
AT_ONCE = timedelta(weeks=6)
"""So much of a signal comes in buckets of an hour, less in narrower ones (`telemetry.history.series`)."""
Hours = dict[int, list[Hour]]
Uses = dict[int, list[Use]]
UnitHour = tuple[int, datetime]
Measured = tuple[int, datetime, float, float, float]
"""(work unit, hour, kWh, measured seconds, kWh doubted), over its meters"""


def whole_hours_until(now: datetime) -> datetime:
    return (now - SETTLES).replace(minute=0, second=0, microsecond=0)


def hours_of(unit_ids: Collection[int], start: datetime, end: datetime) -> Hours:
    """Work unit → its hours with running time and counted pieces, in order. start, end: full hours. Three queries."""
    seconds, pieces = _running(unit_ids, start, end), _counted(unit_ids, start, end)
    found: Hours = {pk: [] for pk in unit_ids}
    for unit, hour in sorted(seconds.keys() & pieces.keys()):
        found[unit].append(Hour(to_us(hour), seconds[unit, hour], dict(pieces[unit, hour])))
    return found


def uses_of(unit_ids: Collection[int], start: datetime, end: datetime) -> Uses:
    """Work unit → its hours that all of its meters measured, in order; work units without a meter have none. start,
    end: full hours. Five queries. Hours in which a reading was doubted are left out."""
    found: Uses = {pk: [] for pk in unit_ids}
    meters: dict[int, int] = Counter(
        EnergyMeter.objects.filter(is_active=True, work_unit__in=unit_ids).values_list("work_unit", flat=True)
    )
    if not meters or start >= end:
        return found
    seconds, pieces = _running(meters, start, end), _counted(meters, start, end)
    for unit, hour, kwh, known_s, doubted in _measured(meters, start, end):
        if not doubted and known_s >= MEASURED_S * meters[unit]:
            day = timezone.localtime(hour).replace(hour=0)
            running_h = seconds.get((unit, hour), 0.0) / 3600
            found[unit].append(Use(to_us(hour), to_us(day), 1.0, running_h, kwh, dict(pieces.get((unit, hour), {}))))
    return found


def watched_signals(unit: int) -> list[int]:
    """Signals of a work unit whose values a rule in use looks at."""
    rules = AlarmRule.objects.filter(subject=Subject.SIGNAL, is_active=True, signal__work_unit=unit)
    found = rules.exclude(kind=Kind.SILENT).order_by("signal").values_list("signal", flat=True)
    return list(dict.fromkeys(found))


def values_of(unit: int, signal: int, start: datetime, end: datetime) -> list[Value]:
    """Hourly means of a signal while its machine ran, from the roll-ups of the history. start, end: full hours."""
    seconds, found = _running([unit], start, end), list[Value]()
    while end > start:
        begin = end - AT_ONCE
        for bucket in reversed(series.series(signal, to_us(begin), to_us(end), series.MAX_POINTS).buckets):
            hour = datetime.fromtimestamp(bucket.time_ms / 1000, UTC)
            if hour >= start and bucket.mean is not None and seconds.get((unit, hour), 0.0) >= RAN_S:
                found.append((bucket.time_ms * 1000, bucket.mean))
        end = begin
    return found[::-1]


def _measured(units: Collection[int], start: datetime, end: datetime) -> Iterator[Measured]:
    rows = EnergyQuarter.objects.filter(
        meter__is_active=True, meter__work_unit__in=units, start__gte=start, start__lt=end
    ).annotate(hour=TruncHour("start", tzinfo=UTC))
    sums = rows.values("meter__work_unit", "hour").annotate(Sum("kwh"), Sum("known_s"), Sum("doubted"))
    fields = ("meter__work_unit", "hour", "kwh__sum", "known_s__sum", "doubted__sum")
    yield from sums.order_by("meter__work_unit", "hour").values_list(*fields)


def _running(unit_ids: Collection[int], start: datetime, end: datetime) -> dict[UnitHour, float]:
    """Seconds of running in each hour (one query)."""
    seconds: dict[UnitHour, float] = defaultdict(float)
    for row in production.states(unit_ids, start, end):
        if row.state == UnitState.PRODUCING:
            for hour, share in _shares(max(row.started_at, start), min(row.ended_at or end, end)):
                seconds[row.work_unit_id, hour] += share
    return seconds


def _counted(unit_ids: Collection[int], start: datetime, end: datetime) -> dict[UnitHour, dict[str, float]]:
    """Pieces of each item that a machine counted while one knew what it did (two queries)."""
    pieces: dict[UnitHour, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for made in production.quantities(unit_ids, start, end):
        counted = float(max(0, made.automatic - made.unseen))
        if counted:
            pieces[made.work_unit_id, made.hour][str(made.item_id or 0)] += counted
    return pieces


def _shares(start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    """Seconds of a stretch in each clock hour."""
    while start < end:
        hour = start.replace(minute=0, second=0, microsecond=0)
        until = min(end, hour + HOUR)
        yield hour, (until - start).total_seconds()
        start = until
