"""What the signals of its machines read while an order ran, beside the limits of the standards it was made by."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from dure.kernel import clock
from dure.product.models import StandardLimit
from dure.production.models import OperationRun, OrderStandard, WorkOrder
from dure.telemetry.history.series import Series, series
from dure.telemetry.models import Meaning, Signal

MOST = 60
"""Values of one order; each is a question to the history."""
_POINTS = 1000
_DAY_US = 86_400_000_000
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class ProcessValue:
    """One signal during one run, in the signal's unit; figures are None where nothing was read.

    limit: the condition of the order's frozen standards that this signal measures.
    """

    run: OperationRun
    signal: Signal
    start_ms: int
    end_ms: int
    readings: int
    lowest: float | None
    mean: float | None
    highest: float | None
    limit: StandardLimit | None

    @property
    def is_within(self) -> bool | None:
        """Whether every reading kept the limits; None without readings or limits."""
        if self.limit is None or self.lowest is None or self.highest is None:
            return None
        above = self.limit.lower is None or self.lowest >= float(self.limit.lower)
        return above and (self.limit.upper is None or self.highest <= float(self.limit.upper))


def process_values(order: WorkOrder) -> list[ProcessValue]:
    """By run and signal, at most `MOST`. A run that goes on counts up to now, one beyond `MOST_DAYS` up to there."""
    runs = order.runs.select_related("work_unit").order_by("started_at")  # type: ignore[attr-defined]
    limits = _limits(order)
    measured = list(
        Signal.objects.filter(meaning=Meaning.MEASUREMENT, work_unit__in=[run.work_unit_id for run in runs])
    )
    measured += Signal.objects.filter(pk__in=limits.keys() - {one.pk for one in measured}, work_unit__isnull=False)
    pairs = ((run, one) for run in runs for one in measured if one.work_unit_id == run.work_unit_id)
    return [_value(run, one, limits.get(one.pk)) for run, one in islice(pairs, MOST)]


def _limits(order: WorkOrder) -> Mapping[int, StandardLimit]:
    versions = OrderStandard.objects.filter(order=order).values("version")
    rows = StandardLimit.objects.filter(version__in=versions, signal__isnull=False)
    return {row.signal_id: row for row in rows if row.signal_id is not None}


def _value(run: OperationRun, signal: Signal, limit: StandardLimit | None) -> ProcessValue:
    start_us = int(run.started_at.timestamp() * 1e6)
    end_us = int(run.ended_at.timestamp() * 1e6) if run.ended_at else clock.now_us()
    end_us = min(max(end_us, start_us + 1), start_us + MOST_DAYS * _DAY_US)
    readings, lowest, mean, highest = _figures(series(signal.pk, start_us, end_us, _POINTS))
    return ProcessValue(
        run, signal, start_us // 1000, -(-end_us // 1000), readings, lowest, mean, highest, limit
    )  # fmt: skip


def _figures(found: Series) -> tuple[int, float | None, float | None, float | None]:
    """Count, lowest, mean of the readings, highest; texts and truth values are none."""
    parts = [
        (1, float(one.value), float(one.value), float(one.value))
        for one in found.points
        if isinstance(one.value, int | float) and not isinstance(one.value, bool)
    ] + [
        (one.numbers, one.low, one.mean, one.high)
        for one in found.buckets
        if one.low is not None and one.mean is not None and one.high is not None
    ]
    count = sum(number for number, *_ in parts)
    if not count:
        return 0, None, None, None
    mean = sum(number * middle for number, _low, middle, _high in parts) / count
    return count, min(low for _n, low, _m, _h in parts), mean, max(high for *_, high in parts)
