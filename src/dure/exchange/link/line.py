"""A line to a hub over NATS, dialled from here: one request after the other, each answered with a receipt."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from nats.aio.client import Client
from nats.errors import Error

from dure.exchange.link.models import Hub
from dure.exchange.link.sending import NoLine
from dure.kernel import report
from dure.kernel.nkeys import signer

SUBJECT = "report"
DIAL_S, ANSWER_S = 10, 30


@contextmanager
def open_line(hub: Hub) -> Iterator[Callable[[bytes], bytes]]:
    """Carries packets while it is open. Raises NoLine when nobody answers; there is nothing at this end to ask."""
    loop = asyncio.new_event_loop()
    link = Client()

    def carry(packet: bytes) -> bytes:
        try:
            return loop.run_until_complete(link.request(SUBJECT, packet, timeout=ANSWER_S)).data
        except (Error, OSError, TimeoutError) as error:
            raise NoLine("The hub can't be reached: %(reason)s", reason=repr(error)) from error

    try:
        try:
            loop.run_until_complete(asyncio.wait_for(_dial(link, hub), DIAL_S))
        except (Error, OSError, TimeoutError) as error:
            raise NoLine("The hub can't be reached: %(reason)s", reason=repr(error)) from error
        yield carry
    finally:
        with suppress(TimeoutError):
            loop.run_until_complete(asyncio.wait_for(link.close(), DIAL_S))
        loop.close()


async def _dial(link: Client, hub: Hub) -> None:
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # The invitation brought this one certificate: no other is trusted, whatever the name.
    trusted.check_hostname = False
    trusted.load_verify_locations(cadata=hub.authority)

    async def ignore(_error: Exception) -> None:
        """What was wrong is raised; the client would print it besides."""

    await link.connect(
        hub.address, tls=trusted, user_jwt_cb=hub.ticket.encode, error_cb=ignore, connect_timeout=DIAL_S,
        signature_cb=signer(report.key_of(settings.HOME.secret("link"))), allow_reconnect=False,
        max_reconnect_attempts=1, reconnect_time_wait=0.1,
    )  # fmt: skip
