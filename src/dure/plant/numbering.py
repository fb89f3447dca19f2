"""Patterns of document numbers, such as `SO{yy}{mm}-{n:04}`. Pure.

A pattern holds exactly one `{n}` (with at least so many digits when a width is given) and any of
`{yyyy} {yy} {mm} {dd}`. Whatever it shows of the date is its period: counting starts at 1 in each.
"""

import re
from collections.abc import Iterable
from datetime import date

from dure.kernel.errors import Invalid

LONGEST = 40
"""Characters that document numbers have at most."""

_MARK = re.compile(r"\{([^{}]*)\}")
_COUNTER = re.compile(r"n(:0?[1-9])?")
_DATES = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d"}


def check(pattern: str) -> None:
    """Raises Invalid for a pattern that can't number documents."""
    marks = _MARK.findall(pattern)
    dates = [mark for mark in marks if mark in _DATES]
    counters = [mark for mark in marks if _COUNTER.fullmatch(mark)]
    if len(counters) != 1:
        raise Invalid("A pattern has {n} exactly once.")
    if len(dates) + 1 != len(marks) or set("{}") & set(_MARK.sub("", pattern)):
        raise Invalid("A pattern has only {yyyy}, {yy}, {mm}, {dd} and {n} in braces.")
    if ("mm" in dates and not {"yy", "yyyy"} & set(dates)) or ("dd" in dates and "mm" not in dates):
        raise Invalid("A pattern with the day needs the month, and one with the month needs the year.")
    if len(numbered(pattern, date(2000, 1, 1), 1)) > LONGEST or any(sign.isspace() for sign in pattern):
        raise Invalid("A number has at most 40 characters and no spaces.")


def check_alone(pattern: str, others: Iterable[str]) -> None:
    """Raises Invalid for a pattern by which another kind is numbered: papers, moves and entries are found by number."""
    day = date(2000, 1, 31)
    if period(pattern, day) in {period(other, day) for other in others if other}:
        raise Invalid("Another kind of document is numbered like this already.")


def first_pattern(kind: str) -> str:
    """What a kind is numbered by until a person says otherwise: `sales_order` is SO2611-0001."""
    initials = "".join(word[0] for word in re.split(r"[\W_]+", kind) if word).upper()
    return f"{initials or 'N'}{{yy}}{{mm}}-{{n:04}}"


def period(pattern: str, on: date) -> str:
    """What all numbers of a period have in common: the pattern with the date in it and the counter open."""
    return _MARK.sub(lambda mark: on.strftime(_DATES[mark[1]]) if mark[1] in _DATES else "{n}", pattern)


def numbered(pattern: str, on: date, n: int) -> str:
    return _MARK.sub(lambda mark: on.strftime(_DATES[mark[1]]) if mark[1] in _DATES else _count(mark[1], n), pattern)


def _count(mark: str, n: int) -> str:
    _, _, width = mark.partition(":")
    return str(n).zfill(int(width or 1))


def fits(pattern: str, number: str) -> bool:
    """Whether the pattern could have made the number."""
    parts, at = [], 0
    for mark in _MARK.finditer(pattern):
        digits = rf"\d{{{len(mark[1])}}}" if mark[1] in _DATES else rf"\d{{{mark[1].partition(':')[2] or 1},}}"
        parts += [re.escape(pattern[at : mark.start()]), digits]
        at = mark.end()
    return re.fullmatch("".join(parts) + re.escape(pattern[at:]), number) is not None
