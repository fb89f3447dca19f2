"""The trail as its readers ask for it: searched, counted by month, and how far its terms reach."""

import calendar
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils import timezone

from dure.kernel import clock
from dure.programme.models import TrailAnchor, TrailEntry, TrailReview, TrailTerm
from dure.programme.models.trail import USUAL_MONTHS

OFFICE_HOURS = (7, 21)
"""Outside of these hours, and on Saturday and Sunday, a log-in is counted apart."""
MANY_FILES = 10
MANY_FIRMS = 50
"""Files and firms in a month from which on a person is named."""
SATURDAY = 6
Kind = TrailEntry.Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """person: part of the log-in name. firm: part of the name of whose data it was."""

    person: str = ""
    firm: str = ""
    kind: str = ""
    month: date | None = None


def entries(asked: Asked) -> QuerySet[TrailEntry]:
    """The newest first."""
    rows = TrailEntry.objects.all()
    if asked.person:
        rows = rows.filter(name__icontains=asked.person)
    if asked.firm:
        rows = rows.filter(whose__icontains=asked.firm)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return rows.filter(_within(asked.month)) if asked.month else rows


def _within(month: date) -> Q:
    start, end = (timezone.make_aware(datetime.combine(one, time.min)) for one in (month, next_month(month)))
    return Q(at__gte=start, at__lt=end)


def this_month() -> date:
    return timezone.localdate(clock.now()).replace(day=1)


def next_month(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1]) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a month of the trail comes to. files, firms: people with many downloads, or who opened many firms."""

    logins: int
    outside_hours: int
    refused: int
    reads: int
    downloads: int
    unmasked: int
    changes: int
    files: Mapping[str, int]
    firms: Mapping[str, int]
    refused_names: Mapping[str, int]

    def kept(self) -> dict[str, object]:
        return asdict(self)


def figures_of(month: date) -> Figures:
    rows = TrailEntry.objects.filter(_within(month))
    counts = Counter(dict(rows.order_by().values_list("kind").annotate(Count("sequence"))))
    logins = rows.filter(kind=Kind.LOGIN).annotate(hour=ExtractHour("at"), day=ExtractIsoWeekDay("at"))
    outside = Q(hour__lt=OFFICE_HOURS[0]) | Q(hour__gte=OFFICE_HOURS[1]) | Q(day__gte=SATURDAY)
    names = rows.order_by().values_list("name")
    files = names.filter(kind=Kind.EXPORT).annotate(n=Count("sequence")).filter(n__gte=MANY_FILES)
    opened = names.filter(kind=Kind.READ, firm__isnull=False).annotate(n=Count("firm", distinct=True))
    refused = names.filter(kind=Kind.REFUSED).annotate(n=Count("sequence"))
    return Figures(
        logins=counts[Kind.LOGIN], outside_hours=logins.filter(outside).count(), refused=counts[Kind.REFUSED],
        reads=counts[Kind.READ] + counts[Kind.LIST], downloads=counts[Kind.EXPORT], unmasked=counts[Kind.REVEAL],
        changes=counts[Kind.CHANGE], files=dict(files), firms=dict(opened.filter(n__gte=MANY_FIRMS)),
        refused_names=dict(refused),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    month: date
    review: TrailReview | None


def months() -> list[Month]:
    """From the first entry's month to the last whole one, the newest first; without a review it is due."""
    first = TrailEntry.objects.aggregate(first=Min("at"))["first"]
    if first is None:
        return []
    signed = {one.month: one for one in TrailReview.objects.select_related("by", "anchor")}
    found, month = [], timezone.localdate(first).replace(day=1)
    while month < this_month():
        found.append(Month(month, signed.get(month)))
        month = next_month(month)
    return found[::-1]


def due() -> list[date]:
    """Months without a review, the oldest first."""
    return [one.month for one in reversed(months()) if one.review is None]


def months_of(kind: str) -> int:
    row = TrailTerm.objects.filter(kind=kind).first()
    return row.months if row else USUAL_MONTHS


def terms() -> list[tuple[str, str, int]]:
    """Each kind, its name and its months."""
    given = dict(TrailTerm.objects.values_list("kind", "months"))
    return [(kind.value, str(kind.label), given.get(kind.value, USUAL_MONTHS)) for kind in Kind]


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of day so many months earlier, or the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def boundary(now: datetime) -> TrailEntry | None:
    """The last of the oldest entries whose months are all over; None when the first has to stay."""
    old = [Q(kind=kind, at__lte=months_before(now, months)) for kind, _name, months in terms()]
    stays = TrailEntry.objects.exclude(reduce(lambda one, other: one | other, old)).order_by("sequence").first()
    rows = TrailEntry.objects.order_by("-sequence")
    return (rows.filter(sequence__lt=stays.sequence) if stays else rows).first()


def anchors() -> QuerySet[TrailAnchor]:
    """The newest first."""
    return TrailAnchor.objects.order_by("-pk")
