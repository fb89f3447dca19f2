"""One MQTT client's connection to the listener: bytes in, packets out, acknowledgements in order."""

import asyncio
import ipaddress
import os
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from dure.gateway.broker import packets
from dure.gateway.broker.broker import Broker, Intake
from dure.gateway.broker.message import Message, Receipt
from dure.gateway.broker.packets import Connect, Malformed, Will
from dure.gateway.broker.redelivery import Mark, digest, new_mark
from dure.gateway.broker.sessions import Session
from dure.gateway.broker.topics import is_filter
from dure.gateway.broker.users import Users
from dure.gateway.sentence import Sentence

FIRST_PACKET_LIMIT = 70_000
LOG_IN_S = 10.0
WINDOW_BYTES = 2_000_000
"""What one sender may have waiting for the disk before it is no longer read from."""
_MESSAGE_BYTES = 100
_SLOW_BYTES = 1_000_000


class Desk(Protocol):
    """What all connections of one listener share."""

    broker: Broker
    users: Users
    max_packet_bytes: int

    def report(self, text: str) -> None: ...

    def allows_anonymous(self, loopback: bool) -> bool: ...


@dataclass(slots=True)
class _Reading:
    """How far reading from the client is allowed: it stops while the disk or the client is behind."""

    buffer: bytearray = field(default_factory=bytearray)
    needed: int = 2
    outstanding: int = 0
    clogged: bool = False
    paused: bool = False


class Client(asyncio.Protocol):
    """A connection. Whatever is wrong with what it sends closes this connection and no other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._broker = desk.broker
        self._transport: asyncio.Transport | None = None
        self._session: Session | None = None
        self._will: Will | None = None
        self._log_in: asyncio.Task[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._limit = min(FIRST_PACKET_LIMIT, desk.max_packet_bytes)
        self._reading = _Reading()
        self._receipts: deque[Receipt] = deque()
        self._keep_alive_s = 0.0
        self._last_heard = time.monotonic()
        self.name = "?"
        self._line = int.from_bytes(os.urandom(4))

    # --- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._deadline = asyncio.get_running_loop().call_later(LOG_IN_S, self.abort)

    def data_received(self, data: bytes) -> None:
        self._last_heard = time.monotonic()
        self._reading.buffer += data
        if len(self._reading.buffer) >= self._reading.needed:
            self._consume()

    def connection_lost(self, error: Exception | None) -> None:
        if self._deadline:
            self._deadline.cancel()
        if self._log_in:
            self._log_in.cancel()
        self._transport = None
        if self._session is not None:
            will, self._will = self._will, None
            self._broker.closed(self, self._session, will)

    def pause_writing(self) -> None:
        self._reading.clogged = True
        self._regulate()

    def resume_writing(self) -> None:
        self._reading.clogged = False
        self._regulate()
        if self._session is not None:
            self._session.flush()

    # --- reading

    def _consume(self) -> None:
        reading = self._reading
        data = bytes(reading.buffer)
        reading.buffer.clear()
        intake = Intake(Receipt(self._settled), self._broker.now_us())
        used = 0
        try:
            used = self._packets(data, intake)
        except Malformed as error:
            self._fail(Sentence("sent %(reason)s", reason=error))
            return
        finally:
            if intake.receipt.size:
                reading.outstanding += intake.receipt.size
                self._receipts.append(intake.receipt)
                self._broker.hand_over(intake, self)
        reading.buffer[:0] = data[used:]
        self._regulate()

    def _packets(self, data: bytes, intake: Intake) -> int:
        """Handle the complete packets in `data`; how many bytes they were."""
        at, length = 0, len(data)
        while self._transport is not None and self._log_in is None:
            if self._session is None and at < length and data[at] != packets.CONNECT << 4:
                raise Malformed("something else before a CONNECT")
            frame = packets.frame(data, at)
            if frame is None:
                self._reading.needed = length - at + 1
                return at
            if frame.end - at > self._limit:
                raise Malformed(
                    "a packet of %(size)s bytes; %(limit)s are allowed", size=frame.end - at, limit=self._limit
                )
            if frame.end > length:
                self._reading.needed = frame.end - at
                return at
            if frame.head >> 4 == packets.PUBLISH and self._session is not None:
                self._publish(self._session, data, frame, intake)
            else:
                self._control(frame.head, data[frame.start : frame.end])
            at = frame.end
        self._reading.needed = 1
        return at

    def _publish(self, session: Session, data: bytes, frame: packets.Frame, intake: Intake) -> None:
        head, start, end = frame
        qos = head >> 1 & 3
        at = start + 2
        if at > end or qos == 3 or (qos == 0 and head & 8):
            raise Malformed("a PUBLISH that can't be")
        at += data[start] << 8 | data[start + 1]
        raw_topic, packet_id = data[start + 2 : at], 0
        if qos:
            if at + 2 > end or not (packet_id := data[at] << 8 | data[at + 1]):
                raise Malformed("a PUBLISH without its packet id")
            at += 2
        if at > end:
            raise Malformed("a topic longer than its packet")
        payload = data[at:end]
        intake.receipt.size += end - start + _MESSAGE_BYTES
        mark = None
        if qos:
            mark = new_mark((self.name, self._line, packet_id, digest(raw_topic, payload), bool(head & 8)))
            if not self._is_new(session, qos, mark, intake):
                return
        self._take(head, raw_topic, payload, mark, intake)

    def _is_new(self, session: Session, qos: int, mark: Mark, intake: Intake) -> bool:
        """Whether a QoS 1 or 2 message has not been taken before; enters its acknowledgement."""
        kind = packets.PUBREC if qos == 2 else packets.PUBACK
        intake.receipt.acks += packets.answer(kind, mark.packet)
        earlier = _taken_before(session, mark)
        if earlier is not None:
            intake.receipt.follow(earlier)
        held = qos == 2 and mark.packet in session.received
        if qos == 2:
            session.received.add(mark.packet)
        session.numbers.note(mark, intake.receipt)
        return earlier is None and not held

    def _take(self, head: int, raw_topic: bytes, payload: bytes, mark: Mark | None, intake: Intake) -> None:
        broker = self._broker
        route = broker.known_route(raw_topic) or broker.route(raw_topic)
        route.seen.note(payload, intake.now_us)
        qos = head >> 1 & 3
        if route.collectors:
            message = Message(route.topic, payload, intake.now_us, qos, False, bool(head & 8), mark)
            for collector in route.collectors:
                if head & 8 and mark is not None and broker.stored.knows(collector.name, mark):
                    collector.put_known(mark)
                else:
                    intake.by_collector.setdefault(collector, []).append(message)
        if route.sessions:
            broker.forward(route, payload, qos)
        if route.certificate:
            broker.keep_certificate(route.certificate, payload, qos, intake.receipt)
        if head & 1:
            broker.retained.set(route.topic, payload, qos, intake.receipt if qos else None)

    # --- acknowledging

    def _settled(self) -> None:
        """Some messages are on disk: acknowledge, in the order in which they came (4.6)."""
        acks: list[bytes | bytearray] = []
        while self._receipts and self._receipts[0].is_stored:
            receipt = self._receipts.popleft()
            self._reading.outstanding -= receipt.size
            acks.append(receipt.acks)
            receipt.is_answered = self._transport is not None
        if self._transport is not None:
            self._transport.write(b"".join(acks))
            self._regulate()

    def _regulate(self) -> None:
        reading = self._reading
        limit = WINDOW_BYTES // 2 if reading.paused else WINDOW_BYTES
        pause = reading.clogged or reading.outstanding > limit or self._log_in is not None
        if self._transport is None or pause == reading.paused or self._transport.is_closing():
            return
        reading.paused = pause
        if pause:
            self._transport.pause_reading()
        else:
            self._last_heard = time.monotonic()
            self._transport.resume_reading()

    # --- other packets

    def _control(self, head: int, body: bytes) -> None:
        kind, flags = head >> 4, head & 0x0F
        if self._session is None:
            self._log_in = asyncio.get_running_loop().create_task(self._connect(packets.read_connect(body)))
            return
        if flags != (2 if kind in (packets.PUBREL, packets.SUBSCRIBE, packets.UNSUBSCRIBE) else 0):
            raise Malformed("a packet with wrong flags")
        if kind == packets.SUBSCRIBE:
            self._subscribe(self._session, body)
        elif kind == packets.UNSUBSCRIBE:
            packet_id, filters = packets.read_unsubscribe(body)
            for topic_filter in filters:
                self._broker.unsubscribe(self._session, topic_filter)
            self._send(packets.answer(packets.UNSUBACK, packet_id))
        else:
            self._short(self._session, kind, body)

    def _short(self, session: Session, kind: int, body: bytes) -> None:
        if kind == packets.PINGREQ and not body:
            self._send(packets.PING_ANSWER)
        elif kind == packets.PUBACK:
            session.acknowledged(packets.read_packet_id(body))
        elif kind == packets.PUBREL:
            packet_id = packets.read_packet_id(body)
            session.received.discard(packet_id)
            self._send(packets.answer(packets.PUBCOMP, packet_id))
        elif kind == packets.DISCONNECT and not body:
            self._will = None
            self.close()
        else:
            raise Malformed("a packet that a client doesn't send here")

    def _subscribe(self, session: Session, body: bytes) -> None:
        packet_id, wanted = packets.read_subscribe(body)
        granted = [(name, min(qos, 1) if is_filter(name) else packets.FAILED) for name, qos in wanted]
        self._send(packets.suback(packet_id, [code for _, code in granted]))
        for name, code in granted:
            if code != packets.FAILED:
                self._broker.subscribe(session, name, code)

    # --- coming and going

    async def _connect(self, connect: Connect) -> None:
        self._regulate()
        self.name = connect.client_id or f"auto-{uuid.uuid4().hex}"
        code = await self._may_enter(connect)
        self._log_in = None
        if self._transport is None:
            return
        if code != packets.ACCEPTED:
            self._send(packets.connack(code))
            self.close()
            return
        self._enter(connect)
        self._consume()

    def _enter(self, connect: Connect) -> None:
        if self._deadline:
            self._deadline.cancel()
        session, present = self._broker.open_session(self, self.name, connect.clean)
        self._session, self._will = session, connect.will
        self._limit = self._desk.max_packet_bytes
        self._keep_alive_s = connect.keep_alive_s * 1.5
        self._send(packets.connack(packets.ACCEPTED, present))
        session.attach(self._send, self._is_slow)

    async def _may_enter(self, connect: Connect) -> int:
        """The CONNACK return code for this log-in; a refusal is reported."""
        if connect.level not in (3, 4):
            self._desk.report(Sentence("%(peer)s speaks another MQTT version than 3.1.1", peer=self._peer()))
            return packets.BAD_PROTOCOL
        if not connect.client_id and not connect.clean:
            return packets.BAD_CLIENT_ID
        if self._desk.allows_anonymous(self._is_loopback()) and not (connect.user and self._desk.users):
            return packets.ACCEPTED
        if connect.user is None:
            self._desk.report(
                Sentence("MQTT client %(name)s at %(peer)s came without a user name", name=self.name, peer=self._peer())
            )
            return packets.NOT_ALLOWED
        if await self._desk.users.allows(connect.user, connect.password or b""):
            return packets.ACCEPTED
        self._desk.report(
            Sentence("MQTT client %(name)s at %(peer)s: wrong user name or password", name=self.name, peer=self._peer())
        )
        return packets.BAD_PASSWORD

    def _peer(self) -> str:
        return peer_of(self._transport) if self._transport else "?"

    def _is_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self._peer()).is_loopback
        except ValueError:
            return False

    def _is_slow(self) -> bool:
        return self._transport is None or self._transport.get_write_buffer_size() > _SLOW_BYTES

    def _send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _fail(self, reason: str) -> None:
        self._desk.report(
            Sentence(
                "MQTT client %(name)s at %(peer)s %(reason)s; it was disconnected",
                name=self.name,
                peer=self._peer(),
                reason=reason,
            )
        )
        self.abort()

    def expire(self, now: float) -> None:
        """Close the connection when its keep-alive time has passed one and a half times (3.1.2.10)."""
        silent = now - self._last_heard
        if self._keep_alive_s and silent > self._keep_alive_s and not self._reading.paused:
            self.abort()

    def close_taken_over(self) -> None:
        """Another connection has come with the same client id."""
        if self._session is not None:
            self._session.detach()
        self.abort()

    def close(self) -> None:
        """Close after what is written has gone out."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close at once; the will is given."""
        if self._transport is not None:
            self._transport.abort()


def _taken_before(session: Session, mark: Mark) -> Receipt | None:
    """The receipt under which a message that comes again was taken, if it is surely the same one: its
    acknowledgement never went out, or its packet id can't have been used for another one since."""
    found = session.numbers.find(mark.packet, mark.digest) if mark.dup else None
    if found is None:
        return None
    receipt, is_recent = found
    return receipt if is_recent or not receipt.is_answered else None


def peer_of(transport: asyncio.BaseTransport) -> str:
    """The address of who is at the other end."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if peer else "?"
