"""Which statements of the specification are tested, by what, and where they don't hold."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Statement(NamedTuple):
    """chapter and id as in the specification; whose: host, edge, broker, any (who can be seen to keep it)."""

    chapter: str
    id: str
    whose: str


class Check(NamedTuple):
    """verdict: holds, read (an edge node's duty; we read what comes of it). says: in our own words."""

    verdict: str
    says: str
    test: Callable[[], None]


CHECKS: dict[str, Check] = {}
NOT: dict[str, str] = {}
"""Statements of a host or of a broker that do not hold or do not apply, and why."""


def statements() -> list[Statement]:
    """All numbered statements of Sparkplug 3.0 (ids only)."""
    with (HERE / "statements.tsv").open(encoding="utf-8") as file:
        return [Statement(**row) for row in csv.DictReader(file, delimiter="\t")]


def check(says: str, *ids: str, verdict: str = "holds") -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Enter a test for statements."""

    def enter(test: Callable[[], None]) -> Callable[[], None]:
        for one in ids:
            assert one not in CHECKS, f"{one} is entered twice"
            CHECKS[one] = Check(verdict, says, test)
        return test

    return enter


def reads(says: str, *ids: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Enter a test that we read rightly what an edge node does by these statements."""
    return check(says, *ids, verdict="read")
