"""A made-up shop of twelve machines, with each assumption, its range and where it is from. Pure.

Grades: A a study, B a survey, C a vendor, "assumed" neither. The routings are drawn once and for all.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from dure.planning.simulation.chance import Exponential, Lognormal, Uniform
from dure.planning.simulation.hours import DAY_MIN, Hours
from dure.planning.simulation.plant import (
    AlwaysFull,
    Breakdowns,
    Center,
    Crew,
    Demand,
    Drift,
    Information,
    MicroStops,
    Plant,
    Product,
    Quality,
    Step,
    Table,
    Unit,
)

CENTERS = {"Saw": 2, "Lathe": 3, "Mill": 3, "Grinder": 2, "Wash and check": 2}
PRODUCTS = 18
SHIFT_H = 8
Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Assumption:
    """low, high: what is found in sources, or thought possible."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    grade: str
    source: str


@cache
def assumptions() -> tuple[Assumption, ...]:
    text = files(__package__).joinpath("assumptions.json").read_text("utf-8")
    return tuple(Assumption(**one) for one in json.loads(text))


def shop(changed: Values | None = None, *, is_full: bool = False) -> Plant:
    """Twelve machines in five centers, two shifts from Monday to Friday. is_full: always so many orders in work, else
    orders come by chance."""
    of = {one.name: one.value for one in assumptions()} | dict(changed or {})
    shifts = tuple(
        (day * DAY_MIN + at * 60, day * DAY_MIN + (at + SHIFT_H) * 60) for day in range(5) for at in (6, 6 + SHIFT_H)
    )
    return Plant(
        name="twelve machines",
        centers=tuple(Center(name, _setups(of, name), 0.3) for name in CENTERS),
        units=tuple(
            _unit(of, f"{name} {number + 1}", at)
            for at, (name, count) in enumerate(CENTERS.items())
            for number in range(count)
        ),
        products=tuple(_product(of, number) for number in range(PRODUCTS)),
        orders=AlwaysFull(round(of["in_work"])) if is_full else Demand(Exponential(of["between_orders_min"])),
        hours=(Hours(shifts),),
        crews=(Crew("technician", round(of["technicians"])),),
        information=_information(of),
        move_min=of["move_min"],
    )


def _setups(of: Values, center: str) -> Table:
    """From half to one and a half times the average, by the pair of families; parts are washed and checked without."""
    families = range(round(of["families"]))
    chance = Random(f"set-ups {center}")  # noqa: S311 - made up once
    rows = tuple(
        tuple(of["setup_within_min"] if a == b else of["setup_min"] * (0.5 + chance.random()) for b in families)
        for a in families
    )
    return () if center == "Wash and check" else rows


def _product(of: Values, number: int) -> Product:
    """Three to six operations: first sawn, last washed and checked."""
    chance = Random(f"product {number}")  # noqa: S311 - made up once
    inner = chance.choices((1, 2, 3), weights=(3, 3, 2), k=chance.randint(1, 4))
    last = len(CENTERS) - 1
    family = number % round(of["families"])
    return Product(
        name=f"P{number + 1}",
        steps=tuple(_step(of, chance, center, family) for center in (0, *inner, last)),
        lot=Lognormal(of["lot_pieces"], 0.5),
        due=Uniform(of["due_days"] * 0.7 * SHIFT_H * 120, of["due_days"] * 1.3 * SHIFT_H * 120),
    )


def _step(of: Values, chance: Random, center: int, family: int) -> Step:
    """Saws and washing take half as long as the others: they have two units each and see every order."""
    usual = of["cycle_min"] * (0.5 + chance.random()) * (0.5 if center in (0, len(CENTERS) - 1) else 1.0)
    return Step(center, Lognormal(usual, of["lot_time_cv"]), family)


def _unit(of: Values, name: str, center: int) -> Unit:
    shift = Uniform(of["drift_sigmas"] * 0.5, of["drift_sigmas"] * 1.5)
    return Unit(
        name=name,
        center=center,
        breakdowns=Breakdowns(Lognormal(of["tbf_h"] * 60, 1.0), Lognormal(of["ttr_h"] * 60, 1.0), "technician"),
        micro_stops=MicroStops(Exponential(of["micro_between_min"]), Exponential(of["micro_clearing_min"])),
        quality=Quality(
            of["scrap_share"],
            of["tolerance_sigmas"],
            Drift(Exponential(of["drift_between_h"] * 60), shift, Lognormal(of["adjust_min"], 0.5)),
        ),
    )


def _information(of: Values) -> Information:
    return Information(
        found_walking=of["found_walking"],
        report_min=(of["report_paper_min"], of["report_live_min"]),
        notice_min=(of["notice_paper_min"], of["notice_live_min"]),
        found_at_shift_end=of["found_at_shift_end"],
        found_at_setup=of["found_at_setup"],
        sample_every_min=of["sample_every_min"],
        check_min=of["check_min"],
    )
