"""Who is called now, and how fast calls were answered. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Level:
    """From `after_s` seconds without an answer these roles are called."""

    after_s: int
    roles: frozenset[str]


def called(levels: Iterable[Level], waited_s: float) -> frozenset[str]:
    """Roles that are called once nobody has answered for `waited_s` seconds; who is called stays called."""
    return frozenset[str]().union(*(one.roles for one in levels if one.after_s <= waited_s))


def step(levels: Iterable[Level], waited_s: float) -> int:
    """How often the call was raised: 0 the first ones are called, 1 the next ones too, …"""
    return max(sum(one.after_s <= waited_s for one in levels) - 1, 0)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all don't exceed (nearest rank); None without values."""
    if not values:
        return None
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]
