"""Elements by work unit and bucket: the one calculation behind every page, report, export and answer."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from dure.performance import facts, rollup
from dure.performance.elements import Elements
from dure.performance.facts import Facts
from dure.performance.periods import BY_DAY, By, Period, bucket_of, midnight
from dure.performance.time_elements import Piece, Sums
from dure.plant.models import WorkUnit
from dure.production.selectors.performance import QuantityRow, RunRow

_TWO_DAYS = timedelta(days=2)


class Bucket(NamedTuple):
    """What a row of a report is about: an hour, a day (and shift), or an item or order. Sorts as it reads."""

    moment: str = ""
    shift: str = ""
    code: str = ""
    name: str = ""


Cells = dict[tuple[int, Bucket], Elements]


def cells(units: Sequence[WorkUnit], period: Period, by: By, now: datetime) -> Cells:
    """Elements of each work unit and bucket. Whole days come from the roll-up where it is up to date."""
    if by in (By.ITEM, By.ORDER):
        return _by_run(units, period, by, now)
    if by is By.HOUR or not period.is_whole_days:
        return _direct(units, period, by, now)
    return _merge(rollup.shifts(units, period, now), by)


def _merge(shifts: Iterable[tuple[int, date, str, Elements]], by: By) -> Cells:
    merged: dict[tuple[int, Bucket], list[Elements]] = defaultdict(list)
    for unit_id, day, shift, elements in shifts:
        merged[unit_id, day_bucket(by, day, shift)].append(elements)
    return {key: rollup.added(parts) for key, parts in merged.items()}


def day_bucket(by: By, day: date, shift: str) -> Bucket:
    if by is By.TOTAL:
        return Bucket()
    return Bucket(bucket_of(by, day).isoformat(), shift if by is By.SHIFT else "")


def _direct(units: Sequence[WorkUnit], period: Period, by: By, now: datetime) -> Cells:
    found = facts.load(units, period.start, period.end, period.zone, now)
    if by in BY_DAY:
        shifts = ((unit, key[0], key[1], e) for (unit, key), e in rollup.sum_shifts(found, units).items())
        return _merge(shifts, by)
    return _by_hour(found, units, period)


def _by_hour(found: Facts, units: Sequence[WorkUnit], period: Period) -> Cells:
    windows = [(hour, max(hour, period.start), min(hour + rollup.HOUR, period.end)) for hour in period.hours()]
    sums: dict[tuple[int, Bucket], Sums] = defaultdict(Sums)
    for unit in units:
        add_windows(sums, found.pieces(unit.pk), [(s, e, (unit.pk, Bucket(h.isoformat()))) for h, s, e in windows])
    return combine(sums, found, lambda row: Bucket(row.hour.isoformat()))


def add_windows(
    sums: dict[tuple[int, Bucket], Sums],
    pieces: Iterable[Piece],
    windows: Sequence[tuple[datetime, datetime, tuple[int, Bucket]]],
) -> None:
    """Add pieces to the sorted windows that they touch, in one pass."""
    at = 0
    for piece in pieces:
        while at < len(windows) and windows[at][1] <= piece.start:
            at += 1
        look = at
        while look < len(windows) and windows[look][0] < piece.end:
            start, end, key = windows[look]
            sums[key].add(piece, start, end)
            look += 1


def combine(sums: dict[tuple[int, Bucket], Sums], found: Facts, bucket: Callable[[QuantityRow], Bucket]) -> Cells:
    """Times and quantities together."""
    by_key = {key: value.elements() for key, value in sums.items()}
    for row in found.quantities:
        key = row.work_unit_id, bucket(row)
        by_key[key] = by_key.get(key, Elements()) + rollup.quantity(row, found)
    return by_key


def _by_run(units: Sequence[WorkUnit], period: Period, by: By, now: datetime) -> Cells:
    days = frozenset(period.days()) if by is By.ITEM and period.is_whole_days else None
    # Items of whole days go by the day on which a shift starts, as shifts do; the last one may end tomorrow.
    end = midnight(period.last_day + _TWO_DAYS, period.zone) if days else period.end
    found = facts.load(units, period.start, end, period.zone, now)
    if days:
        found = replace(found, quantities=[row for row in found.quantities if rollup.shift_of(row, found)[0] in days])
    runs: dict[int, list[RunRow]] = defaultdict(list)
    for run in facts.clipped_runs(units, period.start, end, now):
        runs[run.work_unit_id].append(run)
    sums: dict[tuple[int, Bucket], Sums] = defaultdict(Sums)
    for unit in units:
        windows = [
            (run.started_at, run.ended_at, (unit.pk, run_bucket(by, run))) for run in runs[unit.pk] if run.ended_at
        ]
        pieces = (piece for piece in found.pieces(unit.pk) if days is None or piece.planned.day in days)
        add_windows(sums, pieces, windows)
    made = combine(sums, found, lambda row: _quantity_bucket(by, row))
    return _with_execution(made, [run for rows in runs.values() for run in rows]) if by is By.ORDER else made


def run_bucket(by: By, run: RunRow) -> Bucket:
    return Bucket(code=run.item, name=run.item_name) if by is By.ITEM else Bucket(code=run.order, name=run.item_name)


def _quantity_bucket(by: By, row: QuantityRow) -> Bucket:
    code = row.item if by is By.ITEM else row.order
    return Bucket(code=code or "", name=(row.item_name or "") if code else "")


def _with_execution(made: Cells, runs: Sequence[RunRow]) -> Cells:
    """AOET, from an order's first start to its last end, put on one of its work units so that it adds up once."""
    spans: dict[Bucket, tuple[datetime, datetime, int]] = {}
    for run in runs:
        bucket, ended = run_bucket(By.ORDER, run), run.ended_at or run.started_at
        start, end, unit_id = spans.get(bucket, (run.started_at, ended, run.work_unit_id))
        spans[bucket] = (min(start, run.started_at), max(end, ended), unit_id)
    for bucket, (start, end, unit_id) in spans.items():
        key = unit_id, bucket
        made[key] = replace(made.get(key, Elements()), aoet=(end - start).total_seconds())
    return made


@dataclass(frozen=True, slots=True)
class Amount:
    """Quantities of one bucket. by_hand: entered or confirmed by a person."""

    produced: Decimal
    good: Decimal
    reject: Decimal
    rework: Decimal
    automatic: Decimal

    @property
    def by_hand(self) -> Decimal:
        return self.produced - self.automatic


def amount(e: Elements) -> Amount:
    return Amount(e.produced, e.good, e.reject, e.rework, e.automatic)
