"""Genealogy as a person reads it: a tree in lines, each lot's own branch told once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from dure.inventory.selectors.genealogy import Step, by_parent

MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree. level: 1 next to the lot asked for; told: its own branch stands further up."""

    step: Step
    level: int
    told: bool

    @property
    def indents(self) -> range:
        return range(min(self.level - 1, 12))


def branches(root: int, steps: Collection[Step]) -> list[Branch]:
    """The tree below a lot, line by line. Where a lot is reached in several ways, its branch stands at the first."""
    tree = by_parent(steps)
    return [branch for branch, _ in zip(_below(root, tree, 1, set()), range(MOST_LINES), strict=False)]


def _below(lot: int, tree: Mapping[int, list[Step]], level: int, told: set[int]) -> Iterator[Branch]:
    for step in tree.get(lot, ()):
        is_told = step.lot in told and step.lot in tree
        yield Branch(step, level, is_told)
        if step.lot not in told:
            told.add(step.lot)
            yield from _below(step.lot, tree, level + 1, told)
