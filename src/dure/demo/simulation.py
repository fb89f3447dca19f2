"""What the demonstration plant does, as a function of plant time and a seed. Pure.

Each machine's shift is drawn on its own from (seed, machine, date, shift), so any moment can be
asked for without living through what came before, and a fixed seed gives the same counts.
Times are microseconds since 1970-01-01 UTC; the plant keeps Korean time, which has no summer time.
"""

# ruff: noqa: S311 - a simulation that must be repeatable

import bisect
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from dure.demo.fleet import CAUSES, Machine

S = 1_000_000
HOUR = 3600 * S
DAY = 24 * HOUR
KST = 9 * HOUR
_EPOCH = date(1970, 1, 1)
_IMPROVED_AFTER = timedelta(days=31)


class Doing(StrEnum):
    PRODUCING = "producing"
    IDLE = "idle"
    SETUP = "setup"
    DOWN = "down"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """A shift by local time of day in hours; it may end on the next day. pause: its long break."""

    code: str
    name: str
    starts: float
    ends: float
    pause: tuple[float, float]


SHIFTS = (
    ShiftPlan("A", "주간조", 6, 14, (11.5, 12.25)),
    ShiftPlan("B", "오후조", 14, 22, (17.5, 18.25)),
    ShiftPlan("N", "야간조", 22, 30, (26, 26.75)),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """What a machine does in [start, end); pieces are made only while producing. cause: of a breakdown."""

    start_us: int
    end_us: int
    doing: Doing
    cause: str = ""
    pieces_before: int = 0
    """Pieces made in this shift before the segment."""


@dataclass(frozen=True, slots=True)
class WorkedShift:
    """One machine's shift: its segments without gaps, and which of its pieces were rejects."""

    code: str
    day: date
    start_us: int
    end_us: int
    segments: tuple[Segment, ...]
    pieces: int
    rejects: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Pieces finished, good ones among them, and rejects."""

    total: int
    good: int
    reject: int


def local_day(time_us: int) -> date:
    return _EPOCH + timedelta(days=(time_us + KST) // DAY)


def day_start_us(day: date) -> int:
    """Local midnight."""
    return (day - _EPOCH).days * DAY - KST


class Plant:
    """The plant of one seed. origin: the day on which all counters stood at zero. improved_on: since then some machines
    stop less."""

    def __init__(self, seed: int = 1, origin: date = date(2026, 1, 1)) -> None:
        self.seed = seed
        self.origin = origin
        self.improved_on = origin + _IMPROVED_AFTER
        self._shift = lru_cache(maxsize=4096)(self._draw)
        self._before = lru_cache(maxsize=4096)(self._counts_before_day)

    def shifts(self, machine: Machine, day: date) -> list[WorkedShift]:
        """The shifts of a machine that start on a day."""
        return [self._shift(machine.code, machine, day, plan) for plan in SHIFTS if plan.code in machine.shifts]

    def shifts_between(self, machine: Machine, start_us: int, end_us: int) -> Iterator[WorkedShift]:
        """The shifts of a machine that lie at least partly in [start, end)."""
        day = local_day(start_us) - timedelta(days=1)
        while day_start_us(day) < end_us:
            for shift in self.shifts(machine, day):
                if shift.start_us < end_us and shift.end_us > start_us:
                    yield shift
            day += timedelta(days=1)

    def segments(self, machine: Machine, start_us: int, end_us: int) -> list[Segment]:
        """What a machine does in [start, end), in order; outside its shifts it is off."""
        found: list[Segment] = []
        at = start_us
        for shift in self.shifts_between(machine, start_us, end_us):
            if shift.start_us > at:
                found.append(Segment(at, shift.start_us, Doing.OFF))
            found += [s for s in shift.segments if s.end_us > start_us and s.start_us < end_us]
            at = shift.end_us
        if at < end_us:
            found.append(Segment(at, end_us, Doing.OFF))
        return found

    def doing(self, machine: Machine, time_us: int) -> Segment:
        """What a machine does at a moment."""
        return self.segments(machine, time_us, time_us + 1)[0]

    def counts(self, machine: Machine, time_us: int) -> Counts:
        """Pieces finished from the origin to a moment (a piece finished at the moment is in)."""
        day = local_day(time_us) - timedelta(days=1)
        total, reject = self._before(machine.code, machine, day)
        for at in (day, day + timedelta(days=1)):
            for shift in self.shifts(machine, at):
                made = _made_by(machine, shift, time_us)
                total += made
                reject += bisect.bisect_left(shift.rejects, made)
        return Counts(total, total - reject, reject)

    def counter(self, machine: Machine, time_us: int) -> Counts:
        """What the machine's own counters show: since their last reset, modulo their width."""
        now = self.counts(machine, time_us)
        if machine.resets:
            since = self.counts(machine, self.last_reset_us(time_us))
            now = Counts(now.total - since.total, now.good - since.good, now.reject - since.reject)
        if machine.modulus:
            return Counts(now.total % machine.modulus, now.good % machine.modulus, now.reject % machine.modulus)
        return now

    def last_reset_us(self, time_us: int) -> int:
        """When counters that are cleared daily were cleared last: half-way through the early shift's lunch.

        The machine stands then, so that the last value before the reset was seen by everybody.
        """
        pause = SHIFTS[0].pause
        reset = day_start_us(local_day(time_us)) + int((pause[0] + pause[1]) / 2 * HOUR)
        return reset if reset <= time_us else reset - DAY

    def temperature(self, machine: Machine, time_us: int) -> float | None:
        """Degrees Celsius, to a tenth; drifts within the week and is set right on Mondays."""
        if machine.temperature is None:
            return None
        rule = machine.temperature
        days = (time_us + KST) / DAY
        weekday = (days + 3) % 7
        wave = math.sin(2 * math.pi * time_us / (47 * 60 * S)) * rule.swing
        noise = random.Random(f"{self.seed}:{machine.code}:t:{time_us // S}").gauss(0, rule.swing / 6)
        return round(rule.mean + wave + noise + rule.drift_a_day * weekday, 1)

    def is_on_line(self, machine: Machine, time_us: int) -> bool:
        """Whether the machine can be reached; one of them loses its line for some minutes in its breaks."""
        if not machine.drops:
            return True
        hour = ((time_us + KST) % DAY) / HOUR
        return not any(plan.pause[0] + 0.1 <= hour < plan.pause[0] + 0.4 for plan in SHIFTS)

    def _counts_before_day(self, code: str, machine: Machine, day: date) -> tuple[int, int]:
        """(pieces, rejects) of all shifts that started from the origin to before a day."""
        total = reject = 0
        at = self.origin
        while at < day:
            for shift in self.shifts(machine, at):
                total += shift.pieces
                reject += len(shift.rejects)
            at += timedelta(days=1)
        return total, reject

    def _draw(self, code: str, machine: Machine, day: date, plan: ShiftPlan) -> WorkedShift:
        dice = random.Random(f"{self.seed}:{code}:{day.isoformat()}:{plan.code}")
        midnight = day_start_us(day)
        start, end = midnight + int(plan.starts * HOUR), midnight + int(plan.ends * HOUR)
        pause = (midnight + int(plan.pause[0] * HOUR), midnight + int(plan.pause[1] * HOUR))
        run_min = machine.better_run_min if machine.better_run_min and day >= self.improved_on else machine.run_min
        segments = _with_pieces(machine, _work(machine, run_min, dice, (start, end), pause))
        pieces = sum(_in_segment(machine, s, end) for s in segments)
        rejects = tuple(n for n in range(pieces) if dice.random() < machine.reject_rate)
        return WorkedShift(plan.code, day, start, end, segments, pieces, rejects)


def _work(
    machine: Machine, run_min: float, dice: random.Random, span: tuple[int, int], pause: tuple[int, int]
) -> Iterator[tuple[int, int, Doing, str]]:
    """Set-up, then work between stops; nobody works in the break."""
    start, end = span
    at = start + int(dice.uniform(5, 12) * 60) * S
    yield start, at, Doing.SETUP, ""
    for until, after in ((pause[0], pause[1]), (end, end)):
        while at < until:
            stop = min(until, at + int(dice.expovariate(1 / (run_min * 60)) + 30) * S)
            yield at, stop, Doing.PRODUCING, ""
            at = stop
            if at < until:
                doing, cause, seconds = _stop(machine, dice)
                back = min(until, at + seconds * S)
                yield at, back, doing, cause
                at = back
        if after > at:
            yield at, after, Doing.IDLE, ""
            at = after


def _stop(machine: Machine, dice: random.Random) -> tuple[Doing, str, int]:
    if dice.random() < machine.breakdown_share:
        return Doing.DOWN, dice.choice(CAUSES), int(dice.uniform(6, 45) * 60)
    return Doing.IDLE, "", int(dice.uniform(15, 150))


def _with_pieces(machine: Machine, drawn: Iterator[tuple[int, int, Doing, str]]) -> tuple[Segment, ...]:
    done = 0
    found = []
    for start, end, doing, cause in drawn:
        segment = Segment(start, end, doing, cause, done)
        found.append(segment)
        done += _in_segment(machine, segment, end)
    return tuple(found)


def _in_segment(machine: Machine, segment: Segment, time_us: int) -> int:
    """Pieces finished in a segment up to a moment; a piece that a stop interrupts is started again."""
    if segment.doing is not Doing.PRODUCING or time_us <= segment.start_us:
        return 0
    return (min(time_us, segment.end_us) - segment.start_us) // cycle_us(machine)


def cycle_us(machine: Machine) -> int:
    return int(machine.cycle_s * S)


def _made_by(machine: Machine, shift: WorkedShift, time_us: int) -> int:
    """Pieces of a shift finished up to a moment."""
    if time_us <= shift.start_us:
        return 0
    if time_us >= shift.end_us:
        return shift.pieces
    at = bisect.bisect_right(shift.segments, time_us, key=lambda s: s.start_us) - 1
    return shift.segments[at].pieces_before + _in_segment(machine, shift.segments[at], time_us)
