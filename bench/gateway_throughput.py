"""Observations a second through runner, spool (synced) and publisher into a nats-server that syncs always.

    python -m bench.gateway_throughput [--observations 400000]

Prints a line for parcels of 100, 10 and 1: rate until the last one is acknowledged by the event log, CPU of
this process for each observation, and messages written.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from bench._figures import Figure, tell
from dure.gateway.config import ConnectionConfig
from dure.gateway.connector import Parcel
from dure.gateway.link import Link
from dure.gateway.publisher import Publisher
from dure.kernel import clock
from dure.kernel.observation import Observation
from tests.gateway import eventlog
from tests.gateway.rig import Bench
from tests.gateway.scripted import MACHINES, Machine, manifest


async def measure(folder: Path, size: int, count: int) -> Figure:
    with eventlog.server() as nats_server:
        machine = MACHINES["m"] = Machine()
        bench = Bench(folder, ConnectionConfig("C1", "scripted", {"machine": "m"}, ("*",)), manifest())
        publisher = Publisher(bench.spool)
        link = asyncio.create_task(Link(nats_server.url(), "bench", [publisher.run]).run())
        now_us = clock.now_us()
        some = [Observation(f"Line 1/Press {number % 20}/Count", number, now_us) for number in range(size)]
        for _ in range(count // size):
            machine.queue.put_nowait(Parcel(some))
        began, cpu = time.perf_counter(), time.process_time()
        async with bench:
            while (
                bench.connection.health.observations < count
                or bench.intake.busy
                or publisher.published < bench.spool.next
            ):
                await asyncio.sleep(0.005)
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
            stored = sum(one.value is not None for one in bench.read())
        link.cancel()
        await asyncio.gather(link, return_exceptions=True)
    assert stored == count, f"{stored} of {count} were stored"
    return Figure(
        f"gateway alone, {size} values a parcel",
        f"{count / took:,.0f} observations/s, {cpu / count * 1e6:.1f} µs CPU each, {publisher.published} envelopes",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--observations", type=int, default=400_000)
    count = parser.parse_args().observations
    for size, part in ((100, 1), (10, 2), (1, 4)):
        with tempfile.TemporaryDirectory(prefix="dure-bench-", ignore_cleanup_errors=True) as folder:
            tell(asyncio.run(measure(Path(folder), size, count // part)))


if __name__ == "__main__":
    main()
