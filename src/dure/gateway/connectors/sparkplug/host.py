"""The host application: all edge nodes, and whom to ask for a rebirth when. Pure."""

from collections.abc import Callable, Iterable

from dure.gateway import sentence
from dure.gateway.broker.message import Message as MqttMessage
from dure.gateway.connector import BadData
from dure.gateway.connectors.sparkplug import payload, topic
from dure.gateway.connectors.sparkplug.node import Arrival, EdgeNode
from dure.gateway.connectors.sparkplug.topic import Topic
from dure.gateway.connectors.sparkplug.wanted import Wanted
from dure.gateway.sentence import Sentence
from dure.kernel.observation import Observation

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 300.0
_MAX_NODES = 10_000
_COMMANDS = ("NCMD", "DCMD")


class Rebirths:
    """When an edge node may be asked again: the wait doubles until it is born."""

    def __init__(self) -> None:
        self._next: dict[tuple[str, str], tuple[float, float]] = {}

    def may_ask(self, node: tuple[str, str], at_s: float) -> bool:
        """Whether it may be asked now; if so the next time is later."""
        allowed, wait = self._next.get(node, (at_s, FIRST_WAIT_S))
        if at_s < allowed:
            return False
        self._next[node] = (at_s + wait, min(wait * 2, LONGEST_WAIT_S))
        return True

    def born(self, node: tuple[str, str]) -> None:
        """It has answered."""
        if node in self._next:
            self._next[node] = (self._next[node][0], FIRST_WAIT_S)


class Host:
    """Turns Sparkplug messages into observations. reorder_s: how long a missing message is waited for."""

    def __init__(self, wanted: Wanted, report: Callable[[str], None], reorder_s: float) -> None:
        self._wanted, self._report, self._reorder_s = wanted, report, reorder_s
        self.nodes: dict[tuple[str, str], EdgeNode] = {}
        self._rebirths = Rebirths()
        self._last_birth_s: float | None = None
        self._told: set[str] = set()

    @property
    def is_alive(self) -> bool:
        """Whether any edge node is online."""
        return any(node.online for node in self.nodes.values())

    @property
    def is_waiting(self) -> bool:
        """Whether `tick` is needed soon."""
        return any(node.is_waiting for node in self.nodes.values())

    def was_quiet(self, at_s: float, seconds: float) -> bool:
        """Whether edge nodes were born and none has been for some seconds."""
        return self._last_birth_s is not None and at_s - self._last_birth_s >= seconds

    def remember(self, nodes: Iterable[tuple[str, str]]) -> None:
        """Edge nodes known from before: each is asked to be born again."""
        for group, edge in nodes:
            node = self._node(group, edge)
            if node is not None and not node.online:
                node.needs_rebirth = "the host application has started"

    def take(self, message: MqttMessage, at_s: float) -> list[Observation]:
        """The observations that follow from an MQTT message."""
        try:
            where = topic.parse(message.topic)
        except BadData as error:
            self._say(message.topic, sentence.of(error))
            return []
        node = None if where.kind in _COMMANDS else self._node(where.group, where.edge)
        if node is None:
            return []
        arrival = Arrival(message.received_us, at_s, message.retained, message.dup)
        try:
            decoded = payload.decode(message.payload)
        except BadData as error:
            self._say(message.topic, Sentence("%(place)s: %(reason)s", place=message.topic, reason=error))
            node.needs_rebirth = f"{node.name} sent something that can't be read"
            return []
        return self._taken(node, where, decoded, arrival)

    def _taken(self, node: EdgeNode, where: Topic, decoded: payload.Message, arrival: Arrival) -> list[Observation]:
        found = node.take(where, decoded, arrival)
        if where.kind in ("NBIRTH", "DBIRTH"):
            self._last_birth_s = arrival.at_s
        if where.kind == "NBIRTH" and not arrival.retained:
            self._rebirths.born(where.node)
        return found

    def tick(self, now_us: int, at_s: float) -> list[Observation]:
        """What follows from the time alone."""
        waiting = [node for node in self.nodes.values() if node.is_waiting]
        return [one for node in waiting for one in node.tick(Arrival(now_us, at_s))]

    def to_be_asked(self, at_s: float) -> list[tuple[EdgeNode, str]]:
        """Edge nodes to ask for a rebirth now, and why."""
        asked = []
        for key, node in self.nodes.items():
            if node.needs_rebirth and self._rebirths.may_ask(key, at_s):
                asked.append((node, node.needs_rebirth))
                node.needs_rebirth = ""
        return asked

    def _node(self, group: str, edge: str) -> EdgeNode | None:
        found = self.nodes.get((group, edge))
        if found is None and self._wanted.node(group, edge):
            if len(self.nodes) >= _MAX_NODES:
                self._say(
                    "nodes",
                    Sentence(
                        "More than %(limit)s edge nodes; %(group)s/%(edge)s is left out",
                        limit=_MAX_NODES,
                        group=group,
                        edge=edge,
                    ),
                )
                return None
            found = EdgeNode(group, edge, self._wanted, self._report, self._reorder_s)
            self.nodes[group, edge] = found
        return found

    def _say(self, kind: str, text: str) -> None:
        if kind not in self._told and len(self._told) < 1000:
            self._told.add(kind)
            self._report(text)
