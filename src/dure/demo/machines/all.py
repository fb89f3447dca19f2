"""All machines in one process, the extra child of the demonstration's supervisor."""

import argparse
import asyncio
import contextlib
import importlib
import logging
import signal
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from dure.demo.floor import Floor, of, ports_from
from dure.demo.simulation import Plant

log = logging.getLogger(__name__)
PROTOCOLS = ("modbus", "opcua", "sparkplug", "json_mqtt", "agent", "shdr", "http_push", "csv_files")
AGAIN_S = 2.0
NEEDS = {"opcua": ("asyncua", "OPC UA")}
"""Protocol → the package that an installation without extras doesn't have, and what people call the protocol."""


def missing() -> dict[str, list[str]]:
    """Machines that cannot speak in this installation, by what people call their protocol."""
    return {
        title: [machine.code for machine in of(protocol)]
        for protocol, (package, title) in NEEDS.items()
        if find_spec(package) is None
    }


def spoken() -> tuple[str, ...]:
    """The protocols that this installation can speak."""
    return tuple(name for name in PROTOCOLS if name not in NEEDS or find_spec(NEEDS[name][0]) is not None)


def main(arguments: list[str] | None = None) -> int:
    """Run the machines until SIGTERM."""
    parser = argparse.ArgumentParser("python -m dure.demo machines")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True, help="first of 20 ports on 127.0.0.1")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--origin", type=date.fromisoformat, required=True)
    parser.add_argument("--since-us", type=int, default=0, help="tell what happened from this plant time on")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    floor = Floor(Plant(given.seed, given.origin), ports_from(given.port, given.folder))
    if given.since_us:
        floor.since_us = given.since_us
    asyncio.run(run(floor, spoken()))
    return 0


async def run(floor: Floor, protocols: tuple[str, ...]) -> None:
    """Keep every machine on the wire until this is cancelled or the process is asked to end."""
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(_keep(name, floor)) for name in protocols]
    with contextlib.suppress(NotImplementedError):  # Windows
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _cancel, tasks)
    try:
        await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        _cancel(tasks)
        await asyncio.gather(*tasks, return_exceptions=True)


def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()


async def _keep(name: str, floor: Floor) -> None:
    """Start a machine again when it fails: a port that is taken, a broker that is away."""
    module = importlib.import_module(f"dure.demo.machines.{name}")
    while True:
        try:
            await module.serve(floor)
        except Exception:
            log.exception("The machines of %s start again", name)
        await asyncio.sleep(AGAIN_S)
