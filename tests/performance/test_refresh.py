"""What changes behind finished days reaches the figures through the queue at once; until then pages say so."""

from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from django.test import Client
from procrastinate.contrib.django import app

from dure.kernel import clock
from dure.performance.models import RolledDay
from dure.performance.services import refresh_rollup
from dure.plant.services import add_entry
from dure.production.events import StatesRevised
from dure.production.models import Recount
from tests.performance.plant import MONDAY, Plant, a_usual_day, local, make_plant
from tests.performance.test_pages import person, text_of

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "being recomputed"
DAY = {"day": "2026-03-09", "scope": "work_unit:M1"}


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 12, tzinfo=UTC))
    # The queue's tables are not emptied between tests, for Django does not manage them.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
    made = make_plant(1)
    a_usual_day(made)
    refresh_rollup(now=clock.now(), days=10)
    return made


def work() -> None:
    """Do all jobs that wait, reactions and what they ask for, as the worker does."""
    worker = app.with_connector(app.connector.get_worker_connector())
    worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    connections.close_all()


def test_a_change_of_the_calendar_is_in_the_figures_when_the_queue_is_empty(plant: Plant, client: Client) -> None:
    page = person(client)
    assert NOTE not in text_of(page, "kpis", **DAY)
    before = RolledDay.objects.get(day=MONDAY).rule_mark
    add_entry(site=plant.site, kind="overtime", starts_at=local("17:00"), ends_at=local("19:00"), by=None)
    assert NOTE in text_of(page, "kpis", **DAY)
    work()
    assert NOTE not in text_of(page, "kpis", **DAY)
    assert RolledDay.objects.get(day=MONDAY).rule_mark != before


def test_many_changes_ask_for_one_refresh(plant: Plant) -> None:
    from django.db import transaction
    from procrastinate.contrib.django.models import ProcrastinateJob

    from dure.events import append, inline

    with inline(), transaction.atomic():
        for _ in range(5):
            append(StatesRevised(work_unit_id=plant.units[0].pk, since=local("08:00")))
    assert ProcrastinateJob.objects.filter(task_name="performance.refresh_changed", status="todo").count() == 1
    work()
    assert not ProcrastinateJob.objects.filter(status__in=("todo", "doing")).exists()


def test_a_machine_that_is_counted_again_says_so_on_its_own_pages_only(plant: Plant, client: Client) -> None:
    page = person(client)
    Recount.objects.create(work_unit=plant.units[0], since=local("08:00"), asked_at=clock.now())
    assert NOTE in text_of(page, "kpis", **DAY)
    Recount.objects.update(status="done")
    assert NOTE not in text_of(page, "kpis", **DAY)
