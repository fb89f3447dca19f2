from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from dure.events import log

# Tries for about two days: a reaction may wait for something that a person has to repair.
_PATIENCE = RetryStrategy(max_attempts=30, exponential_wait=2, linear_wait=0, wait=0)
_KEPT_HOURS = 72


@app.task(name="events.react", queue="reactions", retry=_PATIENCE)
def react(event_id: int, path: str) -> None:
    log.run(event_id, path)


@app.periodic(cron="40 3 * * *")
@app.task(name="events.clear_jobs", queueing_lock="events.clear_jobs", pass_context=True)
async def clear_jobs(context: JobContext, timestamp: int) -> None:
    """Forget jobs that ended well three days ago: some run every minute, for ever. Those that failed stay."""
    await context.app.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS)
