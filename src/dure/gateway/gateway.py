"""A whole gateway: spool, intake, connections, MQTT listener and the line to NATS, started and stopped in order."""

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from dure.gateway import config as configuration
from dure.gateway import manifests, sentence
from dure.gateway.broker import Stored
from dure.gateway.config import Cache, GatewayConfig
from dure.gateway.connections import Connections
from dure.gateway.control import Control
from dure.gateway.intake import Intake
from dure.gateway.link import Link
from dure.gateway.mqtt import Mqtt
from dure.gateway.publisher import Publisher
from dure.gateway.rpc import Questions
from dure.gateway.runner import Surroundings
from dure.gateway.sentence import Sentence
from dure.gateway.spool import Spool
from dure.kernel import clock
from dure.kernel.errors import Invalid

log = logging.getLogger("dure.gateway")
LAST_WORDS_S = 3.0


class Gateway:
    """Create it in a running event loop, `start` it, `stop` it."""

    def __init__(self, folder: Path, name: str, nats_url: str, spool_bytes: int = 1 << 30) -> None:
        stored = Stored()
        self.spool = Spool(folder / "spool", limit_bytes=spool_bytes, keeper=stored)
        folder.chmod(0o700)
        self._cache = Cache(folder)
        self.publisher = Publisher(self.spool)
        self.intake = Intake(self.spool, clock.now_us)
        self.mqtt = Mqtt(folder, clock.now_us, stored)
        self._control = Control(name, self._configure, self.status)
        found = manifests.load()
        changed = self._control.changed.set
        self.connections = Connections(
            Surroundings(self.intake, folder / "state", found, clock.now_us, changed, self.mqtt.broker)
        )
        questions = Questions(name, found, clock.now_us, self.mqtt.broker)
        services = [self.publisher.run, self._control.watch, self._control.tell, questions.run]
        self.link = Link(nats_url, f"gateway {name}", services)
        self._problem: str = ""
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Begins to collect with the configuration on disk, whether NATS is there or not."""
        self._begin("intake", self.intake.run())
        await self.mqtt.start()
        kept = self._cache.read()
        if kept is not None:
            await self._apply(kept)
        self._begin("link", self.link.run())

    async def until(self, stop: asyncio.Event) -> None:
        """Returns when `stop` is set; raises when a part that must never end has ended."""
        waiting = asyncio.ensure_future(stop.wait())
        done, _ = await asyncio.wait([waiting, *self._tasks.values()], return_when=asyncio.FIRST_COMPLETED)
        if waiting not in done:
            waiting.cancel()
            names = [name for name, task in self._tasks.items() if task in done]
            failures = [error for task in done if (error := task.exception()) is not None]
            raise RuntimeError(f"The gateway's {names[0]} has ended") from (failures[0] if failures else None)

    async def stop(self) -> None:
        """Lets the machines go, brings all to disk, publishes what it can in 3 s, and closes."""
        await self.connections.stop()
        self.intake.close()
        await self._tasks["intake"]
        await self.mqtt.stop()
        await self._last_words()
        self._tasks["link"].cancel()
        await asyncio.gather(self._tasks["link"], return_exceptions=True)
        self.spool.close()

    def status(self) -> dict[str, Any]:
        """As in the key-value bucket."""
        spool, publisher = self.spool, self.publisher
        return {
            "time_us": clock.now_us(),
            "spool": {
                "bytes": spool.bytes,
                "limit": spool.limit_bytes,
                "records": spool.next - spool.cursor,
                "oldest_us": spool.oldest_us,
                "full": spool.full,
                "damaged": spool.damaged,
                **sentence.as_json(self.intake.trouble),
            },
            "nats": {
                "connected": self.link.connected,
                "published": publisher.published,
                **sentence.as_json(publisher.message or self.link.message),
            },
            "mqtt": self.mqtt.as_json(),
            **sentence.as_json(self._problem),
            "connections": self.connections.as_json(),
        }

    async def _configure(self, data: bytes) -> None:
        try:
            config = configuration.parse(data)
        except Invalid as error:
            self._problem = sentence.of(error)
            log.error("The configuration is not taken: %s", error)
            return
        self._problem = ""
        try:
            self._cache.write(data)
        except OSError as error:
            self._problem = Sentence(
                "The configuration could not be kept on disk: %(reason)s", reason=error.strerror or error
            )
            log.error("%s", self._problem)
        log.info("Configuration %s (%s) is taken", config.version, configuration.fingerprint(data))
        await self._apply(config)

    async def _apply(self, config: GatewayConfig) -> None:
        await self.connections.apply(config)
        await self.mqtt.listen(config.mqtt)
        self._control.changed.set()

    async def _last_words(self) -> None:
        try:
            async with asyncio.timeout(LAST_WORDS_S):
                while self.link.connected and self.spool.cursor < self.spool.next:
                    await asyncio.sleep(0.02)
        except TimeoutError:
            log.warning("%d records wait in the spool", self.spool.next - self.spool.cursor)

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks[name] = asyncio.create_task(work, name=name)
