"""The record of how each KPI is reckoned: what is divided by what, and since which version. Pure.

An effect compares days before and after; it may be claimed only where both are reckoned alike. So each definition has
a version, with the formula written down a second time: a test holds it against `dure.performance.kpis`, so that nobody
changes a formula there without a new version here. Old versions stay.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dure.mentoring.effects.ratio import Part
from dure.performance.elements import Elements
from dure.performance.kpis import BY_CODE, HOLDS

Side = Callable[[Elements], float]


@dataclass(frozen=True, slots=True)
class Definition:
    """numerator, denominator: of one day's elements; their ratio is the KPI. since: number of the day from which this
    version holds; 0 is ever since."""

    code: str
    version: int
    formula: str
    numerator: Side
    denominator: Side
    since: int = 0

    @property
    def name(self) -> str:
        return f"{self.code}.{self.version}"


def _good(e: Elements) -> float:
    return float(e.good / e.produced)


def _pbt(e: Elements) -> float:
    return e.pbt


def _made(e: Elements) -> float:
    return float(e.produced)


def _hours(e: Elements) -> float:
    return e.aoet / 3600


def _stops(e: Elements) -> float:
    return e.failures + 1


DEFINITIONS: tuple[Definition, ...] = (
    Definition("oee", 1, "(APT / PBT) × (PRI × PQ / APT) × (GQ / PQ)", lambda e: float(e.ideal_s) * _good(e), _pbt),
    Definition("availability", 1, "APT / PBT", lambda e: e.apt, _pbt),
    Definition("effectiveness", 1, "Σ PRI × PQ / APT", lambda e: float(e.ideal_s), lambda e: e.apt),
    Definition("quality_ratio", 1, "GQ / PQ", lambda e: float(e.good), _made),
    Definition(
        "nee",
        1,
        "(AUPT / PBT) × (PRI × PQ / APT) × (GQ / PQ)",
        lambda e: e.aupt * float(e.ideal_s) / e.apt * _good(e),
        _pbt,
    ),
    Definition("teep", 1, "PRI × GQ / calendar time", lambda e: float(e.ideal_s) * _good(e), lambda e: e.calendar),
    Definition("allocation_efficiency", 1, "AUBT / PBT", lambda e: e.aubt, _pbt),
    Definition("utilization_efficiency", 1, "APT / AUBT", lambda e: e.apt, lambda e: e.aubt),
    Definition("technical_efficiency", 1, "APT / (APT + ADET)", lambda e: e.apt, lambda e: e.apt + e.adet),
    Definition("setup_ratio", 1, "AUST / AUPT", lambda e: e.aust, lambda e: e.aupt),
    Definition("scrap_ratio", 1, "SQ / PQ", lambda e: float(e.reject), _made),
    Definition("rework_ratio", 1, "RQ / PQ", lambda e: float(e.rework), _made),
    Definition("first_pass_yield", 1, "GP / IP, here GQ / PQ without rework", lambda e: float(e.good), _made),
    Definition("equipment_load", 1, "PQ / EPC, EPC = POT / PRI", lambda e: float(e.ideal_s), lambda e: e.pot),
    Definition("automatic_share", 1, "PQ counted by machine / PQ", lambda e: float(e.automatic), _made),
    Definition("mtbf", 1, "Σ TBF / (FE + 1)", lambda e: e.aupt + e.failure, _stops),
    Definition("mttf", 1, "Σ TTF / (FE + 1)", lambda e: e.aupt, _stops),
    Definition("mttr", 1, "Σ TTR / (FE + 1)", lambda e: e.failure, _stops),
    Definition("throughput_rate", 1, "PQ / AOET", _made, _hours),
    Definition("allocation_ratio", 1, "Σ AUBT / AOET", lambda e: e.aubt, lambda e: e.aoet),
    Definition("production_process_ratio", 1, "Σ APT / AOET", lambda e: e.apt, lambda e: e.aoet),
)
NEWEST: Mapping[str, Definition] = {one.code: one for one in DEFINITIONS}


def versions_of(code: str) -> tuple[tuple[int, str], ...]:
    """Day from which each version held, and its name: what `estimate` takes as versions."""
    return tuple((one.since, one.name) for one in DEFINITIONS if one.code == code)


def part_of(code: str, elements: Elements) -> Part | None:
    """Numerator and denominator of a day; None where the KPI can't be reckoned."""
    if not all(HOLDS[need](elements) for need in BY_CODE[code].needs):
        return None
    return Part(NEWEST[code].numerator(elements), NEWEST[code].denominator(elements))
