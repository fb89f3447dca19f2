"""What the people of the demonstration do: start each shift's order, say why a machine stood, measure, come."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from dure.demo import food, mentoring_figures, shiftbook
from dure.demo.fleet import BY_CODE, FLEET, Machine
from dure.demo.orders import order_of
from dure.demo.plant import plan_orders
from dure.demo.simulation import Doing, Plant, WorkedShift
from dure.kernel import clock
from dure.planning.models import Schedule
from dure.planning.services.schedules import accept_schedule, ask_schedule
from dure.plant.models import Person, WorkUnit
from dure.production.models import Call, Downtime, DowntimeReason, OperationRun, WorkOrder
from dure.production.services.andon import answer_call, end_call
from dure.production.services.downtime import assign_downtime_reason
from dure.production.services.runs import end_run, start_run
from dure.quality.models import ControlPoint
from dure.quality.selectors.ccp import slots_missing

EXPLAINED = 0.8
"""Share of stops that get their true reason; the rest waits for whoever tries the tablet."""
AT_ONCE = 50
COMES_AFTER, ENDS_AFTER = timedelta(minutes=20), timedelta(minutes=30)
"""How long a call waits for whoever tries the board, before the supervisor goes there."""


@dataclass(slots=True)
class Crew:
    """left: stops that they have looked at and left to others. has_book: yesterday's shifts are given over.
    has_figures: what they say of the plant's level and its improvements is kept."""

    plant: Plant
    left: set[int] = field(default_factory=set)
    has_book: bool = False
    has_figures: bool = False

    def look(self) -> None:
        """One round through the plant."""
        person = Person.objects.get(username="demo-supervisor")
        self._start_orders(person, clock.now_us())
        is_explained = not self._explain_stops(person)
        self.has_book = self.has_book or (is_explained and shiftbook.keep())
        self._measure()
        self._come(person)
        if self.has_book:
            self._plan_once()
            if not self.has_figures:
                mentoring_figures.keep()
                self.has_figures = True

    @staticmethod
    def _plan_once() -> None:
        """The first schedule, made when the past is counted, and followed; later ones are for whoever tries it."""
        planner = Person.objects.get(username="demo-planner")
        first = Schedule.objects.filter(before=None, status=Schedule.Status.PROPOSED, decided_at=None).first()
        if not Schedule.objects.exists():
            ask_schedule(by=planner)
        elif first is not None and first.ready_at is not None and clock.now() - first.ready_at < COMES_AFTER:
            accept_schedule(schedule_id=first.pk, by=planner)

    @staticmethod
    def _measure() -> None:
        """The CCP by hand: the interval that has just gone by, where nobody else measured."""
        now = clock.now()
        for point in ControlPoint.objects.filter(mark=food.MARK_BY_HAND, version__status="in_force"):
            interval = timedelta(minutes=point.every_minutes)
            for slot in [one for one in slots_missing(point, now) if one > now - 2 * interval]:
                at = min(now, slot + interval - timedelta(minutes=1))
                food.measure(point, at, Person.objects.get(username="demo-operator1"))

    @staticmethod
    def _come(person: Person) -> None:
        now = clock.now()
        for row in Call.objects.filter(ended_at=None, undone_at=None, called_at__lt=now - COMES_AFTER):
            if row.answered_at is None:
                answer_call(call_id=row.pk, person=person)
            elif row.called_at < now - ENDS_AFTER:
                end_call(call_id=row.pk, person=person, cause="가서 바로잡음")

    def _start_orders(self, person: Person, now_us: int) -> None:
        runs = OperationRun.objects.filter(ended_at=None)
        running: dict[str, str] = dict(runs.values_list("work_unit__code", "work_order__number"))
        for machine in FLEET:
            shift = next(iter(self.plant.shifts_between(machine, now_us, now_us + 1)), None)
            if shift is not None:
                self._start_order(machine, shift, running.get(machine.code), person, now_us)
            elif machine.code in running:
                end_run(work_unit=WorkUnit.objects.get(code=machine.code), person=person)

    def _start_order(
        self, machine: Machine, shift: WorkedShift, running: str | None, person: Person, now_us: int
    ) -> None:
        wanted = order_of(self.plant, machine.line, shift.day, shift.code).number
        if running == wanted:
            return
        order = WorkOrder.objects.filter(number=wanted).first()
        if order is None:
            plan_orders(self.plant, now_us, 1)
            order = WorkOrder.objects.get(number=wanted)
        if order.status in (WorkOrder.Status.RELEASED, WorkOrder.Status.RUNNING):
            unit = WorkUnit.objects.get(code=machine.code)
            start_run(work_order=order, work_unit=unit, person=person)

    def _explain_stops(self, person: Person) -> int:
        """How many new ones there were."""
        stops = Downtime.objects.filter(reason=None, replaced_at=None).exclude(ended_at=None)
        new = stops.exclude(pk__in=self.left).select_related("work_unit").order_by("-started_at")[:AT_ONCE]
        reasons: dict[str, DowntimeReason] | None = None
        for stop in new:
            reasons = reasons or known_reasons()
            reason = self._reason(stop, reasons)
            if reason is None:
                self.left.add(stop.pk)
            else:
                assign_downtime_reason(downtime_id=stop.pk, reason=reason, person=person)
        return len(new)

    def _reason(self, stop: Downtime, reasons: Mapping[str, DowntimeReason]) -> DowntimeReason | None:
        machine = BY_CODE.get(stop.work_unit.code)
        if machine is None or random.Random(f"{machine.code}{stop.started_at}").random() > EXPLAINED:  # noqa: S311
            return None
        return reasons.get(cause_between(self.plant, machine, clock.to_us(stop.started_at), clock.to_us(stop.ended_at)))


def known_reasons() -> dict[str, DowntimeReason]:
    return {row.code: row for row in DowntimeReason.objects.exclude(parent=None).filter(is_active=True)}


def cause_between(plant: Plant, machine: Machine, start_us: int, end_us: int) -> str:
    """The cause of most of the time that a machine stood in [start, end), as the list of reasons names it, or ''."""
    seconds: dict[str, int] = {}
    for segment in plant.segments(machine, start_us, end_us):
        cause = segment.cause or ("changeover" if segment.doing is Doing.SETUP else "")
        share = min(end_us, segment.end_us) - max(start_us, segment.start_us)
        seconds[cause] = seconds.get(cause, 0) + share
    return max(seconds, key=lambda cause: (bool(cause), seconds[cause]), default="")
