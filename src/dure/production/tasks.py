"""The jobs of production; procrastinate looks for them here."""

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dure.production import recounting

# The event log may be starting again.
_PATIENCE = RetryStrategy(max_attempts=10, exponential_wait=2)


@app.task(name="production.recount", queue="recounts", lock="recount", retry=_PATIENCE)
def recount(recount_id: int) -> None:
    """Count a work unit again, one at a time; see recounting."""
    recounting.run(recount_id, settings.NATS_URL)
