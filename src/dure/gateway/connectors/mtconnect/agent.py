"""What can be asked of an agent: probe, current, sample."""

import asyncio
from collections.abc import AsyncGenerator
from urllib.parse import quote

from dure.gateway.connector import BadData, Rejected, Unreachable
from dure.gateway.connectors.mtconnect.documents import Streams, read_streams
from dure.gateway.connectors.mtconnect.http import Response, get
from dure.gateway.connectors.mtconnect.multipart import Parts, boundary
from dure.kernel.errors import Invalid
from dure.kernel.mtconnect import Catalogue, read_devices

ANSWER_S = 30.0
_COUNT = 1000


class Agent:
    """One agent, or one of its devices. Every call raises Unreachable, Rejected or AgentError."""

    def __init__(self, url: str, device: str, interval_ms: int, heartbeat_s: float) -> None:
        url = url.strip()
        base = (url if "://" in url else "http://" + url).rstrip("/")
        self._base = base + (f"/{quote(device)}" if device else "")
        self._interval_ms, self._heartbeat_s = max(interval_ms, 1), max(heartbeat_s, 0.1)

    async def probe(self) -> Catalogue:
        """The devices and their data items."""
        async with get(self._base + "/probe", ANSWER_S) as response:
            data = await response.read()
        try:
            return read_devices(data)
        except Invalid as error:
            _raise_agent_error(data)
            raise _refusal(response, str(error)) from error

    async def current(self) -> Streams:
        """The present values and where the stream goes on."""
        async with get(self._base + "/current", ANSWER_S) as response:
            return _streams(response, await response.read())

    async def sample(self, start: int) -> AsyncGenerator[Streams, None]:
        """What is reported from sequence `start` on, for as long as the agent goes on telling."""
        heartbeat_ms = max(1, int(self._heartbeat_s * 1000))
        query = f"interval={self._interval_ms}&heartbeat={heartbeat_ms}&count={_COUNT}"
        while True:
            url = f"{self._base}/sample?from={start}&{query}"
            async with get(url, 2 * self._heartbeat_s + self._interval_ms / 1000) as response:
                mark = boundary(response.content_type)
                if mark is None:
                    # An agent that doesn't stream answers once and is asked again.
                    answer = _streams(response, await response.read())
                    yield answer
                    start = answer.next
                else:
                    parts = Parts(mark)
                    async for piece in response.body:
                        for part in parts.feed(piece):
                            yield read_streams(part)
                    raise Unreachable("The agent ended the stream")
            await asyncio.sleep(self._interval_ms / 1000)


def _streams(response: Response, data: bytes) -> Streams:
    try:
        return read_streams(data)
    except BadData as error:
        raise _refusal(response, str(error)) from error


def _raise_agent_error(data: bytes) -> None:
    try:
        read_streams(data)
    except BadData:
        return


def _refusal(response: Response, reason: str) -> Rejected | Unreachable:
    """A server error passes by itself; anything else is no agent or a wrong address."""
    if response.status >= 500:
        return Unreachable("The agent answers with HTTP %(status)s", status=response.status)
    return Rejected(
        "No MTConnect agent at this address (HTTP %(status)s): %(reason)s", status=response.status, reason=reason
    )
