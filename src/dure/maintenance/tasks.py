"""The jobs of maintenance; procrastinate looks for them here."""

from procrastinate.contrib.django import app

from dure.maintenance import services


@app.periodic(cron="*/5 * * * *")
@app.task(name="maintenance.watch", lock="maintenance", queueing_lock="maintenance")
def watch(timestamp: int) -> None:
    """Follow the signals of plans by condition, then make the jobs of what is due."""
    services.watch_all()
    services.make_due_jobs()
