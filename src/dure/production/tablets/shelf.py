"""What stands at the machines of an area, made once for all tablets that ask within a moment."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any

FRESH_S = 5.0
_NEVER = float("-inf")
Made = dict[str, Any]
Key = tuple[int | None, str]
"""Area (None: all machines) and language."""
Who = tuple[int | None, int | None]
"""Tablet and person of a device."""


class Shelf:
    """Pictures by area. A device gets none that was begun before its own last act.

    What others have done it sees once the picture is no longer fresh, as on any device that asks every few seconds:
    with many tablets at work there is always some act, and every picture would be made anew for each.
    """

    def __init__(self) -> None:
        self._acts: dict[Who, float] = {}
        self._kept: dict[Key, tuple[float, Made]] = {}
        self._locks: dict[Key, Lock] = {}
        self._lock = Lock()

    def changed(self, who: Who) -> None:
        """The device has done something, which is committed."""
        self._acts[who] = time.monotonic()

    def get(self, key: Key, who: Who, make: Callable[[], Made]) -> Made:
        """What is kept for the key, at most FRESH_S old; else made, by one at a time."""
        if (found := self._fresh(key, who)) is not None:
            return found
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if (found := self._fresh(key, who)) is not None:
                return found
            began, made = time.monotonic(), make()
            self._kept[key] = (began, made)
            return made

    def _fresh(self, key: Key, who: Who) -> Made | None:
        began, made = self._kept.get(key, (_NEVER, {}))
        return made if began > max(self._acts.get(who, _NEVER), time.monotonic() - FRESH_S) else None


SHELF = Shelf()
