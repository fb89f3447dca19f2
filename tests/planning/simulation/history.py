"""The tables of a small plant after five weeks that the simulation itself has played, with parameters that are known.

Two saws and a press from 8:00 to 17:00 with a break at noon; four items in two groups; the press is set up for 20 min
from group to group. Times are local, Asia/Seoul.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dure.inventory.models import Item
from dure.planning.models import SetupTime
from dure.planning.simulation.chance import Exponential, Lognormal, Uniform
from dure.planning.simulation.hours import DAY_MIN, Hours
from dure.planning.simulation.machine import Machine
from dure.planning.simulation.plant import (
    Breakdowns,
    Center,
    Demand,
    Information,
    MicroStops,
    Plant,
    Product,
    Quality,
    Step,
    Unit,
)
from dure.planning.simulation.policy import policy_of
from dure.planning.simulation.shop import simulate
from dure.planning.simulation.tally import State
from dure.plant.models import Area, Break, Enterprise, Shift, Site, WorkCenter, WorkUnit
from dure.product.models import IdealCycle, Operation, Routing
from dure.production.models import OperationRun, OrderOperation, ProductionResult, StateInterval, WorkOrder

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 3, 2, tzinfo=SEOUL)
NOW = datetime(2026, 4, 6, 9, tzinfo=SEOUL)
"""Five weeks later; the last four are measured."""
DAYS = 35
SPANS = tuple(
    (week * 7 * DAY_MIN + day * DAY_MIN + begin * 60.0, week * 7 * DAY_MIN + day * DAY_MIN + end * 60.0)
    for week in range(5) for day in range(5) for begin, end in ((8, 12), (13, 17))
)  # fmt: skip
ITEMS = {"A": ("white", 1.2, 0.9), "B": ("white", 1.6, 1.0), "C": ("red", 2.0, 1.1), "D": ("red", 1.4, 0.8)}
"""Code → group, minutes for a piece on a saw and on the press."""
SETUP_MIN = 20
_WORD = {State.WORK: "producing", State.SETUP: "setup", State.DOWN: "down"}


def truth() -> Plant:
    """What the tables are made from: about four fifths of the press's time are asked for."""
    stops = (
        Breakdowns(Lognormal(600.0, 1.0), Uniform(20.0, 60.0)), MicroStops(Exponential(60.0), Uniform(1.0, 3.0)),
        Quality(0.03, 20.0),
    )  # fmt: skip
    families = range(len(ITEMS))
    groups = [group for group, *_ in ITEMS.values()]
    table = tuple(tuple(float(SETUP_MIN) if groups[a] != groups[b] else 0.0 for b in families) for a in families)
    return Plant(
        "known",
        (Center("saws"), Center("press", table, 0.2)),
        (Unit("saw 1", 0, 0, *stops), Unit("saw 2", 0, 0, *stops), Unit("press", 1, 0, *stops)),
        tuple(
            Product(
                code, (Step(0, Lognormal(saw, 0.15), at, saw), Step(1, Lognormal(press, 0.15), at, press)),
                lot=Uniform(30.0, 60.0), due=Uniform(200.0, 700.0),
            )
            for at, (code, (_, saw, press)) in enumerate(ITEMS.items())
        ),
        Demand(Exponential(72.0)),
        (Hours(SPANS, 5),),
        information=Information(found_walking=0.3, report_min=(0, 0), notice_min=(0, 0)),
    )  # fmt: skip


def at(minute: float) -> datetime:
    return MONDAY + timedelta(minutes=minute)


@dataclass
class Told:
    """states: of a unit, each from its minute on. lots: order → what is known of it. runs: (unit, order, step) → span.
    made: of such a run (good, bad)."""

    states: dict[str, list[tuple[float, State]]] = field(default_factory=lambda: defaultdict(list))
    lots: dict[int, Any] = field(default_factory=dict)
    over: dict[int, float] = field(default_factory=dict)
    runs: dict[tuple[str, int, int], list[float | None]] = field(default_factory=dict)
    left: dict[tuple[str, int, int], tuple[int, int]] = field(default_factory=dict)


def played(plant: Plant, policy: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Everything that happens, as a good recorder would have it."""
    told, note, run = Told(), Machine.note, Machine._run

    def noted(self: Machine, state: State) -> None:
        told.states[self.unit.name].append((self.env.now, state))
        note(self, state)

    def running(self: Machine, lot: Any, luck: Any) -> Iterator[Any]:
        key, before = (self.unit.name, lot.number, lot.at), lot.left
        told.lots[lot.number] = lot
        told.runs[key] = [self.env.now, None]
        yield from run(self, lot, luck)
        told.runs[key][1] = self.env.now
        told.left[key] = (lot.left, before - lot.left)

    with monkeypatch.context() as patch:
        patch.setattr(Machine, "note", noted)
        patch.setattr(Machine, "_run", running)
        simulate(plant, policy_of(policy), seed=seed, days=DAYS, told=lambda when, what, _unit, order: (
            told.over.__setitem__(order, when) if what == "over" and order is not None else None))  # fmt: skip
    return told


@dataclass
class Made:
    units: dict[str, WorkUnit]
    items: dict[str, Item]
    centers: dict[str, WorkCenter]


def make_plant(**pressing: Any) -> Made:
    """Master data alone. pressing: what else the routings say of the press."""
    enterprise = Enterprise.objects.create(code="E", name="두레정밀")
    site = Site.objects.create(code="S", name="본사 공장", enterprise=enterprise, holiday_country="")
    area = Area.objects.create(code="A", name="가공", site=site)
    shift = Shift.objects.create(site=site, code="D", name="주간", starts=time(8), ends=time(17),
                                 weekdays=[0, 1, 2, 3, 4], valid_from=date(2026, 1, 1))  # fmt: skip
    Break.objects.create(shift=shift, starts=time(12), ends=time(13))
    centers = {name: WorkCenter.objects.create(code=name.upper(), name=name, area=area) for name in ("saws", "press")}
    units = {
        name: WorkUnit.objects.create(code=name.replace(" ", ""), name=name, sort_order=number,
                                      work_center=centers["press" if name == "press" else "saws"])
        for number, name in enumerate(("saw 1", "saw 2", "press"))
    }  # fmt: skip
    items = {code: Item.objects.create(code=code, name=code.lower(), group=ITEMS[code][0]) for code in ITEMS}
    for code, item in items.items():
        _give_routing(item, centers, units, *ITEMS[code][1:], pressing)
    SetupTime.objects.create(work_center=centers["press"], before="white", after="red", minutes=SETUP_MIN)
    SetupTime.objects.create(work_center=centers["press"], before="red", after="white", minutes=SETUP_MIN)
    return Made(units, items, centers)


def _give_routing(
    item: Item,
    centers: dict[str, WorkCenter],
    units: dict[str, WorkUnit],
    saw: float,
    press: float,
    pressing: dict[str, Any],
) -> None:
    routing = Routing.objects.create(item=item, revision="1", valid_from=date(2026, 1, 1))
    for number, name, minutes in ((10, "saws", saw), (20, "press", press)):
        values = {"run_seconds": Decimal(str(round(minutes * 60, 2)))} | (pressing if name == "press" else {})
        Operation.objects.create(routing=routing, number=number, name=name, work_center=centers[name], **values)
    Routing.objects.filter(pk=routing.pk).update(status="approved", approved_at=MONDAY)
    for unit in units.values():
        seconds = (press if unit.name == "press" else saw) * 60
        IdealCycle.objects.create(item=item, work_unit=unit, seconds=round(seconds, 2), valid_from=at(-90 * DAY_MIN))


def write(told: Told, made: Made) -> None:
    for name, unit in made.units.items():
        _write_states(unit, told.states[name])
    write_orders(told, made)


def write_orders(told: Told, made: Made) -> None:
    orders = {number: _order(number, lot, told.over.get(number), made) for number, lot in told.lots.items()}
    WorkOrder.objects.bulk_create(orders.values())
    steps = sorted({(number, step) for _, number, step in told.runs})
    rows = {
        (number, step): OrderOperation(order=orders[number], number=10 * (step + 1), name=f"{step}",
                                       planned=orders[number].quantity)
        for number, step in steps
    }  # fmt: skip
    OrderOperation.objects.bulk_create(rows.values())
    runs = {
        key: OperationRun(work_order=orders[key[1]], operation=rows[key[1:]], work_unit=made.units[key[0]],
                          started_at=at(begin or 0.0), ended_at=None if end is None else at(end))
        for key, (begin, end) in told.runs.items()
    }  # fmt: skip
    OperationRun.objects.bulk_create(runs.values())
    ProductionResult.objects.bulk_create(_result(run, *told.left[key]) for key, run in runs.items() if key in told.left)


def _order(number: int, lot: Any, end: float | None, made: Made) -> WorkOrder:
    return WorkOrder(
        number=f"W{number:04}", item=made.items[lot.product.name], quantity=lot.ordered, started=lot.ordered,
        due_at=at(lot.due_min), released_at=at(lot.release_min), status="running" if end is None else "done",
        closed_at=None if end is None else at(end), received=0 if end is None else lot.left,
    )  # fmt: skip


def _result(run: OperationRun, good: int, bad: int) -> ProductionResult:
    moment = run.ended_at
    assert moment is not None
    return ProductionResult(
        work_unit=run.work_unit, hour=moment.replace(minute=0, second=0, microsecond=0), run=run,
        item=run.work_order.item, source="counter", produced=good + bad, good=good, reject=bad, first_at=moment,
        last_at=moment,
    )  # fmt: skip


def _write_states(unit: WorkUnit, states: list[tuple[float, State]]) -> None:
    """Off while the plant is closed."""
    rows: list[tuple[float, str]] = []
    for (begin, state), (end, _) in pairwise([*states, (DAYS * DAY_MIN, State.IDLE)]):
        rows += list(_words(begin, end, _WORD.get(state, "idle")))
    changes = [one for before, one in pairwise([(-1.0, ""), *rows]) if one[1] != before[1]]
    StateInterval.objects.bulk_create(
        StateInterval(work_unit=unit, started_at=at(begin), ended_at=None if end is None else at(end), state=word)
        for (begin, word), (end, _) in pairwise([*changes, (None, "")])
        if end is None or end > begin
    )


def _words(begin: float, end: float, word: str) -> Iterator[tuple[float, str]]:
    now = begin
    for opens, closes in SPANS:
        if closes <= now or opens >= end:
            continue
        if opens > now:
            yield now, "off"
        yield max(now, opens), word
        now = min(closes, end)
    if now < end:
        yield now, "off"
