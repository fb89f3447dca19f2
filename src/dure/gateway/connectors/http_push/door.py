"""One listening port for all connections that name it; the token says whose a request is."""

import asyncio
import hmac
import ssl
from http import HTTPStatus
from typing import Protocol

from dure.gateway.connector import Unreachable
from dure.gateway.connectors.http_push.server import Answer, Request, Server

PATH = "/push"


class Tenant(Protocol):
    """A connection behind a door."""

    token: str
    certificate: str

    def refused(self, request: Request) -> None:
        """Somebody came without a token that is known at this door."""

    async def handle(self, request: Request) -> Answer: ...


class Door:
    """Listens while a connection is behind it. port 0 is any free one, for one connection alone."""

    def __init__(self, host: str, port: int) -> None:
        self.port = port
        self._key = host, port
        self._tenants: list[Tenant] = []
        self._server = Server(self._check, self._handle)
        self._opening = asyncio.Lock()
        self._is_open = False

    async def enter(self, tenant: Tenant, tls: ssl.SSLContext | None) -> None:
        """Raises Unreachable when the port is taken, or another connection here has this token."""
        host, port = self._key
        if any(hmac.compare_digest(one.token.encode(), tenant.token.encode()) for one in self._tenants):
            raise Unreachable(
                "Another connection listens on %(host)s:%(port)s with the same token", host=host, port=port
            )
        if any(one.certificate != tenant.certificate for one in self._tenants):
            raise Unreachable(
                "Another connection listens on %(host)s:%(port)s with another certificate", host=host, port=port
            )
        self._tenants.append(tenant)
        async with self._opening:
            if not self._is_open:
                await self._open(tenant, tls)

    async def _open(self, tenant: Tenant, tls: ssl.SSLContext | None) -> None:
        host, port = self._key
        try:
            self.port = await self._server.start(host, port, tls)
        except OSError as error:
            self._forget(tenant)
            raise Unreachable(
                "Cannot listen on %(host)s:%(port)s: %(reason)s", host=host, port=port, reason=error.strerror or error
            ) from error
        self._is_open = True

    async def leave(self, tenant: Tenant) -> None:
        """The last one closes the port."""
        if tenant not in self._tenants:
            return
        self._forget(tenant)
        if not self._tenants:
            await self._server.stop()

    def _forget(self, tenant: Tenant) -> None:
        self._tenants.remove(tenant)
        if not self._tenants and _doors.get(self._key) is self:
            del _doors[self._key]

    def _of(self, request: Request) -> Tenant | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        given = token.strip().encode()
        found = [one for one in self._tenants if hmac.compare_digest(given, one.token.encode())]
        return found[0] if found and scheme.lower() == "bearer" else None

    def _check(self, request: Request) -> Answer | None:
        if request.path != PATH:
            return _refusal(HTTPStatus.NOT_FOUND, f"There is only {PATH} here")
        if request.method != "POST":
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Only POST is taken", ("allow", "POST"))
        if self._of(request) is None:
            for one in self._tenants:
                one.refused(request)
            return _refusal(HTTPStatus.UNAUTHORIZED, "The token is wrong or missing", ("www-authenticate", "Bearer"))
        return None

    async def _handle(self, request: Request) -> Answer:
        tenant = self._of(request)
        if tenant is None:
            return _refusal(HTTPStatus.UNAUTHORIZED, "The token is wrong or missing", ("www-authenticate", "Bearer"))
        return await tenant.handle(request)


_doors: dict[tuple[str, int], Door] = {}


def door(host: str, port: int) -> Door:
    """The door of an address, made when nobody is behind it yet."""
    if not port:
        return Door(host, port)
    return _doors.setdefault((host, port), Door(host, port))


def _refusal(status: HTTPStatus, text: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status, {"error": text}, headers, close=True)
