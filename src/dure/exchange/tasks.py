"""Imports that take longer than a person waits, and telling the hub; procrastinate looks for its jobs here."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from dure.kernel.errors import DureError
from dure.plant.models import Person


@app.task(name="exchange.check_import", queue="imports")
def check_import(import_id: int) -> None:
    from dure.exchange.imports import checking
    from dure.exchange.models import Import

    row = Import.objects.filter(pk=import_id).first()
    if row is not None and not checking.check_beside(row):
        check_soon(import_id)


def check_soon(import_id: int) -> None:
    """Let all rows of an import be tried, once for all changes until then."""
    job = check_import.configure(lock=f"import-{import_id}", queueing_lock=f"import-check-{import_id}")
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(import_id=import_id)


@app.task(name="exchange.write_import", queue="imports")
def write_import(import_id: int, person_id: int, only_good: bool) -> None:
    from dure.exchange.imports import services, writing

    try:
        writing.write(import_id, Person.objects.get(pk=person_id), only_good=only_good)
    except DureError as error:
        services.refuse(import_id, services.State.CHECKED, error)


@app.task(name="exchange.undo_import", queue="imports")
def undo_import(import_id: int, person_id: int) -> None:
    from dure.exchange.imports import services, writing

    try:
        writing.take_back(import_id, Person.objects.get(pk=person_id))
    except DureError as error:
        services.refuse(import_id, services.State.WRITTEN, error)


@app.periodic(cron="25 * * * *")
@app.task(name="exchange.tell_hubs", queueing_lock="exchange.tell_hubs", lock="exchange.tell_hubs")
def tell_hubs(timestamp: int) -> None:
    """Each hour: report the days that are over, and give the hubs what waits."""
    from dure.exchange.link import round_trip

    round_trip.tell()


@app.task(name="exchange.tell_hubs_now", queueing_lock="exchange.tell_hubs_now", lock="exchange.tell_hubs")
def tell_hubs_now() -> None:
    from dure.exchange.link import round_trip

    round_trip.tell()


def tell_soon() -> None:
    """The same because something was agreed or revoked."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        tell_hubs_now.defer()


@app.periodic(cron="35 18 * * *")
@app.task(name="exchange.remind_hubs", queueing_lock="exchange.remind_hubs")
def remind_hubs(timestamp: int) -> None:
    """Each night at 3:35 in Korea: revocations go once more."""
    from dure.exchange.link import services
    from dure.kernel import clock

    services.remind_of_revocations(now=clock.now())
