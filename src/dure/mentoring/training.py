"""Courses: what a test was worth, what is missing before a certificate, how long it holds. Pure."""

import secrets
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters of a code: none that is taken for another."""
_CODE = 16


class Lack(StrEnum):
    """What a person still lacks for the certificate of a course."""

    OPEN = "open"
    ABSENT = "absent"
    TOO_SHORT = "too_short"
    NO_TEST = "no_test"
    FAILED = "failed"


def score(answers: Sequence[int | None], right: Sequence[int]) -> int:
    """Whole percent of right answers, rounded down so that nobody passes by rounding. Raises ValueError."""
    if len(answers) != len(right) or not right:
        raise ValueError("each question has one answer")
    return 100 * sum(one == other for one, other in zip(answers, right, strict=True)) // len(right)


def lacks(
    *, is_closed: bool, attended: int | None, minutes: int, attend_percent: int, has_test: bool, last: int | None,
    pass_percent: int,
) -> list[Lack]:  # fmt: skip
    """attended: minutes of the person, None when nobody wrote them down; last: percent of the test afterwards."""
    found = [] if is_closed else [Lack.OPEN]
    if attended == 0 or (attended is None and is_closed):
        found.append(Lack.ABSENT)
    elif attended is not None and attended * 100 < attend_percent * minutes:
        found.append(Lack.TOO_SHORT)
    if has_test and last is None:
        found.append(Lack.NO_TEST)
    elif has_test and last is not None and last < pass_percent:
        found.append(Lack.FAILED)
    return found


def ends_on(day: date, months: int | None) -> date | None:
    """The last day on which it holds: the same day of a later month, or that month's last. None: without an end."""
    if months is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def skill_after(
    held: tuple[int, date | None] | None, earned: tuple[int, date | None]
) -> tuple[int, date | None]:  # fmt: skip
    """Level and last day of a skill after a course. Nobody loses by learning: the higher level, then the later day."""
    if held is None or earned[0] > held[0]:
        return earned
    if earned[0] < held[0] or held[1] is None:
        return held
    return held if earned[1] is not None and earned[1] < held[1] else earned


def new_code() -> str:
    """About 78 bits by chance, in groups of four: nobody guesses one, and it can be read out on the phone."""
    letters = [secrets.choice(_LETTERS) for _n in range(_CODE)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, _CODE, 4))


def read_code(text: str) -> str:
    """A code as somebody typed it, in the spelling in which it is kept; "" for what is none."""
    letters = [letter for letter in text.upper() if letter not in " -"]
    if len(letters) != _CODE or not set(letters) <= set(_LETTERS):
        return ""
    return "-".join("".join(letters[at : at + 4]) for at in range(0, _CODE, 4))


def initials(name: str) -> str:
    """As much of a name as an open page tells: 김○○, K. M. S."""
    words = name.split()
    if len(words) > 1:
        return " ".join(f"{word[0].upper()}." for word in words)
    whole = words[0] if words else ""
    is_hangul = bool(whole) and "가" <= whole[0] <= "힣"
    return whole[:1] + "○" * max(len(whole) - 1, 0) if is_hangul else f"{whole[:1].upper()}."
