"""Which rates hold: those that somebody decided, else what is assumed."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from dure.mentoring.lossmap.parts import Range
from dure.mentoring.lossmap.rates import ASSUMED, RateKind
from dure.mentoring.models import LossRate


def rates_on(on: date) -> Sequence[LossRate]:
    """The rate of each kind and work unit that holds on a day. One query."""
    rows = LossRate.objects.filter(valid_from__lte=on).order_by("kind", "work_unit_id", "-valid_from")
    return list(rows.distinct("kind", "work_unit_id").select_related("work_unit", "set_by"))


def loss_rates() -> QuerySet[LossRate]:
    """All that were ever decided, the newest first within each kind and unit."""
    rows = LossRate.objects.select_related("work_unit", "set_by")
    return rows.order_by("kind", "work_unit__name", "-valid_from")


def range_of(row: LossRate) -> Range:
    mid = float(row.value)
    low, high = (mid if one is None else float(one) for one in (row.low, row.high))
    return Range(low, mid, high)


def plant_rates(on: date) -> dict[RateKind, tuple[Range, bool]]:
    """Rates of the whole plant on a day, and whether somebody decided them; a kind without one is left out."""
    found = {kind: (one, False) for kind, one in ASSUMED.items()}
    decided = {RateKind(row.kind): (range_of(row), True) for row in rates_on(on) if row.kind != RateKind.HOUR.value}
    return found | decided
