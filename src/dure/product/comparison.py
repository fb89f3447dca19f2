"""What differs between two revisions. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

Key = Hashable
Rows = Mapping[Key, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Changed:
    key: Key
    fields: dict[str, tuple[Any, Any]]
    """name → (before, after)"""


@dataclass(frozen=True, slots=True)
class Differences:
    added: list[Key]
    removed: list[Key]
    changed: list[Changed]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(before: Rows, after: Rows) -> Differences:
    """Rows are told apart by their key (component and operation of a line, number of an operation)."""
    changed = [Changed(key, fields) for key in before if key in after and (fields := _fields(before[key], after[key]))]
    return Differences(
        added=[key for key in after if key not in before],
        removed=[key for key in before if key not in after],
        changed=changed,
    )


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (before.get(name), after[name]) for name in after if before.get(name) != after[name]}
