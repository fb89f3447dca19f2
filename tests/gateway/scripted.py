"""A connector that does what a test tells it: the protocol's edge, for tests of the runner alone."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

from dure.gateway.connector import Context, Field, Found, Manifest, Parcel
from dure.kernel.observation import Observation


class Machine:
    """The other side: `refusal` is raised on entering, what is put comes out (an exception is raised)."""

    def __init__(self) -> None:
        self.refusal: Exception | None = None
        self.queue: asyncio.Queue[Parcel | Exception | None] = asyncio.Queue()
        self.entered = 0
        self.left = 0
        self.loses_cancellation_while = ""
        """entering or collecting: what a library's wait_for does before Python 3.12."""

    def put(self, *observations: Observation) -> None:
        self.queue.put_nowait(Parcel(observations))


MACHINES: dict[str, Machine] = {}


class Scripted:
    """Named by its setting `machine`."""

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._machine = MACHINES[settings["machine"]]

    async def __aenter__(self) -> Self:
        self._machine.entered += 1
        if self._machine.refusal is not None:
            raise self._machine.refusal
        if self._machine.loses_cancellation_while == "entering":
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._machine.left += 1

    async def observations(self) -> AsyncIterator[Parcel]:
        while (one := await self._next()) is not None:
            if isinstance(one, Exception):
                raise one
            yield one

    async def _next(self) -> Parcel | Exception | None:
        try:
            return await self._machine.queue.get()
        except asyncio.CancelledError:
            if self._machine.loses_cancellation_while != "collecting":
                raise
            return Parcel(())

    async def browse(self, path: str) -> Sequence[Found]:
        return ()


def manifest(mode: str = "poll", **more: Any) -> dict[str, Manifest]:
    fields = (Field("machine", "Machine", required=True), Field("password", "Password", "secret"))
    entry = "tests.gateway.scripted:Scripted"
    return {"scripted": Manifest("scripted", "Scripted", "", entry, mode, fields=fields, **more)}
