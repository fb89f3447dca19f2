"""Payloads encoded by two other implementations, decoded by ours; data types; and any bytes at all."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.connector import BadData
from dure.gateway.connectors.sparkplug import datatype, payload
from dure.gateway.connectors.sparkplug.datatype import DataType, Unsupported
from dure.gateway.connectors.sparkplug.schema import Payload
from dure.kernel.observation import Quality
from tests.gateway.sparkplug import encoder

FRAMES = {
    f"{path.stem} {name}": frame
    for path in sorted((Path(__file__).parent / "frames").glob("*.json"))
    for name, frame in json.loads(path.read_text("utf-8"))["frames"].items()
}
TIME_MS = 1_700_000_000_123


def _decoded(frame: dict[str, Any]) -> dict[str, Any]:
    """What a frame says: value by name, with the members of structured metrics."""
    message = payload.decode(bytes.fromhex(frame["hex"]))
    assert message.seq == frame["seq"]
    assert message.time_ms == TIME_MS
    found: dict[str, Any] = {}
    for metric in message.metrics:
        if payload.is_definition(metric):
            continue
        with suppress(Unsupported):
            found.update((n, v) for n, _, v in payload.values(metric.name, DataType(metric.datatype), metric))
    return found


def _expected(metric: dict[str, Any]) -> Any:
    if metric["type"] in ("Int64", "UInt64"):
        return int(metric["value"])
    if metric["type"] == "DateTime":
        return "2023-11-14T22:13:20.123Z"
    return metric["value"]


@pytest.mark.parametrize("name", [name for name in FRAMES if "structured" not in name])
def test_values_of_other_encoders(name: str) -> None:
    frame = FRAMES[name]
    found = _decoded(frame)
    assert len(found) == len(frame["metrics"])
    for metric in frame["metrics"]:
        value = found[metric["name"]]
        assert value == _expected(metric)
        assert type(value) is type(_expected(metric)) or metric["type"] in ("Float", "Double")


def test_structured_values_of_another_encoder() -> None:
    found = _decoded(FRAMES["npm-sparkplug-payload structured"])
    assert found == {"one row/good": 5, "one row/name": "A", "motor/rpm": 1500, "motor/on": True}


def test_flags_and_properties_of_another_encoder() -> None:
    frame = FRAMES["npm-sparkplug-payload flags"]
    metrics = {one.name: one for one in payload.decode(bytes.fromhex(frame["hex"])).metrics}
    assert metrics["old"].is_historical
    assert metrics["old"].time_ms == TIME_MS - 60_000
    assert metrics["none"].is_null
    assert metrics["aliased"].alias == 42
    assert payload.properties(metrics["unit"]) == {"engUnit": "°C", "Quality": 192}
    assert payload.quality(metrics["unit"]) == Quality.GOOD
    assert payload.quality(metrics["bad"]) == Quality.BAD


ARRAYS = [
    (DataType.INT8_ARRAY, "efff", [-17, -1]),
    (DataType.INT16_ARRAY, "0080 ff7f", [-32768, 32767]),
    (DataType.INT32_ARRAY, "ffffffff 01000000", [-1, 1]),
    (DataType.INT64_ARRAY, "feffffffffffffff", [-2]),
    (DataType.UINT8_ARRAY, "17fa", [23, 250]),
    (DataType.UINT16_ARRAY, "1e00 ffff", [30, 65535]),
    (DataType.UINT32_ARRAY, "34000000 f5ffffff", [52, 4294967285]),
    (DataType.UINT64_ARRAY, "ffffffffffffffff", [18446744073709551615]),
    (DataType.FLOAT_ARRAY, "0000003f 000080bf", [0.5, -1.0]),
    (DataType.DOUBLE_ARRAY, "000000000000e03f", [0.5]),
    (DataType.BOOLEAN_ARRAY, "0c000000 34d0", [bool(int(bit)) for bit in "001101001101"]),
    (DataType.STRING_ARRAY, "414243 00 68656c6c6f 00", ["ABC", "hello"]),
    (DataType.DATETIME_ARRAY, "c7d0907524010000", ["2009-10-21T05:27:55.335Z"]),
]


@pytest.mark.parametrize(("kind", "data", "expected"), ARRAYS)
def test_arrays(kind: DataType, data: str, expected: list[Any]) -> None:
    assert datatype.items(kind, bytes.fromhex(data.replace(" ", ""))) == expected


@pytest.mark.parametrize("data", ["01", "09000000 00", "0000"])
def test_broken_arrays(data: str) -> None:
    with pytest.raises(BadData):
        datatype.items(DataType.BOOLEAN_ARRAY, bytes.fromhex(data.replace(" ", "")))
    with pytest.raises(BadData):
        datatype.items(DataType.INT64_ARRAY, bytes.fromhex(data.replace(" ", "")))


def test_what_does_not_fit_its_type_is_bad() -> None:
    for kind, field, raw in [
        (DataType.INT32, "string_value", "5"),
        (DataType.BOOLEAN, "int_value", 1),
        (DataType.STRING, "double_value", 1.0),
        (DataType.DOUBLE, "long_value", 1),
    ]:
        with pytest.raises(BadData):
            datatype.scalar(kind, field, raw)
    with pytest.raises(BadData):
        datatype.known(77)


def test_a_sequence_number_above_255_is_bad() -> None:
    with pytest.raises(BadData):
        payload.decode(encoder.payload(seq=256))


def test_the_rebirth_request_is_read_the_same_by_hand() -> None:
    by_hand = encoder.payload(encoder.metric("Node Control/Rebirth", encoder.BOOLEAN, True, time_ms=1234), time_ms=1234)
    assert payload.decode(payload.rebirth_request(1234)) == payload.decode(by_hand)
    assert payload.rebirth_request(1234) == by_hand


@given(st.binary(max_size=300))
def test_any_bytes_are_a_payload_or_bad(data: bytes) -> None:
    with suppress(BadData):
        for metric in payload.decode(data).metrics:
            with suppress(BadData, Unsupported):
                list(payload.values(metric.name, datatype.known(metric.datatype), metric))
            payload.quality(metric)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_damaged_payloads(noise: bytes, at: int) -> None:
    whole = bytes.fromhex(FRAMES["npm-sparkplug-payload structured"]["hex"])
    data = whole[:at] + noise + whole[at + len(noise) :]
    with suppress(BadData):
        for metric in payload.decode(data).metrics:
            with suppress(BadData, Unsupported):
                list(payload.values(metric.name, datatype.known(metric.datatype), metric))


def test_the_schema_keeps_every_field_through_a_round() -> None:
    for frame in FRAMES.values():
        data = bytes.fromhex(frame["hex"])
        message = Payload()
        message.ParseFromString(data)
        assert not message.FindInitializationErrors()
        again = Payload()
        again.ParseFromString(message.SerializeToString())
        assert again == message
        assert len(message.SerializeToString()) == len(data)
