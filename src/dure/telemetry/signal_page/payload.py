"""A series as the page's chart takes it. Pure."""

from collections.abc import Iterable

from dure.kernel.observation import Quality
from dure.telemetry.history.reader import Point
from dure.telemetry.history.series import Bucket, Series

Cell = float | int | str | None


def document(found: Series, tail: Iterable[Point] = ()) -> dict[str, object]:
    """JSON of a series. Rows: [ms, low, high, mean, last, text, different texts, readings, quality].

    A row without numbers has None there, never 0. before: what held when the range began.
    """
    rows = [_bucket(bucket) for bucket in found.buckets] + [_point(point) for point in found.points]
    rows += [_point(point) for point in tail if found.start_us <= point.time_us < found.end_us]
    return {
        "from": found.start_us // 1000,
        "to": found.end_us // 1000,
        "width_ms": found.width_ms,
        "before": None if found.before is None else _point(found.before),
        "rows": rows,
    }


def _bucket(one: Bucket) -> list[Cell]:
    return [one.time_ms, one.low, one.high, one.mean, one.last, one.last_text, one.texts, one.count, one.last_quality]


def _point(one: Point) -> list[Cell]:
    believed = one.quality <= Quality.UNCERTAIN
    number = float(one.value) if believed and isinstance(one.value, int | float) else None
    text = one.value if believed and isinstance(one.value, str) else None
    return [one.time_us / 1000, number, number, number, number, text, int(text is not None), 1, int(one.quality)]
