"""Jobs of the programme."""

from procrastinate.contrib.django import app

from dure.plant.today import today
from dure.programme.scope import EVERYTHING, within
from dure.programme.services.cases import mark_overdue


@app.periodic(cron="5 * * * *")
@app.task(name="programme.mark_overdue", queueing_lock="programme.mark_overdue")
def find_overdue(timestamp: int) -> None:
    """Mark what was due before today. Each hour, so that it holds soon after midnight wherever the hub stands."""
    with within(EVERYTHING):
        mark_overdue(day=today())
