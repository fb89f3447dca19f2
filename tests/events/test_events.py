from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from dure.events import codec, log
from dure.events.log import Event, append, inline, on
from dure.events.models import RecordedEvent
from dure.events.tasks import clear_jobs, take_up

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class PotBoiled(Event):
    pot: int
    colour: Colour = Colour.RED
    weight: Decimal = Decimal("1.50")
    since: datetime | None = None
    parts: tuple[str, ...] = ()


@pytest.fixture
def heard(monkeypatch):
    """What the reactions of the test heard; registrations last for the test only."""
    monkeypatch.setattr(log, "_kinds", {})
    monkeypatch.setattr(log, "_reactions", {})
    found: list[PotBoiled] = []

    @on(PotBoiled)
    def remember(event: PotBoiled) -> None:
        found.append(event)

    return found


def test_every_field_type_survives_json():
    event = PotBoiled(pot=3, weight=Decimal("0.10"), since=AT, parts=("a", "b"))
    assert codec.decode(PotBoiled, codec.encode(event)) == event


def test_a_field_that_no_longer_exists_is_left_out():
    assert codec.decode(PotBoiled, {"pot": 1, "gone": 5}) == PotBoiled(pot=1)


def test_what_cannot_be_written_is_refused():
    with pytest.raises(TypeError, match="cannot carry a object"):
        codec.encode(PotBoiled(pot=object()))  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_append_outside_a_transaction_is_refused(heard):
    with pytest.raises(RuntimeError):
        append(PotBoiled(pot=1))
    assert RecordedEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_fact_and_job_share_the_transactions_fate(heard):
    # Jobs of other tests that committed stay: the tables of the queue aren't emptied between tests.
    others = list(ProcrastinateJob.objects.values_list("pk", flat=True))
    jobs = ProcrastinateJob.objects.exclude(pk__in=others)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append(PotBoiled(pot=1))
        raise ZeroDivisionError
    assert (RecordedEvent.objects.count(), jobs.count()) == (0, 0)
    with transaction.atomic():
        event = append(PotBoiled(pot=2, happened_at=AT))
    job = jobs.get()
    assert (job.task_name, job.args["event_id"]) == ("events.react", event.event_id)
    assert heard == []
    log.run(**job.args)
    assert heard == [event]


@pytest.mark.django_db
def test_inline_reactions_run_in_the_appending_transaction(heard):
    jobs = ProcrastinateJob.objects.count()
    with inline():
        event = append(PotBoiled(pot=7, happened_at=AT))
    assert heard == [event]
    assert event.event_id > 0
    assert ProcrastinateJob.objects.count() == jobs


@pytest.mark.django_db
def test_a_reaction_that_was_removed_has_nothing_to_do(heard):
    event = append(PotBoiled(pot=7))
    log.run(event.event_id, "dure.gone.react")
    assert heard == []


@pytest.mark.django_db
def test_jobs_that_ended_well_are_forgotten_after_three_days():
    kept, gone = _job("succeeded", days=2), _job("succeeded", days=4)
    failed, waiting = _job("failed", days=40), _job("todo", days=40)
    async_to_sync(clear_jobs.func)(SimpleNamespace(app=app), 0)
    rows = ProcrastinateJob.objects.filter(pk__in=[kept, gone, failed, waiting])
    assert set(rows.values_list("pk", flat=True)) == {kept, failed, waiting}


def _job(status: str, *, days: int, worker: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args, worker_id)"
            " VALUES ('default', 'nothing', %s::procrastinate_job_status, '{}', %s) RETURNING id",
            [status, worker],
        )
        (pk,) = cursor.fetchone()
        ago = "now() - make_interval(days => %s)"
        cursor.execute(f"UPDATE procrastinate_events SET at = {ago} WHERE job_id = %s", [days, pk])
        cursor.execute(
            f"INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'deferred', {ago})", [pk, days]
        )
    return int(pk)


@pytest.mark.django_db
def test_what_a_killed_worker_left_is_done_again():
    dead, alive = _worker(silent_s=90), _worker(silent_s=5)
    left, gone = _job("doing", days=0, worker=dead), _job("doing", days=0, worker=None)
    running, failed = _job("doing", days=0, worker=alive), _job("failed", days=0)
    async_to_sync(take_up.func)(SimpleNamespace(app=app), 0)
    rows = dict(ProcrastinateJob.objects.values_list("pk", "status"))
    assert {pk: rows[pk] for pk in (left, gone, running, failed)} == {
        left: "todo", gone: "todo", running: "doing", failed: "failed",
    }  # fmt: skip
    assert ProcrastinateJob.objects.get(pk=left).attempts == 1


@pytest.mark.django_db(transaction=True)
def test_what_kills_its_workers_is_given_up_and_what_waits_again_is_not_doubled():
    dead = _worker(silent_s=90)
    deadly, asked = _job("doing", days=0, worker=dead), _job("doing", days=0, worker=dead)
    waiting = _job("todo", days=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 30 WHERE id = %s", [deadly])
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = 'one' WHERE id = ANY(%s)", [[asked, waiting]])
    async_to_sync(take_up.func)(SimpleNamespace(app=app), 0)
    rows = dict(ProcrastinateJob.objects.values_list("pk", "status"))
    assert (rows[deadly], rows[asked], rows[waiting]) == ("failed", "aborted", "todo")


def _worker(*, silent_s: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"
            " RETURNING id",
            [silent_s],
        )
        (pk,) = cursor.fetchone()
    return int(pk)
