"""A line to an MQTT broker that is not ours, over paho-mqtt."""

import asyncio
import os
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from dure.gateway import tls as security
from dure.gateway.broker.line import check_outgoing
from dure.gateway.broker.message import Batch, Message
from dure.gateway.broker.packets import Will
from dure.gateway.broker.redelivery import BROKER, Mark, Stored, digest, pack
from dure.gateway.broker.seen import Seen, SeenTopics
from dure.gateway.connector import ConnectorError, Rejected, Unreachable
from dure.gateway.sentence import Sentence

_Waiting = tuple[Message, int]
WINDOW_BYTES = 16_000_000
WINDOW_MESSAGES = 500
"""What may wait for the disk before no more is read from the broker. Fewer messages than are remembered in
`redelivery`, so that all that the broker sends again is known."""
_ANSWER_S = 10.0
_REFUSED = ("Not authorized", "Bad user name or password", "Client identifier not valid", "Unsupported protocol")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is and how to log in. url: mqtt://host:port, or mqtts:// for TLS.

    ca_file: PEM file of the authority that signed the broker's certificate; empty for the system's.
    certificate, key: PEM files that this computer proves itself with, where the broker asks for it.
    """

    url: str
    user: str = ""
    password: str = ""
    ca_file: str = ""
    certificate: str = ""
    key: str = ""

    def where(self) -> tuple[str, int, bool]:
        """Host, port, TLS or not; Rejected when it can't be understood."""
        try:
            parts = urlsplit(self.url if "://" in self.url else f"mqtt://{self.url}")
            port, tls = parts.port, parts.scheme in ("mqtts", "ssl", "tls")
        except ValueError as error:
            raise Rejected("Not the address of a broker: %(url)s", url=self.url) from error
        if not parts.hostname or not (tls or parts.scheme in ("mqtt", "tcp")):
            raise Rejected("Not the address of a broker: %(url)s", url=self.url)
        return parts.hostname, port or (8883 if tls else 1883), tls


class OutsideLine:
    """A line to an outside broker.

    With clean False the broker keeps the session, so that QoS 1 messages that come while we are
    away wait for us there. A message is acknowledged to the broker when it is on our disk. name, stored:
    the connection, and what of it is on disk, so that what the broker sends again is taken once.
    """

    def __init__(
        self,
        address: Address,
        client_id: str,
        filters: Sequence[str],
        now_us: Callable[[], int],
        *,
        clean: bool = False,
        will: Will | None = None,
        name: str = "",
        stored: Stored | None = None,
    ) -> None:
        self._address, self._filters, self._now_us = address, filters, now_us
        self._name, self._stored_before = name, stored
        self._sender = BROKER + client_id
        self._known: list[Mark] = []
        self._number = int.from_bytes(os.urandom(4))
        self._loop = asyncio.get_running_loop()
        self._gate = threading.Condition()
        self._messages: list[_Waiting] = []
        self._bytes = self._count = 0
        self._open = False
        self._failure: ConnectorError | None = None
        self._ready = asyncio.Event()
        self._wake = asyncio.Event()
        self._seen = SeenTopics()
        self._client = self._make(client_id, clean, will)

    def _make(self, client_id: str, clean: bool, will: Will | None) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id,
            clean_session=clean,
            protocol=MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.connect_timeout = _ANSWER_S
        if self._address.user:
            client.username_pw_set(self._address.user, self._address.password)
        if will is not None:
            client.will_set(will.topic, will.payload, will.qos, will.retain)
        client.on_connect, client.on_disconnect = self._on_connect, self._on_disconnect
        client.on_subscribe, client.on_message = self._on_subscribe, self._on_message
        return client

    async def __aenter__(self) -> Self:
        host, port, tls = self._address.where()
        try:
            if tls:
                address = self._address
                self._client.tls_set_context(security.client(address.ca_file, address.certificate, address.key))
            self._open = True
            await asyncio.to_thread(self._client.connect, host, port, 30)
        except ssl.SSLCertVerificationError as error:
            raise security.distrust(host, error) from error
        except (ssl.SSLError, ConnectionResetError) as error:
            raise Unreachable(
                "%(host)s:%(port)s does not answer with TLS: %(reason)s", host=host, port=port, reason=error
            ) from error
        except (OSError, ValueError) as error:
            raise Unreachable(
                "No MQTT broker answers at %(host)s:%(port)s: %(reason)s", host=host, port=port, reason=error
            ) from error
        self._client.loop_start()
        try:
            async with asyncio.timeout(_ANSWER_S):
                await self._ready.wait()
        except TimeoutError:
            self._failure = Unreachable("The MQTT broker at %(host)s:%(port)s does not answer", host=host, port=port)
        if self._failure is not None:
            await self._close()
            raise self._failure
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        with self._gate:
            self._open = False
            self._gate.notify_all()
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)

    async def take(self) -> Batch:
        await self._wake.wait()
        self._wake.clear()
        with self._gate:
            taken, self._messages = self._messages, []
        known, taken = self._sorted(taken)
        if not taken and self._failure is not None:
            self._wake.set()
            raise self._failure
        if self._failure is not None:
            self._wake.set()
        return Batch([message for message, _ in taken], lambda: self._stored(known + taken), self._origin(known, taken))

    def _origin(self, known: list[_Waiting], taken: list[_Waiting]) -> bytes:
        """Marks of messages that are on disk go with those of the next new ones; see `Collector.put_known`."""
        self._known += [message.mark for message, _ in known if message.mark is not None]
        if not taken or not self._name:
            return b""
        marks, self._known = self._known, []
        return pack(self._name, marks + [message.mark for message, _ in taken if message.mark is not None])

    def _sorted(self, taken: list[_Waiting]) -> tuple[list[_Waiting], list[_Waiting]]:
        """Messages that are on disk from before, and the others."""
        stored = self._stored_before
        if stored is None or not any(message.dup for message, _ in taken):
            return [], taken
        is_known = [message.mark is not None and stored.knows(self._name, message.mark) for message, _ in taken]
        known = [one for one, before in zip(taken, is_known, strict=True) if before]
        return known, [one for one, before in zip(taken, is_known, strict=True) if not before]

    def _stored(self, taken: list[_Waiting]) -> None:
        for message, packet_id in taken:
            if message.qos:
                self._client.ack(packet_id, message.qos)
        with self._gate:
            self._bytes -= sum(len(message.payload) for message, _ in taken)
            self._count -= len(taken)
            self._gate.notify_all()

    def wake(self) -> None:
        """Let `take` return even when nothing has come; may be called from any thread."""
        self._loop.call_soon_threadsafe(self._wake.set)

    async def send(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> None:
        check_outgoing(topic)
        sent = self._client.publish(topic, payload, qos, retain)
        try:
            await asyncio.to_thread(sent.wait_for_publish, _ANSWER_S)
        except (RuntimeError, ValueError) as error:
            raise Unreachable("The MQTT broker did not take a message: %(reason)s", reason=error) from error

    def is_alive(self) -> bool:
        return False

    def seen(self) -> list[Seen]:
        return self._seen.all()

    # --- called in paho's thread

    def _on_connect(
        self, client: Client, data: Any, flags: ConnectFlags, code: ReasonCode, properties: Properties | None
    ) -> None:
        if code.is_failure:
            said = Sentence("The MQTT broker refuses: %(reason)s", reason=code)
            self._fail(Rejected(said) if str(code) in _REFUSED else Unreachable(said))
            return
        client.subscribe([(topic_filter, 1) for topic_filter in self._filters])
        if flags.session_present:
            # What waited for us comes before the answer to this, and may fill the window.
            self._loop.call_soon_threadsafe(self._ready.set)

    def _on_subscribe(
        self, client: Client, data: Any, packet_id: int, codes: list[ReasonCode], properties: Properties | None
    ) -> None:
        refused = [name for name, code in zip(self._filters, codes, strict=False) if code.is_failure]
        if refused:
            self._fail(Rejected("The MQTT broker refuses to give %(filters)s", filters=", ".join(refused)))
        else:
            self._loop.call_soon_threadsafe(self._ready.set)

    def _on_disconnect(
        self,
        client: Client,
        data: Any,
        flags: DisconnectFlags,
        code: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if not self._open:
            return
        if not self._ready.is_set() and not self._address.certificate and self._address.where()[2]:
            said = Sentence("The MQTT broker ended the connection at once; it may ask for a client certificate")
            self._fail(Unreachable(said))
        self._fail(Unreachable("The connection to the MQTT broker was lost: %(reason)s", reason=code))

    def _fail(self, failure: ConnectorError) -> None:
        self._failure = self._failure or failure
        self._loop.call_soon_threadsafe(self._ready.set)
        self.wake()

    def _on_message(self, client: Client, data: Any, message: MQTTMessage) -> None:
        now = self._now_us()
        size = len(message.payload)
        with self._gate:
            while self._open and self._is_full(size):
                self._gate.wait()
            if not self._open:
                return
            self._bytes += size
            self._count += 1
            payload = bytes(message.payload)
            mark = self._mark(message) if message.qos and self._name else None
            taken = Message(message.topic, payload, now, message.qos, message.retain, message.dup, mark)
            self._messages.append((taken, message.mid))
            first = len(self._messages) == 1
            self._seen.entry(taken.topic).note(taken.payload, now)
        if first:
            self.wake()

    def _is_full(self, size: int) -> bool:
        return self._count >= WINDOW_MESSAGES or (self._count > 0 and self._bytes + size > WINDOW_BYTES)

    def _mark(self, message: MQTTMessage) -> Mark:
        topic = message.topic.encode()
        return Mark(self._sender, self._number, message.mid, digest(topic, bytes(message.payload)), message.dup)

    async def look(self, seconds: float) -> list[Seen]:
        """What comes within `seconds`, without keeping it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    (await self.take()).hand()()
            except TimeoutError:
                break
        return self.seen()
