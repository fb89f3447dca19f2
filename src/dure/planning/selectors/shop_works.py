"""What is left of the operations of orders, and who and what can do it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from dure.planning.models import Absence
from dure.planning.unnamed import first_on
from dure.planning.workshop import Hand, Work
from dure.plant.models import Person, PersonSkill, Tool, WorkUnit
from dure.plant.selectors import tools_called, worked_s
from dure.product.models import OperationUnit
from dure.product.selectors import ideal_cycles
from dure.product.selectors.routings import step_of
from dure.product.times import Step
from dure.production.models import OperationRun, OrderOperation, ProductionResult, RunMember, WorkOrder
from dure.production.selectors.counted import proposals

ZERO = Decimal(0)
LEAST_MEASURED = 10
"""Pieces of a run from which on its own speed counts more than the routing says."""
OVER = OrderOperation.Status.DONE, OrderOperation.Status.SKIPPED
Was = Mapping[tuple[int, int], tuple[int, datetime, bool]]
"""(order, number) → where and when the plan that is followed has it, and whether a person holds it there."""


class Works:
    """What is left of the operations of orders."""

    def __init__(
        self, now: datetime, orders: Sequence[WorkOrder], rows: Mapping[int, Sequence[OrderOperation]],
        units: Sequence[WorkUnit], was: Was, *, shared: Collection[int] = (),
    ) -> None:  # fmt: skip
        """shared: work units that do several orders at once."""
        self.now, self.rows, self.was = now, rows, was
        self.by_center: dict[int | None, list[int]] = defaultdict(list)
        for unit in units:
            self.by_center[unit.work_center_id].append(unit.pk)
        self.active = {unit.pk for unit in units}
        every = [row for order in orders for row in rows[order.pk]]
        self.named = _named({row.operation_id for row in every if row.operation_id})
        unplanned = {order.item_id for order in orders if any(one.operation is None for one in rows[order.pk])}
        self.items = {order.pk: order.item_id for order in orders}
        self.ideals = ideal_cycles(unplanned, now) if unplanned else {}
        self.runs = _running({row.pk for row in every if row.pk}, shared)
        told = proposals([(row, run.work_unit_id) for row, run in self.runs.items()], now) if self.runs else {}
        self.counted = {row: told[row, run.work_unit_id].counted for row, run in self.runs.items()}
        self._add_runs_of_orders([order.pk for order in orders])
        self.tools = _known_tools({name for row in every if row.operation for name in row.operation.tools})

    def of(self, order: WorkOrder) -> list[Work]:
        return [self._work(row) for row in self.rows[order.pk] if row.status not in OVER]

    def _add_runs_of_orders(self, orders: Sequence[int]) -> None:
        """Where an order was begun without saying which operation: the first that its work unit can do."""
        rows = OperationRun.objects.filter(ended_at=None, operation=None, work_order__in=orders)
        whole = {(run.work_order_id, run.work_unit_id): run for run in rows}
        made = _made_without_operation(list(whole)) if whole else {}
        for (order, unit), run in whole.items():
            left = (row for row in self.rows[order] if row.pk and row.pk not in self.runs and row.status not in OVER)
            row = first_on(left, unit, lambda row: {one for one, _ in self._ways(row, None)})
            if row is not None:
                self.runs[row.pk] = run
                # A machine counts what comes out of it at once.
                batch = step_of(row.operation).batch if row.operation else None
                self.counted[row.pk] = made.get((order, unit), ZERO) * (batch or 1)

    def _work(self, row: OrderOperation) -> Work:
        run = self.runs.get(row.pk) if row.pk else None
        counted = self.counted[row.pk] if run is not None else None
        done = row.good + row.rework + row.rejected + (counted or ZERO)
        left = max(row.planned + row.returned - done, ZERO)
        operation, was = row.operation, self.was.get((row.order_id, row.number))
        runs_on = run.work_unit_id if run is not None and run.work_unit_id in self.active else None
        return Work(
            number=row.number,
            name=row.name,
            ways=() if row.is_subcontracted else self._timed(row, runs_on),
            left=left,
            passed=row.good + (counted or ZERO),
            skill=(operation.skill_id, operation.skill_level) if operation and operation.skill_id else None,
            tools=tuple(self.tools[name].pk for name in operation.tools if name in self.tools) if operation else (),
            runs_on=runs_on,
            is_set_up=row.status != OrderOperation.Status.SETUP,
            piece_s=self._measured(run, counted, done),
            may_pause=not operation.runs_through if operation else True,
            most_wait_s=operation.longest_wait_seconds if operation else None,
            outside=step_of(operation) if row.is_subcontracted and operation else None,
            was=was[:2] if was else None,
            is_locked=bool(was and was[2]),
        )

    def _ways(self, row: OrderOperation, runs_on: int | None) -> Iterator[tuple[int, Step]]:
        operation = row.operation
        if operation is None:
            units = self.by_center[row.work_center_id] if row.work_center_id else sorted(self.active)
            found = self._without_routing(row, units)
        elif operation.pk in self.named:
            found = [(one.work_unit_id, step_of(operation, one)) for one in self.named[operation.pk]]
        else:
            found = [(unit, step_of(operation)) for unit in self.by_center[operation.work_center_id]]
        found = [(unit, step) for unit, step in found if unit in self.active]
        if runs_on is not None and all(unit != runs_on for unit, _ in found):
            found.append((runs_on, step_of(operation)) if operation else self._without_routing(row, [runs_on])[0])
        return iter(found)

    def _without_routing(self, row: OrderOperation, units: Sequence[int]) -> list[tuple[int, Step]]:
        """By the ideal cycle, where an order is made in one operation."""
        ideals = self.ideals if len(self.rows[row.order_id]) == 1 else {}
        item = self.items[row.order_id]
        known = {unit: ideals.get((item, unit), ideals.get((item, None), ZERO)) for unit in units}
        return [(unit, Step(run_s=run_s, transfer=row.transfer_quantity)) for unit, run_s in known.items()]

    def _timed(self, row: OrderOperation, runs_on: int | None) -> tuple[tuple[int, Step], ...]:
        """Without a routing on those whose time is known, where any is."""
        ways = tuple(self._ways(row, runs_on))
        if row.operation is not None or not any(step.run_s for _, step in ways):
            return ways
        return tuple((unit, step) for unit, step in ways if step.run_s or unit == runs_on)

    def _measured(self, run: OperationRun | None, counted: Decimal | None, done: Decimal) -> Decimal | None:
        """Seconds for a piece of the run that goes on, where a machine counts it and has counted enough."""
        if run is None or counted is None or counted < LEAST_MEASURED or counted < done:
            return None
        since = run.setup_until or run.started_at
        seconds = worked_s(run.work_unit_id, since, self.now)
        return Decimal(seconds) / counted if seconds > 0 else None


def _named(operations: Collection[int]) -> dict[int, list[OperationUnit]]:
    found: dict[int, list[OperationUnit]] = defaultdict(list)
    for row in OperationUnit.objects.filter(operation__in=operations).order_by("preference", "pk"):
        found[row.operation_id].append(row)
    return dict(found)


def _running(operations: Collection[int], shared: Collection[int]) -> dict[int, OperationRun]:
    """Operation → its run that goes on; of several in one batch the first stands for the work unit, unless it is known
    to do several at once."""
    rows = OperationRun.objects.filter(ended_at=None, operation__in=operations)
    found = {row.operation_id: row for row in rows if row.operation_id}
    members = RunMember.objects.filter(run__ended_at=None, operation__in=operations).select_related("run")
    taken = {row.work_unit_id for row in found.values()} - set(shared)
    for member in members.order_by("pk"):
        if member.operation_id not in found and member.run.work_unit_id not in taken:
            found[member.operation_id] = member.run
            taken |= {member.run.work_unit_id} - set(shared)
    return found


def _made_without_operation(places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
    """(order, work unit) → pieces counted in runs that name no operation."""
    orders, units = {order for order, _ in places}, {unit for _, unit in places}
    rows = ProductionResult.objects.filter(
        run__work_order__in=orders, run__operation=None, work_unit__in=units
    ).order_by()
    sums = rows.values_list("run__work_order", "work_unit").annotate(Sum("produced"))
    return {(order, unit): made for order, unit, made in sums if made}


def _known_tools(names: Collection[str]) -> dict[str, Tool]:
    """Tools in use, as operations call them."""
    found: dict[str, Tool] = {}
    for tool in tools_called(names).filter(is_active=True) if names else ():
        found |= {name: tool for name in (tool.name, tool.code) if name in names}
    return found


def people(rows: Mapping[int, Sequence[OrderOperation]], now: datetime, until: datetime) -> Iterator[Hand]:
    """Who has one of the skills that are asked for, with the levels that are."""
    wanted = {
        (one.operation.skill_id, one.operation.skill_level)
        for row in rows.values()
        for one in row
        if one.operation is not None and one.operation.skill_id
    }
    today = timezone.localdate(now)
    skills = PersonSkill.objects.filter(skill__in={skill for skill, _ in wanted}, person__is_active=True)
    skills = skills.filter(Q(valid_to=None) | Q(valid_to__gte=today)).select_related("person").order_by("person")
    skills = skills.filter(Q(person__ends_on=None) | Q(person__ends_on__gte=today))
    people: dict[Person, set[tuple[str, int, int]]] = defaultdict(set)
    for one in skills if wanted else ():
        people[one.person] |= {
            ("skill", skill, level) for skill, level in wanted if skill == one.skill_id and level <= one.level
        }
    away: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for absence in Absence.objects.filter(person__in=people, ends_at__gt=now, starts_at__lt=until) if people else ():
        away[absence.person_id].append((absence.starts_at, absence.ends_at))
    for person, kinds in people.items():
        if kinds:
            yield Hand("person", person.pk, str(person), frozenset(kinds), tuple(away[person.pk]))


def tools(rows: Iterable[Tool]) -> Iterator[Hand]:
    for tool in sorted(set(rows), key=lambda one: one.pk):
        yield Hand("tool", tool.pk, tool.name, frozenset({("tool", tool.pk)}))
