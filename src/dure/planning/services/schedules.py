"""Schedules: asked for, made, accepted or declined, tried out in copies; what is followed goes to the work units."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Invalid, NotFound
from dure.planning.drafting import Draft, as_followed, better
from dure.planning.errors import Outdated
from dure.planning.events import ScheduleAccepted, ScheduleDeclined, ScheduleProposed, ScheduleTakenBack
from dure.planning.models import Schedule, ScheduledTask
from dure.planning.selectors.shop import live_schedule, read_shop, scheduling_rules, weights_of
from dure.planning.services.schedule_writing import write_draft
from dure.plant.models import Person
from dure.production.services.dispatching import Dispatched, set_dispatch
from dure.web.live import announce
from dure.web.problems import kept

LOCK = 7_211_005
"""PostgreSQL's advisory lock: held by whoever makes or changes a schedule."""
FRESH = timedelta(minutes=30)
"""A proposal that is older is planned anew before anybody can accept it: the shop has gone on."""
Status = Schedule.Status
OPEN = (Status.WAITING, Status.RUNNING)
DECIDABLE = (Status.PROPOSED, Status.COPY)


@transaction.atomic
def ask_schedule(*, by: Person | None, limit_s: float | None = None) -> Schedule:
    """Have a job look for a better plan; the one that is being looked for already, if there is one."""
    from dure.planning.tasks import schedule_now

    going = Schedule.objects.filter(status__in=OPEN).first()
    if going is not None:
        return going
    limit = scheduling_rules().search_seconds if limit_s is None else limit_s
    if not 0 < limit <= 3600:
        raise Invalid("Search for a second at least and an hour at most.")
    row = Schedule.objects.create(asked_at=clock.now(), asked_by=by, limit_s=limit)
    schedule_now.defer(schedule_id=row.pk)
    announce("planning:schedule")
    return row


def make_schedule(*, by: Person | None, limit_s: float = 3) -> Schedule:
    """Plan at once, in this process. Raises Invalid."""
    return carry_out_schedule(schedule=Schedule.objects.create(asked_at=clock.now(), asked_by=by, limit_s=limit_s))


def carry_out_schedule(*, schedule: Schedule) -> Schedule:
    """Look for the plan that a row asks for; it is proposed then. Raises Invalid; what went wrong stands on the row."""
    # Jobs that plan wait for each other, so one that says it runs ended without saying it.
    Schedule.objects.filter(status=Status.RUNNING).exclude(pk=schedule.pk).update(status=Status.FAILED)
    rows = Schedule.objects.filter(pk=schedule.pk)
    if rows.filter(stop_asked=True).exists():
        rows.update(status=Status.FAILED)
        return _again(schedule)
    rows.update(status=Status.RUNNING)
    try:
        _look_for(_again(schedule))
    except Exception as error:
        rows.update(status=Status.FAILED, problem=_kept(error))
        raise
    finally:
        announce("planning:schedule")
    return _again(schedule)


def _kept(error: Exception) -> dict[str, Any]:
    return kept(error if isinstance(error, Invalid) else Invalid("The planning failed; the log says more."))


def _again(row: Schedule) -> Schedule:
    return Schedule.objects.get(pk=row.pk)


def _look_for(row: Schedule) -> None:
    rules, live, now = scheduling_rules(), live_schedule(), clock.now()
    shop = read_shop(now, rules, follows=live)
    stop = threading.Event()
    with _watched(row, stop) as progress:
        found = better(
            shop, weights_of(rules), limit_s=row.limit_s, frozen_min=rules.frozen_minutes, progress=progress,
            stop=stop,
        )  # fmt: skip
    row.seconds = (clock.now() - now).total_seconds()
    with alone():
        propose(row, found, live)


@transaction.atomic
def propose(row: Schedule, found: Draft, live: Schedule | None) -> Schedule:
    """Lay a plan before whoever decides, in place of an older one."""
    Schedule.objects.filter(status=Status.PROPOSED).update(status=Status.REPLACED)
    row.before, row.status, row.ready_at = live, Status.PROPOSED, clock.now()
    row.save()
    write_draft(row, found)
    row.save()
    append(ScheduleProposed(schedule_id=row.pk))
    announce("planning:schedule")
    return row


@contextmanager
def _watched(row: Schedule, stop: threading.Event) -> Iterator[Any]:
    """Progress goes to the row, at most once a second; a wish to stop comes from it."""
    best: list[tuple[int, float]] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1.0):
            try:
                asked = Schedule.objects.filter(pk=row.pk, stop_asked=True).exists()
                if best:
                    Schedule.objects.filter(pk=row.pk).update(cost=best[-1][0], seconds=best[-1][1])
            finally:
                connection.close()
            if asked:
                stop.set()

    thread = threading.Thread(target=watch, daemon=True)
    if row.limit_s >= 2:
        thread.start()
    try:
        yield lambda cost, seconds: best.append((cost, seconds))
    finally:
        ended.set()
        if thread.is_alive():
            thread.join()


@transaction.atomic
def stop_schedule(*, schedule_id: int) -> Schedule:
    """Take the best plan found so far; one that hasn't begun is given up. Raises NotFound."""
    row = locked_schedule(schedule_id)
    if row.status in OPEN:
        row.stop_asked = True
        row.save(update_fields=["stop_asked"])
    return row


@transaction.atomic
def accept_schedule(*, schedule_id: int, by: Person | None) -> Schedule:
    """Follow a proposal, or a copy: the lists of the work units change. Raises Outdated when it is too old, or another
    plan is followed by now."""
    with alone(in_transaction=True):
        row = locked_schedule(schedule_id)
        if row.status not in DECIDABLE:
            raise Outdated("This plan can't be accepted any more. Look at the newest one.")
        live = live_schedule()
        if row.status == Status.COPY:
            _bring_up_to_now(row)
        elif row.before_id != (live.pk if live else None):
            raise Outdated("Another plan is followed by now. Plan anew.")
        elif row.ready_at is None or clock.now() - row.ready_at > FRESH:
            raise Outdated("This proposal is too old: the work has gone on since. Plan anew.")
        Schedule.objects.filter(status=Status.PROPOSED).exclude(pk=row.pk).update(status=Status.REPLACED)
        if live is not None:
            Schedule.objects.filter(pk=live.pk).update(status=Status.REPLACED)
        row.before = live
        row.status, row.decided_at, row.decided_by = Status.LIVE, clock.now(), by
        row.save()
        dispatch(row)
        append(ScheduleAccepted(schedule_id=row.pk, person_id=by.pk if by else None))
    return row


def _bring_up_to_now(row: Schedule) -> None:
    """A copy was made some time ago: its order, as early as that is possible now."""
    now = clock.now()
    shop = read_shop(now, rules := scheduling_rules(), follows=row)
    write_draft(row, as_followed(shop, weights_of(rules)))
    row.ready_at = now


@transaction.atomic
def undo_accept(*, schedule_id: int, by: Person | None) -> Schedule:
    """Follow again what was followed before. Raises Outdated once another plan is followed."""
    with alone(in_transaction=True):
        row = locked_schedule(schedule_id)
        if row.status != Status.LIVE:
            raise Outdated("Another plan is followed by now.")
        row.status, row.decided_at, row.decided_by = Status.PROPOSED, None, None
        if Schedule.objects.filter(status=Status.PROPOSED).exists():
            row.status = Status.REPLACED
        row.save()
        if row.before is not None:
            Schedule.objects.filter(pk=row.before_id).update(status=Status.LIVE)
        dispatch(row.before)
        append(ScheduleTakenBack(schedule_id=row.pk, person_id=by.pk if by else None))
    return row


@transaction.atomic
def decline_schedule(*, schedule_id: int, by: Person | None, reason: str = "") -> Schedule:
    """Keep the plan as it is. Raises Outdated."""
    row = locked_schedule(schedule_id)
    if row.status != Status.PROPOSED:
        raise Outdated("This plan can't be declined any more. Look at the newest one.")
    row.status, row.decided_at, row.decided_by = Status.DECLINED, clock.now(), by
    row.decline_reason = reason.strip()[:200]
    row.save()
    # Whoever declines knows what has happened: nothing is proposed again for that alone.
    Schedule.objects.filter(pk=row.before_id, status=Status.LIVE).update(facts=row.facts)
    append(ScheduleDeclined(schedule_id=row.pk, person_id=by.pk if by else None))
    announce("planning:schedule")
    return row


@transaction.atomic
def undo_decline(*, schedule_id: int) -> Schedule:
    """Have the proposal back. Raises Outdated when there is a newer one."""
    row = locked_schedule(schedule_id)
    if row.status != Status.DECLINED or Schedule.objects.filter(status=Status.PROPOSED).exists():
        raise Outdated("There is a newer proposal by now.")
    row.status, row.decided_at, row.decided_by, row.decline_reason = Status.PROPOSED, None, None, ""
    row.save()
    append(ScheduleProposed(schedule_id=row.pk))
    announce("planning:schedule")
    return row


def dispatch(row: Schedule | None) -> None:
    """Let the lists of the work units say what a schedule says; None: they go by due dates."""
    tasks = row.tasks.exclude(work_unit=None) if row is not None else ScheduledTask.objects.none()
    set_dispatch(
        rows=[
            Dispatched(*values)
            for values in tasks.order_by().values_list("order_id", "number", "work_unit_id", "starts_at")
        ]
    )
    announce("planning:schedule")


def locked_schedule(schedule_id: int) -> Schedule:
    """A schedule, locked. Raises NotFound."""
    row = Schedule.objects.select_for_update(of=("self",)).filter(pk=schedule_id).first()
    if row is None:
        raise NotFound("This schedule does not exist.")
    return row


@contextmanager
def alone(*, in_transaction: bool = False) -> Iterator[None]:
    """One makes or changes schedules at a time; in a transaction until its end."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_{'xact_' if in_transaction else ''}lock(%s)", [LOCK])
    try:
        yield
    finally:
        if not in_transaction:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
