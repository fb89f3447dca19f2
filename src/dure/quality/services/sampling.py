"""Sampling tables and severities of inspection."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row
from dure.quality.models import Inspection, SamplingRow, SamplingTable, SupplyState
from dure.quality.selectors.sampling import value_of
from dure.quality.spc import switching
from dure.quality.spc.sampling import AQLS, LETTERS

Cell = tuple[str, str, int, int, int]


@transaction.atomic
def enter_table(*, severity: str, source: str, cells: Sequence[Cell], by: Person | None) -> SamplingTable:
    """A new version of a table: (letter, AQL, n, Ac, Re) with arrows followed. Raises Invalid."""
    if not cells:
        raise Invalid("The table has no row.")
    last = SamplingTable.objects.filter(severity=severity).order_by("-version").first()
    table = SamplingTable(
        severity=severity, source=source.strip(), version=(last.version if last else 0) + 1, entered_by=by,
        entered_at=clock.now(),
    )  # fmt: skip
    add_row(table, by=by)
    SamplingRow.objects.bulk_create(_row(table, cell) for cell in cells)
    return table


def _row(table: SamplingTable, cell: Cell) -> SamplingRow:
    letter, aql, n, accept, reject = cell
    if letter not in LETTERS or aql not in AQLS or n < 1 or not 0 <= accept < reject:
        told = " ".join(map(str, cell))
        raise Invalid("%(row)s is no row of a sampling table.", row=told)
    return SamplingRow(table=table, letter=letter, aql=aql, n=n, accept=accept, reject=reject)


def locked_state(row: Inspection) -> SupplyState:
    """What the inspection's verdict counts for, at the AQL it was begun with, whatever its plan says by now.

    Locked until the end: two verdicts at once count one after the other.
    """
    made, _is_new = SupplyState.objects.get_or_create(
        item_id=row.item_id, supplier_id=row.supplier_id, kind=row.kind, aql=row.aql
    )
    return SupplyState.objects.select_for_update().get(pk=made.pk)


def keep_state(state: SupplyState, value: switching.State, *, by: Person | None) -> None:
    """Write down how severely is inspected from now on."""
    values: dict[str, Any] = {
        "severity": value.severity.value,
        "recent": list(value.recent),
        "score": value.score,
        "refused": value.refused,
    }
    change_row(state, values, by=by)


@transaction.atomic
def allow_reduced(*, state: SupplyState, allowed: bool, by: Person | None) -> SupplyState:
    """Say that production is steady and reduced inspection agreed; taken away, inspection is normal again."""
    row = SupplyState.objects.select_for_update().get(pk=state.pk)
    change_row(row, {"may_reduce": allowed}, by=by)
    if not allowed and row.severity == switching.Severity.REDUCED.value:
        keep_state(row, switching.State(), by=by)
    return row


@transaction.atomic
def restart_inspection(*, state: SupplyState, by: Person | None) -> SupplyState:
    """The supplier has mended the cause: tightened inspection again. Raises Conflict when it isn't stopped."""
    row = SupplyState.objects.select_for_update().get(pk=state.pk)
    try:
        value = switching.restarted(value_of(row))
    except ValueError as error:
        raise Conflict("Inspection isn't stopped.") from error
    keep_state(row, value, by=by)
    return row
