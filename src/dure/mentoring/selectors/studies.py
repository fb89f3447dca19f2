"""Questions about time studies."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from dure.mentoring.models import StudyElement, TimedReading, TimeStudy
from dure.mentoring.time_study import Allowances, Figures, figures, outliers
from dure.product.models import Operation, Routing
from dure.product.selectors import in_force


@dataclass(frozen=True, slots=True)
class Timed:
    """One element with its readings by cycle. doubtful: ids of those that lie far off and still count."""

    element: StudyElement
    readings: list[TimedReading]
    figures: Figures | None
    doubtful: set[int]


@dataclass(frozen=True, slots=True)
class StudyTold:
    """A study worked out. cycles: numbers of the cycles; foreign: readings that belong to no element."""

    study: TimeStudy
    elements: list[Timed]
    foreign: list[TimedReading]
    cycles: list[int]

    @property
    def observed(self) -> Decimal:
        return sum((one.figures.mean for one in self.elements if one.figures), Decimal(0))

    @property
    def normal(self) -> Decimal:
        return sum((one.figures.normal for one in self.elements if one.figures), Decimal(0))

    @property
    def standard(self) -> Decimal:
        return sum((one.figures.standard for one in self.elements if one.figures), Decimal(0))

    @property
    def an_hour(self) -> Decimal | None:
        return Decimal(3600) / self.standard if self.standard else None

    @property
    def needed(self) -> int | None:
        """Cycles that the element with the widest spread needs; None when one of them has too few readings."""
        asked = [one.figures.needed if one.figures else None for one in self.elements]
        known = [one for one in asked if one is not None]
        return max(known) if known and len(known) == len(asked) else None

    @property
    def is_enough(self) -> bool:
        return all(one.figures is not None and one.figures.is_enough for one in self.elements)

    @property
    def foreign_s(self) -> Decimal:
        return sum((one.seconds for one in self.foreign), Decimal(0))

    @property
    def is_whole(self) -> bool:
        return bool(self.elements) and all(one.figures is not None for one in self.elements)


def allowances_of(study: TimeStudy) -> Allowances:
    return Allowances(study.personal, study.fatigue, study.delay)


def studies(*, text: str = "") -> QuerySet[TimeStudy]:
    """The newest first, with how many elements and cycles."""
    rows = TimeStudy.objects.select_related("item", "observed_by")
    rows = rows.annotate(
        element_count=Count("elements", distinct=True), cycle_count=Max("readings__cycle", default=0)
    ).order_by("-started_at", "-id")
    if text:
        rows = rows.filter(
            Q(number__icontains=text) | Q(operation_name__icontains=text) | Q(item__code__icontains=text)
            | Q(item__name__icontains=text)
        )  # fmt: skip
    return rows


def study_told(study: TimeStudy) -> StudyTold:
    """Two queries."""
    readings: dict[int | None, list[TimedReading]] = defaultdict(list)
    for one in study.readings.all():
        readings[one.element_id].append(one)
    elements = [_timed(study, one, readings[one.pk]) for one in study.elements.all()]
    cycles = sorted({one.cycle for key, rows in readings.items() if key is not None for one in rows})
    return StudyTold(study, elements, readings[None], cycles)


def _timed(study: TimeStudy, element: StudyElement, readings: list[TimedReading]) -> Timed:
    counted = [one for one in readings if not one.is_left_out]
    found = figures(
        [one.seconds for one in counted], rating=element.rating or study.rating, allowances=allowances_of(study),
        pieces=element.pieces, precision=study.precision, confidence=Decimal(study.confidence),
    )  # fmt: skip
    return Timed(element, readings, found, {counted[at].pk for at in outliers([one.seconds for one in counted])})


def draft_of(study: TimeStudy) -> Routing | None:
    """The item's newest draft that has the operation."""
    rows = Routing.objects.filter(item=study.item_id, status=Routing.Status.DRAFT)
    return rows.filter(operations__number=study.operation_number).order_by("-pk").first()


def operations_to_time(on: date, *, text: str = "") -> QuerySet[Operation]:
    """Operations of routings in force on the day and of drafts."""
    current = Routing.objects.filter(Q(status=Routing.Status.DRAFT) | in_force(on))
    rows = Operation.objects.filter(routing__in=current).select_related("routing__item", "work_center")
    rows = rows.annotate(element_count=Count("elements")).order_by(
        "routing__item__code", "-routing__revision", "number"
    )
    if not text:
        return rows
    asked = Q(name__icontains=text) | Q(routing__item__code__icontains=text) | Q(routing__item__name__icontains=text)
    return rows.filter(asked | Q(work_center__name__icontains=text))
