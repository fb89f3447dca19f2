"""Tools on work units, and what changes of their cavities."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import QuerySet

from dure.events import append
from dure.events.together import together
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person, Tool, WorkUnit
from dure.plant.services import change_row
from dure.production.errors import AlreadyChanged
from dure.production.events import ToolMounted
from dure.production.models import ToolMount
from dure.production.services.record import locked
from dure.web.live import announce


@together
def mount_tool(*, tool: Tool, work_unit: WorkUnit, by: Person | None, at: datetime | None = None) -> ToolMount:
    """Put a tool on a work unit beside what is there; it leaves the one it was on. The same again changes nothing.

    Raises Invalid for a tool out of use or with all cavities blocked.
    """
    locked(work_unit.pk)
    standing = _standing([tool]).first()
    if standing is not None and standing.work_unit_id == work_unit.pk:
        return standing
    moment = _moment([one for one in (standing,) if one], at)
    if standing is not None:
        _end([standing], moment, by)
    return _mount(tool, work_unit, moment, by)


@together
def dismount_tool(*, tool: Tool, by: Person | None, at: datetime | None = None) -> ToolMount:
    """Take a tool off. Raises AlreadyChanged when it is on none."""
    standing = _standing([tool]).first()
    if standing is None:
        raise AlreadyChanged("%(tool)s is on no work unit.", tool=tool.name)
    _end([standing], _moment([standing], at), by)
    return standing


@together
def block_cavities(*, tool: Tool, blocked: Collection[int], by: Person | None, at: datetime | None = None) -> Tool:
    """Say which cavities make nothing from a moment on; shots before it count with those that were open then.

    Raises Invalid for a number that the tool hasn't, or when none is left open.
    """
    row = Tool.objects.select_for_update().get(pk=tool.pk)
    numbers = sorted(set(blocked))
    if any(not 1 <= number <= row.cavities for number in numbers):
        raise Invalid("%(tool)s has the cavities 1 to %(count)s.", tool=row.name, count=row.cavities)
    standing = _standing([row]).first()
    if standing is not None and len(numbers) == row.cavities:
        raise Invalid("Take %(tool)s off before you block its last cavity.", tool=row.name)
    change_row(row, {"blocked": numbers}, by=by)
    if standing is not None and standing.open_cavities != row.open_cavities:
        moment = _moment([standing], at)
        _end([standing], moment, by)
        _mount(row, standing.work_unit, moment, by)
    return row


def put_on(tools: Sequence[Tool], work_unit: WorkUnit, *, moment: datetime, by: Person | None) -> None:
    """From a moment on these tools are on the work unit and no others."""
    wanted = {tool.pk: tool for tool in tools}
    here = list(ToolMount.objects.select_for_update().filter(work_unit=work_unit, ended_at=None))
    _end([one for one in here if one.tool_id not in wanted], moment, by)
    there = {one.tool_id for one in here}
    fresh = [tool for pk, tool in wanted.items() if pk not in there]
    _end(list(_standing(fresh)), moment, by)
    for tool in fresh:
        _mount(tool, work_unit, moment, by)


def take_mounts_back(work_unit: WorkUnit, moment: datetime) -> None:
    """Undo what `put_on` did at a moment, where nothing was mounted since."""
    made = ToolMount.objects.filter(work_unit=work_unit, mounted_at=moment, ended_at=None)
    tools = set(made.values_list("tool", flat=True))
    made.update(ended_at=moment)
    gone = ToolMount.objects.filter(ended_at=moment, mounted_at__lt=moment)
    for row in gone.filter(work_unit=work_unit) | gone.filter(tool__in=tools):
        if not _standing([row.tool]).exists():
            row.ended_at, row.ended_by = None, None
            row.save(update_fields=["ended_at", "ended_by"])


def _standing(tools: Sequence[Tool]) -> QuerySet[ToolMount]:
    return ToolMount.objects.select_for_update(of=("self",)).filter(tool__in=tools, ended_at=None)


def _moment(standing: Sequence[ToolMount], at: datetime | None) -> datetime:
    now = clock.now()
    return max([min(at or now, now), *(one.mounted_at for one in standing)])


def _mount(tool: Tool, work_unit: WorkUnit, moment: datetime, by: Person | None) -> ToolMount:
    if not tool.is_active or tool.open_cavities < 1:
        raise Invalid("%(tool)s can't be used now.", tool=tool.name)
    row = ToolMount.objects.create(
        tool=tool, work_unit=work_unit, open_cavities=tool.open_cavities, mounted_at=moment, mounted_by=by
    )
    append(ToolMounted(tool_id=tool.pk, work_unit_id=work_unit.pk))
    announce(f"unit:{work_unit.pk}")
    return row


def _end(rows: Sequence[ToolMount], moment: datetime, by: Person | None) -> None:
    for row in rows:
        row.ended_at, row.ended_by = max(moment, row.mounted_at), by
        row.save(update_fields=["ended_at", "ended_by"])
