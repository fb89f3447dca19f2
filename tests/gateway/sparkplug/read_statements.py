"""What edge nodes do by the specification, and that the host reads it so. The edge node is paho and a
hand-written encoder; only the host is ours."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from dure.kernel.observation import Observation, Quality
from tests.gateway.broker.place import Place
from tests.gateway.harness import Collected, Problems
from tests.gateway.sparkplug import encoder, scenes
from tests.gateway.sparkplug.edge import Edge, now_ms
from tests.gateway.sparkplug.encoder import (
    BOOLEAN,
    BYTES,
    DATASET,
    DATETIME,
    DOUBLE,
    FLOAT,
    INT8,
    INT16,
    INT32,
    INT64,
    STRING,
    TEMPLATE,
    TEXT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    UUID,
    block,
    metric,
    number,
)
from tests.gateway.sparkplug.register import check, reads
from tests.gateway.waiting import until

Play = Callable[[Edge, Collected, Problems], Coroutine[Any, Any, None]]


def _play(play: Play, *, born: bool = True, prepare: Callable[[Edge], None] = scenes.metrics) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory(prefix="dure-read-") as name:
            folder, problems = Path(name), Problems()
            async with Place(folder / "b") as place, scenes.host(folder / "h", place.url, problems) as found:
                edge = Edge()
                prepare(edge)
                await edge.connect(place.port, born=born)
                await play(edge, found, problems)
                if edge.client is not None:
                    await edge.leave()

    asyncio.run(run())


def _of(found: Collected, address: str) -> list[Observation]:
    return [one for one in found.all if one.address == address]


async def _has(found: Collected, address: str) -> Observation:
    await until(lambda: _of(found, address), f"{address}; there is {found.all}")
    return _of(found, address)[-1]


VALUES: list[tuple[str, int, Any, Any]] = [
    ("i8", INT8, -1, -1),
    ("i16", INT16, -32768, -32768),
    ("i32", INT32, -2, -2),
    ("i64", INT64, -(2**63), -(2**63)),
    ("u8", UINT8, 255, 255),
    ("u16", UINT16, 65535, 65535),
    ("u32", UINT32, 2**32 - 1, 2**32 - 1),
    ("u64", UINT64, 2**63, 2**63),
    ("f", FLOAT, 0.5, 0.5),
    ("d", DOUBLE, 0.1, 0.1),
    ("b", BOOLEAN, True, True),
    ("s", STRING, "공장", "공장"),
    ("t", TEXT, "text", "text"),
    ("u", UUID, "5f1c8e0e-0c5b-4b57-9f3a-2f6d1a3c9b10", "5f1c8e0e-0c5b-4b57-9f3a-2f6d1a3c9b10"),
    ("when", DATETIME, 1_256_102_875_335, "2009-10-21T05:27:55.335Z"),
]


@reads(
    "Each data type is read as what it is",
    "payloads-metric-datatype-value-type",
    "payloads-metric-datatype-value",
    "payloads-metric-datatype-req",
    "topics-dbirth-metrics",
    "topics-dbirth-metric-reqs",
    "topics-nbirth-metric-reqs",
)
def types() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        for name, _kind, _value, expected in VALUES:
            one = await _has(found, f"{edge.at}{name}")
            assert (one.value, type(one.value), one.quality) == (expected, type(expected), Quality.GOOD)

    def prepare(edge: Edge) -> None:
        edge.device_metrics = lambda: [metric(name, kind, value) for name, kind, value, _ in VALUES]

    _play(play, prepare=prepare)


@reads(
    "Data may name a metric by its alias alone and leave the data type to the birth",
    "payloads-metric-datatype-not-req",
    "payloads-alias-data-cmd-requirement",
    "payloads-alias-birth-requirement",
    "payloads-alias-uniqueness",
    "topics-ddata-payload",
    "topics-ndata-payload",
)
def aliases() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        edge.say("NDATA", metric("", DOUBLE, 0.75, alias=1, declares=False))
        edge.data(metric("", INT32, -9, alias=3, declares=False))
        await found.has(f"{edge.node_at}Load", 0.75)
        await found.has(f"{edge.at}Speed", -9)
        assert not edge.commands

    _play(play)


@reads(
    "Without aliases data go by name, told apart by case",
    "payloads-name-requirement",
    "payloads-name-birth-data-requirement",
    "case-sensitivity-metric-names",
    "case-sensitivity-sparkplug-ids",
)
def names() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        edge.data(metric("load", INT32, 5), metric("Load", INT32, 6))
        await found.has(f"{edge.at}Load", 6)
        assert found.values(f"{edge.at}load") == [1, 5]

    def prepare(edge: Edge) -> None:
        edge.device_metrics = lambda: [metric("load", INT32, 1), metric("Load", INT32, 2)]

    _play(play, prepare=prepare)


@reads(
    "A metric's own time is kept, else the payload's",
    "payloads-timestamp-in-UTC",
    "payloads-metric-timestamp-in-UTC",
    "payloads-ddata-timestamp",
    "payloads-ndata-timestamp",
    "topics-ddata-timestamp",
    "topics-ndata-timestamp",
    "payloads-nbirth-timestamp",
    "payloads-dbirth-timestamp",
    "topics-nbirth-timestamp",
    "topics-dbirth-timestamp",
)
def times() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        then = now_ms() - 60_000
        edge.data(metric("Count", UINT32, 11, time_ms=then), metric("Speed", INT32, 1), time_ms=then + 500)
        await found.has(f"{edge.at}Speed", 1)
        assert _of(found, f"{edge.at}Count")[-1].time_us == then * 1000
        assert _of(found, f"{edge.at}Speed")[-1].time_us == (then + 500) * 1000

    _play(play)


@reads("Data that an edge node had stored keep their time", "principles-rbe-recommended")
def historical() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        then = now_ms() - 3_600_000
        edge.data(*(metric("Count", UINT32, 3 + n, time_ms=then + n, historical=True) for n in range(3)))
        await found.has(f"{edge.at}Count", 5)
        assert [one.time_us for one in _of(found, f"{edge.at}Count")[-3:]] == [(then + n) * 1000 for n in range(3)]

    _play(play)


@reads(
    "The property Quality marks a value",
    "payloads-propertyset-quality-value-type",
    "payloads-propertyset-quality-value-value",
    "payloads-propertyset-keys-array-size",
    "payloads-propertyset-values-array-size",
    "payloads-metric-propertyvalue-type-type",
    "payloads-metric-propertyvalue-type-value",
    "payloads-metric-propertyvalue-type-req",
)
def qualities() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        told = {0: Quality.BAD, 192: Quality.GOOD, 500: Quality.UNCERTAIN, 7: Quality.BAD}
        for at, (said, quality) in enumerate(told.items()):
            edge.data(metric("Count", UINT32, 100 + at, quality=said, unit="개"))
            await found.has(f"{edge.at}Count", 100 + at)
            assert _of(found, f"{edge.at}Count")[-1].quality == quality
        edge.data(metric("Count", UINT32, None))
        await found.has(f"{edge.at}Count", None)
        assert _of(found, f"{edge.at}Count")[-1].quality == Quality.MISSING

    _play(play)


@reads(
    "Sequence numbers run from 0 to 255 and begin again",
    "payloads-sequence-num-always-included",
    "payloads-sequence-num-incrementing",
    "payloads-sequence-num-req-nbirth",
    "payloads-ndata-seq",
    "payloads-ndata-seq-inc",
    "payloads-ddata-seq",
    "payloads-ddata-seq-inc",
    "payloads-dbirth-seq",
    "payloads-dbirth-seq-inc",
    "payloads-nbirth-seq",
    "topics-nbirth-seq-num",
    "topics-ndata-seq-num",
    "topics-ddata-seq-num",
    "topics-dbirth-seq",
    "message-flow-edge-node-birth-publish-nbirth-payload-seq",
    "message-flow-device-birth-publish-dbirth-payload-seq",
)
def sequence_wraps() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        for value in range(600):
            edge.data(metric("Count", UINT32, 1000 + value))
        await found.has(f"{edge.at}Count", 1599)
        assert found.values(f"{edge.at}Count") == [10, *range(1000, 1600)]
        assert not edge.commands

    _play(play)


@reads(
    "Data before a birth lead to a rebirth request, and what says all by itself is kept as doubtful",
    "message-flow-device-birth-publish-nbirth-wait",
    "payloads-ndata-order",
    "payloads-ddata-order",
    "payloads-dbirth-order",
    "operational-behavior-data-publish-nbirth",
    "operational-behavior-data-publish-dbirth",
    "operational-behavior-data-commands-rebirth-action-2",
)
def before_birth() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        edge.data(metric("Count", UINT32, 99), metric("", INT32, 5, alias=3))
        await until(lambda: edge.births, "a birth because of a rebirth request")
        await found.has(f"{edge.at}Speed", -3)
        assert [(one.value, one.quality) for one in _of(found, f"{edge.at}Count")] == [
            (99, Quality.UNCERTAIN),
            (10, Quality.GOOD),
        ]

    _play(play, born=False)


@reads(
    "An alias that no birth declared leads to a rebirth request",
    "operational-behavior-data-publish-nbirth-change",
    "operational-behavior-data-publish-dbirth-change",
    "operational-behavior-data-commands-rebirth-action-1",
    "operational-behavior-data-commands-rebirth-action-3",
)
def unknown_alias() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        await found.has(f"{edge.at}Count", 10)
        edge.data(metric("", UINT32, 5, alias=77, declares=False))
        await until(lambda: edge.births == 2, "a second birth")
        assert len(edge.commands) == 1

    _play(play)


@reads(
    "A death counts for the session with its bdSeq only",
    "topics-nbirth-bdseq-included",
    "topics-nbirth-bdseq-matching",
    "topics-nbirth-bdseq-increment",
    "payloads-nbirth-bdseq",
    "payloads-nbirth-bdseq-repeat",
    "payloads-ndeath-bdseq",
    "topics-ndeath-payload",
    "message-flow-edge-node-birth-publish-nbirth-payload-bdSeq",
    "message-flow-edge-node-birth-publish-will-message-payload-bdSeq",
)
def old_death() -> None:
    deaths = scenes.node_death()
    assert all(one.quality == Quality.GOOD for one in deaths.alive)
    assert deaths.after


@reads(
    "A death has no sequence number and comes as the will, or before going",
    "payloads-ndeath-seq",
    "topics-ndeath-seq",
    "topics-ndeath-topic",
    "payloads-ndeath-will-message",
    "payloads-ndeath-will-message-publisher",
    "payloads-ndeath-will-message-publisher-disconnect-mqtt311",
    "message-flow-edge-node-birth-publish-will-message",
    "message-flow-edge-node-birth-publish-will-message-payload",
    "operational-behavior-edge-node-intentional-disconnect-ndeath",
    "operational-behavior-edge-node-intentional-disconnect-packet",
)
def orderly_death() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        await found.has(f"{edge.at}Speed", -3)
        await edge.leave()
        await found.has(f"{edge.at}Count", None)
        await found.has(f"{edge.node_at}Load", None)

    _play(play)


@check(
    "An edge node's will is on its NDEATH topic, and the host hears it there",
    "message-flow-edge-node-birth-publish-will-message-topic",
    verdict="read",
)
def will_topic() -> None:
    assert scenes.node_death().gone("Plant A/Line 1:")


@reads(
    "A device's death has the next sequence number; its data after it are not taken for good",
    "topics-ddeath-topic",
    "topics-ddeath-seq-num",
    "payloads-ddeath-seq",
    "payloads-ddeath-seq-inc",
    "payloads-ddeath-seq-number",
    "payloads-ddeath-timestamp",
    "operational-behavior-device-ddeath",
)
def device_death() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        await found.has(f"{edge.at}Speed", -3)
        edge.answers = False
        edge.say("DDEATH", device=edge.device)
        edge.data(metric("Count", UINT32, 50))
        await found.has(f"{edge.at}Count", 50)
        assert _of(found, f"{edge.at}Count")[-1].quality == Quality.UNCERTAIN
        await until(lambda: edge.commands, "a rebirth request")

    _play(play)


@reads(
    "Births go to their topics and stand for everything the source has",
    "topics-nbirth-topic",
    "topics-nbirth-metrics",
    "topics-dbirth-topic",
    "topics-ndata-topic",
    "topics-ddata-topic",
    "message-flow-edge-node-birth-publish-nbirth-topic",
    "message-flow-edge-node-birth-publish-nbirth-payload",
    "message-flow-device-birth-publish-dbirth-topic",
    "message-flow-device-birth-publish-dbirth-payload",
    "message-flow-device-birth-publish-dbirth-match-edge-node-topic",
    "operational-behavior-data-publish-nbirth-values",
    "operational-behavior-data-publish-dbirth-values",
)
def births() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        await found.has(f"{edge.at}Speed", -3)
        assert found.values(f"{edge.node_at}Load") == [0.5]
        edge.device_metrics = lambda: [metric("Count", UINT32, 12)]
        edge.give_birth()
        await found.has(f"{edge.at}Speed", None)
        assert _of(found, f"{edge.at}Speed")[-1].quality == Quality.MISSING

    _play(play)


@reads(
    "Metrics that control the session are not observations",
    "topics-nbirth-rebirth-metric",
    "payloads-nbirth-rebirth-req",
    "operational-behavior-data-commands-rebirth-name",
    "operational-behavior-data-commands-rebirth-name-aliases",
    "operational-behavior-data-commands-rebirth-datatype",
    "operational-behavior-data-commands-rebirth-value",
)
def control_metrics() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        await found.has(f"{edge.at}Speed", -3)
        assert {one.address for one in found.all} == {f"{edge.node_at}Load", f"{edge.at}Count", f"{edge.at}Speed"}

    _play(play)


def _table(rows: int) -> bytes:
    head = number(1, 2) + block(2, b"good") + block(2, b"name") + number(3, INT32) + number(3, STRING)
    row = block(4, block(1, number(1, 5)) + block(1, block(6, b"A")))
    return head + row * rows


@reads(
    "A table of one row is read as named values; one of more rows is told once and left out",
    "payloads-dataset-column-size",
    "payloads-dataset-column-num-headers",
    "payloads-dataset-types-def",
    "payloads-dataset-types-num",
    "payloads-dataset-types-type",
    "payloads-dataset-types-value",
    "payloads-dataset-parameter-type-req",
    "payloads-template-dataset-value",
)
def tables() -> None:
    async def play(edge: Edge, found: Collected, problems: Problems) -> None:
        await found.has(f"{edge.at}one/good", 5)
        await found.has(f"{edge.at}one/name", "A")
        edge.data(metric("two", DATASET, _table(3)), metric("blob", BYTES, b"\x00"))
        edge.data(metric("two", DATASET, _table(3)), metric("end", INT32, 1))
        await found.has(f"{edge.at}end", 1)
        assert len([text for text in problems if "two can't be collected" in text]) == 1
        assert len([text for text in problems if "blob can't be collected" in text]) == 1

    def prepare(edge: Edge) -> None:
        edge.device_metrics = lambda: [
            metric("one", DATASET, _table(1)),
            metric("two", DATASET, _table(2)),
            metric("blob", BYTES, b"\x01"),
            metric("end", INT32, 0),
        ]

    _play(play, prepare=prepare)


def _motor(rpm: int, *, definition: bool = False) -> bytes:
    return (
        block(1, b"v1")
        + metric("rpm", INT32, rpm)
        + metric("on", BOOLEAN, True)
        + (b"" if definition else block(4, b"Motor"))
        + number(5, int(definition))
    )


@reads(
    "A template's instance is read as its members; a definition is no value",
    "payloads-template-definition-is-definition",
    "payloads-template-definition-nbirth",
    "payloads-template-definition-nbirth-only",
    "payloads-template-definition-members",
    "payloads-template-instance-is-definition",
    "payloads-template-instance-ref",
    "payloads-template-instance-members",
    "payloads-template-instance-members-birth",
    "payloads-template-instance-members-data",
    "payloads-template-is-definition",
    "payloads-template-is-definition-definition",
    "payloads-template-is-definition-instance",
    "payloads-template-version",
    "topics-nbirth-templates",
)
def templates() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        await found.has(f"{edge.at}motor 1/rpm", 1500)
        edge.data(metric("motor 1", TEMPLATE, block(2, metric("rpm", INT32, 1490)[2:])))
        await found.has(f"{edge.at}motor 1/rpm", 1490)
        assert not [one for one in found.all if ":Motor" in one.address]

    def prepare(edge: Edge) -> None:
        edge.node_metrics = lambda: [metric("Motor", TEMPLATE, _motor(0, definition=True))]
        edge.device_metrics = lambda: [metric("motor 1", TEMPLATE, _motor(1500))]

    _play(play, prepare=prepare)


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

    _play(play, prepare=prepare)


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


__all__ = ["encoder"]
