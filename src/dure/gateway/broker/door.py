"""The door of a listener with TLS: agrees on it with who comes, or says why that failed."""

import asyncio
import ssl

from dure.gateway import tls
from dure.gateway.broker.client import LOG_IN_S, Client, Desk, peer_of
from dure.gateway.sentence import Sentence


class Door(asyncio.Protocol):
    """A connection until TLS stands; from then on it is the client's."""

    def __init__(self, desk: Desk, context: ssl.SSLContext) -> None:
        self._desk, self._context = desk, context
        self._opening: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()
        self._opening = asyncio.get_running_loop().create_task(self._open(transport))

    async def _open(self, transport: asyncio.Transport) -> None:
        client = Client(self._desk)
        loop = asyncio.get_running_loop()
        try:
            secured = await loop.start_tls(
                transport, client, self._context, server_side=True, ssl_handshake_timeout=LOG_IN_S
            )
        except (OSError, TimeoutError) as error:
            said = Sentence(
                "MQTT client at %(peer)s: no secure connection, %(reason)s",
                peer=peer_of(transport),
                reason=tls.refusal(error),
            )
            self._desk.report(said)
            transport.abort()
            return
        if secured is None:
            return
        client.connection_made(secured)
        # What came along with the end of the handshake waits in the client's buffer.
        client.data_received(b"")
