"""Ideal cycles beside what routings say."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, time
from decimal import Decimal

from django.utils import timezone

from dure.plant.models import WorkUnit
from dure.product.cycles import Known, Outcome, Proposal, Timed, proposals
from dure.product.models import IdealCycle, Operation, Routing
from dure.product.selectors.boms import in_force
from dure.product.selectors.routings import step_of
from dure.product.times import per_piece


def cycle_proposals(routing: Routing, at: datetime | None = None) -> list[Proposal]:
    """What the routing means beside what holds at a moment, when it comes into force for none. Four queries at most."""
    return _proposals([routing], {routing.pk: at or first_moment(routing)})[routing.pk]


def open_proposals(at: datetime) -> list[Proposal]:
    """Figures of routings in force that a person's figure differs from. Five queries, whatever the number."""
    rows = list(Routing.objects.filter(in_force(timezone.localdate(at))))
    found = _proposals(rows, {row.pk: at for row in rows})
    return [one for some in found.values() for one in some if one.outcome is Outcome.ASK]


def ideal_cycles(items: Collection[int], at: datetime) -> dict[tuple[int, int | None], Decimal]:
    """(item, work unit; None: on any) → seconds for one piece as they hold at a moment."""
    rows = IdealCycle.objects.filter(item__in=items, valid_from__lte=at).order_by("valid_from", "pk")
    return {(item, unit): seconds for item, unit, seconds in rows.values_list("item", "work_unit", "seconds")}


def first_moment(routing: Routing) -> datetime:
    """Midnight at the plant at which the routing comes into force."""
    return timezone.make_aware(datetime.combine(routing.valid_from, time.min))


def _proposals(routings: list[Routing], moments: dict[int, datetime]) -> dict[int, list[Proposal]]:
    timed = _timed(routings)
    units = {row.work_unit_id for rows in timed.values() for row in rows}
    known = _known(routings, moments, units)
    return {routing.pk: proposals(timed[routing.pk], known[routing.pk]) for routing in routings}


def _timed(routings: list[Routing]) -> dict[int, list[Timed]]:
    operations = (
        Operation.objects.filter(routing__in=routings, is_subcontracted=False)
        .prefetch_related("units")
        .order_by("routing", "number")
    )
    of_center: dict[int, list[int]] = defaultdict(list)
    for unit, center in WorkUnit.objects.filter(is_active=True).values_list("pk", "work_center"):
        of_center[center].append(unit)
    found: dict[int, list[Timed]] = defaultdict(list)
    for operation in operations:
        steps = {row.work_unit_id: step_of(operation, row) for row in operation.units.all()}
        if not steps and operation.work_center_id is not None:
            steps = dict.fromkeys(of_center[operation.work_center_id], step_of(operation))
        found[operation.routing_id] += [
            Timed(operation.pk, unit, per_piece(step.run_s, step.batch)) for unit, step in steps.items()
        ]
    return found


def _known(routings: list[Routing], moments: dict[int, datetime], units: set[int]) -> dict[int, dict[int, Known]]:
    """By routing and work unit: the figure that holds at the moment, the unit's own before the general one."""
    rows = IdealCycle.objects.filter(item__in={routing.item_id for routing in routings}).order_by("valid_from", "id")
    by_item: dict[int, list[IdealCycle]] = defaultdict(list)
    for row in rows:
        by_item[row.item_id].append(row)
    found: dict[int, dict[int, Known]] = {}
    for routing in routings:
        held: dict[int | None, Known] = {}
        for row in by_item[routing.item_id]:
            if row.valid_from <= moments[routing.pk]:
                held[row.work_unit_id] = Known(row.seconds, row.operation_id is None)
        general = held.get(None)
        found[routing.pk] = {unit: one for unit in units if (one := held.get(unit, general)) is not None}
    return found
