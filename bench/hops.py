"""CPU of each hop for 1,000 observations, hop by hop: connector and spool, publisher and event log, results, history.

    python -m bench.hops

The plant's parts do their work one after the other: while nats-server is frozen everything stays in the gateway's
spool (the senders are acknowledged nevertheless); then it goes to the event log while the recorder is frozen; then
both readers of the recorder, the very same code, read the log in this process, one after the other. Processor time
is what the system says of the processes. Two loads: one value a message, and Sparkplug messages of 200 metrics.
"""

import asyncio
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench import _plant, mqtt_ingest, sparkplug_ingest
from bench._figures import QUICK, Figure, tell
from bench._loading import Load
from tests.faults.plant import wait_until

MESSAGES = 40_000 if QUICK else 120_000
PARCELS = 750 if QUICK else 2_500


@dataclass(slots=True)
class Hops:
    """A plant whose recorder sleeps, to be loaded hop by hop."""

    plant: _plant.Measured

    def measure(self, load: Callable[[], None], count: int) -> dict[str, float]:
        """CPU ms for 1,000 of `count` observations, by hop and process."""
        found: dict[str, float] = {}
        with self.plant.plant.frozen("nats"):
            before = self.plant.cpu()
            load()
            found["connector + spool: gateway"] = self._since(before, count)["gateway"]
        before = self.plant.cpu()
        thawed_us = time.time_ns() // 1000
        wait_until(lambda: self.is_published(thawed_us), 120, "the spool is empty", every_s=0.1)
        spent = self._since(before, count)
        found["publisher: gateway"], found["event log: nats"] = spent["gateway"], spent["nats"]
        for name, reader in self._readers():
            before, mine = self.plant.cpu(), time.process_time()
            asyncio.run(self._read(reader))
            spent = self._since(before, count)
            found[f"{name}: recorder"] = (time.process_time() - mine) / count * 1e6
            found[f"{name}: postgres"], found[f"{name}: nats"] = spent["postgres"], spent["nats"]
        return found

    def _since(self, before: dict[str, float], count: int) -> dict[str, float]:
        return _plant.per_thousand(before, self.plant.cpu(), count)

    def _readers(self) -> list[tuple[str, object]]:
        from dure.production.recorder import ResultsReader
        from dure.telemetry.history.writer import HistoryWriter

        return [("results", ResultsReader()), ("history", HistoryWriter())]

    async def _read(self, reader: object) -> None:
        """Follow the event log to its end, as the recorder does."""
        from dure.production.recorder import follow

        end = await asyncio.to_thread(self.log_end)
        stop = asyncio.Event()
        reading = asyncio.create_task(follow(self.plant.nats_url, _Until(reader, end, stop), stop))
        async with asyncio.timeout(120):
            await stop.wait()
        await reading
        if hasattr(reader, "flush"):
            await asyncio.to_thread(reader.flush)

    def log_end(self) -> int:
        return _plant.told_by_gateway(self.plant.nats_url)[0]

    def is_published(self, since_us: int) -> bool:
        """Whether nothing waits in the spool, by a status that is newer than `since_us`."""
        status = _plant.told_by_gateway(self.plant.nats_url)[1]
        return bool(status["time_us"] > since_us and status["spool"]["records"] == 0)


class _Until:
    """A reader that says when it has taken the message at `end`."""

    def __init__(self, reader: object, end: int, stop: asyncio.Event) -> None:
        self._reader, self._end, self._stop = reader, end, stop
        self._loop = asyncio.get_running_loop()
        self.position, self.idle, self.forget = reader.position, reader.idle, reader.forget

    def take(self, messages: list) -> None:
        self._reader.take(messages)
        if messages and messages[-1].sequence >= self._end:
            self._loop.call_soon_threadsafe(self._stop.set)


def single(port: int) -> None:
    mqtt_ingest.load(port, MESSAGES, mqtt_ingest.FIRST, _plant.USER, _plant.PASSWORD)


def parcels(port: int) -> None:
    Load(port, sparkplug_ingest.plan(PARCELS, 0)).finish()


def line(found: dict[str, float]) -> str:
    return ", ".join(f"{hop} {ms:.1f}" for hop, ms in found.items())


def main() -> int:
    # As `dure recorder` does, because its readers work in this process.
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    with _plant.running() as plant:
        port = _plant.listen_mqtt()
        _plant.hand_out(port, [mqtt_ingest.set_up(), sparkplug_ingest.set_up()], plant.nats_url)
        plant.rested()
        with plant.plant.frozen("recorder"):
            hops = Hops(plant)
            one = hops.measure(lambda: single(port), MESSAGES)
            many = hops.measure(lambda: parcels(port), (PARCELS + sparkplug_ingest.NODES) * sparkplug_ingest.METRICS)
    return tell(
        Figure("CPU ms for 1,000 values, one a message", line(one)),
        Figure("CPU ms for 1,000 values, 200 a message", line(many)),
    )


if __name__ == "__main__":
    raise SystemExit(main())
