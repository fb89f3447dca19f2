"""A TCP server that plays lines as an adapter does, with or without a heartbeat."""

import asyncio
from types import TracebackType
from typing import Self


class Adapter:
    """Says `greeting` to everyone who connects, then what is given to `say`."""

    def __init__(self, greeting: bytes = b"", heartbeat_ms: int = 0) -> None:
        self.greeting, self.heartbeat_ms = greeting, heartbeat_ms
        self.heard: list[bytes] = []
        self.clients: list[asyncio.StreamWriter] = []
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    def hang_up(self) -> None:
        for client in self.clients:
            client.close()
        self.clients.clear()

    def say(self, data: bytes) -> None:
        for client in self.clients:
            client.write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.clients.append(writer)
        writer.write(self.greeting)
        while line := await reader.readline():
            self.heard.append(line)
            if self.heartbeat_ms:
                writer.write(b"* PONG %d\n" % self.heartbeat_ms)
