"""What a demonstration remembers in its folder, and how it is told from a real plant."""

import json
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from dure.kernel.errors import Conflict

FILE = "demo.json"


@dataclass(slots=True)
class DemoHome:
    """seed, origin (date): which plant. port: first of its ports. until_us: plant time that it has reached."""

    seed: int
    origin: str
    port: int
    until_us: int = 0
    filled: bool = False

    def save(self, folder: Path) -> None:
        temporary = folder / f"{FILE}.tmp"
        temporary.write_text(json.dumps(asdict(self)), encoding="utf-8")
        temporary.replace(folder / FILE)


def read(folder: Path) -> DemoHome | None:
    """What the folder remembers; None where it is empty. Raises Conflict for the folder of a real plant."""
    file = folder / FILE
    if file.is_file():
        return DemoHome(**json.loads(file.read_text(encoding="utf-8")))
    if folder.is_dir() and any(folder.iterdir()):
        raise Conflict("%(folder)s isn't the folder of a demonstration; choose an empty one.", folder=folder)
    return None


def free_block(size: int = 20) -> int:
    """The first port of a block on 127.0.0.1 that nobody listens on."""
    for first in range(48_400, 60_000, size):
        if all(_is_free(port) for port in range(first, first + size)):
            return first
    raise Conflict("No free ports were found for the machines of the demonstration.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
