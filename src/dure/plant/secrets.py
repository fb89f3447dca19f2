"""Secrets that the plant hands out: made here, kept only as digests or slow hashes."""

import hashlib
import secrets


def token() -> str:
    """A secret that nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(value: str) -> str:
    """What is kept of a `token()`. A fast hash is enough for 256 bits of chance."""
    return hashlib.sha256(value.encode()).hexdigest()


def salt() -> str:
    """128 bits of chance, so that equal codes of two people have different hashes."""
    return secrets.token_hex(16)


def slow_hash(value: str, salted: str) -> str:
    """What is kept of a short code (scrypt, RFC 7914: 16 MiB and about 50 ms a try). Its parameters never change."""
    return hashlib.scrypt(value.encode(), salt=salted.encode(), n=2**14, r=8, p=1, dklen=32).hex()


def badge_code() -> str:
    """What stands on a badge: not a secret by itself (the PIN is), but not to be guessed either."""
    return "DURE-" + "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _n in range(12))


def recovery_codes(count: int = 10) -> list[str]:
    """One-time codes for a person without the phone, easy to type: 50 bits each."""
    letters = "23456789abcdefghjkmnpqrstuvwxyz"
    return ["".join(secrets.choice(letters) for _n in range(10)) for _m in range(count)]
