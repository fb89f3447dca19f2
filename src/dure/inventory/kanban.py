"""How many cards a loop needs, what may become of a card, and when a round comes by. Pure.

The number of cards is N = ⌈D · T · (1 + a) / C⌉ with the demand D an hour, the replenishment time T, the safety a and
the quantity C of a container (Sugimori, Kusunoki, Cho and Uchikawa, International Journal of Production Research 15,
1977, pp. 553-564). That holds where a card asks when the first piece is taken out of its container; where it asks when
the container is empty, the one that is being emptied comes on top.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

_STEP = Decimal("0.0001")
_DAY = 24 * 60


class State(StrEnum):
    """Of a card: full is one that nobody has asked for."""

    FULL = "full"
    ASKED = "asked"
    UNDER_WAY = "under_way"


class Act(StrEnum):
    ASK = "ask"
    LOAD = "load"
    DELIVER = "deliver"


AFTER = {
    (State.FULL, Act.ASK): State.ASKED,
    (State.ASKED, Act.ASK): State.ASKED,
    (State.UNDER_WAY, Act.ASK): State.UNDER_WAY,
    (State.ASKED, Act.LOAD): State.UNDER_WAY,
    (State.UNDER_WAY, Act.LOAD): State.UNDER_WAY,
    (State.ASKED, Act.DELIVER): State.FULL,
    (State.UNDER_WAY, Act.DELIVER): State.FULL,
}
"""What a card is after an act; what isn't here is refused. Where nothing changes, once is as twice."""


@dataclass(frozen=True, slots=True)
class Figures:
    """demand: an hour of work; minutes: from an empty container to the full one; safety: percent; container: how much
    one holds; when_empty: cards ask when their container is empty, not when it is begun. Quantities are in the item's
    own unit."""

    demand: Decimal
    minutes: int
    safety: Decimal
    container: Decimal
    when_empty: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The steps of the formula. used: within the replenishment time; reserve: what safety adds; exact: containers
    before they are rounded up; cards: whole ones, with the one that is being emptied."""

    used: Decimal
    reserve: Decimal
    needed: Decimal
    exact: Decimal
    cards: int


def proposed_cards(of: Figures) -> Proposal:
    """Exact until the last step, so that ten containers are ten cards and not eleven. No demand needs none."""
    used = Fraction(of.demand) * of.minutes / 60
    reserve = used * Fraction(of.safety) / 100
    containers = (used + reserve) / Fraction(of.container)
    cards = math.ceil(containers)
    return Proposal(
        used=_rounded(used),
        reserve=_rounded(reserve),
        needed=_rounded(used + reserve),
        exact=_rounded(containers),
        cards=cards + 1 if cards and of.when_empty else cards,
    )


def demand_per_hour(quantity: Decimal, hours: Decimal) -> Decimal:
    """What is used an hour; nothing where no hour was worked."""
    return _rounded(Fraction(quantity) / Fraction(hours)) if hours > 0 else Decimal(0)


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_STEP)


def next_start(starts: Sequence[time], now: time) -> tuple[time, bool] | None:
    """When the next round begins and whether that is tomorrow; None without times."""
    ordered = sorted(starts)
    if not ordered:
        return None
    later = [one for one in ordered if one >= now]
    return (later[0], False) if later else (ordered[0], True)


def round_minutes(starts: Sequence[time], source: int, target: int) -> int | None:
    """The longest time from an empty container to the full one by a round; None without times.

    source, target: minutes after the start at which the round is there. Who asks just after the start waits for the
    next one, and for one more when the round is at the source only after the using place. The night doesn't count.
    """
    minutes = sorted(one.hour * 60 + one.minute for one in starts)
    if not minutes:
        return None
    gaps = [after - before for before, after in pairwise(minutes)]
    longest = max(gaps, default=_DAY)
    return longest + target + (longest if source > target else 0)


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes from asked to delivered. ninth: nine of ten were not longer."""

    count: int
    median: int
    ninth: int
    longest: int


def waits_of(minutes: Sequence[float]) -> Waits | None:
    """The upper of two middle values; None for no delivery."""
    ordered = sorted(minutes)
    if not ordered:
        return None
    ninth = ordered[math.ceil(len(ordered) * 0.9) - 1]
    return Waits(len(ordered), round(ordered[len(ordered) // 2]), round(ninth), round(ordered[-1]))
