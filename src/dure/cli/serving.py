"""The pages on their doors: one that is plain, and one with the plant's own certificate."""

import asyncio
import contextlib
import logging
import os
from datetime import UTC, datetime

import uvicorn

from dure.config import home, hosts
from dure.config.certificates import Certificates
from dure.config.supervisor.plant import Listen

STREAMS_END_AFTER_S = 2
"""Open server-sent streams would otherwise hold a stopping web server for ever."""
_LOOK_AGAIN_S = 3600
"""The computer may get another address, and a certificate runs out."""
log = logging.getLogger(__name__)


def serve(listen: Listen, https: Listen | None) -> int:
    """Until SIGTERM; 0 when all doors had been opened."""
    plain = uvicorn.Server(_config(listen))
    if https is None:
        plain.run()
        return 0 if plain.started else 1
    certificates = Certificates(home.current())
    _prepare(certificates, listen, https)
    config = _config(https, ssl_certfile=certificates.pages, ssl_keyfile=certificates.pages_key)
    secure = uvicorn.Server(config)

    async def both() -> None:
        renewal = asyncio.create_task(_renew(certificates, listen, config))
        # Each server hands a signal on to the one that began before it.
        await asyncio.gather(plain.serve(), secure.serve())
        renewal.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewal

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(both())
    return 0 if plain.started and secure.started else 1


def _config(listen: Listen, **more: object) -> uvicorn.Config:
    return uvicorn.Config(
        "dure.config.asgi:application",
        host=listen.host,
        port=listen.port,
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=os.environ.get("DURE_BEHIND_PROXY") == "1",
        timeout_graceful_shutdown=STREAMS_END_AFTER_S,
        timeout_keep_alive=30,
        log_config=None,
        **more,
    )


def _prepare(certificates: Certificates, *listens: Listen) -> bool:
    names = hosts.allowed(os.environ.get("DURE_HOSTS", ""), *map(str, listens))
    made = certificates.prepare(names, datetime.now(UTC))
    if left_out := certificates.left_out(names):
        log.warning("The plant's certificate can't be made for %s: see docs/how-to/https.md", ", ".join(left_out))
    return made


async def _renew(certificates: Certificates, listen: Listen, config: uvicorn.Config) -> None:
    """A connection that is open keeps its certificate; the next one gets the new one."""
    https = Listen(config.host, config.port)
    while True:
        await asyncio.sleep(_LOOK_AGAIN_S)
        try:
            if _prepare(certificates, listen, https):
                config.ssl.load_cert_chain(certificates.pages, certificates.pages_key)
        except OSError:
            # A full disk now is no reason never to look again: there are four months.
            log.exception("The plant's certificate could not be renewed; it is tried again in an hour")
