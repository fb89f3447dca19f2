"""What is posted: JSON, one observation or many, taken whole or not at all. Pure."""

import json
import math
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from dure.gateway.connector import BadData
from dure.kernel.clock import to_us
from dure.kernel.observation import Observation, Quality, Value

NAME_LIMIT = 500
_FIELDS = {"name", "value", "time", "quality", "sequence", "epoch"}
_QUALITIES = {quality.name.lower(): quality for quality in Quality}
_SECONDS_BELOW, _MILLIS_BELOW, _MICROS_BELOW = 10**11, 10**14, 10**17
_SEQUENCES = 1 << 62


def inflated(data: bytes, limit: int) -> bytes:
    """The content of a gzip body; BadData when it is broken or larger than `limit` bytes."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise BadData("The body is not gzip") from error
    if len(content) > limit:
        raise BadData("The body unpacks to more than %(limit)s bytes", limit=limit)
    if not unpacker.eof:
        raise BadData("The gzip body is cut off")
    return content


def observations(body: bytes, now_us: int) -> list[Observation]:
    """The observations in `body`; BadData names the element (from 0) and what is wrong with it.

    now_us: time of receipt, for elements without a time.
    """
    try:
        document = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadData("The body is not JSON: %(reason)s", reason=error) from error
    if isinstance(document, dict) and "observations" in document:
        if set(document) != {"observations"}:
            raise BadData("Beside observations there must be nothing else")
        document = document["observations"]
    elements = document if isinstance(document, list) else [document]
    return [_observation(element, at, now_us) for at, element in enumerate(elements)]


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _observation(element: Any, at: int, now_us: int) -> Observation:
    try:
        if not isinstance(element, dict):
            raise BadData("it is not an object")
        unknown = sorted(set(element) - _FIELDS)
        if unknown:
            raise BadData("unknown field %(unknown)s", unknown=unknown[0][:100])
        name = _text(element, "name", required=True)
        value = _value(element)
        quality = _quality(element, value)
        time_us = now_us if element.get("time") is None else _time(element["time"])
        epoch, sequence = _identity(element, name)
        return Observation(name, value, time_us, quality, epoch, sequence)
    except BadData as error:
        raise BadData("Observation %(at)s: %(reason)s", at=at, reason=error) from error


def _text(element: Mapping[str, Any], field: str, required: bool = False) -> str:
    text = element.get(field, "")
    if not isinstance(text, str) or (required and not text):
        raise BadData("%(field)s must be a text", field=field)
    if len(text) > NAME_LIMIT or any(ord(letter) < 32 or "\ud800" <= letter <= "\udfff" for letter in text):
        raise BadData("%(field)s must have at most %(limit)s characters, all printable", field=field, limit=NAME_LIMIT)
    return text


def _value(element: Mapping[str, Any]) -> Value:
    if "value" not in element:
        raise BadData("value is missing")
    value = element["value"]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BadData("value is not a finite number")
        return value
    raise BadData("value must be a number, a text, true, false or null")


def _quality(element: Mapping[str, Any], value: Value) -> Quality:
    name = element.get("quality")
    if name is None:
        return Quality.MISSING if value is None else Quality.GOOD
    if not isinstance(name, str) or name not in _QUALITIES:
        raise BadData("quality must be one of %(qualities)s", qualities=", ".join(_QUALITIES))
    quality = _QUALITIES[name]
    return Quality.MISSING if value is None and quality < Quality.BAD else quality


def _time(given: Any) -> int:
    """Microseconds of an ISO 8601 text with an offset, or of a count of s, ms, µs or ns since 1970."""
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given < 10**20:
        scale = _scale(given)
        return given * 1_000_000 // scale if isinstance(given, int) else int(given * 1_000_000 / scale)
    if not isinstance(given, str):
        raise BadData("time must be a text in ISO 8601 or a number since 1970")
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise BadData("time is not in ISO 8601") from error
    if moment.tzinfo is None:
        raise BadData("time needs an offset, such as Z or +09:00")
    try:
        return to_us(moment)
    except OverflowError as error:
        raise BadData("time is out of range") from error


def _scale(count: float) -> int:
    """Units per second of a count since 1970, by its size (exact until the year 5138)."""
    if count < _SECONDS_BELOW:
        return 1
    if count < _MILLIS_BELOW:
        return 1_000
    return 1_000_000 if count < _MICROS_BELOW else 1_000_000_000


def _identity(element: Mapping[str, Any], name: str) -> tuple[str, int | None]:
    """Sequences count per name: a device may give one number to all the values of a moment."""
    sequence, epoch = element.get("sequence"), _text(element, "epoch")
    if sequence is None:
        if epoch:
            raise BadData("epoch needs a sequence")
        return "", None
    if not isinstance(sequence, int) or isinstance(sequence, bool) or not 0 <= sequence < _SEQUENCES:
        raise BadData("sequence must be a whole number from 0 on")
    return f"{name}\t{epoch}", sequence
