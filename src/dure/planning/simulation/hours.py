"""Opening hours that come back every week or every few, and time that counts only while it is open. Pure.

Times are minutes from a Monday at midnight.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from dure.kernel.errors import Invalid

WEEK_MIN = 7 * 24 * 60
DAY_MIN = 24 * 60


@dataclass(frozen=True)
class Hours:
    """spans: (opens, closes), a shift each; one may begin where another ends. weeks: after which they come back."""

    spans: tuple[tuple[float, float], ...] = ((0, WEEK_MIN),)
    weeks: int = 1

    def __post_init__(self) -> None:
        is_within = all(0 <= opens < closes <= self.period_min for opens, closes in self.spans)
        if not self.spans or not is_within or any(one[1] > other[0] for one, other in pairwise(self.spans)):
            raise Invalid("Opening hours are spans of minutes from 0 to %(most)s, one after the other.",
                          most=self.period_min)  # fmt: skip

    @property
    def period_min(self) -> int:
        return self.weeks * WEEK_MIN

    @cached_property
    def _opens(self) -> list[float]:
        return [opens for opens, _ in self.spans]

    @cached_property
    def _closes(self) -> list[float]:
        return [closes for _, closes in self.spans]

    @cached_property
    def _sums(self) -> list[float]:
        """Open minutes of a period before each span, and of all of it."""
        return [0.0, *accumulate(closes - opens for opens, closes in self.spans)]

    def opened(self, at: float) -> float:
        """Open minutes from the beginning until then."""
        period, rest = divmod(at, self.period_min)
        number = bisect_right(self._opens, rest) - 1
        if number < 0:
            return period * self._sums[-1]
        inside = min(rest, self._closes[number]) - self._opens[number]
        return period * self._sums[-1] + self._sums[number] + inside

    def between(self, one: float, other: float) -> float:
        return self.opened(other) - self.opened(one)

    def after(self, at: float, minutes: float) -> float:
        """When so many open minutes have passed; at the close rather than at the next opening."""
        if minutes <= 0:
            return at
        period, rest = divmod(self.opened(at) + minutes, self._sums[-1])
        if rest == 0:
            period, rest = period - 1, self._sums[-1]
        number = bisect_left(self._sums, rest) - 1
        return max(at, period * self.period_min + self._opens[number] + rest - self._sums[number])

    def is_open(self, at: float) -> bool:
        rest = at % self.period_min
        number = bisect_right(self._opens, rest) - 1
        return number >= 0 and rest < self._closes[number]

    def next_open(self, at: float) -> float:
        """Now, while it is open."""
        return at if self.is_open(at) else self.next_start(at)

    def next_start(self, at: float) -> float:
        """When a shift begins, now or later."""
        period, rest = divmod(at, self.period_min)
        number = bisect_left(self._opens, rest)
        if number == len(self._opens):
            period, number = period + 1, 0
        return period * self.period_min + self._opens[number]

    def next_end(self, at: float) -> float:
        """When a shift ends, later than now."""
        period, rest = divmod(at, self.period_min)
        number = bisect_right(self._closes, rest)
        if number == len(self._closes):
            period, number = period + 1, 0
        return period * self.period_min + self._closes[number]

    def ends(self, at: float) -> int:
        """How many shifts have ended until then."""
        period, rest = divmod(at, self.period_min)
        return int(period) * len(self._closes) + bisect_right(self._closes, rest)
