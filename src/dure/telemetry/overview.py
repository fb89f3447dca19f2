"""Questions over many connections at once, each answered by one query."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from dure.plant.models import WorkUnit
from dure.telemetry.models import Connection, ConnectionDay, Signal


def received_on(day: date) -> dict[str, int]:
    """Observations that became durable on a day of the plant, by code of connection; none where nothing came."""
    return dict(ConnectionDay.objects.filter(day=day).values_list("connection", "observations"))


def received_lately(code: str, until: date, days: int = 14) -> list[tuple[date, int]]:
    """Observations of a connection on each of the last days, the oldest first; 0 where nothing came."""
    first = until - timedelta(days=days - 1)
    rows = ConnectionDay.objects.filter(connection=code, day__range=(first, until))
    found = dict(rows.values_list("day", "observations"))
    return [(day, found.get(day, 0)) for day in (first + timedelta(days=n) for n in range(days))]


def machines_of(connections: Iterable[Connection]) -> dict[int, list[WorkUnit]]:
    """Work units that signals of connections belong to, by id of connection."""
    wanted = Signal.objects.filter(connection__in=list(connections), work_unit__isnull=False)
    pairs = wanted.order_by("connection_id", "work_unit__name").values_list("connection_id", "work_unit_id").distinct()
    ids = list(pairs)
    units = WorkUnit.objects.in_bulk({unit for _, unit in ids if unit is not None})
    found: dict[int, list[WorkUnit]] = defaultdict(list)
    for connection, unit in ids:
        if unit in units:
            found[connection].append(units[unit])
    return found
