"""What of a plant's day may be told outside, and its figures as they are known at a moment.

A code keeps its meaning: receivers compare years of it. What isn't known isn't told.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.kernel.report import Reported
from dure.performance.cells import By, cells
from dure.performance.elements import total
from dure.performance.energy.pieces import energy_and_pieces
from dure.performance.kpis import evaluate_all
from dure.performance.periods import days
from dure.performance.scope import everything

_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Offer:
    """A figure that may be chosen. is_ratio: shown as percent. unit: as it is told, "" for ratios."""

    code: str
    name: Promise
    unit: str
    is_ratio: bool = False


OFFERS = {
    offer.code: offer
    for offer in (
        Offer("oee", _("OEE"), "", is_ratio=True),
        Offer("availability", _("Availability"), "", is_ratio=True),
        Offer("effectiveness", _("Effectiveness"), "", is_ratio=True),
        Offer("quality_ratio", _("Quality ratio"), "", is_ratio=True),
        Offer("made", _("Pieces made"), "pieces"),
        Offer("good", _("Good pieces"), "pieces"),
        Offer("energy_per_piece", _("Energy for a good piece (kWh)"), "kWh"),
    )
}
_RATIOS = tuple(code for code, offer in OFFERS.items() if offer.is_ratio)


def reported(codes: Collection[str], day: date, zone: ZoneInfo, now: datetime) -> tuple[Reported, ...]:
    """The chosen figures of the whole plant on a day, in the order of OFFERS, without those that can't be reckoned.

    Each tells the share of the day's pieces that machines counted; energy comes from meters and has none.
    """
    scope, period = everything(), days(day, day, zone)
    parts = list(cells(scope.units, period, By.TOTAL, now).values())
    sums = total(parts)
    share = _rounded(sums.automatic / sums.produced) if sums.produced > 0 else None
    found: dict[str, tuple[Decimal, Decimal | None]] = {}
    for code, figure in evaluate_all(parts, _RATIOS).items():
        if figure.value is not None:
            found[code] = (_rounded(Decimal(figure.value)), share)
    if sums.produced > 0 or sums.pbt > 0:
        found |= {"made": (_rounded(sums.produced), share), "good": (_rounded(sums.good), share)}
    spent = energy_and_pieces(scope, period, now).get(day)
    if spent is not None:
        found["energy_per_piece"] = (_rounded(Decimal(spent.kwh / spent.good)), None)
    return tuple(Reported(code, OFFERS[code].unit, *found[code]) for code in OFFERS if code in found and code in codes)


def _rounded(value: Decimal) -> Decimal:
    """To six places, zeros behind the point left out."""
    text = format(value.quantize(_PLACES), "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
