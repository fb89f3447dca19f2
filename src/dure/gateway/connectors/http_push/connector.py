"""The connector `http_push`: answers 200 only when the observations are on disk."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from dure.gateway import tls
from dure.gateway.connector import BadData, Context, Found, Parcel, Rejected
from dure.gateway.connectors.http_push import payload
from dure.gateway.connectors.http_push.door import Door, door
from dure.gateway.connectors.http_push.server import BODY_LIMIT, Answer, Request
from dure.gateway.sentence import Sentence
from dure.kernel.observation import Observation

TOKEN_LENGTH = 16
STORE_S = 30.0
WAITING_BYTES = 64 * 1024 * 1024
RETRY_AFTER_S = "5"


class HttpPush:
    """Takes what is posted to its port with its token; every request is stored whole or refused whole."""

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._settings, self._context = settings, context
        self._wanted = None if "*" in addresses else frozenset(addresses)
        self.token = str(settings.get("token", ""))
        self.certificate = str(settings.get("certificate") or "")
        self._parcels: asyncio.Queue[Parcel] = asyncio.Queue()
        self._waiting_bytes = 0
        self._door: Door | None = None

    async def __aenter__(self) -> Self:
        if len(self.token) < TOKEN_LENGTH:
            raise Rejected("The token must have at least %(length)s characters", length=TOKEN_LENGTH)
        found = door(*self._address())
        await found.enter(self, tls.server(self.certificate) if self.certificate else None)
        self._door = found
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        found, self._door = self._door, None
        if found is not None:
            await found.leave(self)

    @property
    def port(self) -> int:
        """The port that is listened on, once entered."""
        return self._door.port if self._door is not None else 0

    async def observations(self) -> AsyncIterator[Parcel]:
        """One parcel a request."""
        while True:
            yield await self._parcels.get()

    async def browse(self, path: str) -> Sequence[Found]:
        """Nothing is known before something was pushed: the names show in the preview."""
        return ()

    def _address(self) -> tuple[str, int]:
        listen = str(self._settings.get("listen", ""))
        host, _, port = listen.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            raise Rejected("Not an address to listen on: %(listen)s", listen=listen)
        return host.strip("[]"), int(port)

    def refused(self, request: Request) -> None:
        """Somebody came without a token that is known at this port."""
        self._context.problem(Sentence("%(peer)s was refused: the token is wrong or missing", peer=request.peer))

    async def handle(self, request: Request) -> Answer:
        """Stored whole, or refused whole."""
        try:
            observations = self._read(request)
        except BadData as error:
            self._context.problem(Sentence("%(place)s: %(reason)s", place=request.peer, reason=error))
            return Answer(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        size = len(request.body)
        if self._waiting_bytes + size > WAITING_BYTES:
            return _busy("Too much is waiting for the disk")
        self._waiting_bytes += size
        try:
            reason = await self._stored(observations)
        finally:
            self._waiting_bytes -= size
        return _busy(reason) if reason else Answer(HTTPStatus.OK, {"stored": len(observations)})

    def _read(self, request: Request) -> list[Observation]:
        encoding = request.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip"):
            raise BadData("Content encoding %(encoding)s is not known; use gzip or none", encoding=encoding[:50])
        body = payload.inflated(request.body, BODY_LIMIT) if encoding == "gzip" else request.body
        found = payload.observations(body, self._context.now_us())
        if self._wanted is None:
            return found
        return [one for one in found if one.address in self._wanted]

    async def _stored(self, observations: list[Observation]) -> str:
        """Empty once they are on disk; otherwise why not."""
        result: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def told(reason: str = "") -> None:
            if not result.done():
                result.set_result(reason)

        self._parcels.put_nowait(Parcel(observations, told, told))
        try:
            async with asyncio.timeout(STORE_S):
                return await result
        except TimeoutError:
            return "The disk did not take it in time"


def _busy(reason: str) -> Answer:
    return Answer(HTTPStatus.SERVICE_UNAVAILABLE, {"error": reason}, [("retry-after", RETRY_AFTER_S)])
