"""Secrets of connections (passwords, tokens) at rest: encrypted and authenticated with the installation's key.

See docs/decisions/0030-secrets-of-connections.md.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from dure.kernel.errors import Invalid

_MARK = "sealed"


def seal(secret: str) -> dict[str, str]:
    """What stands in a connection's settings in place of a secret."""
    return {_MARK: _box().encrypt(secret.encode()).decode("ascii")}


def is_sealed(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {_MARK}


def opened(given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with their secrets in the clear, for the gateway only.

    Raises Invalid when the installation's key is another one than it was sealed with.
    """
    try:
        return {
            name: _box().decrypt(value[_MARK]).decode() if is_sealed(value) else value for name, value in given.items()
        }
    except InvalidToken as error:
        raise Invalid("A stored password can't be read with this installation's key; enter it again.") from error


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str) -> bytes:
    # A key for this purpose only, so that a leak of one use says nothing of another.
    digest = hashlib.blake2b(secret.encode()[:4096], digest_size=32, person=b"dure.connection").digest()
    return base64.urlsafe_b64encode(digest)
