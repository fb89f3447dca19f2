"""Log-ins of machines at the gateway's own MQTT broker: rows, and from them what the broker checks."""

import base64
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.plant.models import Person
from dure.telemetry.events import ConnectionsChanged
from dure.telemetry.models import Gateway, MqttAccess

PASSWORD_ROUNDS = 600_000
DEFAULT_PORT = 1883
DEFAULT_LISTEN = f"0.0.0.0:{DEFAULT_PORT}"
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What nobody mistakes when it is typed into a device from paper."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where and how the gateway's broker listens. is_local: only for programs of the same computer."""

    host: str
    port: int
    certificate: str = ""
    key: str = ""

    @property
    def is_encrypted(self) -> bool:
        return bool(self.certificate)

    @property
    def is_local(self) -> bool:
        return self.host in ("127.0.0.1", "localhost", "::1")


@transaction.atomic
def allow_mqtt(*, user: str, password: str, person: Person, gateway: str = "main", note: str = "") -> MqttAccess:
    """Let a machine log in to the gateway's MQTT broker; switches the broker on. The password isn't kept."""
    if not re.fullmatch(r"[\w.@-]{1,60}", user):
        raise Invalid("A user name may have letters, digits, dot, hyphen, underscore and @.")
    if len(password) < 8:
        raise Invalid("The password needs at least 8 characters.")
    broker = _broker_row(gateway)
    row, _ = MqttAccess.objects.update_or_create(
        gateway=broker,
        user=user,
        defaults={
            "password_hash": _hash(password),
            "note": note.strip()[:120],
            "changed_at": clock.now(),
            "withdrawn_at": None,
        },
    )
    _changed(gateway, person)
    return row


@transaction.atomic
def new_login(*, user: str, person: Person, gateway: str = "main", note: str = "") -> str:
    """Make a log-in that doesn't exist yet and return its password, which is shown once and kept nowhere."""
    if MqttAccess.objects.filter(gateway__code=gateway, user=user.strip()).exists():
        raise Conflict("There is a log-in %(user)s already; change it or take another name.", user=user.strip())
    password = new_password()
    allow_mqtt(user=user.strip(), password=password, person=person, gateway=gateway, note=note)
    return password


@transaction.atomic
def renew_password(*, login_id: int, person: Person) -> tuple[MqttAccess, str]:
    """A new password for a log-in; the old one stops working within a second or two."""
    row, password = login(login_id), new_password()
    found = allow_mqtt(user=row.user, password=password, person=person, gateway=row.gateway.code, note=row.note)
    return found, password


@transaction.atomic
def note_login(*, login_id: int, note: str) -> MqttAccess:
    """What a log-in is for; nothing that the broker needs to know."""
    row = login(login_id)
    row.note = note.strip()[:120]
    row.save(update_fields=["note"])
    return row


@transaction.atomic
def withdraw_login(*, login_id: int, person: Person) -> MqttAccess:
    """Let a machine in no longer. The row stays, so that it can be taken back with its password."""
    row = login(login_id)
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    _changed(row.gateway.code, person)
    return row


@transaction.atomic
def restore_login(*, login_id: int, person: Person) -> MqttAccess:
    """Let a machine in again with the password that it had."""
    row = login(login_id)
    row.withdrawn_at = None
    row.save(update_fields=["withdrawn_at"])
    _changed(row.gateway.code, person)
    return row


@transaction.atomic
def forget_login(*, login_id: int, person: Person) -> str:
    """Delete a withdrawn log-in for good; its name, which is free again. Raises Conflict while it is in use."""
    row = login(login_id)
    if row.withdrawn_at is None:
        raise Conflict("Withdraw the log-in first.")
    row.delete()
    _changed(row.gateway.code, person)
    return row.user


@transaction.atomic
def set_broker(
    *, port: int, person: Person, certificate: str = "", key: str = "", host: str = "0.0.0.0", gateway: str = "main"
) -> Gateway:
    """Where the broker listens, and with which PEM files (on the gateway's computer) it encrypts; empty: plain."""
    if not 1 <= port <= 65_535:
        raise Invalid("A port is a number from 1 to 65535.")
    if key and not certificate:
        raise Invalid("A key needs its certificate.")
    row = _broker_row(gateway)
    row.mqtt_listen, row.mqtt_certificate, row.mqtt_key = f"{host}:{port}", certificate.strip(), key.strip()
    row.save()
    _changed(gateway, person)
    return row


def login(login_id: int) -> MqttAccess:
    """The log-in with an id. Raises NotFound."""
    found = MqttAccess.objects.select_related("gateway").filter(pk=login_id).first()
    if found is None:
        raise NotFound("There is no such log-in.")
    return found


def logins(gateway: str = "main") -> QuerySet[MqttAccess]:
    """Log-ins of a gateway, those in use first."""
    rows = MqttAccess.objects.filter(gateway__code=gateway).select_related("gateway")
    return rows.order_by("withdrawn_at", "user")


def broker(gateway: str = "main") -> Broker | None:
    """Where the gateway's broker listens; None while it is off, which it is until the first log-in."""
    row = Gateway.objects.filter(code=gateway).exclude(mqtt_listen="").first()
    if row is None:
        return None
    host, _, port = row.mqtt_listen.rpartition(":")
    return Broker(host.strip("[]"), int(port) if port.isdecimal() else DEFAULT_PORT, row.mqtt_certificate, row.mqtt_key)


def listener(gateway: str) -> dict[str, Any] | None:
    """The broker's part of a gateway's configuration; None: it doesn't listen."""
    row = Gateway.objects.filter(code=gateway).exclude(mqtt_listen="").first()
    if row is None:
        return None
    users = row.mqtt_accesses.filter(withdrawn_at=None).values_list("user", "password_hash")
    found: dict[str, Any] = {"listen": row.mqtt_listen, "users": dict(users)}
    if row.mqtt_certificate:
        found |= {"certificate": row.mqtt_certificate, "key": row.mqtt_key}
    if not found["users"] and row.mqtt_accesses.exists():
        # Without a user the broker lets in whoever is on its own computer; a withdrawn one must stay outside.
        found["anonymous"] = False
    return found


def new_password() -> str:
    """Sixteen letters and digits in fours: 79 bits, and can be typed into a device by hand."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _broker_row(gateway: str) -> Gateway:
    row, _ = Gateway.objects.get_or_create(code=gateway, defaults={"mqtt_listen": DEFAULT_LISTEN})
    if not row.mqtt_listen:
        row.mqtt_listen = DEFAULT_LISTEN
        row.save(update_fields=["mqtt_listen"])
    return row


def _changed(gateway: str, person: Person) -> None:
    append(ConnectionsChanged(gateway=gateway, person_id=person.pk))


def _hash(password: str) -> str:
    """The form that the gateway's broker checks: pbkdf2_sha256$rounds$salt$digest."""
    salt = base64.b64encode(os.urandom(16)).decode().rstrip("=")
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), PASSWORD_ROUNDS)
    return f"pbkdf2_sha256${PASSWORD_ROUNDS}${salt}${base64.b64encode(digest).decode()}"
