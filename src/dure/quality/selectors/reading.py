"""The newest value of a signal, as a proposal for a measurement."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dure.quality.models import Characteristic
from dure.telemetry.history.series import series
from dure.telemetry.models import Signal

FRESH = timedelta(minutes=10)
"""A value older than this isn't proposed."""


@dataclass(frozen=True, slots=True)
class Newest:
    signal: Signal
    value: float
    at: datetime


def newest_of(row: Characteristic, now: datetime) -> Newest | None:
    """None when the characteristic has no signal, or it said no number lately."""
    if row.signal is None:
        return None
    end = int(now.timestamp() * 1e6)
    found = series(row.signal.pk, end - int(FRESH.total_seconds() * 1e6), end, 1000)
    last = next((one for one in reversed(found.points) if _is_number(one.value)), None)
    if last is not None:
        return Newest(row.signal, float(last.value), datetime.fromtimestamp(last.time_us / 1e6, UTC))
    bucket = next((one for one in reversed(found.buckets) if one.last is not None), None)
    if bucket is None or bucket.last is None:
        return None
    return Newest(row.signal, bucket.last, datetime.fromtimestamp(bucket.time_ms / 1e3, UTC))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
