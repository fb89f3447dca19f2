"""Forecasts, one or a whole table at once, and the rules of planning."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from dure.planning.models import Forecast, MrpRun, PlanningRules, Proposal
from dure.planning.selectors.inputs import rules
from dure.planning.services.running import ask_run
from dure.planning.services.undoing import undo_own
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, remove_row


@dataclass(frozen=True, slots=True)
class Expected:
    """quantity None or 0: nothing is expected in the period."""

    item_id: int
    first_day: date
    last_day: date
    quantity: Decimal | None


@transaction.atomic
def set_forecasts(*, wishes: Collection[Expected], by: Person | None) -> int:
    """Put a table of forecasts down as it is; how many changed. Raises Invalid where periods overlap others."""
    wanted = {(one.item_id, one.first_day): one for one in wishes}
    rows = Forecast.objects.select_for_update().filter(item__in={one.item_id for one in wishes})
    there = {(row.item_id, row.first_day): row for row in rows}
    changed = sum(_set(there.get(key), one, by) for key, one in wanted.items())
    if changed:
        ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return changed


def _set(row: Forecast | None, one: Expected, by: Person | None) -> bool:
    if row is None and one.quantity:
        add_row(
            Forecast(item_id=one.item_id, first_day=one.first_day, last_day=one.last_day, quantity=one.quantity), by=by
        )
    elif row is not None and not one.quantity:
        remove_row(row, by=by)
    elif row is not None and (row.quantity, row.last_day) != (one.quantity, one.last_day):
        change_row(row, {"quantity": one.quantity, "last_day": one.last_day}, by=by)
    else:
        return False
    return True


TABLES: Mapping[str, Any] = {"Forecast": Forecast, "Proposal": Proposal, "PlanningRules": PlanningRules}


@transaction.atomic
def undo_changes(*, first: int, last: int, by: Person) -> int:
    """Take back one's own changes of planning between two records, the newest first. Raises Conflict, Invalid."""
    count = undo_own(first=first, last=last, by=by, tables=TABLES)
    ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return count


@transaction.atomic
def set_rules(*, by: Person | None, **values: Any) -> PlanningRules:
    """Change how the plant plans. Raises Invalid."""
    row = rules()
    if row._state.adding:  # noqa: SLF001 - Django's documented name
        row.save()
    change_row(row, values, by=by)
    return row
