"""What keeps work from being begun: a work unit out of service, an order on hold; and how much each check matters."""

from datetime import datetime

from dure.events import append
from dure.events.together import together
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person, WorkUnit
from dure.plant.services import record_change
from dure.production.errors import AlreadyChanged
from dure.production.events import UnitBackInService, UnitOutOfService
from dure.production.models import OperationReport, OrderHold, StartRule, UnitOutage, WorkOrder
from dure.production.services.record import locked
from dure.web.live import announce


@together
def take_out_of_service(
    *, work_unit: WorkUnit, reason: str, by: Person | None, since: datetime | None = None
) -> UnitOutage:
    """Nothing is begun on a work unit from now on. What runs there goes on until it is paused. Once is as twice."""
    locked(work_unit.pk)
    standing = UnitOutage.objects.filter(work_unit=work_unit, ended_at=None).first()
    if standing is not None:
        return standing
    row = UnitOutage.objects.create(
        work_unit=work_unit, reason=_reason(reason), since=min(since or clock.now(), clock.now()), taken_out_by=by
    )
    append(UnitOutOfService(work_unit_id=work_unit.pk, reason=row.reason))
    announce(f"unit:{work_unit.pk}")
    return row


@together
def put_back_in_service(*, work_unit: WorkUnit, by: Person | None) -> UnitOutage:
    """Work may begin again. Raises AlreadyChanged when it was in service."""
    locked(work_unit.pk)
    row = UnitOutage.objects.select_for_update().filter(work_unit=work_unit, ended_at=None).first()
    if row is None:
        raise AlreadyChanged("%(unit)s is in service.", unit=work_unit.name)
    row.ended_at, row.ended_by = max(clock.now(), row.since), by
    row.save(update_fields=["ended_at", "ended_by"])
    append(UnitBackInService(work_unit_id=work_unit.pk))
    announce(f"unit:{work_unit.pk}")
    return row


@together
def hold_order(*, order: WorkOrder, reason: str, by: Person | None) -> OrderHold:
    """Nothing of an order is begun until this hold is lifted; there may be several."""
    return OrderHold.objects.create(order=order, reason=_reason(reason), since=clock.now(), held_by=by)


@together
def lift_hold(*, hold: OrderHold, by: Person | None) -> OrderHold:
    """Let a held order go. Raises AlreadyChanged when the hold was lifted before."""
    row = OrderHold.objects.select_for_update().get(pk=hold.pk)
    if row.ended_at is not None:
        raise AlreadyChanged("This hold was lifted already.")
    row.ended_at, row.ended_by = clock.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    return row


@together
def set_start_rule(*, check: str, level: str, by: Person | None) -> StartRule:
    """How much a check matters when work is begun. Raises Invalid for an unknown one."""
    if check not in StartRule.Check.values or level not in StartRule.Level.values:
        raise Invalid("There is no such check.")
    row, is_new = StartRule.objects.get_or_create(check_of=check, defaults={"level": level})
    before = {"check_of": check, "level": StartRule.Level.WARN.value if is_new else row.level}
    row.level = level
    row.save(update_fields=["level"])
    record_change(row, verb="changed", by=by, before={"id": row.pk} | before)
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid("Say why.")
    return text.strip()[:200]


@together
def settle_difference(*, report: OperationReport, by: Person | None, note: str) -> OperationReport:
    """Say why a person reported other pieces than the machine counted; it leaves the list. Raises Invalid without."""
    row = OperationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    row.settled_at, row.settled_by, row.settled_note = clock.now(), by, _reason(note)
    row.save(update_fields=["settled_at", "settled_by", "settled_note"])
    return row
