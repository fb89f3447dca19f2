"""Quarter hours of meters, summed up from the history: again wherever a file of it came new, late readings included.

Nothing is counted on: a quarter hour is always made from all of its readings, so late and repeated ones can't double
it. The path from machine to result knows nothing of this.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.observation import Quality
from dure.performance.energy.flow import QUARTER_US, SECOND_US, Kind, Quarter, Reading, Rule, quarter_of, quarters
from dure.performance.energy.models import EnergyMeter, EnergyQuarter, EnergyRoll
from dure.telemetry.history import files, reader
from dure.telemetry.history.reader import Point

AGAIN = timedelta(minutes=3)
"""Files entered so long before the last pass are looked at again: entries don't become visible in their order."""
MARGIN_US = 3600 * SECOND_US
"""Time for a controller that shows zero to come back, and at least two intervals of the meter."""
CHUNK_US = 7 * 86_400 * SECOND_US
Window = tuple[int, int]


def rule_of(meter: EnergyMeter) -> Rule:
    """How the meter's readings are read, as values."""
    return Rule(
        Kind(meter.kind),
        float(meter.factor),
        None if meter.modulus is None else float(meter.modulus),
        None if meter.most_kw is None else float(meter.most_kw),
        meter.span_s,
    )


def readings_of(points: Iterable[Point]) -> list[Reading]:
    """Readings of energy. What came with bad quality is left out; what is missing says so."""
    found = []
    for point in points:
        is_number = isinstance(point.value, int | float) and not isinstance(point.value, bool)
        if point.quality is Quality.MISSING:
            found.append(Reading(point.time_us, None))
        elif is_number and point.quality <= Quality.UNCERTAIN:
            found.append(Reading(point.time_us, float(point.value)))  # type: ignore[arg-type] # a number
    return found


def refresh(*, now: datetime) -> int:
    """Bring the quarter hours of all meters in use up to the history; how many were written. Idempotent."""
    return sum(refresh_meter(meter=meter, now=now) for meter in EnergyMeter.objects.filter(is_active=True))


@transaction.atomic
def refresh_meter(*, meter: EnergyMeter, now: datetime) -> int:
    """The same for one meter; all of it when it is read by another rule than before."""
    EnergyRoll.objects.get_or_create(meter=meter)
    roll = EnergyRoll.objects.select_for_update().get(meter=meter)
    rule, seen_at = rule_of(meter), timezone.now()
    mark = f"{meter.signal_id} {rule}"[:200]
    found = files.live(files.BASE_LEVELS)
    if roll.rule != mark:
        _forget(meter, found.order_by("first_time").first())
    elif roll.files_until is not None:
        found = found.filter(created_at__gt=roll.files_until - AGAIN)
    latest = clock.to_us(now) + MARGIN_US
    spans = [(clock.to_us(row.first_time), min(clock.to_us(row.last_time), latest)) for row in found]
    written = sum(_roll(meter, rule, window) for window in windows(spans))
    roll.rule, roll.files_until = mark, seen_at
    roll.save()
    return written


def _forget(meter: EnergyMeter, oldest: files.HistoryFile | None) -> None:
    """What the history can't say again is kept as it was summed up."""
    rows = EnergyQuarter.objects.filter(meter=meter)
    if oldest is not None:
        rows.filter(start__gte=oldest.first_time).delete()


def windows(spans: Iterable[Window]) -> Iterator[Window]:
    """Spans that touch as one, none of them longer than a week."""
    merged: list[list[int]] = []
    for start, end in sorted(span for span in spans if span[0] <= span[1]):
        if merged and start <= merged[-1][1] + 2 * MARGIN_US:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    for start, end in merged:
        while start <= end:
            yield start, min(start + CHUNK_US, end)
            start += CHUNK_US + 1


def _roll(meter: EnergyMeter, rule: Rule, window: Window) -> int:
    """Make the quarter hours anew that readings of the window can touch: to the neighbouring readings and a margin."""
    margin = max(MARGIN_US, 2 * rule.span_s * SECOND_US)
    start, end = _reach(meter, quarter_of(window[0]), quarter_of(window[1]) + QUARTER_US, margin)
    points = reader.observations([meter.signal_id], *_reach(meter, start, end, margin))
    made = quarters(rule, readings_of(points))
    EnergyQuarter.objects.filter(meter=meter, start__gte=clock.from_us(start), start__lt=clock.from_us(end)).delete()
    rows = [_row(meter, at, quarter) for at, quarter in made.items() if start <= at < end]
    EnergyQuarter.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _reach(meter: EnergyMeter, start: int, end: int, margin: int) -> Window:
    """The window up to and with the quarter hours of the readings before and after it, and a margin."""
    rows = EnergyQuarter.objects.filter(meter=meter, first_at__isnull=False)
    before = rows.filter(start__lt=clock.from_us(start)).order_by("-start").values_list("start", flat=True).first()
    after = rows.filter(start__gte=clock.from_us(end)).order_by("start").values_list("start", flat=True).first()
    first = start if before is None else clock.to_us(before)
    last = end if after is None else clock.to_us(after) + QUARTER_US
    return quarter_of(first - margin), quarter_of(last + margin)


def _row(meter: EnergyMeter, at: int, quarter: Quarter) -> EnergyQuarter:
    return EnergyQuarter(
        meter=meter,
        start=clock.from_us(at),
        kwh=quarter.kwh,
        spread=quarter.spread,
        doubted=quarter.doubted,
        known_s=min(quarter.known_s, 900.0),
        first_at=None if quarter.first_us is None else clock.from_us(quarter.first_us),
        last_at=None if quarter.last_us is None else clock.from_us(quarter.last_us),
    )
