"""Days that are over, summed up once per work unit and shift, so that a month of a site is a small query.

A rolled day is used only while its marks say that nothing behind it changed; else it is computed
from the facts, so a page is right even before the job has run.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from dure.performance import facts
from dure.performance.elements import FIELDS, NONE, Elements, total
from dure.performance.facts import Facts
from dure.performance.models import RolledShift
from dure.performance.periods import Period, midnight
from dure.performance.time_elements import PlannedSpan, Sums
from dure.plant.models import WorkUnit
from dure.production.selectors import changes
from dure.production.selectors import performance as production
from dure.production.selectors.performance import QuantityRow

HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
STORED = tuple(name for name in FIELDS if name != "aoet")
ShiftKey = tuple[date, str]


def shifts(units: Sequence[WorkUnit], period: Period, now: datetime) -> Iterator[tuple[int, date, str, Elements]]:
    """(work unit id, day, shift, elements) of whole days, from the roll-up or else from the facts."""
    ids = [unit.pk for unit in units]
    first, last = period.first_day, period.last_day
    marks = changes.change_marks(ids, first, last, str(period.zone), with_states=False)
    rolled: set[tuple[int, date]] = set()
    names = ("rolled_day__work_unit_id", "rolled_day__day", "rolled_day__data_mark", "shift", *STORED)
    rows = RolledShift.objects.filter(rolled_day__work_unit_id__in=ids, rolled_day__day__range=(first, last))
    for unit_id, day, mark, shift, *values in rows.values_list(*names):
        if mark == marks.get((unit_id, day), ""):
            rolled.add((unit_id, day))
            yield unit_id, day, shift, Elements(**dict(zip(STORED, values, strict=True)))
    missing = [(unit, [day for day in period.days() if (unit.pk, day) not in rolled]) for unit in units]
    yield from compute([(unit, days) for unit, days in missing if days], period, now)


def compute(
    wanted: Sequence[tuple[WorkUnit, list[date]]], period: Period, now: datetime
) -> Iterator[tuple[int, date, str, Elements]]:
    """The same from the facts, for some days of some work units; nothing yet for days to come."""
    zone = period.zone
    days = {unit.pk: {day for day in days if midnight(day, zone) < now} for unit, days in wanted}
    every = sorted({day for some in days.values() for day in some})
    if not every:
        return
    units = [unit for unit, _ in wanted if days[unit.pk]]
    # A day's last shift may end tomorrow, and yesterday's may end today.
    found = facts.load(units, midnight(every[0], zone), midnight(every[-1] + 2 * _DAY, zone), zone, now)
    for (unit_id, (day, shift)), elements in sum_shifts(found, units).items():
        if day in days[unit_id]:
            yield unit_id, day, shift, elements


def sum_shifts(found: Facts, units: Iterable[WorkUnit]) -> dict[tuple[int, ShiftKey], Elements]:
    """Elements of each work unit, day and shift in the facts' window."""
    sums: dict[tuple[int, ShiftKey], Sums] = defaultdict(Sums)
    for unit in units:
        for piece in found.pieces(unit.pk):
            sums[unit.pk, (piece.planned.day, piece.planned.shift)].add(piece, found.start, found.end)
    made = {key: value.elements() for key, value in sums.items()}
    quantities: dict[tuple[int, ShiftKey], list[Elements]] = defaultdict(list)
    for row in found.quantities:
        quantities[row.work_unit_id, shift_of(row, found)].append(quantity(row, found))
    for key, parts in quantities.items():
        made[key] = added([made.get(key, NONE), *parts])
    return made


def shift_of(row: QuantityRow, found: Facts) -> ShiftKey:
    """The day and shift that a result was counted to; outside of shifts the local date of its hour."""
    if row.day is not None:
        return row.day, row.shift
    return found.local_day(row.hour), ""


def quantity(row: QuantityRow, found: Facts) -> Elements:
    """A result row as elements."""
    seconds = found.ideals.seconds(row.item_id, row.work_unit_id, row.hour)
    return Elements(
        produced=row.produced,
        good=row.good,
        reject=row.reject,
        rework=row.rework,
        automatic=row.automatic,
        unseen=row.unseen,
        ideal_s=(seconds or Decimal(0)) * (row.produced - row.unseen),
        without_ideal=row.produced if seconds is None else Decimal(0),
    )


def added(parts: list[Elements]) -> Elements:
    return parts[0] if len(parts) == 1 else total(parts)


def rule_marks(
    units: Sequence[WorkUnit], first: date, last: date, period: Period
) -> tuple[dict[tuple[int, date], str], dict[tuple[int, date], datetime]]:
    """(work unit, day) → what its elements depend on besides data, as a text; and when that day is over."""
    zone = period.zone
    start, end = midnight(first, zone), midnight(last + 2 * _DAY, zone)
    plans = facts.plans(units, start, end, zone)
    limits = production.micro_limits([unit.pk for unit in units])
    ideal = facts.ideal_rows()
    kinds = production.reason_kinds()
    states = changes.change_marks([unit.pk for unit in units], first, last, str(zone), with_states=True)
    texts: dict[tuple[int, date], str] = {}
    over: dict[tuple[int, date], datetime] = {}
    for unit, day, spans in _days_of(units, plans, first, last):
        upto = max(span.end for span in spans)
        cycles = [row for row in ideal if row[1] in (None, unit.pk) and row[2] < upto]
        parts = (spans, limits.get(unit.pk), cycles, kinds, states.get((unit.pk, day)))
        texts[unit.pk, day] = hashlib.sha256(repr(parts).encode()).hexdigest()
        over[unit.pk, day] = upto
    return texts, over


def _days_of(
    units: Sequence[WorkUnit], plans: dict[int, list[PlannedSpan]], first: date, last: date
) -> Iterator[tuple[WorkUnit, date, list[PlannedSpan]]]:
    for unit in units:
        by_day: dict[date, list[PlannedSpan]] = defaultdict(list)
        for span in plans[unit.pk]:
            by_day[span.day].append(span)
        yield from ((unit, day, spans) for day, spans in by_day.items() if first <= day <= last)
