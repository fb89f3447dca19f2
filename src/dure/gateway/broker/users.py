"""Passwords of the machines that may speak to the listener.

A hash has the form `pbkdf2_sha256$<iterations>$<salt>$<base64 digest>`, which the pages write.
"""

import asyncio
import base64
import hashlib
import hmac
import os
from collections.abc import Mapping

_ROUNDS = 600_000


def hash_password(password: str, rounds: int = _ROUNDS, salt: str = "") -> str:
    """A hash of `password` for the configuration; a new random salt unless one is given."""
    salt = salt or base64.b64encode(os.urandom(16)).decode().rstrip("=")
    return f"pbkdf2_sha256${rounds}${salt}${_digest(password.encode(), salt, rounds)}"


def is_password(password: bytes, hashed: str) -> bool:
    """Whether `password` is the one that was hashed; False for a hash of an unknown form."""
    algorithm, _, rest = hashed.partition("$")
    rounds, _, rest = rest.partition("$")
    salt, _, digest = rest.partition("$")
    if algorithm != "pbkdf2_sha256" or not rounds.isdecimal() or not digest:
        return False
    return hmac.compare_digest(_digest(password, salt, int(rounds)), digest)


def _digest(password: bytes, salt: str, rounds: int) -> str:
    return base64.b64encode(hashlib.pbkdf2_hmac("sha256", password, salt.encode(), rounds)).decode()


class Users:
    """Checks log-ins off the event loop and remembers good ones, because one check costs a good part of
    a second and a plant's devices all come back at once after a power cut."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = dict(hashes)
        self._key = os.urandom(32)
        self._good: dict[str, bytes] = {}
        self._turns = asyncio.Semaphore(2)

    def __bool__(self) -> bool:
        return bool(self._hashes)

    async def allows(self, user: str, password: bytes) -> bool:
        """Whether this user may come in with this password."""
        mark = hmac.digest(self._key, password, "sha256")
        if hmac.compare_digest(self._good.get(user, b""), mark):
            return True
        hashed = self._hashes.get(user, "pbkdf2_sha256$600000$none$none")
        async with self._turns:
            good = await asyncio.to_thread(is_password, password, hashed)
        if good:
            self._good[user] = mark
        return good
