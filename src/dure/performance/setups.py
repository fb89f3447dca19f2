"""Change-overs as they really were, from runs, pieces and what people and machines said of setting up."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from dure.performance.changeovers import Changeover, Item, Measured, Told, by, by_pair
from dure.performance.periods import Period
from dure.plant.models import WorkUnit
from dure.plant.selectors import prepare, worked_s
from dure.product.models import Operation, OperationUnit
from dure.production.selectors import changing
from dure.production.selectors.changing import SetUpRun

SOON = timedelta(minutes=10)
Spans = Sequence[tuple[datetime, datetime]]
"""In order, without overlap."""


@dataclass(frozen=True, slots=True)
class MeasuredSetup:
    """Change-overs from one item to another on a work unit, for plans. count: those whose setting up was told.

    proposed_s: the median in whole minutes, None of too few; planned_s: what the routing says, None without one.
    """

    unit_id: int
    from_item_id: int
    to_item_id: int
    count: int
    median_s: float
    p90_s: float
    planned_s: float | None
    proposed_s: float | None


def measured_setups(units: Sequence[WorkUnit], start: datetime, end: datetime, now: datetime) -> list[MeasuredSetup]:
    """What setting up really took in a window, by unit and items, those that cost most first (seven queries)."""
    return [
        MeasuredSetup(
            unit, before.id, after.id, row.known, row.median_s, row.p90_s or row.median_s, row.planned_s,
            row.proposed_s,
        )
        for row in by_pair(_between(units, start, end, now))
        for unit, before, after in [row.key]
        if row.median_s is not None
    ]  # fmt: skip


def _between(units: Sequence[WorkUnit], start: datetime, end: datetime, now: datetime) -> list[Changeover]:
    return changeovers(units, Period(start, end, ZoneInfo(timezone.get_current_timezone_name())), now)


@dataclass(frozen=True, slots=True)
class Counted:
    """Change-overs of a window. pairs: by (unit id, item id before, item id after); groups: by (work center id, group
    before, group after), of items that have one."""

    pairs: dict[tuple[int, int, int], Measured[tuple[int, Item, Item]]]
    groups: dict[tuple[int, str, str], Measured[tuple[int, str, str]]]


def counted_changeovers(units: Sequence[WorkUnit], start: datetime, end: datetime, now: datetime) -> Counted:
    """All of them, also those whose setting up nobody told (seven queries)."""
    found = _between(units, start, end, now)
    centers = {unit.pk: unit.work_center_id for unit in units}
    grouped = [one for one in found if one.before.group and one.after.group]
    return Counted(
        {(unit, before.id, after.id): row for row in by_pair(found) for unit, before, after in [row.key]},
        {row.key: row for row in by(grouped, lambda one: (centers[one.unit_id], one.before.group, one.after.group))},
    )


def changeovers(units: Sequence[WorkUnit], period: Period, now: datetime) -> list[Changeover]:
    """Those that began in the period, by unit and time: another item than before, or setting up that was told.

    Five queries and those of the calendars.
    """
    ids, start, end = [unit.pk for unit in units], period.start, min(period.end, now)
    if start >= end:
        return []
    prepare(ids)
    runs = changing.runs_in_a_row(ids, start, end)
    pairs = [
        (before, run)
        for before, run in pairwise(runs)
        if before.work_unit_id == run.work_unit_id and run.started_at >= start
        if before.item_id != run.item_id or run.setup_until is not None
    ]
    pieces = changing.good_pieces(ids, start, end)
    set_up = changing.set_ups(ids, start, end, now)
    planned = _Planned([run for _, run in pairs])
    found = []
    for before, run in pairs:
        last, first = pieces.get(before.id, (None, None))[1], pieces.get(run.id, (None, None))[0]
        told, seconds, over = _setting_up(run, last or before.ended_at, first, set_up[run.work_unit_id], now)
        first = max(first, over) if first and over else first
        found.append(
            Changeover(
                run.id, run.work_unit_id, run.started_at, run.started_at.astimezone(period.zone).date(), run.order,
                _item(before), _item(run), told, seconds,
                worked_s(run.work_unit_id, last, first) if last and first and last < first else None,
                planned.seconds(run),
            )
        )  # fmt: skip
    return found


def _item(run: SetUpRun) -> Item:
    return Item(run.item_id, run.item, run.item_name, run.item_group)


def _setting_up(
    run: SetUpRun, last: datetime | None, first: datetime | None, set_up: Spans, now: datetime
) -> tuple[Told, float | None, datetime | None]:
    """(who told, how long, when it was over): a person, else the machine's set-up since the last good piece before.

    Of the machine's that counts which began before the first good piece, or soon after the run did: a counter that is
    read once a minute shows the last pieces of the item before as the first ones of the next.
    """
    if run.setup_until is not None:
        return Told.PERSON, worked_s(run.work_unit_id, run.started_at, run.setup_until), run.setup_until
    since, over = min(last or run.started_at, run.started_at), run.ended_at or now
    upto = max(first or over, run.started_at + SOON)
    seconds, until = 0.0, None
    for start, end in set_up[bisect_right(set_up, since, key=lambda span: span[1]) :]:
        if start >= min(upto, over):
            break
        until = min(end, over)
        seconds += (until - max(start, since)).total_seconds()
    return (Told.MACHINE, seconds, until) if seconds > 0 else (Told.NOBODY, None, None)


class _Planned:
    """Set-up as routings have it, for many runs in two queries: the unit's own before the operation's."""

    def __init__(self, runs: Sequence[SetUpRun]) -> None:
        steps = {run.operation_id for run in runs}
        routings = {run.routing_id for run in runs}
        self._steps = dict(Operation.objects.filter(pk__in=steps).values_list("pk", "setup_seconds"))
        rows = OperationUnit.objects.filter(Q(operation__in=steps) | Q(operation__routing__in=routings))
        fields = ("operation_id", "operation__routing_id", "work_unit_id", "setup_seconds", "operation__setup_seconds")
        self._units: dict[tuple[str, int, int], float] = {}
        for step, routing, unit, own, general in rows.order_by("-operation__number").values_list(*fields):
            seconds = float(general if own is None else own)
            self._units["step", step, unit] = self._units["routing", routing, unit] = seconds

    def seconds(self, run: SetUpRun) -> float | None:
        """The step's on this unit; else that of the first step of the order's routing that names the unit; else the
        step's own."""
        keys = (("step", run.operation_id or 0, run.work_unit_id), ("routing", run.routing_id or 0, run.work_unit_id))
        found = next((self._units[key] for key in keys if key in self._units), None)
        general = self._steps.get(run.operation_id)
        return float(general) if found is None and general is not None else found
