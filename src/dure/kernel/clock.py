"""The time of the plant.

Normally the time of the computer. A demonstration or a fault test may run faster:
`DURE_CLOCK="<plant epoch seconds>,<real epoch seconds>,<speed>"` makes every process of one
installation agree on a plant time that runs `speed` times as fast from that point on.
Pure rules never call this; they are given the time.
"""

import os
import time
from datetime import UTC, datetime


def _setting() -> tuple[float, float, float] | None:
    text = os.environ.get("DURE_CLOCK", "")
    if not text:
        return None
    plant, real, speed = (float(part) for part in text.split(","))
    return plant, real, speed


def now_us() -> int:
    """Plant time, microseconds since 1970-01-01 UTC."""
    setting = _setting()
    if setting is None:
        return time.time_ns() // 1000
    plant, real, speed = setting
    return int((plant + (time.time() - real) * speed) * 1_000_000)


def now() -> datetime:
    """Plant time as an aware UTC datetime."""
    return from_us(now_us())


def speed() -> float:
    """Plant seconds per real second."""
    setting = _setting()
    return 1.0 if setting is None else setting[2]


def from_us(time_us: int) -> datetime:
    """Aware UTC datetime of `time_us`; exact to the microsecond."""
    seconds, micros = divmod(time_us, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def to_us(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC of an aware datetime; exact."""
    delta = moment - _START
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


_START = datetime(1970, 1, 1, tzinfo=UTC)
