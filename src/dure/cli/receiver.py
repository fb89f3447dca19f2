"""The part of a hub that plants dial into: its nats-server and what takes their messages, together."""

import asyncio
import os
import signal
import time

from dure.config import home
from dure.config.engines.linkserver import LinkServer
from dure.programme.link.tickets import Tickets


def receiver(arguments: list[str]) -> int:
    """Until SIGTERM; when the server ends, so does this part, and both are started anew."""
    del arguments
    import django

    django.setup()
    from dure.programme.link import receiving

    place, stopped = home.current(), False

    def ask(_number: int, _frame: object) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    server = LinkServer(place, os.environ["DURE_LINK_LISTEN"], Tickets(place.secret("link"), int(time.time())))
    try:
        with (place.log / "link.log").open("ab") as log:
            server.start(log)
        asyncio.run(receiving.run(server.address, server.certificate, server.tickets, lambda: stopped))
    finally:
        server.stop()
    return 0 if stopped else 1
