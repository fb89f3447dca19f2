"""Every operation that needs a work standard, and every standard there is, with how far it has come."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dure.inventory.models import Item
from dure.plant.models import Area, WorkUnit
from dure.product.models import Operation, Routing, StandardVersion, WorkStandard
from dure.product.selectors.boms import in_force
from dure.product.selectors.signatures import unsigned

Status = StandardVersion.Status
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class StandardRow:
    """An operation of an item, or a machine. current: the version in force; work: one that is being worked on.

    left: how many operators haven't signed the one in force; none when no version is in force.
    """

    item: Item | None
    operation_number: int | None
    operation_name: str
    area: Area | None
    work_unit: WorkUnit | None
    standard: WorkStandard | None
    current: StandardVersion | None = None
    work: StandardVersion | None = None
    left: int | None = None

    @property
    def states(self) -> list[str]:
        """Where it stands: at most one in force and one in work; `missing` where nothing is written."""
        found = [str(version.status) for version in (self.current, self.work) if version is not None]
        return found or [MISSING if self.standard is None else str(Status.RETIRED)]

    @property
    def version(self) -> StandardVersion | None:
        return self.current or self.work


def standard_rows(on: date, *, text: str = "", state: str = "", area: int | None = None) -> list[StandardRow]:
    """In the order of items and operations, standards of machines last. A fixed number of queries."""
    wanted = text.strip().lower()
    return [
        row
        for row in _rows(on)
        if (not state or state in row.states or (state == "unsigned" and row.left))
        and (area is None or (row.area is not None and row.area.pk == area))
        and (not wanted or wanted in _words(row))
    ]


def _words(row: StandardRow) -> str:
    parts = [row.operation_name, row.standard and f"{row.standard.number} {row.standard.title}"]
    parts += [row.item and f"{row.item.code} {row.item.name}", row.work_unit and row.work_unit.name]
    return " ".join(filter(None, parts)).lower()


def _rows(on: date) -> Iterator[StandardRow]:
    versions = _versions()
    left = unsigned(pair[0] for pair in versions.values() if pair[0] is not None)
    standards: dict[tuple[int | None, int | None], list[WorkStandard]] = defaultdict(list)
    rows = WorkStandard.objects.filter(is_active=True).select_related("item", "work_unit__work_center__area")
    for standard in rows:
        standards[standard.item_id, standard.operation_number].append(standard)
    for operation in _operations(on):
        area = operation.work_center.area if operation.work_center else None
        for standard in standards.pop((operation.routing.item_id, operation.number), [None]):  # type: ignore[list-item]
            current, work = versions.get(standard.pk, (None, None)) if standard else (None, None)
            yield StandardRow(
                operation.routing.item, operation.number, operation.name, area,
                standard.work_unit if standard else None, standard, current, work, _left(current, left),
            )  # fmt: skip
    for standard in (one for group in standards.values() for one in group):
        current, work = versions.get(standard.pk, (None, None))
        unit = standard.work_unit
        area = unit.work_center.area if unit else None
        yield StandardRow(
            standard.item, standard.operation_number, "", area, unit, standard, current, work, _left(current, left)
        )


def _left(current: StandardVersion | None, left: dict[int, list[int]]) -> int | None:
    return len(left[current.pk]) if current is not None else None


def _operations(on: date) -> Iterator[Operation]:
    rows = Operation.objects.filter(routing__in=Routing.objects.filter(in_force(on)), is_subcontracted=False)
    yield from rows.select_related("routing__item", "work_center__area").order_by("routing__item__code", "number")


def _versions() -> dict[int, tuple[StandardVersion | None, StandardVersion | None]]:
    """Standard id → (in force, in work)."""
    found: dict[int, list[StandardVersion | None]] = defaultdict(lambda: [None, None])
    for version in StandardVersion.objects.exclude(status=Status.RETIRED).select_related("standard", "written_by"):
        found[version.standard_id][version.status != Status.IN_FORCE] = version
    return {key: (pair[0], pair[1]) for key, pair in found.items()}
