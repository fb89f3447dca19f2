"""Machines and choices of the wizard's last steps."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any, cast

from dure.plant.models import Person, WorkCenter, WorkUnit
from dure.plant.services import add_part
from dure.production.connect.draft import Draft
from dure.telemetry.connections import Choice
from dure.telemetry.models import Signal


def make(*, name: str, work_center: WorkCenter, by: Person) -> WorkUnit:
    """A new machine with a short code made from its name."""
    base = re.sub(r"[^\w.\-]+", "-", name.strip()).strip("-")[:30] or "M"
    taken = set(WorkUnit.objects.filter(code__startswith=base).values_list("code", flat=True))
    code = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if one not in taken)
    return cast(WorkUnit, add_part(level="work-unit", by=by, code=code, name=name.strip(), work_center=work_center))


def initial(draft: Draft) -> dict[str, Any]:
    """The machine that the connection's signals already belong to, else its name for a new one."""
    known = Signal.objects.filter(connection__code=draft.code, work_unit__isnull=False).first() if draft.code else None
    only = WorkCenter.objects.filter(is_active=True)[:2]
    found: dict[str, Any] = {"name": draft.name, "work_center": only[0] if len(only) == 1 else None}
    return {**found, "unit": known.work_unit} if known else found


def has_lines() -> bool:
    """Whether a new machine could stand anywhere."""
    return WorkCenter.objects.filter(is_active=True).exists()


def plain(chosen: Iterable[Choice]) -> list[dict[str, Any]]:
    """Choices as a session can hold them."""
    return [{key: str(v) if isinstance(v, Decimal) else v for key, v in asdict(one).items()} for one in chosen]


def choices(kept: Iterable[dict[str, Any]]) -> list[Choice]:
    """Choices from a session."""
    return [
        Choice(
            **{**one, "modulus": Decimal(one["modulus"]) if one["modulus"] else None, "pieces": Decimal(one["pieces"])}
        )
        for one in kept
    ]
