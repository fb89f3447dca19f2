"""The plant played through: asked for, carried out in another process, stopped, thrown away and taken back."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as mark
from procrastinate.exceptions import AlreadyEnqueued

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.planning.models import Simulation
from dure.planning.selectors.month import read_month
from dure.plant.models import Person
from dure.plant.services import change_row, record_change
from dure.plant.services.records import checked
from dure.web.problems import kept

if TYPE_CHECKING:
    from dure.planning.simulation.describing import Description

NEEDED = ("simpy", "numba")
Status, Way = Simulation.Status, Simulation.Way
OPEN = (Status.WAITING, Status.RUNNING)
KEPT = timedelta(days=30)
"""So long one that was thrown away can be taken back."""
_BROKEN = mark("The program was ended in the middle of it. Start it again.")
_FAILED = mark("The simulation failed; the log says more.")
_TICK_S = 1.0


class _Stopped(Exception):
    """A person has seen enough."""


def missing() -> str:
    """A program that has to be installed first; "" with all of them."""
    return next((name for name in NEEDED if find_spec(name) is None), "")


@transaction.atomic
def ask_simulation(*, before: str, after: str, days: int, seeds: int, by: Person | None) -> Simulation:
    """Have a job play the plant through. Raises Invalid, Conflict while another one goes on."""
    from dure.planning.tasks import simulate

    if name := missing():
        raise Invalid("Planning needs %(module)s: pip install 'dure[planning]'", module=name)
    if before == after:
        raise Invalid("Choose two different ways of working.")
    end_silent()
    Simulation.objects.filter(removed_at__lt=clock.now() - KEPT).delete()
    if Simulation.objects.filter(status__in=OPEN).exists():
        raise Conflict("A simulation is going on already. Wait for it, or stop it first.")
    row = Simulation(before=before, after=after, days=days, seeds=seeds, asked_at=clock.now(), asked_by=by)
    checked(row)
    row.save()
    record_change(row, verb="added", by=by)
    with suppress(AlreadyEnqueued), transaction.atomic():
        simulate.defer()
    return row


def end_silent() -> None:
    """Those that say they run, and have long said nothing."""
    for row in Simulation.objects.filter(status=Status.RUNNING):
        if row.is_silent(clock.now()):
            _end(row, Status.FAILED, problem=kept(Invalid(_BROKEN)))


def carry_out_waiting() -> None:
    """Whatever somebody has asked for and not stopped since, one after the other."""
    while row := Simulation.objects.filter(status=Status.WAITING).order_by("pk").first():
        carry_out_simulation(simulation=row)


def carry_out_simulation(*, simulation: Simulation) -> Simulation:
    """Play what a row asks for; what comes of it, or what went wrong, stands on the row. One that was stopped before it
    began is left alone."""
    end_silent()
    now = clock.now()
    rows = Simulation.objects.filter(pk=simulation.pk)
    if not rows.filter(status=Status.WAITING).update(status=Status.RUNNING, begun_at=now, alive_at=now):
        return rows.get()
    try:
        found = _answered(simulation)
    except _Stopped:
        _end(simulation, Status.STOPPED)
    except Invalid as error:
        _end(simulation, Status.FAILED, problem=kept(error))
    except Exception:
        _end(simulation, Status.FAILED, problem=kept(Invalid(_FAILED)))
        raise
    else:
        _end(simulation, Status.DONE, **found)
    return rows.get()


def _end(row: Simulation, status: str, **values: Any) -> None:
    rows = Simulation.objects.filter(pk=row.pk, status=Status.RUNNING)
    rows.update(status=status, ended_at=clock.now(), **values)


def _answered(row: Simulation) -> dict[str, Any]:
    """What stands on the row then. Raises Invalid for a plant that can't be described, _Stopped."""
    from dure.planning.simulation.answering import Asked, answered, as_rows
    from dure.planning.simulation.describing import describe
    from dure.planning.simulation.validating import validated

    now = clock.now()
    of = describe(read_month(now, row.days))
    before, after = (of.policy if way == Way.MEASURED else way for way in (row.before, row.after))
    runs = _played(row, of, list(dict.fromkeys([of.policy, before, after])))
    asked = Asked(timezone.localdate(now) - timedelta(days=1), before, after)
    answer = answered(of, asked, validated(of, runs[of.policy]), runs)
    return {"result": as_rows(answer), "holds": answer.holds}


def _played(row: Simulation, of: "Description", policies: list[str]) -> dict[str, Any]:
    """By policy, with the same seeds. Raises _Stopped; Failed when the process does."""
    from dure.planning.simulation.outside import Playing

    asked = [(policy, seed) for seed in range(1, row.seeds + 1) for policy in policies]
    with Playing(of, asked) as playing:
        for _tick in _ticks(row, playing, len(asked)):
            playing.wait(_TICK_S)
    return dict(playing.outcomes)


def _ticks(row: Simulation, playing: Any, total: int) -> Iterator[None]:
    """Until all is played; each time the row hears how far it is. Raises _Stopped as soon as a person wants it."""
    rows = Simulation.objects.filter(pk=row.pk)
    while playing.left:
        rows.update(played=total - playing.left, total=total, alive_at=clock.now())
        if rows.filter(stop_asked=True).exists():
            raise _Stopped
        yield


@transaction.atomic
def stop_simulation(*, simulation_id: int) -> Simulation:
    """What goes on ends within a second or two and leaves nothing; what waits never begins. Raises NotFound."""
    row = _locked(simulation_id)
    if row.status == Status.WAITING or row.is_silent(clock.now()):
        row.status, row.ended_at = Status.STOPPED, clock.now()
    if row.status in (Status.RUNNING, Status.STOPPED):
        row.stop_asked = True
        row.save(update_fields=["status", "ended_at", "stop_asked"])
    return row


@transaction.atomic
def remove_simulation(*, simulation_id: int, by: Person | None) -> Simulation:
    """Throw one away. Raises NotFound, Conflict while it goes on."""
    row = _locked(simulation_id)
    if row.status in OPEN:
        raise Conflict("Stop the simulation first.")
    if row.removed_at is None:
        change_row(row, {"removed_at": clock.now()}, by=by)
    return row


@transaction.atomic
def restore_simulation(*, simulation_id: int, by: Person | None) -> Simulation:
    """Have one back that was thrown away. Raises NotFound."""
    row = _locked(simulation_id)
    if row.removed_at is not None:
        change_row(row, {"removed_at": None}, by=by)
    return row


def _locked(simulation_id: int) -> Simulation:
    row = Simulation.objects.select_for_update().filter(pk=simulation_id).first()
    if row is None:
        raise NotFound("This simulation does not exist.")
    return row
