"""Personal data at rest: sealed under a key of its row, which is itself sealed under a key of the installation.

What a row holds stays sealed until somebody opens it on purpose, so that neither records of changes nor exports carry
it in the clear. Without the row its key is gone, and with it what older records keep of it.
"""

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from dure.kernel.errors import Invalid

_BEGINS = "gAAAA"  # how every token of Fernet begins
_SHOWN = 4


def _file() -> Path:
    return Path(settings.HOME.secret_folder) / "personal"


def _secrets() -> list[str]:
    """The installation's keys for personal data, the newest first. Read each time: another process may renew them."""
    if not settings.HOME.secret_folder.is_dir():
        return [settings.SECRET_KEY]
    return str(settings.HOME.secret("personal")).split()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(one, "personal")) for one in _secrets()])


def _key(secret: str, purpose: str) -> bytes:
    digest = hashlib.blake2b(secret.encode()[:4096], digest_size=32, person=f"dure.{purpose}"[:16].encode()).digest()
    return urlsafe_b64encode(digest)


def signature(text: str) -> str:
    """What only this installation can say of a text, with a key that the database doesn't hold."""
    given = settings.HOME.secret("trail") if settings.HOME.secret_folder.is_dir() else settings.SECRET_KEY
    return hmac.new(_key(given, "trail"), text.encode(), hashlib.sha256).hexdigest()


def add_key() -> None:
    """A new key before the others, at once in force for all processes."""
    _write([secrets.token_urlsafe(48), *_secrets()])


def forget_old_keys() -> None:
    _write(_secrets()[:1])


def _write(keys: list[str]) -> None:
    fresh = _file().with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write("\n".join(keys) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(_file())


class SealedField(models.TextField):
    """Holds what `PersonalRow.seal` makes, and refuses anything in the clear."""

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value and not str(value).startswith(_BEGINS):
            raise ValidationError(_("Personal data is kept sealed."))


class PersonalRow(models.Model):
    """A row with sealed fields. key: its own, sealed; it stands in no record of changes."""

    key = models.TextField(editable=False)

    class Meta:
        abstract = True

    def seal(self, text: str) -> str:
        """The text as a sealed field keeps it; "" stays so."""
        if not self.key:
            self.key = _box().encrypt(Fernet.generate_key()).decode("ascii")
        return self._own_box().encrypt(text.encode()).decode("ascii") if text else ""

    def opened(self, token: str) -> str:
        """Raises Invalid when the installation's key is another one than it was sealed with."""
        try:
            return self._own_box().decrypt(token).decode() if token else ""
        except InvalidToken as error:
            raise Invalid("What was sealed can't be read with this installation's key.") from error

    def renew_key(self) -> None:
        """Seal the row's key under the newest key of the installation."""
        self.key = _box().rotate(self.key).decode("ascii")

    def _own_box(self) -> Fernet:
        return Fernet(_box().decrypt(self.key))


def masked_phone(number: str) -> str:
    """The middle digits hidden: 010-****-1234."""
    digits = "".join(one for one in number if one.isdecimal())
    if len(digits) <= _SHOWN:
        return "*" * len(digits)
    head = 2 if digits.startswith("02") else 3
    return f"{digits[:head]}-{'*' * max(len(digits) - head - _SHOWN, 0)}-{digits[-_SHOWN:]}"


def masked_email(address: str) -> str:
    """Two letters of the name at most, and the host: ho***@dure.kr."""
    name, at, host = address.partition("@")
    return f"{name[: min(2, len(name) - 1)]}***{at}{host}" if address else ""


def masked_name(name: str) -> str:
    """All but the first and the last letter hidden: 홍*동, 홍*."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]
