"""Takes what plants send over their lines and answers with receipts, until it is stopped.

Plants that were enrolled meanwhile get their accounts every few seconds; the server keeps those it has.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from pathlib import Path

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from nats.aio.client import Client
from nats.aio.msg import Msg

from dure.kernel import clock
from dure.kernel.nkeys import signer
from dure.programme.link.tickets import SUBJECT, Tickets
from dure.programme.models import EnrolledPlant
from dure.programme.scope import EVERYTHING, within
from dure.programme.services.reports import receive

LOOK_S = 5.0
log = logging.getLogger("dure.link")


async def run(address: str, certificate: Path, tickets: Tickets, is_over: Callable[[], bool]) -> None:
    """Until `is_over`. Raises what nats raises when the server goes away."""
    trusted = pinned(certificate.read_text("ascii"))
    system = await dial(address, trusted, tickets, "system")
    try:
        known = await _open_accounts(system, tickets, frozenset())
        hub = await dial(address, trusted, tickets, "hub")
        try:
            await hub.subscribe(f"{SUBJECT}.*", cb=_answer)
            await hub.flush()
            log.info("plants can dial in; %d enrolled", len(known))
            looked = 0.0
            while not is_over() and hub.is_connected and system.is_connected:
                await asyncio.sleep(0.1)
                looked += 0.1
                if looked >= LOOK_S:
                    known, looked = await _open_accounts(system, tickets, known), 0.0
        finally:
            await hub.close()
    finally:
        await system.close()


async def dial(address: str, trusted: ssl.SSLContext, tickets: Tickets, name: str) -> Client:
    """A connection of the hub's own; when it is lost the part ends and is started anew."""
    key, ticket = tickets.own(name)
    link = Client()
    await link.connect(
        address, tls=trusted, user_jwt_cb=ticket.encode, signature_cb=signer(key), allow_reconnect=False,
        connect_timeout=10, max_reconnect_attempts=4, reconnect_time_wait=1,
    )  # fmt: skip
    return link


def pinned(certificate: str) -> ssl.SSLContext:
    """Trusts this one certificate, under whatever name it is reached."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(cadata=certificate)
    return context


async def _answer(message: Msg) -> None:
    plant = message.subject.rpartition(".")[2]
    try:
        receipt = await sync_to_async(_receive)(message.data, plant)
    except Exception:
        # Without a receipt the plant sends it again; one message must not end the line of all others.
        log.exception("a message of %s could not be taken", plant[:8])
        return
    if receipt is not None:
        await message.respond(receipt)


def _receive(packet: bytes, plant: str) -> bytes | None:
    close_old_connections()
    try:
        return receive(packet=packet, plant=plant, now=clock.now())
    finally:
        close_old_connections()


async def _open_accounts(system: Client, tickets: Tickets, known: frozenset[str]) -> frozenset[str]:
    enrolled = await sync_to_async(_enrolled)()
    for plant in sorted(enrolled - known):
        answer = await system.request("$SYS.REQ.CLAIMS.UPDATE", tickets.plant_account(plant).encode(), timeout=10)
        if b'"error"' in answer.data:
            raise RuntimeError(answer.data.decode())
    return enrolled


def _enrolled() -> frozenset[str]:
    close_old_connections()
    with within(EVERYTHING):
        return frozenset(EnrolledPlant.objects.values_list("key", flat=True))
