"""Ticks to open pages: what changed, never how it is now. A page that gets a tick fetches its partial again.

A service calls `announce("unit:12")` in its own transaction; PostgreSQL delivers it at commit.
One thread of each web process listens and fans out to the server-sent streams of that process.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterable
from threading import Lock

from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.kernel.errors import Invalid
from dure.web.listener import CHANNEL, Listener

BEAT_S = 5.0
"""A stream that says nothing for twice this long is taken for dead by the page."""
LIFE_S = 300.0
"""A stream ends after this and the browser opens the next one, which asks for the right to it again."""
PAUSE_S = 0.5
"""The same topic is told to the same stream once in this time at most."""
MOST_TOPICS = 400
_TOPIC = re.compile(r"[a-z][a-z_-]{0,30}:(\*|[\w.-]{1,60})")


def announce(topic: str) -> None:
    """Tell every open page that `topic` ("kind:key") changed, when the caller's transaction commits."""
    if not _TOPIC.fullmatch(topic) or topic.endswith("*"):
        raise ValueError(f"Not a topic: {topic!r}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])


class Stream:
    """What one open page still has to be told. Filled by the listener's thread, emptied by the event loop.

    Bounded by nature: a topic waits at most once, and past MOST_TOPICS the page is told to fetch all.
    """

    def __init__(self, topics: Iterable[str]) -> None:
        wanted = set(topics)
        self._exact = {topic for topic in wanted if not topic.endswith("*")}
        self._kinds = {topic[:-2] for topic in wanted if topic.endswith("*")}
        self._pending: dict[str, None] = {}
        self._told: dict[str, float] = {}
        self._lock = Lock()
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()

    def offer(self, topic: str) -> None:
        """Note `topic` ("*": everything) if the page wants it; called from the listener's thread."""
        if topic != "*" and topic not in self._exact and topic.partition(":")[0] not in self._kinds:
            return
        with self._lock:
            if topic in self._pending or "*" in self._pending:
                return
            if topic == "*" or len(self._pending) >= MOST_TOPICS:
                self._pending = {"*": None}
            else:
                self._pending[topic] = None
        self.wake()

    def wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    def take(self, now: float) -> tuple[list[str], float]:
        """Topics that may be told at `now`, and seconds until the next of the waiting ones may be."""
        with self._lock:
            ready = [topic for topic in self._pending if now - self._told.get(topic, -PAUSE_S) >= PAUSE_S]
            for topic in ready:
                del self._pending[topic]
                self._told[topic] = now
            if len(self._told) > 2 * MOST_TOPICS:
                self._told = {topic: at for topic, at in self._told.items() if now - at < PAUSE_S}
            waits = [self._told[topic] + PAUSE_S - now for topic in self._pending]
        return ready, min(waits, default=BEAT_S)

    async def wait(self, seconds: float) -> None:
        """Until something may have to be told, at most `seconds`."""
        try:
            # Not wait_for: before Python 3.12 it loses a cancellation that meets news.
            async with asyncio.timeout(max(seconds, 0.001)):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()


listener = Listener()


@require_GET
async def stream(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events for `?topics=unit:1,area:2,downtime:*`."""
    response = StreamingHttpResponse(events(topics_in(request.GET.get("topics", ""))), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def topics_in(text: str) -> list[str]:
    """The topics in `unit:1,area:*`. Raises Invalid when one isn't, or when there are too many."""
    topics = [part for part in text.split(",") if part]
    if len(topics) > MOST_TOPICS or not all(map(_TOPIC.fullmatch, topics)):
        raise Invalid(_("Not a list of topics."))
    return topics


async def events(topics: Iterable[str]) -> AsyncIterator[bytes]:
    """`tick` with the topics that changed, `beat` with whether changes can be heard at all."""
    mine = Stream(topics)
    listener.add(mine)
    try:
        yield b"retry: 1000\n\n"
        start = beat = time.monotonic()
        heard: bool | None = None
        while (now := time.monotonic()) - start < LIFE_S:
            ready, wait = mine.take(now)
            if ready:
                yield f"event: tick\ndata: {' '.join(ready)}\n\n".encode()
            if now >= beat or heard != listener.hears:
                heard, beat = listener.hears, now + BEAT_S
                yield f"event: beat\ndata: {'ok' if heard else 'deaf'}\n\n".encode()
            await mine.wait(min(wait, beat - time.monotonic()))
    finally:
        listener.remove(mine)
