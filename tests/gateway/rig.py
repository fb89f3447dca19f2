"""What the conformance suite needs from each connector's test bench, and a gateway without NATS to run it in."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from dure.gateway import manifests
from dure.gateway.config import ConnectionConfig
from dure.gateway.intake import Intake
from dure.gateway.runner import Connection, Surroundings
from dure.gateway.spool import Spool
from dure.kernel import clock
from dure.kernel.envelope import decode
from dure.kernel.eventlog import subject
from dure.kernel.observation import Observation
from tests.gateway.waiting import until


class Rig(Protocol):
    """A machine to test a connector with. Everything happens at the machine's side of the protocol.

    protocol: the connector's name. settings, addresses: of the connection; addresses hold `counter`.
    counter: address of one integer signal that every method below acts on.
    width: the counter's largest value, after which the machine goes on at 0.
    has_connection: False where a machine only ever calls us (HTTP push): its loss is silence.
    keeps_values: the value is given again after a reconnect although nothing changed.
    house: optional; opens the gateway's own MQTT broker for the time of the check.
    exempt: check ("lost", "back", "zero", "bad_quality", "clock_jump", "reset", "rollover",
        "duplicate", "out_of_order", "garbage") → why the protocol cannot have it. Nothing else is skipped.
    """

    protocol: str
    settings: Mapping[str, Any]
    addresses: tuple[str, ...]
    counter: str
    width: int
    has_connection: bool
    keeps_values: bool
    exempt: Mapping[str, str]

    async def start(self) -> None:
        """Switches the machine on; it keeps its address (port) and its values over a stop."""

    async def stop(self) -> None:
        """Switches it off as a power cut does."""

    async def set(self, value: int) -> None:
        """The machine's counter now shows `value` (good quality, correct clock) and is told, where it tells."""

    async def set_bad(self) -> None:
        """The counter's value is bad (sensor fault, bad status code, unreadable text)."""

    async def set_at(self, value: int, time_us: int) -> None:
        """As `set`, with the source time `time_us` (clock jump, out of order)."""

    async def repeat(self) -> None:
        """Delivers what was last delivered once more, byte for byte where the protocol allows."""

    async def garbage(self) -> None:
        """Sends something unreadable; the machine works on afterwards."""


class Bench:
    """A connection with its runner, intake and spool; what was stored is read back from the spool.

    Plant time is compressed: waits of the runner take a hundredth, at most a tenth of a second.
    """

    compression = 100.0

    def __init__(
        self, folder: Path, config: ConnectionConfig, found: dict[str, Any] | None = None, broker: Any = None
    ) -> None:
        self.spool = Spool(folder / "spool")
        self.intake = Intake(self.spool, clock.now_us)
        self.waited_s = 0.0
        self.waits = 0
        self._position = 0
        self.all: list[Observation] = []
        around = Surroundings(
            self.intake,
            folder / "state",
            found if found is not None else manifests.load(),
            clock.now_us,
            lambda: None,
            broker,
            sleep=self._sleep,
        )
        lane = self.intake.lane(config.code, subject("TEST", config.code))
        self.connection = Connection(config, lane, around)

    async def _sleep(self, seconds: float) -> None:
        self.waited_s += seconds
        self.waits += 1
        await asyncio.sleep(min(seconds / self.compression, 0.1))

    async def __aenter__(self) -> "Bench":
        self._flusher = asyncio.create_task(self.intake.run())
        self._task = asyncio.create_task(self.connection.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()
        self.intake.close()
        await self._flusher
        self.read()
        self.spool.close()

    async def leave(self) -> None:
        """Stops the connection."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    def read(self) -> list[Observation]:
        """Everything that is on disk so far."""
        while records := self.spool.read(self._position, 1_000):
            self._position += len(records)
            for record in records:
                self.all += decode(record.data).observations
        return self.all

    def of(self, address: str, since: int = 0) -> list[Observation]:
        """Observations of one address, from the `since`-th observation of all on."""
        return [one for one in self.read()[since:] if one.address == address]

    async def state(self, *wanted: str) -> None:
        health = self.connection.health
        await until(lambda: health.state in wanted, f"state {wanted}; it is {health.state}: {health.message}")

    async def stored(self, address: str, value: object, since: int = 0) -> Observation:
        """The first observation of `address` with this value and type; waits for it."""

        def found() -> list[Observation]:
            return [one for one in self.of(address, since) if one.value == value and type(one.value) is type(value)]

        await until(found, f"{address} = {value!r}; there is {self.of(address, since)[-5:]}")
        return found()[0]
