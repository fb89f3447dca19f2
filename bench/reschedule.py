"""How soon a stop is answered by a plan that was checked, and how good that is. Run: python -m bench.reschedule

Shops of small plants from ../shared/bench/sme (or next to DURE_TEST_DATA), 200 to 2,000 operations with set-ups. Each
is planned for some seconds; then the unit with the most work left stops for eight hours, at a quarter, a third and half
of the plan. Timed from the stop to the checked plan: what is left is taken from the plan, the unit's time is cut, the
search has its share of the limit, the plan is checked. Compared: the same order as early as it can be, the best of
all rules, and what a minute of search finds (--long S). With the price of a moved minute: how much of what was to
begin within sixteen hours moves by an hour or more against the order kept, from which the product counts changes too,
and what that costs. Last: how soon 5,000 operations have a first plan, and 1,000 orders on a shop with too much work a
checked one. Exits with 1 when a limit is missed.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random

from bench._figures import QUICK, Figure, median, quantile, skip, tell
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.events import Rest, counted_from, difference, rest_at, stopped
from dure.planning.scheduling.formats import read
from dure.planning.scheduling.plan import cost
from dure.planning.scheduling.problem import TARDINESS, After, Job, Mode, Objective, Operation, Problem, Unit
from dure.planning.scheduling.solver import in_order, solve

PLACE = Path(os.environ.get("DURE_TEST_DATA", "../shared/data")).parent / "bench" / "sme"
STOP_MIN = 480
AT = (0.25, 0.33, 0.5)
LIMITS = {500: 1.0, 2_000: 3.0}
"""operations: seconds from the stop to the plan, at most"""
SEARCH = {500: 0.7, 2_000: 2.2}
"""seconds of these for the search"""
PRICED = Objective(tardiness=10, change=3)
"""three tenths of a weighted minute late for each minute that something moves, as the product has it by default"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reschedule")
    parser.add_argument("--long", type=float, default=10.0 if QUICK else 60.0, metavar="S")
    given = parser.parse_args()
    if not PLACE.is_dir():
        return skip(f"{PLACE} is missing")
    seconds: dict[int, list[float]] = defaultdict(list)
    against_long, against_simple, moved, price = [], [], [], []
    for file in sorted(PLACE.glob("*.json"))[:: 4 if QUICK else 1]:
        problem = read(file.read_text("utf-8"), "sme")
        plan = solve(problem, limit_s=2 if QUICK else 5).tasks
        size = min(one for one in LIMITS if one >= problem.size or one == max(LIMITS))
        for share in AT:
            now_min = int(share * max(task.end_min for task in plan))
            began = time.monotonic()
            rest = rest_at(problem, plan, now_min)
            now = stopped(rest.problem, _busiest(rest), now_min, now_min + STOP_MIN)
            before = rest.tasks(plan)
            found = solve(now, limit_s=SEARCH[size], first=before)
            seconds[size].append(time.monotonic() - began)
            kept = in_order(now, before)
            shifted, rules = cost(now, kept), solve(now, limit_s=1, workers=0).cost
            long = min(solve(now, limit_s=given.long, first=before).cost, found.cost)
            priced = counted_from(replace(now, objective=PRICED), kept, now_min)
            calm = solve(priced, limit_s=SEARCH[size], first=kept)
            moves = difference(now, kept, calm.tasks, now_min).share_moved
            late = cost(now, calm.tasks)
            against_long.append(_ratio(found.cost, long))
            against_simple.append(_ratio(found.cost, min(shifted, rules)))
            moved.append(moves)
            price.append(_ratio(late, found.cost))
            free = difference(now, kept, found.tasks, now_min).share_moved
            print(f"  {file.stem} at {share:.0%}: {now.size} left, {seconds[size][-1]:.2f} s, {found.cost} "
                  f"(order kept {shifted}, rules {rules}, {given.long:.0f} s {long}); moved {free:.0%}, "
                  f"priced {moves:.0%} for {late}", flush=True)  # fmt: skip
    figures = [
        Figure(f"stop to checked plan, up to {size} operations, p95", f"{quantile(values, 0.95):.2f} s",
               f"≤ {LIMITS[size]:.0f} s", quantile(values, 0.95) <= LIMITS[size])
        for size, values in seconds.items()
    ]  # fmt: skip
    figures += [
        Figure("– worse than the better of order kept and rules", f"{sum(one > 1 for one in against_simple)} times",
               "never", max(against_simple) <= 1),
        Figure(f"– against {given.long:.0f} s of search, median", f"{median(against_long):.3f} ×",
               "≤ 1.05 ×", median(against_long) <= 1.05),
        Figure("– moved by an hour or more of the next 16 h, with its price, median", f"{median(moved):.0%}",
               "≤ 25 %", median(moved) <= 0.25),
        Figure("– tardiness against that without the price, median", f"{median(price):.3f} ×",
               "≤ 1.05 ×", median(price) <= 1.05),
        *_large(),
    ]  # fmt: skip
    return tell(*figures)


def _busiest(rest: Rest) -> int:
    """The unit that has the most work only it can do."""
    loads: dict[int, int] = defaultdict(int)
    for one in rest.problem.operations():
        for mode in one.modes:
            loads[mode.unit] += mode.minutes // len(one.modes)
    return max(loads, key=loads.__getitem__)


def _ratio(one: float, other: float) -> float:
    return (one + 1) / (other + 1)


def _large() -> list[Figure]:
    chance = Random(1)
    large = _shop(chance, jobs=1_000, steps=5, units=50, load=0.8)
    crowded = _shop(chance, jobs=1_000, steps=4, units=20, load=2.5)
    firsts: list[float] = []
    began = time.monotonic()
    solve(large, limit_s=0.0, progress=lambda _cost, _seconds: firsts.append(time.monotonic() - began))
    began = time.monotonic()
    found = solve(crowded, limit_s=3.0)
    spent = time.monotonic() - began
    assert not faults(crowded, found.tasks)
    return [
        Figure("first plan of 5,000 operations on 50 units", f"{firsts[0]:.2f} s", "< 1 s", firsts[0] < 1),
        Figure("checked plan of 1,000 orders, 4,000 operations, 2.5 times what 20 units can do in time",
               f"{spent:.1f} s", "< 5 s", spent < 5),
    ]  # fmt: skip


def _shop(chance: Random, *, jobs: int, steps: int, units: int, load: float) -> Problem:
    """Jobs on any units, one other unit for each step, families to set up for; due so that the load is about that."""
    table = tuple(tuple(0 if a == b else chance.randint(10, 40) for b in range(6)) for a in range(6))
    span = int(jobs * steps * 45 / units / load)
    made = []
    for _ in range(jobs):
        release = chance.randrange(span // 2)
        operations = tuple(
            Operation(
                tuple(Mode(unit, chance.randint(20, 60)) for unit in chance.sample(range(units), 2)),
                chance.randrange(6), (After(at - 1),) if at else (),
            )
            for at in range(steps)
        )  # fmt: skip
        made.append(Job(operations, release, release + span // 2, chance.choice((1, 1, 2, 4))))
    return Problem(tuple(Unit(0) for _ in range(units)), tuple(made), (table,), TARDINESS)


if __name__ == "__main__":
    sys.exit(main())
