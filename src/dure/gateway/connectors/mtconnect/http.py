"""A small HTTP/1.1 client for one streamed GET at a time. It can send nothing but GET."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import h11

from dure.gateway import tls
from dure.gateway.connector import Rejected, Unreachable

CONNECT_S = 10.0
MAX_BODY = 64 * 1_048_576
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Response:
    """Status, content type, and the body as it arrives; raises Unreachable when it stops for too long."""

    status: int
    content_type: str
    body: AsyncIterator[bytes]

    async def read(self) -> bytes:
        """The whole body; refused beyond 64 MiB."""
        pieces, size = [], 0
        async for piece in self.body:
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY:
                raise Rejected("The agent's answer is larger than 64 MiB")
        return b"".join(pieces)


@asynccontextmanager
async def get(url: str, silence_s: float) -> AsyncIterator[Response]:
    """Asks for `url`; silence_s: longest wait for the next bytes."""
    parts, port = _parts(url)
    reader, writer = await _open(parts.scheme, parts.hostname or "", port)
    try:
        line = h11.Connection(h11.CLIENT)
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        headers = [("Host", parts.netloc.rpartition("@")[2]), ("Accept", "text/xml, multipart/x-mixed-replace")]
        request = h11.Request(method="GET", target=target, headers=[*headers, ("Connection", "close")])
        writer.write(line.send(request) or b"")
        writer.write(line.send(h11.EndOfMessage()) or b"")
        events = _events(line, reader, silence_s)
        head = await anext(events, None)
        if not isinstance(head, h11.Response):
            raise Unreachable("The agent closed the line without an answer")
        fields = dict(iter(head.headers))
        content_type = fields.get(b"content-type", b"").decode("latin-1")
        yield Response(head.status_code, content_type, _data(events))
    except h11.ProtocolError as error:
        raise Unreachable("The answer is no HTTP: %(reason)s", reason=error) from error
    except OSError as error:
        raise Unreachable("The line to the agent broke: %(reason)s", reason=error) from error
    finally:
        writer.transport.abort()


def _parts(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Rejected("%(url)s is no address: %(reason)s", url=url, reason=error) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isascii() or " " in url:
        raise Rejected("%(url)s is no http:// or https:// address", url=url)
    return parts, port


async def _open(scheme: str, host: str, port: int | None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    secure = ssl.create_default_context() if scheme == "https" else None
    try:
        async with asyncio.timeout(CONNECT_S):
            return await asyncio.open_connection(host, port or (443 if secure else 80), ssl=secure)
    except ssl.SSLCertVerificationError as error:
        raise tls.distrust(host, error) from error
    except (OSError, TimeoutError) as error:
        raise Unreachable(
            "No agent answers at %(host)s:%(port)s (%(reason)s)", host=host, port=port or scheme, reason=error
        ) from error


async def _events(
    line: h11.Connection, reader: asyncio.StreamReader, silence_s: float
) -> AsyncIterator[h11.Response | h11.Data]:
    while True:
        event = line.next_event()
        if event is h11.NEED_DATA:
            line.receive_data(await _more(reader, silence_s))
        elif isinstance(event, h11.Response | h11.Data):
            yield event
        elif not isinstance(event, h11.InformationalResponse):
            return


async def _more(reader: asyncio.StreamReader, silence_s: float) -> bytes:
    try:
        async with asyncio.timeout(silence_s):
            return await reader.read(_CHUNK)
    except TimeoutError as error:
        raise Unreachable("The agent has said nothing for %(seconds).0f s", seconds=silence_s) from error


async def _data(events: AsyncIterator[h11.Response | h11.Data]) -> AsyncIterator[bytes]:
    async for event in events:
        if isinstance(event, h11.Data):
            yield bytes(event.data)
