"""Questions about what plants tell the region. Figures of a contract that doesn't hold can't be read by anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from dure.kernel import report
from dure.performance.selectors import OFFERS
from dure.programme.models import (
    EnrolledPlant,
    Firm,
    ReceivedMessage,
    RefusedMessage,
    ReportContract,
    ReportFigure,
    ReportReading,
)

GRACE = timedelta(days=2)
"""Days that a report may take before its day counts as missing."""
SHOWN_DAYS = 31


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of a contract: its figures by name in the order of the contract, None where one wasn't told."""

    day: date
    figures: list[tuple[str | Promise, "Told | None"]]
    automatic: Decimal | None


@dataclass(frozen=True, slots=True)
class Told:
    value: Decimal
    is_ratio: bool


def hub_key() -> str:
    """The public key by which plants know this hub."""
    return report.name_of(report.key_of(settings.HOME.secret("link")))


def plants_of(firm: Firm) -> QuerySet[EnrolledPlant]:
    return EnrolledPlant.objects.filter(firm=firm)


def contracts(*, firm: Firm | None = None) -> QuerySet[ReportContract]:
    """With the day told last; of one firm, or of all that the reader's scope reaches."""
    rows = ReportContract.objects.select_related("plant", "firm").annotate(told_until=Max("messages__day"))
    rows = rows.order_by("-received_at", "-pk")
    return rows if firm is None else rows.filter(firm=firm)


def is_readable(contract: ReportContract, now: datetime) -> bool:
    return contract.revoked_at is None and timezone.localdate(now) <= contract.read_until


def missing_days(contract: ReportContract, now: datetime) -> list[date]:
    """Days of the contract without a report, those of the last two days not counted; after a revocation none is due."""
    upto = contract.revoked_at or now
    last = min(contract.last_on, timezone.localdate(upto) - GRACE)
    told = set(contract.messages.exclude(day=None).values_list("day", flat=True))
    every = (contract.first_on + timedelta(days=n) for n in range((last - contract.first_on).days + 1))
    return [day for day in every if day not in told]


def spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days in a row as (first, last)."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def names_of(contract: ReportContract) -> list[str | Promise]:
    return [OFFERS[code].name if code in OFFERS else code for code in contract.codes]


def days_told(contract: ReportContract) -> list[DayRow]:
    """The newest days first. Of a contract that doesn't hold there are none: the database gives no figure of it."""
    days = list(
        ReportFigure.objects.filter(contract=contract).order_by("-day").values_list("day", flat=True).distinct()
    )[:SHOWN_DAYS]  # fmt: skip
    by_day: dict[date, dict[str, ReportFigure]] = {day: {} for day in days}
    for row in ReportFigure.objects.filter(contract=contract, day__in=days):
        by_day[row.day][row.code] = row
    names = list(zip(names_of(contract), contract.codes, strict=True))
    return [
        DayRow(day, [(name, _told(rows.get(code))) for name, code in names], _share(rows))
        for day, rows in by_day.items()
    ]


def messages_of(contract: ReportContract) -> QuerySet[ReceivedMessage]:
    """The newest first."""
    return contract.messages.order_by("-number")


def refused_of(firm: Firm) -> QuerySet[RefusedMessage]:
    return RefusedMessage.objects.filter(firm=firm).select_related("plant")


def readings_of(contract: ReportContract) -> QuerySet[ReportReading]:
    return contract.readings.select_related("person")


def _told(row: ReportFigure | None) -> Told | None:
    return None if row is None else Told(row.value, row.code in OFFERS and OFFERS[row.code].is_ratio)


def _share(rows: dict[str, ReportFigure]) -> Decimal | None:
    return next((row.automatic for row in rows.values() if row.automatic is not None), None)
