"""How long to wait and which time to believe. Pure: clock and chance are arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from random import SystemRandom

from dure.gateway.sentence import Sentence

chance: Callable[[], float] = SystemRandom().random
"""A number in [0, 1) for `Backoff.wait`, different in every process that was started at once."""
EARLIEST_US = 946_684_800_000_000
"""2000-01-01 UTC: a clock that says less was never set."""
FUTURE_US = 5 * 60 * 1_000_000
MAX_AGE_S = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waiting times in seconds: doubling from `first` to `longest`, each spread by ±`spread`."""

    first: float
    longest: float
    spread: float = 0.2

    def wait(self, failures: int, chance: float) -> float:
        """Seconds to wait after the `failures`-th failure in a row (from 1); chance in [0, 1)."""
        plain = min(self.first * 2.0 ** min(failures - 1, 32), self.longest)
        return float(min(plain * (1 + self.spread * (2 * chance - 1)), self.longest))


UNREACHABLE = Backoff(1, 60)
REJECTED = Backoff(60, 300)
FAILED = Backoff(1, 60)
EVENT_LOG = Backoff(0.25, 15)


def window(now_us: int, max_age_s: float | None) -> tuple[int, int]:
    """Source times that are believed, first and last: set clocks, at most 5 minutes ahead, not too old.

    max_age_s None takes any age (files, replays).
    """
    oldest = EARLIEST_US if max_age_s is None else now_us - int(max_age_s * 1_000_000)
    return max(EARLIEST_US, oldest), now_us + FUTURE_US


def clock_problem(time_us: int, now_us: int) -> Sentence:
    """What to tell a person about a source time outside `window`."""
    if time_us < EARLIEST_US:
        return Sentence("The clock of the source is not set; the time of receipt is used")
    off_s = abs(time_us - now_us) // 1_000_000
    if time_us > now_us:
        return Sentence("The clock of the source is %(span)s ahead; the time of receipt is used", span=_span(off_s))
    return Sentence("The source gives times %(span)s old; the time of receipt is used", span=_span(off_s))


def _span(seconds: int) -> Sentence:
    if seconds >= 2 * 86_400:
        return Sentence("%(count)s days", count=seconds // 86_400)
    if seconds >= 2 * 3_600:
        return Sentence("%(count)s hours", count=seconds // 3_600)
    if seconds >= 2 * 60:
        return Sentence("%(count)s minutes", count=seconds // 60)
    return Sentence("%(count)s seconds", count=seconds)
