"""How far a new connection has come on its way to the first count, and what to do where it stands."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.production.connect.health import Health
from dure.production.models import ProductionResult, UnitRecord
from dure.production.selectors import pages
from dure.production.selectors import rules as rules_selectors
from dure.telemetry import connections
from dure.telemetry.models import Connection, Meaning


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check list. advice: what to do while it isn't done."""

    text: str
    is_done: bool
    advice: str = ""


def checklist(row: Connection, health: Health) -> dict[str, Any]:
    """Checks in their order, the machines of the connection and whether the first count is there."""
    signals = list(connections.signals(row))
    units = list({signal.work_unit_id: signal.work_unit for signal in signals if signal.work_unit}.values())
    has_values = any(hasattr(signal, "current") for signal in signals if signal.work_unit_id)
    counted = ProductionResult.objects.filter(work_unit__in=units).exists()
    checks = [
        Check(_("The gateway has the connection"), health.state not in ("waiting", "no_gateway"), health.advice),
        Check(_("The machine answers"), health.state == "connected" or has_values, health.message or health.advice),
        Check(_("A first value arrived"), has_values, _("Let the machine run for a moment; some send only changes.")),
        Check(_("The first piece was counted"), counted, _counting_advice(units)),
    ]
    return {
        "connection": row,
        "health": health,
        "checks": checks,
        "units": [_unit(unit) for unit in units],
        "is_counted": counted,
        "is_open": not all(check.is_done for check in checks),
    }


def _unit(unit: WorkUnit) -> dict[str, Any]:
    (now,) = pages.units_now([unit], now=clock.now(), hours=1)
    return {"now": now, "words": rules_selectors.unexplained(unit.pk)}


def _counting_advice(units: list[WorkUnit]) -> str:
    means = {signal.meaning for unit in units for signal in pages.signals_of(unit.pk)}
    if not means & {Meaning.TOTAL, Meaning.GOOD, Meaning.REJECT, Meaning.STATE}:
        return _("None of the chosen signals counts pieces. Go back and say which one does.")
    if UnitRecord.objects.filter(work_unit__in=units).exists():
        return _("Counting starts from the first value: make one more piece, then it appears here.")
    return _("As soon as values arrive, the next piece is counted.")
