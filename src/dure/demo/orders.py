"""Which order a line works on in each shift. Pure."""

import random
from dataclasses import dataclass
from datetime import date

from dure.demo.fleet import NOODLE, SAUCE, WORKSHOP
from dure.demo.simulation import Plant

# ruff: noqa: S311 - a simulation that must be repeatable


@dataclass(frozen=True, slots=True)
class DemoItem:
    code: str
    name: str
    kind: str = "finished"


ITEMS = {
    NOODLE: (
        DemoItem("RN-200", "쌀국수 200 g"),
        DemoItem("RN-500", "쌀국수 500 g"),
        DemoItem("RN-VEG", "시금치 쌀국수 200 g"),
    ),
    SAUCE: (DemoItem("SC-SOY", "간장 소스 250 ml"), DemoItem("SC-HOT", "매운 소스 250 ml")),
    WORKSHOP: (DemoItem("TL-DIE", "압출 다이", "semi"), DemoItem("TL-SFT", "이송 축", "semi")),
}
_QUANTITIES = {NOODLE: (7_500, 9_000), SAUCE: (4_600, 5_200), WORKSHOP: (80, 110)}
"""What a shift can make of it: its slowest machine takes no longer, set-ups and the way through the line included."""


@dataclass(frozen=True, slots=True)
class DemoOrder:
    number: str
    item: str
    quantity: int


def order_of(plant: Plant, line: str, day: date, shift: str) -> DemoOrder:
    """The order of a line's shift: its number tells line, day and shift."""
    dice = random.Random(f"{plant.seed}:{line}:{day.isoformat()}:{shift}:order")
    item = dice.choice(ITEMS[line])
    low, high = _QUANTITIES[line]
    return DemoOrder(f"{line[:1].upper()}{day:%y%m%d}-{shift}", item.code, dice.randrange(low, high, 10))
