"""What is written in a cell, read as a text, a number, a day, a yes or no, or a unit. Pure.

Each reader gives the value or raises Unreadable with a proposal where one is likely.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

Raw = str | int | float | Decimal | bool | datetime | date | None

_NOTHING = {"", "-", "--", "–", "—", "n/a", "#n/a", "없음", "해당없음", "미정", "x"}
_YES = {"y", "yes", "o", "○", "ㅇ", "v", "✓", "✔", "true", "예", "네", "사용", "사용중", "유", "1", "해당", "정상"}
_NO = {"n", "no", "x", "×", "✕", "false", "아니오", "아니요", "미사용", "무", "0", "중지", "단종", "해당없음", ""}
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?", re.ASCII)
_AMOUNT = re.compile(r"(?P<number>[+-]?[\d,.]+)\s*(?P<unit>[^\d\s][^\d]*)?")
_DAY = re.compile(
    r"(\d{2}|\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:\s*\(?[월화수목금토일]\)?)?(?:\s+\d{1,2}:.*)?"
)
_MONEY = re.compile(r"^[₩￦\\$]|원$|won$", re.IGNORECASE)


class Unreadable(ValueError):
    """`proposal`: what was probably meant, or None."""

    def __init__(self, proposal: str | None = None) -> None:
        self.proposal = proposal
        super().__init__(proposal)


def text(raw: Raw) -> str:
    """Trimmed, full-width letters and digits made plain, inner spaces and line breaks made one space."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "Y" if raw else "N"
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime) and not (raw.hour or raw.minute or raw.second):
        raw = raw.date()
    return " ".join(unicodedata.normalize("NFKC", str(raw)).replace("\u200b", "").split())


def is_nothing(raw: Raw) -> bool:
    return text(raw).lower() in _NOTHING


def number(raw: Raw) -> Decimal | None:
    """Exact, with thousands separators, full-width digits, ₩ and 원, or brackets and △ for less than zero."""
    if isinstance(raw, bool):
        raise Unreadable
    if isinstance(raw, int | Decimal):
        return Decimal(raw)
    if isinstance(raw, float):
        # The shortest text that gives this binary number back is what was typed.
        return Decimal(repr(raw))
    plain = text(raw)
    if plain.lower() in _NOTHING:
        return None
    plain = _MONEY.sub("", plain).replace(" ", "")
    is_negative = plain.startswith(("△", "▲", "(", "-"))
    plain = plain.strip("△▲()-")
    if not _NUMBER.fullmatch(plain) or not plain:
        raise Unreadable(_probable_number(plain))
    try:
        found = Decimal(plain.replace(",", ""))
    except InvalidOperation as error:
        raise Unreadable from error
    return -found if is_negative else found


def _probable_number(plain: str) -> str | None:
    """What is left when look-alike letters become digits and the rest is dropped."""
    swapped = plain.translate(str.maketrans("OoＯIl|", "000111"))
    found = _AMOUNT.match(swapped.lstrip("약~≒"))
    if not found:
        return None
    digits = found["number"].replace(",", "").strip(".")
    return digits if _NUMBER.fullmatch(digits) and digits else None


def amount(raw: Raw) -> tuple[Decimal | None, str]:
    """A number and the unit written behind it: `1,200 kg`, `3박스`. The unit is "" when none is written."""
    if not isinstance(raw, str):
        return number(raw), ""
    found = _AMOUNT.fullmatch(_MONEY.sub("", text(raw)))
    if found and found["unit"]:
        return number(found["number"]), found["unit"].strip()
    return number(raw), ""


def day(raw: Raw) -> date | None:
    """A day: a date cell, `2026-3-2`, `26.03.02`, `2026년 3월 2일`, `20260302`, or Excel's day number."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    plain = text(raw)
    if plain.lower() in _NOTHING:
        return None
    if re.fullmatch(r"\d{8}", plain, re.ASCII):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    elif re.fullmatch(r"[34]\d{4}", plain, re.ASCII):
        # Excel counts days from 1899-12-30, its 1900 having a day too many.
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(plain))
    found = _DAY.fullmatch(plain)
    if not found:
        raise Unreadable
    year, month, of_month = (int(part) for part in found.groups())
    try:
        return date(year + 2000 if year < 100 else year, month, of_month)
    except ValueError as error:
        raise Unreadable(_swapped(year, month, of_month)) from error


def _swapped(year: int, month: int, of_month: int) -> str | None:
    """The same with day and month exchanged, when that is a day."""
    try:
        return date(year + 2000 if year < 100 else year, of_month, month).isoformat()
    except ValueError:
        return None


def flag(raw: Raw, *, default: bool = True) -> bool:
    plain = text(raw).lower().replace(" ", "")
    if plain == "":
        return default
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise Unreadable("Y")


def key(raw: Raw) -> str:
    """For comparing titles: small letters, no spaces, punctuation or remarks in brackets."""
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>", "", text(raw)) or text(raw)
    return re.sub(r"[\s_\-·./:*#'\"(),&\[\]<>※]+", "", plain).lower()
