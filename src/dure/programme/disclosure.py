"""Which counts of a published table are hidden, so that nobody is told apart in a small cell. No Django.

A count of one to four is hidden. The parts of a table add up to a total that is told: one hidden part alone would
follow from the others, so the next smallest goes with it; and where what is hidden is a single small count in sum,
more goes with it until the hidden sum is no small one itself.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

LEAST = 5
K = TypeVar("K")


def hidden(counts: Mapping[K, int], *, least: int = LEAST) -> set[K]:
    """The parts that aren't told. Nought is told: there is nobody in it."""
    small = {key for key, count in counts.items() if 0 < count < least}
    if not small:
        return small
    others: Sequence[K] = sorted(
        (key for key, count in counts.items() if count and key not in small), key=lambda key: counts[key]
    )
    for key in others:
        if len(small) > 1 and sum(counts[one] for one in small) >= least:
            break
        small.add(key)
    return small


def told(counts: Mapping[K, int], *, least: int = LEAST) -> tuple[dict[K, int | None], int | None]:
    """The counts with None for hidden ones, and their total, hidden as well when it is small itself."""
    away, total = hidden(counts, least=least), sum(counts.values())
    return {key: None if key in away else count for key, count in counts.items()}, None if 0 < total < least else total
