"""Keeping ideal cycles in step with routings, without overwriting what a person has timed."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import Person, WorkUnit
from dure.plant.services import add_row, change_row, remove_row
from dure.product.cycles import Outcome, Proposal
from dure.product.models import IdealCycle, Operation, Routing
from dure.product.selectors.cycles import cycle_proposals, first_moment


@transaction.atomic
def follow_routing(*, routing: Routing, by: Person | None) -> list[Proposal]:
    """Write the ideal cycles that the routing gives from its first day on; what a person gave is left and returned."""
    found = cycle_proposals(routing)
    for proposal in found:
        if proposal.outcome is Outcome.SET:
            _write(routing, proposal, first_moment(routing), by)
    return [proposal for proposal in found if proposal.outcome is Outcome.ASK]


@transaction.atomic
def accept_cycle(
    *, operation: Operation, work_unit: WorkUnit, by: Person | None, at: datetime | None = None
) -> IdealCycle | None:
    """Take the routing's figure for the work unit although a person gave another; none when it holds already.

    It holds from `at` on, by default from now or the routing's first day: what was counted before keeps its figure.
    """
    moment = at or max(clock.now(), first_moment(operation.routing))
    for proposal in cycle_proposals(operation.routing, moment):
        timed = proposal.timed
        if (timed.operation_id, timed.work_unit_id) != (operation.pk, work_unit.pk):
            continue
        if proposal.outcome is not Outcome.SAME:
            return _write(operation.routing, proposal, moment, by)
    return None


@transaction.atomic
def set_ideal_cycle(
    *, item: Item, work_unit: WorkUnit | None, seconds: Decimal, valid_from: datetime, by: Person | None
) -> IdealCycle:
    """A person's figure from a moment on, on one work unit or (None) on all; those before stay as they were.

    A second one from the same moment replaces the first. Raises Invalid when it isn't more than zero.
    """
    row = IdealCycle.objects.filter(item=item, work_unit=work_unit, valid_from=valid_from).first()
    if row is not None:
        change_row(row, {"seconds": seconds, "operation": None}, by=by)
        return row
    row = IdealCycle(item=item, work_unit=work_unit, seconds=seconds, valid_from=valid_from)
    add_row(row, by=by)
    return row


@transaction.atomic
def remove_ideal_cycle(*, cycle: IdealCycle, by: Person | None) -> None:
    """Take one away; the one before holds again in its place."""
    remove_row(cycle, by=by)


def _write(routing: Routing, proposal: Proposal, start: datetime, by: Person | None) -> IdealCycle:
    timed = proposal.timed
    values = {"seconds": timed.seconds, "operation_id": timed.operation_id}
    key = {"item_id": routing.item_id, "work_unit_id": timed.work_unit_id, "valid_from": start}
    row = IdealCycle.objects.filter(**key).first()
    if row is not None:
        change_row(row, values, by=by)
        return row
    row = IdealCycle(**key, **values)
    add_row(row, by=by)
    return row
