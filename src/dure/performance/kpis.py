"""The KPIs of ISO 22400-2 that a plant's own data can give: one row and one expression each. Pure.

A KPI of several work units or of a long time is the ratio of the sums of its elements; it is
never the mean of ratios, so long times weigh more than short ones. A figure is never cut at 100 %.
What can't be computed is None with the reason, never zero.

OEE, NEE and effectiveness need an ideal cycle (PRI) for every piece. A work unit that made
pieces without one would pull the figure down for no fault of its own, so it is left out of these
three and the figure says so ("partial"); with no work unit left the figure is undefined.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dure.performance.elements import NONE, Elements, total

HOUR = 3600.0


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    CONTEXT = "context"


class Unit(StrEnum):
    RATIO = "ratio"
    SECONDS = "s"
    PER_HOUR = "1/h"


class Need(StrEnum):
    """What must be there before a KPI can be computed; the text of a figure that can't be."""

    PLAN = "No working time was planned"
    DATA = "No data came from the machine in the planned time"
    TIME = "The period is empty"
    PIECES = "Nothing was produced"
    PRODUCING = "The machine did not produce"
    PROCESSING = "The machine neither produced nor was set up"
    BUSY = "The machine was not busy"
    IDEAL = "No ideal cycle time is known for what was produced"
    ORDER = "Only for a work order that has run"
    FIRST_PASS = "Pieces were reworked, and which of them passed at first isn't recorded"  # noqa: S105 - a yield, no password
    RUN_OR_DELAY = "The machine neither produced nor was delayed"


HOLDS: Mapping[Need, Callable[[Elements], bool]] = {
    Need.PLAN: lambda e: e.pbt_total > 0,
    Need.DATA: lambda e: e.pbt > 0,
    Need.TIME: lambda e: e.calendar > 0,
    Need.PIECES: lambda e: e.produced > 0,
    Need.PRODUCING: lambda e: e.apt > 0,
    Need.PROCESSING: lambda e: e.aupt > 0,
    Need.BUSY: lambda e: e.aubt > 0,
    Need.IDEAL: lambda e: e.has_all_ideals,
    Need.ORDER: lambda e: e.aoet > 0,
    Need.FIRST_PASS: lambda e: e.rework == 0,
    Need.RUN_OR_DELAY: lambda e: e.apt + e.adet > 0,
}


class Note(StrEnum):
    """What a reader should know about a figure that was computed."""

    PARTIAL = "Work units without an ideal cycle time are left out"
    GAPS = "Part of the planned time is without data"
    FAST = "Faster than the ideal cycle time: the ideal cycle is set too slow"
    OUTSIDE = "Worked outside the planned time: plan it as overtime"


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI. number: its row in ISO 22400-2's list, 0 for ours. formula: for people, in element names."""

    code: str
    number: int
    name: str
    formula: str
    unit: Unit
    better: Better
    needs: tuple[Need, ...]
    expression: Callable[[Elements], float]

    @property
    def needs_ideal(self) -> bool:
        return Need.IDEAL in self.needs


def _availability(e: Elements) -> float:
    return e.apt / e.pbt


def _effectiveness(e: Elements) -> float:
    return float(e.ideal_s) / e.apt


def _quality(e: Elements) -> float:
    return float(e.good / e.produced)


_H, _L, _C = Better.HIGHER, Better.LOWER, Better.CONTEXT
_R, _S = Unit.RATIO, Unit.SECONDS
_P, _D = Need.PLAN, Need.DATA
_OEE = (_P, _D, Need.PIECES, Need.PRODUCING, Need.IDEAL)

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "oee",
        6,
        "OEE",
        "(APT / PBT) × (PRI × PQ / APT) × (GQ / PQ)",
        _R,
        _H,
        _OEE,
        lambda e: _availability(e) * _effectiveness(e) * _quality(e),
    ),
    Kpi("availability", 8, "Availability", "APT / PBT", _R, _H, (_P, _D), _availability),
    Kpi("effectiveness", 9, "Effectiveness", "Σ PRI × PQ / APT", _R, _H, (Need.PRODUCING, Need.IDEAL), _effectiveness),
    Kpi("quality_ratio", 10, "Quality ratio", "GQ / PQ", _R, _H, (Need.PIECES,), _quality),
    Kpi(
        "nee",
        7,
        "NEE (OEE with set-up as productive)",
        "(AUPT / PBT) × (PRI × PQ / APT) × (GQ / PQ)",
        _R,
        _H,
        _OEE,
        lambda e: e.aupt / e.pbt * _effectiveness(e) * _quality(e),
    ),
    Kpi(
        "teep",
        0,
        "TEEP",
        "PRI × GQ / calendar time",
        _R,
        _H,
        (Need.TIME, Need.PIECES, Need.IDEAL),
        lambda e: float(e.ideal_s) * _quality(e) / e.calendar,
    ),
    Kpi("allocation_efficiency", 4, "Allocation efficiency", "AUBT / PBT", _R, _H, (_P, _D), lambda e: e.aubt / e.pbt),
    Kpi(
        "utilization_efficiency",
        5,
        "Utilization efficiency",
        "APT / AUBT",
        _R,
        _H,
        (Need.BUSY,),
        lambda e: e.apt / e.aubt,
    ),
    Kpi(
        "technical_efficiency",
        12,
        "Technical efficiency",
        "APT / (APT + ADET)",
        _R,
        _H,
        (Need.RUN_OR_DELAY,),
        lambda e: e.apt / (e.apt + e.adet),
    ),
    Kpi("setup_ratio", 11, "Set-up ratio", "AUST / AUPT", _R, _L, (Need.PROCESSING,), lambda e: e.aust / e.aupt),
    Kpi("scrap_ratio", 16, "Scrap ratio", "SQ / PQ", _R, _L, (Need.PIECES,), lambda e: float(e.reject / e.produced)),
    Kpi("rework_ratio", 17, "Rework ratio", "RQ / PQ", _R, _L, (Need.PIECES,), lambda e: float(e.rework / e.produced)),
    Kpi(
        "first_pass_yield",
        15,
        "First pass yield",
        "GP / IP, here GQ / PQ without rework",
        _R,
        _H,
        (Need.PIECES, Need.FIRST_PASS),
        _quality,
    ),
    Kpi(
        "equipment_load",
        30,
        "Equipment load ratio",
        "PQ / EPC, EPC = POT / PRI",
        _R,
        _C,
        (_P, Need.PIECES, Need.IDEAL),
        lambda e: float(e.ideal_s) / e.pot,
    ),
    Kpi(
        "automatic_share",
        0,
        "Share counted automatically",
        "PQ counted by machine / PQ",
        _R,
        _H,
        (Need.PIECES,),
        lambda e: float(e.automatic / e.produced),
    ),
    Kpi(
        "mtbf",
        31,
        "Mean operating time between failures (MTBF)",
        "Σ TBF / (FE + 1)",
        _S,
        _H,
        (_P, _D),
        lambda e: (e.aupt + e.failure) / (e.failures + 1),
    ),
    Kpi(
        "mttf",
        32,
        "Mean time to failure (MTTF)",
        "Σ TTF / (FE + 1)",
        _S,
        _H,
        (_P, _D),
        lambda e: e.aupt / (e.failures + 1),
    ),
    Kpi(
        "mttr",
        33,
        "Mean time to repair (MTTR)",
        "Σ TTR / (FE + 1)",
        _S,
        _L,
        (_P, _D),
        lambda e: e.failure / (e.failures + 1),
    ),
    Kpi(
        "throughput_rate",
        3,
        "Throughput rate",
        "PQ / AOET",
        Unit.PER_HOUR,
        _H,
        (Need.ORDER,),
        lambda e: float(e.produced) / e.aoet * HOUR,
    ),
    Kpi("allocation_ratio", 2, "Allocation ratio", "Σ AUBT / AOET", _R, _H, (Need.ORDER,), lambda e: e.aubt / e.aoet),
    Kpi(
        "production_process_ratio",
        13,
        "Production process ratio",
        "Σ APT / AOET",
        _R,
        _H,
        (Need.ORDER,),
        lambda e: e.apt / e.aoet,
    ),
)
BY_CODE: Mapping[str, Kpi] = {kpi.code: kpi for kpi in KPIS}
MAIN = ("oee", "availability", "effectiveness", "quality_ratio")


@dataclass(frozen=True, slots=True)
class Figure:
    """A KPI's value over some parts, or None and why. used, of: how many parts the value is made from.

    used and of differ only for a partial figure. elements: the sum that the expression was given.
    """

    kpi: Kpi
    value: float | None
    reason: Need | None
    notes: tuple[Note, ...]
    elements: Elements
    used: int
    of: int


def evaluate(kpi: Kpi, parts: Iterable[Elements]) -> Figure:
    """The figure over all parts, one part for each work unit."""
    every = list(parts)
    used = [part for part in every if part.has_all_ideals] if kpi.needs_ideal else every
    # With nobody left the sum of all still tells which need is missing.
    elements = total(used or every)
    missing = next((need for need in kpi.needs if not HOLDS[need](elements)), None)
    if missing is not None and len(used) < len(every):
        missing = Need.IDEAL
    value = kpi.expression(elements) if missing is None else None
    notes = _notes(kpi, elements, len(used) < len(every)) if missing is None else ()
    return Figure(kpi, value, missing, notes, elements, len(used), len(every))


def evaluate_all(parts: Iterable[Elements], codes: Iterable[str] = BY_CODE) -> dict[str, Figure]:
    every = list(parts)
    return {code: evaluate(BY_CODE[code], every) for code in codes}


def _notes(kpi: Kpi, e: Elements, is_partial: bool) -> tuple[Note, ...]:
    uses_plan = Need.PLAN in kpi.needs
    checks = (
        (Note.PARTIAL, is_partial),
        (Note.GAPS, uses_plan and e.no_data > 0),
        # One piece may end a moment before the clock says so; a thousandth is no sign of a wrong cycle.
        (Note.FAST, kpi.needs_ideal and e.apt > 0 and float(e.ideal_s) > e.apt * 1.001),
        (Note.OUTSIDE, uses_plan and e is not NONE and e.apt_outside > 0 and e.apt > e.pbt),
    )
    return tuple(note for note, holds in checks if holds)
