"""Which sampling plan counts."""

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from functools import cache

from django.db.models import QuerySet

from dure.kernel.errors import Invalid
from dure.quality.models import Inspection, InspectionPlan, SamplingRow, SamplingTable, Severity, SupplyState
from dure.quality.spc import sampling, switching
from dure.quality.spc.sampling import Plan


@dataclass(frozen=True, slots=True)
class Sample:
    """How many pieces, and up to how many bad ones. See `Inspection`."""

    pieces: int
    accept: int
    reject: int
    letter: str = ""
    severity: str = Severity.NORMAL
    table: SamplingTable | None = None
    is_stand_in: bool = False


@cache
def normal_plans() -> dict[tuple[str, str], Plan]:
    """Of the built-in table."""
    return sampling.normal_table()


def table_in_force(severity: str) -> SamplingTable | None:
    """The newest that the plant has entered."""
    return SamplingTable.objects.filter(severity=severity).order_by("-version").first()


def tables() -> QuerySet[SamplingTable]:
    return SamplingTable.objects.select_related("entered_by")


def plans_of(table: SamplingTable | None) -> dict[tuple[str, str], Plan]:
    """By letter and AQL. None: the built-in normal table."""
    if table is None:
        return normal_plans()
    rows = SamplingRow.objects.filter(table=table).values_list("letter", "aql", "n", "accept", "reject")
    return {(letter, aql): Plan(letter, n, accept, reject) for letter, aql, n, accept, reject in rows}


def state_of(plan: InspectionPlan, supplier_id: int | None) -> SupplyState:
    """How severely is inspected now; a new row, not saved, for what comes the first time."""
    keys = {"item_id": plan.item_id, "supplier_id": supplier_id, "kind": plan.kind, "aql": plan.aql}
    return SupplyState.objects.filter(**keys).first() or SupplyState(**keys)


def is_original(row: Inspection) -> bool:
    """Whether the goods are inspected for the first time: what comes again doesn't count for switching (9.3)."""
    before = Inspection.objects.filter(item=row.item_id, kind=row.kind, supplier=row.supplier_id)
    before = before.exclude(pk=row.pk).exclude(verdict=Inspection.Verdict.OPEN)
    if row.receipt_line_id is not None:
        return not before.filter(receipt_line=row.receipt_line_id).exists()
    return row.lot_id is None or not before.filter(lot=row.lot_id).exists()


def states() -> QuerySet[SupplyState]:
    return SupplyState.objects.select_related("item", "supplier").order_by("item__code", "supplier__name")


def sample_for(plan: InspectionPlan, lot_size: Decimal | None, supplier_id: int | None) -> Sample:
    """Raises Invalid when the plan needs the size of the lot, or no table has a cell for it."""
    if plan.sampling == InspectionPlan.Sampling.FIXED:
        most = _whole(lot_size) if lot_size else plan.fixed
        return Sample(max(1, min(plan.fixed, most)), 0, 1)
    if not lot_size:
        raise Invalid("Give the size of the lot.")
    if plan.sampling == InspectionPlan.Sampling.ALL:
        return Sample(_whole(lot_size), 0, 1)
    return _by_aql(plan, _whole(lot_size), state_of(plan, supplier_id).severity)


def _by_aql(plan: InspectionPlan, lot: int, severity: str) -> Sample:
    """Without a tightened table the normal plan one AQL step tighter stands in: the same numbers up to Ac 5, stricter
    ones above. Without a reduced table nothing is reduced."""
    if severity == Severity.STOPPED:
        raise Invalid("Inspection of this item is stopped until the supplier has mended the cause.")
    table = table_in_force(severity)
    is_stand_in = table is None and severity != Severity.NORMAL
    aql = plan.aql
    if is_stand_in:
        table = table_in_force(Severity.NORMAL)
    if is_stand_in and severity == Severity.TIGHTENED:
        aql = sampling.tighter(aql) or aql
    try:
        found = sampling.plan_for(plans_of(table), max(2, lot), plan.level, aql)
    except KeyError as error:
        raise Invalid(
            "The sampling table has no plan for AQL %(aql)s and %(lot)s pieces.", aql=plan.aql, lot=lot
        ) from error
    return Sample(min(found.n, lot), found.accept, found.reject, found.letter, severity, table, is_stand_in)


def _whole(size: Decimal) -> int:
    return int(size.to_integral_value(ROUND_UP))


def accepts_tighter(letter: str, aql: str, bad: int) -> bool:
    """Whether so many bad pieces would have been accepted one AQL step tighter, by the built-in normal table."""
    step = sampling.tighter(aql)
    if step is None:
        return False
    tighter = normal_plans().get((letter, step))
    return tighter is not None and bad <= tighter.accept


def value_of(state: SupplyState) -> switching.State:
    return switching.State(switching.Severity(state.severity), tuple(state.recent), state.score, state.refused)
