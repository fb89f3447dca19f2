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


@app.periodic(cron="10 18 * * *")
@app.task(name="decisions.learn_nightly", queueing_lock="decisions.learn_nightly", lock="decisions.learn")
def learn_nightly(timestamp: int) -> None:
    """Learn the models anew, at 3:10 in Korea; what is in use stays in use."""
    services.learn_all(now=clock.now())


@app.task(name="decisions.learn_now", lock="decisions.learn")
def learn_now() -> None:
    """Learn them because somebody asked."""
    services.learn_all(now=clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="decisions.follow_models", queueing_lock="decisions.follow_models", lock="decisions.learn")
def follow_models(timestamp: int) -> None:
    """Hold the hours that are over against the models in use, and have what they say advised."""
    services.follow_all(now=clock.now())
    services.gather(now=clock.now())
