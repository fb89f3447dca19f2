"""The ISO 22400-2 elements of some work units over some time, as one value that can be added. Pure.

Every field is linear: the elements of two windows that touch, or of two work units, are the sum
of theirs. That is why KPIs of an area or a month are ratios of sums and never means of ratios.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Elements:
    """Times in seconds, counts, and quantities in pieces (or the item's unit).

    The first ten times partition the calendar time: see `time_elements.ELEMENT`.
    """

    apt_planned: float = 0.0
    """producing in planned work"""
    apt_outside: float = 0.0
    """producing outside planned work: in a break, in overtime nobody planned"""
    aust_planned: float = 0.0
    aust_outside: float = 0.0
    adet: float = 0.0
    """actual unit delay time, micro-stops included"""
    adot: float = 0.0
    """actual unit down time: in planned work, without an order's work being delayed"""
    no_data: float = 0.0
    """planned work about which no machine told anything"""
    rest: float = 0.0
    maintenance: float = 0.0
    unplanned: float = 0.0

    micro: float = 0.0
    """the part of adet in stops no longer than the work unit's limit"""
    micro_count: int = 0
    failure: float = 0.0
    """the part of adet in failures: ISO 22400-2 sum of TTR"""
    failures: int = 0
    """FE: failures that began in planned work"""
    aoet: float = 0.0
    """actual order execution time; only where elements are asked per order"""

    produced: Decimal = NOTHING
    good: Decimal = NOTHING
    reject: Decimal = NOTHING
    rework: Decimal = NOTHING
    automatic: Decimal = NOTHING
    """the part of `produced` that a machine counted"""
    unseen: Decimal = NOTHING
    """the part of `produced` that was made in time without data, and so has no part in `apt`"""
    ideal_s: Decimal = NOTHING
    """sum over items of PRI × PQ, of the pieces that were made in time with data"""
    without_ideal: Decimal = NOTHING
    """the part of `produced` that no ideal cycle is known for"""

    @property
    def calendar(self) -> float:
        """All time, planned or not."""
        return self.pbt_total + self.apt_outside + self.aust_outside + self.rest + self.maintenance + self.unplanned

    @property
    def pbt_total(self) -> float:
        """PBT, planned busy time, whether or not there is data about it."""
        return self.pbt + self.no_data

    @property
    def pbt(self) -> float:
        """PBT with data: what the KPIs divide by, since a silent machine neither worked nor stopped."""
        return self.apt_planned + self.aust_planned + self.adet + self.adot

    @property
    def pot(self) -> float:
        """POT, planned operation time: planned work, breaks and planned maintenance."""
        return self.pbt_total + self.rest + self.maintenance

    @property
    def apt(self) -> float:
        return self.apt_planned + self.apt_outside

    @property
    def aust(self) -> float:
        return self.aust_planned + self.aust_outside

    @property
    def aupt(self) -> float:
        return self.apt + self.aust

    @property
    def aubt(self) -> float:
        return self.aupt + self.adet

    @property
    def coverage(self) -> float | None:
        """Share of the planned busy time with data; None without planned time."""
        return self.pbt / self.pbt_total if self.pbt_total else None

    @property
    def has_all_ideals(self) -> bool:
        return not self.without_ideal

    def __add__(self, other: "Elements") -> "Elements":
        return Elements(**{name: getattr(self, name) + getattr(other, name) for name in FIELDS})

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


FIELDS = tuple(field.name for field in fields(Elements))
TIMES = FIELDS[:10]
NONE = Elements()


def total(parts: Iterable[Elements]) -> Elements:
    """The sum of many; quicker than adding one by one."""
    rows = list(parts)
    return Elements(**{name: sum((getattr(row, name) for row in rows), getattr(NONE, name)) for name in FIELDS})


def standard_names(e: Elements) -> dict[str, float | int | None]:
    """The elements under their ISO 22400-2 abbreviations, for the API, the command line and exports.

    Times in seconds. NODATA, MICRO and OUTSIDE are ours: planned time without data, the
    micro-stops within ADET, and production time outside the plan within APT.
    """
    return {
        "POT": e.pot,
        "PBT": e.pbt,
        "PBT_TOTAL": e.pbt_total,
        "NODATA": e.no_data,
        "AUBT": e.aubt,
        "AUPT": e.aupt,
        "APT": e.apt,
        "AUST": e.aust,
        "ADET": e.adet,
        "ADOT": e.adot,
        "MICRO": e.micro,
        "OUTSIDE": e.apt_outside,
        "CALENDAR": e.calendar,
        "TTR": e.failure,
        "FE": e.failures,
        "MICRO_COUNT": e.micro_count,
        "PQ": float(e.produced),
        "GQ": float(e.good),
        "SQ": float(e.reject),
        "RQ": float(e.rework),
        "PRI_PQ": float(e.ideal_s),
        "PQ_UNSEEN": float(e.unseen),
        "PQ_WITHOUT_PRI": float(e.without_ideal),
        "PQ_AUTOMATIC": float(e.automatic),
        "COVERAGE": e.coverage,
    }
