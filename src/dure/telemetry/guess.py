"""What a signal probably means: from the connector's suggestion, its name and how its values behave. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from dure.kernel.observation import Value

_SUGGESTED = {
    "part_counter": "total",
    "good_counter": "good",
    "reject_counter": "reject",
    "rework_counter": "rework",
    "state": "state",
    "fault": "fault",
    "program": "program",
    "part_id": "part_id",
    "alarm": "alarm",
    "measurement": "measurement",
}
_NAMES = (
    ("reject", r"reject|scrap|(?<![a-z])ng(?![a-z])|bad|defect|불량|폐기"),
    ("rework", r"rework|재작업"),
    ("good", r"good|(?<![a-z])ok(?![a-z])|양품|accepted"),
    ("program", r"program|recipe|레시피|프로그램|(?<![a-z])job(?![a-z])"),
    ("part_id", r"part_?id|serial|(?<![a-z])lot(?![a-z])|로트|batch"),
    ("fault", r"fault|고장|trip"),
    ("alarm", r"alarm|알람|경보|error|message"),
    ("state", r"state|status|execution|running|(?<![a-z])run(?![a-z])|상태|가동|운전"),
    ("total", r"count|parts|pieces|produced|quantity|(?<![a-z])qty(?![a-z])|total|생산|수량|카운트"),
)
_COUNTERS = ("total", "good", "reject", "rework")


def meaning(name: str, values: Sequence[Value] = (), suggestion: str = "", unit: str = "") -> str:
    """A meaning of telemetry.models.Meaning; "other" where nothing speaks for any.

    values: what was seen, oldest first. A name alone never makes a counter out of what isn't a
    whole number, nor out of a number that falls.
    """
    if suggestion:
        return _SUGGESTED.get(suggestion, suggestion if suggestion in _SUGGESTED.values() else "other")
    seen = [value for value in values if value is not None]
    named = next((kind for kind, words in _NAMES if re.search(words, name, re.IGNORECASE)), "")
    if named in _COUNTERS:
        return named if not unit and _may_count(seen) else _plain(seen)
    if named == "fault" and seen and not all(_is_switch(value) for value in seen):
        return "alarm" if any(isinstance(value, str) for value in seen) else _plain(seen)
    if named:
        return named
    return "total" if _rises(seen) and not unit else _plain(seen)


def _plain(seen: Sequence[Value]) -> str:
    is_number = any(isinstance(value, int | float) and not isinstance(value, bool) for value in seen)
    return "measurement" if is_number else "other"


def _may_count(seen: Sequence[Value]) -> bool:
    numbers = [float(v) for v in seen if isinstance(v, int | float) and not isinstance(v, bool)]
    whole = len(numbers) == len(seen) and all(number.is_integer() and number >= 0 for number in numbers)
    return whole and all(after >= before for before, after in pairwise(numbers))


def _rises(seen: Sequence[Value]) -> bool:
    """Whole numbers that only go up, by small steps."""
    if len(seen) < 2 or not _may_count(seen):
        return False
    numbers = [float(v) for v in seen if isinstance(v, int | float)]
    steps = [after - before for before, after in pairwise(numbers)]
    return 0 < max(steps) <= 50


def _is_switch(value: Value) -> bool:
    return isinstance(value, bool) or value in (0, 1)
