"""The jobs of decisions; procrastinate looks for them here."""

from procrastinate.contrib.django import app

from dure.decisions import services
from dure.kernel import clock


@app.periodic(cron="* * * * * */20")
@app.task(name="decisions.watch_rules", queueing_lock="decisions.watch_rules", lock="decisions.watch_rules")
def watch_rules(timestamp: int) -> None:
    """Hold what the recorder wrote against the rules of alarms."""
    services.watch_rules(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="decisions.gather", queueing_lock="decisions.gather", lock="decisions.gather")
def gather(timestamp: int) -> None:
    """Ask all sources what they advise, and let go of what is over."""
    services.gather(now=clock.now())
