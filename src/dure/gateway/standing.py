"""Values that a machine shows when a line to it opens, some of which changed long ago."""

from collections.abc import Callable, Iterable

from dure.kernel.observation import STILL, Observation

OLD_US = 1_000_000


class Standing:
    """Says the first value of every address again at the present time when its own time is old.

    While a line was lost its values were marked as missing at the time of the loss. A value that
    has not changed since before that carries an older time and often a number that is known
    already, so it alone would leave the signal missing until its next change.
    """

    def __init__(self, now_us: Callable[[], int]) -> None:
        self._now_us = now_us
        self._seen: set[str] = set()

    def complete(self, observations: Iterable[Observation]) -> list[Observation]:
        """The observations, followed by the standing ones among them at the present time."""
        given = list(observations)
        latest = {one.address: one for one in given if one.address not in self._seen}
        self._seen.update(latest)
        return given + self.again(latest.values())

    def again(self, latest: Iterable[Observation]) -> list[Observation]:
        """Those of `latest` that are old, at the present time and without their own number."""
        now_us = self._now_us()
        return [
            one._replace(time_us=now_us, epoch=STILL, sequence=None) for one in latest if one.time_us < now_us - OLD_US
        ]
