"""Stock: who may look, carry, judge and count; and a small stock that the addresses name."""

import uuid
from datetime import time
from decimal import Decimal
from typing import Any

from dure.inventory.models import Location
from dure.inventory.services import (
    Need,
    NewLot,
    Receipt,
    add_item,
    add_kanban_loop,
    add_location,
    add_milk_run,
    add_stop,
    ask_card,
    change_location,
    count,
    receive_goods,
    reserve,
    start_stock_take,
)
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from tests.access.table import BUT_OPERATORS, CONFLICT, EDITORS, EVERYONE, Row, deed, form, page

COSTS = frozenset({Role.OFFICE, Role.PLANNER, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})
CARRIERS = EDITORS | {Role.OPERATOR, Role.QUALITY}
JUDGES = frozenset({Role.QUALITY, Role.SUPERVISOR, Role.ADMINISTRATOR})
APPROVERS = frozenset({Role.SUPERVISOR, Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR})
COUNTERS = EVERYONE - {Role.MENTOR, Role.MAINTENANCE}
GOODS = {"item": "ST-1", "lot": "ST-LOT", "quantity": "2", "source": "=stock_place"}
PLACE = {"code": "S-77", "own_name": "새 선반", "kind": "stock"}
LOOP = {"item": "ST-1", "container_quantity": "2", "replenishment_minutes": "30", "safety_percent": "10"}
ROWS: dict[str, Row] = {
    "stock": page(EVERYONE),
    "item": page(EVERYONE, "stocked"),
    "find": page(EVERYONE, status_get=302, query="?scan=ST-LOT"),
    "expiring": page(EVERYONE),
    "short": page(BUT_OPERATORS),
    "slow": page(BUT_OPERATORS),
    "values": page(COSTS),
    "lots": page(EVERYONE),
    "lot": page(EVERYONE, "lot"),
    "lot-change": form(EDITORS | JUDGES, "lot", data={"number": "ST-LOT-B"}),
    "lot-status": form(JUDGES, "lot", data={"status": "hold", "reason": "냄새"}),
    "lot-split": form(CARRIERS, "lot", data={"location": "=stock_place", "quantity": "3"}),
    "lot-merge": Row(args=("stocked",), get=CARRIERS, post=CARRIERS, status_post=422),
    "change-undo": deed(EDITORS | JUDGES, "place_change"),
    "recall": page(BUT_OPERATORS, query="?q=ST-LOT"),
    "recall-hold": deed(JUDGES, data={"lot": "=lot", "reason": "이물"}),
    "acts": page(CARRIERS),
    "receive": form(EDITORS, data={"item": "ST-1", "quantity": "5", "target": "=stock_place", "source": "=difference"}),
    "issue": form(CARRIERS, data=GOODS | {"reason": "시험"}),
    "scrap": form(CARRIERS, data=GOODS | {"reason": "파손"}),
    "transfer": form(CARRIERS, data=GOODS | {"target": "=other_place"}),
    "putaway": page(CARRIERS),
    "picks": page(CARRIERS),
    "pick": Row(args=("pick_document",), get=CARRIERS, post=CARRIERS, status_post=422),
    "slip": page(EVERYONE, "slip"),
    "slip-back": deed(CARRIERS, "slip", status_post=CONFLICT),
    "takes": page(BUT_OPERATORS),
    "take-start": form(EDITORS, data={"locations": "=other_place"}),
    "take": page(COUNTERS, "take"),
    "take-sheet": page(COUNTERS, "take"),
    "count": Row(args=("take",), get=CARRIERS, post=CARRIERS, status_post=422, data={"quantity": "3"}),
    "count-back": deed(CARRIERS, "take_line"),
    "differences": page(APPROVERS, "take"),
    "recount": deed(APPROVERS, "take", data={"line": "=take_line"}),
    "take-approve": deed(APPROVERS, "take", data={"reason": "오기"}),
    "take-cancel": deed(EDITORS, "take"),
    "locations": page(BUT_OPERATORS),
    "location-add": form(EDITORS, data=PLACE),
    "location": form(EDITORS, "other_place", data=PLACE),
    "location-in-use": deed(EDITORS, "other_place", data={"in_use": "0"}),
    "units": page(BUT_OPERATORS),
    "unit-add": form(EDITORS, data={"code": "말", "dimension": "count"}),
    "unit": form(EDITORS, "BOX", data={"dimension": "count", "spellings": "박스, 상자"}),
    "code-rule": form(EDITORS, "raw", data={"pattern": "RM-{n:04}"}),
    "rules": form(EDITORS, data={"counts_are_blind": "on"}),
    "numbers": page(BUT_OPERATORS),
    "number": form(EDITORS, "stock_take", data={"pattern": "ST{yy}{mm}-{n:04}"}),
    "labels": page(EVERYONE),
    "labels-zpl": page(EVERYONE),
    "kanban": page(EVERYONE),
    "kanban-loops": page(EVERYONE),
    "kanban-loop": page(EVERYONE, "kanban_loop"),
    "kanban-loop-add": form(EDITORS, data=LOOP | {"target": "=stock_place", "source": "=other_place"}),
    "kanban-loop-change": form(
        EDITORS, "kanban_loop", data=LOOP | {"source": "=stock_place", "target": "=other_place"}
    ),
    "kanban-loop-in-use": deed(EDITORS, "kanban_loop", data={"in_use": "0"}, status_post=CONFLICT),
    "kanban-cards": page(EVERYONE),
    "kanban-lacking": page(EVERYONE),
    "kanban-scan": form(
        CARRIERS, data={"act": "ask", "scan": "=kanban_card", "client_id": "00000000-0000-4000-8000-000000000001"}
    ),
    "kanban-back": deed(CARRIERS, "kanban_trip", "asked"),
    "milk-runs": page(EVERYONE),
    "milk-run": form(EDITORS, "milk_run", data={"name": "순회 2", "starts": "09:00"}),
    "milk-run-add": form(EDITORS, data={"name": "순회 3", "starts": "09:00 13:30"}),
    "milk-run-in-use": deed(EDITORS, "milk_run", data={"in_use": "0"}),
    "milk-run-stop-add": deed(EDITORS, "milk_run", data={"place": "=other_place", "minutes": "5"}),
    "milk-run-stop-remove": deed(EDITORS, "milk_run_stop"),
    "milk-run-round": page(CARRIERS, "milk_run"),
    "milk-run-sheet": page(EVERYONE, "milk_run"),
}


def make(chief: Person) -> dict[str, Any]:
    """Twenty kilograms of one lot on a shelf, five of them reserved, and a stock-take that found nineteen."""
    stocked = add_item(by=chief, code="ST-1", name="밀가루", kind="raw", unit_id="kg", tracking="lot", supply="buy")
    place = add_location(by=chief, code="S-01", own_name="선반 1")
    other = add_location(by=chief, code="S-02", own_name="선반 2")
    change_location(row=other, by=chief, own_name="선반 둘")
    change = ChangeRecord.objects.latest("pk")
    new = NewLot(stocked, "ST-LOT", supplier_number="SUP-9")
    difference = Location.objects.get(code="DIFFERENCE")
    made = receive_goods(
        receipts=[Receipt(stocked, Decimal(20), place, Decimal(20_000), new=new)], source=difference, by=chief
    )
    lot = made[0].lot
    reserve("PICK-1", [Need(1, stocked.pk, Decimal(5))])
    take = start_stock_take(locations=[place], by=chief)
    line = count(stock_take=take, item=stocked, location=place, lot=lot, quantity=Decimal(19), by=chief)
    assert lot is not None
    loop = add_kanban_loop(by=chief, item=stocked, source=place, target=other, container_quantity=Decimal(2), cards=2)
    card = loop.all_cards.get(n=1)
    trip = ask_card(card=card, client_id=uuid.uuid4(), by=chief)
    run = add_milk_run(by=chief, name="순회 1", starts=[time(8)])
    return {
        "kanban_loop": loop.pk,
        "kanban_card": card.code,
        "kanban_trip": trip.pk,
        "milk_run": run.pk,
        "milk_run_stop": add_stop(by=chief, run=run, place=place, minutes=0).pk,
        "stocked": stocked.pk,
        "lot": lot.pk,
        "stock_place": place.pk,
        "other_place": other.pk,
        "difference": difference.pk,
        "place_change": change.pk,
        "slip": made[0].document,
        "pick_document": "PICK-1",
        "take": take.pk,
        "take_line": line.pk,
    }
