"""The connector `http_push`: answers 200 only when the observations are on disk."""

import asyncio
import hmac
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from dure.gateway import tls
from dure.gateway.connector import BadData, Context, Found, Parcel, Rejected, Unreachable
from dure.gateway.connectors.http_push import payload
from dure.gateway.connectors.http_push.server import BODY_LIMIT, Answer, Request, Server
from dure.gateway.sentence import Sentence
from dure.kernel.observation import Observation

PATH = "/push"
TOKEN_LENGTH = 16
STORE_S = 30.0
WAITING_BYTES = 64 * 1024 * 1024
RETRY_AFTER_S = "5"


class HttpPush:
    """Listens on its own port; every request is stored whole or refused whole."""

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._settings, self._context = settings, context
        self._wanted = None if "*" in addresses else frozenset(addresses)
        self._token = str(settings.get("token", ""))
        self._parcels: asyncio.Queue[Parcel] = asyncio.Queue()
        self._waiting_bytes = 0
        self._server = Server(self._check, self._handle)
        self.port = 0
        """The port that is listened on, once entered."""

    async def __aenter__(self) -> Self:
        if len(self._token) < TOKEN_LENGTH:
            raise Rejected("The token must have at least %(length)s characters", length=TOKEN_LENGTH)
        host, port = self._address()
        try:
            self.port = await self._server.start(host, port, self._tls())
        except OSError as error:
            raise Unreachable(
                "Cannot listen on %(host)s:%(port)s: %(reason)s", host=host, port=port, reason=error.strerror or error
            ) from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.stop()

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

    def _tls(self) -> ssl.SSLContext | None:
        path = self._settings.get("certificate")
        if not path:
            return None
        return tls.server(str(path))

    def _check(self, request: Request) -> Answer | None:
        if request.path != PATH:
            return _refusal(HTTPStatus.NOT_FOUND, f"There is only {PATH} here")
        if request.method != "POST":
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Only POST is taken", ("allow", "POST"))
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        known = hmac.compare_digest(token.strip().encode(), self._token.encode())
        if scheme.lower() != "bearer" or not known:
            self._context.problem(Sentence("%(peer)s was refused: the token is wrong or missing", peer=request.peer))
            return _refusal(HTTPStatus.UNAUTHORIZED, "The token is wrong or missing", ("www-authenticate", "Bearer"))
        return None

    async def _handle(self, request: Request) -> Answer:
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


def _refusal(status: HTTPStatus, text: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status, {"error": text}, headers, close=True)


def _busy(reason: str) -> Answer:
    return Answer(HTTPStatus.SERVICE_UNAVAILABLE, {"error": reason}, [("retry-after", RETRY_AFTER_S)])
