"""A simple limit on how often a token may ask. Kept in this process: several web processes allow as many times more."""

from dataclasses import dataclass, field

BURST, PER_SECOND = 120.0, 2.0


@dataclass
class Limiter:
    """A bucket of `burst` requests that fills again at `per_second`. Times are seconds of any steady clock."""

    burst: float = BURST
    per_second: float = PER_SECOND
    _left: dict[int, tuple[float, float]] = field(default_factory=dict)

    def wait_s(self, key: int, now: float) -> float:
        """0 and one request taken, or how long to wait for the next one."""
        left, since = self._left.get(key, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.per_second)
        if left < 1:
            self._left[key] = (left, now)
            return (1 - left) / self.per_second
        self._left[key] = (left - 1, now)
        return 0.0
