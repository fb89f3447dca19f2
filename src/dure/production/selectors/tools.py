"""Tools: where they are and how many shots they have made."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, QuerySet

from dure.kernel import clock
from dure.kernel.errors import NotFound
from dure.plant.models import Tool
from dure.production.models import ProductionResult, ToolMount


def tools() -> QuerySet[Tool]:
    """All tools, those out of use last."""
    return Tool.objects.select_related("area").order_by("-is_active", "sort_order", "code")


def tool(pk: int) -> Tool:
    """One tool. Raises NotFound."""
    found = Tool.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("This tool does not exist.")
    return found


def mounts_now(tools: Collection[int] | None = None) -> dict[int, ToolMount]:
    """Tool → where it is mounted now."""
    rows = ToolMount.objects.filter(ended_at=None).select_related("tool", "work_unit")
    if tools is not None:
        rows = rows.filter(tool__in=tools)
    return {row.tool_id: row for row in rows}


def shots_of(tools: Collection[Tool], *, since: datetime | None = None) -> dict[int, int]:
    """Tool → shots it has made, those before counting began included; since a moment only those counted since.

    A finished program cycle is a shot; where only pieces are known, they are divided by the cavities that were
    open. An hour in which a tool was changed counts by the share of its time.
    """
    found = {tool.pk: Decimal(0 if since else tool.shots_before) for tool in tools}
    mounts = ToolMount.objects.filter(tool__in=tools)
    if since is not None:
        mounts = mounts.filter(Q(ended_at=None) | Q(ended_at__gt=since))
    rows = list(mounts)
    results = _results(rows)
    now = clock.now()
    for mount in rows:
        start = max(mount.mounted_at, since) if since else mount.mounted_at
        for one in results[mount.work_unit_id]:
            found[mount.tool_id] += _shots(one, start, mount.ended_at or now, mount.open_cavities)
    return {tool: int(shots.quantize(Decimal(1), ROUND_HALF_UP)) for tool, shots in found.items()}


def _results(mounts: Iterable[ToolMount]) -> dict[int, list[ProductionResult]]:
    found: dict[int, list[ProductionResult]] = defaultdict(list)
    rows = list(mounts)
    if rows:
        since = min(row.mounted_at for row in rows)
        units = {row.work_unit_id for row in rows}
        for one in ProductionResult.objects.filter(work_unit__in=units, last_at__gte=since):
            found[one.work_unit_id].append(one)
    return found


def _shots(one: ProductionResult, start: datetime, end: datetime, cavities: int) -> Decimal:
    shots = one.cycles or one.produced / cavities
    whole = (one.last_at - one.first_at).total_seconds()
    inside = (min(one.last_at, end) - max(one.first_at, start)).total_seconds()
    if whole <= 0:
        return shots if start <= one.first_at < end else Decimal(0)
    return shots * Decimal(max(inside, 0) / whole)


def history_of(tool: Tool) -> list[ToolMount]:
    """Where a tool was, the newest first."""
    return list(ToolMount.objects.filter(tool=tool).select_related("work_unit", "mounted_by", "ended_by"))
