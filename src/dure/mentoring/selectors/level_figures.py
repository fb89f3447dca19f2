"""The figures that levels are judged by, of the 28 days up to the end of a day; registers as they stand on that day.

Each is a few queries over the rows of the contexts below; nothing of it is typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dure.commerce.models import Partner
from dure.mentoring.level import NO_DATA, Figure, share_of
from dure.mentoring.models import DataAge
from dure.plant.models import Area, WorkUnit
from dure.plant.selectors import active_areas
from dure.product.coverage import Coverage, Register, Thing
from dure.product.models import Audit
from dure.product.selectors import coverage
from dure.production.models import Downtime, ProductionResult
from dure.production.selectors.performance import quantities
from dure.quality.spc.summary import percentile
from dure.telemetry import connections
from dure.telemetry.models import Meaning, Signal

DAYS = 28
AUDIT_DAYS = 90
HEARD = timedelta(days=7)
"""A machine is connected when something was heard of it so lately."""
FEW_AGES = 144
"""A day of measurements every ten minutes; of fewer the age of the data isn't told."""
LATE_SHARE = 0.95
MACHINE = frozenset({ProductionResult.Source.COUNTER.value, ProductionResult.Source.CYCLES.value})
TELLING = frozenset(
    {Meaning.TOTAL, Meaning.GOOD, Meaning.REJECT, Meaning.REWORK, Meaning.STATE, Meaning.FAULT, Meaning.PROGRAM}
)
"""Meanings by which a work unit tells of its production."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that figures are of: `day` is the last one; [start, end) the moments, up to `now` at most."""

    day: date
    start: datetime
    end: datetime


def window(day: date, now: datetime) -> Window:
    """28 days by the plant's calendar."""
    first, after = day - timedelta(days=DAYS - 1), day + timedelta(days=1)
    return Window(day, _midnight(first), min(_midnight(after), now))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def standards(day: date) -> dict[str, Figure]:
    """What JS1 asks."""
    found = registers(day)
    by_register = {register.value: found.by_register[register] for register in Register}
    names = {"bom": "bom", "routing": "routing", "standard": "standard", "equipment": "equipment"}
    figures = {key: share_of(by_register[name].covered, by_register[name].needed) for key, name in names.items()}
    partners = by_register[Register.PARTNERS.value]
    done = areas_audited(day)
    return figures | {
        "partners": share_of(partners.covered, partners.needed),
        "audits": share_of(sum(is_done for _area, is_done in done), len(done)),
    }


def registers(day: date) -> Coverage:
    """What is written down, and what isn't."""
    return coverage(day, partner_things())


def partner_things() -> Iterable[Thing]:
    """Partners in use; one is whole with its business number and an address or a contact."""
    rows = Partner.objects.filter(is_active=True).annotate(
        reached=Count("addresses", distinct=True) + Count("contacts", distinct=True)
    )
    for key, code, name, number, reached in rows.order_by("code").values_list(
        "pk", "code", "name", "business_number", "reached"
    ):
        is_whole = bool(number) and reached > 0
        yield Thing(Register.PARTNERS, f"{code} {name}", is_whole, frozenset(), "commerce:partner", (("pk", key),))


def areas_audited(day: date) -> list[tuple[Area, bool]]:
    """Areas in use, and whether each had an audit of 3 rights and 5S that was finished in the last 90 days."""
    done = Audit.objects.filter(
        status=Audit.Status.CLOSED, audited_on__gt=day - timedelta(days=AUDIT_DAYS), audited_on__lte=day
    )
    found = set(done.order_by().values_list("area", flat=True))
    return [(area, area.pk in found) for area in active_areas()]


def automatic(span: Window) -> dict[str, Figure]:
    """What JS2 asks."""
    stopped, explained = _stopped(span)
    units = units_heard(span)
    return {
        "counted": _counted(span),
        "latency": _latency(span),
        "reasons": share_of(explained, stopped),
        "connected": share_of(sum(is_heard for _unit, is_heard in units), len(units)),
    }


def results_in(span: Window) -> QuerySet[ProductionResult]:
    return ProductionResult.objects.filter(first_at__gte=span.start, first_at__lt=span.end)


def _counted(span: Window) -> Figure:
    """As the KPI of that name: what a person entered, confirmed or added is a person's word, and what a person took
    from a machine's count is no longer the machine's."""
    rows = quantities(list(WorkUnit.objects.values_list("pk", flat=True)), span.start, span.end)
    return share_of(float(sum(row.automatic for row in rows)), float(sum(row.produced for row in rows)))


def _latency(span: Window) -> Figure:
    """The age of the data that 95 % of the measurements don't exceed."""
    ages = list(DataAge.objects.filter(at__gte=span.start, at__lt=span.end).values_list("seconds", flat=True))
    if len(ages) < FEW_AGES:
        return NO_DATA
    return Figure(percentile(ages, LATE_SHARE), None, len(ages))


def stops_in(span: Window) -> QuerySet[Downtime]:
    rows = Downtime.objects.filter(replaced_at=None, started_at__lt=span.end)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=span.start))


def _stopped(span: Window) -> tuple[float, float]:
    """Seconds that work units stood in the window, and those of them that have a reason."""
    rows = stops_in(span).order_by().values_list("started_at", "ended_at", "reason")
    lengths = [
        ((min(ended or span.end, span.end) - max(started, span.start)).total_seconds(), reason)
        for started, ended, reason in rows
    ]
    return sum(s for s, _reason in lengths), sum(s for s, reason in lengths if reason is not None)


def units_heard(span: Window) -> list[tuple[WorkUnit, bool]]:
    """Work units in use, and whether one of their signals told of production in the last week by a connection that is
    on."""
    told = Signal.objects.filter(
        meaning__in=[one.value for one in TELLING], connection__in=connections.in_use().filter(is_enabled=True),
        current__time__gte=span.end - HEARD, work_unit__isnull=False,
    )  # fmt: skip
    heard = set(told.order_by().values_list("work_unit", flat=True))
    return [(unit, unit.pk in heard) for unit in _units()]


def _units() -> Sequence[WorkUnit]:
    return list(WorkUnit.objects.filter(is_active=True).order_by("code"))
