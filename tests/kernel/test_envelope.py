"""What is put into an envelope comes out of it; what is none is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.kernel.envelope import decode, encode
from dure.kernel.errors import Invalid
from dure.kernel.observation import Envelope, Observation, Quality

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
)  # fmt: skip
OBSERVATIONS = st.lists(
    st.builds(
        Observation,
        st.sampled_from(["공장/포장 1", "a", "b#/c"]),
        VALUES,
        st.integers(0, 2**52),
        st.sampled_from(Quality),
        st.just("e"),
        st.one_of(st.none(), st.integers(0, 2**62)),
    )
)


@given(OBSERVATIONS)
def test_everything_comes_back_with_its_type(observations: list[Observation]) -> None:
    envelope = Envelope("C", "e", 1_000_000, tuple(observations))
    back = decode(encode(envelope))
    assert back == envelope
    assert [type(one.value) for one in back.observations] == [type(one.value) for one in observations]
    assert all(type(one) is Observation and type(one.quality) is Quality for one in back.observations)


ROW = [0, 1, 0, 5, 0]
GOOD: dict[str, Any] = {"v": 1, "c": "C", "e": "e", "r": 7, "a": ["x"], "o": [ROW]}


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"o": [[1, 1, 0, 5, 0]]},
        {"o": [[0, 1, 0, 5]]},
        {"o": [[0, 1, 0, 5, 0, 0]]},
        {"o": [ROW, [0, 2, 0]]},
        {"o": [[0, 1, "0", 5, 0]]},
        {"o": [[0, 1, 0, 5, 9]]},
        {"o": 5},
        {"a": None},
    ],
)
def test_what_is_no_envelope_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        decode(json.dumps(GOOD | change).encode())
    assert decode(json.dumps(GOOD).encode()).observations == (Observation("x", 5, 7, Quality.GOOD, "e", 1),)
