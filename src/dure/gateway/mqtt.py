"""The built-in MQTT broker as a part of the gateway: listens while the configuration says so."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dure.gateway import sentence
from dure.gateway.broker import Broker, Listener, Options, Stored
from dure.gateway.sentence import Sentence
from dure.kernel.errors import DureError

log = logging.getLogger("dure.gateway.mqtt")


class Mqtt:
    """The broker lives as long as the gateway; the listener is changed with the configuration."""

    def __init__(self, folder: Path, now_us: Callable[[], int], stored: Stored | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.broker = Broker(folder, now_us, self._problem, stored)
        self._message: str = ""
        self._listener: Listener | None = None
        self._options: Mapping[str, Any] | None = None

    async def start(self) -> None:
        await self.broker.start()

    async def listen(self, options: Mapping[str, Any] | None) -> None:
        """Listens as `options` say; None: does not listen. A port that is taken is said, not fatal."""
        if options == self._options and (options is None or self._listener is not None):
            return
        await self._close()
        self._options, self._message = options, ""
        if options is None:
            return
        try:
            listener = Listener(self.broker, Options.read(options))
            self._listener = await listener.__aenter__()
        except (DureError, OSError, TypeError, ValueError) as error:
            self._problem(Sentence("The MQTT listener cannot start: %(reason)s", reason=error))

    async def stop(self) -> None:
        """Closes clients without acknowledging what is not on disk."""
        await self._close()
        await self.broker.stop()

    def as_json(self) -> dict[str, Any]:
        clients = len(self.broker.clients)
        return {"clients": clients, "listening": self._listener is not None, **sentence.as_json(self._message)}

    async def _close(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.__aexit__(None, None, None)

    def _problem(self, text: str) -> None:
        if text != self._message:
            log.warning("%s", text)
        self._message = text
