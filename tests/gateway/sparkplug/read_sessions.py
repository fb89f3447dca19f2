"""How edge nodes come, speak in order and go by the specification, and that the host reads it so."""

from dure.kernel.observation import Quality
from tests.gateway.harness import Collected, Problems
from tests.gateway.sparkplug import scenes
from tests.gateway.sparkplug.edge import Edge
from tests.gateway.sparkplug.encoder import INT32, UINT32, metric
from tests.gateway.sparkplug.playing import of, playing
from tests.gateway.sparkplug.register import check, reads
from tests.gateway.waiting import until


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

    playing(play)


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
        assert [(one.value, one.quality) for one in of(found, f"{edge.at}Count")] == [
            (99, Quality.UNCERTAIN),
            (10, Quality.GOOD),
        ]

    playing(play, born=False)


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

    playing(play)


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

    playing(play)


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
        assert of(found, f"{edge.at}Count")[-1].quality == Quality.UNCERTAIN
        await until(lambda: edge.commands, "a rebirth request")

    playing(play)


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
        assert of(found, f"{edge.at}Speed")[-1].quality == Quality.MISSING

    playing(play)


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

    playing(play)
