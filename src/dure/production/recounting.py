"""Write what the event log gives by today's rules over the rows of some work units, in one transaction."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import connection as database
from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.production import rebuild, rewriting
from dure.production.models import Recount
from dure.production.rebuild import Progress, Window
from dure.production.rewriting import Outcome
from dure.production.services.recounts import check_reach
from dure.telemetry.models import Reader
from dure.web.live import announce


def count_again(url: str, window: Window, progress: Progress | None = None) -> Outcome:
    """Replace the derived rows of `window.units` from `since` to `until`; without bounds all of them.

    The log is read while the recorder goes on; only what came meanwhile is read while it waits.
    Raises Conflict when the log doesn't reach back to what was counted of them.
    """
    units = sorted(window.units or ())
    check_reach(units)
    with rebuild.shadow(url, units, progress) as again:
        position, _ = _place(is_held=False)
        again.read_to(position)
        with transaction.atomic():
            position, passed_us = _place(is_held=True)
            _hold_records(units)
            again.read_to(position)
            again.let_pass(passed_us)
            computed = [rewriting.computed(unit) for unit in units]
            rebuild.unveil()
            outcome = Outcome()
            for one in computed:
                rewriting.replace(one, window, outcome)
    return outcome


def run(recount_id: int, url: str) -> None:
    """Do what was asked for, telling how far it is. What can't be done is refused with the reason; repeatable."""
    asked = Recount.objects.filter(pk=recount_id)
    # First of all: whoever asks for an earlier moment changes this row while it waits, and makes another one after.
    if not asked.exclude(status__in=(Recount.Status.DONE, Recount.Status.REFUSED)).update(
        status=Recount.Status.RUNNING
    ):
        return
    row = asked.get()
    window = Window(units=[row.work_unit_id], since=row.since)
    try:
        outcome = count_again(url, window, _telling(asked))
    except DureError as error:
        values = {name: str(value) for name, value in error.params.items()}
        asked.update(status=Recount.Status.REFUSED, note=error.message, note_values=values, ended_at=clock.now())
        return
    finally:
        announce(f"unit:{row.work_unit_id}")
    asked.update(
        status=Recount.Status.DONE,
        changed_rows=outcome.changed_rows,
        corrections_to_check=outcome.corrections_to_check,
        ended_at=clock.now(),
    )
    announce(f"unit:{row.work_unit_id}")


def _telling(asked: Any) -> Callable[[int, int], None]:
    """Keep how far it is, a hundred times at most; not in the transaction that writes the rows, which nobody sees."""
    told = [-1]

    def tell(done: int, of: int) -> None:
        if database.in_atomic_block or 100 * done // max(of, 1) == told[0]:
            return
        told[0] = 100 * done // max(of, 1)
        asked.update(done_messages=done, all_messages=of)

    return tell


def _place(*, is_held: bool) -> tuple[int, int]:
    """The results' real position and the time they have let pass, locked if wanted."""
    lock = " FOR UPDATE" if is_held else ""
    with database.cursor() as cursor:
        cursor.execute(
            f"SELECT stream_sequence, passed_us FROM public.telemetry_logposition WHERE reader = %s{lock}",  # noqa: S608
            [Reader.RESULTS.value],
        )
        return cursor.fetchone() or (0, 0)


def _hold_records(units: Collection[int]) -> None:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM public.production_unitrecord WHERE work_unit_id = ANY(%s) ORDER BY work_unit_id FOR UPDATE",
            [list(units)],
        )
