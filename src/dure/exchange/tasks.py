"""Imports that take longer than a person waits; procrastinate looks for its jobs here."""

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
