"""A small HTTP/1.1 server for one question: POST /push. Built on h11, which decides what is HTTP."""

import asyncio
import json
import logging
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus

import h11

log = logging.getLogger("dure.gateway.http_push")
BODY_LIMIT = 10 * 1024 * 1024
IDLE_S = 75.0
REQUEST_S = 60.0
CLIENTS = 500
GRACE_S = 1.0
_READ = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """A request with its body; headers in lower case. peer: the sender's address."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    peer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back, as JSON. close: the connection ends with it."""

    status: HTTPStatus
    document: dict[str, object]
    headers: Sequence[tuple[str, str]] = field(default=())
    close: bool = False


Check = Callable[[Request], Answer | None]
Handle = Callable[[Request], Awaitable[Answer]]


class Server:
    """Listens and answers. check sees a request before its body is read and may already refuse it."""

    def __init__(self, check: Check, handle: Handle) -> None:
        self._check, self._handle = check, handle
        self._server: asyncio.Server | None = None
        self._talks: dict[asyncio.Task[None], Talk] = {}

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        """Listens; returns the port. Raises OSError when it is taken."""
        self._server = await asyncio.start_server(self._serve, host, port, ssl=tls)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stops listening and cuts every connection; an answer that is known is still sent."""
        if self._server is not None:
            self._server.close()
        for talk in self._talks.values():
            talk.closing = True
        busy = [task for task, talk in self._talks.items() if talk.busy]
        if busy:
            await asyncio.wait(busy, timeout=GRACE_S)
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._talks) >= CLIENTS:
            writer.close()
            return
        talk = self._talks[task] = Talk(reader, writer, self._check, self._handle)
        try:
            await talk.run()
        except (OSError, TimeoutError, h11.RemoteProtocolError, h11.LocalProtocolError) as error:
            log.debug("A sender went away: %r", error)
        except asyncio.CancelledError:
            log.debug("A sender was cut off")
        finally:
            del self._talks[task]
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(1):
                    await writer.wait_closed()


class Talk:
    """One connection of one sender."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, check: Check, handle: Handle
    ) -> None:
        self._reader, self._writer = reader, writer
        self._check, self._handle = check, handle
        self._http = h11.Connection(h11.SERVER)
        self.busy = False
        """A request is being handled."""
        self.closing = False
        """The connection ends after the next answer."""
        peer = writer.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""

    async def run(self) -> None:
        """Answers requests until the sender goes or a request ends the connection."""
        while True:
            try:
                answer = await self._answer()
            except h11.RemoteProtocolError as error:
                answer = Answer(HTTPStatus(error.error_status_hint), {"error": str(error)}, close=True)
            if answer is None:
                return
            await self._send(answer)
            self.busy = False
            if (
                self.closing
                or answer.close
                or self._http.our_state is not h11.DONE
                or self._http.their_state is not h11.DONE
            ):
                return
            self._http.start_next_cycle()

    async def _answer(self) -> Answer | None:
        async with asyncio.timeout(IDLE_S):
            event = await self._event()
        if not isinstance(event, h11.Request):
            return None
        request = _request(event, b"", self._peer)
        refusal = self._check(request)
        if refusal is not None:
            return refusal
        if self._http.they_are_waiting_for_100_continue:
            await self._write(h11.InformationalResponse(status_code=100, headers=[]))
        async with asyncio.timeout(REQUEST_S):
            body = await self._body(request)
        if body is None:
            text = f"The body is larger than {BODY_LIMIT} bytes"
            return Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": text}, close=True)
        self.busy = True
        return await self._handle(_request(event, body, self._peer))

    async def _body(self, request: Request) -> bytes | None:
        announced = request.headers.get("content-length", "0")
        if announced.isdecimal() and int(announced[:12]) > BODY_LIMIT:
            return None
        body = bytearray()
        while isinstance(event := await self._event(), h11.Data):
            body += event.data
            if len(body) > BODY_LIMIT:
                return None
        return bytes(body)

    async def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while True:
            event = self._http.next_event()
            if not isinstance(event, type) or event is h11.PAUSED:
                return event
            self._http.receive_data(await self._reader.read(_READ))

    async def _send(self, answer: Answer) -> None:
        body = json.dumps(answer.document, ensure_ascii=False).encode("utf-8", "replace")
        headers = [
            ("content-type", "application/json; charset=utf-8"),
            ("content-length", str(len(body))),
            *answer.headers,
        ]
        if answer.close:
            headers.append(("connection", "close"))
        if self._http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        await self._write(h11.Response(status_code=answer.status, headers=headers))
        await self._write(h11.Data(data=body))
        await self._write(h11.EndOfMessage())

    async def _write(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)
            await self._writer.drain()


def _request(event: h11.Request, body: bytes, peer: str) -> Request:
    headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in event.headers}
    path = event.target.decode("latin-1").partition("?")[0]
    return Request(event.method.decode("ascii"), path, headers, body, peer)
