"""The record of critical control points: what is due, a day's sheet, and whether the chain holds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from dure.inventory.models import Lot
from dure.kernel import clock
from dure.kernel.chain import GENESIS, Break, Link, breaks
from dure.plant.models import Person
from dure.production.models import OperationRun, OrderMove, RunMember, WorkOrder
from dure.quality.haccp.monitoring import Span, due_slots, missing
from dure.quality.models import CcpAnchor, CcpRecord, ControlPoint

Kind = CcpRecord.Kind
LOOK_BACK = timedelta(days=7)
"""Intervals longer ago than this are not looked for any more."""
_DAY = timedelta(days=1)
_UNHASHED = frozenset({"id", "hash", "previous"})


def content_of(row: CcpRecord) -> dict[str, object]:
    """All that the hash is over: every column but the row's number in the table and the two hashes."""
    names = (one.attname for one in CcpRecord._meta.concrete_fields)  # noqa: SLF001 - Django's name
    return {name: getattr(row, name) for name in names if name not in _UNHASHED}


def head() -> tuple[int, str]:
    """Number and hash of the newest row; zero before the first."""
    row = CcpRecord.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return row or (0, GENESIS)


def verify(told: Mapping[int, str] | None = None) -> list[Break]:
    """Every place where the record was altered, cut or added to behind the application's back.

    told: heads from elsewhere (a printed sheet, the event log), beside those that were anchored day by day.
    """
    anchors = dict(CcpAnchor.objects.values_list("sequence", "hash")) | dict(told or {})
    return list(breaks(_links(CcpRecord.objects.all()), anchors))


def _links(rows: QuerySet[CcpRecord]) -> Iterator[Link]:
    for row in rows.order_by("sequence").iterator(chunk_size=2000):
        yield Link(row.sequence, row.previous, row.hash, content_of(row))


@dataclass(frozen=True, slots=True)
class Checked:
    """What was compared for a sheet: entries from first to last, and where they don't hold."""

    first: int
    last: int
    breaks: list[Break]


def verify_between(first: int, last: int) -> Checked:
    """The part of the record that holds these entries: from the head anchored before them to the one after.

    A sheet is printed in the same time after years, when the whole record takes minutes.
    """
    start = CcpAnchor.objects.filter(sequence__lt=first).order_by("-sequence").first()
    end = CcpAnchor.objects.filter(sequence__gte=last).order_by("sequence").first()
    after = (start.sequence, start.hash) if start else (0, GENESIS)
    final = end.sequence if end else head()[0]
    rows = CcpRecord.objects.filter(sequence__gt=after[0], sequence__lte=final)
    told = {end.sequence: end.hash} if end else {}
    return Checked(after[0] + 1, final, list(breaks(_links(rows), told, after)))


def by_sequence(sequences: Collection[int]) -> dict[int, CcpRecord]:
    """The records of these numbers in the chain, by number."""
    return {row.sequence: row for row in CcpRecord.objects.filter(sequence__in=sequences)}


def anchors() -> QuerySet[CcpAnchor]:
    """The heads of the chain as kept day by day, the newest first."""
    return CcpAnchor.objects.order_by("-day")


def points_in_force() -> QuerySet[ControlPoint]:
    rows = ControlPoint.objects.filter(version__status="in_force")
    return rows.select_related("version__plan", "hazard", "work_unit", "signal").order_by("mark")


def day_span(day: date) -> tuple[datetime, datetime]:
    """A day of the plant, from midnight to midnight."""
    start, end = (timezone.make_aware(datetime.combine(one, time.min)) for one in (day, day + timedelta(days=1)))
    return start, end


def runs_of(point: ControlPoint, start: datetime, end: datetime) -> QuerySet[OperationRun]:
    """Runs on the point's work unit that touch the span, of the plan's items where it names some."""
    rows = OperationRun.objects.filter(work_unit=point.work_unit_id, started_at__lt=end)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=start))
    items = list(point.version.plan.items.values_list("pk", flat=True))
    if items:
        rows = rows.filter(Q(work_order__item__in=items) | Q(members__operation__order__item__in=items))
    return rows.select_related("work_order").distinct().order_by("started_at")


def orders_at(point: ControlPoint, start: datetime, end: datetime) -> list[WorkOrder]:
    """Orders that were worked on at the point in the span, a batch's all."""
    if point.work_unit_id is None:
        return []
    runs = list(runs_of(point, start, end))
    members = RunMember.objects.filter(run__in=runs).values("operation__order")
    return list(WorkOrder.objects.filter(Q(runs__in=runs) | Q(pk__in=members)).distinct().order_by("pk"))


def touched_orders(point: ControlPoint, start: datetime, at: datetime) -> list[WorkOrder]:
    """Orders whose goods a deviation touches: all since the last value that held its limits, at most a day."""
    rows = CcpRecord.objects.filter(mark=point.mark, kind=Kind.VALUE, is_within=True, at__lt=at, at__gt=at - _DAY)
    good = rows.order_by("-at").values_list("at", flat=True).first()
    return orders_at(point, min(good or at - _DAY, start), at)


def orders_of(row: CcpRecord) -> list[WorkOrder]:
    """Orders whose goods a value out of its limits touches."""
    return touched_orders(row.point, row.slot or row.at, row.at)


def lots_of(orders: Collection[WorkOrder]) -> list[Lot]:
    """What came out of the orders and was not taken back."""
    moves = OrderMove.objects.filter(order__in=orders, kind__in=("product", "output"), is_undone=False)
    return list(Lot.objects.filter(Q(pk__in=moves.values("lot")) | Q(pk__in=[one.lot_id for one in orders])))


def _running(point: ControlPoint, start: datetime, end: datetime) -> Sequence[Span] | None:
    if point.is_always or point.work_unit_id is None:
        return None
    return [(run.setup_until or run.started_at, run.ended_at) for run in runs_of(point, start, end)]


def slots_wanted(point: ControlPoint, start: datetime, end: datetime) -> list[datetime]:
    """Starts of the whole intervals in the span that want a value, from when the version came into force."""
    begin = max(start, point.version.in_force_from or end)
    if begin >= end:
        return []
    return due_slots(point.every_minutes, begin, end, running=_running(point, begin, end))


def slots_without_value(point: ControlPoint, now: datetime) -> dict[datetime, bool]:
    """Intervals that have gone by without a value, the earliest first → whether each is written down as missed."""
    start = now - LOOK_BACK
    rows = CcpRecord.objects.filter(mark=point.mark, slot__gte=start - timedelta(days=1))
    told: dict[str, list[datetime]] = {Kind.VALUE: [], Kind.MISSED: []}
    for kind, slot in rows.filter(kind__in=told).values_list("kind", "slot"):
        told[kind].append(slot)
    found = missing(slots_wanted(point, start, now), told[Kind.VALUE], point.every_minutes)
    fresh = set(missing(found, told[Kind.MISSED], point.every_minutes))
    return {slot: slot not in fresh for slot in found}


def slots_missing(point: ControlPoint, now: datetime) -> list[datetime]:
    """Intervals that have gone by without a value and aren't written down as missed."""
    return [slot for slot, is_noted in slots_without_value(point, now).items() if not is_noted]


@dataclass(frozen=True, slots=True)
class Standing:
    """A point on the tablet: how many intervals wait for a value, and its newest one."""

    point: ControlPoint
    missing: int
    newest: CcpRecord | None
    deviation: CcpRecord | None


def standings(now: datetime) -> list[Standing]:
    open_ones = {row.mark: row for row in open_deviations()}
    return [
        Standing(
            point, len(slots_missing(point, now)),
            CcpRecord.objects.filter(mark=point.mark, kind=Kind.VALUE).order_by("-at", "-sequence").first(),
            open_ones.get(point.mark),
        )
        for point in points_in_force()
    ]  # fmt: skip


def open_deviations() -> QuerySet[CcpRecord]:
    """Values out of their critical limits for which no corrective action is written down."""
    done = CcpRecord.objects.filter(kind=Kind.ACTION).values("about")
    rows = CcpRecord.objects.filter(case__isnull=False, is_within=False).exclude(pk__in=done)
    return rows.select_related("point", "case", "lot", "order", "person")


@dataclass(slots=True)
class Line:
    """A value of the sheet with what was added to it."""

    row: CcpRecord
    corrections: list[CcpRecord] = field(default_factory=list)
    actions: list[CcpRecord] = field(default_factory=list)

    @property
    def valid(self) -> CcpRecord:
        """The newest correction, or the value itself."""
        return self.corrections[-1] if self.corrections else self.row


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day of one CCP as the inspector sees it. unsigned: entries written after the latest signature of the day."""

    lines: list[Line]
    signatures: list[CcpRecord]
    writers: list[Person]

    @property
    def sequences(self) -> list[int]:
        """Of all that is written on it, without the signatures."""
        return [one.sequence for line in self.lines for one in (line.row, *line.corrections, *line.actions)]

    @property
    def unsigned(self) -> int:
        last = max((one.sequence for one in self.signatures), default=None)
        return 0 if last is None else sum(number > last for number in self.sequences)

    def checked(self) -> Checked | None:
        """Whether its entries and signatures are as they were written; None for an empty sheet."""
        numbers = self.sequences + [one.sequence for one in self.signatures]
        return verify_between(min(numbers), max(numbers)) if numbers else None


def sheet(mark: str, day: date) -> Sheet:
    start, end = day_span(day)
    rows = CcpRecord.objects.filter(mark=mark, kind__in=(Kind.VALUE, Kind.MISSED), at__gte=start, at__lt=end)
    lines = {
        row.pk: Line(row) for row in rows.select_related("point", "person", "lot", "order__item", "case").order_by("at")
    }
    for row in _followers(lines):
        line = lines[row.about_id]  # type: ignore[index]
        (line.corrections if row.kind == Kind.CORRECTION else line.actions).append(row)
    signed = CcpRecord.objects.filter(mark=mark, kind=Kind.VERIFICATION, day=day).select_related("person")
    people = {
        one.person_id: one.person
        for line in lines.values()
        for one in (line.row, *line.corrections, *line.actions)
        if one.person is not None
    }
    return Sheet(list(lines.values()), list(signed), list(people.values()))


def _followers(lines: Mapping[int, Line]) -> Iterator[CcpRecord]:
    rows = CcpRecord.objects.filter(about__in=lines, kind__in=(Kind.CORRECTION, Kind.ACTION))
    return rows.select_related("point", "person").order_by("sequence").iterator()


def today() -> date:
    return timezone.localdate(clock.now())
