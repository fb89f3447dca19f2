"""Jobs of performance."""

from procrastinate.contrib.django import app

from dure.kernel import clock
from dure.performance import services
from dure.performance.energy import rolling
from dure.performance.energy import services as energy
from dure.performance.freshness import REFRESH

RECENT_DAYS, FAR_DAYS = 40, 400


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="performance.refresh", lock="performance.rollup")
def refresh_recent(timestamp: int) -> None:
    """Sum finished days up, and again those of the last weeks whose sources changed."""
    services.refresh_rollup(now=clock.now(), days=RECENT_DAYS)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="performance.refresh_far", lock="performance.rollup")
def refresh_far(timestamp: int) -> None:
    """The same once a night over more than a year, for corrections of long ago."""
    services.refresh_rollup(now=clock.now(), days=FAR_DAYS)


@app.task(name=REFRESH, queueing_lock=REFRESH, lock="performance.rollup")
def refresh_changed() -> None:
    """The same as soon as something changed behind finished days: the last weeks first, then all that is kept."""
    now = clock.now()
    services.refresh_rollup(now=now, days=RECENT_DAYS)
    services.refresh_rollup(now=now, days=FAR_DAYS)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="performance.energy", lock="performance.energy")
def refresh_energy(timestamp: int) -> None:
    """Sum up the quarter hours of energy meters from the history, and warn of a peak that is coming."""
    now = clock.now()
    rolling.refresh(now=now)
    energy.watch(now=now)
