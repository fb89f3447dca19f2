"""Cells read as what a field wants, with a proposal where one is likely. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from dure.exchange.imports.fields import Field, Kind
from dure.exchange.imports.lines import Line
from dure.exchange.sheets import words
from dure.exchange.sheets.words import Raw, Unreadable
from dure.kernel.errors import Invalid

_MINUTES = re.compile(r"분|min", re.IGNORECASE)
_HOURS = re.compile(r"시간\s*[)\]]|hour|hr|\(h\)", re.IGNORECASE)
_TIMES = {"초": 1, "s": 1, "sec": 1, "분": 60, "min": 60, "m": 60, "시간": 3600, "h": 3600, "hr": 3600}


class Wrong(Exception):
    """A cell that can't be read. error: what the user is told."""

    def __init__(self, error: Invalid, proposal: str = "") -> None:
        self.error = error
        self.proposal = proposal
        super().__init__(str(error))


def read_line(
    number: int,
    raw: Mapping[str, Raw],
    fields: Mapping[str, Field],
    titles: Mapping[str, str],
    above: Mapping[str, Raw],
) -> Line:
    """A row's values. titles: field → title of its column. above: cells that empty ones stand for."""
    line = Line(number, raw, {})
    for name, cell in raw.items():
        one = fields[name]
        if one.falls and words.is_nothing(cell) and not words.is_nothing(above.get(name)):
            cell = above[name]
        try:
            line.values[name] = read(one, cell, titles.get(name, ""), line)
        except Wrong as wrong:
            line.values[name] = None
            line.refuse(name, wrong.error, wrong.proposal)
    for name, one in fields.items():
        if one.is_required and name in raw and line.values.get(name) is None and not line.problems:
            line.refuse(name, Invalid("%(field)s is missing.", field=one.label))
    return line


def read(one: Field, cell: Raw, title: str = "", line: Line | None = None) -> Any:
    """The value of a cell; None when nothing stands there. Raises Wrong."""
    if isinstance(cell, str) and cell.startswith("#") and cell.rstrip("!?").isupper():
        raise Wrong(Invalid("The formula in this cell gives an error."))
    return _READERS[one.kind](one, cell, title, line)


def _text(one: Field, cell: Raw, _title: str, _line: Line | None) -> str | None:
    plain = words.text(cell)
    if words.is_nothing(cell):
        return None
    if one.longest and len(plain) > one.longest:
        raise Wrong(Invalid("This is longer than %(most)s characters.", most=one.longest), plain[: one.longest])
    return plain


def _number(one: Field, cell: Raw, _title: str, _line: Line | None) -> Decimal | None:
    try:
        found = words.number(cell)
    except Unreadable as error:
        raise Wrong(Invalid("This is no number."), error.proposal or "") from error
    return None if found is None else _checked(one, found)


def _checked(one: Field, found: Decimal) -> Decimal:
    if one.least is not None and found < one.least:
        raise Wrong(Invalid("The number must be %(least)s or more.", least=one.least), f"{abs(found):f}")
    if abs(found) >= 10**12:
        raise Wrong(Invalid("This number is too large."))
    rounded = round(found, one.places)
    if rounded != found:
        # What a formula gives has digits behind those that anybody meant.
        if abs(rounded - found) < Decimal(1).scaleb(-one.places - 3):
            return rounded
        raise Wrong(Invalid("At most %(places)s decimals can be kept.", places=one.places), plain_number(rounded))
    return found


def plain_number(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _whole(one: Field, cell: Raw, title: str, line: Line | None) -> int | None:
    if isinstance(cell, str):
        cell = re.sub(r"\s*(일|개월|번|차|년|days?)$", "", words.text(cell))
    found = _number(one, cell, title, line)
    if found is None:
        return None
    if found != int(found):
        raise Wrong(Invalid("This must be a whole number."), str(round(found)))
    return int(found)


def _amount(one: Field, cell: Raw, _title: str, line: Line | None) -> Decimal | None:
    try:
        found, unit = words.amount(cell)
    except Unreadable as error:
        raise Wrong(Invalid("This is no number."), error.proposal or "") from error
    if unit and line is not None:
        line.values[f"{one.name}_unit"] = unit
    return None if found is None else _checked(one, found)


def _seconds(one: Field, cell: Raw, title: str, _line: Line | None) -> Decimal | None:
    try:
        found, unit = words.amount(cell)
    except Unreadable as error:
        raise Wrong(Invalid("This is no number."), error.proposal or "") from error
    if found is None:
        return None
    if unit:
        scale = _TIMES.get(unit.lower().rstrip("."))
        if scale is None:
            raise Wrong(Invalid("This is no unit of time."), plain_number(found))
    else:
        scale = 60 if _MINUTES.search(title) else 3600 if _HOURS.search(title) else 1
    return _checked(one, found * scale)


def _day(_one: Field, cell: Raw, _title: str, _line: Line | None) -> date | None:
    try:
        found = words.day(cell)
    except Unreadable as error:
        raise Wrong(Invalid("This is no date."), error.proposal or "") from error
    if found is not None and not 1990 <= found.year <= 2100:
        raise Wrong(Invalid("This date is too far away."))
    return found


def _flag(_one: Field, cell: Raw, _title: str, _line: Line | None) -> bool | None:
    if cell is None or words.text(cell) == "":
        return None
    try:
        return words.flag(cell)
    except Unreadable as error:
        raise Wrong(Invalid("Write Y or N."), "Y") from error


def _choice(one: Field, cell: Raw, _title: str, _line: Line | None) -> str | None:
    if words.is_nothing(cell):
        return None
    known = choice_words(one)
    found = known.get(words.key(cell))
    if found is None:
        raise Wrong(Invalid("This is none of: %(choices)s.", choices=", ".join(shown_choices(one))), _near(cell, one))
    return found


def choice_words(one: Field) -> dict[str, str]:
    """Key of each word → value."""
    return {words.key(word): value for value, spelled in one.choices.items() for word in (value, *spelled)}


def shown_choices(one: Field) -> Sequence[str]:
    """The first word of each choice: what is written where a person chooses."""
    return [next(iter(spelled), value) for value, spelled in one.choices.items()]


def _near(cell: Raw, one: Field) -> str:
    known = choice_words(one)
    plain = words.key(cell)
    within = [word for word in known if len(word) > 1 and (word in plain or plain in word)]
    near = within or get_close_matches(plain, known, 1, 0.5)
    return next(iter(one.choices[known[near[0]]]), "") if near else ""


def _several(one: Field, cell: Raw, _title: str, _line: Line | None) -> list[str] | None:
    """Values of a list of words; of a field without choices the words themselves."""
    if words.is_nothing(cell):
        return None
    parts = [part.strip() for part in re.split(r"[,;/·、\n]+", words.text(cell)) if part.strip()]
    if not one.choices:
        return parts
    known = choice_words(one)
    unknown = [part for part in parts if words.key(part) not in known]
    if unknown:
        better = [_near(part, one) if part in unknown else part for part in parts]
        raise Wrong(Invalid("“%(word)s” is not known here.", word=unknown[0]), ", ".join(filter(None, better)))
    return sorted({known[words.key(part)] for part in parts})


_Reader = Callable[[Field, Raw, str, Line | None], Any]
_READERS: dict[Kind, _Reader] = {
    Kind.TEXT: _text,
    Kind.CODE: _text,
    Kind.NAME: _text,
    Kind.UNIT: _text,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.AMOUNT: _amount,
    Kind.SECONDS: _seconds,
    Kind.DAY: _day,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.WORDS: _several,
}


def looks_right(one: Field) -> Callable[[Raw], bool] | None:
    """Whether contents of a column are like those of the field; only for kinds that contents give away."""
    return {Kind.CHOICE: _is_choice(one), Kind.UNIT: _is_choice(one), Kind.DAY: _is_day}.get(one.kind)


def _is_choice(one: Field) -> Callable[[Raw], bool]:
    known = choice_words(one)
    return lambda cell: words.key(cell) in known


def _is_day(cell: Raw) -> bool:
    """A bare number may be a day as Excel counts them, but is more often just a number."""
    try:
        return not isinstance(cell, int | float) and len(words.text(cell)) > 5 and words.day(cell) is not None
    except Unreadable:
        return False
