"""What the machines really made, from the simulation alone: the figures that counts are compared with."""

import argparse
import json
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dure.demo.fleet import FLEET, Machine
from dure.demo.orders import order_of
from dure.demo.simulation import Counts, Doing, Plant, S
from dure.kernel import clock

ZONE = ZoneInfo("Asia/Seoul")


def made(plant: Plant, machine: Machine, start_us: int, end_us: int) -> Counts:
    """Pieces finished in (start, end]."""
    before, after = plant.counts(machine, start_us), plant.counts(machine, end_us)
    return Counts(after.total - before.total, after.good - before.good, after.reject - before.reject)


def of_machine(plant: Plant, machine: Machine, start_us: int, end_us: int) -> dict[str, object]:
    """Counts in all and by shift with its order, and the stops, of one machine in (start, end]."""
    total = made(plant, machine, start_us, end_us)
    shifts = []
    for shift in plant.shifts_between(machine, start_us, end_us):
        part = made(plant, machine, max(start_us, shift.start_us), min(end_us, shift.end_us))
        order = order_of(plant, machine.line, shift.day, shift.code)
        shifts.append(
            {"date": shift.day.isoformat(), "shift": shift.code, "order": order.number, "item": order.item,
             "total": part.total, "good": part.good, "reject": part.reject}
        )  # fmt: skip
    return {
        "total": total.total,
        "good": total.good,
        "reject": total.reject,
        "shifts": shifts,
        "stops": _stops(plant, machine, start_us, end_us),
    }


def _stops(plant: Plant, machine: Machine, start_us: int, end_us: int) -> list[dict[str, object]]:
    return [
        {"from": clock.from_us(s.start_us).astimezone(ZONE).isoformat(), "seconds": (s.end_us - s.start_us) // S,
         "cause": s.cause}
        for s in plant.segments(machine, start_us, end_us)
        if s.doing is Doing.DOWN
    ]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """`python -m dure.demo truth --from TIME --to TIME [--json]`; times are Korean unless they say otherwise."""
    parser = argparse.ArgumentParser("python -m dure.demo truth")
    parser.add_argument("--from", dest="start", type=_time, required=True)
    parser.add_argument("--to", dest="end", type=_time, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--origin", type=date.fromisoformat, default=None)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    plant = Plant(given.seed, given.origin) if given.origin else Plant(given.seed)
    found = {machine.code: of_machine(plant, machine, given.start, given.end) for machine in FLEET}
    if given.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return 0
    for code, row in found.items():
        stops = row["stops"]
        assert isinstance(stops, list)
        sys.stdout.write(f"{code}  {row['total']:>8} = {row['good']:>8} + {row['reject']:>5}   stops {len(stops)}\n")
    return 0


def _time(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return clock.to_us(moment if moment.tzinfo else moment.replace(tzinfo=ZONE))
