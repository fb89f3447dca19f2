"""What a table that ships is made of. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FirstItem:
    """steps: of the figure, for level 1, 2, 3 …"""

    question: str
    points: int
    evidence: str = ""
    levels: tuple[str, ...] = ()
    figure: str = ""
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstModule:
    area: str
    code: str
    name: str
    items: tuple[FirstItem, ...]


@dataclass(frozen=True, slots=True)
class FirstTable:
    key: str
    name: str
    note: str
    levels: tuple[str, ...]
    cuts: tuple[tuple[int, str], ...]
    modules: tuple[FirstModule, ...]
