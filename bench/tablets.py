"""Sixty tablets and fifty machines at once: how long an act of a tablet takes, and whether each is there once.

    python -m bench.tablets

The plant runs by its own command. The machines count a part a second each over MQTT. At each of them a tablet does an
act every twenty seconds or so (start, report, pause, resume, report, finish, the next order), as the work page does
it: the act is sent, then the picture is fetched; besides it asks for the picture every ten seconds. Each report takes
three components with their lots and completes its pieces into stock. The other ten tablets call for help and take it
back. The latency of an act is that of its answer, which comes after its transaction. Clients, machines and the plant
share this computer; beside them an answer that needs no work is asked for. At the end what was done is held against
the tables.
"""

import logging
import random
import sys
import threading
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx

from bench import _plant
from bench._figures import QUICK, Figure, quantile, tell
from bench._loading import Load
from bench._others import Others

MACHINES, TABLETS, AREAS = 50, 60, 10
SECONDS = 40 if QUICK else 240
ACT_EVERY_S, LOOK_EVERY_S, PROBE_EVERY_S = 20.0, 10.0, 0.25
ORDERS_EACH = 4
LIMIT_S, AGAIN_S = 0.3, 0.5
FIRST = 5_000
Step = tuple[str, dict[str, Any]]


@dataclass
class Truth:
    """What the tablets did. steps: ids of the rows that it must leave; calls: of the calls; good: pieces."""

    acts: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    good: int = 0
    refused: list[str] = field(default_factory=list)
    unanswered: int = 0

    def take(self, sent: dict[str, Any], answer: dict[str, str]) -> None:
        self.acts.add(sent["id"])
        if answer["state"] != "done":
            self.refused.append(answer["text"])
            return
        self.good += sent.get("good", 0)
        if sent["kind"] == "call":
            self.calls.add(sent["id"])
        elif sent["kind"] != "undo":
            self.steps.add(sent["id"])
        if sent["kind"] == "finish":
            self.steps.add(str(uuid.uuid5(uuid.UUID(sent["id"]), "report")))


@dataclass(eq=False)
class Tablet(threading.Thread):
    """token: of the device. orders: (unit, id of the operation) in turn; without any, somebody calls for help."""

    url: str
    token: str
    badge: str
    unit: str
    orders: list[int]
    until: float
    truth: Truth
    acts: list[tuple[str, float]] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread.__init__(self, daemon=True)
        self._dice = random.Random(self.badge)
        self._client = httpx.Client(base_url=self.url, timeout=30, cookies={"dure_tablet": self.token})
        self._mark = ""
        self._proof = ""

    def log_in(self) -> None:
        answer = self._client.post("/work/person", json={"badge": self.badge, "pin": "2580"}).json()
        self._proof = answer["token"]

    def run(self) -> None:
        steps = self._steps() if self.orders else self._calls()
        next_act = time.time() + self._dice.uniform(0, ACT_EVERY_S)
        next_look = time.time() + self._dice.uniform(0, LOOK_EVERY_S)
        while (now := time.time()) < self.until:
            if now >= next_act:
                self._act(next(steps))
                self._look()
                next_act = now + self._dice.uniform(0.5, 1.5) * ACT_EVERY_S
            if now >= next_look:
                self._look()
                next_look = now + LOOK_EVERY_S
            time.sleep(0.02)

    def _steps(self) -> Any:
        loss = {"kind": "reject", "reason": None, "quantity": 1}
        for operation in self.orders:
            yield self._made("start", operation)
            yield self._made("report", operation, good=10)
            yield self._made("pause", operation)
            yield self._made("resume", operation)
            yield self._made("report", operation, good=5, losses=[loss])
            yield self._made("finish", operation, good=14)
        raise AssertionError(f"{self.unit} has run out of orders: raise ORDERS_EACH")

    def _calls(self) -> Any:
        while True:
            made = self._made("call", None, call="material")
            yield made
            yield self._made("undo", None, of=made["id"])

    def _made(self, kind: str, operation: int | None, **more: Any) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid4()), "kind": kind, "unit": self.unit, "operation": operation, "token": self._proof,
            **more,
        }  # fmt: skip

    def _act(self, made: dict[str, Any]) -> None:
        sent = made | {"at": datetime.now(UTC).isoformat()}
        began = time.perf_counter()
        # As the device does, the same act goes again until the plant has answered it.
        while (answer := self._client.post("/work/acts", json={"acts": [sent]})).status_code != 200:
            self.truth.unanswered += 1
            time.sleep(AGAIN_S)
        self.acts.append((sent["kind"], time.perf_counter() - began))
        self.truth.take(sent, answer.json()["answers"][0])

    def _look(self) -> None:
        began = time.perf_counter()
        answer = self._client.get("/work/picture", headers={"If-None-Match": self._mark} if self._mark else {})
        self.looks.append(time.perf_counter() - began)
        self._mark = answer.headers.get("ETag", "")


@dataclass(eq=False)
class Probe(threading.Thread):
    """Asks for an answer that needs no work, to know how much of the rest is the computer's."""

    url: str
    until: float
    took: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread.__init__(self, daemon=True)

    def run(self) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while time.time() < self.until:
                began = time.perf_counter()
                client.get("/work/manifest.webmanifest").raise_for_status()
                self.took.append(time.perf_counter() - began)
                time.sleep(PROBE_EVERY_S)


def set_up(url: str, until: float) -> tuple[str, list[Tablet]]:
    """The machines' connection; the tablets, each with its person and work."""
    from dure.plant import services as plant
    from dure.plant.models import Person
    from dure.telemetry.connections import Choice, choose_signals, save_connection

    who = _plant.person()
    units = _machines()
    line = save_connection(name="hall", protocol="mqtt", settings={}, secrets={}, person=who, silent_after_s=7200)
    for unit in units:
        choice = Choice(f"hall/{unit.code}#/count", "count", "total")
        choose_signals(connection=line, choices=[choice], work_unit=unit, person=who)
    orders, tablets = _orders(units), []
    for number in range(TABLETS):
        person = Person.objects.create_user(f"p{number}", password="a-password-of-tablets", roles=["operator"])
        badge = plant.give_badge(person=person, by=who)
        plant.set_pin(person=person, pin="2580", by=who)
        machine = units[number % MACHINES]
        token = plant.register_tablet(name=f"T{number}", area=machine.work_center.area, by=who)[1]
        own = orders[machine.work_center_id] if number < MACHINES else []
        tablets.append(Tablet(url, token, badge, machine.code, own, until, Truth()))
    return line.code, tablets


def _orders(units: list[Any]) -> dict[int, list[int]]:
    """Work center → operations of its orders: bread of flour and salt with lots, and a bag."""
    from dure.production.models import OrderOperation
    from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
    from tests.production.making.bakery import bring, give_rate, give_recipe, item

    flour, salt = (item(code, tracking="lot", supply="buy") for code in ("FLOUR", "SALT"))
    bag = item("BAG", kind="packaging", unit_id="EA", supply="buy")
    bread = item("BREAD", kind="finished", unit_id="EA", tracking="lot")
    give_recipe(bread, (flour, "0.5"), (salt, "0.01"), (bag, "1"))
    give_rate(machine=6_000)
    for number in range(4):
        bring(flour, 5_000, 5_000_000, f"F{number}", expires_on=date(2040, 1, 1 + number))
        bring(salt, 100, 100_000, f"S{number}")
    bring(bag, 20_000, 200_000)
    wishes = [OrderWish(bread, Decimal(30), work_center=one.work_center) for one in units for _ in range(ORDERS_EACH)]
    orders = release_orders(plan_orders(wishes, by=None), by=None).orders
    found = defaultdict(list)
    for center, pk in OrderOperation.objects.filter(order__in=orders).values_list("order__work_center", "pk"):
        found[center].append(pk)
    return found


def _machines() -> list[Any]:
    """Fifty machines in ten areas, a work center each."""
    from dure.plant.models import Area, Enterprise, Site, WorkCenter, WorkUnit

    site = Site.objects.create(code="S", name="S", enterprise=Enterprise.objects.create(code="E", name="E"))
    areas = [Area.objects.create(code=f"A{at}", name=f"A{at}", site=site) for at in range(AREAS)]
    made = []
    for at in range(MACHINES):
        center = WorkCenter.objects.create(code=f"L{at:02}", name=f"L{at:02}", area=areas[at % AREAS])
        made.append(WorkUnit.objects.create(code=f"M{at:02}", name=f"M{at:02}", work_center=center))
    return made


def compared(truths: list[Truth]) -> tuple[tuple[int, int, int], tuple[int, int, int, int]]:
    """(acts, lost, doubled), (pieces told, reported, completed, in stock) as the tables have them."""
    from django.db.models import Sum

    from dure.inventory.models import Balance
    from dure.production.models import Call, Completion, FloorAct, OperationReport, OperationStep

    lost = doubled = 0
    for table, wanted in ((FloorAct, "acts"), (OperationStep, "steps"), (Call, "calls")):
        here = Counter(str(value) for value in table.objects.values_list("client_id", flat=True))
        told = Counter(one for truth in truths for one in getattr(truth, wanted))
        lost += (told - here).total()
        doubled += (here - told).total()
    figures = (
        OperationReport.objects.aggregate(n=Sum("good")),
        Completion.objects.aggregate(n=Sum("good")),
        Balance.objects.filter(item__code="BREAD").aggregate(n=Sum("quantity")),
    )
    reported, completed, stocked = (int(one["n"] or 0) for one in figures)
    return (sum(len(one.acts) for one in truths), lost, doubled), (
        sum(one.good for one in truths), reported, completed, stocked,
    )  # fmt: skip


def main() -> int:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with _plant.running() as plant:
        port = _plant.listen_mqtt()
        url = f"http://127.0.0.1:{plant.plant.port}"
        code, tablets = set_up(url, 0.0)
        _plant.hand_out(port, [code], plant.nats_url)
        for one in tablets:
            one.log_in()
        plant.rested()
        load = Load(port, {
            "topics": [f"hall/M{at:02}" for at in range(MACHINES)], "clients": MACHINES, "window": 5,
            "messages": MACHINES * SECONDS, "first": FIRST, "rate": MACHINES, "user": _plant.USER,
            "password": _plant.PASSWORD,
        })  # fmt: skip
        before, others, until = plant.cpu(), Others(), time.time() + SECONDS
        probe = Probe(url, until)
        for one in (probe, *tablets):
            one.until = until
            one.start()
        for one in (probe, *tablets):
            one.join()
        spent = _plant.spent(before, plant.cpu())
        other = others.cores(sum(spent.values()) + load.finish().cpu_s)
        (acts, lost, doubled), pieces = compared([one.truth for one in tablets])
    refused = [text for one in tablets for text in one.truth.refused]
    print(f"CPU seconds in {SECONDS} s: {spent}; refused: {refused[:3]}", flush=True)
    return tell(
        *times(tablets, probe.took),
        Figure("acts of tablets; lost; doubled", f"{acts}; {lost}; {doubled}", "0; 0", not lost and not doubled),
        Figure("sent again for want of an answer", str(sum(one.truth.unanswered for one in tablets))),
        Figure(
            "pieces told, reported, completed, in stock",
            ", ".join(map(str, pieces)),
            "equal",
            len(set(pieces)) == 1 and pieces[0] > 0 and not refused,
        ),
        Figure("other work on the computer meanwhile", other),
    )


def times(tablets: list[Tablet], probe: list[float]) -> list[Figure]:
    """How long it took, of all acts and of each kind."""
    took: dict[str, list[float]] = defaultdict(list)
    for kind, seconds in (act for one in tablets for act in one.acts):
        took[kind].append(seconds)
    acts = [seconds for one in tablets for _kind, seconds in one.acts]
    looks = [seconds for one in tablets for seconds in one.looks]
    p95 = quantile(acts, 0.95)
    by_kind = [Figure(f"– {kind}", _three(took[kind])) for kind in sorted(took)]
    return [
        Figure("act of a tablet, p95", f"{p95 * 1000:.0f} ms of {len(acts)}", "< 300 ms", p95 < LIMIT_S),
        Figure("act of a tablet, p50 / p95 / p99", _three(acts)),
        *by_kind,
        Figure("picture of a tablet, p50 / p95 / p99", _three(looks)),
        Figure("answer that needs no work, p50 / p95 / p99", _three(probe)),
    ]


def _three(values: list[float]) -> str:
    told = " / ".join(f"{quantile(values, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99))
    return f"{told} ms of {len(values)}"


if __name__ == "__main__":
    sys.exit(main())
