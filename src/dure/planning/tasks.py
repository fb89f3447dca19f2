"""Jobs of planning."""

from procrastinate.contrib.django import app

from dure.planning import services
from dure.planning.models import MrpRun
from dure.planning.selectors.inputs import rules


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
