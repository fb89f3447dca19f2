"""Verbs and questions about connections: rows in the tables, and from them what a gateway shall do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection as database
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet

from dure.events import append
from dure.events.models import RecordedEvent
from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.plant.models import Person, Site, WorkUnit
from dure.telemetry import gateways, mqtt_logins, sealing
from dure.telemetry.events import ConnectionsChanged
from dure.telemetry.meanings import Said, say
from dure.telemetry.models import BEGINNING, Connection, Meaning, Reader, Signal, SignalMeaning
from dure.telemetry.services import hold_position

EVERYTHING = "*"
PLACES = frozenset({"new", "list", "away"})
"""Words that the addresses of the pages need for themselves."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One signal that a person chose, and what it means.

    modulus: value at which the counter starts again, None if never. pieces: pieces per count.
    """

    address: str
    name: str
    meaning: str = Meaning.OTHER
    unit: str = ""
    modulus: Decimal | None = None
    pieces: Decimal = Decimal(1)
    each_message: bool = False


@transaction.atomic
def save_connection(
    *,
    name: str,
    protocol: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    person: Person,
    code: str = "",
    gateway: str = "main",
    collects_everything: bool = False,
    silent_after_s: int = 30,
) -> Connection:
    """Make a connection, or (with a code) change one. A secret that isn't given stays as it was."""
    if not name.strip():
        raise Invalid("Give the connection a name.")
    row = connection(code) if code else Connection(code=free_code(name), gateway=gateway)
    kept = {key: value for key, value in row.settings.items() if sealing.is_sealed(value)}
    sealed = {key: sealing.seal(value) for key, value in secrets.items() if value}
    if row.retired_at is not None:
        raise Conflict("This connection was put away; take it back first.")
    row.name, row.protocol, row.silent_after_s = name.strip(), protocol, silent_after_s
    row.settings = {**dict(settings), **kept, **sealed}
    row.collects_everything = collects_everything
    row.save()
    changed(row, person)
    return row


@transaction.atomic
def choose_signals(
    *, connection: Connection, choices: Sequence[Choice], work_unit: WorkUnit, person: Person
) -> list[Signal]:
    """Say what to collect for a work unit and what it means. Signals chosen before stay.

    Raises Conflict when a signal already belongs to another work unit.
    """
    # First of all, as the recorder does: it looks these signals up while it holds its position.
    hold_position(Reader.RESULTS)
    known = {row.address: row for row in connection.signals.select_for_update(no_key=True)}
    taken = [
        row.name for row in map(known.get, (c.address for c in choices)) if row and _belongs_elsewhere(row, work_unit)
    ]
    if taken:
        raise Conflict("%(signal)s already belongs to another machine.", signal=taken[0])
    rows = [known.get(choice.address) or Signal(connection=connection, address=choice.address) for choice in choices]
    _say(rows, choices, work_unit, person=person)
    changed(connection, person)
    return rows


@transaction.atomic
def save_recording(*, name: str, choices: Sequence[Choice], work_unit: WorkUnit) -> Connection:
    """Make or find the connection of a recording, that no gateway has, and say what its signals always mean."""
    hold_position(Reader.RESULTS)
    row, _ = Connection.objects.get_or_create(
        code=name, defaults={"name": name, "protocol": "replay", "is_enabled": False}
    )
    known = {signal.address: signal for signal in row.signals.all()}
    rows = [known.get(choice.address) or Signal(connection=row, address=choice.address) for choice in choices]
    _say(rows, choices, work_unit, valid_from=BEGINNING)
    return row


@transaction.atomic
def change_signal(
    *,
    signal_id: int,
    choice: Choice,
    work_unit: WorkUnit | None,
    person: Person,
    valid_from: datetime | None = None,
) -> Signal:
    """Correct what a signal means or whose it is, from a moment of plant time on; see meanings.say.

    Without `valid_from` from now on. An earlier moment lets a job count again what was counted
    since. Raises Invalid for a moment to come.
    """
    hold_position(Reader.RESULTS)
    row = Signal.objects.select_for_update(no_key=True).select_related("connection").get(pk=signal_id)
    _say([row], [choice], work_unit, valid_from=valid_from, person=person)
    changed(row.connection, person)
    return row


@transaction.atomic
def switch_connection(*, code: str, is_on: bool, person: Person) -> Connection:
    """Collect or don't; nothing that was collected is touched."""
    row = connection(code)
    row.is_enabled = is_on
    row.save(update_fields=["is_enabled"])
    changed(row, person)
    return row


@transaction.atomic
def hand_out(gateway: str) -> None:
    """Give a gateway the newest configuration. Raises gateways.GatewayAway when the event log is away.

    One at a time, and read only once it is one's turn: of two changes in a row the older can never
    arrive last. Running twice or late does no harm.
    """
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dure.telemetry.hand_out'))")
    gateways.put_config(gateway, configuration(gateway))


def configuration(gateway: str) -> dict[str, Any]:
    """The document that a gateway works by (form: dure.kernel.eventlog.config_key), secrets in the clear."""
    rows = in_use().filter(gateway=gateway).prefetch_related("signals")
    return {
        "version": _version(),
        "site": site_code(),
        "mqtt": mqtt_logins.listener(gateway),
        "connections": [
            {
                "code": row.code,
                "protocol": row.protocol,
                "settings": sealing.opened(row.settings),
                "addresses": _addresses(row),
                "enabled": row.is_enabled,
                "silent_after_s": row.silent_after_s,
            }
            for row in rows
        ],
    }


def choice_of(signal: Signal) -> Choice:
    """What a signal means now, as a person chose it."""
    return Choice(
        address=signal.address,
        name=signal.name,
        meaning=signal.meaning,
        unit=signal.unit,
        modulus=signal.counter_modulus,
        pieces=signal.pieces_per_count,
        each_message=signal.counts_each_message,
    )


def connection(code: str) -> Connection:
    """The connection with a code. Raises NotFound."""
    found = Connection.objects.filter(code=code).first()
    if found is None:
        raise NotFound("There is no connection %(code)s.", code=code)
    return found


def connections() -> QuerySet[Connection]:
    """Connections in use, with how many of their signals mean something and when the last value came."""
    used = Q(signals__work_unit__isnull=False) & ~Q(signals__meaning=Meaning.OTHER)
    return in_use().annotate(used=Count("signals", filter=used), last=Max("signals__current__time"))


def in_use() -> QuerySet[Connection]:
    """Connections that a person set up and that aren't put away."""
    return Connection.objects.exclude(protocol="").filter(retired_at=None)


def of_unit(work_unit_id: int) -> QuerySet[Connection]:
    """Connections in use that a work unit has signals of."""
    return in_use().filter(signals__work_unit_id=work_unit_id).distinct()


def signals(row: Connection) -> QuerySet[Signal]:
    """Signals of a connection with their last values."""
    return row.signals.select_related("work_unit", "current").order_by(F("work_unit").asc(nulls_last=True), "name")


def meant_before(row: Signal) -> QuerySet[SignalMeaning]:
    """What a signal meant before and for how long, the latest first; what never held is left out."""
    rows = SignalMeaning.objects.filter(signal=row, valid_to__gt=F("valid_from")).select_related("work_unit")
    return rows.order_by("-valid_from", "-pk")


def plain_settings(row: Connection) -> dict[str, Any]:
    """Settings as a form may show them: without secrets."""
    return {key: value for key, value in row.settings.items() if not sealing.is_sealed(value)}


def secret_names(row: Connection) -> set[str]:
    """Names of the secrets that are stored."""
    return {key for key, value in row.settings.items() if sealing.is_sealed(value)}


def site_code() -> str:
    site = Site.objects.order_by("sort_order", "pk").first()
    return site.code if site else "SITE"


def _addresses(row: Connection) -> list[str]:
    if row.collects_everything:
        return [EVERYTHING]
    return sorted(signal.address for signal in row.signals.all())


def _version() -> int:
    """Rises with every change: the number of the last event about connections."""
    newest = RecordedEvent.objects.filter(name="telemetry.ConnectionsChanged").aggregate(n=Max("pk"))["n"]
    return newest or 0


def changed(row: Connection, person: Person) -> None:
    """Say that a gateway has to be told anew what to do with a connection."""
    append(ConnectionsChanged(gateway=row.gateway, connection=row.code, person_id=person.pk))


def _say(
    rows: Sequence[Signal],
    choices: Sequence[Choice],
    work_unit: WorkUnit | None,
    *,
    valid_from: datetime | None = None,
    person: Person | None = None,
) -> None:
    """Name the signals and say what they mean, all from the same moment on; saves them."""
    said = []
    for row, choice in zip(rows, choices, strict=True):
        if choice.meaning not in Meaning.values:
            raise Invalid("Unknown meaning %(meaning)s.", meaning=choice.meaning)
        if choice.pieces <= 0:
            raise Invalid("Pieces per count must be more than zero.")
        row.name, row.unit = choice.name[:200] or choice.address[-200:], choice.unit[:30]
        if row.pk is not None:
            row.save(update_fields=["name", "unit"])
        unit_id = work_unit.pk if work_unit else None
        said.append((row, Said(unit_id, choice.meaning, choice.modulus, choice.pieces, choice.each_message)))
    say(said, valid_from=valid_from, person_id=person.pk if person else None)


def _belongs_elsewhere(signal: Signal, work_unit: WorkUnit) -> bool:
    return signal.work_unit_id not in (None, work_unit.pk) and signal.meaning != Meaning.OTHER


def free_code(name: str) -> str:
    """A short code from a name that no connection has."""
    base = re.sub(r"[^\w.\-]+", "-", name.strip()).strip("-")[:30] or "C"
    taken = PLACES | set(Connection.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if code not in taken)
