"""Planning: everything anew, or only what changed. A fixed number of queries, whatever the number of items."""

import gc
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from dure.inventory.models import Item
from dure.kernel import clock
from dure.planning import mrp
from dure.planning.errors import LoopFound
from dure.planning.models import Advice, MrpRun, Proposal
from dure.planning.netchange import replan
from dure.planning.selectors import inputs as facts
from dure.planning.selectors import marks as told
from dure.planning.services import writing
from dure.planning.words import Loop, Need, Plan
from dure.plant.models import Person

LOCK = 7_211_004
"""PostgreSQL's advisory lock: held alone by a run, shared by whoever decides on proposals meanwhile."""


@transaction.atomic
def ask_run(*, kind: str = MrpRun.Kind.EVERYTHING, by: Person | None) -> MrpRun:
    """Have a job plan; the run that waits already, if it does enough."""
    from dure.planning.tasks import plan_now

    waiting = MrpRun.objects.filter(status=MrpRun.Status.WAITING, kind__in=(kind, MrpRun.Kind.EVERYTHING)).first()
    if waiting is not None:
        return waiting
    run = MrpRun.objects.create(kind=kind, asked_by=by, asked_at=clock.now())
    try:
        with transaction.atomic():
            plan_now.configure(queueing_lock=f"planning.run.{run.pk}").defer(run_id=run.pk)
    except AlreadyEnqueued:
        pass
    return run


def run_mrp(*, kind: str = MrpRun.Kind.EVERYTHING, by: Person | None = None) -> MrpRun:
    """Plan at once, in this process. Raises LoopFound."""
    return carry_out(run=MrpRun.objects.create(kind=kind, asked_by=by, asked_at=clock.now()))


def carry_out(*, run: MrpRun) -> MrpRun:
    """Do what a run asks for. Only one goes on at a time; what happens to it stands on the row. Raises LoopFound."""
    with _alone(), _without_pauses():
        # Nobody else plans now, so a run that says so ended without saying it.
        MrpRun.objects.filter(status=MrpRun.Status.RUNNING).exclude(pk=run.pk).update(status=MrpRun.Status.FAILED)
        began = time.monotonic()
        run.started_at, run.status = clock.now(), MrpRun.Status.RUNNING
        run.save()
        try:
            _Work(run).do()
        except Loop as error:
            names = dict(Item.objects.filter(pk__in=error.items).values_list("pk", "code"))
            run.problem = " → ".join(names.get(item, "?") for item in error.items)[:300]
            raise LoopFound("These items contain themselves: %(items)s", items=run.problem) from error
        finally:
            run.seconds = time.monotonic() - began
            run.status = MrpRun.Status.DONE if run.progress == 100 else MrpRun.Status.FAILED
            run.save()
    return run


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _without_pauses() -> Iterator[None]:
    """A run makes a million small things that it needs to its end and that form no cycles: looking through them
    again and again for what may be thrown away took four tenths of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def beside_runs() -> None:
    """Wait for a run that goes on, and let none begin before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])


@dataclass(slots=True)
class _Work:
    run: MrpRun

    def do(self) -> None:
        today = timezone.localdate(clock.now())
        with transaction.atomic():
            _one_moment()
            choices = facts.rules()
            days = facts.workdays(today)
            common = told.common_mark(choices, days.days)
            if self.run.kind == MrpRun.Kind.CHANGES and not _can_go_on_from(today, common):
                self.run.kind = MrpRun.Kind.EVERYTHING
            everything = self.run.kind == MrpRun.Kind.EVERYTHING
            # Marks and facts are of one moment, so what changes from now on is found by the next comparison.
            marks = told.marks(today, choices) if everything else told.changed_marks(today, choices)
            read = facts.read(today, choices, days, None if everything else list(marks))
            drawn = {} if everything else _drawn(set(read.kinds))
        self._step(30)
        self.run.today, self.run.rules_mark = today, common
        self.run.horizon = today + timedelta(days=choices.horizon_days)
        items, found = _planned(read, None if everything else set(marks) & read.kinds.keys(), drawn)
        self._step(60)
        with transaction.atomic():
            writing.clear(items)
            writing.write(found, read, drawn)
            writing.write_marks(marks, everything=everything)
            writing.forget_dismissed()
            self.run.items = len(read.kinds) if items is None else len(items)
            self.run.proposals = Proposal.objects.filter(status=Proposal.Status.OPEN).count()
            self.run.advice = Advice.objects.count()
            self._step(100)

    def _step(self, percent: int) -> None:
        self.run.progress = percent
        self.run.save(update_fields=["progress"])


def _one_moment() -> None:
    """All facts as of one moment; inside a larger transaction (a test) it isn't ours to say."""
    if not connection.in_atomic_block or len(connection.savepoint_ids):
        return
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _can_go_on_from(today: date, common: int) -> bool:
    """Whether the newest plan is of today and of the same rules and calendar."""
    last = MrpRun.objects.filter(status=MrpRun.Status.DONE).first()
    return last is not None and last.today == today and last.rules_mark == common


def _planned(
    read: facts.Inputs, touched: set[int] | None, drawn: dict[int, list[Need]]
) -> tuple[set[int] | None, Plan]:
    if touched is None:
        return None, mrp.plan(read.problem)
    changed = replan(read.problem, touched, read.kinds, drawn)
    return changed.items, changed.plan


_DRAWN = """
SELECT need_item_id, item_id, number, (sum(quantity) * 10000)::bigint, need FROM planning_peg
WHERE item_id = ANY(%s) AND need_item_id IS NOT NULL GROUP BY need_item_id, item_id, number, need
"""


def _drawn(items: set[int]) -> dict[int, list[Need]]:
    """What the newest plan says that orders draw from these items. One query."""
    found: dict[int, list[Need]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN, [list(items)])
        for parent, *need in cursor.fetchall():
            found[parent].append(Need(*need))
    return found
