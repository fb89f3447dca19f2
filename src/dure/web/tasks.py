"""Jobs of the pages."""

from procrastinate.contrib.django import app

from dure.web import once


@app.periodic(cron="50 3 * * *")
@app.task(name="web.forget_sent_forms", queueing_lock="web.forget_sent_forms")
def forget_sent_forms(timestamp: int) -> None:
    """Let go of the keys of forms that were sent long ago."""
    once.forget_old()
