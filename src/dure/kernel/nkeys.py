"""Keys and tickets in the form that NATS reads: NKeys (base32 with a checksum) and JWTs signed with Ed25519. Pure.

After nats-io/nkeys and nats-io/jwt, version 2.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dure.kernel.errors import Invalid

_NONCE = re.compile(r"[A-Za-z0-9_-]{8,40}")


class Prefix(IntEnum):
    """First byte of a public key, so that its first letter tells what it is of."""

    OPERATOR = 14 << 3
    ACCOUNT = 0
    USER = 20 << 3


def public(prefix: Prefix, key: Ed25519PrivateKey) -> str:
    """The public key as NATS writes it."""
    return encoded(prefix, key.public_key().public_bytes_raw())


def encoded(prefix: Prefix, raw: bytes) -> str:
    body = bytes([prefix]) + raw
    return base64.b32encode(body + _crc16(body).to_bytes(2, "little")).decode().rstrip("=")


def jwt(claims: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    """The claims, signed."""
    head = _part({"typ": "JWT", "alg": "ed25519-nkey"}) + "." + _part(claims)
    return head + "." + _web64(key.sign(head.encode()))


def signer(key: Ed25519PrivateKey) -> Callable[[str], bytes]:
    """What the client calls with the server's challenge.

    Only what can be nothing but a challenge is signed: a server must not get anything else signed by asking for it.
    """

    def sign(nonce: str) -> bytes:
        if _NONCE.fullmatch(nonce) is None:
            raise Invalid("The server asked for a signature of something that is no challenge.")
        return base64.b64encode(key.sign(nonce.encode()))

    return sign


def _part(value: Mapping[str, Any]) -> str:
    return _web64(json.dumps(value, separators=(",", ":")).encode())


def _web64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _crc16(data: bytes) -> int:
    """CRC-16/XMODEM."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc
