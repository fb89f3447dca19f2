"""Modbus addresses as people write them: `1/holding/100/uint32/CDAB*0.1+5`, or `40101`."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from dure.gateway.connector import Rejected
from dure.gateway.connectors.modbus.decode import FIXED_WORDS, ORDERS, is_order_for
from dure.gateway.sentence import Sentence

TABLES = ("coil", "discrete", "input", "holding")
_CLASSIC = {"0": "coil", "1": "discrete", "3": "input", "4": "holding"}
_MAIN = re.compile(
    r"(?P<unit>\d{1,3})/(?P<table>[a-z]+)/(?P<offset>\d{1,6})(?:/(?P<type>[a-z]+\d*(?::\d{1,3})?))?"
    r"(?:/(?P<order>[A-H]+))?(?:\*(?P<scale>[^+*]+))?(?:\+(?P<plus>[^*]+))?"
)
_SHORT = re.compile(r"(?:(\d{1,3})/)?([0134])(\d{4,5})((?:[/*+].*)?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Point:
    """One value to read. start: offset from 0 in its table. words: registers, or 1 for a bit table.

    value = raw * scale + plus, computed exactly.
    """

    address: str
    unit: int
    table: str
    start: int
    type_name: str
    order: str
    words: int
    scale: Decimal
    plus: Decimal
    detail: int = 0
    """The bit of `bit:n`, the length in characters of `string:n`."""

    @property
    def is_bit_table(self) -> bool:
        return self.table in ("coil", "discrete")


def parse(address: str, unit: int = 1) -> Point:
    """The point that `address` names. Rejected says what is wrong with it.

    `40101` means holding register 100 of `unit` (classic numbers count from 1, and their first
    digit is the table: 0 coil, 1 discrete, 3 input, 4 holding).
    """
    found = _MAIN.fullmatch(_long_form(address.strip(), unit))
    if found is None:
        raise _wrong(address, Sentence("expected unit/table/offset/type/order such as 1/holding/100/uint32/ABCD"))
    table = found["table"]
    if table not in TABLES:
        raise _wrong(address, Sentence("the table must be one of %(tables)s", tables=", ".join(TABLES)))
    is_bit_table = table in ("coil", "discrete")
    type_name, _, detail_text = (found["type"] or ("bool" if is_bit_table else "uint16")).partition(":")
    detail = int(detail_text) if detail_text else -1
    words = _words(address, type_name, detail, is_bit_table)
    number, start = int(found["unit"]), int(found["offset"])
    if number > 255 or start + words > 65_536:
        raise _wrong(address, Sentence("a unit is at most 255 and an offset at most 65535"))
    order = found["order"] or ORDERS[min(words, 4)][0] if words in ORDERS else found["order"] or ""
    if not is_order_for(order, type_name, words):
        raise _wrong(address, Sentence("the order %(order)s doesn't fit %(type)s", order=order, type=type_name))
    scale, plus = _decimal(address, found["scale"], "1"), _decimal(address, found["plus"], "0")
    return Point(address, number, table, start, type_name, order, words, scale, plus, max(detail, 0))


def _long_form(address: str, unit: int) -> str:
    found = _SHORT.fullmatch(address)
    if found is None:
        return address
    number = int(found[3])
    if not 1 <= number <= 65_536:
        raise _wrong(address, Sentence("classic numbers count from 1"))
    return f"{found[1] or unit}/{_CLASSIC[found[2]]}/{number - 1}{found[4]}"


def _words(address: str, type_name: str, detail: int, is_bit_table: bool) -> int:
    if is_bit_table:
        if type_name != "bool":
            raise _wrong(address, Sentence("coils and discrete inputs hold only bool"))
        return 1
    if type_name == "bit":
        if not 0 <= detail <= 15:
            raise _wrong(address, Sentence("bit:n needs n from 0 to 15"))
        return 1
    if type_name == "string":
        if not 1 <= detail <= 250:
            raise _wrong(address, Sentence("string:n needs a length n from 1 to 250"))
        return (detail + 1) // 2
    if detail >= 0 or type_name not in FIXED_WORDS:
        raise _wrong(
            address,
            Sentence("the type must be bit:n, string:n or one of %(types)s", types=", ".join(FIXED_WORDS)),
        )
    return FIXED_WORDS[type_name]


def _decimal(address: str, text: str | None, default: str) -> Decimal:
    try:
        number = Decimal((text or default).strip())
    except InvalidOperation as error:
        raise _wrong(address, Sentence("%(text)s is no number", text=text)) from error
    if not number.is_finite():
        raise _wrong(address, Sentence("%(text)s is no number", text=text))
    return number


def _wrong(address: str, reason: Sentence) -> Rejected:
    return Rejected("%(place)s: %(reason)s", place=address, reason=reason)
