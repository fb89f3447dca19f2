"""Topic names and filters: what is valid and which filter matches which topic (MQTT 3.1.1, 4.7). Pure."""

from collections.abc import Iterator
from typing import Generic, TypeVar

MAX_LEVELS = 200
"""Deeper topics than this are refused, so that a hostile filter can't cost much."""

T = TypeVar("T")


def is_topic(topic: str) -> bool:
    """Whether `topic` may be published to: not empty, no wildcard, not too deep."""
    return bool(topic) and "+" not in topic and "#" not in topic and topic.count("/") < MAX_LEVELS


def is_filter(topic_filter: str) -> bool:
    """Whether a filter may be subscribed to: wildcards fill a whole level and # comes last."""
    levels = topic_filter.split("/")
    if not topic_filter or len(levels) > MAX_LEVELS:
        return False
    if any(len(level) > 1 and ("+" in level or "#" in level) for level in levels):
        return False
    return "#" not in levels[:-1]


def matches(topic_filter: str, topic: str) -> bool:
    """Whether a message on `topic` goes to a subscriber of `topic_filter`.

    A leading wildcard does not match a topic that begins with $ (4.7.2).
    """
    if topic.startswith("$") and topic_filter[:1] in ("+", "#"):
        return False
    wanted, levels = topic_filter.split("/"), topic.split("/")
    for at, level in enumerate(wanted):
        if level == "#":
            return True
        if at >= len(levels) or level not in ("+", levels[at]):
            return False
    return len(wanted) == len(levels)


class _Branch(Generic[T]):
    __slots__ = ("branches", "here")

    def __init__(self) -> None:
        self.branches: dict[str, _Branch[T]] = {}
        self.here: dict[T, int] = {}


class FilterTree(Generic[T]):
    """Subscribers by filter; finds those of a topic in the depth of the topic, however many there are."""

    def __init__(self) -> None:
        self._root: _Branch[T] = _Branch()

    def add(self, topic_filter: str, subscriber: T, qos: int) -> None:
        """Enter a subscriber, or replace the QoS it had on the same filter."""
        branch = self._root
        for level in topic_filter.split("/"):
            branch = branch.branches.setdefault(level, _Branch())
        branch.here[subscriber] = qos

    def remove(self, topic_filter: str, subscriber: T) -> None:
        """Forget a subscriber of a filter; nothing happens when it was not entered."""
        path = [self._root]
        levels = topic_filter.split("/")
        for level in levels:
            below = path[-1].branches.get(level)
            if below is None:
                return
            path.append(below)
        path[-1].here.pop(subscriber, None)
        for at in range(len(levels) - 1, -1, -1):
            if path[at + 1].here or path[at + 1].branches:
                return
            del path[at].branches[levels[at]]

    def find(self, topic: str) -> dict[T, int]:
        """Subscribers of a topic with the highest QoS that any of their matching filters asked for."""
        found: dict[T, int] = {}
        for subscriber, qos in self._walk(topic):
            found[subscriber] = max(qos, found.get(subscriber, 0))
        return found

    def _walk(self, topic: str) -> Iterator[tuple[T, int]]:
        levels, wild = topic.split("/"), not topic.startswith("$")
        reached = [self._root]
        for at, level in enumerate(levels):
            further = []
            for branch in reached:
                if (at or wild) and (rest := branch.branches.get("#")):
                    yield from rest.here.items()
                if (at or wild) and (any_level := branch.branches.get("+")):
                    further.append(any_level)
                if exact := branch.branches.get(level):
                    further.append(exact)
            reached = further
        for branch in reached:
            yield from branch.here.items()
            if rest := branch.branches.get("#"):
                yield from rest.here.items()


def certificate_topic(topic: str) -> str:
    """Where a Sparkplug-aware server keeps what comes on this topic; empty unless it is a birth certificate."""
    parts = topic.split("/")
    is_birth = (len(parts) == 4 and parts[2] == "NBIRTH") or (len(parts) == 5 and parts[2] == "DBIRTH")
    return f"$sparkplug/certificates/{topic}" if is_birth and parts[0] == "spBv1.0" else ""
