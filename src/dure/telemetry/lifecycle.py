"""What becomes of a connection after the wizard: copied, put away, taken back, deleted for good."""

from django.db import transaction
from django.db.models import QuerySet

from dure.kernel import clock
from dure.kernel.errors import Conflict
from dure.plant.models import Person, WorkUnit
from dure.telemetry import sealing
from dure.telemetry.connections import changed, choice_of, choose_signals, connection, free_code
from dure.telemetry.models import Connection, Signal


@transaction.atomic
def copy_connection(*, code: str, name: str, person: Person, work_unit: WorkUnit | None = None) -> Connection:
    """A second connection with the same settings and addresses, switched off and without secrets.

    With a work unit its signals mean there what the first one's mean. Switched off, because two
    connections that poll one device or listen on one port would disturb each other until the
    address is changed. Secrets are one device's own.
    """
    row = connection(code)
    copied = Connection.objects.create(
        code=free_code(name),
        name=name.strip()[:120],
        gateway=row.gateway,
        protocol=row.protocol,
        settings={key: value for key, value in row.settings.items() if not sealing.is_sealed(value)},
        collects_everything=row.collects_everything,
        silent_after_s=row.silent_after_s,
        is_enabled=False,
    )
    choices = [choice_of(one) for one in row.signals.order_by("pk")]
    if work_unit is None:
        Signal.objects.bulk_create(Signal(connection=copied, address=one.address, name=one.name) for one in choices)
        changed(copied, person)
    else:
        choose_signals(connection=copied, choices=choices, work_unit=work_unit, person=person)
    return copied


@transaction.atomic
def retire_connection(*, code: str, person: Person) -> Connection:
    """Put a connection away: nothing is collected, everything stays as it is and can be taken back."""
    row = connection(code)
    row.retired_at = clock.now()
    row.save(update_fields=["retired_at"])
    changed(row, person)
    return row


@transaction.atomic
def restore_connection(*, code: str, person: Person) -> Connection:
    """Take a connection back that was put away, switched on or off as it was."""
    row = connection(code)
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    changed(row, person)
    return row


@transaction.atomic
def delete_connection(*, code: str, person: Person) -> bool:
    """Delete a connection that was put away, its secrets first of all. True when nothing of it is left.

    One that ever collected keeps its row and its signals, because the history names them.
    Raises Conflict while it is in use.
    """
    row = connection(code)
    if row.retired_at is None:
        raise Conflict("Put the connection away first.")
    if Signal.objects.filter(connection=row, current__isnull=False).exists():
        row.is_enabled, row.protocol = False, ""
        row.settings = {key: value for key, value in row.settings.items() if not sealing.is_sealed(value)}
        row.save(update_fields=["is_enabled", "settings", "protocol"])
        changed(row, person)
        return False
    row.signals.all().delete()
    row.delete()
    changed(row, person)
    return True


def retired() -> QuerySet[Connection]:
    """Connections that were put away, the latest first."""
    return Connection.objects.exclude(protocol="").exclude(retired_at=None).order_by("-retired_at")
