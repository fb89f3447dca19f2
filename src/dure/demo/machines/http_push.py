"""Capping machine: a controller that posts how many pieces it made since it last got through.

What it is about to tell is kept in a file before it is sent, with its number: after a restart
the same numbers go out again, and a repeat is known by its sequence.
"""

import asyncio
import json
import time
import urllib.error
import urllib.request
from pathlib import Path

from dure.demo.fleet import Machine
from dure.demo.floor import Floor, of
from dure.demo.simulation import Plant
from dure.kernel import clock


async def serve(floor: Floor) -> None:
    (machine,) = of("http")
    file = floor.ports.csv_folder.parent / "capping-machine.json"
    telling = _remembered(file) or _Telling(f"start-{time.time_ns()}", 0, floor.since_us, floor.since_us)
    async for now_us in floor.ticks():
        if telling.until_us == telling.from_us:
            telling = _Telling(telling.epoch, telling.sequence, telling.from_us, now_us)
        await asyncio.to_thread(telling.save, file)
        document = telling.document(floor.plant, machine)
        while not await asyncio.to_thread(_post, floor, document):
            await asyncio.sleep(0.5)
        telling = _Telling(telling.epoch, telling.sequence + 2, telling.until_us, telling.until_us)


class _Telling:
    """The pieces of (from, until], numbered."""

    def __init__(self, epoch: str, sequence: int, from_us: int, until_us: int) -> None:
        self.epoch, self.sequence, self.from_us, self.until_us = epoch, sequence, from_us, until_us

    def document(self, plant: Plant, machine: Machine) -> list[dict[str, object]]:
        before, made = plant.counts(machine, self.from_us), plant.counts(machine, self.until_us)
        news = (("made", made.total - before.total), ("reject", made.reject - before.reject))
        moment = clock.from_us(self.until_us).isoformat()
        return [
            {"name": name, "value": value, "time": moment, "epoch": self.epoch, "sequence": self.sequence + at}
            for at, (name, value) in enumerate(news)
        ]

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_suffix(".tmp")
        temporary.write_text(json.dumps(vars(self)), encoding="utf-8")
        temporary.replace(file)


def _remembered(file: Path) -> _Telling | None:
    return _Telling(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


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
