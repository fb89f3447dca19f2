"""The MQTT broker inside the gateway: who gets which message, and when its sender may be told."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dure.gateway.broker.collector import Collector
from dure.gateway.broker.message import Message, Receipt
from dure.gateway.broker.packets import Malformed, Will, text
from dure.gateway.broker.redelivery import Stored
from dure.gateway.broker.retained import Retained
from dure.gateway.broker.seen import Seen, SeenTopics
from dure.gateway.broker.sessions import Session
from dure.gateway.broker.topics import FilterTree, certificate_topic, is_topic
from dure.gateway.sentence import Sentence

if TYPE_CHECKING:
    from dure.gateway.broker.client import Client

_ROUTES = 20_000
_SESSIONS = 10_000


@dataclass(slots=True)
class Route:
    """Where the messages of one topic go. certificate: where Sparkplug has a birth kept besides, else empty."""

    topic: str
    seen: Seen
    collectors: tuple[Collector, ...]
    sessions: tuple[tuple[Session, int], ...]
    certificate: str = ""


@dataclass(slots=True)
class Intake:
    """Messages from one read of one sender, sorted by who stores them, under one receipt."""

    receipt: Receipt
    now_us: int
    by_collector: dict[Collector, list[Message]] = field(default_factory=dict)


class Broker:
    """Sessions, subscriptions, retained messages, and the collectors of the gateway's connections.

    A sender is acknowledged when every collector that covers its message has it on disk and, for
    a retained message, when that is on disk too. A topic that no connection collects is
    acknowledged at once and only remembered as seen.
    """

    def __init__(
        self,
        state_dir: Path,
        now_us: Callable[[], int],
        problem: Callable[[str], None],
        stored: Stored | None = None,
    ) -> None:
        self.now_us = now_us
        self.stored = stored or Stored()
        """Messages whose observations are on disk, also from before the last start."""
        self.problem = problem
        self.seen = SeenTopics()
        self.retained = Retained(state_dir / "mqtt.sqlite", problem)
        self.clients: dict[str, Client] = {}
        self.sessions: dict[str, Session] = {}
        self._collectors: dict[str, Collector] = {}
        self._attached: set[str] = set()
        self._looks = 0
        self._covers: FilterTree[Collector] = FilterTree()
        self._subscribers: FilterTree[Session] = FilterTree()
        self._routes: dict[bytes, Route] = {}

    async def start(self) -> None:
        """Read what was kept: retained messages, and who collects what, so that a message which comes
        before its connection has started is held and not let go. Last wills of the former process are
        published, because its connections were lost."""
        await self.retained.start()
        for name, filters in (await asyncio.to_thread(self.retained.collectors)).items():
            self._collectors[name] = Collector(name, filters)
        self._rearrange()
        for name, will in (await asyncio.to_thread(self.retained.wills)).items():
            self.publish(will.topic, will.payload, will.qos, will.retain)
            await asyncio.to_thread(self.retained.set_will, name, None)

    async def stop(self) -> None:
        """Close every client without acknowledging what is not on disk."""
        for client in list(self.clients.values()):
            client.abort()
        await self.retained.stop()

    # --- the gateway's own connections

    def collect(self, name: str, filters: Sequence[str]) -> Collector:
        """The collector of a connection, which from now on is there. Retained messages come first."""
        collector = self._collectors.get(name)
        if collector is None:
            collector = self._collectors[name] = Collector(name, ())
        if collector.filters != tuple(filters):
            collector.filters = tuple(filters)
            self.retained.set_collector(name, filters)
            self._rearrange()
        self._attached.add(name)
        self._put_retained(collector)
        return collector

    def look(self, filters: Sequence[str]) -> Collector:
        """A collector that sees copies of what comes and holds nobody up; for the connect wizard."""
        self._looks += 1
        name = f"look {self._looks}"
        collector = self._collectors[name] = Collector(name, filters, holds=False)
        self._attached.add(name)
        self._rearrange()
        self._put_retained(collector)
        return collector

    def _put_retained(self, collector: Collector) -> None:
        now, kept = self.now_us(), {}
        for topic_filter in collector.filters:
            for topic, payload, qos in self.retained.matching(topic_filter):
                kept[topic] = Message(topic, payload, now, qos, retained=True)
        if kept:
            collector.put(list(kept.values()), None)

    def leave(self, collector: Collector) -> None:
        """The connection has gone for now; its messages wait for it unacknowledged."""
        self._attached.discard(collector.name)
        collector.put_back()
        if not collector.holds:
            self._collectors.pop(collector.name, None)
            self._rearrange()

    def settle(self, names: Iterable[str]) -> None:
        """Only these connections are wanted: what was held for any other is let go.

        Called whenever the gateway has taken a new configuration. A person who removes or disables
        a connection has said that its data are not wanted, so that its senders may go on.
        """
        wanted = set(names) | self._attached
        for name in [name for name in self._collectors if name not in wanted]:
            self._collectors.pop(name).give_up()
            self.retained.set_collector(name, None)
        self._rearrange()

    def _rearrange(self) -> None:
        self._covers = FilterTree()
        for collector in self._collectors.values():
            for topic_filter in collector.filters:
                self._covers.add(topic_filter, collector, 1)
        self._routes.clear()

    # --- messages

    def route(self, raw: bytes) -> Route:
        """Where messages on this topic go; Malformed when it is not a topic name (3.3.2.1)."""
        topic = text(raw)
        if not is_topic(topic):
            raise Malformed("not a topic name")
        if len(self._routes) >= _ROUTES or len(self.seen) >= _ROUTES // 2:
            self._routes.clear()
        return self._routes.setdefault(raw, self._find(topic))

    def known_route(self, raw: bytes) -> Route | None:
        """The route of a topic that has been used before, without the cost of looking it up."""
        return self._routes.get(raw)

    def _find(self, topic: str) -> Route:
        sessions = tuple(self._subscribers.find(topic).items())
        return Route(topic, self.seen.entry(topic), tuple(self._covers.find(topic)), sessions, certificate_topic(topic))

    def publish(self, topic: str, payload: bytes, qos: int = 0, retain: bool = False) -> None:
        """A message of the broker's own: a last will, or one of a Sparkplug host."""
        route = self.route(topic.encode())
        route.seen.note(payload, now := self.now_us())
        for collector in route.collectors:
            collector.put([Message(topic, payload, now, qos)], None)
        self.forward(route, payload, qos)
        if retain:
            self.retained.set(topic, payload, qos)

    def keep_certificate(self, topic: str, payload: bytes, qos: int, receipt: Receipt) -> None:
        """A birth certificate for hosts that come later (Sparkplug 3.0, 10.1.4)."""
        self.retained.set(topic, payload, qos, receipt if qos else None)
        for session, granted in self._subscribers.find(topic).items():
            session.deliver(topic, payload, min(qos, granted))

    def forward(self, route: Route, payload: bytes, qos: int) -> None:
        """Give a message to the MQTT clients that subscribe to it."""
        for session, granted in route.sessions:
            if not session.deliver(route.topic, payload, min(qos, granted)) and session.dropped % 1000 == 1:
                self.problem(
                    Sentence(
                        "MQTT client %(client_id)s reads too slowly; messages to it are dropped",
                        client_id=session.client_id,
                    )
                )

    def hand_over(self, intake: Intake, source: object) -> None:
        """Give a read's messages to those who store them."""
        for collector, messages in intake.by_collector.items():
            collector.sources.add(source)
            collector.put(messages, intake.receipt)
        intake.receipt.release()

    # --- MQTT clients

    def open_session(self, client: "Client", client_id: str, clean: bool) -> tuple[Session, bool]:
        """The session of a client that logs in, and whether it was there before. A client with the
        same id that is still connected is closed (3.1.4)."""
        if former := self.clients.pop(client_id, None):
            former.close_taken_over()
        session = self.sessions.get(client_id)
        present = session is not None and not session.clean and not clean
        if session is None or not present:
            fresh = Session(client_id, clean)
            if session is not None:
                self._unsubscribe_all(session)
                fresh.numbers = session.numbers
            session = fresh
        session.clean = clean
        self.sessions.pop(client_id, None)
        self.sessions[client_id] = session
        self.clients[client_id] = client
        self._forget_sessions()
        return session, present

    def _forget_sessions(self) -> None:
        if len(self.sessions) > _SESSIONS:
            for client_id in [name for name in self.sessions if name not in self.clients][: _SESSIONS // 10]:
                self._unsubscribe_all(self.sessions.pop(client_id))

    def closed(self, client: "Client", session: Session, will: Will | None) -> None:
        """A client has gone. Its will is given when it did not say good-bye."""
        for collector in self._collectors.values():
            collector.sources.discard(client)
        if self.clients.get(session.client_id) is client:
            del self.clients[session.client_id]
            session.detach()
            if session.clean:
                self._unsubscribe_all(session)
        if will is not None:
            self.publish(will.topic, will.payload, will.qos, will.retain)

    def subscribe(self, session: Session, topic_filter: str, qos: int) -> None:
        """Enter a subscription and send what is retained for it (3.8.4)."""
        session.subscriptions[topic_filter] = qos
        self._subscribers.add(topic_filter, session, qos)
        self._routes.clear()
        for topic, payload, kept_qos in self.retained.matching(topic_filter):
            session.deliver(topic, payload, min(qos, kept_qos), retained=True)

    def unsubscribe(self, session: Session, topic_filter: str) -> None:
        """End a subscription; nothing happens when there is none."""
        session.subscriptions.pop(topic_filter, None)
        self._subscribers.remove(topic_filter, session)
        self._routes.clear()

    def _unsubscribe_all(self, session: Session) -> None:
        for topic_filter in list(session.subscriptions):
            self.unsubscribe(session, topic_filter)
