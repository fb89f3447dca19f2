"""Genealogy as a person reads it: a tree in lines, each lot's own branch told once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from dure.inventory.models import Lot
from dure.inventory.selectors.genealogy import Step, by_parent

MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree. level: 1 next to the lot asked for; told: its own branch stands further up.

    unit: what the step's quantity is counted in, that of the item that went in.
    """

    step: Step
    level: int
    told: bool
    unit: str

    @property
    def indents(self) -> range:
        return range(min(self.level - 1, 12))


def branches(root: Lot, steps: Collection[Step]) -> list[Branch]:
    """The tree below a lot, line by line. Where a lot is reached in several ways, its branch stands at the first."""
    tree, units = by_parent(steps), {root.pk: root.item.unit_id} | {step.lot: step.unit for step in steps}
    return list(islice(_below(root.pk, tree, units, 1, set()), MOST_LINES))


def _below(
    lot: int, tree: Mapping[int, list[Step]], units: Mapping[int, str], level: int, told: set[int]
) -> Iterator[Branch]:
    for step in tree.get(lot, ()):
        yield Branch(step, level, step.lot in told and step.lot in tree, units[step.source])
        if step.lot not in told:
            told.add(step.lot)
            yield from _below(step.lot, tree, units, level + 1, told)


def brought_by(root: Lot, up: Collection[Step]) -> dict[str, list[Lot]]:
    """Documents by which a lot and all that went into it were made or came, the nearest first, with their lots."""
    numbers: dict[int, dict[str, None]] = {pk: {} for pk in (root.pk, *(step.lot for step in up))}
    lots = Lot.objects.select_related("item").in_bulk(numbers)
    for step in up:
        numbers[step.product][step.document] = None
    found: dict[str, list[Lot]] = {}
    for pk, documents in numbers.items():
        for number in filter(None, documents | {lots[pk].document: None}):
            found.setdefault(number, []).append(lots[pk])
    return found
