"""The list of connections: each with its machines, how it does, what came today and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.production.connect import health, protocols
from dure.production.connect.health import Health
from dure.telemetry import connections, lifecycle, overview
from dure.telemetry.models import Connection

TROUBLES = frozenset({"bad", "warn"})
_ORDER = {"bad": 0, "warn": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row. last: when the last value came, None when none ever did; today: observations of the plant's day."""

    connection: Connection
    health: Health
    machines: list[WorkUnit]
    last: datetime | None
    today: int
    used: int

    @property
    def is_trouble(self) -> bool:
        return self.health.colour in TROUBLES

    def holds(self, words: Iterable[str]) -> bool:
        """Whether every word of a search is in the name, the code, the protocol, an address or a machine's name."""
        row = self.connection
        plain = " ".join(str(value) for value in connections.plain_settings(row).values())
        machines = " ".join(f"{unit.name} {unit.code}" for unit in self.machines)
        text = f"{row.name} {row.code} {row.protocol} {protocols.title(row.protocol)} {plain} {machines}".lower()
        return all(word in text for word in words)


def page(search: str = "", only_troubles: bool = False) -> dict[str, Any]:
    """What the list shows: those with troubles first."""
    told = health.read()
    every = _rows(told)
    rows = [row for row in every if row.holds(search.lower().split()) and (row.is_trouble or not only_troubles)]
    rows.sort(key=lambda row: (_ORDER.get(row.health.colour, 3), row.connection.name))
    return {
        "rows": rows,
        "count": len(every),
        "troubles": sum(row.is_trouble for row in every),
        "away": lifecycle.retired().count(),
        "gateway": told,
        "now": clock.now(),
        "q": search,
        "only": "trouble" if only_troubles else "",
    }


def _rows(told: health.GatewayHealth) -> list[Listed]:
    found = list(connections.connections())
    machines = overview.machines_of(found)
    today = overview.received_on(timezone.localdate(clock.now()))
    return [
        Listed(row, told.of(row), machines.get(row.pk, []), row.last, today.get(row.code, 0), row.used)  # type: ignore[attr-defined]
        for row in found
    ]


def today_of(row: Connection) -> int:
    """Observations of a connection on the plant's day."""
    return overview.received_on(timezone.localdate(clock.now())).get(row.code, 0)


def days_of(row: Connection) -> list[dict[str, Any]]:
    """Bars of the last two weeks in a drawing of 280 × 70."""
    found = overview.received_lately(row.code, timezone.localdate(clock.now()))
    most = max([number for _, number in found] + [1])
    bars = [(day, number, round(number / most * 70, 1)) for day, number in found]
    return [
        {"date": day, "number": number, "x": at * 20, "y": 70 - height, "height": height, "is_named": at % 4 == 1}
        for at, (day, number, height) in enumerate(bars)
    ]
