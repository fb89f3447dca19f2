"""Jobs of mentoring; procrastinate looks for them here."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from dure.kernel import clock
from dure.mentoring.services import losses
from dure.mentoring.services.level import compute_level, forget_data_ages, measure_data_age
from dure.mentoring.services.task_checks import look_again


@app.periodic(cron="*/10 * * * *")
@app.task(name="mentoring.measure_data_age", queueing_lock="mentoring.measure_data_age")
def data_age(timestamp: int) -> None:
    """Look how old the newest results are."""
    measure_data_age(now=clock.now())


@app.periodic(cron="40 18 * * *")
@app.task(name="mentoring.level_nightly", queueing_lock="mentoring.level_nightly", lock="mentoring.level")
def level_nightly(timestamp: int) -> None:
    """Compute the level of the day that is over, at 3:40 in Korea."""
    now = clock.now()
    compute_level(day=timezone.localdate(now) - timedelta(days=1), now=now)
    forget_data_ages(now=now)


@app.periodic(cron="50 18 * * *")
@app.task(name="mentoring.look_again", queueing_lock="mentoring.look_again", lock="mentoring.look_again")
def look_again_nightly(timestamp: int) -> None:
    """Look at gains whose 30, 90 or 180 days are over, at 3:50 in Korea."""
    look_again(now=clock.now())


@app.periodic(cron="30 19 * * *")
@app.task(name="mentoring.losses_nightly", queueing_lock="mentoring.losses_nightly", lock="mentoring.losses")
def losses_nightly(timestamp: int) -> None:
    """Work the losses of this month and the last out, at 4:30 in Korea; of a new plant those of the year before."""
    losses.refresh(now=clock.now())


@app.task(name="mentoring.losses_now", queueing_lock="mentoring.losses_now", lock="mentoring.losses")
def losses_now() -> None:
    """The same because somebody asked, or decided a rate."""
    losses.refresh(now=clock.now())
