"""Recordings of real machines as tables to learn from and as rows of signals; see ../shared/data/README.md.

Rows of a table are in time order. Where a recording says no times but an order, each run or part is given an hour.
"""

import csv
import gzip
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from math import nan, pi
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from dure.decisions.prediction.past import Asked, Feature, Past, Series, table_of
from dure.decisions.prediction.table import Table

PLACE = Path(os.environ.get("DURE_TEST_DATA", "../shared/data"))
SECOND, HOUR = 1_000_000, 3_600_000_000
DAY, WEEK = 24 * HOUR, 168 * HOUR
WINDOW = 10 * SECOND


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8-sig") as stream:
        yield from csv.DictReader(stream)


# Milling of wax, worn and unworn tools: University of Michigan.

_MILL = PLACE / "umich-cnc-mill-tool-wear" / "dev"
_LAYERS = "Layer"
MILL_SIGNALS = (
    "X1_CurrentFeedback", "Y1_CurrentFeedback", "S1_CurrentFeedback", "X1_OutputPower", "Y1_OutputPower",
    "S1_OutputPower", "X1_ActualVelocity", "Y1_ActualVelocity",
)  # fmt: skip


def mill_runs() -> dict[int, dict[str, str]]:
    """Run → what was set and what came of it, in their order; only those whose signals are there."""
    with (_MILL.parent / "train.csv").open(encoding="utf-8") as file:
        rows = {int(row["No"]): row for row in csv.DictReader(file)}
    return {no: row for no, row in rows.items() if _mill_file(no).exists()}


def _mill_file(no: int) -> Path:
    return _MILL / f"experiment_{no:02d}.csv.gz"


def mill_features(_series: Mapping[str, Series] | None = None) -> dict[str, Feature]:
    """Mean size and spread of each signal in the ten seconds before, and the two settings of the run."""
    found: dict[str, Feature] = {}
    for name in MILL_SIGNALS:
        found[f"{name} mean"] = lambda past, name=name: _size(past, name)
        found[f"{name} spread"] = lambda past, name=name: _spread(past, name)
    found["feed"] = lambda past: past.last("feed")
    found["clamp"] = lambda past: past.last("clamp")
    return found


def _size(past: Past, name: str) -> float:
    values = past.values(name, WINDOW)
    return fmean([abs(value) for value in values]) if values else nan


def _spread(past: Past, name: str) -> float:
    values = past.values(name, WINDOW)
    return pstdev(values) if values else nan


@cache
def mill() -> Table:
    """A row for every ten seconds of cutting; outcome: the tool is worn. Groups: runs."""
    series, asked = mill_series()
    return table_of(mill_features(), series, asked)


@cache
def mill_series() -> tuple[dict[str, Series], tuple[Asked, ...]]:
    times: list[int] = []
    values: dict[str, list[float]] = {name: [] for name in MILL_SIGNALS}
    starts, feeds, clamps, asked = [], [], [], []
    for no, run in mill_runs().items():
        starts.append(no * HOUR)
        feeds.append(float(run["feedrate"]))
        clamps.append(float(run["clamp_pressure"]))
        worn = float(run["tool_condition"] == "worn")
        cut = [row for row in _rows(_mill_file(no)) if row["Machining_Process"].startswith(_LAYERS)]
        for at, row in enumerate(cut, 1):
            times.append(no * HOUR + at * SECOND // 10)
            for name in MILL_SIGNALS:
                values[name].append(float(row[name]))
        end = no * HOUR + len(cut) * SECOND // 10 + SECOND
        asked += [Asked(moment, end, worn, f"run {no:02d}") for moment in range(no * HOUR + WINDOW, end, WINDOW)]
    series = {name: Series(tuple(times), tuple(own)) for name, own in values.items()}
    return series | {"feed": Series(tuple(starts), tuple(feeds)), "clamp": Series(tuple(starts), tuple(clamps))}, tuple(
        asked
    )


# Milled plates, measured feature by feature: NIST.

PLATE_COLUMNS = ("feature", "last", "margin", "margin of five", "spread of five", "failed in the part before")


@cache
def plate() -> Table:
    """A row for each measured feature of each part but the first; outcome: it fails. What is told from: the same
    feature of the parts before. Groups: parts."""
    with (PLACE / "nist-mtc-box-assembly" / "dev" / "Plate-inspection.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["item_name"]]
    names = list(dict.fromkeys(_feature(row) for row in rows))
    series = _plate_series(rows, names)
    tables = [
        table_of(
            plate_features(name, at),
            series,
            [_plate_row(row) for row in rows if _feature(row) == name and row["part"] != "1"],
        )
        for at, name in enumerate(names)
    ]
    return joined(tables)


def _feature(row: dict[str, str]) -> str:
    return f"{row['item_name']}-{row['occurrence']}"


def _plate_row(row: dict[str, str]) -> Asked:
    moment = int(row["part"]) * HOUR
    return Asked(moment, moment + HOUR // 2, float(row["status"] == "FAIL"), f"part {int(row['part']):02d}")


def _plate_series(rows: list[dict[str, str]], names: list[str]) -> dict[str, Series]:
    found = {}
    for name in names:
        own = [row for row in rows if _feature(row) == name]
        known = tuple(int(row["part"]) * HOUR + HOUR // 2 for row in own)
        found[f"{name} fail"] = Series(known, tuple(float(row["status"] == "FAIL") for row in own))
        found[f"{name} margin"] = Series(known, tuple(_margin(row) for row in own))
    known = tuple(int(row["part"]) * HOUR + HOUR // 2 for row in rows)
    return found | {"fail": Series(known, tuple(float(row["status"] == "FAIL") for row in rows))}


def _margin(row: dict[str, str]) -> float:
    """To the nearest limit, in half widths of the tolerance: 1 in the middle, below nought outside."""
    measured = float(row["measured"])
    if not row["nominal"]:
        return 1 - abs(measured) / abs(float(row["tol_zone"]))
    low, high, nominal = float(row["tol_min"]), float(row["tol_max"]), float(row["nominal"])
    return min(measured - nominal - low, high - measured + nominal) / ((high - low) / 2)


def plate_features(name: str, number: int) -> dict[str, Feature]:
    made: tuple[Feature, ...] = (
        lambda _past: float(number),
        lambda past: past.last(f"{name} fail"),
        lambda past: past.last(f"{name} margin"),
        lambda past: past.mean(f"{name} margin", 5 * HOUR),
        lambda past: _deviation(past.values(f"{name} margin", 5 * HOUR)),
        lambda past: past.mean("fail", HOUR),
    )
    return dict(zip(PLATE_COLUMNS, made, strict=True))


def _deviation(values: tuple[float, ...]) -> float:
    return pstdev(values) if len(values) > 1 else nan


def joined(tables: list[Table]) -> Table:
    """One table of several with the same columns, in time order."""
    rows = sorted(
        (row for one in tables
         for row in zip(one.moments, one.rows, one.outcomes, one.known, one.groups, strict=True)),
        key=lambda row: row[0],
    )  # fmt: skip
    moments, values, outcomes, known, groups = zip(*rows, strict=True)
    return Table(tables[0].columns, values, outcomes, moments, known, groups)


# Failures of a made-up mill after a real one: AI4I 2020.


@cache
def ai4i() -> Table:
    """A row for each piece in its order; outcome: the machine fails at it. Groups: hundreds of pieces."""
    with (PLACE.parent / "bench" / "ml" / "ai4i2020_public.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["UDI"]))
    columns = ("grade", "air", "warmer", "speed", "torque", "wear", "power", "strain")
    moments = tuple(int(row["UDI"]) * 60 * SECOND for row in rows)
    outcomes = tuple(float(row["Machine failure"]) for row in rows)
    groups = tuple(f"{int(row['UDI']) // 100:03d}" for row in rows)
    return Table(columns, tuple(_piece(row) for row in rows), outcomes, moments, moments, groups)


def _piece(row: dict[str, str]) -> tuple[float, ...]:
    air, process = float(row["Air temperature [K]"]), float(row["Process temperature [K]"])
    speed, torque = float(row["Rotational speed [rpm]"]), float(row["Torque [Nm]"])
    wear = float(row["Tool wear [min]"])
    power = torque * speed * 2 * pi / 60
    return float("LMH".index(row["Type"])), air, process - air, speed, torque, wear, power, wear * torque


# A year of a Korean steel plant: UCI 851.

_HOLIDAYS = holidays.country_holidays("KR", years=2018)
STEEL_COLUMNS = ("quarter", "day", "month", "day before", "week before", "mean of the day before")


@cache
def steel() -> Table:
    """A row for each quarter hour, told at midnight before its day; outcome: kWh. Groups: days. The other columns of
    the file are measured with the energy, or computed from it, and would tell it."""
    zone = ZoneInfo("Asia/Seoul")
    ends, amounts = [], []
    for row in _rows(PLACE / "uci-steel-industry-energy-kr" / "Steel_industry_data.csv.gz"):
        end = datetime.strptime(row["date"], "%d-%m-%Y %H:%M").replace(tzinfo=zone)
        ends.append(end + timedelta(days=1) if (end.hour, end.minute) == (0, 0) else end)
        amounts.append(float(row["Usage_kWh"]))
    pairs = sorted(zip(ends, amounts, strict=True))
    known = {int(end.timestamp()) * SECOND: amount for end, amount in pairs}
    made = [_quarter(end, amount, known) for end, amount in pairs[7 * 96 :]]
    rows, outcomes, moments, times, groups = zip(*made, strict=True)
    return Table(STEEL_COLUMNS, rows, outcomes, moments, times, groups)


def _quarter(end: datetime, amount: float, known: dict[int, float]) -> tuple[Any, ...]:
    """The day that is told begins at midnight; what is used of the meter is from before that."""
    start = end - timedelta(minutes=15)
    midnight = start.replace(hour=0, minute=0)
    moment, own = int(midnight.timestamp()) * SECOND, int(end.timestamp()) * SECOND
    before = [known.get(moment - DAY + at * HOUR // 4, nan) for at in range(1, 97)]
    row = (
        float(start.hour * 4 + start.minute // 15), float(_kind(start)), float(start.month),
        known.get(own - DAY, nan), known.get(own - WEEK, nan), fmean(before),
    )  # fmt: skip
    return row, amount, moment, own, f"{start:%Y-%m-%d}"


def _kind(day: datetime) -> int:
    """Monday is nought; a public holiday is a Sunday."""
    return 6 if day.date() in _HOLIDAYS else day.weekday()


# Signals of machine tools, a row every so many seconds: a value holds until the next one, or until it is unavailable.


def shdr(file: Path) -> Iterator[tuple[int, str, str]]:
    """(moment, key, value); several pairs may stand on a line. Lines that aren't observations are passed over."""
    with gzip.open(file, "rt", encoding="utf-8", errors="replace") as stream:
        for line in stream:
            parts = line.rstrip("\n").split("|")
            moment = _moment(parts[0])
            if moment is not None and len(parts) > 2:
                yield from ((moment, key, value) for key, value in zip(parts[1::2], parts[2::2], strict=False))


def _moment(text: str) -> int | None:
    try:
        return int(datetime.fromisoformat(f"{text[:26].rstrip('Z')}+00:00").timestamp() * SECOND)
    except ValueError:
        return None


def sampled(
    file: Path, names: tuple[str, ...], every_us: int, runs: Callable[[dict[str, str]], bool] = lambda _now: True
) -> list[tuple[int, tuple[float, ...]]]:
    """(moment, values) at each step at which the machine `runs`; NaN for what is unavailable or isn't a number."""
    now: dict[str, str] = {}
    found: list[tuple[int, tuple[float, ...]]] = []
    at: int | None = None
    for moment, key, value in shdr(file):
        if at is None or moment - at > DAY:
            at = moment  # the first lines of a day tell what was left from weeks before
        while at + every_us <= moment:
            at += every_us
            if runs(now):
                found.append((at, tuple(_number(now.get(name, "")) for name in names)))
        now[key] = value
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return nan
