"""The rows of one work unit as the event log gives them, and writing them over the rows that stand.

What people decided stays: corrections, reasons and cuts of stops, decisions about held counts. A
decision goes only where the count is no longer held, for then it is counted already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from dure.events import append
from dure.kernel import clock
from dure.production.events import UnitRecounted
from dure.production.models import (
    Downtime,
    HandEntry,
    HeldCount,
    ProductionResult,
    ResultCorrection,
    StateInterval,
    UnitRecord,
)
from dure.production.models.downtime import UNTOUCHED
from dure.production.rebuild import Window
from dure.production.services.held import forget_held_count
from dure.production.splicing import Piece, Stop, fitted, spliced
from dure.production.unit import UnitState

KEY = ("hour", "shift_date", "shift", "run_id", "item_id", "operation", "source")
AMOUNTS = ("produced", "good", "reject", "rework", "cycles", "unseen")
SPANS = ("first_at", "last_at")
HELD_KEY = ("signal_id", "time", "before", "after")
HELD = ("quantity", "proposal", "reason")
RECORD = ("memory", "state", "word", "state_since", "program", "part_id", "alarm", "last_time", "last_count_at")
BLANK: dict[str, Any] = dict.fromkeys(RECORD, "") | {
    "memory": {}, "state": UnitState.UNKNOWN, "state_since": None, "last_time": None, "last_count_at": None,
}  # fmt: skip
"""The record of a work unit of which nothing was counted."""
COUNTED = (ProductionResult.Source.COUNTER, ProductionResult.Source.CYCLES)


@dataclass(slots=True)
class Outcome:
    """changed_rows: rows written, made or deleted.

    corrections_to_check: people's, on rows that changed, and their entries of hours that are now counted.
    """

    changed_rows: int = 0
    corrections_to_check: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """All rows of one work unit as the log gives them."""

    number: int
    results: list[dict[str, Any]]
    pieces: list[Piece]
    held: list[dict[str, Any]]
    stops: list[tuple[datetime, datetime | None]]
    record: dict[str, Any] | None


def computed(number: int) -> Unit:
    """What now stands in the temporary tables."""
    of = {"work_unit": number}
    results = ProductionResult.objects.filter(**of).order_by("hour", "first_at", "pk")
    pieces = StateInterval.objects.filter(**of).order_by("started_at")
    held = HeldCount.objects.filter(**of).order_by("time", "pk")
    stops = Downtime.objects.filter(**of).order_by("started_at")
    return Unit(
        number,
        list(results.values(*KEY, *AMOUNTS, *SPANS)),
        [Piece(*row) for row in pieces.values_list("started_at", "ended_at", "state", "word")],
        list(held.values(*HELD_KEY, *HELD)),
        list(stops.values_list("started_at", "ended_at")),
        UnitRecord.objects.filter(**of).values(*RECORD).first(),
    )


def replace(unit: Unit, window: Window, outcome: Outcome) -> None:
    before = outcome.changed_rows
    _results(unit, window, outcome)
    _pieces(unit, window, outcome)
    _held(unit, window, outcome)
    _stops(unit, window, outcome)
    record, _ = UnitRecord.objects.get_or_create(work_unit_id=unit.number, defaults={"state": UnitState.UNKNOWN})
    if window.until is None:
        for name, value in (unit.record or BLANK).items():
            setattr(record, name, value)
    # What the recorder holds in memory of this unit is no longer what stands in the tables.
    record.recounts += 1
    record.save()
    if outcome.changed_rows > before:
        since = window.since or min((piece.start for piece in unit.pieces), default=clock.now())
        append(UnitRecounted(work_unit_id=unit.number, since=since))


def _within(rows: Iterable[dict[str, Any]], name: str, window: Window) -> list[dict[str, Any]]:
    return [row for row in rows if _is_within(row[name], window)]


def _is_within(moment: datetime, window: Window) -> bool:
    return (window.since is None or moment >= window.since) and (window.until is None or moment < window.until)


def _hours(window: Window) -> Window:
    """Rows of results are whole hours; the one in which the window begins lies within it."""
    since = window.since and window.since.replace(minute=0, second=0, microsecond=0)
    return Window(window.units, since, window.until)


def _results(unit: Unit, window: Window, outcome: Outcome) -> None:
    hours = _hours(window)
    wanted = {tuple(row[k] for k in KEY): row for row in _within(unit.results, "hour", hours)}
    stand = ProductionResult.objects.select_for_update(of=("self",)).filter(work_unit=unit.number, source__in=COUNTED)
    for row in stand:
        if not _is_within(row.hour, hours):
            continue
        found = wanted.pop(tuple(getattr(row, k) for k in KEY), None)
        if found is None:
            _empty(row, outcome)
            continue
        if any(getattr(row, name) != found[name] for name in (*AMOUNTS, *SPANS)):
            _write(row, found, outcome)
    made = [ProductionResult(work_unit_id=unit.number, **row) for row in wanted.values()]
    outcome.changed_rows += len(ProductionResult.objects.bulk_create(made))
    # Pieces of these hours that people have entered may be the very same ones.
    entered = HandEntry.objects.filter(work_unit=unit.number, hour__in={row.hour for row in made if row.produced})
    outcome.corrections_to_check += entered.filter(undone_at=None, is_reclassified=False).count()


def _empty(row: ProductionResult, outcome: Outcome) -> None:
    """Nothing of this row was made; it goes, or stays without pieces where a person's correction needs it."""
    if not ResultCorrection.objects.filter(result=row).exists():
        row.delete()
        outcome.changed_rows += 1
    elif any(getattr(row, name) for name in AMOUNTS):
        _write(row, dict.fromkeys(AMOUNTS, Decimal(0)), outcome)


def _write(row: ProductionResult, values: dict[str, Any], outcome: Outcome) -> None:
    for name in (*AMOUNTS, *SPANS):
        setattr(row, name, values.get(name, getattr(row, name)))
    row.save()
    outcome.changed_rows += 1
    outcome.corrections_to_check += ResultCorrection.objects.filter(result=row, undone_at=None).count()


def _pieces(unit: Unit, window: Window, outcome: Outcome) -> None:
    rows = {row.started_at: row for row in StateInterval.objects.filter(work_unit=unit.number)}
    stand = [Piece(r.started_at, r.ended_at, r.state, r.word) for _, r in sorted(rows.items())]
    wanted = {piece.start: piece for piece in spliced(stand, unit.pieces, window.since, window.until)}
    gone = [row.pk for start, row in rows.items() if start not in wanted]
    StateInterval.objects.filter(pk__in=gone).delete()
    changed = []
    for start, row in rows.items():
        piece = wanted.pop(start, None)
        if piece is not None and piece != (start, row.ended_at, row.state, row.word):
            row.ended_at, row.state, row.word = piece.end, piece.state, piece.word
            changed.append(row)
    StateInterval.objects.bulk_update(changed, ["ended_at", "state", "word"], batch_size=500)
    StateInterval.objects.bulk_create(
        StateInterval(work_unit_id=unit.number, started_at=p.start, ended_at=p.end, state=p.state, word=p.word)
        for p in wanted.values()
    )
    outcome.changed_rows += len(gone) + len(changed) + len(wanted)


def _held(unit: Unit, window: Window, outcome: Outcome) -> None:
    wanted = {tuple(row[k] for k in HELD_KEY): row for row in _within(unit.held, "time", window)}
    for row in HeldCount.objects.select_related("signal", "work_unit").filter(work_unit=unit.number):
        if _is_within(row.time, window):
            found = wanted.pop(tuple(getattr(row, k) for k in HELD_KEY), None)
            if found is None:
                forget_held_count(row)
            outcome.changed_rows += found is None or _keep_held(row, found)
    made = [HeldCount(work_unit_id=unit.number, **row) for row in wanted.values()]
    outcome.changed_rows += len(HeldCount.objects.bulk_create(made))


def _keep_held(row: HeldCount, found: dict[str, Any]) -> bool:
    """Held as before, perhaps as more or fewer pieces; a decision that was made stays. Whether the row changed."""
    if row.decision != HeldCount.Decision.OPEN or all(getattr(row, name) == found[name] for name in HELD):
        return False
    for name in HELD:
        setattr(row, name, found[name])
    row.save(update_fields=HELD)
    return True


def _stops(unit: Unit, window: Window, outcome: Outcome) -> None:
    again = [stop for stop in unit.stops if _is_within(stop[0], window)]
    held = Downtime.objects.filter(work_unit=unit.number, replaced_at=None).order_by("started_at")
    rows = [row for row in held if _is_within(row.started_at, window)]
    nobodys = set(held.filter(UNTOUCHED).values_list("pk", flat=True))
    touched = [row for row in rows if row.pk not in nobodys]
    wanted, free = fitted([Stop(r.pk, r.started_at, r.ended_at) for r in touched], again)
    # A computed stop that nobody has named may be the very one that stands.
    missing = {again[number] for number in free}
    plain = [row for row in rows if row.pk in nobodys]
    gone = [row for row in plain if (row.started_at, row.ended_at) not in missing]
    missing -= {(row.started_at, row.ended_at) for row in plain}
    for row in gone:
        row.delete()
    by_id = {row.pk: row for row in touched}
    moved = [stop for stop in wanted if (by_id[stop.id].started_at, by_id[stop.id].ended_at) != (stop.start, stop.end)]
    for stop in moved:
        Downtime.objects.filter(pk=stop.id).update(started_at=stop.start, ended_at=stop.end)
    Downtime.objects.bulk_create(
        Downtime(work_unit_id=unit.number, started_at=start, ended_at=end) for start, end in sorted(missing, key=_start)
    )
    outcome.changed_rows += len(gone) + len(moved) + len(missing)


def _start(stop: tuple[datetime, datetime | None]) -> datetime:
    return stop[0]
