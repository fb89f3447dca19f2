"""What the connect wizard is shown of edge nodes, asked as it asks, and what it takes each metric for."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from dure.gateway import manifests
from dure.gateway.rpc import Questions
from dure.kernel import clock
from dure.telemetry import guess
from tests.gateway.broker.place import Place
from tests.gateway.sparkplug.edge import Edge, now_ms
from tests.gateway.sparkplug.encoder import BOOLEAN, DOUBLE, STRING, UINT32, metric

Ask = Callable[[str], Coroutine[Any, Any, list[dict[str, Any]]]]


def _declare(edge: Edge) -> None:
    edge.node_metrics = lambda: [metric("Load", DOUBLE, 0.5, alias=1, time_ms=now_ms(), unit="%")]
    edge.device_metrics = lambda: [
        metric("Parts/Total", UINT32, 41, alias=2, time_ms=now_ms()),
        metric("Parts/불량", UINT32, 3, alias=3, time_ms=now_ms()),
        metric("Run", BOOLEAN, True, alias=4, time_ms=now_ms()),
        metric("Program", STRING, "O1001", alias=5, time_ms=now_ms()),
        metric("Twist", DOUBLE, 1.5, alias=6, time_ms=now_ms(), unit="꽈배기/min"),
        metric("Dead sensor", DOUBLE, 7.0, alias=7, time_ms=now_ms(), quality=0),
        metric("Nothing yet", DOUBLE, None, alias=8, time_ms=now_ms()),
    ]


async def _report(edges: list[Edge]) -> None:
    """Edge nodes tell a change now and then, by which a host that has just come knows that they are there."""
    while True:
        await asyncio.sleep(0.2)
        for edge in edges:
            edge.data(metric("", UINT32, 41, alias=2, time_ms=now_ms(), declares=False))


def _browsing(folder: Path, check: Callable[[Ask], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with Place(folder / "b") as place:
            edges = [Edge(), Edge(group="Plant A", edge="Line 2", device="oven")]
            for edge in edges:
                _declare(edge)
                await edge.connect(place.port)
            questions = Questions("main", manifests.load(), clock.now_us)

            async def ask(path: str) -> list[dict[str, Any]]:
                asked = {"do": "browse", "protocol": "sparkplug", "settings": {"url": place.url}, "path": path}
                answer = await questions.answer(json.dumps(asked).encode())
                assert "found" in answer, answer
                return list(answer["found"])

            reporting = asyncio.create_task(_report(edges))
            await check(ask)
            reporting.cancel()
            for edge in edges:
                assert edge.births > 1, "the wizard asks for births"
                await edge.leave()

    asyncio.run(run())


def test_group_edge_node_device_and_metrics_one_below_the_other(tmp_path: Path) -> None:
    async def check(ask: Ask) -> None:
        assert [(one["name"], one["path"]) for one in await ask("")] == [("Plant A", "Plant A")]
        edges = [("Line 1", "Plant A/Line 1"), ("Line 2", "Plant A/Line 2")]
        assert [(one["name"], one["path"]) for one in await ask("Plant A")] == edges
        below = {one["name"]: one for one in await ask("Plant A/Line 1")}
        assert below["press 1"]["path"] == "Plant A/Line 1/press 1"
        assert below["Load"]["address"] == "Plant A/Line 1:Load"
        assert (below["Load"]["value"], below["Load"]["unit"], below["Load"]["type_name"]) == (0.5, "%", "DOUBLE")
        assert await ask("Plant A/Line 9") == []

    _browsing(tmp_path, check)


def test_metrics_have_values_units_and_a_likely_meaning(tmp_path: Path) -> None:
    async def check(ask: Ask) -> None:
        found = {one["name"]: one for one in await ask("Plant A/Line 1/press 1")}
        assert found["Parts/Total"]["address"] == "Plant A/Line 1/press 1:Parts/Total"
        meant = {
            name: guess.meaning(name, [one["value"]], one["suggestion"], one["unit"]) for name, one in found.items()
        }
        assert meant == {
            "Parts/Total": "total",
            "Parts/불량": "reject",
            "Run": "state",
            "Program": "program",
            "Twist": "measurement",
            "Dead sensor": "measurement",
            "Nothing yet": "other",
        }
        assert found["Twist"]["unit"] == "꽈배기/min"
        assert [found[name]["quality"] for name in ("Run", "Dead sensor", "Nothing yet")] == [0, 2, 3]

    _browsing(tmp_path, check)
