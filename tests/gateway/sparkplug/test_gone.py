"""A chosen metric that a new birth certificate no longer has."""

import asyncio
from pathlib import Path

from dure.gateway.connectors.sparkplug.connector import Sparkplug
from dure.kernel.observation import AGAIN, Quality
from tests.gateway.broker.place import Place
from tests.gateway.harness import Collected, Problems, context
from tests.gateway.sparkplug.edge import Edge, now_ms
from tests.gateway.sparkplug.encoder import UINT32, metric
from tests.gateway.waiting import until


def test_a_metric_that_is_gone_after_a_rebirth_is_missing_and_told(tmp_path: Path) -> None:
    async def check() -> None:
        problems = Problems()
        async with Place(tmp_path / "b") as place:
            edge = Edge()
            names = ["Count", "Speed"]
            edge.device_metrics = lambda: [metric(name, UINT32, 5, time_ms=now_ms()) for name in names]
            settings = {"url": place.url, "host_id": "h"}
            host = Sparkplug(settings, [f"{edge.at}Count", f"{edge.at}Speed"], context(tmp_path / "h", problems))
            async with Collected(host) as found:
                await edge.connect(place.port)
                await found.has(f"{edge.at}Count", 5)
                # A birth tells what stands: each one that we ask for would else be one more message of five pieces.
                assert {one.epoch for one in found.all if one.value == 5} == {AGAIN}
                assert not problems
                names.remove("Count")
                edge.give_birth()
                await until(lambda: found.values(f"{edge.at}Count")[-1] is None, "the end of Count")
                gone = [one for one in found.all if one.address == f"{edge.at}Count"][-1]
                assert gone.quality == Quality.MISSING
                assert found.values(f"{edge.at}Speed")[-1] == 5
                said = "Plant A/Line 1/press 1:Count is not in the birth certificate of Plant A/Line 1/press 1"
                assert problems == [said]
                await edge.leave()

    (tmp_path / "h").mkdir()
    asyncio.run(check())
