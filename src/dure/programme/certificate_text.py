"""A certificate as a signed text that anybody can check without asking the hub. No Django, no clock.

`DURE1.<what it says>.<signature>`, both parts base64 for addresses: a JSON list of number, firm, scheme, version, who
signs, day of issue, last day and the name of the key, signed with Ed25519 (RFC 8032) over everything before the last
point. The name of a key are the first twelve hex digits of the SHA-256 of its 32 public bytes. The list of what was
revoked is a JSON document with its moment, signed the same way.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from dure.kernel.errors import Invalid

_HEAD = "DURE1"
_TEXT = re.compile(rf"{_HEAD}\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)
_LIST = "dure-revoked-1"
Keys = Mapping[str, Ed25519PublicKey]


class Verdict(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown-key"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a certificate says, in the order of its list. key: the name of the key that signed it."""

    number: str
    firm: str
    scheme: str
    version: int
    signer: str
    issued_on: date
    valid_until: date
    key: str


@dataclass(frozen=True, slots=True)
class Revoked:
    """as_of: the moment of the list. on: day of revocation by number."""

    as_of: datetime
    on: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Found:
    """stated: only of a text whose signature holds. revoked_on: of a revoked one."""

    verdict: Verdict
    stated: Stated | None = None
    revoked_on: date | None = None


def key_name(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:12]


def public_keys(pem: str) -> dict[str, Ed25519PublicKey]:
    """The keys of a file with one or several, by name. Raises Invalid where there is none of Ed25519."""
    found = {}
    for text in _PEM.findall(pem):
        try:
            key = load_pem_public_key(text.encode())
        except ValueError as error:
            raise Invalid("This is no file of public keys.") from error
        if isinstance(key, Ed25519PublicKey):
            found[key_name(key)] = key
    if not found:
        raise Invalid("This is no file of public keys.")
    return found


def signed(stated: Stated, key: Ed25519PrivateKey) -> str:
    """The text of a certificate."""
    values = [value.isoformat() if isinstance(value, date) else value for value in astuple(stated)]
    said = f"{_HEAD}.{_wrapped(_compact(values))}"
    return f"{said}.{_wrapped(key.sign(said.encode()))}"


def found_in(text: str) -> str:
    """The certificate's text within a longer one, such as the address in its QR code; "" where there is none."""
    match = _TEXT.search(text)
    return match[0] if match else ""


def verify(text: str, keys: Keys, today: date, revoked: Mapping[str, date] | None = None) -> Found:
    """What the text is worth on a day. revoked: day by number."""
    whole = found_in(text)
    if not whole:
        return Found(Verdict.UNREADABLE)
    said, _, signature = whole.rpartition(".")
    try:
        stated = _stated(_unwrapped(said.partition(".")[2]))
    except ValueError:
        return Found(Verdict.ALTERED)
    if stated.key not in keys:
        return Found(Verdict.UNKNOWN_KEY)
    try:
        keys[stated.key].verify(_unwrapped(signature), said.encode())
    except (InvalidSignature, ValueError):
        return Found(Verdict.ALTERED)
    if stated.number in (revoked or {}):
        return Found(Verdict.REVOKED, stated, (revoked or {})[stated.number])
    return Found(Verdict.EXPIRED if stated.valid_until < today else Verdict.VALID, stated)


def revoked_list(on: Mapping[str, date], as_of: datetime, key: Ed25519PrivateKey) -> str:
    """The signed list as a JSON document."""
    body = {
        "format": _LIST,
        "as_of": as_of.isoformat(timespec="seconds"),
        "key": key_name(key.public_key()),
        "revoked": {number: day.isoformat() for number, day in sorted(on.items())},
    }
    return json.dumps(body | {"signature": _wrapped(key.sign(_canonical(body)))}, ensure_ascii=False, indent=1) + "\n"


def read_revoked_list(text: str, keys: Keys) -> Revoked:
    """Raises Invalid for a list of another form, of an unknown key, or one that was altered."""
    try:
        body = json.loads(text)
        signature = _unwrapped(body.pop("signature"))
        read = Revoked(
            datetime.fromisoformat(body["as_of"]),
            {str(number): date.fromisoformat(day) for number, day in body["revoked"].items()},
        )
        named, form = body["key"], body["format"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("This is no list of revoked certificates.") from error
    if form != _LIST or not isinstance(named, str):
        raise Invalid("This is no list of revoked certificates.")
    if named not in keys:
        raise Invalid("The list of revoked certificates is signed by a key that isn't among these.")
    try:
        keys[named].verify(signature, _canonical(body))
    except InvalidSignature as error:
        raise Invalid("The list of revoked certificates was altered.") from error
    return read


def _stated(said: bytes) -> Stated:
    values = json.loads(said)
    if not isinstance(values, list) or len(values) != len(Stated.__slots__):
        raise ValueError("another form")
    number, firm, scheme, version, signer, issued_on, valid_until, key = values
    texts = (number, firm, scheme, signer, issued_on, valid_until, key)
    if not all(isinstance(value, str) for value in texts) or not isinstance(version, int):
        raise ValueError("another form")
    days = date.fromisoformat(issued_on), date.fromisoformat(valid_until)
    return Stated(number, firm, scheme, version, signer, *days, key)


def _compact(values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _canonical(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _wrapped(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unwrapped(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
