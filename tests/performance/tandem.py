"""A line of machines with room between them, worked out part by part, whose bottleneck is known by construction."""

from collections.abc import Sequence
from random import Random

from dure.performance.bottleneck import Interval, Kind


def line(means: Sequence[float], *, room: int, parts: int, seed: int = 1, evenly: bool = False) -> list[list[Interval]]:
    """Of each machine what it did, by blocking after service with exponential (or equal) times.

    Part n is begun at machine i when i has let go of part n-1 and i-1 has let go of part n; it is let go of when
    machine i+1 has let go of part n - room - 1. The first never lacks material, the last always has room.
    """
    dice, count = Random(seed), len(means)
    left = [[0.0] * (parts + 1) for _ in range(count + 1)]
    rows: list[list[Interval]] = [[] for _ in means]
    for part in range(1, parts + 1):
        for at, mean in enumerate(means):
            free = left[at][part - 1]
            here = left[at - 1][part] if at else free
            begun = max(free, here)
            done = begun + (mean if evenly else dice.expovariate(1 / mean))
            before = part - room - 1
            gone = max(done, left[at + 1][before]) if at + 1 < count and before > 0 else done
            left[at][part] = gone
            for kind, start, end in (
                (Kind.STARVED, free, begun),
                (Kind.WORKING, begun, done),
                (Kind.BLOCKED, done, gone),
            ):
                if start < end:
                    rows[at].append(Interval(at, kind, start, end))
    return rows
