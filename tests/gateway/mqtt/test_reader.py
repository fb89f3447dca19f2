"""Payloads of plain MQTT: what becomes of each, with figures read off the payload by eye."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.broker import Message
from dure.gateway.broker.seen import Seen
from dure.gateway.connector import BadData, Rejected
from dure.gateway.connectors.mqtt import payload
from dure.gateway.connectors.mqtt.address import Wanted
from dure.gateway.connectors.mqtt.browse import browse
from dure.gateway.connectors.mqtt.reader import Reader
from dure.kernel.observation import AGAIN, Observation, Quality

NOW = 1_795_000_000_000_000


def _read(
    data: bytes, *addresses: str, topic: str = "a/b", retained: bool = False, **settings: Any
) -> tuple[list[Observation], list[str]]:
    problems: list[str] = []
    reader = Reader(settings, Wanted(addresses or ("*",)), problems.append)
    return reader.read(Message(topic, data, NOW, 1, retained)), problems


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"12", 12),
        (b"-0.5", -0.5),
        (b" 7\r\n", 7),
        (b"+5", 5),
        (b".5", 0.5),
        (b"1e3", 1000.0),
        (b"007", "007"),
        (b"true", True),
        (b"FALSE", False),
        (b'"text"', "text"),
        (b"RUN", "RUN"),
        ("가동".encode(), "가동"),
        ("가동".encode("cp949"), "가동"),
        (b"\xef\xbb\xbf3", 3),
        (b"3\0", 3),
    ],
)
def test_plain_payloads(data: bytes, value: object) -> None:
    [one], problems = _read(data)
    assert (one.address, one.value, type(one.value)) == ("a/b", value, type(value))
    assert (one.quality, one.time_us) == (Quality.GOOD, NOW)
    assert not problems


@pytest.mark.parametrize(
    "data", [b'{"a": 1', b"[1,", b"NaN", b'{"a": NaN}', b"-inf", b"\x80\xff\xfe", b"a\0b", b"[" * 5000]
)
def test_broken_payloads_are_bad_and_told(data: bytes) -> None:
    [one], problems = _read(data)
    assert (one.value, one.quality) == (None, Quality.BAD)
    assert len(problems) == 1
    assert "a/b" in problems[0]


def test_empty_is_missing() -> None:
    [one], problems = _read(b"")
    assert (one.value, one.quality, problems) == (None, Quality.MISSING, [])


def test_every_field_of_an_object() -> None:
    found, _ = _read(json.dumps({"parts": {"good": 5, "a/b~": 1}, "list": [True, None]}).encode())
    assert [(one.address, one.value) for one in found] == [
        ("a/b#/parts/good", 5),
        ("a/b#/parts/a~1b~0", 1),
        ("a/b#/list/0", True),
        ("a/b#/list/1", None),
    ]


def test_chosen_fields() -> None:
    data = b'{"parts": {"good": 5}, "x": 1}'
    found, problems = _read(data, "a/b#/parts/good", "a/b#/parts/bad", "other")
    assert [(one.address, one.value) for one in found] == [("a/b#/parts/good", 5)]
    assert problems == ["a/b: there is no /parts/bad in the payload"]
    found, _ = _read(data, "+/b#/x")
    assert [one.address for one in found] == ["a/b#/x"]
    [one], problems = _read(data, "a/b")
    assert one.quality == Quality.BAD
    assert "choose one of its fields" in problems[0]


@pytest.mark.parametrize(
    ("form", "told", "time_us"),
    [
        ("iso8601", '"2026-11-21T09:00:00+09:00"', 1_795_219_200_000_000),
        ("iso8601", '"2026-11-21T09:00:00.25"', 1_795_219_200_250_000),
        ("epoch_s", "1795219200.5", 1_795_219_200_500_000),
        ("epoch_ms", "1795219200123", 1_795_219_200_123_000),
        ("epoch_us", '"1795219200123456"', 1_795_219_200_123_456),
    ],
)
def test_times(form: str, told: str, time_us: int) -> None:
    data = f'{{"v": 1, "ts": {told}}}'.encode()
    [one], problems = _read(data, "a/b#/v", time_pointer="/ts", time_format=form)
    assert (one.time_us, one.quality, problems) == (time_us, Quality.GOOD, [])


@pytest.mark.parametrize("told", ['"yesterday"', "null", "true", "-5", "1e300", "{}"])
def test_a_time_that_can_not_be_read_is_doubtful(told: str) -> None:
    [one], problems = _read(f'{{"v": 1, "ts": {told}}}'.encode(), "a/b#/v", time_pointer="/ts", time_format="epoch_s")
    assert (one.time_us, one.quality, len(problems)) == (NOW, Quality.UNCERTAIN, 1)


def test_a_retained_value_without_its_own_time_is_doubtful() -> None:
    [one], _ = _read(b"5", retained=True)
    assert (one.quality, one.epoch) == (Quality.UNCERTAIN, AGAIN)
    [one], _ = _read(b'{"v":1,"t":1795219200}', "a/b#/v", retained=True, time_pointer="/t", time_format="epoch_s")
    assert one.quality == Quality.GOOD


def test_own_numbering() -> None:
    own = {"sequence_pointer": "/n", "epoch_pointer": "/boot"}
    [one], _ = _read(b'{"v": 1, "n": 7, "boot": "x"}', "a/b#/v", **own)
    assert (one.epoch, one.sequence) == ("a/b#/v x", 7)
    [one], problems = _read(b'{"v": 1, "n": "7"}', "a/b#/v", **own)
    assert (one.sequence, len(problems)) == (None, 1)
    with pytest.raises(Rejected):
        _read(b"1", sequence_pointer="/n")


def test_words_for_on_and_off() -> None:
    settings = {"true_words": "ON, 가동", "false_words": "OFF", "numeric_text": True}
    assert [_read(one, **settings)[0][0].value for one in (b"ON", "가동".encode(), b"OFF", b'"1.5"', b"on")] == [
        True,
        True,
        False,
        1.5,
        "on",
    ]


def test_wrong_settings_are_refused() -> None:
    for settings in ({"time_format": "x"}, {"time_zone": "Mars/1"}, {"time_pointer": "ts"}):
        with pytest.raises(Rejected):
            _read(b"1", **settings)
    for address in ("a/+b", "a+", ""):
        with pytest.raises(Rejected):
            Wanted([address])


def test_sparkplug_is_left_to_its_own_connector() -> None:
    assert _read(b"\x08\x01", topic="spBv1.0/G/NDATA/E") == ([], [])


def test_filters_do_not_overlap() -> None:
    assert Wanted(["a/b", "a/+", "a/b#/c", "d"]).filters == ["a/+", "d"]


def test_browse() -> None:
    seen = [Seen("p/1", b'{"count": 3, "on": true}'), Seen("p/2", b"5"), Seen("x", b"{")]
    top = browse(seen, "")
    assert [(one.name, one.address, one.path, one.value) for one in top] == [
        ("p/1", "", "topic:p/1", None),
        ("p/2", "p/2", "", 5),
        ("x", "x", "", None),
    ]
    fields = browse(seen, "topic:p/1")
    assert [(one.address, one.value, one.type_name) for one in fields] == [
        ("p/1#/count", 3, "number"),
        ("p/1#/on", True, "boolean"),
    ]
    many = [Seen(f"line{n}/press/{m}", b"1") for n in range(5) for m in range(20)]
    assert [one.path for one in browse(many, "")] == [f"level:line{n}/" for n in range(5)]
    assert len(browse(many, "level:line3/")) == 20


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_bad(data: bytes) -> None:
    with suppress(BadData):
        payload.read(data)
    for addresses in (("*",), ("a/b#/x",), ("a/b",)):
        _read(data, *addresses, time_pointer="/t", sequence_pointer="/n", epoch_pointer="/e")
