"""Jobs of planning."""

from procrastinate.contrib.django import app

from dure.planning import services
from dure.planning.models import MrpRun, Schedule
from dure.planning.selectors.inputs import rules
from dure.planning.selectors.shop import live_schedule
from dure.planning.services import claims, following, schedules, simulations


@app.task(name="planning.plan_now", lock="planning.run")
def plan_now(run_id: int) -> None:
    """Carry out a run that somebody asked for."""
    services.carry_out(run=MrpRun.objects.get(pk=run_id))


@app.periodic(cron="20 4 * * *")
@app.task(name="planning.plan_nightly", queueing_lock="planning.nightly", lock="planning.run")
def plan_nightly(timestamp: int) -> None:
    """Plan everything anew once a night, where the plant wants it."""
    if rules().is_nightly:
        services.run_mrp()


@app.task(name="planning.schedule_now", lock="planning.schedule")
def schedule_now(schedule_id: int) -> None:
    """Make a schedule that somebody asked for."""
    schedules.carry_out_schedule(schedule=Schedule.objects.get(pk=schedule_id))


@app.periodic(cron="* * * * *")
@app.task(name="planning.follow", queueing_lock="planning.follow", lock="planning.schedule")
def follow(timestamp: int) -> None:
    """See each minute whether the plan that is followed still holds."""
    following.follow_schedule()


@app.task(name="planning.state_chances", lock="planning.chances")
def state_chances(schedule_id: int) -> None:
    """Say how likely orders of a plan that came into force are late."""
    claims.state_chances(schedule_id=schedule_id)


@app.periodic(cron="10 5 * * *")
@app.task(name="planning.state_chances_daily", queueing_lock="planning.chances_daily", lock="planning.chances")
def state_chances_daily(timestamp: int) -> None:
    """Say it anew each morning: the work has gone on, and orders have come."""
    live = live_schedule()
    if live is not None:
        claims.state_chances(schedule_id=live.pk)


@app.task(name="planning.simulate", queue="simulations", queueing_lock="planning.simulate")
def simulate() -> None:
    """Play the plant through, as somebody asked."""
    simulations.carry_out_waiting()
