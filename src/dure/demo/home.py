"""What a demonstration remembers in its folder, and how it is told from a real plant."""

import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from dure.kernel.errors import Conflict

FILE = "demo.json"
BLOCK = 20
"""Ports that the machines of a demonstration have."""


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


def free_block() -> int:
    """The first port of a block on 127.0.0.1 that nobody listens on, below those that systems give to clients.

    Drawn at random, so that two demonstrations that don't run at the same time seldom get the same.
    """
    blocks = list(range(20_000, 32_000, BLOCK))
    secrets.SystemRandom().shuffle(blocks)
    for first in blocks:
        if is_free(first):
            return first
    raise Conflict("No free ports were found for the machines of the demonstration.")


def is_free(first: int) -> bool:
    """Whether nobody listens on the block that begins with `first`."""
    return all(_is_free(port) for port in range(first, first + BLOCK))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name != "nt":
            # A demonstration that ended just now leaves lines that wait to be forgotten; nobody listens on them.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
