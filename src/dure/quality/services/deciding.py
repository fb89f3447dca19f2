"""Verdicts: what becomes of the goods, of the severity of inspection, and of what failed."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from dure.commerce.models import IncomingCheck
from dure.commerce.selectors import waiting_for_check
from dure.commerce.services import check_goods, undo_check
from dure.inventory.models import Lot
from dure.inventory.services import set_lot_status
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import change_row, remove_row
from dure.production.models import OperationRun
from dure.quality import judging
from dure.quality.models import Inspection, InspectionPlan, Measurement, Nonconformance, SupplyState
from dure.quality.selectors import sampling as tables
from dure.quality.selectors.holds import holders_of
from dure.quality.services.inspecting import locked_open
from dure.quality.services.nonconformance import Finding, add_nonconformance
from dure.quality.services.sampling import keep_state, locked_state
from dure.quality.spc import switching
from dure.web.live import announce

Verdict = Inspection.Verdict
_REFUSED_LOT = {
    InspectionPlan.Kind.FINAL: Lot.Status.REJECTED,
    InspectionPlan.Kind.PROCESS: Lot.Status.HOLD,
    InspectionPlan.Kind.FIRST: Lot.Status.HOLD,
    InspectionPlan.Kind.INCOMING: Lot.Status.REJECTED,
}
_FREED_BY = frozenset({InspectionPlan.Kind.FINAL, InspectionPlan.Kind.INCOMING})
"""Kinds whose acceptance lets a lot be used; the others only hold one."""
_WAITS = (Lot.Status.QUARANTINE, Lot.Status.HOLD)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an inspection stands. missing: values that aren't measured yet; judged: of what is there."""

    missing: int
    judged: judging.Judged

    @property
    def proposal(self) -> Inspection.Verdict:
        return Verdict.ACCEPTED if self.judged.passes else Verdict.REJECTED


def standing(inspection: Inspection) -> Standing:
    """What the values so far say. Two queries."""
    wanted = inspection.lines.count() * inspection.pieces
    rows = Measurement.objects.filter(line__inspection=inspection, undone_at=None)
    found = [judging.Found(*row) for row in rows.values_list("piece", "is_good", "line__is_critical")]
    return Standing(wanted - len(found), judging.judge(found, inspection.accept, inspection.reject))


@transaction.atomic
def decide(*, inspection: Inspection, verdict: str, by: Person | None, reason: str = "") -> Inspection:
    """Give the verdict, and do what follows from it: goods move, a lot is freed or held, severity switches, and a
    nonconformance is opened for what is refused.

    Raises Invalid for values that are missing or a reason that is, Conflict when it is decided.
    """
    row = locked_open(inspection.pk)
    stand = standing(row)
    _check(stand, verdict, reason)
    state = locked_state(row) if row.letter and tables.is_original(row) else None
    row.before = _before(row, state)
    row.verdict, row.bad_pieces, row.reason = verdict, stand.judged.bad, reason.strip()[:200]
    row.decided_at, row.decided_by = clock.now(), by
    accepted = verdict != Verdict.REJECTED
    if row.receipt_line is not None:
        row.stock_check = _sort_out(row, accepted=accepted, by=by)
    elif row.lot is not None:
        _set_lot(row, accepted=accepted, by=by)
    if state is not None:
        _switch(row, state, stand.judged, by)
    row.save()
    if not accepted:
        _open_case(row, by)
    announce("quality:inspections")
    announce(f"inspection:{row.pk}")
    return row


def _check(stand: Standing, verdict: str, reason: str) -> None:
    if verdict not in (Verdict.ACCEPTED, Verdict.CONDITIONAL, Verdict.REJECTED):
        raise Invalid("Choose a verdict.")
    if stand.missing and (verdict != Verdict.REJECTED or stand.judged.passes):
        raise Invalid("%(count)s values are missing.", count=stand.missing)
    if verdict == Verdict.ACCEPTED and not stand.judged.passes:
        raise Invalid("More bad pieces than the sample allows: refuse it, or accept it with a condition.")
    if verdict != stand.proposal and not reason.strip():
        raise Invalid("Give a reason.")


def _before(row: Inspection, state: SupplyState | None) -> dict[str, object]:
    return {
        "lot_status": row.lot.status if row.lot else "",
        "lot_reason": row.lot.status_reason if row.lot else "",
        "severity": [state.severity, state.recent, state.score, state.refused] if state else [],
    }


def _sort_out(row: Inspection, *, accepted: bool, by: Person | None) -> str:
    """The one way of commerce: its incoming check moves the goods."""
    line = row.receipt_line
    waiting = waiting_for_check([line])[line.pk]
    told = " ".join(filter(None, [row.number, row.reason]))
    check = check_goods(
        line=line, accepted=waiting if accepted else Decimal(0), rejected=Decimal(0) if accepted else waiting,
        by=by, reason=told[:200],
    )  # fmt: skip
    return check.number


def _set_lot(row: Inspection, *, accepted: bool, by: Person | None) -> None:
    lot = Lot.objects.get(pk=row.lot_id)
    told = " ".join(filter(None, [row.number, row.get_verdict_display(), row.reason]))
    if not accepted:
        set_lot_status([lot], Lot.Status(_REFUSED_LOT[InspectionPlan.Kind(row.kind)]), reason=told[:200], by=by)
    elif row.kind in _FREED_BY and lot.status in _WAITS and not holders_of(lot):
        set_lot_status([lot], Lot.Status.AVAILABLE, reason=told[:200], by=by)


def _switch(row: Inspection, state: SupplyState, judged: judging.Judged, by: Person | None) -> None:
    """Only the verdict of the sample counts for switching, not a concession (ISO 2859-1, 9.3)."""
    outcome = switching.Outcome(
        accepted=judged.passes,
        accept=row.accept,
        accepted_tighter=tables.accepts_tighter(row.letter, row.aql, judged.bad),
        between=judged.between,
    )
    after = switching.next_state(tables.value_of(state), outcome, switching.Allowed(reduced=state.may_reduce))
    keep_state(state, after, by=by)


def _open_case(row: Inspection, by: Person | None) -> None:
    source = Nonconformance.Source.SUPPLIER if row.supplier_id else Nonconformance.Source.INSPECTION
    bad = Measurement.objects.filter(line__inspection=row, undone_at=None, is_good=False).select_related("line")
    names = ", ".join(dict.fromkeys(one.line.name for one in bad)) or row.reason
    finding = Finding(
        text=f"{row.number}: {names}"[:300], source=source, item=row.item, lot=row.lot, order=row.order,
        work_unit=row.work_unit, inspection=row, partner=row.supplier, quantity=row.lot_size,
    )  # fmt: skip
    add_nonconformance(finding=finding, client_id=uuid4(), by=by)


@transaction.atomic
def undo_verdict(*, inspection: Inspection, by: Person | None) -> Inspection:
    """Take a wrong verdict back with all that followed from it; the values stay.

    Raises Conflict when goods have gone on, a later verdict counts on it, or the case of it is being worked on.
    """
    row = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if row.verdict == Verdict.OPEN:
        raise Conflict("The inspection isn't decided.")
    _check_run(row)
    if row.before.get("severity"):
        _switch_back(row, by)
    if row.stock_check:
        undo_check(check=IncomingCheck.objects.get(number=row.stock_check), by=by)
    elif row.lot is not None:
        _set_lot_back(row, row.lot, by)
    for case in row.nonconformances.select_for_update():
        if case.stage != Nonconformance.Stage.FOUND or case.causes.exists() or case.actions.exists():
            raise Conflict("Its nonconformance is being worked on.")
        remove_row(case, by=by)
    values = {"verdict": Verdict.OPEN, "decided_at": None, "decided_by": None, "bad_pieces": None, "reason": "",
              "stock_check": ""}  # fmt: skip
    change_row(row, values, by=by)
    announce("quality:inspections")
    return row


def _check_run(row: Inspection) -> None:
    """Raises Conflict where the run has gone on with this first piece."""
    run = OperationRun.objects.filter(pk=row.run_id).exclude(setup_until=None).first()
    if row.kind == InspectionPlan.Kind.FIRST and row.verdict != Verdict.REJECTED and run is not None:
        raise Conflict("The run has gone on since. Take its start back first.")


def _set_lot_back(row: Inspection, lot: Lot, by: Person | None) -> None:
    """To what it was before the verdict; on hold when something else has come to hold it since."""
    before = Lot.Status(row.before["lot_status"])
    if before == Lot.Status.AVAILABLE and holders_of(lot, apart_inspection=row):
        before = Lot.Status.HOLD
    if before != lot.status:
        set_lot_status([lot], before, reason=f"{row.number} ↺", by=by)


def _switch_back(row: Inspection, by: Person | None) -> None:
    later = Inspection.objects.filter(
        item=row.item, supplier=row.supplier, kind=row.kind, aql=row.aql, decided_at__gt=row.decided_at
    ).exclude(verdict=Verdict.OPEN)
    if later.exists():
        raise Conflict("A later inspection counts on this verdict.")
    severity, recent, score, refused = row.before["severity"]
    value = switching.State(switching.Severity(severity), tuple(recent), score, refused)
    keep_state(locked_state(row), value, by=by)
