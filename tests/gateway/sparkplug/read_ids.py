"""How edge nodes and devices are named by the specification, and that the host reads it so."""

import asyncio
import tempfile
from pathlib import Path

from tests.gateway.broker.place import Place
from tests.gateway.harness import Collected, Problems
from tests.gateway.sparkplug import scenes
from tests.gateway.sparkplug.edge import Edge
from tests.gateway.sparkplug.encoder import (
    UINT32,
    metric,
)
from tests.gateway.sparkplug.playing import playing
from tests.gateway.sparkplug.register import reads


@reads(
    "Ids are any text that fits a topic level: spaces, dots, Korean letters",
    "intro-group-id-string",
    "intro-group-id-chars",
    "intro-edge-node-id-string",
    "intro-edge-node-id-chars",
    "intro-device-id-string",
    "intro-device-id-chars",
    "intro-edge-node-id-uniqueness",
    "topic-structure",
    "topic-structure-namespace-a",
    "topic-structure-namespace-valid-group-id",
    "topic-structure-namespace-valid-edge-node-id",
    "topic-structure-namespace-valid-device-id",
    "topic-structure-namespace-device-id-associated-message-types",
    "topic-structure-namespace-device-id-non-associated-message-types",
)
def ids() -> None:
    async def play(edge: Edge, found: Collected, problems: Problems) -> None:
        await found.has("제1 공장/라인.1 A/press #1:Count".replace("#", "no"), 10)
        edge.client.publish("spBv1.0/제1 공장/NDATA/라인.1 A/device", b"") if edge.client else None
        edge.client.publish("spBv1.0/제1 공장/DDATA/라인.1 A", b"") if edge.client else None
        edge.data(metric("Count", UINT32, 11))
        await found.has("제1 공장/라인.1 A/press no1:Count", 11)
        assert not [text for text in problems if "Count" in text]

    def prepare(edge: Edge) -> None:
        scenes.metrics(edge)
        edge.group, edge.edge, edge.device = "제1 공장", "라인.1 A", "press no1"

    playing(play, prepare=prepare)


@reads(
    "The same device id at two edge nodes is two devices",
    "topic-structure-namespace-unique-edge-node-descriptor",
    "topic-structure-namespace-unique-device-id",
    "topic-structure-namespace-duplicate-device-id-across-edge-node",
    "payloads-nbirth-edge-node-descriptor",
)
def same_device_id() -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory(prefix="dure-read-") as name:
            folder = Path(name)
            async with Place(folder / "b") as place, scenes.host(folder / "h", place.url) as found:
                one, two = Edge(edge="Line 1"), Edge(edge="Line 2")
                for edge in (one, two):
                    scenes.metrics(edge)
                    await edge.connect(place.port)
                one.data(metric("Count", UINT32, 21))
                two.data(metric("Count", UINT32, 22))
                await found.has(f"{one.at}Count", 21)
                await found.has(f"{two.at}Count", 22)
                assert found.values(f"{one.at}Count") == [10, 21]
                assert found.values(f"{two.at}Count") == [10, 22]
                await one.leave()
                await two.leave()

    asyncio.run(run())
