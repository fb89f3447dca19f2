"""What a machine's controller knows at each moment, in the order in which it would tell it. Pure.

Shared by the machines on the wire and by the filling of past days.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dure.demo.fleet import Machine
from dure.demo.simulation import HOUR, Doing, Plant, S, cycle_us

Readings = Mapping[str, int | float | str]
STEP_US = 60 * S


@dataclass(frozen=True, slots=True)
class Moment:
    """All readings of a machine at a moment: `total`, `reject`, `state`, `temperature` as far as it has them."""

    time_us: int
    readings: Readings


def readings(plant: Plant, machine: Machine, time_us: int) -> Readings:
    """What the machine's controller shows."""
    counter = plant.counter(machine, time_us)
    shown: dict[str, int | float | str] = {"total": counter.total}
    if machine.reject_rate:
        shown["reject"] = counter.reject
    if machine.words:
        shown["state"] = machine.words[plant.doing(machine, time_us).doing]
    degrees = plant.temperature(machine, time_us)
    if degrees is not None:
        shown["temperature"] = degrees
    return shown


def moments(plant: Plant, machine: Machine, after_us: int, until_us: int, step_us: int = STEP_US) -> Iterator[Moment]:
    """The moments in (after, until]: every change of what it does, the last value before a reset, every step."""
    times = set(range(after_us - after_us % step_us + step_us, until_us + 1, step_us))
    times.update(s.start_us for s in plant.segments(machine, after_us, until_us + 1))
    if machine.resets:
        reset = plant.last_reset_us(until_us)
        times.update((reset - 1, reset))
    for at in sorted(times):
        if after_us < at <= until_us:
            yield Moment(at, readings(plant, machine, at))


def cycles(plant: Plant, machine: Machine, after_us: int, until_us: int) -> Iterator[tuple[int, str, str]]:
    """(time, item, value) that a machine tool tells in (after, until]: execution, program, part count.

    Every finished piece is one PROGRAM_COMPLETED; a stop in mid-piece interrupts the program.
    """
    for segment in plant.segments(machine, after_us - HOUR, until_us + 1):
        for at, item, value in _told(plant, machine, segment.start_us, segment.end_us, segment.doing):
            if after_us < at <= until_us:
                yield at, item, value


def _told(plant: Plant, machine: Machine, start_us: int, end_us: int, doing: Doing) -> Iterator[tuple[int, str, str]]:
    if doing is not Doing.PRODUCING:
        yield start_us, "execution", machine.words[doing]
        return
    yield start_us, "program", "MOLD-07" if machine.code.startswith("CNC") else "SHAFT-12"
    yield start_us, "execution", machine.words[doing]
    cycle = cycle_us(machine)
    for done in range(start_us + cycle, end_us + 1, cycle):
        yield done, "partcount", str(plant.counter(machine, done).total)
        yield done, "execution", "PROGRAM_COMPLETED"
        # The operator loads the next piece at once; the two must not fall on one moment.
        if done + cycle <= end_us or done < end_us:
            yield done + S, "execution", machine.words[doing]
