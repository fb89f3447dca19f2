"""Time that a work unit really worked, from moments in minutes. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from dure.planning.scheduling.spans import joined

Stretch = tuple[float, float]


class Hours:
    """Stretches of time, to be asked again and again how much of them lies between two moments."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self.stretches = joined(one for one in stretches if one[0] < one[1])
        self._begins = [begin for begin, _ in self.stretches]
        self._sums = [0.0, *accumulate(end - begin for begin, end in self.stretches)]

    def between(self, begin: float, end: float) -> float:
        """Minutes."""
        return max(self._until(end) - self._until(begin), 0.0)

    def _until(self, moment: float) -> float:
        at = bisect_right(self._begins, moment)
        if not at:
            return 0.0
        begin, end = self.stretches[at - 1]
        return self._sums[at - 1] + min(moment, end) - begin

    def holds(self, moment: float) -> bool:
        """Whether a moment lies in one of them."""
        at = bisect_right(self._begins, moment)
        return bool(at) and moment < self.stretches[at - 1][1]


def without(stretches: Sequence[Stretch], off: Sequence[Stretch]) -> list[Stretch]:
    """What is left of stretches; both in order and without overlap."""
    found, at = [], 0
    for begin, end in stretches:
        while at < len(off) and off[at][1] <= begin:
            at += 1
        number = at
        while number < len(off) and off[number][0] < end:
            if off[number][0] > begin:
                found.append((begin, off[number][0]))
            begin = max(begin, off[number][1])
            number += 1
        if begin < end:
            found.append((begin, end))
    return found


class Unit:
    """When a work unit worked. opens: its shifts, none: it is open always. off: when it stood, was set up or waited
    for others."""

    def __init__(self, opens: Iterable[Stretch], off: Iterable[Stretch]) -> None:
        self.open, self.off = Hours(opens), Hours(off)
        self.working = Hours(without(self.open.stretches, self.off.stretches))

    def worked_min(self, begin: float, end: float) -> float:
        """Open minutes without those off; outside of all shifts whoever was there worked all the time."""
        if self.open.between(begin, end):
            return self.working.between(begin, end)
        return end - begin - self.off.between(begin, end)

    def open_min(self, begin: float, end: float) -> float:
        """Minutes in which it should have worked."""
        return self.open.between(begin, end) or (0.0 if self.open.stretches else end - begin)
