import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.cleaning import Cleaner
from dure.gateway.timing import REJECTED, UNREACHABLE, clock_problem, window
from dure.kernel.observation import Observation, Quality

NOW = 1_780_000_000_000_000
MINUTE, DAY = 60_000_000, 86_400_000_000


def test_waits_double_up_to_a_minute() -> None:
    assert [UNREACHABLE.wait(failures, 0.5) for failures in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [REJECTED.wait(failures, 0.5) for failures in range(1, 5)] == [60, 120, 240, 300]


@given(st.integers(1, 10**9), st.floats(0, 1, exclude_max=True))
def test_waits_never_leave_their_bounds(failures: int, chance: float) -> None:
    assert 0.8 <= UNREACHABLE.wait(failures, chance) <= 60


@pytest.mark.parametrize(
    ("off_us", "believed"),
    [(0, True), (5 * MINUTE, True), (5 * MINUTE + 1, False), (-7 * DAY, True), (-7 * DAY - 1, False), (-NOW, False)],
)
def test_which_times_are_believed(off_us: int, believed: bool) -> None:
    first, last = window(NOW, 7 * 86_400)
    assert (first <= NOW + off_us <= last) is believed


def test_any_age_still_wants_a_clock_that_was_set() -> None:
    assert window(NOW, None)[0] == 946_684_800_000_000


def test_what_a_person_is_told() -> None:
    assert clock_problem(5, NOW) == "The clock of the source is not set; the time of receipt is used"
    assert clock_problem(NOW + 2 * DAY, NOW).startswith("The clock of the source is 2 days ahead")
    assert clock_problem(NOW - 8 * DAY, NOW).startswith("The source gives times 8 days old")


def test_a_wrong_clock_is_said_once_until_it_is_right_again() -> None:
    said: list[str] = []
    cleaner = Cleaner(said.append, None)
    wrong, right = Observation("a", 1, NOW + DAY), Observation("a", 1, NOW)
    for some in ([wrong], [wrong, wrong], [right], [wrong]):
        cleaned = cleaner.clean(some, NOW)
        assert [one.time_us for one in cleaned] == [NOW] * len(some)
    assert len(said) == 2


def test_a_doubted_time_does_not_better_a_bad_value() -> None:
    bad = Observation("a", None, 0, Quality.BAD)
    assert Cleaner(lambda text: None, None).clean([bad], NOW)[0].quality == Quality.BAD
