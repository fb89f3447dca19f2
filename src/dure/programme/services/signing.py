"""The key that certificates are signed with: a private file in the folder of secrets, its public half a row.

The first one is made when it is first needed. A change of keys keeps the old public ones, and so what they signed.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction

from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today
from dure.programme.certificate_text import key_name
from dure.programme.models import SigningKey


@transaction.atomic
def private_key(*, by: Person) -> Ed25519PrivateKey:
    """The one in use, made where there is none. Raises as `key_of`."""
    row = SigningKey.objects.select_for_update().filter(retired_on=None).first()
    return key_of(row or _make(by))


@transaction.atomic
def change_key(*, by: Person) -> SigningKey:
    """Another key signs from now on."""
    for row in SigningKey.objects.select_for_update().filter(retired_on=None):
        change_row(row, {"retired_on": today()}, by=by)
    return _make(by)


def key_of(row: SigningKey) -> Ed25519PrivateKey:
    """Raises Conflict when its file is gone, as after a restore without secrets."""
    try:
        key = load_pem_private_key(_file(row.name).read_bytes(), None)
    except (FileNotFoundError, ValueError) as error:
        raise Conflict(
            "The key %(name)s isn't in this hub's folder of secrets. Make a new one.", name=row.name
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Conflict("The key %(name)s isn't in this hub's folder of secrets. Make a new one.", name=row.name)
    return key


def _make(by: Person) -> SigningKey:
    key = Ed25519PrivateKey.generate()
    name = key_name(key.public_key())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    made = SigningKey(name=name, public=public, made_on=today())
    add_row(made, by=by)
    file = _file(name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        stream.flush()
        os.fsync(stream.fileno())
    return made


def _file(name: str) -> Path:
    return Path(settings.SIGNING_DIR) / f"certificate_{name}.pem"
