"""What a measurement says: one line a figure, with its limit, and for `python -m bench` also as JSON in a file."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

QUICK = os.environ.get("DURE_BENCH_QUICK") == "1"
"""Shorter runs, for trying that the measurements work; their figures are noisier."""


@dataclass(frozen=True, slots=True)
class Figure:
    """holds: None where there is no limit, only something to know."""

    name: str
    measured: str
    limit: str = ""
    holds: bool | None = None

    def line(self) -> str:
        word = {True: "holds", False: "MISSED", None: ""}[self.holds]
        return f"{self.name}: {self.measured}" + (f"   [{self.limit}: {word}]" if self.limit else "")


def tell(*figures: Figure) -> int:
    """Print the figures and keep them for the table at the end; 1 when a limit is missed."""
    for figure in figures:
        print(figure.line(), flush=True)
    if place := os.environ.get("DURE_BENCH_FIGURES"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(figure)) + "\n" for figure in figures)
    return int(any(figure.holds is False for figure in figures))


def skip(reason: str) -> int:
    """A measurement that can't be made on this computer says why and fails nothing."""
    print(f"left out: {reason}", file=sys.stderr, flush=True)
    return 0


def median(values: list[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def quantile(values: list[float], share: float) -> float:
    """The value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
