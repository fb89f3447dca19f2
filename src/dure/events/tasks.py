from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dure.events import log

# Tries for about two days: a reaction may wait for something that a person has to repair.
_PATIENCE = RetryStrategy(max_attempts=30, exponential_wait=2, linear_wait=0, wait=0)


@app.task(name="events.react", queue="reactions", retry=_PATIENCE)
def react(event_id: int, path: str) -> None:
    log.run(event_id, path)
