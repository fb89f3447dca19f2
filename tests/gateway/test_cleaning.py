"""What no table could hold is put right before it is stored, whatever kind of value it comes with."""

import pytest

from dure.gateway.cleaning import ADDRESS_LIMIT, EPOCH_LIMIT, Cleaner
from dure.kernel.observation import Observation, Quality, Value

NOW = 1_800_000_000_000_000


@pytest.mark.parametrize("value", [1, 1.5, True, None, "RUN"])
def test_an_address_fits_a_table(value: Value) -> None:
    problems: list[str] = []
    cleaner = Cleaner(problems.append, None)
    bad, long, good = (Observation(address, value, NOW) for address in ("a\0b", "x" * (ADDRESS_LIMIT + 1), "ok"))
    for _ in range(2):
        cleaned = cleaner.clean([bad, long, good], NOW)
        assert [one.address[:300] for one in cleaned] == ["a\ufffdb", "x" * 300, "ok"]
        assert max(len(one.address) for one in cleaned) == ADDRESS_LIMIT
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


def test_long_addresses_that_begin_alike_stay_apart() -> None:
    cleaner = Cleaner(lambda _: None, None)
    given = [Observation("x" * 500 + end, 1, NOW) for end in ("a", "b", "a")]
    first, second, third = (one.address for one in cleaner.clean(given, NOW))
    assert first == third != second


@pytest.mark.parametrize("epoch", ["e" * 201, "\0", "공정/" * 70, "boot-7"])
def test_a_series_fits_a_table_and_stays_the_same(epoch: str) -> None:
    given = Observation("a", 1, NOW, epoch=epoch, sequence=4)
    first, second = Cleaner(lambda _: None, None).clean([given, given], NOW)
    assert first == second
    assert len(first.epoch) <= 200
    assert "\0" not in first.epoch
    assert (first.epoch == epoch) is (epoch == "boot-7")


def test_limits_are_those_of_the_tables() -> None:
    from dure.telemetry.models import SeenSource, Signal

    assert Signal._meta.get_field("address").max_length == ADDRESS_LIMIT
    assert SeenSource._meta.get_field("epoch").max_length == EPOCH_LIMIT
