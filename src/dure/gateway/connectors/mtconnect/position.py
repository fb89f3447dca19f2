"""How far an agent's stream is on our disk, kept over a restart of the gateway."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Position:
    """The agent's numbering and the sequence from which on nothing is stored yet."""

    instance: str
    next: int


class Kept:
    """The position in a file of the connection's own folder. A lost file costs what the agent still
    remembers; a stale one only repeats what is known by its number."""

    def __init__(self, folder: str) -> None:
        self._path = Path(folder) / "mtconnect.json"
        self._saved: Position | None = None

    def load(self) -> Position | None:
        try:
            raw = json.loads(self._path.read_text("utf-8"))
            return Position(str(raw["instance"]), int(raw["next"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, position: Position) -> None:
        """Written beside and renamed. Not synced: see above."""
        if position == self._saved:
            return
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps({"instance": position.instance, "next": position.next}), "utf-8")
        beside.replace(self._path)
        self._saved = position
