"""Codes of items by a pattern such as `RM-{n:04}`. Pure."""

import re
from collections.abc import Iterable

from dure.kernel.errors import Invalid

_MARK = re.compile(r"\{n(?::0?([1-9]))?\}")
ALLOWED = re.compile(r"[\w.\-/]{1,40}")
"""What any code may look like."""


def check_pattern(pattern: str) -> None:
    """Raises Invalid for a pattern that makes no codes."""
    if len(_MARK.findall(pattern)) != 1 or not ALLOWED.fullmatch(made(pattern, 1)):
        raise Invalid("A pattern of codes has {n} exactly once, else letters, digits, dot, hyphen and underscore.")


def made(pattern: str, n: int) -> str:
    return _MARK.sub(lambda mark: str(n).zfill(int(mark[1] or 1)), pattern)


def number_in(pattern: str, code: str) -> int | None:
    """The number that a code of the pattern has; None for another code."""
    mark = _MARK.search(pattern)
    if mark is None:
        return None
    before, after = re.escape(pattern[: mark.start()]), re.escape(pattern[mark.end() :])
    found = re.fullmatch(rf"{before}(\d{{{int(mark[1] or 1)},}}){after}", code)
    return int(found[1]) if found else None


def next_code(pattern: str, codes: Iterable[str]) -> str:
    """One more than the highest number in use."""
    used = [n for code in codes if (n := number_in(pattern, code)) is not None]
    return made(pattern, max(used, default=0) + 1)


def fixed_part(pattern: str) -> str:
    """What all codes of the pattern begin with."""
    return pattern.partition("{")[0]
