"""Addresses of MQTT values: `topic`, `topic#/json/pointer`, and wildcards for collecting all of something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dure.gateway.broker.topics import is_filter, matches
from dure.gateway.connector import Rejected

EVERYTHING = "*"
_OWN = "spBv1.0/"
"""Sparkplug payloads are binary; `*` leaves them to the sparkplug connector."""


@dataclass(frozen=True, slots=True)
class Address:
    """A topic filter, and the pointer into the payload; None where the address has none."""

    topic_filter: str
    pointer: str | None = None

    @property
    def is_wild(self) -> bool:
        levels = self.topic_filter.split("/")
        return "+" in levels or "#" in levels


@dataclass(frozen=True, slots=True)
class Plan:
    """What to take of one topic: these fields, the payload as one value, or every field there is."""

    pointers: tuple[str, ...] = ()
    whole: bool = False
    everything: bool = False
    addresses: Mapping[str, str] = field(default_factory=dict)
    """The address of each of these fields, and of the payload itself, by its pointer."""


def join(topic: str, pointer: str) -> str:
    """The address of a field of a topic's payload; of the payload itself when the pointer is empty."""
    return f"{topic}#{pointer}" if pointer else topic


def parse(text: str) -> Address:
    """The address in `text`; Rejected when its topic part is no valid topic or filter."""
    topic_filter, mark, pointer = text.partition("#/")
    address = Address(topic_filter, f"/{pointer}") if mark else Address(text)
    if not is_filter(address.topic_filter):
        raise Rejected("Not a topic or filter: %(text)s", text=text)
    return address


class Wanted:
    """The addresses of a connection, and what they mean for each topic that comes."""

    def __init__(self, addresses: Sequence[str], topic_filter: str = "#") -> None:
        self._all = EVERYTHING in addresses
        self._filter = topic_filter or "#"
        if self._all and not is_filter(self._filter):
            raise Rejected("Not a topic filter: %(filter)s", filter=self._filter)
        self._addresses = [parse(address) for address in addresses if address != EVERYTHING]
        self._plans: dict[str, Plan] = {}

    @property
    def filters(self) -> list[str]:
        """What to subscribe to; none that another one covers, so that no message comes twice."""
        every = [Address(self._filter), *self._addresses] if self._all else self._addresses
        wanted = dict.fromkeys(address.topic_filter for address in every)
        wide = [address.topic_filter for address in every if address.is_wild]
        return [one for one in wanted if not any(one != other and matches(other, one) for other in wide)]

    def plan(self, topic: str) -> Plan:
        """What to take of a topic; remembered, because the same topics come again and again."""
        found = self._plans.get(topic)
        if found is None:
            if len(self._plans) > 20_000:
                self._plans.clear()
            found = self._plans[topic] = self._make(topic)
        return found

    def _make(self, topic: str) -> Plan:
        hits = [address for address in self._addresses if matches(address.topic_filter, topic)]
        pointers = tuple(dict.fromkeys(address.pointer for address in hits if address.pointer is not None))
        bare = [address for address in hits if address.pointer is None]
        whole = any(not address.is_wild for address in bare)
        everything = any(address.is_wild for address in bare) or (self._all and self._covers(topic))
        addresses = {pointer: join(topic, pointer) for pointer in ("", *pointers)}
        return Plan(pointers, whole, everything, addresses)

    def _covers(self, topic: str) -> bool:
        return matches(self._filter, topic) and (not topic.startswith(_OWN) or self._filter.startswith(_OWN))
