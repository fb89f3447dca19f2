"""What is told of answers: shares with their intervals, and which small groups stay hidden. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

FEWEST = 5
"""Answers that a group must have to be shown, and firms that an anonymous one must invite."""
Z = 1.959963984540054
"""Of 95 %."""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """yes of n, with the interval in which the true share lies with 95 %. All from 0 to 1."""

    yes: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.yes / self.n


def share(yes: int, n: int) -> Share | None:
    """Wilson's score interval without correction for continuity (1927); None of nothing."""
    if not n:
        return None
    at, square = yes / n, Z * Z
    middle = (at + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(at * (1 - at) / n + square / (4 * n * n)) / (1 + square / n)
    return Share(yes, n, 0.0 if yes == 0 else middle - half, 1.0 if yes == n else middle + half)


def difference(now: Share, before: Share) -> tuple[float, float, float]:
    """By how much the share rose, and the interval of that (Newcombe 1998, method 10: independent samples)."""
    rise = now.value - before.value
    low = rise - sqrt((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    return rise, low, rise + sqrt((now.high - now.value) ** 2 + (before.value - before.low) ** 2)


def shown_groups(sizes: Mapping[K, int]) -> frozenset[K]:
    """Groups that may be shown beside their total: none below `FEWEST`, nor one that the total less the shown tells.

    What is hidden together has no answers at all, or at least two groups and `FEWEST` answers.
    """
    by_size = sorted((key for key in sizes if sizes[key]), key=lambda key: (sizes[key], str(key)))
    hidden = [key for key in by_size if sizes[key] < FEWEST]
    shown = by_size[len(hidden) :]
    while hidden and shown and (len(hidden) < 2 or sum(sizes[key] for key in hidden) < FEWEST):
        hidden.append(shown.pop(0))
    return frozenset(shown)


def pooled(sizes: Mapping[str, int], rest: str) -> dict[str, str]:
    """Group → the group under which its answers count, so that each has at least `FEWEST` invited.

    Small ones count under `rest`; as long as those are too few, the smallest of the others goes there too.
    """
    by_size = sorted(sizes, key=lambda key: (sizes[key], key))
    small = [key for key in by_size if sizes[key] < FEWEST]
    others = by_size[len(small) :]
    while small and others and sum(sizes[key] for key in small) < FEWEST:
        small.append(others.pop(0))
    return dict.fromkeys(small, rest) | {key: key for key in others}
