"""One edge node as its host sees it: born, in order, dead, or to be asked to be born again. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from dure.gateway.connectors.sparkplug.order import Order
from dure.gateway.connectors.sparkplug.payload import Message
from dure.gateway.connectors.sparkplug.source import Source
from dure.gateway.connectors.sparkplug.topic import Topic, prefix
from dure.gateway.connectors.sparkplug.wanted import Wanted
from dure.gateway.sentence import Sentence
from dure.kernel.observation import Observation

_DEVICES_BORN_WITHIN_S = 10.0


class Arrival(NamedTuple):
    """When a message came: by the plant's clock, and in seconds of a clock that never jumps."""

    now_us: int
    at_s: float
    retained: bool = False
    again: bool = False
    """The broker says that it may have delivered it before."""


class _Certificate(NamedTuple):
    """What tells one birth from another."""

    bd_seq: int | None
    time_ms: int
    seq: int | None
    size: int


class EdgeNode:
    """An edge node and its devices.

    needs_rebirth: why it must be asked to be born again; empty when all is well.
    """

    def __init__(self, group: str, edge: str, wanted: Wanted, report: Callable[[str], None], reorder_s: float) -> None:
        self.group, self.edge = group, edge
        self.name = f"{group}/{edge}"
        self.needs_rebirth = ""
        self._wanted, self._report, self._reorder_s = wanted, report, reorder_s
        self._birth: _Certificate | None = None
        self.sources: dict[str, Source] = {}
        self._order: Order[tuple[Topic, Message]] = Order()
        self._gap_until: float | None = None
        self._awaited: dict[str, float] = {}

    @property
    def online(self) -> bool:
        """Whether it was born and has not died."""
        return self._birth is not None

    @property
    def is_waiting(self) -> bool:
        """Whether something will have to be decided by the clock alone."""
        return self._gap_until is not None or bool(self._awaited)

    def take(self, topic: Topic, message: Message, arrival: Arrival) -> list[Observation]:
        """A message of this node has come: what is to be observed because of it."""
        if topic.kind == "NBIRTH":
            return self._born(message, arrival)
        if topic.kind == "NDEATH":
            return self._died(message, arrival.now_us)
        if self._birth is None:
            return self._before_birth(topic, message, arrival)
        if message.seq is None:
            self.needs_rebirth = f"{self.name} sent a message without a sequence number"
            return self._handle(topic, message, arrival)
        found = self._in_order(self._order.place(message.seq, (topic, message)), arrival)
        self._watch_gap(arrival.at_s)
        return found

    def _watch_gap(self, at_s: float) -> None:
        if not self._order.has_gap:
            self._gap_until = None
        elif self._gap_until is None:
            self._gap_until = at_s + self._reorder_s

    def tick(self, arrival: Arrival) -> list[Observation]:
        """Time has passed: a gap that wasn't filled asks for a rebirth, and what was held back is taken."""
        found: list[Observation] = []
        if self._gap_until is not None and arrival.at_s >= self._gap_until:
            self._gap_until = None
            self.needs_rebirth = f"{self.name}: a message is missing between those that came"
            found += self._in_order(self._order.give_up(), arrival)
        for device in [name for name, until in self._awaited.items() if arrival.at_s >= until]:
            del self._awaited[device]
            found += self.sources[device].died(arrival.now_us)
        return found

    def _in_order(self, ready: list[tuple[Topic, Message]], arrival: Arrival) -> list[Observation]:
        return [one for topic, message in ready for one in self._handle(topic, message, arrival)]

    def _born(self, message: Message, arrival: Arrival) -> list[Observation]:
        certificate = _Certificate(_bd_seq(message), message.time_ms, message.seq, len(message.metrics))
        if arrival.again and certificate == self._birth:
            return []
        self._birth = certificate
        self.needs_rebirth = ""
        self._order.start(None if arrival.retained else message.seq)
        self._gap_until = None
        if message.seq is None:
            self._report(Sentence("%(name)s: its birth certificate has no sequence number", name=self.name))
        self._awaited = {
            device: arrival.at_s + _DEVICES_BORN_WITHIN_S
            for device, source in self.sources.items()
            if device and source.online
        }
        found = self._source("").born(message, arrival.now_us)
        if not arrival.retained:
            return found
        self.needs_rebirth = f"{self.name}: only a kept birth certificate of it has come"
        return []

    def _died(self, message: Message, now_us: int) -> list[Observation]:
        """A death counts for the session that it was made for only (its bdSeq is that of the birth)."""
        if self._birth is None:
            return []
        told, born = _bd_seq(message), self._birth.bd_seq
        if told is not None and born is not None and told != born:
            return []
        self._birth, self._gap_until = None, None
        self._awaited.clear()
        self._order.start(None)
        return [one for source in self.sources.values() for one in source.died(now_us)]

    def _before_birth(self, topic: Topic, message: Message, arrival: Arrival) -> list[Observation]:
        self.needs_rebirth = f"{self.name} sent data before its birth certificate"
        if topic.kind not in ("NDATA", "DDATA"):
            return []
        return self._source(topic.device).doubtful(message, arrival.now_us)

    def _handle(self, topic: Topic, message: Message, arrival: Arrival) -> list[Observation]:
        source = self._source(topic.device)
        if topic.kind == "DBIRTH":
            self._awaited.pop(topic.device, None)
            found = source.born(message, arrival.now_us)
            return [] if arrival.retained else found
        if topic.kind == "DDEATH":
            self._awaited.pop(topic.device, None)
            return source.died(message.time_ms * 1000 or arrival.now_us)
        if not source.online:
            self.needs_rebirth = f"{source.prefix[:-1]} sent data before its birth certificate"
            return source.doubtful(message, arrival.now_us)
        found, reason = source.data(message, arrival.now_us)
        self.needs_rebirth = self.needs_rebirth or reason
        return found

    def _source(self, device: str) -> Source:
        found = self.sources.get(device)
        if found is None:
            begins = prefix(self.group, self.edge, device)
            found = self.sources[device] = Source(begins, self._wanted, self._report)
        return found


def _bd_seq(message: Message) -> int | None:
    for metric in message.metrics:
        if metric.name == "bdSeq" and isinstance(metric.raw, int):
            return int(metric.raw)
    return None
