import logging

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from dure.events import log

# Tries for about two days: a reaction may wait for something that a person has to repair.
_TRIES = 30
_PATIENCE = RetryStrategy(max_attempts=_TRIES, exponential_wait=2, linear_wait=0, wait=0)
_KEPT_HOURS = 72
_SILENT_S = 60
"""A worker tells every ten seconds that it is alive."""
_log = logging.getLogger(__name__)


@app.task(name="events.react", queue="reactions", retry=_PATIENCE)
def react(event_id: int, path: str) -> None:
    log.run(event_id, path)


@app.periodic(cron="40 3 * * *")
@app.task(name="events.clear_jobs", queueing_lock="events.clear_jobs", pass_context=True)
async def clear_jobs(context: JobContext, timestamp: int) -> None:
    """Forget jobs that ended well three days ago: some run every minute, for ever. Those that failed stay."""
    await context.app.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS)


@app.periodic(cron="* * * * *")
@app.task(name="events.take_up", queueing_lock="events.take_up", pass_context=True)
async def take_up(context: JobContext, timestamp: int) -> None:
    """Do again what was under way when its worker was killed, or the power failed: else it were neither done nor
    failed for ever, and nothing that waits for it would begin. Jobs are idempotent, or note themselves how far they
    are. One that is asked for again already is left to that."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT_S):
        if job.attempts >= _TRIES:
            _log.error("job %s (%s) is given up after %s tries: its worker died", job.id, job.task_name, _TRIES)
            await manager.finish_job(job, Status.FAILED, delete_job=False)
            continue
        _log.warning("job %s (%s) is done again: its worker died", job.id, job.task_name)
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, Status.ABORTED, delete_job=False)
