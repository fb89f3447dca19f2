"""The connections of a gateway: those that the configuration names run, and no others."""

import asyncio
import logging
from typing import Any

from dure.gateway.config import ConnectionConfig, GatewayConfig
from dure.gateway.runner import LEAVE_S, Connection, Surroundings
from dure.kernel.eventlog import subject

CANCEL_AGAIN_S = 3 * LEAVE_S
"""Longer than an orderly leave takes."""
log = logging.getLogger("dure.gateway.connections")


class Connections:
    """Applies configurations: a connection is restarted only when its own entry or the site changed."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._running: dict[str, tuple[str, Connection, asyncio.Task[None]]] = {}
        self._applying = asyncio.Lock()

    async def apply(self, config: GatewayConfig) -> None:
        """Stops what is no longer wanted or has changed, then starts what is new."""
        async with self._applying:
            wanted = {one.code: one for one in config.connections}
            await self._stop([code for code in self._running if not self._keeps(code, wanted, config.site)])
            for code, one in wanted.items():
                if code not in self._running:
                    self._start(one, config.site)
        if self._around.broker is not None:
            self._around.broker.settle(code for code, one in wanted.items() if one.enabled)
        self._around.changed()

    def _keeps(self, code: str, wanted: dict[str, ConnectionConfig], site: str) -> bool:
        running_site, connection, _ = self._running[code]
        return running_site == site and connection.config == wanted.get(code)

    def _start(self, config: ConnectionConfig, site: str) -> None:
        lane = self._around.intake.lane(config.code, subject(site, config.code))
        connection = Connection(config, lane, self._around)
        task = asyncio.create_task(connection.run(), name=f"connection {config.code}")
        self._running[config.code] = (site, connection, task)

    async def _stop(self, codes: list[str]) -> None:
        tasks = [self._running.pop(code)[2] for code in codes]
        waiting = set(tasks)
        while waiting:
            for task in waiting:
                task.cancel()
            # Again: before Python 3.12 a library's wait_for loses a cancellation that meets an answer.
            _, waiting = await asyncio.wait(waiting, timeout=CANCEL_AGAIN_S)
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                log.error("A connection did not stop in order", exc_info=result)

    async def stop(self) -> None:
        """Lets every connector go."""
        async with self._applying:
            await self._stop(list(self._running))

    def as_json(self) -> dict[str, Any]:
        return {code: connection.health.as_json() for code, (_, connection, _) in self._running.items()}
