"""The `shdr` connector: listens to an MTConnect adapter."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dure.gateway.connector import Context, Found, Parcel, Rejected, Unreachable
from dure.gateway.connectors.shdr.line import AdapterLine
from dure.gateway.sentence import Sentence
from dure.gateway.standing import Standing
from dure.kernel.errors import Invalid
from dure.kernel.mtconnect import Catalogue, Conditions, DataItem, read_devices, reading, suggestion
from dure.kernel.observation import Observation, Quality
from dure.kernel.shdr import Entry, Kind, Reader

_LOOK_S = 3.0


class Shdr:
    """Collects `key` or `device:key`. Settings: see manifest.toml. It only asks for heartbeats."""

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._wanted = None if "*" in addresses else frozenset(addresses)
        self._context = context
        self._encoding = str(settings.get("encoding") or "utf-8")
        self._device = str(settings.get("device") or "")
        self._catalogue = _catalogue(str(settings.get("devices") or ""))
        self._place = (str(settings["host"]), int(settings.get("port") or 7878))
        self._line = AdapterLine(*self._place)
        self._reader = Reader(self._kind_of if self._catalogue.devices else None)
        self._conditions = Conditions()
        self._standing = Standing(context.now_us)
        self._has_complained = False
        self._last: dict[str, tuple[int | None, str, tuple[str, ...]]] = {}

    async def __aenter__(self) -> Self:
        await self._line.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._line.__aexit__(kind, error, trace)

    async def observations(self) -> AsyncIterator[Parcel]:
        """A parcel for every piece that comes; empty ones are heartbeats."""
        while True:
            lines = await self._line.lines()
            if lines:
                yield Parcel(self._standing.complete(self._read(lines)))

    def _read(self, lines: Sequence[bytes]) -> Iterator[Observation]:
        for line in lines:
            for entry in self._reader.entries(self._text(line)):
                address = f"{entry.device}:{entry.key}" if entry.device else entry.key
                if (self._wanted is None or address in self._wanted) and self._is_new(address, entry):
                    yield self._observation(address, entry)

    def _text(self, line: bytes) -> str:
        """What can't be decoded is shown to a person once; the readable rest of the line still counts."""
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            if not self._has_complained:
                self._has_complained = True
                self._context.problem(
                    Sentence(
                        "The adapter says something that is no %(encoding)s text: %(line)s",
                        encoding=self._encoding,
                        line=repr(line[:80]),
                    )
                )
            return line.decode(self._encoding, "replace")

    def _is_new(self, address: str, entry: Entry) -> bool:
        """A line that an adapter repeats has the same time and value; without a time nothing can be told."""
        said = (entry.time_us, entry.value, entry.fields)
        is_new = entry.time_us is None or self._last.get(address) != said
        self._last[address] = said
        return is_new

    def _observation(self, address: str, entry: Entry) -> Observation:
        moment = self._context.now_us() if entry.time_us is None else entry.time_us
        if entry.kind is Kind.CONDITION:
            text = entry.fields[-1] if len(entry.fields) == 4 else ""
            value, quality = self._conditions.apply(address, entry.value, entry.native_code, text)
            return Observation(address, value, moment, quality)
        plain, quality = reading(self._item(entry.device, entry.key), entry.value)
        if quality is Quality.BAD:
            self._context.problem(
                Sentence("%(address)s: %(value)s is not a number", address=address, value=repr(entry.value[:80]))
            )
        return Observation(address, plain, moment, quality)

    def _item(self, device: str, key: str) -> DataItem | None:
        return self._catalogue.find(key, device or self._device)

    def _kind_of(self, device: str, key: str) -> Kind | None:
        return self._catalogue.kind_of(device or self._device, key)

    async def browse(self, path: str) -> Sequence[Found]:
        """What the adapter says within some seconds of connecting, where it tells everything once."""
        self._wanted = None
        found: dict[str, Found] = {}
        try:
            async with asyncio.timeout(_LOOK_S), AdapterLine(*self._place) as line:
                while True:
                    for one in self._read(await line.lines()):
                        found[one.address] = self._found(one)
        except TimeoutError:
            return list(found.values())
        except Unreachable:
            if not found:
                raise
            return list(found.values())

    def _found(self, one: Observation) -> Found:
        device, colon, key = one.address.partition(":")
        item = self._item(device, key) if colon else self._item("", one.address)
        if item is None:
            return Found(one.address, one.address, value=one.value, quality=one.quality)
        type_name = "/".join(part for part in (item.type, item.sub_type) if part)
        return Found(
            item.name or one.address,
            one.address,
            value=one.value,
            quality=one.quality,
            unit=item.units,
            type_name=type_name,
            suggestion=suggestion(item),
        )


def _catalogue(path: str) -> Catalogue:
    if not path:
        return Catalogue(())
    try:
        return read_devices(Path(path).read_bytes())
    except (OSError, Invalid) as error:
        raise Rejected("The device model can't be read: %(reason)s", reason=error) from error
