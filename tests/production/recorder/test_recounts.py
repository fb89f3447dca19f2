"""A recount that is asked for while the one before begins."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections, transaction

from dure.production import recounting
from dure.production.models import Recount
from dure.production.rebuild import Window
from dure.production.rewriting import Outcome
from tests.production.recorder.conftest import DAY, Floor
from tests.telemetry.test_locks import wait_for_waiter


def test_an_earlier_moment_that_is_asked_for_while_the_job_begins_is_not_lost(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Recount.objects.create(work_unit=floor.unit, since=DAY, asked_at=DAY)
    counted: list[datetime | None] = []

    def count_again(url: str, window: Window, progress: object) -> Outcome:
        counted.append(window.since)
        return Outcome()

    monkeypatch.setattr(recounting, "count_again", count_again)

    def job() -> None:
        recounting.run(row.pk, floor.url)
        connections.close_all()

    working = threading.Thread(target=job)
    with transaction.atomic():
        waiting = Recount.objects.select_for_update().get(status=Recount.Status.WAITING)
        working.start()
        wait_for_waiter()
        waiting.since = DAY - timedelta(hours=1)
        waiting.save(update_fields=["since"])
    working.join(20)
    assert counted == [DAY - timedelta(hours=1)]
