"""The jobs of quality; procrastinate looks for them here."""

from procrastinate.contrib.django import app

from dure.kernel import clock
from dure.quality import services


@app.periodic(cron="* * * * *")
@app.task(name="quality.watch_points", queueing_lock="quality.watch_points", lock="quality.watch_points")
def watch_points(timestamp: int) -> None:
    """Write down what critical control points told, and what is missing."""
    services.watch_points(now=clock.now())
