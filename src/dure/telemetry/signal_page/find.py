"""Which signals a person means."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from dure.telemetry.models import Signal

MOST = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """A signal in the list with its last value; value is None where there is none yet."""

    id: int
    name: str
    work_unit: str
    meaning: str
    unit: str
    value: float | str | None
    time: datetime | None
    is_missing: bool

    @property
    def shown(self) -> str:
        """The value for people: whole numbers without a fraction, others with three digits at most."""
        if not isinstance(self.value, float):
            return str(self.value)
        return f"{self.value:,.3f}".rstrip("0").rstrip(".")


def places() -> QuerySet[Signal]:
    """All signals, each with its work unit and its connection."""
    return Signal.objects.select_related("work_unit", "connection")


def signals(text: str = "", work_unit: int | None = None) -> list[Listed]:
    """Signals by work unit and name whose name, address, connection or work unit holds `text`; at most 300."""
    rows = places().select_related("current")
    for word in text.split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(address__icontains=word)
            | Q(connection__name__icontains=word)
            | Q(work_unit__name__icontains=word)
            | Q(work_unit__code__icontains=word)
        )
    if work_unit is not None:
        rows = rows.filter(work_unit=work_unit)
    return [_listed(row) for row in rows.order_by("work_unit__sort_order", "work_unit__code", "name")[:MOST]]


def _listed(row: Signal) -> Listed:
    current = getattr(row, "current", None)
    value = None if current is None else current.number if current.number is not None else current.text
    return Listed(
        row.pk,
        row.name,
        row.work_unit.name if row.work_unit else row.connection.name,
        row.get_meaning_display(),
        row.unit,
        value,
        current.time if current else None,
        current is not None and value is None,
    )
