"""What becomes of a day's log that a device sends: new, newer, the same, or written beside another one. Pure.

Each save on a device has its own number (`key`) and says on which save it was written (`base`; none for a new day).
The plant keeps every save. One of a day is the one in force; a save that was written on it takes its place. A save
that was written on anything else, because somebody wrote meanwhile on another device, stands beside it as a conflict
until a person has chosen. A later save on top of a conflict takes the conflict's place, so that a device that was long
away makes one conflict and not many.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

GRACE_DAYS = 14
"""So many days after the last day of a residency that isn't ended yet its days may still be written."""
_TEXTS = ("key", "base", "day", "done", "found", "tomorrow", "written_at", "device")
_NUMBERS = ("residency", "mentor", "hours")


class SaveState(StrEnum):
    CURRENT = "current"
    REPLACED = "replaced"
    CONFLICT = "conflict"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of the new save, and the save whose place it takes (it becomes REPLACED); None: nobody's."""

    state: SaveState
    replaces: str | None = None


def judge(*, base: str | None, current: str | None, conflicts: Collection[str], is_same: bool) -> Verdict:
    """Where a save belongs. current: the one in force; conflicts: those that are open; is_same: it says what the one
    in force says, so that nobody has to choose."""
    if current is None or base == current:
        return Verdict(SaveState.CURRENT, current)
    if base in conflicts:
        return Verdict(SaveState.CONFLICT, base)
    if is_same:
        return Verdict(SaveState.REPLACED)
    return Verdict(SaveState.CONFLICT)


def unreadable(given: Mapping[str, Any]) -> list[str]:
    """Names of what a device has sent that is no text or number as it is asked for, or can't be kept."""
    return [name for name in _TEXTS if not _is_text(given.get(name))] + [
        name for name in _NUMBERS if not _is_number(given.get(name))
    ]


def _is_text(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a sign of two parts
        return False
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)
