"""One connection's life: connect, collect, lose, wait, connect again, for as long as it is wanted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dure.gateway import manifests, sentence
from dure.gateway.cleaning import Cleaner
from dure.gateway.config import ConnectionConfig
from dure.gateway.connector import Connector, ConnectorError, Context, Manifest, Parcel, Rejected, Unreachable
from dure.gateway.intake import Intake, Lane
from dure.gateway.sentence import Sentence
from dure.gateway.status import Health, State
from dure.gateway.timing import FAILED, MAX_AGE_S, REJECTED, UNREACHABLE, Backoff, chance
from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.kernel.observation import STILL, Observation, Quality

log = logging.getLogger("dure.gateway.runner")
ENTER_S = 60.0
LEAVE_S = 10.0
RESTART_AFTER = 3
"""A line that is silent for this many times its limit is opened anew (unless the machine pushes)."""
_KNOWN = 100_000
_REAL_LEAST_S = 0.05


class _StillSilent(Unreachable):
    """The line is open but says nothing: it is opened anew, and goes on being called silent."""


async def pause(seconds: float) -> None:
    """Waits `seconds` of plant time."""
    await asyncio.sleep(max(seconds / clock.speed(), _REAL_LEAST_S))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all connections of a gateway share. sleep waits seconds of plant time."""

    intake: Intake
    state_dir: Path
    manifests: dict[str, Manifest]
    now_us: Callable[[], int]
    changed: Callable[[], None]
    broker: Any = None
    sleep: Callable[[float], Awaitable[None]] = pause


class Connection:
    """Runs one connector and tells its health. `run` never ends by itself and never raises."""

    def __init__(self, config: ConnectionConfig, lane: Lane, around: Surroundings) -> None:
        self.config, self._lane, self._around = config, lane, around
        self.health = Health(around.now_us, around.changed)
        self._manifest: Manifest | None = None
        self._last: dict[str, Observation] = {}
        self._missing: set[str] = set()
        self._known_lost = False
        self._failures = 0
        self._alive_at = 0.0
        self._cleaner = Cleaner(self.problem, MAX_AGE_S)

    async def run(self) -> None:
        """Cancel it to stop; what was last known is then marked as missing."""
        if not self.config.enabled:
            self.health.become("disabled")
            return
        try:
            while True:
                wait_s = await self._attempt()
                heed_cancellation()
                await self._around.sleep(wait_s)
        finally:
            self._lost("the connection was stopped")

    def problem(self, text: str) -> None:
        """Something a person should see; said in the status and once in the log."""
        text = self._without_secrets(text)
        if all(one["text"] != text for one in self.health.problems):
            log.warning("%s: %s", self.config.code, text)
        self.health.problem(text)

    async def _attempt(self) -> float:
        """Connects and collects until something is wrong; returns seconds to wait before the next."""
        try:
            connector = self._connector()
            await self._with(connector)
            return self._wrong("unreachable", Sentence("The connector ended"), UNREACHABLE)
        except _StillSilent:
            self._failures += 1
            return UNREACHABLE.wait(self._failures, chance())
        except manifests.MissingDependency as error:
            return self._wrong("missing_dependency", sentence.of(error), REJECTED)
        except Rejected as error:
            return self._wrong("rejected", sentence.of(error), REJECTED)
        except ConnectorError as error:
            return self._wrong("unreachable", sentence.of(error), UNREACHABLE)
        except DureError as error:
            return self._wrong("rejected", sentence.of(error), REJECTED)
        except (OSError, TimeoutError) as error:
            return self._wrong("unreachable", str(error) or type(error).__name__, UNREACHABLE)
        except Exception as error:
            if self.health.state != "failed":
                log.exception("%s: the connector failed", self.config.code)
            return self._wrong(
                "failed", Sentence("%(place)s: %(reason)s", place=type(error).__name__, reason=error), FAILED
            )

    def _connector(self) -> Connector:
        config = self.config
        if config.error:
            raise Rejected(config.error)
        self._manifest = manifest = manifests.named(self._around.manifests, config.protocol)
        settings = manifests.settings(manifest, config.settings)
        max_age = config.max_age_s if config.max_age_s is not None else None if manifest.any_age else MAX_AGE_S
        self._cleaner = Cleaner(self.problem, max_age)
        folder = self._around.state_dir / config.code.replace("/", "_").replace("\\", "_")
        folder.mkdir(parents=True, exist_ok=True)
        around = self._around
        context = Context(around.now_us, self.problem, str(folder), config.code, around.broker)
        return manifests.connector_class(manifest)(settings, config.addresses, context)

    async def _with(self, connector: Connector) -> None:
        if self.health.state not in ("silent", "unreachable", "rejected", "failed"):
            self.health.become("connecting")
        try:
            async with asyncio.timeout(ENTER_S):
                await connector.__aenter__()
        except TimeoutError as error:
            raise Unreachable("No answer within %(seconds).0f s", seconds=ENTER_S) from error
        try:
            heed_cancellation()
            await self._collect_while_alive(connector)
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(LEAVE_S):
                    await self._around.intake.settled(self._lane)
            await self._leave(connector)

    async def _leave(self, connector: Connector) -> None:
        try:
            async with asyncio.timeout(LEAVE_S):
                await connector.__aexit__(None, None, None)
        except (ConnectorError, OSError, TimeoutError) as error:
            log.warning("%s: leaving failed: %s", self.config.code, self._without_secrets(repr(error)))
        except Exception:
            log.exception("%s: leaving failed", self.config.code)

    async def _collect_while_alive(self, connector: Connector) -> None:
        self._alive_at = asyncio.get_running_loop().time()
        self._missing.clear()
        if self.health.state != "silent":
            self._connected()
        collect = asyncio.ensure_future(self._collect(connector))
        watch = asyncio.ensure_future(self._watch_silence())
        try:
            await asyncio.wait((collect, watch), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (collect, watch):
                task.cancel()
            results = await asyncio.gather(collect, watch, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _collect(self, connector: Connector) -> None:
        intake, loop = self._around.intake, asyncio.get_running_loop()
        parcels = connector.observations()
        try:
            async for parcel in parcels:
                heed_cancellation()
                self._alive_at = loop.time()
                self._take(parcel)
                if intake.crowded:
                    await intake.room()
                    self._alive_at = loop.time()
        finally:
            close = getattr(parcels, "aclose", None)
            if close is not None:
                await close()

    def _take(self, parcel: Parcel) -> None:
        now_us = self._around.now_us()
        health = self.health
        health.last_us = now_us
        self._failures = 0
        if health.state != "connected":
            self._connected()
        if not parcel.observations:
            if self._missing:
                self._still_valid(now_us)
            if parcel.on_stored is not None:
                self._around.intake.put(self._lane, parcel)
            return
        cleaned = self._cleaner.clean(parcel.observations, now_us)
        health.observations += len(cleaned)
        last = self._last
        for one in cleaned:
            last[one[0]] = one
        if len(last) > _KNOWN:
            self._forget()
        if self._missing:
            self._missing.difference_update(one.address for one in cleaned)
        self._around.intake.put(self._lane, Parcel(cleaned, parcel.on_stored, parcel.on_refused, parcel.origin))
        if self._missing and self._manifest is not None and self._manifest.mode != "push":
            self._still_valid(now_us)

    def _still_valid(self, now_us: int) -> None:
        """After a silence on a line that stayed open: what was not sent anew has not changed."""
        known = [self._last[address] for address in self._missing if address in self._last]
        self._missing.clear()
        again = [one._replace(time_us=now_us, epoch=STILL, sequence=None) for one in known]
        if again:
            self._around.intake.put(self._lane, Parcel(again))

    def _forget(self) -> None:
        for address in list(self._last)[: _KNOWN // 2]:
            del self._last[address]
        self.problem(Sentence("More than %(limit)s different addresses", limit=_KNOWN))

    async def _watch_silence(self) -> None:
        limit = self.config.silent_after_s / clock.speed()
        loop = asyncio.get_running_loop()
        if not limit:
            await asyncio.Event().wait()
        pushed = self._manifest is not None and self._manifest.mode == "push"
        while True:
            quiet = loop.time() - self._alive_at
            if quiet >= limit and self.health.state == "connected" and not self._around.intake.crowded:
                self._silent()
            if quiet >= limit * RESTART_AFTER and not pushed and not self._around.intake.crowded:
                raise _StillSilent("The line says nothing")
            await asyncio.sleep(max(limit - quiet, limit / 4, 0.01))

    def _silent(self) -> None:
        message = Sentence("Nothing has come for %(seconds).0f s", seconds=self.config.silent_after_s)
        self.health.become("silent", message)
        log.warning("%s: silent: %s", self.config.code, message)
        self._emit_missing()

    def _connected(self) -> None:
        if self.health.become("connected"):
            log.info("%s: connected", self.config.code)
        self._known_lost = False

    def _wrong(self, state: State, message: str, backoff: Backoff) -> float:
        message = self._without_secrets(message)
        if self.health.become(state, message):
            log.warning("%s: %s: %s", self.config.code, state, message)
        self._lost(message)
        self._failures += 1
        return backoff.wait(self._failures, chance())

    def _lost(self, message: str) -> None:
        """Once a loss: every known address has no value from now on."""
        if self._known_lost:
            return
        self._known_lost = True
        log.info("%s: its values are missing: %s", self.config.code, message)
        self._emit_missing()
        self._missing.clear()

    def _emit_missing(self) -> None:
        every = dict.fromkeys(one for one in self.config.addresses if one != "*")
        every.update(dict.fromkeys(self._last))
        new = [address for address in every if address not in self._missing]
        self._missing.update(new)
        now_us = self._around.now_us()
        gone = [Observation(address, None, now_us, Quality.MISSING) for address in new]
        if gone:
            self._around.intake.put(self._lane, Parcel(gone))

    def _without_secrets(self, text: str) -> str:
        if self._manifest is None:
            return text
        return manifests.redacted(self._manifest, self.config.settings, text)


def heed_cancellation() -> None:
    """Raises a cancellation that a library has lost, as wait_for does before Python 3.12 when an answer comes."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
