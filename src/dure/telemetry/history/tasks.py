"""When the history is tidied: often in small steps, one at a time, on a queue of its own."""

from procrastinate.contrib.django import app

from dure.telemetry.history import compaction, retention


@app.periodic(cron="*/5 * * * *")
@app.task(name="telemetry.tidy_history", queue="history", lock="history", queueing_lock="history")
def tidy_history(timestamp: int) -> None:
    """Merge, compact at most two days and delete what was replaced."""
    compaction.run(at_most_days=2)


@app.periodic(cron="40 3 * * *")
@app.task(name="telemetry.apply_retention", queue="history", lock="history")
def apply_retention(timestamp: int) -> None:
    """Let go of days that the plant no longer wants."""
    retention.apply()
