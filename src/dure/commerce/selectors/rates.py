"""What an hour costs on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from dure.commerce.cost import Rate
from dure.commerce.models import HourlyRate

NO_RATE = Rate()


@dataclass(frozen=True, slots=True)
class Hourly:
    """The rate of a work center, and how many people work there. row: none while nobody has set any."""

    rate: Rate = NO_RATE
    people: Decimal = Decimal(1)
    row: HourlyRate | None = None


class Rates:
    """The rates in force on a day; read once with one query."""

    def __init__(self, on: date) -> None:
        self.on = on
        rows = HourlyRate.objects.filter(valid_from__lte=on).order_by("work_center_id", "-valid_from")
        self._by_center: dict[int | None, Hourly] = {}
        for row in rows.distinct("work_center_id"):
            self._by_center[row.work_center_id] = Hourly(_rate(row), row.people, row)

    def of(self, work_center_id: int | None) -> Hourly:
        """That of the work center, else the one for all, else nothing."""
        return self._by_center.get(work_center_id) or self._by_center.get(None) or Hourly()


def _rate(row: HourlyRate) -> Rate:
    return Rate(row.labour, row.machine, row.overhead, row.overhead_percent / 100, row.fixed_overhead)


def hourly_rates() -> QuerySet[HourlyRate]:
    return HourlyRate.objects.select_related("work_center").order_by("work_center__name", "-valid_from")
