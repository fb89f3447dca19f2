"""Changeovers with what they consist of: how often, how long as measured, and what of it could be saved."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max

from dure.inventory.models import Item
from dure.kernel.errors import NotFound
from dure.performance.selectors import counted_changeovers
from dure.planning.models import SetupElement, SetupTime
from dure.planning.smed import Parts, Saving, parts_of
from dure.plant.models import WorkUnit
from dure.plant.selectors import active_units

WEEKS = 8
WINDOW = timedelta(weeks=WEEKS)
Key = tuple[int, int, int]
"""(work unit, item before, item after)"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Changing a work unit over from one item to another. times: in the window; known: those whose setting up was told,
    of which median_s is. planned_s: as the routing has it."""

    unit: WorkUnit
    before: Item
    after: Item
    times: int = 0
    known: int = 0
    median_s: float | None = None
    planned_s: float | None = None
    elements: list[SetupElement] = field(default_factory=list)

    @property
    def parts(self) -> Parts:
        return parts_of(self.elements)

    @property
    def saving(self) -> Saving:
        return Saving(self.parts.could_s, self.times, WEEKS)

    @property
    def explained(self) -> float | None:
        """Share of the measured time that internal elements make up."""
        return self.parts.internal_s / self.median_s if self.median_s and self.elements else None


@dataclass(frozen=True, slots=True)
class Group:
    """What plans count with between the groups of two items on a work center. minutes: as measured, None of too few;
    now: the row that says it today."""

    before: str
    after: str
    known: int = 0
    minutes: int | None = None
    now: SetupTime | None = None

    @property
    def is_taken(self) -> bool:
        return self.now is not None and self.now.minutes == self.minutes


@dataclass(frozen=True, slots=True)
class Changeover:
    """One pair in full. next_number: of a new element. cleans: a rule of cleaning for allergens comes on top."""

    pair: Pair
    group: Group
    next_number: int
    cleans: bool


def pairs(now: datetime) -> list[Pair]:
    """Measured ones and those with elements; first what saves most, then what takes most (ten queries)."""
    units = list(active_units())
    counted = counted_changeovers(units, now - WINDOW, now, now).pairs
    elements: dict[Key, list[SetupElement]] = defaultdict(list)
    for one in SetupElement.objects.filter(work_unit__in=units):
        elements[one.work_unit_id, one.before_id, one.after_id].append(one)
    keys = counted.keys() | elements.keys()
    items = Item.objects.in_bulk({item for _unit, *both in keys for item in both})
    by_id = {unit.pk: unit for unit in units}
    found = [
        _pair(
            by_id[unit], items[before], items[after], counted.get((unit, before, after)), elements[unit, before, after]
        )
        for unit, before, after in keys
    ]
    return sorted(found, key=lambda one: (-one.saving.week_s, -(one.median_s or 0) * one.times, str(one.before)))


def _pair(unit: WorkUnit, before: Item, after: Item, row: object, elements: list[SetupElement]) -> Pair:
    if row is None:
        return Pair(unit, before, after, elements=elements)
    return Pair(unit, before, after, row.count, row.known, row.median_s, row.planned_s, elements)


def changeover(unit_id: int, before_id: int, after_id: int, now: datetime) -> Changeover:
    """Raises NotFound for a work unit or items that don't exist."""
    unit = active_units().filter(pk=unit_id).first()
    items = Item.objects.in_bulk([before_id, after_id])
    if unit is None or before_id == after_id or len(items) < 2:
        raise NotFound("This changeover does not exist.")
    before, after = items[before_id], items[after_id]
    rows = SetupElement.objects.filter(work_unit=unit, before=before, after=after)
    counted = counted_changeovers([unit], now - WINDOW, now, now).pairs.get((unit_id, before_id, after_id))
    last = rows.aggregate(Max("number"))["number__max"] or 0
    return Changeover(
        _pair(unit, before, after, counted, list(rows)), group_of(unit, before, after, now), last + 1,
        bool(set(before.allergens) - set(after.allergens)) and SetupTime.objects.filter(for_allergens=True).exists(),
    )  # fmt: skip


def group_of(unit: WorkUnit, before: Item, after: Item, now: datetime) -> Group:
    """What was measured on all units of the work center between the groups of these items."""
    if not before.group or not after.group:
        return Group(before.group, after.group)
    units: Sequence[WorkUnit] = list(active_units().filter(work_center=unit.work_center_id))
    key = (unit.work_center_id, before.group, after.group)
    row = counted_changeovers(units, now - WINDOW, now, now).groups.get(key)
    rule = SetupTime.objects.filter(
        work_center=unit.work_center_id, before=before.group, after=after.group, for_allergens=False
    ).first()
    minutes = None if row is None or row.proposed_s is None else round(row.proposed_s / 60)
    return Group(before.group, after.group, row.known if row else 0, minutes, rule)
