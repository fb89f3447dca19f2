"""Capping machine: a controller that posts how many pieces it made since it last got through."""

import asyncio
import json
import time
import urllib.error
import urllib.request

from dure.demo.floor import Floor, of
from dure.kernel import clock


async def serve(floor: Floor) -> None:
    (machine,) = of("http")
    epoch, sequence = f"start-{time.time_ns()}", 0
    before = floor.plant.counts(machine, floor.since_us)
    async for now_us in floor.ticks():
        made = floor.plant.counts(machine, now_us)
        news = [("made", made.total - before.total), ("reject", made.reject - before.reject)]
        document = [
            {"name": name, "value": value, "time": clock.from_us(now_us).isoformat(), "epoch": epoch,
             "sequence": sequence + at}
            for at, (name, value) in enumerate(news)
            if value or name == "made"
        ]  # fmt: skip
        # The same numbers go out until somebody has taken them; a repeat is known by its sequence.
        while not await asyncio.to_thread(_post, floor, document):
            await asyncio.sleep(0.5)
        before = made
        sequence += 2


def _post(floor: Floor, document: list[dict[str, object]]) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{floor.ports.http_push}/push",
        json.dumps(document).encode(),
        {"Authorization": f"Bearer {floor.ports.push_token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - own http address
            return bool(answer.status < 300)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
