"""What a loss is made of: the parts that are measured apart, why one isn't known, and why its range is as wide. Pure.

The parts of a work unit's time are disjoint, since they are fields of the ISO 22400-2 time elements or differences of
them; those of the speed and of rejects are in ideal seconds, as in the waterfall of `dure.performance.losses`.
"""

from enum import StrEnum
from typing import NamedTuple

from dure.mentoring.loss import Loss


class Part(StrEnum):
    """Of a work unit's time, of what rejected pieces hold, of the plant."""

    FAILURE = "failure"
    SETUP = "setup"
    MICRO = "micro"
    SPEED = "speed"
    REJECT_TIME = "reject_time"
    STARTUP_TIME = "startup_time"
    WAITS = "waits"
    DELAY = "delay"
    PLANNED_STOP = "planned_stop"
    NO_DATA = "no_data"
    REJECT_GOODS = "reject_goods"
    STARTUP_GOODS = "startup_goods"
    STANDING = "standing"
    SCRAPPED = "scrapped"
    RETURNS = "returns"
    COMPLAINTS = "complaints"
    LATE = "late"
    HELD = "held"
    DEAD = "dead"
    PEAK = "peak"
    WALKING = "walking"


KIND = {
    Part.FAILURE: Loss.BREAKDOWN,
    Part.SETUP: Loss.SETUP,
    Part.MICRO: Loss.MINOR_STOP,
    Part.SPEED: Loss.SPEED,
    Part.REJECT_TIME: Loss.DEFECT,
    Part.STARTUP_TIME: Loss.STARTUP,
    Part.WAITS: Loss.WAITING,
    Part.DELAY: Loss.WAITING,
    Part.PLANNED_STOP: Loss.OTHER,
    Part.NO_DATA: Loss.OTHER,
    Part.REJECT_GOODS: Loss.DEFECT,
    Part.STARTUP_GOODS: Loss.STARTUP,
    Part.STANDING: Loss.ENERGY,
    Part.SCRAPPED: Loss.DEFECT,
    Part.RETURNS: Loss.DEFECT,
    Part.COMPLAINTS: Loss.DEFECT,
    Part.LATE: Loss.DELIVERY,
    Part.HELD: Loss.STOCK,
    Part.DEAD: Loss.STOCK,
    Part.PEAK: Loss.ENERGY,
    Part.WALKING: Loss.MOTION,
}
STOPS = (Part.FAILURE, Part.WAITS, Part.DELAY, Part.MICRO, Part.SETUP, Part.PLANNED_STOP)
"""Parts of the clock's time in which a unit stood."""
IDEAL = (Part.SPEED, Part.REJECT_TIME, Part.STARTUP_TIME)
"""Parts in ideal seconds, known only with ideal cycles of all pieces."""
TIME = (*STOPS, Part.NO_DATA, *IDEAL)
"""Together: planned time, and work outside of it, less the ideal time of good pieces."""
BEYOND = tuple(part for part in Part if part not in TIME)
"""Losses besides time."""


class Why(StrEnum):
    """Why a loss isn't known: what is missing."""

    NO_DATA = "no_data"
    IDEAL = "ideal"
    PRICE = "price"
    WAGE = "wage"
    COST = "cost"
    SETUPS = "setups"
    METER = "meter"
    TARIFF = "tariff"
    CONTRACT = "contract"
    RATE = "rate"
    STOCK = "stock"
    PROMISES = "promises"
    LAYOUT = "layout"


class Because(StrEnum):
    """Why a range is as wide as it is."""

    DAYS = "days"
    FEW_DAYS = "few_days"
    COVERAGE = "coverage"
    PACE = "pace"
    HOUR = "hour"
    COST = "cost"
    BANDS = "bands"
    SHARED = "shared"
    RATE = "rate"
    WEEKS = "weeks"
    BOOKED = "booked"


class Range(NamedTuple):
    """A figure with what it is at least and at most."""

    low: float
    mid: float
    high: float

    def times(self, other: "Range") -> "Range":
        """The product; a gain (mid below zero) is at most as large as its lowest figure says."""
        found = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        mid = self.mid * other.mid
        return Range(min(*found, mid), mid, max(*found, mid))

    def scaled(self, factor: float) -> "Range":
        return Range(self.low * factor, self.mid * factor, self.high * factor)


def sure(value: float) -> Range:
    return Range(value, value, value)
