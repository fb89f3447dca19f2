"""What speaks against beginning an operation on a work unit now: each finding a sentence that says what to do."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from dure.events.statements import Slot, fixed
from dure.plant.models import Person, PersonSkill, Tool, WorkUnit
from dure.plant.selectors import tools_called
from dure.product.models import StandardReading, StandardVersion
from dure.production import start_checks
from dure.production.flow import Flow
from dure.production.models import OrderHold, OrderOperation, StartRule, ToolMount, UnitOutage
from dure.production.selectors.flowing import flow_of, operations_of
from dure.production.selectors.goods import Wanted, wanted_by
from dure.production.selectors.making import standard_for
from dure.production.start_checks import Finding

Check, Level = StartRule.Check, StartRule.Level
__all__ = ["Finding", "findings", "holds_of", "not_through", "outages", "outages_of"]


def findings(
    operation: OrderOperation,
    work_unit: WorkUnit,
    *,
    person: Person | None,
    at: datetime,
    flow: Flow | None = None,
    to_mount: Sequence[Tool] | None = None,
    sets_up: bool = False,
) -> list[Finding]:
    """All that speaks against it, what blocks first. to_mount: tools that a change over puts on. sets_up: it is only
    set up for, and what contexts above ask for before the start may still be done."""
    levels = dict(StartRule.objects.values_list("check_of", "level"))
    found = [*outages(work_unit), *holds_of({operation.order_id})[operation.order_id]]
    asked = (
        (Check.MATERIAL, lambda: _material(operation)),
        (Check.STANDARD, lambda: _standard(operation, work_unit, person)),
        (Check.SKILL, lambda: _skill(operation, person, timezone.localdate(at))),
        (Check.TOOL, lambda: _tools(operation, work_unit, to_mount)),
        (Check.PIECES, lambda: _pieces(operation, flow)),
    )
    for check, ask in asked:
        level = levels.get(check, Level.WARN)
        if level != Level.OFF:
            found += [_with_level(one, level) for one in ask()]
    if not sets_up:
        found += (one for ask_above in start_checks.askers() for one in ask_above(operation, work_unit, at))
    return sorted(found, key=lambda one: not one.blocks)


def _with_level(one: Finding, level: str) -> Finding:
    return Finding(one.check, one.message, one.params, blocks=level == Level.BLOCK)


def outages(unit: WorkUnit) -> list[Finding]:
    """Why nothing may be begun on a work unit."""
    return outages_of([unit])[unit.pk]


def outages_of(units: Sequence[WorkUnit]) -> dict[int, list[Finding]]:
    """Work unit → why nothing may be begun on it."""
    found: dict[int, list[Finding]] = defaultdict(list)
    names = {unit.pk: unit.name for unit in units}
    for row in _outages(list(names)):
        values = {"unit": names[row.work_unit_id], "reason": row.reason}
        message = gettext_noop("%(unit)s is out of service: %(reason)s.")
        found[row.work_unit_id].append(Finding("outage", message, values, blocks=True))
    return found


@fixed
def _outages(units: Slot) -> QuerySet[UnitOutage]:
    return UnitOutage.objects.filter(work_unit=units.any, ended_at=None).order_by("pk")


def holds_of(orders: Collection[int]) -> dict[int, list[Finding]]:
    """Order → why nothing of it may be begun."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for row in _holds(list(orders)):
        values: dict[str, object] = {"order": row.order.number, "reason": row.reason}
        found[row.order_id].append(Finding("hold", gettext_noop("%(order)s is held: %(reason)s."), values, blocks=True))
    return found


@fixed
def _holds(orders: Slot) -> QuerySet[OrderHold]:
    return OrderHold.objects.filter(order=orders.any, ended_at=None).select_related("order").order_by("pk")


def _material(operation: OrderOperation) -> list[Finding]:
    """Components of this operation that are short; those without one belong to the first."""
    is_first = not OrderOperation.objects.filter(order=operation.order_id, number__lt=operation.number).exists()
    return [
        Finding(
            Check.MATERIAL,
            gettext_noop("%(quantity)s %(unit)s of %(item)s are missing."),
            {"quantity": _plain(one.left - one.there), "unit": item.unit_id, "item": item.name},
        )
        for one in wanted_by(operation.order)
        if one.is_short and _is_for(one, operation, is_first=is_first)
        for item in [one.component.item]
    ]


def _is_for(one: Wanted, operation: OrderOperation, *, is_first: bool) -> bool:
    number = one.component.operation_number
    return number == operation.number or (number is None and is_first)


def _standard(operation: OrderOperation, unit: WorkUnit, person: Person | None) -> list[Finding]:
    version = standard_for(operation.order, operation_number=operation.number, work_unit=unit)
    if version is None:
        return []
    values: dict[str, object] = {"standard": str(version)}
    if version.status == StandardVersion.Status.RETIRED:
        message = gettext_noop("%(standard)s is no longer in force; the order was released with it.")
        return [Finding(Check.STANDARD, message, values)]
    if person is not None and not StandardReading.objects.filter(version=version, person=person).exists():
        message = gettext_noop("%(person)s has not signed %(standard)s. Read and sign it first.")
        return [Finding(Check.STANDARD, message, values | {"person": str(person)})]
    return []


def _skill(operation: OrderOperation, person: Person | None, on: date) -> list[Finding]:
    needed = operation.operation
    if person is None or needed is None or needed.skill is None:
        return []
    values = {"person": str(person), "skill": needed.skill.name, "level": needed.skill_level}
    row = PersonSkill.objects.filter(person=person, skill=needed.skill).first()
    if row is None or row.level < needed.skill_level:
        return [Finding(Check.SKILL, gettext_noop("%(person)s lacks %(skill)s of level %(level)s."), values)]
    if row.valid_to is not None and row.valid_to < on:
        message = gettext_noop("%(skill)s of %(person)s has expired on %(day)s.")
        return [Finding(Check.SKILL, message, values | {"day": row.valid_to.isoformat()})]
    return []


def _tools(operation: OrderOperation, unit: WorkUnit, to_mount: Sequence[Tool] | None) -> list[Finding]:
    """Tools that the operation asks for by code or name and that aren't on the work unit, of those that are known."""
    wanted = list(operation.operation.tools) if operation.operation is not None else []
    if not wanted:
        return []
    known = tools_called(wanted)
    mounts = dict(ToolMount.objects.filter(ended_at=None, tool__in=known).values_list("tool", "work_unit__name"))
    if to_mount is not None:
        here = {tool.pk for tool in to_mount}
    else:
        here = set(ToolMount.objects.filter(ended_at=None, work_unit=unit).values_list("tool", flat=True))
    return [_tool_finding(tool, mounts, unit) for tool in known if tool.pk not in here or not tool.is_active]


def _tool_finding(tool: Tool, mounts: dict[int, str], unit: WorkUnit) -> Finding:
    values: dict[str, object] = {"tool": tool.name, "unit": unit.name}
    if not tool.is_active:
        return Finding(Check.TOOL, gettext_noop("%(tool)s is out of use."), values)
    if tool.pk in mounts:
        message = gettext_noop("%(tool)s is not on %(unit)s but on %(other)s.")
        return Finding(Check.TOOL, message, values | {"other": mounts[tool.pk]})
    return Finding(Check.TOOL, gettext_noop("%(tool)s is not on %(unit)s."), values)


def _pieces(operation: OrderOperation, flow: Flow | None) -> list[Finding]:
    way = flow or flow_of(operations_of([operation.order_id]))
    return [] if way.may_begin(operation.pk) else [not_through(operation, way)]


def not_through(operation: OrderOperation, way: Flow) -> Finding:
    """Why an operation can't begin for want of pieces."""
    first, ready = way.before(operation.pk), way.available(operation.pk) or Decimal(0)
    if operation.rework_of_id is not None or first is None:
        return Finding(Check.PIECES, gettext_noop("No pieces for rework are there."))
    values = {"before": first.number, "ready": _plain(ready)}
    if first.transfer is not None and ready > 0:
        message = gettext_noop("Operation %(before)s has let %(ready)s of %(transfer)s pieces through.")
        return Finding(Check.PIECES, message, values | {"transfer": _plain(first.transfer)})
    if ready > 0:
        message = gettext_noop("Operation %(before)s isn't finished; %(ready)s pieces are there.")
        return Finding(Check.PIECES, message, values)
    return Finding(Check.PIECES, gettext_noop("Operation %(before)s has let nothing through yet."), values)


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
