"""What tests of the machine protocols share: a context, a collector, and the recorded part counts."""

import asyncio
import gzip
import re
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from dure.gateway.connector import Connector, ConnectorError, Context, Parcel
from dure.gateway.runner import heed_cancellation
from dure.kernel import clock
from dure.kernel.observation import Observation
from tests import recordings


class Problems(list[str]):
    """What a connector reported."""


def context(folder: Path, problems: Problems | None = None) -> Context:
    said = Problems() if problems is None else problems
    return Context(clock.now_us, said.append, str(folder), "C1")


async def until(condition: Callable[[], bool], what: str = "", timeout_s: float = 10.0) -> None:
    """Waits for a condition."""
    try:
        async with asyncio.timeout(timeout_s):
            while not condition():
                await asyncio.sleep(0.01)
    except TimeoutError as error:
        raise AssertionError(f"It never came about: {what}") from error


class Collected:
    """Reads a connector in the background and stores everything at once, as the runner does."""

    def __init__(self, connector: Connector) -> None:
        self.connector = connector
        self.all: list[Observation] = []
        self.parcels = 0
        self.error: BaseException | None = None

    async def __aenter__(self) -> "Collected":
        await self.connector.__aenter__()
        self._task = asyncio.create_task(self._read(self.connector.observations()))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self.connector.__aexit__(None, None, None)

    async def _read(self, parcels: AsyncIterator[Parcel]) -> None:
        try:
            async for parcel in parcels:
                heed_cancellation()
                self.parcels += 1
                self.all += parcel.observations
                if parcel.on_stored is not None:
                    parcel.on_stored()
        except (ConnectorError, OSError, AssertionError) as error:
            self.error = error

    def values(self, address: str) -> list[object]:
        return [one.value for one in self.all if one.address == address]

    def changes(self, address: str) -> list[object]:
        """Values without those that only say the one before again."""
        seen = self.values(address)
        return [value for at, value in enumerate(seen) if at == 0 or value != seen[at - 1]]

    async def has(self, address: str, value: object) -> None:
        await until(lambda: self.error is not None or value in self.values(address), f"{address} = {value}")
        if self.error is not None:
            raise self.error


def recorded_part_counts(part: str) -> list[tuple[str, int]]:
    """(time text, count) of every Part_Count of the 20 recordings of "Plate" or "Cover", in time order."""
    found: set[tuple[str, int]] = set()
    for path in (recordings.folder() / "nist-mtc-box-assembly" / "dev" / part).glob("*.txt.gz"):
        text = gzip.decompress(path.read_bytes()).decode()
        found |= {(when, int(n)) for when, n in re.findall(r"^([^|\n]+)\|Part_Count\|(\d+)\r?$", text, re.MULTILINE)}
    return sorted(found)


def free_port() -> int:
    """A TCP port that nobody listens on at present."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
