"""What the API answers besides results and KPIs, whose shapes are performance's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dure.performance.periods import Period
from dure.performance.scope import Level, Scope, node_of
from dure.production.selectors import performance as production
from dure.telemetry.models import Signal


@dataclass(frozen=True, slots=True)
class NodeOut:
    """A node of the equipment hierarchy (ISA-95) that has work units. scope: its key in other questions."""

    level: str
    code: str
    name: str
    scope: str
    children: "list[NodeOut]"


@dataclass(frozen=True, slots=True)
class WorkUnitOut:
    """A work unit and what it does now; state is null before its first observation."""

    code: str
    name: str
    work_center: str
    area: str
    site: str
    state: str | None
    since: str | None
    last_observation: str | None


@dataclass(frozen=True, slots=True)
class IntervalOut:
    """A state of a work unit; end is null while it lasts."""

    work_unit: str
    start: str
    end: str | None
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class DowntimeOut:
    """A stop; reason, group and kind (unplanned, planned, setup) are null until somebody says why."""

    id: int
    work_unit: str
    start: str
    end: str | None
    reason: str | None
    reason_name: str | None
    group: str | None
    kind: str | None
    note: str


@dataclass(frozen=True, slots=True)
class SignalOut:
    """The last value of a signal. quality: 0 good, 1 uncertain, 2 bad, 3 missing."""

    work_unit: str
    connection: str
    address: str
    name: str
    meaning: str
    unit: str
    time: str | None
    value: float | str | None
    quality: int | None


@dataclass(frozen=True, slots=True)
class DefinitionOut:
    """A KPI. iso22400: its number in ISO 22400-2, null for ours."""

    code: str
    name: str
    formula: str
    unit: str
    better: str
    iso22400: int | None


def tree(scope: Scope) -> list[NodeOut]:
    return [_node(site, Level.SITE) for site in scope.grouped(Level.SITE)]


_NEXT = {Level.SITE: Level.AREA, Level.AREA: Level.WORK_CENTER, Level.WORK_CENTER: Level.WORK_UNIT}


def _node(scope: Scope, level: Level) -> NodeOut:
    below = _NEXT.get(level)
    children = [_node(child, below) for child in scope.grouped(below)] if below else []
    return NodeOut(level.value, scope.code, scope.name, scope.key, children)


def work_units(scope: Scope) -> list[WorkUnitOut]:
    states = production.current_states(scope.unit_ids)
    rows = []
    for unit in scope.units:
        state, since, last = states.get(unit.pk, (None, None, None))
        places = [node_of(unit, level).code for level in (Level.WORK_CENTER, Level.AREA, Level.SITE)]
        rows.append(WorkUnitOut(unit.code, unit.name, *places, state, _iso(since), _iso(last)))
    return rows


def intervals(scope: Scope, period: Period) -> list[IntervalOut]:
    """State intervals that overlap the period, whole."""
    codes = {unit.pk: unit.code for unit in scope.units}
    rows = production.states(scope.unit_ids, period.start, period.end)
    return [IntervalOut(codes[r.work_unit_id], _at(r.started_at), _iso(r.ended_at), r.state, r.word) for r in rows]


def downtimes(scope: Scope, period: Period) -> list[DowntimeOut]:
    """Stops that overlap the period, whole."""
    codes = {unit.pk: unit.code for unit in scope.units}
    rows = production.stops(scope.unit_ids, period.start, period.end)
    return [
        DowntimeOut(
            row.id, codes[row.work_unit_id], _at(row.started_at), _iso(row.ended_at), row.reason, row.reason_name,
            row.group, row.kind, row.note,
        )
        for row in rows
    ]  # fmt: skip


def signals(scope: Scope) -> list[SignalOut]:
    codes = {unit.pk: unit.code for unit in scope.units}
    rows = Signal.objects.filter(work_unit_id__in=codes).select_related("connection", "current")
    return [_signal(codes[row.work_unit_id or 0], row) for row in rows.order_by("work_unit", "name", "id")]


def _signal(unit: str, row: Signal) -> SignalOut:
    current = getattr(row, "current", None)
    value = None if current is None else current.text if current.number is None else current.number
    return SignalOut(
        unit, row.connection.code, row.address, row.name, row.meaning, row.unit,
        _iso(current.time if current else None), value, current.quality if current else None,
    )  # fmt: skip


def _at(moment: datetime) -> str:
    return moment.isoformat()


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else _at(moment)


__all__: Sequence[str] = ("downtimes", "intervals", "signals", "tree", "work_units")
