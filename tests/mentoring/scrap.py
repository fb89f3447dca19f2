"""Two packing machines that make scrap for months: on the first something is changed, on the second nothing."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from dure.plant.models import WorkUnit
from dure.production.models import ProductionResult

SEOUL = ZoneInfo("Asia/Seoul")
MADE = 1000


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=at) for at in range(count)]


def make(unit: WorkUnit, days: list[date], share: Callable[[date], float], *, seed: int = 1, made: int = MADE) -> None:
    """A thousand pieces a day, of which `share` and some luck are scrap."""
    chance, rows = Random(seed), []
    for day in days:
        reject = round(made * min(max(share(day) + chance.gauss(0, 0.008), 0), 1))
        hour = datetime.combine(day, time(10), SEOUL)
        rows.append(
            ProductionResult(
                work_unit=unit, hour=hour, shift="D", shift_date=day, source="counter", produced=made,
                good=made - reject, reject=reject, first_at=hour, last_at=hour,
            )
        )  # fmt: skip
    ProductionResult.objects.bulk_create(rows)
