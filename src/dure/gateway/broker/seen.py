"""Topics seen by the listener, for the connect wizard."""

from dataclasses import dataclass

_SHOWN = 65_536


@dataclass(slots=True)
class Seen:
    """A topic with its last payload (its first 64 KiB), when that came and how many came."""

    topic: str
    payload: bytes = b""
    time_us: int = 0
    count: int = 0

    def note(self, payload: bytes, time_us: int) -> None:
        self.payload = payload if len(payload) <= _SHOWN else payload[:_SHOWN]
        self.time_us = time_us
        self.count += 1


class SeenTopics:
    """A bounded memory of topics: beyond `limit` the tenth that is oldest is forgotten."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._topics: dict[str, Seen] = {}

    def __len__(self) -> int:
        return len(self._topics)

    def entry(self, topic: str) -> Seen:
        """The entry of a topic, made when it is new."""
        found = self._topics.get(topic)
        if found is None:
            if len(self._topics) >= self._limit:
                self._forget()
            found = self._topics[topic] = Seen(topic)
        return found

    def _forget(self) -> None:
        for old in sorted(self._topics.values(), key=lambda seen: seen.time_us)[: self._limit // 10 + 1]:
            del self._topics[old.topic]

    def all(self) -> list[Seen]:
        """What was seen, by topic."""
        return sorted(self._topics.values(), key=lambda seen: seen.topic)
