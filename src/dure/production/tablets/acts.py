"""An act as a device sends it, read with care: what can't be read is kept all the same, for a person to look at."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from dure.kernel.errors import Invalid

KINDS = frozenset({"start", "change_over", "pause", "resume", "report", "finish", "undo", "call"})
LOSS_KINDS = frozenset({"reject", "rework"})
_NEAR = timedelta(seconds=5)
"""What an answer may take on its way; clocks that differ by less are left."""
_KEPT = (
    "kind", "at", "unit", "operation", "good", "losses", "of", "call", "note", "counter_from", "counter_to", "packs",
    "pack_unit", "loose",
)  # fmt: skip
_MOST_CLOCK_OFF = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Loss:
    kind: str
    reason: int | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Act:
    """What was done. unit: code of the work unit. of: id of the act that is taken back. call: kind of help.

    counter: what the counter showed at the beginning and at the end, where no machine counts.
    packs: full packs, their unit, and loose pieces.
    """

    id: uuid.UUID
    kind: str
    at: datetime
    unit: str
    operation: int | None
    good: Decimal | None
    losses: tuple[Loss, ...]
    of: uuid.UUID | None
    call: str
    note: str
    counter: tuple[Decimal, Decimal] | None = None
    packs: tuple[Decimal, str, Decimal] | None = None

    @property
    def has_pieces(self) -> bool:
        return bool(self.good) or self.counter is not None or self.packs is not None or bool(self.losses)


def id_of(sent: Mapping[str, Any]) -> uuid.UUID:
    """Raises Invalid: an act without an id can't be told from its repetition."""
    try:
        return uuid.UUID(str(sent["id"]))
    except (KeyError, ValueError) as error:
        raise Invalid("An act without an id was sent.") from error


def at_of(sent: Mapping[str, Any], now: datetime) -> datetime:
    """The device's moment in UTC, never ahead of now; now where it can't be read."""
    try:
        told = datetime.fromisoformat(str(sent.get("at", "")))
    except ValueError:
        return now
    return min(told if told.tzinfo else told.replace(tzinfo=UTC), now)


def clock_off(told: object, now: datetime) -> timedelta:
    """By how much the device's clock is behind (+) or ahead (-); nothing where it didn't say what it shows."""
    try:
        shown = datetime.fromisoformat(str(told))
    except ValueError:
        return timedelta(0)
    off = now - (shown if shown.tzinfo else shown.replace(tzinfo=UTC))
    return off if _NEAR < abs(off) < _MOST_CLOCK_OFF else timedelta(0)


def set_right(sent: Mapping[str, Any], off: timedelta) -> Mapping[str, Any]:
    """The act with its moment by the plant's clock."""
    if not off:
        return sent
    try:
        at = datetime.fromisoformat(str(sent.get("at", ""))) + off
    except (ValueError, OverflowError):
        return sent
    return {**sent, "at": at.isoformat()}


def body_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an act: not the proof of who it was."""
    return {name: sent[name] for name in _KEPT if name in sent}


def read(sent: Mapping[str, Any], now: datetime) -> Act:
    """Raises Invalid for what no page of Dure sends."""
    kind = str(sent.get("kind", ""))
    if kind not in KINDS:
        raise Invalid("The act “%(kind)s” isn't known here.", kind=kind[:40])
    operation = sent.get("operation")
    if operation is not None and not isinstance(operation, int):
        raise Invalid("The operation can't be read.")
    return Act(
        id=id_of(sent),
        kind=kind,
        at=at_of(sent, now),
        unit=str(sent.get("unit") or ""),
        operation=operation,
        good=_amount(sent["good"]) if sent.get("good") is not None else None,
        losses=tuple(_loss(one) for one in _list(sent.get("losses"))),
        of=id_of({"id": sent.get("of")}) if kind == "undo" else None,
        call=str(sent.get("call") or ""),
        note=str(sent.get("note") or "")[:200],
        counter=_counter(sent),
        packs=_packs(sent),
    )


def _counter(sent: Mapping[str, Any]) -> tuple[Decimal, Decimal] | None:
    begin, end = sent.get("counter_from"), sent.get("counter_to")
    return None if begin is None or end is None else (_amount(begin), _amount(end))


def _packs(sent: Mapping[str, Any]) -> tuple[Decimal, str, Decimal] | None:
    if not sent.get("packs") or not sent.get("pack_unit"):
        return None
    return _amount(sent["packs"]), str(sent["pack_unit"])[:20], _amount(sent.get("loose") or 0)


def _list(given: Any) -> list[Any]:
    if given is not None and not isinstance(given, list):
        raise Invalid("A loss is reject or rework.")
    return given or []


def _loss(sent: Any) -> Loss:
    if not isinstance(sent, Mapping) or sent.get("kind") not in LOSS_KINDS:
        raise Invalid("A loss is reject or rework.")
    reason = sent.get("reason")
    if reason is not None and not isinstance(reason, int):
        raise Invalid("The reason can't be read.")
    return Loss(str(sent["kind"]), reason, _amount(sent.get("quantity")))


def _amount(given: Any) -> Decimal:
    try:
        amount = Decimal(str(given))
    except InvalidOperation as error:
        raise Invalid("“%(text)s” is not a number.", text=str(given)[:40]) from error
    if not amount.is_finite() or amount < 0 or amount >= 10**10:
        raise Invalid("“%(text)s” is not a number.", text=str(given)[:40])
    return amount.quantize(Decimal("0.0001"))
