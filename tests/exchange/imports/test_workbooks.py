"""Untidy workbooks with what must come of each, said beforehand."""

from decimal import Decimal

import pytest

from dure.commerce.models import BlanketLine, BlanketOrder, CallOff, Contact, Partner, Price, SalesOrder
from dure.exchange.imports import writing
from dure.exchange.models import Import
from dure.inventory.models import Balance, Item, ItemUnit, Lot
from dure.kernel.errors import Conflict
from dure.plant.models import ChangeRecord, WorkCenter, WorkUnit
from dure.product.models import Bom, Routing
from tests.exchange.imports.story import Case, columns, counts, problems, tried
from tests.exchange.workbooks import ALL

pytestmark = pytest.mark.django_db

CASES = [
    Case(
        "noodle_items", "items", {"new": 6},
        columns={"code": "B", "name": "C", "specification": "D", "kind": "E", "unit": "F", "safety_stock": "G",
                 "note": "H"},
    ),
    Case(
        "press_items", "items", {"new": 7},
        columns={"code": "A", "name": "B", "specification": "C", "unit": "E", "safety_stock": "F",
                 "lead_time_days": "G"},
        doubts={8: [("name", "")], 9: [("name", "")]},
    ),
    Case(
        "plating_wrong", "items", {"new": 1, "wrong": 6},
        columns={"code": "A", "name": "B", "kind": "C", "unit": "D", "safety_stock": "E", "lead_time_days": "F"},
        problems={
            2: [("safety_stock", "150")], 3: [("unit", "kg")], 4: [("kind", "원재료"), ("lead_time_days", "8")],
            5: [("code", "")], 6: [("name", "")], 7: [("safety_stock", "30")],
        },
    ),
    Case(
        "kimchi_csv", "items", {"new": 5},
        columns={"code": "A", "name": "B", "specification": "C", "kind": "D", "unit": "E", "per_other": "F",
                 "shelf_life_days": "G", "tracking": "H", "allergens": "I", "origin": "J"},
    ),
    Case(
        "no_codes", "items", {"wrong": 3}, columns={"name": "A", "specification": "B", "unit": "C", "kind": "D"},
        problems={2: [("unit", "EA")], 3: [("code", "I-0001")], 4: [("code", "")]},
    ),
    Case(
        "kimchi_bom_indented", "boms", {"new": 7, "same": 2}, world=["kimchi"],
        columns={"component": "A", "component_name": "B", "quantity": "C", "scrap_percent": "D"},
    ),
    Case(
        "cosmetics_bom_levels", "boms", {"new": 5, "same": 1}, world=["cream"],
        columns={"level": "A", "component": "B", "component_name": "C", "quantity": "D", "unit": "E",
                 "scrap_percent": "F"},
        doubts={3: [("scrap_percent", "2")]},
    ),
    Case(
        "bom_broken_levels", "boms", {"wrong": 4, "same": 2}, world=["cream"],
        columns={"level": "A", "component": "B", "component_name": "C", "quantity": "D", "unit": "E"},
        problems={
            3: [("level", "2")], 5: [("component", "RM-1")], 6: [("component", "")], 7: [("quantity", "")],
        },
    ),
    Case(
        "machinery_bom_parents", "boms", {"new": 5}, world=["machinery"],
        columns={"parent": "A", "component": "B", "quantity": "C", "unit": "D", "note": "F"},
    ),
    Case(
        "partner_list", "partners", {"new": 4, "wrong": 1},
        columns={"name": "B", "business_number": "C", "representative": "D", "side": "E", "phone": "F",
                 "contact_name": "G", "contact_phone": "H", "postcode": "I", "address": "J"},
        problems={6: [("business_number", "-")]}, doubts={3: [("postcode", "06236")]},
    ),
    Case(
        "price_sheet", "prices", {"change": 1, "new": 3, "wrong": 2}, world=["noodles"],
        columns={"partner": "A", "item": "B", "item_name": "C", "unit": "D", "minimum": "E", "price": "F",
                 "valid_from": "G"},
        problems={7: [("valid_from", "2026-03-13"), ("unit", "EA")], 8: [("partner", "")]},
    ),
    Case(
        "opening_stock", "stock", {"new": 4, "wrong": 1}, world=["noodles"],
        columns={"location": "A", "item": "B", "item_name": "C", "lot": "D", "quantity": "E", "unit": "F",
                 "unit_cost": "G", "expires_on": "H"},
        problems={8: [("quantity", "5")]},
    ),
    Case(
        "machine_ledger", "equipment", {"new": 3, "wrong": 1}, world=["plant"],
        columns={"code": "A", "name": "B", "work_center": "C", "manufacturer": "D", "model": "E", "made_year": "F",
                 "rated_power_kw": "G", "note": "H"},
        problems={6: [("code", "")]},
    ),
    Case(
        "routing_sheet", "routings", {"new": 4}, world=["noodles", "plant"],
        columns={"item": "A", "item_name": "B", "number": "C", "name": "D", "work_center": "E", "units": "F",
                 "setup_seconds": "G", "run_seconds": "H", "is_subcontracted": "I"},
    ),
    Case(
        "purchase_orders", "orders", {"new": 2, "wrong": 1}, world=["noodles"],
        columns={"reference": "A", "ordered_on": "B", "partner": "C", "item": "D", "item_name": "E", "quantity": "F",
                 "unit": "G", "price": "H", "requested_on": "I"},
        problems={4: [("requested_on", "")]},
    ),
    Case(
        "call_off_sheet", "call-offs", {"wrong": 2}, world=["noodles", "frame"],
        columns={"item": "A", "item_name": "B"}, problems={3: [("quantity", "150")], 4: [("", "")]},
    ),
]  # fmt: skip


def begun(case: Case, clerk, world) -> Import:
    for name in case.world:
        world(name) if name != "frame" else _frame()
    name, make = ALL[case.book]
    return tried(make(), name, case.register, clerk, **case.layout)


def _frame() -> None:
    """A blanket order for both noodles with the firm that has item codes of its own."""
    frame = BlanketOrder.objects.create(
        number="B-1", partner=Partner.objects.get(code="P0001"), valid_from="2026-01-01", valid_to="2026-12-31"
    )
    for item in Item.objects.filter(code__startswith="N-"):
        BlanketLine.objects.create(blanket=frame, item=item, unit_id="EA", quantity=100_000, price=1000)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_what_comes_of_a_workbook(case: Case, clerk, world) -> None:
    row = begun(case, clerk, world)
    assert columns(row) == case.columns
    assert counts(row) == case.counts
    assert problems(row) == case.problems
    assert problems(row, doubts=True) == case.doubts


@pytest.mark.parametrize("case", [one for one in CASES if one.problems], ids=lambda case: case.book)
def test_a_wrong_one_is_refused_whole(case: Case, clerk, world) -> None:
    row = begun(case, clerk, world)
    tables = (Item, Bom, Partner, Price, Lot, WorkUnit, SalesOrder, CallOff, ChangeRecord)
    before = [table.objects.count() for table in tables]
    with pytest.raises(Conflict):
        writing.write(row.pk, clerk, only_good=False)
    assert [table.objects.count() for table in tables] == before
    row.refresh_from_db()
    assert (row.state, counts(row)) == ("checked", case.counts)


def write(name: str, clerk, world, *, only_good: bool = True) -> Import:
    row = begun(next(case for case in CASES if case.book == name), clerk, world)
    return writing.write(row.pk, clerk, only_good=only_good)


def test_items_as_they_were_meant(clerk, world) -> None:
    write("noodle_items", clerk, world, only_good=False)
    rows = Item.objects.values_list("code", "name", "kind", "unit", "supply", "safety_stock")
    assert list(rows) == [
        ("00101", "쌀국수 200g", "finished", "EA", "make", 1200),
        ("00102", "쌀국수 400g", "finished", "EA", "make", 600),
        ("00201", "멥쌀가루", "raw", "kg", "buy", 2000),
        ("00202", "정제염", "raw", "kg", "buy", 150),
        ("00301", "소포장지(200g)", "packaging", "SHEET", "buy", 10000),
        ("00302", "박스 5호", "packaging", "EA", "buy", 500),
    ]


def test_packings_and_allergens_of_the_text_file(clerk, world) -> None:
    write("kimchi_csv", clerk, world)
    kimchi = Item.objects.get(code="K-100")
    assert (kimchi.unit_id, kimchi.tracking, kimchi.shelf_life_days) == ("PACK", "lot", 30)
    assert kimchi.allergens == ["shrimp", "soy"]
    assert ItemUnit.objects.get(item=kimchi).numerator == 10
    assert ItemUnit.objects.get(item__code="R-102").numerator == 20


def test_recipes_by_indentation(clerk, world) -> None:
    write("kimchi_bom_indented", clerk, world)
    found = {
        bom.item.code: [
            (line.component.code, line.quantity, line.unit_id, line.scrap_percent) for line in bom.lines.all()
        ]
        for bom in Bom.objects.all()
    }
    assert found == {
        "K-100": [("R-100", Decimal("0.82"), "kg", 3), ("YANG", Decimal("0.18"), "kg", 0), ("P-1", 1, "SHEET", 0)],
        "YANG": [("R-102", Decimal("0.3"), "kg", 1), ("R-101", 100, "g", 1)],
        "K-101": [("R-100", Decimal("4.1"), "kg", 3), ("YANG", Decimal("0.9"), "kg", 0)],
    }


def test_recipes_by_level_and_under_merged_parents(clerk, world) -> None:
    write("cosmetics_bom_levels", clerk, world)
    assert Bom.objects.get(item__code="CR-50").lines.count() == 3
    assert set(Bom.objects.get(item__code="BULK-1").lines.values_list("component__code", "quantity")) == {
        ("RM-1", Decimal("0.7")),
        ("RM-2", Decimal("0.3")),
    }
    write("machinery_bom_parents", clerk, world)
    assert Bom.objects.get(item__code="CONV-1").lines.get(component__code="BELT").quantity == Decimal("3.5")
    assert Bom.objects.get(item__code="CONV-2").lines.get(component__code="MOTOR").quantity == 4


def test_partners_with_their_contacts(clerk, world) -> None:
    write("partner_list", clerk, world)
    shop = Partner.objects.get(business_number="124-81-00998")
    assert (shop.name, shop.is_customer, shop.is_supplier) == ("(주)한빛상사", True, False)
    assert set(Contact.objects.filter(partner=shop).values_list("name", "phone")) == {
        ("이과장", "010-1234-5678"),
        ("박대리", "010-2222-3333"),
    }
    assert shop.addresses.get().phone == "031-1234-5678"
    both = Partner.objects.get(name="가온유통")
    assert (both.business_number, both.is_customer, both.is_supplier) == ("214-86-76379", True, True)


def test_prices_end_those_before(clerk, world) -> None:
    write("price_sheet", clerk, world)
    rows = Price.objects.filter(item__code="N-200", unit="EA").order_by("minimum", "valid_from")
    assert [(price.minimum, price.price, str(price.valid_from), str(price.valid_to)) for price in rows] == [
        (0, 1150, "2026-01-01", "2026-11-02"),
        (0, 1200, "2026-11-03", "None"),
        (100, 1150, "2026-11-03", "None"),
    ]
    assert str(Price.objects.get(item__code="N-400").valid_from) == "2026-11-03"


def test_stock_by_lot_with_its_value(clerk, world) -> None:
    write("opening_stock", clerk, world)
    rows = Balance.objects.order_by("item__code", "lot__number")
    assert [(one.item.code, one.lot and one.lot.number, one.location.code, one.quantity) for one in rows] == [
        ("N-200", "261101", "STOCK", 1200),
        ("N-200", "261102", "STOCK", 240),
        ("RICE", "R-77", "STOCK", Decimal("1500.5")),
        ("TAPE", None, "COLD", 12),
    ]
    assert str(Lot.objects.get(number="261102").expires_on) == "2027-05-02"
    assert str(Lot.objects.get(number="R-77").expires_on) == "2027-04-01"


def test_machines_with_places_made_on_the_way(clerk, world) -> None:
    write("machine_ledger", clerk, world)
    assert [
        (unit.code, unit.work_center.name, unit.made_year, unit.rated_power_kw)
        for unit in WorkUnit.objects.filter(code__contains="-").order_by("code")
    ] == [
        ("PR-01", "프레스 1라인", 2014, Decimal("7.5")),
        ("PR-02", "프레스 1라인", 2018, 11),
        ("WD-01", "용접라인", None, None),
    ]
    assert WorkCenter.objects.count() == 4


def test_operations_in_seconds(clerk, world) -> None:
    write("routing_sheet", clerk, world)
    operations = Routing.objects.get(item__code="N-200").operations.order_by("number")
    assert [(one.number, one.name, one.setup_seconds, one.run_seconds) for one in operations] == [
        (10, "반죽", 900, Decimal("1.2")),
        (20, "압출", 1800, Decimal("2.5")),
        (30, "살균", 0, 0),
    ]
    assert [one.work_unit.code for one in operations[1].units.all()] == ["M1", "M2"]
    assert operations[2].is_subcontracted


def test_orders_by_the_customers_numbers(clerk, world) -> None:
    write("purchase_orders", clerk, world)
    order = SalesOrder.objects.get()
    assert (order.partner_reference, str(order.ordered_on), order.status) == ("PO-11-01", "2026-11-18", "draft")
    assert [(one.item.code, one.quantity, one.price, str(one.requested_on)) for one in order.lines.all()] == [
        ("N-200", 1200, 1150, "2026-12-01"),
        ("N-400", 300, 2100, "2026-12-04"),
    ]


def test_call_offs_of_days_in_columns(clerk, world) -> None:
    row = begun(next(case for case in CASES if case.book == "call_off_sheet"), clerk, world)
    row.rows.filter(number=3).update(cells={"0": "HB-0200", "2": 100, "3": 150, "4": 120})
    writing.write(row.pk, clerk, only_good=False)
    rows = CallOff.objects.order_by("line__item__code", "day").values_list("line__item__code", "day", "quantity")
    assert [(code, str(day), int(quantity)) for code, day, quantity in rows] == [
        ("N-200", "2026-11-23", 100),
        ("N-200", "2026-11-24", 150),
        ("N-200", "2026-11-25", 120),
        ("N-400", "2026-11-24", 40),
    ]
