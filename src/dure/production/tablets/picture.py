"""What a device shows: its machines, what there is to do at each, who may do it, and what may be said."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from dure.events.statements import Slot, fixed
from dure.inventory.selectors import packs_of
from dure.plant.models import WorkUnit
from dure.plant.selectors import active_units, units_of_area
from dure.production.models import Call, CallKind, DowntimeReason, OperationStep, RejectReason
from dure.production.operating import Act
from dure.production.selectors.counted import Place, Proposal, proposals
from dure.production.selectors.dispatch import Task, dispatch_all
from dure.production.selectors.readiness import Finding, outages_of
from dure.production.tablets.devices import Device, floor_people
from dure.production.tablets.shelf import SHELF

_MOST = 12
"""Tasks of a machine: what runs, and the next ones."""
_ORDER = (Act.RESUME, Act.START, Act.REPORT, Act.FINISH, Act.PAUSE, Act.CHANGE_OVER)
"""The first one is the big button."""
MOST_PAUSES = 24
_BACK = timedelta(hours=24)
"""Older acts are taken back at the desk."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Of all machines at once. packs: by item. counted, last: by operation and machine. outages: by machine."""

    packs: dict[int, list[tuple[str, Decimal]]]
    counted: dict[Place, Proposal]
    last: dict[Place, OperationStep]
    outages: dict[int, list[Finding]]


def picture_for(device: Device, now: datetime) -> dict[str, Any]:
    """Numbers are numbers, moments ISO 8601; the page's scripts say what each means."""
    area = device.tablet.area_id if device.tablet else None
    shown = SHELF.get((area, get_language()), device.key, lambda: _shown_now(area, now))
    known = [device.person] if device.person is not None else shown["people"]
    return {
        "tablet": device.tablet.name if device.tablet else str(device.person),
        "salt": device.salt,
        "people": [{"id": one.pk, "name": str(one), "mark": _mark(device, one.badge)} for one in known],
        "self": device.person is not None,
        "reasons": shown["reasons"],
        "pauses": shown["pauses"],
        "calls": [{"kind": kind.value, "name": str(kind.label)} for kind in CallKind],
        "units": shown["units"],
    }


def _shown_now(area: int | None, now: datetime) -> dict[str, Any]:
    """What all tablets of an area show. people: rows, since each device knows badges by marks of its own."""
    return {
        "people": floor_people(),
        "reasons": list(RejectReason.objects.filter(is_active=True).values("id", "name")),
        "pauses": pause_words(),
        "units": _units_now(area, now),
    }


def pause_words() -> list[dict[str, str]]:
    """Why work is put aside: the plant's own reasons of stops that aren't groups."""
    rows = DowntimeReason.objects.filter(is_active=True, children=None).order_by("name")
    return [{"name": name} for name in dict.fromkeys(rows.values_list("name", flat=True))][:MOST_PAUSES]


def media(kind: str, pk: int, name: str) -> str | None:
    """Address of a picture for the device; it changes with the picture, so that the device may keep it."""
    if not name:
        return None
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{reverse('production:work-media', args=[kind, pk])}?v={mark}"


def _units_now(area: int | None, now: datetime) -> list[dict[str, Any]]:
    """The machines of an area, or all, in the plant's order. A fixed number of queries."""
    units = _all_units() if area is None else _units_of(area)
    tasks, calls = dispatch_all(units, most=_MOST), _calls(units)
    running = [(one.operation.pk, unit) for unit, found in tasks.items() for one in found if one.is_here]
    seen = _Seen(
        packs=packs_of({task.order.item_id for found in tasks.values() for task in found}),
        counted=proposals(running, now),
        last=_last_steps(units, now),
        outages=outages_of(units),
    )
    here = _last_here(seen.last.values())
    return [
        _unit(unit, tasks[unit.pk], seen) | {"calls": calls.get(unit.pk, []), "last": here.get(unit.pk)}
        for unit in units
    ]


@fixed
def _all_units() -> QuerySet[WorkUnit]:
    return active_units()


@fixed
def _units_of(area: Slot) -> QuerySet[WorkUnit]:
    return units_of_area(area)


def _mark(device: Device, badge: str | None) -> str:
    return device.mark(badge) if badge else ""


def _calls(units: list[WorkUnit]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in _open_calls([unit.pk for unit in units]):
        told = {"id": str(row.client_id), "kind": row.kind, "at": row.called_at.isoformat()}
        found.setdefault(row.work_unit_id, []).append({**told, "answered": row.answered_at is not None})
    return found


@fixed
def _open_calls(units: Slot) -> QuerySet[Call]:
    return Call.objects.filter(work_unit=units.any, ended_at=None, undone_at=None).order_by("called_at")


def _unit(unit: WorkUnit, tasks: list[Task], seen: _Seen) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "picture": media("unit", unit.pk, unit.picture.name or ""),
        "outage": " ".join(one.sentence for one in seen.outages[unit.pk]) or None,
        "operations": [_operation(unit, task, seen) for task in tasks],
    }


def _operation(unit: WorkUnit, task: Task, seen: _Seen) -> dict[str, Any]:
    row, order = task.operation, task.order
    found = seen.counted.get((row.pk, unit.pk))
    counted, reading = (found.good, found.reading) if found else (None, None)
    waits = [{"level": "block" if one.blocks else "warn", "text": one.sentence} for one in task.waits]
    short = [{"level": "warn", "text": item.name, "short": True} for item in task.short]
    return {
        "id": row.pk,
        "order": order.number,
        "item": order.item.name,
        "code": order.item.code,
        "picture": media("item", order.item_id, order.item.picture.name or ""),
        "of": order.item.unit_id,
        "number": row.number,
        "name": row.name,
        "due": order.due_at.isoformat() if order.due_at else None,
        "begins": task.begins_at.isoformat() if task.begins_at else None,
        "other": task.other.name if task.other else None,
        "status": row.status,
        "here": task.is_here,
        "quantity": float(row.planned),
        "good": float(row.good),
        "rework": float(row.rework),
        "rejected": float(row.rejected),
        "available": None if task.ready is None else float(task.ready),
        "counted": None if counted is None else float(counted),
        "reading": None if reading is None else f"{reading.normalize():f}",
        "checks": waits + short,
        "standard": f"{reverse('product:floor')}?item={order.item_id}&unit={unit.pk}",
        "acts": _acts(task),
        "last": _told(seen.last.get((row.pk, unit.pk))),
        "packs": [{"unit": name, "pieces": float(count)} for name, count in seen.packs.get(order.item_id, [])],
    }


def _acts(task: Task) -> list[str]:
    """What the device offers. Paused work goes on; it isn't begun anew."""
    found = [act for act in _ORDER if act in task.acts]
    if Act.RESUME in found and Act.START in found:
        found.remove(Act.START)
    return [act.value for act in found]


def _last_steps(units: list[WorkUnit], now: datetime) -> dict[Place, OperationStep]:
    """What was done last at an operation on a machine and holds."""
    rows = _newest_steps([unit.pk for unit in units], now - _BACK)
    return {(row.operation_id, row.work_unit_id): row for row in rows}


@fixed
def _newest_steps(units: Slot, since: Slot) -> QuerySet[OperationStep]:
    place = ("work_unit_id", "operation_id")
    rows = OperationStep.objects.filter(work_unit=units.any, undone_at=None, at__gte=since)
    return rows.select_related("operation__order", "person").order_by(*place, "-pk").distinct(*place)


def _last_here(steps: Iterable[OperationStep]) -> dict[int, dict[str, Any]]:
    """Machine → what was done last there and holds, also at work that is over and stands in no list any more."""
    last = {step.work_unit_id: step for step in sorted(steps, key=lambda step: step.pk)}
    return {unit: (_told(step) or {}) | {"order": step.operation.order.number} for unit, step in last.items() if unit}


def _told(step: OperationStep | None) -> dict[str, Any] | None:
    if step is None:
        return None
    at = timezone.localtime(step.at).isoformat()
    return {"id": str(step.client_id), "kind": step.act, "at": at, "person": str(step.person or "")}
