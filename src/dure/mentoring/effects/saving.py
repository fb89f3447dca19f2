"""What an effect is worth in won, with the formula and the interval that comes from the effect's own. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from dure.mentoring.effects.result import Estimate


@dataclass(frozen=True, slots=True)
class Formula:
    """effect × units_per_day × won_per_unit × days, less won_per_day of running the counter-measure.

    units_per_day: what one of the figure's unit comes to on a working day, such as pieces made where the figure is a
    scrap ratio, or 1 where it is won or hours a day already. won_per_unit: of one such unit, above nought.
    is_lower_better: whether a falling figure saves. days: working days that the saving is told for.
    """

    units_per_day: Decimal
    won_per_unit: Decimal
    days: Decimal
    is_lower_better: bool
    won_per_day: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Saving:
    """won, from low to high, over the formula's days. text: the formula with its figures, without words.

    is_clear: whether the interval leaves nought out. cost_won, payback_days: what the change cost and after how many
    working days it has paid for itself; None where it never does.
    """

    won: int
    low_won: int
    high_won: int
    days: Decimal
    text: str
    cost_won: int
    payback_days: int | None

    @property
    def is_clear(self) -> bool:
        return self.low_won > 0 or self.high_won < 0


def saving(effect: Estimate, formula: Formula, *, cost_won: int = 0) -> Saving:
    """Won are whole; halves go away from nought."""
    won = _won(effect.effect, formula)
    ends = sorted((_won(effect.low, formula), _won(effect.high, formula)))
    return Saving(
        won,
        ends[0],
        ends[1],
        formula.days,
        _text(effect.effect, formula, won),
        cost_won,
        _payback(won, formula, cost_won),
    )


def _won(effect: float, formula: Formula) -> int:
    gain = Decimal(repr(effect)) * (-1 if formula.is_lower_better else 1)
    a_day = gain * formula.units_per_day * formula.won_per_unit - formula.won_per_day
    return int((a_day * formula.days).quantize(Decimal(1), ROUND_HALF_UP))


def _payback(won: int, formula: Formula, cost_won: int) -> int | None:
    if won <= 0:
        return None
    return ceil(cost_won * formula.days / won)


def _text(effect: float, formula: Formula, won: int) -> str:
    """Such as (0.02 × 1,200 × 350 − 500) × 250 = 1,975,000."""
    gain = Decimal(f"{-effect if formula.is_lower_better else effect:.6g}")
    product = f"{gain:,f} × {formula.units_per_day:,} × {formula.won_per_unit:,}"
    if formula.won_per_day:
        product = f"({product} − {formula.won_per_day:,})"
    return f"{product} × {formula.days:,} = {won:,}".replace("-", "−")
