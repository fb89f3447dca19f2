"""What a meter's readings say in kWh, and when it flowed. Pure.

- A counter counts the rise between two readings, also over a gap; a small fall over its known top is a rollover,
  any other fall to x a reset that counts x. A leap back to where it stood before a fall is no energy.
- A power value holds until the next reading, at most `span_s`; what nobody measured is nothing, not zero.
- An amount is the energy of one slot of `span_s` seconds that ends at the reading's time.
- Repeated readings count nothing, late ones are put where their time belongs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

SECOND_US = 1_000_000
QUARTER_US = 900 * SECOND_US
HOUR_S = 3600.0
ROLLOVER_SHARE = 0.25
"""A step over the top is a rollover up to this share of the modulus; as in `production.counting`."""
LONGEST_GAP_US = 40 * 86_400 * SECOND_US
"""A rise over a longer gap isn't spread over its quarter hours: one of its ends has a wrong clock."""


class Kind(StrEnum):
    COUNTER = "counter"
    POWER = "power"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one meter is read.

    factor: kWh (power: kW) for one of what the signal shows. modulus: where a counter begins again, in its own
    counts. most_kw: more than that is no energy of this meter. span_s: see the module.
    """

    kind: Kind
    factor: float = 1.0
    modulus: float | None = None
    most_kw: float | None = None
    span_s: int = 900


class Reading(NamedTuple):
    """value None: there was no data at that time."""

    time_us: int
    value: float | None


class Flow(NamedTuple):
    """Energy between two moments, evenly. doubted: kWh that a reading said and nobody believes, at the end."""

    start_us: int
    end_us: int
    kwh: float
    is_spread: bool = False
    doubted: float = 0.0


@dataclass(slots=True)
class Quarter:
    """One quarter hour of a meter. spread: kWh whose time is known only to a longer gap. known_s: measured seconds."""

    kwh: float = 0.0
    spread: float = 0.0
    doubted: float = 0.0
    known_s: float = 0.0
    first_us: int | None = None
    last_us: int | None = None


def quarters(rule: Rule, readings: Sequence[Reading]) -> dict[int, Quarter]:
    """Start of a quarter hour (µs) → what flowed in it. Readings may come twice and in any order."""
    ordered = in_order(readings)
    found: dict[int, Quarter] = {}
    for flow in flows(rule, ordered):
        _spread(found, flow)
    for reading in ordered:
        if reading.value is not None:
            row = found.setdefault(quarter_of(reading.time_us), Quarter())
            row.first_us = reading.time_us if row.first_us is None else row.first_us
            row.last_us = reading.time_us
    return found


def quarter_of(time_us: int) -> int:
    return time_us // QUARTER_US * QUARTER_US


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """By time, one for each moment: the one that was said last."""
    by_time = {reading.time_us: reading for reading in readings}
    return [by_time[time_us] for time_us in sorted(by_time)]


def flows(rule: Rule, ordered: Sequence[Reading]) -> Iterator[Flow]:
    """Energy between neighbouring readings, in the order of time."""
    return {Kind.COUNTER: _of_counter, Kind.POWER: _of_power, Kind.AMOUNT: _of_amounts}[rule.kind](rule, ordered)


def rise(rule: Rule, before: float, after: float) -> float:
    """Counts from one reading of a counter to the next."""
    if after >= before:
        return after - before
    if rule.modulus and before < rule.modulus:
        over = after + rule.modulus - before
        if over <= rule.modulus * ROLLOVER_SHARE:
            return over
    return after


def _of_counter(rule: Rule, ordered: Sequence[Reading]) -> Iterator[Flow]:
    known = [(time_us, value) for time_us, value in ordered if value is not None and value >= 0]
    fallen: tuple[int, float] | None = None
    since_fall = 0.0
    for (start, before), (end, after) in pairwise(known):
        counts = rise(rule, before, after)
        if _is_too_much(rule, counts, start, end):
            # The controller showed zero for a while and then what it had before.
            back = None if fallen is None else after - fallen[1]
            if fallen is not None and back is not None and back >= 0 and not _is_too_much(rule, back, fallen[0], end):
                yield from _steps(rule, start, end, max(back - since_fall, 0.0))
            else:
                yield Flow(start, end, 0.0, doubted=counts * rule.factor)
            fallen = None
            continue
        if after < before and counts == after:
            fallen, since_fall = (start, before), 0.0
        since_fall += counts
        yield from _steps(rule, start, end, counts)


def _steps(rule: Rule, start: int, end: int, counts: float) -> Iterator[Flow]:
    if end - start > LONGEST_GAP_US:
        yield Flow(end - 1, end, 0.0, doubted=counts * rule.factor)
    else:
        yield Flow(start, end, counts * rule.factor, is_spread=end - start > QUARTER_US)


def _is_too_much(rule: Rule, counts: float, start: int, end: int) -> bool:
    if rule.most_kw is None:
        return False
    # Two counts may stand close together in time without being power.
    allowed = rule.most_kw * max((end - start) / SECOND_US, 60.0) / HOUR_S
    return counts * rule.factor > allowed


def _of_power(rule: Rule, ordered: Sequence[Reading]) -> Iterator[Flow]:
    for reading, after in pairwise(ordered):
        if reading.value is None:
            continue
        start, end = reading.time_us, min(after.time_us, reading.time_us + rule.span_s * SECOND_US)
        kw = max(reading.value * rule.factor, 0.0)
        kwh = kw * (end - start) / SECOND_US / HOUR_S
        is_doubted = rule.most_kw is not None and kw > rule.most_kw
        yield Flow(start, end, 0.0, doubted=kwh) if is_doubted else Flow(start, end, kwh)


def _of_amounts(rule: Rule, ordered: Sequence[Reading]) -> Iterator[Flow]:
    span = rule.span_s * SECOND_US
    slots = {(time_us + span // 2) // span * span: value for time_us, value in ordered if value is not None}
    for end, value in sorted(slots.items()):
        kwh = max(value * rule.factor, 0.0)
        is_doubted = rule.most_kw is not None and kwh > rule.most_kw * rule.span_s / HOUR_S
        is_spread = span > QUARTER_US
        yield Flow(end - span, end, 0.0, doubted=kwh) if is_doubted else Flow(end - span, end, kwh, is_spread)


def _spread(found: dict[int, Quarter], flow: Flow) -> None:
    """Each quarter hour's part of a flow, by time."""
    length = flow.end_us - flow.start_us
    if flow.doubted:
        found.setdefault(quarter_of(flow.end_us - 1), Quarter()).doubted += flow.doubted
        return
    at = flow.start_us
    while at < flow.end_us:
        upto = min(quarter_of(at) + QUARTER_US, flow.end_us)
        row = found.setdefault(quarter_of(at), Quarter())
        part = flow.kwh * (upto - at) / length
        row.kwh += part
        row.spread += part if flow.is_spread else 0.0
        row.known_s += (upto - at) / SECOND_US
        at = upto
