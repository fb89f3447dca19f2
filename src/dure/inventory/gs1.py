"""GS1 element strings as scanners send them (GS1 General Specifications, section 3). Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from biip.gs1_messages import GS1Message


@dataclass(frozen=True, slots=True)
class Elements:
    """What of a message a stock-keeper needs. gtin: 14 digits; weight_kg: net weight."""

    gtin: str = ""
    own_code: str = ""
    lot: str = ""
    serial: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    count: Decimal | None = None
    weight_kg: Decimal | None = None

    @property
    def gtin_spellings(self) -> list[str]:
        """The GTIN as it may have been typed in: with 14, 13, 12 or 8 digits."""
        return [self.gtin[zeros:] for zeros in (0, 1, 2, 6) if self.gtin[:zeros] == "0" * zeros]


def read(text: str) -> Elements | None:
    """The elements of a message, with symbology identifier (`]C1`), separators or brackets.

    None for other text and for a GTIN whose check digit is wrong.
    """
    from biip import BiipException  # its tables take 50 ms to read, and most scans need none of them

    try:
        message = _message(text)

    except BiipException:
        return None
    is_misread = any(one.gtin_error for one in message.element_strings)
    return None if is_misread else _elements(message)


def _message(text: str) -> "GS1Message":
    from biip.gs1_messages import GS1Message
    from biip.symbology import SymbologyIdentifier

    if text.startswith("("):
        return GS1Message.parse_hri(text)
    if text.startswith("]"):
        text = text[len(SymbologyIdentifier.extract(text).value) :]
    return GS1Message.parse(text.lstrip("\x1d"))


def _elements(message: "GS1Message") -> Elements:
    found = {one.ai.ai: one for one in message.element_strings}
    texts = {code: one.value for code, one in found.items()}
    dates = {code: one.date for code, one in found.items() if one.date is not None}
    count = texts.get("30") or texts.get("37")
    weight = next((one.decimal for code, one in found.items() if code.startswith("310")), None)
    return Elements(
        gtin=texts.get("01") or texts.get("02", ""),
        own_code=texts.get("240") or texts.get("241", ""),
        lot=texts.get("10", ""),
        serial=texts.get("21", ""),
        made_on=dates.get("11"),
        expires_on=dates.get("17") or dates.get("15"),
        count=Decimal(count) if count else None,
        weight_kg=weight,
    )
