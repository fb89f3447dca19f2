"""What the last weeks left behind, as a plant that is played is described by it. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dure.kernel.errors import Invalid
from dure.performance.periods import Period, midnight, week_of
from dure.performance.scope import Scope, everything
from dure.performance.selectors import scope_row, time_pieces
from dure.planning.changeovers import Changeovers, Kind, Line
from dure.planning.models import OrderPriority, SetupTime
from dure.planning.selectors.shared import kg_of, rooms
from dure.planning.selectors.ways import ways
from dure.planning.simulation.record import Article, Did, Ordered, Record, Run, Skill, Stage, Station, Stretch
from dure.plant.models import PersonSkill, WorkUnit
from dure.plant.selectors import prepare, work_spans
from dure.product.models import IdealCycle, Operation, Routing
from dure.product.selectors.routings import step_of
from dure.product.times import per_piece
from dure.production.models import Completion, OperationRun, RunMember, StateInterval, WorkOrder
from dure.production.selectors.performance import quantities_of_orders, stops

KPIS = ("oee", "availability", "effectiveness", "quality_ratio")
LONGEST_DAYS = 400
_WORK = "work"
_DID = {"apt_planned": Did.WORK, "aust_planned": Did.SETUP, "apt_outside": Did.OUTSIDE, "aust_outside": Did.OUTSIDE,
        "no_data": Did.SILENT}  # fmt: skip


def read_month(now: datetime, days: int) -> Record:
    """The last whole days before today, as far as there are records of them. Raises Invalid for a number of days that
    can't be."""
    if not 0 < days <= LONGEST_DAYS:
        raise Invalid("From 1 to %(most)s days can be measured.", most=LONGEST_DAYS)
    zone = ZoneInfo(timezone.get_default_timezone_name())
    today = now.astimezone(zone).date()
    first = today - timedelta(days=days)
    begun = _begun(midnight(first, zone), now)
    if begun is not None and begun > midnight(first, zone):
        first = min(begun.astimezone(zone).date() + timedelta(days=1), today - timedelta(days=1))
    return _Reading(now, zone, Period(midnight(first, zone), midnight(today, zone), zone), first, today).record()


def _begun(since: datetime, now: datetime) -> datetime | None:
    """The first moment that anything is recorded of, no earlier than `since`; what begins in the middle of a day counts
    from the next one on. None without records."""
    states = StateInterval.objects.filter(started_at__lt=now).exclude(state="unknown").order_by("started_at")
    runs = OperationRun.objects.filter(started_at__lt=now).order_by("started_at")
    found = [row for rows in (states, runs) if (row := rows.values_list("started_at", flat=True).first()) is not None]
    return max(min(found), since) if found else None


@dataclass
class _Reading:
    now: datetime
    zone: ZoneInfo
    period: Period
    first: date
    today: date

    def __post_init__(self) -> None:
        self.monday = midnight(week_of(self.first), self.zone)

    def record(self) -> Record:
        orders = list(self._orders())
        runs = self._runs(orders)
        scope = everything()
        units = {unit.pk: unit for unit in scope.units}
        stages = self._stages({order.item_id for order in orders}, scope.units)
        used = {run.unit for run in runs} | {unit for rows in stages.values() for one in rows for unit in one.units}
        scope = Scope(scope.level, scope.code, scope.name, tuple(unit for unit in scope.units if unit.pk in used))
        ideals, shared = self._ideals(), rooms()
        items = {order.item_id: order.item for order in orders}
        skills, people = self._people(stages)
        return Record(
            name=scope.name,
            first=self._minute(self.period.start),
            last=self._minute(self.period.end),
            stations=tuple(self._stations(scope)),
            articles=tuple(
                Article(pk, item.code, tuple(stages.get(pk, ())), ideals.get(pk, {})) for pk, item in items.items()
            ),
            orders=tuple(self._ordered(orders, runs)),
            runs=tuple(sorted(runs, key=lambda one: (one.begin, one.unit))),
            people=people,
            skills=skills,
            changeovers=Changeovers(
                [Line(row.minutes, row.before, row.after, row.work_center_id, row.for_allergens)
                 for row in SetupTime.objects.all()],
                {pk: Kind(item.group, frozenset(item.allergens)) for pk, item in items.items()},
                {pk: unit.work_center_id for pk, unit in units.items()},
            ),
            kpis=self._kpis(scope),
            batches=RunMember.objects.filter(operation__order__in=orders).exclude(
                run__work_unit__in=shared).values("operation__order").distinct().count(),
            rooms=shared,
            kg=kg_of(items, shared),
            ways=ways(),
        )  # fmt: skip

    def _minute(self, moment: datetime) -> float:
        return (moment - self.monday).total_seconds() / 60

    def _orders(self) -> Iterable[WorkOrder]:
        """That ran in the measured days, or are open and were there."""
        in_period = Q(started_at__lt=self.period.end) & (Q(ended_at=None) | Q(ended_at__gt=self.period.start))
        ran = Exists(OperationRun.objects.filter(in_period, work_order=OuterRef("pk")))
        waits = Q(status__in=WorkOrder.OPEN) & (Q(released_at__lt=self.period.end) | Q(released_at=None))
        rows = WorkOrder.objects.filter(ran | waits).exclude(status=WorkOrder.Status.CANCELLED)
        return rows.select_related("item").order_by("pk")

    def _runs(self, orders: Sequence[WorkOrder]) -> list[Run]:
        """All of the orders, with their pieces."""
        fields = ("work_unit", "work_order", "operation__number", "started_at", "ended_at", "setup_until", "pk")
        rows = OperationRun.objects.filter(work_order__in=orders, started_at__lt=self.now).order_by("started_at", "pk")
        found = list(rows.values_list(*fields))
        made = self._made([order.pk for order in orders], found)
        inside = self._inside(orders)
        return [
            Run(unit, one, its, self._minute(begin), None if end is None else self._minute(end),
                None if setup is None else self._minute(setup), *(part * value for value in made[at]))
            for at, (unit, order, number, begin, end, setup, pk) in enumerate(found)
            if end is None or end > begin
            for one, its, part in inside.get(pk, [(order, number, 1.0)])
        ]  # fmt: skip

    def _inside(self, orders: Sequence[WorkOrder]) -> dict[int, list[tuple[int, int, float]]]:
        """Run in which orders were together → (order, number of its operation, its share of the pieces)."""
        runs = RunMember.objects.filter(operation__order__in=orders).values("run")
        rows = RunMember.objects.filter(run__in=runs).order_by("pk")
        found: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for run, order, number, pieces in rows.values_list("run", "operation__order", "operation__number", "quantity"):
            found[run].append((order, number, float(pieces)))
        known = {order.pk for order in orders}
        return {
            run: [(order, number, pieces / sum(one for *_, one in row)) for order, number, pieces in row
                  if order in known]
            for run, row in found.items()
        }  # fmt: skip

    def _made(self, orders: Collection[int], runs: Sequence[tuple]) -> dict[int, tuple[float, float, float]]:  # type: ignore[type-arg]
        """Number of a run → (pieces, rejected, to be done again). A result lies in the last run that had begun."""
        by_place: dict[tuple[int, int | None], list[int]] = defaultdict(list)
        for at, (unit, order, *_) in enumerate(runs):
            by_place[unit, order].append(at)
        sums: dict[int, tuple[float, float, float]] = defaultdict(lambda: (0.0, 0.0, 0.0))
        for row in quantities_of_orders(orders):
            places = by_place.get((row.work_unit_id, row.order_id), [])
            begun = [at for at in places if runs[at][3] <= row.first_at] or places[:1]
            if begun:
                pieces, bad, rework = sums[begun[-1]]
                sums[begun[-1]] = (pieces + float(row.produced), bad + float(row.reject), rework + float(row.rework))
        return sums

    def _ordered(self, orders: Sequence[WorkOrder], runs: Iterable[Run]) -> Iterator[Ordered]:
        of_order: dict[int, list[Run]] = defaultdict(list)
        for run in runs:
            of_order[run.order].append(run)
        final = dict(
            Completion.objects.filter(order__in=orders, is_final=True, undone_at=None).values_list("order", "made_at")
        )
        weights = dict(OrderPriority.objects.values_list("order", "weight"))
        for order in orders:
            own = of_order[order.pk]
            end = self._end(order, final.get(order.pk), own)
            release = self._release(order, own)
            yield Ordered(
                order.pk, order.number, order.item_id, float(order.started or order.quantity), release,
                None if order.due_at is None else self._minute(order.due_at), end, float(order.received),
                float(weights.get(order.pk, 1)),
            )  # fmt: skip

    def _release(self, order: WorkOrder, runs: Sequence[Run]) -> float:
        """From its release on, but not before the day on which it was to begin; at the latest when it was begun."""
        release = self._minute(order.released_at or order.created_at)
        if order.start_on is not None:
            release = max(release, self._minute(midnight(order.start_on, self.zone)))
        return min([release, *(run.begin for run in runs)])

    def _end(self, order: WorkOrder, final: datetime | None, runs: Sequence[Run]) -> float | None:
        if order.status != WorkOrder.Status.DONE:
            return None
        known = final or order.closed_at
        if known is not None:
            return self._minute(known)
        return max((run.until(0.0) for run in runs), default=None)

    def _stages(self, items: Collection[int], units: Iterable[WorkUnit]) -> dict[int, list[Stage]]:
        """Of the routings in force on the last day, or else of the newest one."""
        rows = Routing.objects.filter(item__in=items).exclude(status=Routing.Status.DRAFT).order_by("valid_from", "pk")
        chosen: dict[int, Routing] = {}
        for row in rows.prefetch_related("operations__units"):
            if row.item_id not in chosen or row.valid_from < self.today:
                chosen[row.item_id] = row
        by_center: dict[int, list[int]] = defaultdict(list)
        active = {unit.pk for unit in units if unit.is_active}
        for unit in units:
            if unit.is_active:
                by_center[unit.work_center_id].append(unit.pk)
        return {
            item: [_stage(one, by_center, active) for one in routing.operations.all()]
            for item, routing in chosen.items()
        }

    def _people(self, stages: Mapping[int, Sequence[Stage]]) -> tuple[dict[int, str], dict[Skill, int]]:
        """(name of each skill that is asked for, how many people have it at the level that is)."""
        wanted = {one.skill for rows in stages.values() for one in rows if one.skill is not None}
        rows = PersonSkill.objects.filter(skill__in={skill for skill, _ in wanted}, person__is_active=True)
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=self.today))
        rows = rows.filter(Q(person__ends_on=None) | Q(person__ends_on__gte=self.today))
        names: dict[int, str] = {}
        people: dict[Skill, int] = defaultdict(int)
        for skill, name, level in rows.values_list("skill", "skill__name", "level"):
            names[skill] = name
            for one in wanted:
                people[one] += one[0] == skill and one[1] <= level
        return names, {one: count for one, count in people.items() if count}

    def _ideals(self) -> dict[int, dict[int | None, float]]:
        found: dict[int, dict[int | None, float]] = defaultdict(dict)
        rows = IdealCycle.objects.filter(valid_from__lt=self.period.end).order_by("valid_from", "pk")
        for item, unit, seconds in rows.values_list("item", "work_unit", "seconds"):
            found[item][unit] = float(seconds)
        return found

    def _kpis(self, scope: Scope) -> dict[str, float]:
        """Those that are told of all units; a figure that leaves some out can't be compared."""
        if not scope.units:
            return {}
        figures = scope_row(scope, self.period, self.now, KPIS).figures
        return {
            code: one.value for code, one in figures.items() if one.value is not None and one.used == one.of
        }  # fmt: skip

    def _stations(self, scope: Scope) -> Iterator[Station]:
        prepare(scope.unit_ids)
        reasons = {row.id: row.reason_name or "" for row in stops(scope.unit_ids, self.period.start, self.period.end)}
        pieces = time_pieces(scope, self.period, self.now)
        weeks = -(-(self.today - week_of(self.first)).days // 7)
        end = midnight(week_of(self.first) + timedelta(weeks=weeks), self.zone)
        for unit in scope.units:
            spans = tuple(
                (self._minute(span.start), self._minute(span.end)) for span in work_spans(unit, self.monday, end)
            )
            told = tuple(
                Stretch(self._minute(piece.start), self._minute(piece.end), did,
                        reasons.get(piece.stop.id, "") if piece.stop else "")
                for piece in pieces[unit.pk]
                if (did := self._did(piece)) is not None
            )  # fmt: skip
            center = unit.work_center
            yield Station(unit.pk, unit.name, center.pk, center.name, spans, told)

    def _did(self, piece) -> Did | None:  # type: ignore[no-untyped-def]
        """None outside of planned work, unless it worked."""
        if piece.element == "no_data":
            return Did.STOP if piece.stop is not None else Did.SILENT
        if piece.element in _DID:
            return _DID[piece.element]
        if piece.planned.kind != _WORK:
            return None
        return Did.MICRO if piece.state is not None and piece.state.is_micro else Did.STOP


def _stage(row: Operation, by_center: Mapping[int, Sequence[int]], active: Collection[int]) -> Stage:
    named = [one for one in row.units.all() if one.work_unit_id in active]
    steps = {one.work_unit_id: step_of(row, one) for one in named} or {
        unit: step_of(row) for unit in by_center.get(row.work_center_id or 0, ())
    }
    usual = next(iter(steps.values()), step_of(row))
    run_s = per_piece(usual.run_s, usual.batch)
    return Stage(
        number=row.number,
        name=row.name,
        units={} if row.is_subcontracted else {unit: step.setup_s for unit, step in steps.items()},
        piece_s=float(run_s) if run_s > Decimal(0) else None,
        skill=(row.skill_id, row.skill_level) if row.skill_id else None,
        gap_s=float(row.queue_seconds + row.wait_seconds),
        is_outside=row.is_subcontracted,
        moves_in_parts=row.transfer_quantity is not None,
        batch=None if usual.batch is None else float(usual.batch),
        run_s=usual.run_s,
    )
