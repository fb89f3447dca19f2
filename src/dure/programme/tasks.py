"""The jobs of the programme; procrastinate looks for them here."""

from procrastinate.contrib.django import app

from dure.kernel import clock
from dure.plant.today import today
from dure.programme.models import TrailAnchor
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import contacts, trail
from dure.programme.services.cases import mark_overdue


@app.periodic(cron="5 * * * *")
@app.task(name="programme.mark_overdue", queueing_lock="programme.mark_overdue")
def find_overdue(timestamp: int) -> None:
    """Mark what was due before today. Each hour, so that it holds soon after midnight wherever the hub stands."""
    with within(EVERYTHING):
        mark_overdue(day=today())


@app.periodic(cron="5 0 * * *")
@app.task(name="programme.day", queueing_lock="programme.day", lock="programme.day")
def day(timestamp: int) -> None:
    """Sign the head of the trail; destroy contacts whose time is over."""
    trail.anchor(TrailAnchor.Why.DAY)
    with within(EVERYTHING):
        contacts.destroy_old(now=clock.now())


@app.periodic(cron="35 2 1 * *")
@app.task(name="programme.cut_trail", queueing_lock="programme.cut_trail", lock="programme.cut_trail")
def cut_trail(timestamp: int) -> None:
    """Take away what the terms of the trail no longer keep."""
    trail.cut_old(now=clock.now())
