"""What a birth certificate declared of an edge node or a device, and reading data by it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dure.gateway.connector import BadData
from dure.gateway.connectors.sparkplug import datatype, payload
from dure.gateway.connectors.sparkplug.datatype import DataType, Unsupported
from dure.gateway.connectors.sparkplug.payload import Message, Metric
from dure.gateway.connectors.sparkplug.wanted import Wanted
from dure.gateway.sentence import Sentence
from dure.kernel.observation import AGAIN, Observation, Quality, Value


@dataclass(slots=True)
class Declared:
    """A metric as its birth declared it, with the last values of it and its members by address."""

    name: str
    kind: DataType
    unit: str
    last: dict[str, Observation]


class Source:
    """An edge node itself, or one of its devices."""

    def __init__(self, prefix: str, wanted: Wanted, report: Callable[[str], None]) -> None:
        self.prefix = prefix
        self.online = False
        self.metrics: dict[str, Declared] = {}
        self._wanted, self._report = wanted, report
        self._aliases: dict[int, Declared] = {}
        self._strays: dict[str, Declared] = {}
        self._reported: set[str] = set()

    def born(self, message: Message, now_us: int) -> list[Observation]:
        """A birth has come: its metrics replace all that were known. Those that it no longer has are missing."""
        before = {address for one in (*self.metrics.values(), *self._strays.values()) for address in one.last}
        self.metrics, self._aliases, self._strays, self.online = {}, {}, {}, True
        self._reported.clear()
        found: list[Observation] = []
        for metric in message.metrics:
            if not payload.is_definition(metric) and self._declare(metric):
                found += self._observe(self.metrics[metric.name], metric, message, now_us)
        here = {one.address for one in found}
        found = [one._replace(epoch=AGAIN) for one in found]
        for address in self._wanted.of(self.prefix):
            if address not in here and address[len(self.prefix) :] not in self.metrics:
                self._report(
                    Sentence(
                        "%(address)s is not in the birth certificate of %(prefix)s",
                        address=address,
                        prefix=self.prefix[:-1],
                    )
                )
                before.add(address)
        return found + [_missing(address, now_us) for address in sorted(before - here)]

    def _declare(self, metric: Metric) -> bool:
        if not metric.name:
            self._say(
                "", Sentence("%(prefix)s: a metric in its birth certificate has no name", prefix=self.prefix[:-1])
            )
            return False
        try:
            kind = datatype.known(metric.datatype) or datatype.implied(metric.field)
        except BadData as error:
            self._say(
                metric.name,
                Sentence("%(place)s: %(reason)s", place=self.prefix + metric.name, reason=error),
            )
            kind = DataType.UNKNOWN
        told = payload.properties(metric)
        unit = told.get("engUnit") or told.get("Units") or told.get("units") or ""
        declared = Declared(metric.name, kind, str(unit), {})
        self.metrics[metric.name] = declared
        if metric.alias is not None:
            self._aliases[metric.alias] = declared
        return True

    def data(self, message: Message, now_us: int) -> tuple[list[Observation], str]:
        """The observations in data, and why a rebirth is needed (empty when it is not)."""
        found: list[Observation] = []
        reason = ""
        for metric in message.metrics:
            declared = self._find(metric)
            if declared is not None:
                found += self._observe(declared, metric, message, now_us)
                continue
            reason = f"{self.prefix}{metric.name or f'alias {metric.alias}'} was not in its birth certificate"
            found += [
                one._replace(quality=max(one.quality, Quality.UNCERTAIN))
                for one in self._undeclared(metric, message, now_us)
            ]
        return found, reason

    def _find(self, metric: Metric) -> Declared | None:
        if metric.name:
            return self.metrics.get(metric.name)
        return self._aliases.get(metric.alias) if metric.alias is not None else None

    def doubtful(self, message: Message, now_us: int) -> list[Observation]:
        """Data that came while the source was not born: UNCERTAIN, but not thrown away."""
        found: list[Observation] = []
        for metric in message.metrics:
            declared = self._find(metric)
            if declared is None:
                found += self._undeclared(metric, message, now_us)
            else:
                found += self._observe(declared, metric, message, now_us)
        return [one._replace(quality=max(one.quality, Quality.UNCERTAIN)) for one in found]

    def _undeclared(self, metric: Metric, message: Message, now_us: int) -> list[Observation]:
        """What a metric says by itself, without a birth."""
        if not metric.name or payload.is_definition(metric):
            return []
        try:
            kind = datatype.known(metric.datatype) or datatype.implied(metric.field)
        except BadData:
            return []
        if kind is DataType.UNKNOWN:
            return []
        declared = self._strays.setdefault(metric.name, Declared(metric.name, kind, "", {}))
        return self._observe(declared, metric, message, now_us)

    def died(self, time_us: int) -> list[Observation]:
        """The source is gone: none of its metrics has a value from `time_us` on."""
        self.online = False
        found = []
        for declared in (*self.metrics.values(), *self._strays.values()):
            for address, one in declared.last.items():
                if one.quality is not Quality.MISSING:
                    declared.last[address] = _missing(address, time_us)
                    found.append(declared.last[address])
        return found

    def _observe(self, declared: Declared, metric: Metric, message: Message, now_us: int) -> list[Observation]:
        time_us = (metric.time_ms or message.time_ms) * 1000 or now_us
        try:
            found = list(self._values(declared, metric, time_us))
        except Unsupported as error:
            self._say(
                declared.name,
                Sentence(
                    "%(place)s can't be collected: %(reason)s",
                    place=self.prefix + declared.name,
                    reason=error,
                ),
            )
            return []
        except BadData as error:
            address = self.prefix + declared.name
            self._say(declared.name, Sentence("%(place)s: %(reason)s", place=address, reason=error))
            found = [Observation(address, None, time_us, Quality.BAD)]
        if not metric.is_historical:
            declared.last.update((one.address, one) for one in found)
        return found

    def _values(self, declared: Declared, metric: Metric, time_us: int) -> Iterator[Observation]:
        told = payload.quality(metric)
        for name, _kind, value in payload.values(declared.name, declared.kind, metric):
            address = self.prefix + name
            if self._wanted.metric(address, name):
                yield Observation(address, value, time_us, _quality(value, told))

    def _say(self, name: str, text: str) -> None:
        if name not in self._reported and len(self._reported) < 1000:
            self._reported.add(name)
            self._report(text)


def _quality(value: Value, told: Quality) -> Quality:
    return Quality.MISSING if value is None else told


def _missing(address: str, time_us: int) -> Observation:
    return Observation(address, None, time_us, Quality.MISSING)
