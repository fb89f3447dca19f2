"""The line to NATS: kept for ever, with everything that works over it started anew each time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import nats
import nats.errors
from nats.aio.client import Client

from dure.gateway.sentence import Sentence
from dure.gateway.timing import EVENT_LOG, chance

log = logging.getLogger("dure.gateway.link")
Service = Callable[[Client], Awaitable[None]]


class Link:
    """Connects, runs the services until the line is lost, waits with back-off, connects again.

    The client's own reconnecting is not used: after it, watchers and subscriptions of the old
    server would be trusted although their streams may be gone.
    """

    def __init__(self, url: str, name: str, services: Sequence[Service]) -> None:
        self._url, self._name, self._services = url, name, services
        self.connected = False
        self.message = ""

    async def run(self) -> None:
        """Never returns; cancel it."""
        failures = 0
        while True:
            try:
                if await self._session():
                    failures = 0
            except (nats.errors.Error, OSError, TimeoutError) as error:
                if not self.message:
                    log.warning("NATS is away: %s", str(error) or type(error).__name__)
                self.message = str(error) or type(error).__name__
            except Exception as error:
                log.exception("The line to NATS failed")
                self.message = str(error) or type(error).__name__
            failures += 1
            await asyncio.sleep(EVENT_LOG.wait(failures, chance()))

    async def _session(self) -> bool:
        lost = asyncio.Event()

        async def closed() -> None:
            lost.set()

        async def ignored(error: Exception) -> None:
            self.message = str(error) or type(error).__name__

        async with asyncio.timeout(10):
            client = await nats.connect(
                self._url,
                name=self._name,
                allow_reconnect=False,
                connect_timeout=3,
                ping_interval=5,
                max_outstanding_pings=2,
                closed_cb=closed,
                disconnected_cb=closed,
                error_cb=ignored,
            )
        log.info("NATS is there")
        self.connected, self.message = True, ""
        tasks = [asyncio.ensure_future(service(client)) for service in self._services]
        try:
            await asyncio.wait([asyncio.ensure_future(lost.wait()), *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                    log.error("A service of the gateway failed", exc_info=error)
        finally:
            self.connected = False
            self.message = self.message or Sentence("The line to NATS was lost")
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await _close(client)
        log.warning("NATS is away: %s", self.message)
        return True


async def _close(client: Client) -> None:
    try:
        async with asyncio.timeout(2):
            await client.close()
    except (nats.errors.Error, OSError, TimeoutError) as error:
        log.debug("Closing the lost line: %r", error)
