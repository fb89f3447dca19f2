"""What differs between two versions of a list of rows, such as the steps of a work standard. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A row before and after. fields: name → (before, after) of what differs when both are there."""

    before: Row | None
    after: Row | None
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """added, removed, changed or same."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return "changed" if self.fields else "same"


def aligned(before: Sequence[Row], after: Sequence[Row], key: str) -> list[Pair]:
    """Rows side by side, told apart by their `key` and order, so that one put in between is one difference."""
    matcher = SequenceMatcher(a=[row[key] for row in before], b=[row[key] for row in after], autojunk=False)
    found = []
    for _tag, start, end, begin, stop in matcher.get_opcodes():
        found += [_pair(one, two) for one, two in zip_longest(before[start:end], after[begin:stop])]
    return found


def _pair(before: Row | None, after: Row | None) -> Pair:
    if before is None or after is None:
        return Pair(before, after)
    return Pair(
        before, after, {name: (before.get(name), after[name]) for name in after if before.get(name) != after[name]}
    )
