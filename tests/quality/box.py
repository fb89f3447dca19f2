"""The NIST/MTC box assembly: inspection results of twenty covers and twenty plates, and CheckMate's sheets of them.

One characteristic of ours for each measured feature; a geometric tolerance has an upper limit only.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl

from tests import recordings

PARTS = ("Cover", "Plate")


def _folder() -> Path:
    return recordings.folder() / "nist-mtc-box-assembly" / "dev"


@dataclass(frozen=True, slots=True)
class Feature:
    """Of one part. values: of the twenty parts, in their order; passed: what the measuring machine said of each."""

    name: str
    kind: str
    nominal: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    values: tuple[Decimal, ...]
    passed: tuple[bool, ...]


@cache
def features(part: str) -> tuple[Feature, ...]:
    """In the order of the file; the name ends in the occurrence, for several holes have the same."""
    rows: dict[str, list[dict[str, str]]] = {}
    with (_folder() / f"{part}-inspection.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["item_name"]:
                continue  # cover 10 has a row without a name
            rows.setdefault(f"{row['item_name']}-{row['occurrence']}", []).append(row)
    return tuple(_feature(name, found) for name, found in rows.items())


def _feature(name: str, rows: list[dict[str, str]]) -> Feature:
    first = rows[0]
    nominal = _number(first["nominal"])
    if nominal is None:
        lower, upper = None, abs(Decimal(first["tol_zone"]))
    else:
        lower, upper = nominal + Decimal(first["tol_min"]), nominal + Decimal(first["tol_max"])
    values = tuple(Decimal(row["measured"]).quantize(Decimal("0.000001")) for row in rows)
    passed = tuple(row["status"] == "PASS" for row in rows)
    return Feature(name, first["type"], nominal, lower, upper, values, passed)


def _number(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.000001")) if text else None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of CheckMate's sheet. values have three decimals."""

    name: str
    values: tuple[float, ...]
    nominal: float
    upper: float
    lower: float | None
    mean: float
    inside: int
    highest: float
    lowest: float
    pp: float
    ppk: float


@cache
def sheet(part: str) -> tuple[SheetRow, ...]:
    book = openpyxl.load_workbook(_folder() / f"{part}-CheckMate-capability.xlsx", data_only=True)
    return tuple(_sheet_rows(book["Sheet10"]))


def _sheet_rows(page: openpyxl.worksheet.worksheet.Worksheet) -> Iterator[SheetRow]:
    for row in page.iter_rows(min_row=8, values_only=True):
        values = tuple(float(one) for one in row[2:22] if isinstance(one, int | float))
        if len(values) == 20:
            upper, nominal, lower, mean, inside, high, low, pp, ppk, _count = row[22:32]
            yield SheetRow(
                str(row[0]), values, float(nominal), float(upper), None if lower is None else float(lower),
                float(mean), int(inside), float(high), float(low), float(pp), float(ppk),
            )  # fmt: skip
