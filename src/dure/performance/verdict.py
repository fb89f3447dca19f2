"""What three ways of looking for the bottleneck say together, and how far to trust it. Pure.

How sure a way is: blocks of time (shifts, or hours of one) are drawn again and again with replacement, as many as
there are, and the share of the draws that point to the same unit is told. Blocks instead of moments, since what
happens within a shift hangs together: Künsch, "The jackknife and the bootstrap for general stationary observations",
Annals of Statistics 17 (1989). The draws are seeded: the same figures give the same answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from dure.performance.bottleneck import Kind, Sums, arrows, total

DRAWS = 400
FEWEST_BLOCKS = 4
ENOUGH_DATA = 0.7
"""Share of the time that somebody wanted the units to work of which it is known what they did."""
SURE = 0.8
SIDES_KNOWN = 0.5
"""Share of all waiting of which it is known for what: below it there are no arrows."""
LITTLE_EXPLAINED = 0.2


class Way(StrEnum):
    ACTIVE = "active"
    ARROWS = "arrows"
    UTILISATION = "utilisation"


class Doubt(StrEnum):
    """Why an answer isn't to be trusted, the gravest first."""

    ALONE = "alone"
    NO_DATA = "no_data"
    THIN = "thin"
    SHORT = "short"
    NO_WAITING = "no_waiting"
    UNSURE = "unsure"
    DISAGREE = "disagree"
    UNEXPLAINED = "unexplained"


SPOILS = frozenset({Doubt.ALONE, Doubt.NO_DATA, Doubt.THIN})
"""With one of these no unit is named."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one way says. unit None: nothing. sure: share of the draws that say the same; None: too few blocks."""

    way: Way
    unit: int | None
    sure: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """unit: what to look at first, by the active period; None when the figures don't allow an answer."""

    unit: int | None
    found: list[Found]
    doubts: list[Doubt]
    coverage: float | None

    def of(self, way: Way) -> Found:
        return next(one for one in self.found if one.way is way)


def verdict(
    blocks: Sequence[Mapping[int, Sums]], units: Sequence[int], line: Sequence[int] = (), unexplained_s: float = 0.0
) -> Verdict:
    """units: all that are compared. line: those of them through which parts go one after the other, in that order;
    empty: they don't. unexplained_s: waiting in stops for which nobody gave a reason."""
    whole = total(blocks)
    sums = [whole.get(unit, Sums()) for unit in units]
    names = _names(whole, units, line)
    sure = _sure(blocks, units, line, names)
    found = [Found(way, names[way], sure.get(way)) for way in Way]
    wanted = sum(one.wanted for one in sums)
    coverage = sum(one.known for one in sums) / wanted if wanted else None
    doubts = [one for one in Doubt if one in _doubts(sums, found, len(blocks), coverage, unexplained_s)]
    return Verdict(None if SPOILS.intersection(doubts) else names[Way.ACTIVE], found, doubts, coverage)


def _names(whole: Mapping[int, Sums], units: Sequence[int], line: Sequence[int]) -> dict[Way, int | None]:
    """Of units that are as far the one that stands first."""
    held = max(units, key=lambda unit: whole[unit].held_up if unit in whole else 0.0, default=None)
    used = max(units, key=lambda unit: _utilisation(whole, unit), default=None)
    return {
        Way.ACTIVE: held if held is not None and held in whole and whole[held].held_up > 0 else None,
        Way.ARROWS: _by_arrows(whole, line),
        Way.UTILISATION: used if used is not None and _utilisation(whole, used) > 0 else None,
    }


def _utilisation(whole: Mapping[int, Sums], unit: int) -> float:
    return (whole[unit].utilisation or 0.0) if unit in whole else 0.0


def _by_arrows(whole: Mapping[int, Sums], line: Sequence[int]) -> int | None:
    sums = [whole.get(unit, Sums()) for unit in line]
    sided = sum(one.spent[Kind.BLOCKED] + one.spent[Kind.STARVED] for one in sums)
    if len(line) < 2 or not sided or sided < SIDES_KNOWN * sum(one.waiting for one in sums):
        return None
    return line[arrows([one.waits for one in sums])[0]]


def _sure(
    blocks: Sequence[Mapping[int, Sums]], units: Sequence[int], line: Sequence[int], names: Mapping[Way, int | None]
) -> dict[Way, float]:
    if len(blocks) < FEWEST_BLOCKS:
        return {}
    dice, agreed = Random(len(blocks)), Counter[Way]()  # noqa: S311 - draws of a bootstrap
    for _ in range(DRAWS):
        drawn: dict[int, Sums] = {unit: Sums() for unit in units}
        for at, times in Counter(dice.choices(range(len(blocks)), k=len(blocks))).items():
            for unit, sums in blocks[at].items():
                if unit in drawn:
                    drawn[unit].add(sums, times)
        again = _names(drawn, units, line)
        agreed.update(way for way in Way if again[way] == names[way])
    return {way: agreed[way] / DRAWS for way in Way if names[way] is not None}


def _doubts(
    sums: Sequence[Sums], found: Sequence[Found], blocks: int, coverage: float | None, unexplained_s: float
) -> set[Doubt]:
    named = {one.unit for one in found if one.unit is not None}
    first, known = found[0], sum(one.known for one in sums)
    holds = {
        Doubt.ALONE: len(sums) < 2,
        Doubt.NO_DATA: not known or first.unit is None,
        Doubt.THIN: coverage is not None and coverage < ENOUGH_DATA,
        Doubt.SHORT: blocks < FEWEST_BLOCKS,
        Doubt.NO_WAITING: bool(known) and not sum(one.waiting for one in sums),
        Doubt.UNSURE: first.sure is not None and first.sure < SURE,
        Doubt.DISAGREE: len(named) > 1,
        Doubt.UNEXPLAINED: bool(known) and unexplained_s > LITTLE_EXPLAINED * known,
    }
    return {doubt for doubt, is_so in holds.items() if is_so}
