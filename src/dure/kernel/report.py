"""What a plant tells the hub of its region: signed, numbered messages, each naming the one before it. Pure.

A contract is a chain of messages: number 1 is the contract itself, then one report a day, at the end perhaps a
revocation. A packet is `signature in base64, newline, body`; the body is JSON with sorted keys and no blanks, so that
one message has one form of bytes. Signatures are Ed25519 (RFC 8032); a plant is named by its public key.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dure.kernel.errors import DureError

FORMAT = 1
LONGEST = 65_536
"""Bytes of a packet; a report of a day has some hundred."""
_KEY = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[0-9a-f]{32}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Kind(StrEnum):
    CONTRACT = "contract"
    REPORT = "report"
    REVOCATION = "revocation"


class Reason(StrEnum):
    """Why a packet isn't taken."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    OTHER_PLANT = "other_plant"
    OTHER_CONTRACT = "other_contract"
    GAP = "gap"
    OTHER_CONTENT = "other_content"
    BROKEN_CHAIN = "broken_chain"
    NOT_AGREED = "not_agreed"
    EARLY = "early"
    REVOKED = "revoked"


class Refused(DureError):
    """The packet can't be taken, for `reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__("The message was refused: %(reason)s", reason=reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure of a day. automatic: the share of the pieces of that day that machines counted; None: doesn't apply."""

    code: str
    unit: str
    value: Decimal
    automatic: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed: who reads which figures for what, of which days, and until when they may be read."""

    reader: str
    purpose: str
    codes: tuple[str, ...]
    first_on: date
    last_on: date
    read_until: date


@dataclass(frozen=True, slots=True)
class Message:
    """plant: its public key, hex. contract: its code. before: digest of the message before, "" for the first.
    made_at: UTC to the second, like 2026-11-23T05:10:00Z. day, figures: of a report; terms: of a contract."""

    kind: Kind
    plant: str
    contract: str
    number: int
    before: str
    made_at: str
    day: date | None = None
    figures: tuple[Reported, ...] = ()
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """How far a reader has got: the last number it holds and its digest; nothing yet is 0 and ""."""

    plant: str
    contract: str
    number: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The hub's signed answer to a packet. reason: None when it was taken, now or before. expected: the next number."""

    contract: str
    digest: str
    reason: Reason | None
    expected: int
    at: str


def key_of(secret: str) -> Ed25519PrivateKey:
    """The key pair that belongs to a secret of an installation."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"dure link\n" + secret.encode()).digest())


def name_of(key: Ed25519PrivateKey) -> str:
    """The public key, hex: how a plant or a hub is named."""
    return key.public_key().public_bytes_raw().hex()


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def digest(packet: bytes) -> str:
    """Of the body: what is said, not who signed it."""
    return hashlib.sha256(packet.partition(b"\n")[2]).hexdigest()


def seal(message: Message, key: Ed25519PrivateKey) -> bytes:
    """The packet of a message."""
    return _sealed(_document(message), key)


def claimed(packet: bytes) -> tuple[str, str, int]:
    """(plant, contract, number) as an unproven packet says. Raises Refused when it can't be read."""
    message = _message(_body(packet))
    return message.plant, message.contract, message.number


def open_packet(packet: bytes, plant: str) -> Message:
    """What the plant of this key says. Raises Refused for anything else than its own unchanged words."""
    document = _proven(packet, plant)
    message = _message(document)
    if message.plant != plant:
        raise Refused(Reason.OTHER_PLANT)
    return message


def follow(chain: Chain, message: Message, said: str, held: str | None) -> bool:
    """Whether a message continues a chain; False for one that the reader holds already.

    said: the message's digest. held: the digest that the reader holds under its number, if any. A revocation holds
    whatever is missing before it: reports that waited when it was made are never sent. Raises Refused with what is
    wrong.
    """
    if message.plant != chain.plant:
        raise Refused(Reason.OTHER_PLANT)
    if message.contract != chain.contract:
        raise Refused(Reason.OTHER_CONTRACT)
    if message.number <= chain.number:
        if held != said:
            raise Refused(Reason.OTHER_CONTENT)
        return False
    if message.kind is Kind.REVOCATION:
        return True
    if message.number > chain.number + 1:
        raise Refused(Reason.GAP)
    if message.before != chain.digest:
        raise Refused(Reason.BROKEN_CHAIN)
    return True


def seal_receipt(receipt: Receipt, key: Ed25519PrivateKey) -> bytes:
    document = {
        "v": FORMAT, "kind": "receipt", "contract": receipt.contract, "digest": receipt.digest,
        "reason": receipt.reason, "expected": receipt.expected, "at": receipt.at,
    }  # fmt: skip
    return _sealed(document, key)


def open_receipt(packet: bytes, hub: str) -> Receipt:
    """Raises Refused when the hub of this key didn't sign it."""
    document = _proven(packet, hub)
    try:
        _demand(document["v"] == FORMAT and document["kind"] == "receipt")
        reason = None if document["reason"] is None else Reason(document["reason"])
        contract, said, at = (_text(document[name]) for name in ("contract", "digest", "at"))
        return Receipt(contract, said, reason, _number(document["expected"]), at)
    except (KeyError, ValueError, TypeError) as error:
        raise Refused(Reason.UNREADABLE) from error


def _sealed(document: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    body = _bytes(document)
    return base64.b64encode(key.sign(body)) + b"\n" + body


def _proven(packet: bytes, public_key: str) -> dict[str, Any]:
    document = _body(packet)
    signature, _newline, body = packet.partition(b"\n")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            base64.b64decode(signature, validate=True), body
        )
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise Refused(Reason.ALTERED) from error
    return document


def _body(packet: bytes) -> dict[str, Any]:
    """Raises Refused when the body isn't JSON in the one form that we write."""
    if len(packet) > LONGEST:
        raise Refused(Reason.UNREADABLE)
    body = packet.partition(b"\n")[2]
    try:
        document = json.loads(body)
        _demand(isinstance(document, dict) and _bytes(document) == body)
    except (ValueError, RecursionError) as error:
        raise Refused(Reason.UNREADABLE) from error
    return cast(dict[str, Any], document)


def _bytes(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def _document(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = {
        "v": FORMAT, "kind": message.kind, "plant": message.plant, "contract": message.contract,
        "number": message.number, "before": message.before, "made_at": message.made_at,
    }  # fmt: skip
    if message.day is not None:
        found["day"] = message.day.isoformat()
        found["figures"] = [
            [one.code, one.unit, format(one.value, "f"), None if one.automatic is None else format(one.automatic, "f")]
            for one in message.figures
        ]
    if message.terms is not None:
        terms = message.terms
        found["terms"] = {
            "reader": terms.reader, "purpose": terms.purpose, "codes": list(terms.codes),
            "first_on": terms.first_on.isoformat(), "last_on": terms.last_on.isoformat(),
            "read_until": terms.read_until.isoformat(),
        }  # fmt: skip
    return found


def _message(document: Mapping[str, Any]) -> Message:
    try:
        _demand(document["v"] == FORMAT)
        kind = Kind(document["kind"])
        made = Message(
            kind, _matching(_KEY, document["plant"]), _matching(_CODE, document["contract"]),
            _number(document["number"]), document["before"], _matching(_MOMENT, document["made_at"]),
            _day(document["day"]) if kind is Kind.REPORT else None,
            _figures(document["figures"]) if kind is Kind.REPORT else (),
            _terms(document["terms"]) if kind is Kind.CONTRACT else None,
        )  # fmt: skip
        _demand((kind is Kind.CONTRACT) == (made.number == 1))
        _demand(made.before == "" if made.number == 1 else _KEY.fullmatch(made.before) is not None)
        # A word too much, or one written otherwise, is another message.
        _demand(_document(made) == document)
    except (KeyError, ValueError, TypeError, InvalidOperation) as error:
        raise Refused(Reason.UNREADABLE) from error
    return made


def _figures(rows: Sequence[Sequence[Any]]) -> tuple[Reported, ...]:
    found = tuple(
        Reported(_matching(_NAME, code), _text(unit), _decimal(value), None if share is None else _decimal(share))
        for code, unit, value, share in rows
    )
    _demand(len({one.code for one in found}) == len(found))
    return found


def _terms(said: Mapping[str, Any]) -> Terms:
    codes = tuple(_matching(_NAME, code) for code in said["codes"])
    days = (_day(said[name]) for name in ("first_on", "last_on", "read_until"))
    return Terms(_text(said["reader"]), _text(said["purpose"]), codes, *days)


def _decimal(text: str) -> Decimal:
    value = Decimal(_text(text))
    _demand(value.is_finite() and abs(value) < 10**14 and cast(int, value.as_tuple().exponent) >= -6)
    return value


def _number(value: object) -> int:
    _demand(type(value) is int and value > 0)
    return cast(int, value)


def _day(text: str) -> date:
    return date.fromisoformat(_text(text))


def _matching(pattern: re.Pattern[str], text: str) -> str:
    _demand(pattern.fullmatch(_text(text)) is not None)
    return text


def _text(value: object) -> str:
    _demand(isinstance(value, str))
    return cast(str, value)


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError
