"""What a scale says in a line of text: continuous formats of A&D and CAS, Mettler's SICS, a plain number. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

UNITS = {"kg": "kg", "g": "g", "mg": "mg", "t": "t", "lb": "lb", "lbs": "lb", "pcs": "EA", "pc": "EA", "ea": "EA"}
"""Units as scales write them, and as they are called here."""

_NUMBER = r"(?P<sign>[+-]?)\s*(?P<number>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?P<unit>[A-Za-z]*)"
# A&D and CAS: header, kind of weight, value: "ST,GS,+  1.234kg"; CAS puts its id and lamps between.
_LISTED = re.compile(rf"(?P<head>ST|US|OL|QT)\s*,(?:\s*(?P<kind>GS|NT|TR)\s*,)?(?:[^,]*,)*?\s*{_NUMBER}", re.IGNORECASE)
# MT-SICS level 0: "S S      1.234 kg"; S: stable, D: still moving; "S +", "S -", "S I" say why there is no weight.
_SICS = re.compile(rf"S(?:[A-Z]{{1,2}})?\s+(?P<head>[SD])\s+{_NUMBER}")
_SICS_NOT = re.compile(r"S\s+[+\-I]|E[SLTC]?")
_THOUSANDS = re.compile(r"[GN]?\s*[+-]?\s*[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?\s*[A-Za-z]*", re.IGNORECASE)
_PLAIN = re.compile(rf"(?P<kind>[GN]?)\s*{_NUMBER}", re.IGNORECASE)


class NoWeight(ValueError):
    """The text is no weight, or the scale says that it has none. code: `overload`, `moving`, `comma` or `unknown`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Weight:
    """unit: "" where the scale doesn't say it. is_net: the scale has taken its own tare off."""

    value: Decimal
    unit: str = ""
    is_net: bool = False


def read(line: str) -> Weight:
    """The weight in a line. Raises NoWeight: nothing is taken while the scale moves or is overloaded."""
    text = line.strip(" \t\r\n\x02\x03")
    if match := _LISTED.fullmatch(text):
        if (head := match["head"].upper()) in {"US", "OL"}:
            raise NoWeight("moving" if head == "US" else "overload")
        return _weight(match, is_net=(match["kind"] or "").upper() == "NT")
    if text.upper().startswith("OL") or _SICS_NOT.fullmatch(text):
        raise NoWeight("moving" if text.endswith("I") else "overload")
    if match := _SICS.fullmatch(text):
        if match["head"] == "D":
            raise NoWeight("moving")
        # SICS gives the net weight; where no tare is set it is the gross one.
        return _weight(match, is_net=False)
    if _THOUSANDS.fullmatch(text):
        # 1,250 is a thousand and more here and one and a quarter elsewhere: nobody should guess.
        raise NoWeight("comma")
    if match := _PLAIN.fullmatch(text):
        return _weight(match, is_net=match["kind"].upper() == "N")
    raise NoWeight("unknown")


def _weight(match: re.Match[str], *, is_net: bool) -> Weight:
    word = match["unit"].lower()
    if word and word not in UNITS:
        raise NoWeight("unknown")
    value = Decimal(match["number"].replace(",", "."))
    return Weight(-value if match["sign"] == "-" else value, UNITS[word] if word else "", is_net)
