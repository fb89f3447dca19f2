"""An edge node and the host for the length of a play; the edge node is paho and a hand-written encoder."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from dure.kernel.observation import Observation
from tests.gateway.broker.place import Place
from tests.gateway.harness import Collected, Problems
from tests.gateway.sparkplug import scenes
from tests.gateway.sparkplug.edge import Edge
from tests.gateway.waiting import until

Play = Callable[[Edge, Collected, Problems], Coroutine[Any, Any, None]]


def playing(play: Play, *, born: bool = True, prepare: Callable[[Edge], None] = scenes.metrics) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory(prefix="dure-read-") as name:
            folder, problems = Path(name), Problems()
            async with Place(folder / "b") as place, scenes.host(folder / "h", place.url, problems) as found:
                edge = Edge()
                prepare(edge)
                await edge.connect(place.port, born=born)
                await play(edge, found, problems)
                if edge.client is not None:
                    await edge.leave()

    asyncio.run(run())


def of(found: Collected, address: str) -> list[Observation]:
    return [one for one in found.all if one.address == address]


async def has(found: Collected, address: str) -> Observation:
    await until(lambda: of(found, address), f"{address}; there is {found.all}")
    return of(found, address)[-1]
