"""Work for the tablets, and what the plant's tables say of it. Imported only once Django knows the plant."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from dure.inventory.models import Balance, Item
from dure.plant import services as plant
from dure.plant.models import Area, Person, WorkCenter, WorkUnit
from dure.product import services as product
from dure.production.models import (
    Completion,
    FloorAct,
    OperationReport,
    OperationStep,
    OrderOperation,
    Recount,
    WorkOrder,
)
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
from tests.faults.tablets import MADE, Tablet
from tests.production.making.bakery import bring, give_rate, give_recipe, item
from tests.scenarios.sums import wrong_on_the_floor

PIN = "2580"
AHEAD = 8
"""Orders that wait for each tablet when a round begins."""
FIRST, LAST = 10, 20
"""Numbers of the operations of every order."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one tablet works at: an item, and the machine of each of its operations."""

    item: Item
    units: dict[int, WorkUnit]


class Floor:
    """Three lines of two machines and a tablet each; the last machine of the third is one that counts."""

    def __init__(self, port: int, counting: WorkUnit, seed: int) -> None:
        self.chief = Person.objects.get(username="fault-tests")
        self.flour = item("FLOUR", tracking="lot", supply="buy")
        bring(self.flour, 1_000_000, 1_000_000_000, "F1", expires_on=date(2040, 1, 1))
        give_rate(machine=6_000)
        self.lines = [self._line(name, counting if name == "C" else None) for name in "ABC"]
        self.tablets = [self._tablet(line, port, seed) for line in self.lines]

    def _line(self, name: str, last: WorkUnit | None) -> Line:
        area = Area.objects.get()
        units = {FIRST: _unit(f"BOIL-{name}", area), LAST: last or _unit(f"PACK-{name}", area)}
        made = item(f"NOODLE-{name}", kind="finished", unit_id="EA", tracking="lot")
        give_recipe(made, (self.flour, "0.5"))
        routing = product.add_routing(item=made, valid_from=date(2026, 1, 1), by=None)
        for number, unit in units.items():
            product.add_operation(
                routing=routing, by=None, number=number, name=f"{name}{number}", work_center=unit.work_center,
                run_seconds=Decimal(36), transfer_quantity=Decimal(1) if number == FIRST else None,
            )  # fmt: skip
        product.approve_routing(routing=routing, by=None)
        return Line(made, units)

    def _tablet(self, line: Line, port: int, seed: int) -> Tablet:
        name = line.item.code
        person = Person.objects.create_user(name.lower(), password="a-password-of-tablets", roles=["operator"])
        badge = plant.give_badge(person=person, by=self.chief)
        plant.set_pin(person=person, pin=PIN, by=self.chief)
        _row, token = plant.register_tablet(name=name, area=None, by=self.chief)
        return Tablet(name, port, token, badge, PIN, f"{name} {seed}")

    def give_work(self) -> None:
        """Release orders until each tablet has enough of them."""
        for line, tablet in zip(self.lines, self.tablets, strict=True):
            wishes = [OrderWish(line.item, Decimal(MADE)) for _ in range(AHEAD - len(tablet.orders))]
            for order in release_orders(plan_orders(wishes, by=None), by=None).orders if wishes else ():
                rows = OrderOperation.objects.filter(order=order).order_by("number")
                tablet.orders.append([(line.units[row.number].code, row.pk) for row in rows])

    def is_counted(self) -> bool:
        """Nothing waits to be counted again because acts came late."""
        return not Recount.objects.filter(status__in=[Recount.Status.WAITING, Recount.Status.RUNNING]).exists()

    def look(self) -> "Found":
        return look(self.tablets)


def _unit(code: str, area: Area) -> WorkUnit:
    center = WorkCenter.objects.create(code=code, name=code, area=area)
    return WorkUnit.objects.create(code=code, name=code, work_center=center)


@dataclass(slots=True)
class Found:
    """What the tables hold of what the tablets did. pieces: told on the tablets, in reports, completed, in stock."""

    made: int
    kept: int
    lost: int = 0
    doubled: int = 0
    pieces: tuple[int, ...] = ()
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"acts {self.made}/{self.kept}, pieces {'/'.join(map(str, self.pieces))}"


def look(tablets: Sequence[Tablet]) -> Found:
    """Hold all acts of the tablets against the inbox and the steps, and their pieces against orders and stock."""
    truths = [one.truth for one in tablets]
    made = {act: kind for one in truths for act, kind in one.made.items()}
    kept = Counter(_texts(FloorAct, "client_id"))
    steps = Counter(_texts(OperationStep, "client_id"))
    wanted = {step for one in truths for step in one.steps}
    found = Found(
        len(made), kept.total(),
        lost=len(made.keys() - kept.keys()) + len(wanted - steps.keys()),
        doubled=sum((kept - Counter(made.keys())).values()) + sum((steps - Counter(wanted)).values()),
    )  # fmt: skip
    found.wrong += [text for one in truths for text in one.odd]
    found.wrong += _unlike("acts without an answer", set(made), {act for one in truths for act in one.answers})
    refused = {str(pk) for pk in FloorAct.objects.filter(state="refused").values_list("client_id", flat=True)}
    found.wrong += _unlike("acts that can't be done", {act for one in truths for act in one.refused}, refused)
    undone = {str(pk) for pk in OperationStep.objects.exclude(undone_at=None).values_list("client_id", flat=True)}
    found.wrong += _unlike("steps taken back", {step for one in truths for step in one.taken_back}, undone)
    found.pieces = _pieces(found, sum((one.good for one in truths), Counter()))
    found.wrong += [f"{row}" for row in wrong_on_the_floor()]
    found.wrong += [text for one in tablets for text in _shown(one)]
    return found


def _texts(table: type[FloorAct] | type[OperationStep], column: str) -> list[str]:
    return [str(value) for value in table.objects.values_list(column, flat=True)]


def _unlike(what: str, wanted: set[str], found: set[str]) -> list[str]:
    return [f"{what}: {one}" for one in sorted(wanted ^ found)]


def _pieces(found: Found, told: Counter[int]) -> tuple[int, ...]:
    """Good pieces of last operations as the tablets, the reports, the completions and the stock have them."""
    rows = dict(OrderOperation.objects.values_list("pk", "good"))
    found.wrong += [f"operation {pk}: {good} told, {rows[pk]} there" for pk, good in told.items() if good != rows[pk]]
    last = OrderOperation.objects.filter(number=LAST)
    reports = OperationReport.objects.filter(step__undone_at=None, step__operation__in=last)
    stock = Balance.objects.filter(item__code__startswith="NOODLE", location__kind="stock")
    figures = (
        sum(good for pk, good in told.items() if pk in set(last.values_list("pk", flat=True))),
        reports.aggregate(n=Sum("good"))["n"],
        Completion.objects.filter(undone_at=None).aggregate(n=Sum("good"))["n"],
        WorkOrder.objects.aggregate(n=Sum("received"))["n"],
        stock.aggregate(n=Sum("quantity"))["n"],
    )
    pieces = tuple(int(one or 0) for one in figures)
    if len(set(pieces)) > 1:
        found.wrong.append(f"pieces told, reported, completed, received, in stock: {pieces}")
    return pieces


def _shown(tablet: Tablet) -> list[str]:
    """Where the picture that the tablet is shown doesn't have what was done on it."""
    picture = tablet.picture()
    if picture is None:
        return [f"{tablet.name}: no picture"]
    rows = [one for unit in picture["units"] for one in unit["operations"]]
    told = tablet.truth.good
    return [
        f"{tablet.name} is shown {row['good']} of operation {row['id']}, {told[row['id']]} were told"
        for row in rows
        if row["id"] in told and row["good"] != told[row["id"]]
    ]
