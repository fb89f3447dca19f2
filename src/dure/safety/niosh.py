"""The revised NIOSH lifting equation of 1991. Pure.

Source: T. R. Waters, V. Putz-Anderson, A. Garg, Applications Manual for the Revised NIOSH Lifting Equation,
DHHS (NIOSH) Publication No. 94-110, 1994 (metric form). It holds for two-handed lifting while standing, not for
carrying, pushing, one hand, a wet floor or a load that shifts (section 1.2).
"""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

LOAD_CONSTANT_KG = 23.0


class Coupling(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Duration(StrEnum):
    """Lifting without an equal rest in between: up to 1 h, 2 h, 8 h (section 1.3.5.2)."""

    SHORT = "short"
    MODERATE = "moderate"
    LONG = "long"


# Table 5: lifts a minute, then per duration the multiplier below and from 75 cm of height.
_RATES = (0.2, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
_FREQUENCY = {
    Duration.SHORT: (
        (1.0, 0.97, 0.94, 0.91, 0.88, 0.84, 0.80, 0.75, 0.70, 0.60, 0.52, 0.45, 0.41, 0.37, 0.0, 0.0, 0.0),
        (1.0, 0.97, 0.94, 0.91, 0.88, 0.84, 0.80, 0.75, 0.70, 0.60, 0.52, 0.45, 0.41, 0.37, 0.34, 0.31, 0.28),
    ),
    Duration.MODERATE: (
        (0.95, 0.92, 0.88, 0.84, 0.79, 0.72, 0.60, 0.50, 0.42, 0.35, 0.30, 0.26, 0.0, 0.0, 0.0, 0.0, 0.0),
        (0.95, 0.92, 0.88, 0.84, 0.79, 0.72, 0.60, 0.50, 0.42, 0.35, 0.30, 0.26, 0.23, 0.21, 0.0, 0.0, 0.0),
    ),
    Duration.LONG: (
        (0.85, 0.81, 0.75, 0.65, 0.55, 0.45, 0.35, 0.27, 0.22, 0.18, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (0.85, 0.81, 0.75, 0.65, 0.55, 0.45, 0.35, 0.27, 0.22, 0.18, 0.15, 0.13, 0.0, 0.0, 0.0, 0.0, 0.0),
    ),
}
# Table 7: multiplier below and from 75 cm of height.
_COUPLING = {Coupling.GOOD: (1.0, 1.0), Coupling.FAIR: (0.95, 1.0), Coupling.POOR: (0.9, 0.9)}
_HIGH_CM = 75.0


@dataclass(frozen=True, slots=True)
class Lift:
    """One end of a lift. Lengths in cm, the angle in degrees, lifts a minute averaged over 15 minutes."""

    load_kg: float
    horizontal_cm: float
    vertical_cm: float
    distance_cm: float
    asymmetry_deg: float = 0.0
    lifts_per_min: float = 0.2
    duration: Duration = Duration.SHORT
    coupling: Coupling = Coupling.GOOD


@dataclass(frozen=True, slots=True)
class Limit:
    """multipliers: by their letters (HM VM DM AM FM CM). index: load by limit; none where nothing may be lifted."""

    multipliers: dict[str, float]
    limit_kg: float
    index: float | None


def limit(lift: Lift) -> Limit:
    """The recommended weight limit (RWL = 23 kg × HM × VM × DM × AM × FM × CM) and the lifting index (LI = L / RWL)."""
    found = {
        "HM": horizontal(lift.horizontal_cm),
        "VM": vertical(lift.vertical_cm),
        "DM": distance(lift.distance_cm),
        "AM": asymmetry(lift.asymmetry_deg),
        "FM": frequency(lift.lifts_per_min, lift.duration, lift.vertical_cm),
        "CM": _COUPLING[lift.coupling][lift.vertical_cm >= _HIGH_CM],
    }
    kg = LOAD_CONSTANT_KG
    for value in found.values():
        kg *= value
    return Limit(found, kg, lift.load_kg / kg if kg else None)


def horizontal(cm: float) -> float:
    """25 / H; 1 up to 25 cm, 0 beyond 63 cm."""
    return 0.0 if cm > 63 else 25 / max(cm, 25.0)


def vertical(cm: float) -> float:
    """1 − 0.003 |V − 75|; 0 above 175 cm."""
    return 0.0 if cm > 175 else 1 - 0.003 * abs(cm - _HIGH_CM)


def distance(cm: float) -> float:
    """0.82 + 4.5 / D; 1 up to 25 cm, 0 beyond 175 cm."""
    return 0.0 if cm > 175 else 0.82 + 4.5 / max(cm, 25.0)


def asymmetry(degrees: float) -> float:
    """1 − 0.0032 A; 0 beyond 135°."""
    return 0.0 if degrees > 135 else 1 - 0.0032 * degrees


def frequency(per_min: float, duration: Duration, vertical_cm: float) -> float:
    """Table 5; between two rates as the manual's text says, by the straight line; 0 above 15 lifts a minute."""
    if per_min > _RATES[-1]:
        return 0.0
    column = _FREQUENCY[duration][vertical_cm >= _HIGH_CM]
    place = bisect_left(_RATES, per_min)
    if place == 0 or _RATES[place] == per_min:
        return column[place]
    low, high = _RATES[place - 1], _RATES[place]
    return column[place - 1] + (column[place] - column[place - 1]) * (per_min - low) / (high - low)


def worse(*ends: Limit) -> Limit:
    """Of origin and destination the one that limits the lift."""
    return min(ends, key=lambda end: end.limit_kg)
