"""Counted quantities, added up per hour, shift, order and item, and written once a batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection as database

from dure.kernel import clock
from dure.production.effects import Counted
from dure.production.rulebook import Run
from dure.production.unit import CountedFrom

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US


class Bucket(NamedTuple):
    """What makes a row of production results: see models.ProductionResult."""

    unit: int
    hour: datetime
    shift_date: object
    shift: str
    run: int | None
    item: int | None
    operation: int | None
    source: str


@dataclass(slots=True)
class Amounts:
    first_us: int
    last_us: int
    sums: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * 6)


class Buckets:
    """Sums of one batch. shift_at(unit, time_us) gives (shift date, shift code) or (None, "")."""

    def __init__(self, shift_at: Callable[[int, int], tuple[object, str]]) -> None:
        self._shift_at = shift_at
        self._sums: dict[Bucket, Amounts] = {}
        self._near: dict[tuple[object, ...], Amounts] = {}
        """The same by unit, run and minute, in which hour and shift don't change: most counts come close together."""

    def add(self, unit: int, runs: Sequence[Run], counted: Counted) -> None:
        time_us = counted.time_us
        run = next((r for r in runs if r.covers(time_us)), None) if runs else None
        near = (unit, time_us // MINUTE_US, run, counted.item, counted.operation, counted.source is CountedFrom.COUNTER)
        amounts = self._near.get(near)
        if amounts is None:
            amounts = self._near[near] = self._amounts(unit, run, counted)
        amounts.first_us = min(amounts.first_us, time_us)
        amounts.last_us = max(amounts.last_us, time_us)
        sums = amounts.sums
        parts = (counted.produced, counted.good, counted.reject, counted.rework, counted.cycles, counted.unseen)
        for at, part in enumerate(parts):
            if part:
                sums[at] += part

    def _amounts(self, unit: int, run: Run | None, counted: Counted) -> Amounts:
        time_us = counted.time_us
        item = counted.item if counted.item is not None else (run.item if run else None)
        shift_date, shift = self._shift_at(unit, time_us)
        hour = datetime.fromtimestamp(time_us // HOUR_US * 3600, UTC)
        bucket = Bucket(
            unit,
            hour,
            shift_date,
            shift,
            run.id if run else None,
            item,
            counted.operation,
            counted.source.value,
        )
        return self._sums.setdefault(bucket, Amounts(time_us, time_us))

    def save(self) -> None:
        """Add the sums to the rows, in one statement; ordered, so that two writers cannot lock each other."""
        if not self._sums:
            return
        rows = sorted(self._sums.items(), key=lambda pair: tuple(str(part) for part in pair[0]))
        columns = list(zip(*(bucket for bucket, _ in rows), strict=True))
        sums = list(zip(*(amounts.sums for _, amounts in rows), strict=True))
        firsts = [clock.from_us(amounts.first_us) for _, amounts in rows]
        lasts = [clock.from_us(amounts.last_us) for _, amounts in rows]
        with database.cursor() as cursor:
            cursor.execute(_UPSERT, [list(column) for column in (*columns, *sums, firsts, lasts)])


_UPSERT = """
INSERT INTO production_productionresult AS held
  (work_unit_id, hour, shift_date, shift, run_id, item_id, operation, source,
   produced, good, reject, rework, cycles, unseen, first_at, last_at)
SELECT * FROM unnest(
  %s::bigint[], %s::timestamptz[], %s::date[], %s::text[], %s::bigint[], %s::bigint[], %s::smallint[], %s::text[],
  %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
  %s::timestamptz[], %s::timestamptz[])
ON CONFLICT (work_unit_id, hour, shift_date, shift, run_id, item_id, operation, source) DO UPDATE SET
  produced = held.produced + excluded.produced,
  good = held.good + excluded.good,
  reject = held.reject + excluded.reject,
  rework = held.rework + excluded.rework,
  cycles = held.cycles + excluded.cycles,
  unseen = held.unseen + excluded.unseen,
  first_at = least(held.first_at, excluded.first_at),
  last_at = greatest(held.last_at, excluded.last_at)
"""
