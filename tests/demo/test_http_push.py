"""A machine that pushes: what it told before it was cut off and what it tells after add up to what it made."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dure.demo import truth
from dure.demo.fleet import BY_CODE
from dure.demo.floor import Floor, ports_from
from dure.demo.machines import http_push
from dure.demo.simulation import HOUR, Plant, day_start_us
from tests.demo.ports import free_port

PLANT = Plant(2, date(2026, 11, 1))
START = day_start_us(date(2026, 11, 17)) + 7 * HOUR


class _Host(ThreadingHTTPServer):
    """Takes what is posted, and refuses every third time after having kept it, as a cut line does."""

    def __init__(self, port: int) -> None:
        self.told: dict[tuple[str, int], int] = {}
        self.until = ""
        self.posts = 0
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Host

    def do_POST(self) -> None:
        rows = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posts += 1
        for row in rows:
            if row["name"] == "made":
                self.server.told[row["epoch"], row["sequence"]] = row["value"]
                self.server.until = row["time"]
        self.send_response(500 if self.server.posts % 3 == 0 else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def host() -> Iterator[_Host]:
    server = _Host(free_port())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_pieces_survive_refusals_and_restarts(host: _Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [START]

    def later() -> int:
        now[0] += HOUR // 6
        return now[0]

    monkeypatch.setattr("dure.demo.floor.clock.now_us", later)
    monkeypatch.setattr("dure.demo.floor.TICK_S", 0.01)
    ports = ports_from(host.server_address[1] - 1, tmp_path)

    async def some_while(posts: int) -> None:
        machine = asyncio.create_task(http_push.serve(Floor(PLANT, ports, START)))
        async with asyncio.timeout(30):
            while host.posts < posts:
                await asyncio.sleep(0.01)
        machine.cancel()
        await asyncio.gather(machine, return_exceptions=True)

    asyncio.run(some_while(4))
    asyncio.run(some_while(9))
    until_us = truth._time(host.until)
    assert sum(host.told.values()) == truth.made(PLANT, BY_CODE["CAP-01"], START, until_us).total > 100
