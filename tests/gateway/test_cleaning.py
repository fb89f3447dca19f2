"""What no table could hold is put right before it is stored, whatever kind of value it comes with."""

import pytest

from dure.gateway.cleaning import ADDRESS_LIMIT, Cleaner
from dure.kernel.observation import Observation, Quality, Value

NOW = 1_800_000_000_000_000


@pytest.mark.parametrize("value", [1, 1.5, True, None, "RUN"])
def test_an_address_fits_a_table(value: Value) -> None:
    problems: list[str] = []
    cleaner = Cleaner(problems.append, None)
    bad, long, good = (Observation(address, value, NOW) for address in ("a\0b", "x" * (ADDRESS_LIMIT + 1), "ok"))
    for _ in range(2):
        cleaned = cleaner.clean([bad, long, good], NOW)
        assert [one.address for one in cleaned] == ["a\ufffdb", "x" * ADDRESS_LIMIT, "ok"]
        assert all(one[1:] == bad[1:] for one in cleaned)
    assert len(problems) == 1, "said once"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (2**63 - 1, 2**63 - 1),
        (2**63, str(2**63)),
        (-(2**63) - 1, str(-(2**63) - 1)),
        ("a\0b", "a\ufffdb"),
        ("x" * 5000, "x" * 4096),
        (False, False),
        (0.0, 0.0),
    ],
)
def test_a_value_fits_a_table(value: Value, kept: Value) -> None:
    (one,) = Cleaner(lambda _: None, None).clean([Observation("a", value, NOW)], NOW)
    assert one.value == kept
    assert type(one.value) is type(kept)


def test_a_time_ahead_is_replaced_and_marked() -> None:
    (one,) = Cleaner(lambda _: None, None).clean([Observation("a", 1, NOW + 10**9)], NOW)
    assert (one.time_us, one.quality) == (NOW, Quality.UNCERTAIN)
