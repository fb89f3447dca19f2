"""A line that empties containers, in simulated time: what the number of cards is tried with. Knows no formula."""

import random
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass(frozen=True)
class Line:
    """demand: pieces an hour on average; swing: by how much of it the pace of a container may differ; minutes: until a
    full container comes back; container: pieces; when_empty: the card asks when its container is empty."""

    demand: float
    swing: float
    minutes: float
    container: int
    when_empty: bool = False


def stock_outs(line: Line, cards: int, *, containers: int = 2000, seed: int = 1) -> int:
    """How often the line stood still for want of a full container while it emptied so many."""
    dice, now, stops = random.Random(seed), 0.0, 0
    coming: list[float] = []
    full = cards
    for _n in range(containers):
        while coming and coming[0] <= now:
            heappop(coming)
            full += 1
        if not full:
            stops += 1
            now = heappop(coming)
            full = 1
        full -= 1
        if not line.when_empty:
            heappush(coming, now + line.minutes)
        pace = line.demand * (1 + dice.uniform(-line.swing, line.swing))
        now += line.container / pace * 60
        if line.when_empty:
            heappush(coming, now + line.minutes)
    return stops
