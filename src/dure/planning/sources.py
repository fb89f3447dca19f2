"""How a need and a supply are named in a plan: a word for its kind and its number. Pure.

so sales order line · co call-off of a blanket order · fc forecast · safety · p proposal (item/number) ·
f firm proposal · po purchase order line · pr purchase request · wo work order · oo what an order gives
beside its item · stock · lot · check (waits for its incoming check, or is on the way).
"""

from typing import NamedTuple

SALES, CALL_OFF, FORECAST, SAFETY = "so", "co", "fc", "safety"
PROPOSAL, FIRM, PURCHASE, REQUEST, WORK, OUTPUT = "p", "f", "po", "pr", "wo", "oo"
STOCK, LOT, CHECK = "stock", "lot", "check"
MADE = (PROPOSAL, FIRM, WORK)
"""Kinds whose orders need components."""


class Source(NamedTuple):
    """number: of the row; of an open proposal its item. part: a proposal's own number, or a week of a forecast."""

    kind: str
    number: int = 0
    part: int = 0

    def __str__(self) -> str:
        if self.kind in (STOCK, SAFETY, CHECK):
            return self.kind
        return f"{self.kind}:{self.number}" + (f"/{self.part}" if self.part else "")


def parse(text: str) -> Source:
    """The source that `str` gave. Raises ValueError for anything else."""
    kind, _, rest = text.partition(":")
    number, _, part = rest.partition("/")
    return Source(kind, int(number or 0), int(part or 0))
