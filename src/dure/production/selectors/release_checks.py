"""What speaks against releasing orders beside material: nobody able, a tool that can't be used, a standard retired.

It is said, not refused: until the work begins somebody may be trained and a tool repaired. At the start it is
asked again, for the person and the machine of then.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from dure.kernel import clock
from dure.plant.models import PersonSkill, Tool
from dure.plant.selectors import tools_called
from dure.product.models import StandardVersion, WorkStandard
from dure.production.models import OrderOperation, OrderStandard, StartRule, WorkOrder
from dure.production.start_checks import Finding

Check, Level = StartRule.Check, StartRule.Level
Found = dict[int, list[Finding]]


def against_release(orders: Sequence[WorkOrder]) -> Found:
    """Order → findings. A fixed number of queries, however many orders."""
    off = set(StartRule.objects.filter(level=Level.OFF).values_list("check_of", flat=True))
    rows = list(
        OrderOperation.objects.filter(order__in=orders)
        .select_related("order", "operation__skill")
        .order_by("order", "number")
    )
    found: Found = defaultdict(list)
    asked = ((Check.SKILL, _skills), (Check.TOOL, _tools), (Check.STANDARD, _standards))
    for check, ask in asked:
        if check not in off:
            for order, finding in ask(rows):
                found[order].append(finding)
    return found


def _skills(rows: Sequence[OrderOperation]) -> list[tuple[int, Finding]]:
    today = timezone.localdate(clock.now())
    needed = [row for row in rows if row.operation is not None and row.operation.skill_id is not None]
    held = PersonSkill.objects.filter(skill__in={row.operation.skill_id for row in needed}, person__is_active=True)
    held = held.filter(Q(person__ends_on=None) | Q(person__ends_on__gte=today))
    able = list(held.values_list("skill", "level", "valid_to"))
    found = []
    for row in needed:
        day = max(row.order.start_on or today, today)
        wanted = row.operation
        if not any(
            skill == wanted.skill_id and level >= wanted.skill_level and (end is None or end >= day)
            for skill, level, end in able
        ):
            message = gettext_noop("Nobody has %(skill)s of level %(level)s on %(day)s for %(operation)s.")
            values = {"skill": wanted.skill.name, "level": wanted.skill_level, "day": day, "operation": str(row)}
            found.append((row.order_id, Finding(Check.SKILL, message, values)))
    return found


def _tools(rows: Sequence[OrderOperation]) -> list[tuple[int, Finding]]:
    """Tools that are known and that no work unit could take now."""
    wanted = {word for row in rows if row.operation is not None for word in row.operation.tools}
    broken: dict[str, Tool] = {}
    for tool in tools_called(wanted):
        if not tool.is_active or tool.open_cavities < 1:
            broken |= {tool.code: tool, tool.name: tool}
    message = gettext_noop("%(tool)s can't be used now; %(operation)s needs it.")
    return [
        (row.order_id, Finding(Check.TOOL, message, {"tool": broken[word].name, "operation": str(row)}))
        for row in rows
        if row.operation is not None
        for word in row.operation.tools
        if word in broken
    ]


def _standards(rows: Sequence[OrderOperation]) -> list[tuple[int, Finding]]:
    """Operations that have a work standard of which no version is in force."""
    items = {row.order.item_id for row in rows}
    known = WorkStandard.objects.filter(item__in=items, is_active=True, operation_number__isnull=False)
    written = set(known.values_list("item", "operation_number"))
    frozen = OrderStandard.objects.filter(order__in={row.order_id for row in rows}).exclude(
        version__status=StandardVersion.Status.RETIRED
    )
    ready = set(frozen.values_list("order", "version__standard__operation_number"))
    message = gettext_noop("The work standard of %(operation)s is not in force.")
    return [
        (row.order_id, Finding(Check.STANDARD, message, {"operation": str(row)}))
        for row in rows
        if (row.order.item_id, row.number) in written and (row.order_id, row.number) not in ready
    ]
