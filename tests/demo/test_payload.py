"""The demonstration's own Sparkplug writer against Google's protobuf reader with the published field numbers."""

from dure.demo.machines import tahu
from dure.gateway.connectors.sparkplug import payload


def test_a_payload_is_read_back_by_another_codec() -> None:
    metrics = [
        tahu.Metric("total", 300, tahu.UINT64, 2**40, 1_700_000_000_123),
        tahu.Metric("상태", 2, tahu.STRING, "가동", 1_700_000_000_124),
        tahu.Metric("t", 3, tahu.DOUBLE, -1.25, 1_700_000_000_125),
        tahu.Metric("b", 4, tahu.BOOLEAN, True, 1_700_000_000_126),
    ]
    got = payload.decode(tahu.payload(1_700_000_000_000, 255, metrics))
    assert (got.time_ms, got.seq) == (1_700_000_000_000, 255)
    assert [(m.name, m.alias, m.datatype, m.raw, m.time_ms) for m in got.metrics] == [tuple(m) for m in metrics]
    assert payload.decode(tahu.payload(5, None, [])).seq is None
