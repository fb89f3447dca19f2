"""How an envelope is written as bytes in the spool and in the event log.

JSON, because a person can read it with any tool; addresses are listed once and each
observation is `[address index, sequence, time offset µs, value, quality]`.
"""

import json
import math
from functools import partial
from itertools import repeat
from typing import Any

from dure.kernel.errors import Invalid
from dure.kernel.observation import Envelope, Observation, Quality, Value

FORMAT = 1
_QUALITIES = tuple(Quality)
_observation = partial(tuple.__new__, Observation)
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def encode(envelope: Envelope) -> bytes:
    """The bytes of an envelope. Not-a-number and infinity become BAD without a value."""
    index: dict[str, int] = {}
    start = envelope.received_us
    rows = []
    for address, value, time_us, quality, _epoch, sequence in envelope.observations:
        if isinstance(value, float) and not math.isfinite(value):
            value, quality = None, Quality.BAD
        at = index.setdefault(address, len(index))
        rows.append((at, sequence, time_us - start, value, int(quality)))
    document = {
        "v": FORMAT,
        "c": envelope.connection,
        "e": envelope.epoch,
        "r": start,
        "a": list(index),
        "o": rows,
    }
    # A lone surrogate cannot be written as UTF-8; it is replaced rather than losing the batch.
    return _dumps(document).encode("utf-8", "replace")


def decode(data: bytes) -> Envelope:
    """The envelope in `data`. Raises Invalid when it is not one."""
    try:
        document: dict[str, Any] = json.loads(data)
        if document["v"] != FORMAT:
            raise Invalid("Unknown envelope format %(format)s", format=document["v"])
        addresses: list[str] = document["a"]
        epoch: str = document["e"]
        start: int = document["r"]
        rows: list[tuple[int, int, int, Value, int]] = document["o"]
        return Envelope(document["c"], epoch, start, _observations(addresses, epoch, start, rows))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Invalid("Not an envelope: %(reason)s", reason=repr(error)) from error


def _observations(
    addresses: list[str], epoch: str, start: int, rows: list[tuple[int, int, int, Value, int]]
) -> tuple[Observation, ...]:
    """Column by column: half the time of row by row, and every observation of a plant comes through here twice."""
    if not rows:
        return ()
    ats, sequences, offsets, values, qualities = zip(*rows, strict=True)
    columns = zip(
        [addresses[at] for at in ats],
        values,
        [start + offset for offset in offsets],
        [_QUALITIES[quality] for quality in qualities],
        repeat(epoch),
        sequences,
        strict=False,
    )
    return tuple(map(_observation, columns))
