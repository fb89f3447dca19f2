"""A simple limit on how often a token or an address may ask. Kept in this process: several web processes allow as many
times more."""

from collections.abc import Hashable
from dataclasses import dataclass, field

BURST, PER_SECOND = 120.0, 2.0
MOST = 10_000
"""Keys that are remembered; the one that asked longest ago is forgotten first."""


@dataclass
class Limiter:
    """A bucket of `burst` requests that fills again at `per_second`. Times are seconds of any steady clock."""

    burst: float = BURST
    per_second: float = PER_SECOND
    _left: dict[Hashable, tuple[float, float]] = field(default_factory=dict)

    def wait_s(self, key: Hashable, now: float) -> float:
        """0 and one request taken, or how long to wait for the next one."""
        left, since = self._left.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.per_second)
        self._left[key] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST:
            del self._left[next(iter(self._left))]
        return 0.0 if left >= 1 else (1 - left) / self.per_second
