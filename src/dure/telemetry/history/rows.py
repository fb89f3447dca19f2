"""One row of the history, and how a value is laid out in a file. Pure."""

from typing import NamedTuple

from dure.kernel.observation import Value

DAY_US = 86_400_000_000
_EXACT = 2**53
_INT64 = 2**63
# A date beyond these can't be a folder or a row of a table; such readings go to the border's day.
_FIRST_DAY = 0
_LAST_DAY = 84_005
"""2199-12-31"""


class Row(NamedTuple):
    """One observation of a known signal.

    time_us: microseconds since 1970-01-01 UTC. number or text: the value, both None when there is
    none. quality: kernel Quality. stream: sequence of the message in the event log; sequence: within its
    source's epoch, None where the source doesn't number.
    """

    signal: int
    time_us: int
    number: float | None
    text: str | None
    quality: int
    stream: int
    sequence: int | None


class Laid(NamedTuple):
    """A row as it lies in a raw file; see `lay_out`."""

    signal: int
    time_ms: int
    time_rest: int
    whole: int | None
    number: float | None
    text: str | None
    quality: int
    stream: int
    sequence: int | None


def number_and_text(value: Value) -> tuple[float | None, str | None]:
    """A value of an observation as number or text; switches are 1 and 0."""
    if isinstance(value, str):
        return None, value
    return (int(value) if isinstance(value, bool) else value), None


def lay_out(row: Row) -> Laid:
    """The columns of a row.

    Milliseconds and the rest apart, and whole numbers apart from others, because delta and
    dictionary encoding then take 2.5 bytes a reading instead of 3.3 on recorded machine days.
    """
    whole, number = _whole(row.number)
    time_ms, rest = divmod(row.time_us, 1000)
    return Laid(row.signal, time_ms, rest, whole, number, row.text, row.quality, row.stream, row.sequence)


def day_of(time_us: int) -> int:
    """UTC day as days since 1970-01-01, kept within 1970 to 2199."""
    return min(max(time_us // DAY_US, _FIRST_DAY), _LAST_DAY)


def _whole(number: float | None) -> tuple[int | None, float | None]:
    if number is None:
        return None, None
    if isinstance(number, int):
        return (number, None) if -_INT64 <= number < _INT64 else (None, float(number))
    if number.is_integer() and abs(number) < _EXACT:
        return int(number), None
    return None, number
