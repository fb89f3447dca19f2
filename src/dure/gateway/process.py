"""The gateway as a process: `python -m dure.gateway`.

Environment: DURE_HOME (its folder is DURE_HOME/gateway/<name>/), DURE_GATEWAY (its name, "main"),
DURE_NATS_URL, DURE_SPOOL_BYTES (limit of the spool, 1 GiB), DURE_CLOCK.
"""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dure.gateway.gateway import Gateway
from dure.gateway.lock import AlreadyRunning
from dure.kernel.eventlog import token

log = logging.getLogger("dure.gateway")
USAGE_ERROR = 2


@dataclass(frozen=True, slots=True)
class Options:
    """Where a gateway lives and whom it serves. spool_bytes: limit of its spool on disk."""

    home: Path
    name: str
    nats_url: str
    spool_bytes: int

    @property
    def folder(self) -> Path:
        return self.home / "gateway" / token(self.name)


def options(argv: Sequence[str] | None = None) -> Options:
    """From the command line, with the environment for what is not said there."""
    env = os.environ
    parser = argparse.ArgumentParser(prog="dure gateway", description="Collects from machines into the event log.")
    parser.add_argument("--home", type=Path, default=Path(env.get("DURE_HOME", "var")), help="folder of the data")
    parser.add_argument("--name", default=env.get("DURE_GATEWAY", "main"), help="name of this gateway")
    parser.add_argument("--nats", default=env.get("DURE_NATS_URL", "nats://127.0.0.1:4222"), help="address of NATS")
    parser.add_argument("--spool-bytes", type=int, default=int(env.get("DURE_SPOOL_BYTES", str(1 << 30))))
    read = parser.parse_args(argv)
    return Options(read.home, read.name, read.nats, read.spool_bytes)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs until SIGTERM or Ctrl-C; 0 after an orderly end, 1 when it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    wanted = options(argv)
    # Observations come in great numbers and hold no cycles: looking for some takes much time (decision 0044).
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    try:
        asyncio.run(_serve(wanted))
    except AlreadyRunning as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The gateway cannot work in {wanted.folder}: {error}", file=sys.stderr)
        return 1
    return 0


async def _serve(wanted: Options) -> None:
    stop = asyncio.Event()
    _on_signals(stop)
    gateway = Gateway(wanted.folder, wanted.name, wanted.nats_url, wanted.spool_bytes)
    await gateway.start()
    log.info("Gateway %s works in %s", wanted.name, wanted.folder)
    try:
        await gateway.until(stop)
    finally:
        await gateway.stop()
        log.info("Gateway %s has ended", wanted.name)


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
