"""The TCP line to an adapter: whole lines in, heartbeat out, loss noticed."""

import asyncio
import socket
from types import TracebackType
from typing import Self

from dure.gateway.connector import Unreachable
from dure.kernel.shdr import heartbeat_ms

CONNECT_S = 10.0
MAX_LINE = 1_048_576
_CHUNK = 65_536
_LEAST_HEARTBEAT_S = 0.1
_WITHOUT_HEARTBEAT_S = 10.0


class AdapterLine:
    """Lines of an adapter. An adapter that answers `* PING` must go on answering within twice its period.

    One that doesn't know the heartbeat is watched by TCP keep-alive only.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._rest = b""
        self._heartbeat_s = 0.0
        self._heard = 0.0
        self._pinged = 0.0

    async def __aenter__(self) -> Self:
        try:
            async with asyncio.timeout(CONNECT_S):
                self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as error:
            raise Unreachable(
                "No adapter answers at %(host)s:%(port)s (%(reason)s)", host=self._host, port=self._port, reason=error
            ) from error
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._heard = self._now()
        self._ping()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        try:
            async with asyncio.timeout(1):
                await self._writer.wait_closed()
        except (OSError, TimeoutError):
            self._writer.transport.abort()

    async def lines(self) -> list[bytes]:
        """The lines that have come; empty after a heartbeat period without any. Raises Unreachable on loss."""
        wait_s = self._heartbeat_s or _WITHOUT_HEARTBEAT_S
        try:
            async with asyncio.timeout(max(0.0, self._pinged + wait_s - self._now())):
                data = await self._reader.read(_CHUNK)
        except TimeoutError:
            self._expect_life()
            return []
        except OSError as error:
            raise Unreachable("The line to the adapter broke: %(reason)s", reason=error) from error
        if not data:
            raise Unreachable("The adapter closed the line")
        self._heard = self._now()
        if self._heartbeat_s and self._heard - self._pinged >= self._heartbeat_s:
            self._ping()
        return self._split(data)

    def _split(self, data: bytes) -> list[bytes]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > MAX_LINE:
            # Starting with a bar-less mark makes the remainder of the line unreadable as a whole.
            self._rest = b"*"
        for line in lines:
            if line.startswith(b"* PONG"):
                period = heartbeat_ms(line.decode("latin-1"))
                if period:
                    self._heartbeat_s = max(period / 1000, _LEAST_HEARTBEAT_S)
        return lines

    def _expect_life(self) -> None:
        silent_s = self._now() - self._heard
        if self._heartbeat_s and silent_s > 2 * self._heartbeat_s:
            raise Unreachable("The adapter has given no heartbeat for %(seconds).1f s", seconds=silent_s)
        self._ping()

    def _ping(self) -> None:
        self._pinged = self._now()
        self._writer.write(b"* PING\n")

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
