"""What edge nodes say in values by the specification, and that the host reads it so."""

from typing import Any

from dure.kernel.observation import Quality
from tests.gateway.harness import Collected, Problems
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
from tests.gateway.sparkplug.playing import has, of, playing
from tests.gateway.sparkplug.register import reads

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
            one = await has(found, f"{edge.at}{name}")
            assert (one.value, type(one.value), one.quality) == (expected, type(expected), Quality.GOOD)

    def prepare(edge: Edge) -> None:
        edge.device_metrics = lambda: [metric(name, kind, value) for name, kind, value, _ in VALUES]

    playing(play, prepare=prepare)


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

    playing(play)


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

    playing(play, prepare=prepare)


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
        assert of(found, f"{edge.at}Count")[-1].time_us == then * 1000
        assert of(found, f"{edge.at}Speed")[-1].time_us == (then + 500) * 1000

    playing(play)


@reads("Data that an edge node had stored keep their time", "principles-rbe-recommended")
def historical() -> None:
    async def play(edge: Edge, found: Collected, _: Problems) -> None:
        then = now_ms() - 3_600_000
        edge.data(*(metric("Count", UINT32, 3 + n, time_ms=then + n, historical=True) for n in range(3)))
        await found.has(f"{edge.at}Count", 5)
        assert [one.time_us for one in of(found, f"{edge.at}Count")[-3:]] == [(then + n) * 1000 for n in range(3)]

    playing(play)


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
            assert of(found, f"{edge.at}Count")[-1].quality == quality
        edge.data(metric("Count", UINT32, None))
        await found.has(f"{edge.at}Count", None)
        assert of(found, f"{edge.at}Count")[-1].quality == Quality.MISSING

    playing(play)


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

    playing(play, prepare=prepare)


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

    playing(play, prepare=prepare)
