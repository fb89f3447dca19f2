"""What is written in a cell: a number, a time, a text, nothing. Pure."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from dure.gateway.connector import BadData
from dure.kernel.clock import to_us
from dure.kernel.observation import Quality, Value

_NOTHING = {"", "-", "--", "n/a", "#n/a", "na", "nan", "null", "none", "없음"}
_BAD = {"#value!", "#ref!", "#div/0!", "#num!", "#name?", "inf", "-inf", "+inf", "infinity", "error", "오류"}
_SWITCH = {"true": True, "false": False}
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_TIME = re.compile(
    r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?"
    r"(?:[\sT,]*(오전|오후|AM|PM)?\s*(\d{1,2})\s*[:시]\s*(\d{1,2})\s*[:분]?\s*"
    r"(?:(\d{1,2})(?:[.,](\d{1,9}))?\s*초?)?\s*(AM|PM)?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[ T_]?(\d{2})(\d{2})(\d{2})?", re.ASCII)
_COUNT = re.compile(r"\d{9,19}(?:\.\d+)?", re.ASCII)
_AFTERNOON, _MORNING = {"오후", "pm"}, {"오전", "am"}


def value(text: str, decimal_comma: bool) -> tuple[Value, Quality]:
    """The value in a cell. Codes with leading zeros stay text; an empty cell is MISSING, not zero."""
    text = text.strip()
    word = text.lower()
    if word in _NOTHING:
        return None, Quality.MISSING
    if word in _BAD:
        return None, Quality.BAD
    if word in _SWITCH:
        return _SWITCH[word], Quality.GOOD
    number = _number(text, decimal_comma)
    return (text if number is None else number), Quality.GOOD


def _number(text: str, decimal_comma: bool) -> float | int | None:
    plain = text.replace("\u00a0", "").replace(" ", "").replace("'", "")
    if decimal_comma:
        plain = plain.translate({ord(","): ".", ord("."): ","})
    if not _NUMBER.fullmatch(plain) or not any(letter.isdecimal() for letter in plain) or len(plain) > 60:
        return None
    plain = plain.replace(",", "")
    if re.match(r"[+-]?0\d", plain) or plain[:1] in "eE":
        return None
    if _WHOLE.fullmatch(plain):
        return int(plain)
    number = float(plain)
    return number if math.isfinite(number) else None


def time(text: str, form: str, zone: tzinfo) -> int:
    """Microseconds since 1970 of the time in `text`; BadData when it is none.

    form: a strptime form, or "" for year-first and Korean forms, 20260601093000, and counts since 1970.
    zone: of times without an offset.
    """
    text = text.strip()
    try:
        moment = datetime.strptime(text, form) if form else _year_first(text)  # noqa: DTZ007
        if isinstance(moment, int):
            return moment
        return to_us(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone))
    except (ValueError, OverflowError) as error:
        raise BadData("%(text)s is not a time", text=repr(text[:50])) from error


def _year_first(text: str) -> datetime | int:
    if found := _TIME.fullmatch(text):
        return _moment(found)
    if found := _COMPACT.fullmatch(text):
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    if _COUNT.fullmatch(text):
        return _since_1970(text)
    raise ValueError(text)


def _moment(found: re.Match[str]) -> datetime:
    year, month, day, before, hour, minute, second, fraction, after, offset = found.groups()
    hours = int(hour or 0)
    half = (before or after or "").lower()
    if half:
        if not 1 <= hours <= 12:
            raise ValueError("hour")
        hours = hours % 12 + (12 if half in _AFTERNOON else 0)
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    zone = _offset(offset) if offset else None
    return datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), micros, zone)


def _offset(text: str) -> tzinfo:
    if text.upper() in ("Z", "UTC"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _since_1970(text: str) -> int:
    whole, _, fraction = text.partition(".")
    per_second = 10 ** (0 if len(whole) <= 10 else 3 if len(whole) <= 13 else 6 if len(whole) <= 16 else 9)
    micros = int(whole) * 1_000_000 // per_second
    return micros + int(float(f"0.{fraction or 0}") * 1_000_000 / per_second)
