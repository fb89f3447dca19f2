"""Whether a stated chance of being late comes true, and how soon a date can be promised. Run: python -m bench.promises

Back-test: plants whose truth is hidden (`_shopfloor`: biases, heavy tails, drift, bursts of stops, people who don't
keep to the order; nothing of it of the form that is fitted), with shops from ../shared/bench/sme at different loads,
half of them in two shifts. Week by week the engine plans, the chance of each job's being late is stated from what
earlier weeks measured, then the week is lived. What is told is mapped by what came of the statements of earlier weeks
of the same plant (`calibration`), never of later ones. The table by decile of the chance, as replayed and as told, with
standard errors by weeks; how often jobs end by their P50, P80 and P95; the Brier score against stating the base rate.
--plot FILE writes the calibration plot.

Promises: for orders like those of the shop, into plans of 500 and 2,000 operations, all four ways of keeping a date;
each of them checked. Exits with 1 when a limit is missed.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from statistics import stdev

from bench._figures import QUICK, Figure, median, quantile, skip, tell
from bench._shopfloor import WEEK_MIN, Floor, Week
from dure.planning.promising.calibration import Outcome, deciles, map_from, score
from dure.planning.promising.chances import Chances, StopChance, TimeChance, lognormal_minutes
from dure.planning.promising.drawing import reliability
from dure.planning.promising.history import fit
from dure.planning.promising.promise import Way, promise
from dure.planning.promising.risk import SHARES, futures
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.formats import read
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import Job, Problem
from dure.planning.scheduling.solver import solve

PLACE = Path(os.environ.get("DURE_TEST_DATA", "../shared/data")).parent / "bench" / "sme"
WARM, MAPPED = 4, 8
"""Weeks before anything is stated; weeks before what is stated counts here."""
SHIFT_MIN = 16 * 60
LEAST = 100
"""A decile with fewer statements is told, and held to nothing."""


@dataclass
class Stated:
    """Of all jobs of all plants: (chance of being late, whether it was), as replayed and as told; whether each ended by
    its P50, P80 and P95, as replayed and as told; plant and week."""

    raw: list[Outcome] = field(default_factory=list)
    told: list[Outcome] = field(default_factory=list)
    raw_within: list[list[bool]] = field(default_factory=list)
    within: list[list[bool]] = field(default_factory=list)
    week: list[tuple[int, int]] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.promises")
    parser.add_argument("--weeks", type=int, default=12 if QUICK else 40, metavar="N")
    parser.add_argument("--plants", type=int, default=2 if QUICK else 8, metavar="N")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    given = parser.parse_args()
    if not PLACE.is_dir():
        return skip(f"{PLACE} is missing")
    stated = Stated()
    for plant in range(given.plants):
        began = time.monotonic()
        _back_test(plant, given.weeks, stated)
        print(f"  plant {plant}: {len(stated.raw)} statements so far, {time.monotonic() - began:.0f} s", flush=True)
    if given.plot and stated.raw:
        given.plot.write_text(reliability(stated.raw, stated.told), "utf-8")
    risk = _risk_figures(stated) if stated.raw else []
    return tell(*risk, *_promise_figures(), *_replay_figures())


def _back_test(plant: int, weeks: int, stated: Stated) -> None:
    files = ("sme_200_20_a", "sme_500_30_a", "sme_200_20_b", "sme_500_30_b")
    shop = read((PLACE / f"{files[plant % 4]}.json").read_text("utf-8"), "sme")
    chance, shift = Random(1_000 + plant), SHIFT_MIN if plant % 2 else None
    floor = Floor(len(shop.units), len(shop.setups[0]), 2_000 + plant, shift)
    past: list[Outcome] = []
    lived = Week([])
    for number in range(weeks):
        floor.next_week()
        problem = _week_of(shop, chance, shift)
        plan = solve(problem, limit_s=0.3, seed=number + 1).tasks
        week = floor.lives(problem, plan, number * WEEK_MIN)
        if number >= WARM:
            past += _state(problem, plan, lived, week.ends, past, (plant, number), stated)
        lived.rows += week.rows
        lived.setups += week.setups
        lived.stops += week.stops


def _state(
    problem: Problem, plan: Sequence[Task], lived: Week, ends: list[float], past: list[Outcome],
    at: tuple[int, int], stated: Stated,
) -> list[Outcome]:  # fmt: skip
    """What would have been said before the week, and what came of it; returns that."""
    chances = fit(lived.rows, now_min=at[1] * WEEK_MIN, stops=lived.stops, setups=lived.setups)
    kinds = {place: f"family {one.state}" for place, one in problem.places()}
    found, claims = futures(problem, plan, chances, kinds=kinds, seed=at[1] + 1), list[Outcome]()
    for risk, end in zip(found.all(map_from(past)), ends, strict=True):
        due = problem.jobs[risk.job].due_min
        assert due is not None
        assert risk.chance is not None
        assert risk.raw_chance is not None
        claims += risk.claims(due, end)
        if at[1] >= MAPPED:
            stated.raw.append((risk.raw_chance, end > due))
            stated.told.append((risk.chance, end > due))
            stated.raw_within.append([end <= by for by in risk.raw_ends_min])
            stated.within.append([end <= by for by in risk.ends_min])
            stated.week.append(at)
    return claims


def _week_of(shop: Problem, chance: Random, shift: int | None) -> Problem:
    """Jobs like those of the shop, some or many of them, with due times from tight to easy."""
    load = chance.uniform(0.5, 1.0)
    last = max(job.release_min for job in shop.jobs)
    slower = 1_440 / shift if shift else 1.0
    jobs = []
    for _ in range(int(load * len(shop.jobs))):
        like = chance.choice(shop.jobs)
        family = chance.randrange(len(shop.setups[0]))
        alone = sum(min(mode.minutes for mode in one.modes) for one in like.operations)
        release = chance.randrange(last)
        due = int(release + alone * slower * chance.uniform(1.3, 5.0))
        operations = tuple(replace(one, state=family) for one in like.operations)
        jobs.append(Job(operations, release, due, like.weight))
    if shift is None:
        return replace(shop, jobs=tuple(jobs))
    days = tuple((day * 1_440, day * 1_440 + shift) for day in range(60))
    units = tuple(replace(unit, calendar=0) for unit in shop.units)
    return replace(shop, jobs=tuple(jobs), units=units, calendars=(days,))


def _risk_figures(stated: Stated) -> list[Figure]:
    figures = []
    sets = (("as replayed", stated.raw, stated.raw_within), ("as told", stated.told, stated.within))
    for name, outcomes, within in sets:
        print(f"  chance of being late, {name}:")
        errors = _errors(outcomes, stated.week)
        table = deciles(outcomes)
        for one, error in zip(table, errors, strict=True):
            print(f"    {one.low:4.0%}-{one.high:4.0%}: {one.count:5d} jobs, stated {one.stated:6.1%}, "
                  f"late {one.late:6.1%} ({100 * one.off:+.1f} ± {100 * error:.1f} points)")  # fmt: skip
        worst = max(abs(one.off) for one in table if one.count >= LEAST)
        limit = ("≤ 5 points", worst <= 0.05) if name == "as told" else ("", None)
        figures.append(Figure(f"chance of being late {name}, worst decile", f"{100 * worst:.1f} points", *limit))
        found = score(outcomes)
        figures.append(Figure(f"– Brier score against the base rate's, {name}", f"{found.brier:.4f} / {found.base:.4f}",
                              "smaller", found.brier < found.base))  # fmt: skip
        shares = [sum(each) / len(within) for each in zip(*within, strict=True)]
        told = ", ".join(f"P{100 * by:.0f} {share:.1%}" for by, share in zip(SHARES, shares, strict=True))
        figures.append(Figure(f"– jobs that ended by their dates, {name}", told))
    return figures


def _errors(outcomes: list[Outcome], weeks: list[tuple[int, int]]) -> list[float]:
    """Standard errors of what the deciles are off, by drawing whole weeks anew: jobs of a week share its troubles."""
    rows: dict[tuple[int, int], list[Outcome]] = defaultdict(list)
    for week, one in zip(weeks, outcomes, strict=True):
        rows[week].append(one)
    chance, drawn = Random(1), defaultdict(list)
    for _ in range(200):
        again = [one for week in chance.choices(list(rows), k=len(rows)) for one in rows[week]]
        for decile in deciles(again):
            drawn[decile.low].append(decile.off)
    return [stdev(drawn[decile.low]) if len(drawn[decile.low]) > 1 else 0.0 for decile in deciles(outcomes)]


def _promise_figures() -> list[Figure]:
    figures = []
    for size, name in ((500, "sme_500_30_a"), (2_000, "sme_2000_50_a")):
        chance = Random(size)
        shop = read((PLACE / f"{name}.json").read_text("utf-8"), "sme")
        days = tuple((day * 1_440, day * 1_440 + SHIFT_MIN) for day in range(60))
        longer = tuple((day * 1_440, day * 1_440 + SHIFT_MIN + 120) for day in range(60))
        # Two shifts make the shop's own due times impossible; these leave some orders late and most with some air.
        jobs = tuple(replace(job, due_min=3 * (job.due_min or 0)) for job in shop.jobs)
        units = tuple(replace(unit, calendar=0) for unit in shop.units)
        shop = replace(shop, jobs=jobs, units=units, calendars=(days,))
        plan = solve(shop, limit_s=2 if QUICK else 8).tasks
        seconds, work, sooner = [], [], defaultdict(list)
        for number in range(5 if QUICK else 30):
            wanted = replace(chance.choice(shop.jobs), release_min=0, due_min=None)
            began, worked = time.monotonic(), time.process_time()
            found = promise(shop, plan, wanted, overtime={0: longer}, seed=number + 1)
            seconds.append(time.monotonic() - began)
            work.append(time.process_time() - worked)
            for one in found.options:
                assert one.way is Way.OVERTIME or one.end_min >= found.never_before_min
                assert not faults(one.problem, one.tasks)
                assert one.way is Way.CHEAPEST or not one.made_later
                sooner[one.way].append(float(one.end_min))
        figures.append(Figure(f"four ways to promise an order into {shop.size} operations, p95",
                              f"{quantile(seconds, 0.95):.2f} s", "< 2 s", quantile(seconds, 0.95) < 2))  # fmt: skip
        figures.append(Figure("– of that the processors worked, both together, median", f"{median(work):.2f} s"))
        ends = ", ".join(f"{way.value} {median(minutes):.0f}" for way, minutes in sooner.items())
        figures.append(Figure("– minute of the end, median", ends))
    return figures


def _replay_figures() -> list[Figure]:
    figures = []
    for name in ("sme_500_30_a", "sme_2000_50_a"):
        shop = read((PLACE / f"{name}.json").read_text("utf-8"), "sme")
        plan = solve(shop, limit_s=1).tasks
        stop = StopChance(5, 8_000, lognormal_minutes(30, 1))
        chances = Chances(TimeChance(scale=0.25), stops=dict.fromkeys(range(len(shop.units)), stop))
        futures(shop, plan, chances, rounds=25)
        seconds = []
        for _ in range(5):
            began = time.monotonic()
            futures(shop, plan, chances, rounds=1_000)
            seconds.append(time.monotonic() - began)
        figures.append(Figure(f"a plan of {shop.size} operations carried out 1,000 times", f"{median(seconds):.2f} s"))
    return figures


if __name__ == "__main__":
    sys.exit(main())
