"""Which target holds for a KPI in a scope on a day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dure.performance.models import KpiTarget
from dure.performance.scope import Level, Scope, node_of

NARROW_FIRST = (Level.WORK_UNIT, Level.WORK_CENTER, Level.AREA, Level.SITE)


class Target(NamedTuple):
    kpi: str
    level: str
    node_id: int | None
    valid_from: date
    value: float


class Targets:
    """All targets, read once, and asked as often as one likes."""

    def __init__(self, rows: Iterable[KpiTarget] | None = None) -> None:
        self._rows: dict[tuple[str, str, int | None], list[tuple[date, float]]] = {}
        for row in KpiTarget.objects.order_by("valid_from") if rows is None else rows:
            level = next((one for one in NARROW_FIRST if getattr(row, f"{one.value}_id")), None)
            node = getattr(row, f"{level.value}_id") if level else None
            self._rows.setdefault((row.kpi, level or "", node), []).append((row.valid_from, row.value))

    def of(self, kpi: str, scope: Scope, day: date) -> float | None:
        """The target of the scope itself or else of the narrowest scope around it, the latest that holds on the day."""
        keys: list[tuple[str, int | None]] = [("", None)]
        if scope.units and scope.level is not Level.ENTERPRISE:
            around = NARROW_FIRST[NARROW_FIRST.index(scope.level) :]
            keys = [*((level.value, node_of(scope.units[0], level).pk) for level in around), *keys]
        for level, node in keys:
            held = [value for since, value in self._rows.get((kpi, level, node), []) if since <= day]
            if held:
                return held[-1]
        return None
