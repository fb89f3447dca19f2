"""`dure status`."""

import argparse
import json
import sys
import time
from typing import Any

import psutil

from dure.cli.plant import add_home, chosen_home
from dure.config import lock
from dure.config.language import say
from dure.config.supervisor import state
from dure.config.supervisor.child import memory_of
from dure.config.troubles import NotRunning

DEGRADED = 1


def main(arguments: list[str]) -> int:
    """0 when every part runs, 1 when one waits for its next start, 12 when no plant is running."""
    parser = argparse.ArgumentParser("dure status", description=say("Say how each part of the plant does"))
    add_home(parser)
    parser.add_argument("--json", action="store_true", help=say("for programs"))
    options = parser.parse_args(arguments)
    place = chosen_home(options)
    told = state.read(place.state_file)
    if not lock.held(place.lock_file) or told is None:
        if options.json:
            sys.stdout.write(json.dumps({"running": False, "home": str(place.path)}) + "\n")
            return NotRunning.code
        raise NotRunning("No plant is running on %(folder)s.", folder=place.path)
    found = described(told) | {"home": str(place.path)}
    sys.stdout.write((json.dumps(found, ensure_ascii=False) if options.json else _table(found)) + "\n")
    return 0 if all(part["state"] == "running" for part in found["parts"]) else DEGRADED


def described(told: state.PlantState) -> dict[str, Any]:
    """The state as plain values, with memory in bytes and ages in seconds."""
    parts = [_part(part) for part in told.parts]
    return {
        "running": True,
        "ready": told.ready,
        "pid": told.pid,
        "url": told.url,
        "seconds": round(time.time() - told.since, 1),
        "memory": sum(part["memory"] for part in parts) + _memory(told.pid),
        "parts": parts,
    }


def _part(part: state.PartState) -> dict[str, Any]:
    return {
        "name": part.name,
        "state": part.state,
        "pid": part.pid,
        "seconds": round(time.time() - part.created, 1) if part.created else None,
        "restarts": part.restarts,
        "last_end": part.last_end,
        "memory": _memory(part.pid, children=True),
    }


def _memory(pid: int | None, *, children: bool = False) -> int:
    try:
        root = psutil.Process(pid) if pid else None
        family = [] if root is None else [root, *(root.children(recursive=True) if children else [])]
    except psutil.Error:
        return 0
    return sum(memory_of(process) for process in family)


def _table(found: dict[str, Any]) -> str:
    states = {"running": say("running"), "waiting": say("waiting to start again"), "stopped": say("stopped")}
    lines = [say("The plant is running: %(url)s", url=found["url"])]
    for part in found["parts"]:
        memory = f"{part['memory'] / 1_048_576:.0f} MiB"
        end = say("restarted %(count)s times, last end: %(end)s", count=part["restarts"], end=part["last_end"])
        lines.append(
            f"  {part['name']:<10}{states[part['state']]:<12}{memory:>9}  {end if part['restarts'] else ''}".rstrip()
        )
    lines.append(say("Memory together: %(mib)s MiB", mib=found["memory"] // 1_048_576))
    return "\n".join(lines)
