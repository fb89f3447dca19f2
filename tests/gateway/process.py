"""A gateway as a process of its own beside a real nats-server: start, kill, configure, ask how it does."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from nats.aio.client import Client
from nats.js.errors import KeyNotFoundError

from dure.config.engines.nats import Nats
from dure.gateway.control import bucket
from dure.kernel import clock
from dure.kernel.eventlog import config_key, status_key


class GatewayProcess:
    """`python -m dure.gateway` in a folder of its own."""

    def __init__(self, home: Path, url: str) -> None:
        self._home, self._url = home, url
        self.start()

    def start(self) -> None:
        environment = os.environ | {"DURE_HOME": str(self._home), "DURE_NATS_URL": self._url}
        with (self._home / "gateway.log").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "dure.gateway"], env=environment, stderr=log)

    def log(self) -> str:
        return (self._home / "gateway.log").read_text("utf-8")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


async def configured(client: Client, data: bytes) -> None:
    await (await bucket(client)).put(config_key("main"), data)


async def status(client: Client) -> dict[str, Any]:
    try:
        return dict(json.loads((await (await bucket(client)).get(status_key("main"))).value or b"{}"))
    except KeyNotFoundError:
        return {}


async def in_state(client: Client, state: str, code: str = "C1") -> dict[str, Any]:
    async with asyncio.timeout(120):
        while True:
            told = await status(client)
            one = told.get("connections", {}).get(code)
            if one is not None and one["state"] == state:
                return told
            await asyncio.sleep(0.02)


async def drained(client: Client) -> None:
    """A status written since now says that nothing waits."""
    since_us = clock.now_us()
    async with asyncio.timeout(180):
        while True:
            told = await status(client)
            if told and told["time_us"] > since_us and told["spool"]["records"] == 0:
                return
            await asyncio.sleep(0.05)


def restart(nats_server: Nats) -> None:
    with (nats_server.folder / "again.log").open("ab") as log:
        nats_server.start(log)
