"""What the supervisor tells about its parts, for `dure status` and for the next start."""

import contextlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from dure.config import preflight
from dure.config.supervisor.child import Child


@dataclass(slots=True)
class PartState:
    """One part. created: the process's start in epoch seconds, which tells it from a later namesake."""

    name: str
    state: str
    pid: int | None
    created: float | None
    restarts: int
    last_end: str


@dataclass(slots=True)
class PlantState:
    pid: int
    url: str
    since: float
    ready: bool = False
    parts: list[PartState] = field(default_factory=list)


def part_state(child: Child) -> PartState:
    pid = child.process.pid if child.process else None
    return PartState(child.name, child.state, pid, _created(pid), child.restarts, child.last_end)


def _created(pid: int | None) -> float | None:
    if pid is None:
        return None
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def write(file: Path, state: PlantState) -> None:
    with contextlib.suppress(OSError):  # a full disk must not stop the supervisor itself
        preflight.write_json(file, asdict(state))


def read(file: Path) -> PlantState | None:
    """What was told last; None when there is nothing or it cannot be read."""
    try:
        noted = json.loads(file.read_text("utf-8"))
        parts = [PartState(**part) for part in noted.pop("parts")]
        return PlantState(**noted, parts=parts)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def end_leftovers(file: Path, *, within_s: float = 5) -> list[str]:
    """End parts that a killed supervisor left running; their names. Must hold the instance's lock.

    PostgreSQL is left to its own start, which knows how to end it without harm.
    """
    state = read(file)
    found = [(part, _same(part)) for part in (state.parts if state else []) if part.name != "postgres"]
    left = {part.name: process for part, process in found if process is not None}
    for process in left.values():
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(list(left.values()), timeout=within_s)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=within_s)
    return list(left)


def _same(part: PartState) -> psutil.Process | None:
    """The live process of `part`, unless its number has gone to another since."""
    if part.pid is None or part.created is None:
        return None
    try:
        process = psutil.Process(part.pid)
        return process if abs(process.create_time() - part.created) < 0.05 else None
    except psutil.Error:
        return None
