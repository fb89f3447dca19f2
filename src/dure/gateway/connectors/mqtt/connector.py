"""The `mqtt` connector: topics of the built-in broker or of an outside one."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from dure.gateway.broker.choice import choose_line
from dure.gateway.broker.line import Line
from dure.gateway.broker.outside import OutsideLine
from dure.gateway.broker.seen import Seen
from dure.gateway.connector import Context, Found, Parcel
from dure.gateway.connectors.mqtt.address import Wanted
from dure.gateway.connectors.mqtt.browse import browse
from dure.gateway.connectors.mqtt.reader import Reader
from dure.kernel.observation import Observation

SIGN_OF_LIFE_S = 10.0
_LOOK_S = 3.0


class Mqtt:
    """Collects values from MQTT topics. Settings: see manifest.toml.

    A message is acknowledged to its sender, or to the outside broker, when its observations are on disk.
    """

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._settings = settings
        self._context = context
        self._wanted = Wanted(addresses, str(settings.get("filter") or ""))
        self._reader = Reader(settings, self._wanted, context.problem)
        self._line: Line | None = None

    async def __aenter__(self) -> Self:
        line = choose_line(self._settings, self._context, self._wanted.filters)
        self._line = await line.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.__aexit__(kind, error, trace)

    async def observations(self) -> AsyncIterator[Parcel]:
        """Parcels of what comes. A sender that is still connected counts as a sign of life."""
        line = self._line
        assert line is not None
        while True:
            try:
                async with asyncio.timeout(SIGN_OF_LIFE_S):
                    batch = await line.take()
            except TimeoutError:
                if line.is_alive():
                    yield Parcel(())
                continue
            found: list[Observation] = []
            for message in batch.messages:
                found += self._reader.read(message)
            yield Parcel(found, on_stored=batch.hand(), origin=batch.origin)

    async def browse(self, path: str) -> Sequence[Found]:
        """Topics seen by the built-in broker, or those that come from an outside one within seconds."""
        if not self._settings.get("url"):
            line = choose_line(self._settings, self._context, ())
            return browse(line.seen(), path)
        if isinstance(self._line, OutsideLine):
            return browse(self._line.seen(), path)
        return browse(await self._look(), path)

    async def _look(self) -> Sequence[Seen]:
        alone = replace(self._context, preview=True)
        line = choose_line(self._settings, alone, [str(self._settings.get("filter") or "#")])
        assert isinstance(line, OutsideLine)
        async with line:
            return await line.look(_LOOK_S)
