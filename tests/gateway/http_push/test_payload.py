import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.connector import BadData
from dure.gateway.connectors.http_push import payload
from dure.kernel.envelope import decode, encode
from dure.kernel.observation import Envelope, Observation, Quality

NOW = 1_780_000_000_000_000


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"name": "n", "value": 0}', Observation("n", 0, NOW)),
        ('{"name": "n", "value": false}', Observation("n", False, NOW)),
        ('{"name": "n", "value": null}', Observation("n", None, NOW, Quality.MISSING)),
        ('{"name": "온도", "value": 21.5, "quality": "uncertain"}', Observation("온도", 21.5, NOW, Quality.UNCERTAIN)),
        (
            '{"name": "n", "value": 1, "time": "2026-06-01T09:00:00+09:00"}',
            Observation("n", 1, 1_780_272_000_000_000),
        ),
        ('{"name": "n", "value": 1, "time": 1780272000}', Observation("n", 1, 1_780_272_000_000_000)),
        ('{"name": "n", "value": 1, "time": 1780272000.5}', Observation("n", 1, 1_780_272_000_500_000)),
        ('{"name": "n", "value": 1, "time": 1780272000123}', Observation("n", 1, 1_780_272_000_123_000)),
        ('{"name": "n", "value": 1, "time": 1780272000123456}', Observation("n", 1, 1_780_272_000_123_456)),
        ('{"name": "n", "value": 1, "time": 1780272000123456789}', Observation("n", 1, 1_780_272_000_123_456)),
        (
            '{"name": "n", "value": 1, "sequence": 7, "epoch": "b1"}',
            Observation("n", 1, NOW, Quality.GOOD, "n\tb1", 7),
        ),
    ],
)
def test_an_observation(body: str, expected: Observation) -> None:
    assert payload.observations(body.encode(), NOW) == [expected]
    assert payload.observations(f'{{"observations": [{body}, {body}]}}'.encode(), NOW) == [expected, expected]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ('{"name": "n", "value": NaN}', "not JSON"),
        ('{"name": "n", "value": 1e999}', "Observation 0: value is not a finite number"),
        ("[" * 100_000, "not JSON"),
        ("3", "Observation 0: it is not an object"),
        ('[{"name": "n", "value": 1}, {"name": "n"}]', "Observation 1: value is missing"),
        ('[{"name": "", "value": 1}]', "Observation 0: name must be a text"),
        ('{"name": "n", "value": [1]}', "value must be a number"),
        ('{"name": "n", "value": 1, "tiem": 3}', "unknown field tiem"),
        ('{"name": "n", "value": 1, "time": "2026-06-01T09:00:00"}', "needs an offset"),
        ('{"name": "n", "value": 1, "time": "yesterday"}', "not in ISO 8601"),
        ('{"name": "n", "value": 1, "time": true}', "time must be"),
        ('{"name": "n", "value": 1, "sequence": -1}', "sequence must be"),
        ('{"name": "n", "value": 1, "epoch": "x"}', "epoch needs a sequence"),
        ('{"name": "n", "value": 1, "quality": "fine"}', "quality must be one of"),
        ('{"observations": [], "more": 1}', "nothing else"),
        ('{"name": "n\\u0000", "value": 1}', "all printable"),
    ],
)
def test_what_cannot_be_taken_is_named(body: str, message: str) -> None:
    with pytest.raises(BadData, match=message):
        payload.observations(body.encode(), NOW)


def test_a_gzip_bomb_is_not_unpacked() -> None:
    with pytest.raises(BadData, match="unpacks to more"):
        payload.inflated(gzip.compress(b"0" * 1_000_000), 10_000)
    with pytest.raises(BadData, match="cut off"):
        payload.inflated(gzip.compress(b"abc")[:-4], 10_000)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
_element = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("name", "value", "time", "quality", "sequence", "epoch"), _json),
)


@given(
    st.binary(max_size=200) | (_json | _element | st.lists(_element, max_size=3)).map(lambda d: json.dumps(d).encode())
)
def test_anything_is_taken_whole_or_refused(body: bytes) -> None:
    try:
        found = payload.observations(body, NOW)
    except BadData:
        return
    for one in found:
        again = decode(encode(Envelope("C", one.epoch, NOW, (one._replace(sequence=1),)))).observations[0]
        assert again.address == one.address
        assert again.time_us == one.time_us


@given(st.binary(max_size=300))
def test_any_bytes_are_no_gzip_or_small(data: bytes) -> None:
    with suppress(BadData):
        assert len(payload.inflated(data, 100)) <= 100
