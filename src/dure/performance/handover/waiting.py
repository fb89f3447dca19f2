"""What a shift leaves open in quality and maintenance. What belongs to no machine is told to every area."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q, Sum

from dure.inventory.models import Lot
from dure.maintenance import selectors as maintenance
from dure.maintenance.models import WorkRequest
from dure.performance.handover.sections import Line
from dure.plant.models import WorkUnit
from dure.production.models import ToolMount
from dure.production.selectors.tools import mounts_now
from dure.quality.models import Nonconformance
from dure.quality.selectors import cases, ccp, inspections


def lines(units: Sequence[WorkUnit], now: datetime) -> dict[str, list[Line]]:
    """Name of the section → its lines."""
    here = {unit.pk for unit in units}
    mounts = mounts_now()
    return {
        "ccp": _deviations(here),
        "lots": _lots(),
        "cases": _cases(here),
        "inspections": _inspections(here, now),
        "jobs": [*_requests(here, mounts), *_jobs(here, mounts)],
        "due": _due(here, mounts, now),
    }


def _deviations(here: set[int]) -> list[Line]:
    rows = [row for row in ccp.open_deviations() if row.point.work_unit_id in (None, *here)]
    return [
        Line(
            [row.mark, row.point.name, f"{row.value_text} {row.point.unit}".strip(), row.at, row.case.number],
            ("quality:case", str(row.case_id)),
        )
        for row in rows
    ]


def _lots() -> list[Line]:
    """On hold with something left of them, the oldest first."""
    rows = Lot.objects.filter(status=Lot.Status.HOLD).annotate(left=Sum("balances__quantity")).filter(left__gt=0)
    return [
        Line([row.number, row.item.name, row.left, row.status_reason], ("inventory:lot", str(row.pk)))
        for row in rows.select_related("item").order_by("created_at", "pk")
    ]


def _cases(here: set[int]) -> list[Line]:
    rows = cases.cases().exclude(stage=Nonconformance.Stage.CLOSED).filter(Q(work_unit=None) | Q(work_unit__in=here))
    return [
        Line(
            [row.number, row.text, " · ".join(str(one) for one in (row.item, row.lot) if one), row.stage, row.found_at],
            ("quality:case", str(row.pk)),
        )
        for row in rows.order_by("found_at", "pk")
    ]


def _inspections(here: set[int], now: datetime) -> list[Line]:
    """Begun ones first, then those that nobody has begun."""
    begun = [row for row in inspections.open_inspections() if row.work_unit_id in (None, *here)]
    due = [one for one in inspections.waiting(now) if one.run is None or one.run.work_unit_id in here]
    return [
        *(Line([row.kind, row.item.name, row.number], ("quality:inspection", str(row.pk))) for row in begun),
        *(Line([one.plan.kind, one.plan.item.name, one.label], ("quality:inspect",)) for one in due),
    ]


def _is_here(unit: int | None, tool: int | None, here: set[int], mounts: dict[int, ToolMount]) -> bool:
    """Of a machine here, of a tool mounted here, or of a tool that is mounted nowhere."""
    if tool is None:
        return unit in here
    return tool not in mounts or mounts[tool].work_unit_id in here


def _requests(here: set[int], mounts: dict[int, ToolMount]) -> list[Line]:
    return [
        Line([row.number, str(row.asset), row.text, row.status, ""], ("maintenance:request", str(row.pk)))
        for row in maintenance.requests(state=WorkRequest.Status.NEW.value)
        if _is_here(row.work_unit_id, row.tool_id, here, mounts)
    ]


def _jobs(here: set[int], mounts: dict[int, ToolMount]) -> list[Line]:
    return [
        Line([row.number, str(row.asset), row.title, row.status, _day(row.due_on)], ("maintenance:job", str(row.pk)))
        for row in maintenance.jobs()
        if _is_here(row.work_unit_id, row.tool_id, here, mounts)
    ]


def _due(here: set[int], mounts: dict[int, ToolMount], now: datetime) -> list[Line]:
    return [
        Line([str(plan.asset), plan.name, one.state, _day(one.due.on)], ("maintenance:plan", str(plan.pk)))
        for one in maintenance.due_list(now=now)
        if one.state != "later" and _is_here((plan := one.plan).work_unit_id, plan.tool_id, here, mounts)
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
