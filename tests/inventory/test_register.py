"""The register: items, units, places, codes, bar codes, items that are one and the same."""

from decimal import Decimal

import pytest

from dure.inventory import gs1
from dure.inventory.codes import check_pattern, next_code
from dure.inventory.errors import NoConversion, NotExact
from dure.inventory.likeness import alike_pairs, face, likeness, normalised_specification
from dure.inventory.models import Item, ItemUnit, Location, Unit, Worth
from dure.inventory.selectors import (
    Conversions,
    in_item_unit,
    near_duplicate_pairs,
    near_duplicates,
    proposed_code,
    scanned,
    unit_spelled,
)
from dure.inventory.services import (
    add_item,
    add_location,
    add_unit,
    change_item,
    change_location,
    change_unit,
    remove_item_unit,
    retire_item,
    retire_location,
    set_code_rule,
    set_item_unit,
    set_standard_costs,
)
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import balance
from dure.plant.models import ChangeRecord
from dure.plant.services import undo_change, undo_changes
from tests.inventory.shelves import bring, item, lot_of, person, place, take
from tests.inventory.workshop import wrong as differences

pytestmark = pytest.mark.django_db
KIM = "kim"


def history(table: str) -> list[tuple[str, dict[str, object]]]:
    return list(ChangeRecord.objects.filter(table=table).order_by("pk").values_list("verb", "after"))


def test_items_have_a_history() -> None:
    by = person(KIM)
    row = add_item(by=by, code="R1", name="쌀", kind="raw", unit_id="kg")
    change_item(row=row, by=by, name="햅쌀", unit_id="t")
    retire_item(row=row, by=by)
    assert [verb for verb, _ in history("Item")] == ["added", "changed", "changed"]
    assert history("Item")[1][1] == {"name": "햅쌀", "unit": "t"}
    assert ChangeRecord.objects.filter(table="Item", by=by, row_id=row.pk).count() == 3


def test_what_has_been_in_stock_keeps_its_unit_and_kind() -> None:
    row = item()
    bring(row, 5, 500)
    for values in ({"unit_id": "g"}, {"tracking": "lot"}, {"kind": "finished"}, {"is_phantom": True}):
        with pytest.raises(Conflict, match="can't be changed"):
            change_item(row=Item.objects.get(), by=None, **values)
    change_item(row=row, by=None, name="new", kind="raw")
    with pytest.raises(Conflict, match="still stock"):
        retire_item(row=row, by=None)
    take(row, 5)
    retire_item(row=row, by=None)
    assert not Item.objects.get().is_active


def test_codes_follow_the_rule_of_their_kind() -> None:
    set_code_rule(kind="raw", pattern="RM-{n:04}", by=None)
    assert proposed_code("raw") == "RM-0001"
    assert proposed_code("finished") == ""
    item("RM-0041")
    item("RM-X")
    assert proposed_code("raw") == "RM-0042"
    with pytest.raises(Invalid, match="look like RM-0001"):
        add_item(by=None, code="SALT", name="소금", kind="raw", unit_id="kg")
    add_item(by=None, code="RM-0042", name="소금", kind="raw", unit_id="kg")
    with pytest.raises(Invalid):
        add_item(by=None, code="RM-0042", name="소금", kind="raw", unit_id="kg")
    for wrong in ("RM", "{n}{n}", "R M{n}", "{x}{n}"):
        with pytest.raises(Invalid):
            check_pattern(wrong)
    assert next_code("{n:3}A", ["009A", "12345A", "B1"]) == "12346A"


def test_units_and_places_have_a_history_and_hold() -> None:
    box = Unit.objects.get(pk="BOX")
    rice = item(unit_id="EA")
    change_unit(row=box, by=None, aliases=["박스", "곽"])
    row = set_item_unit(item=rice, unit=box, by=None, numerator=Decimal(24))
    set_item_unit(item=rice, unit=box, by=None, numerator=Decimal(20))
    assert [verb for verb, _ in history("ItemUnit")] == ["added", "changed"]
    with pytest.raises(Conflict):
        change_unit(row=box, by=None, factor=Decimal(12))
    with pytest.raises(Invalid):
        set_item_unit(item=rice, unit=Unit.objects.get(pk="EA"), by=None, numerator=Decimal(1))
    remove_item_unit(row=row, by=None)
    assert not ItemUnit.objects.exists()
    add_unit(by=None, code="DZ", dimension="count", factor=Decimal(12))
    assert history("Unit")[-1][0] == "added"
    shelf = add_location(by=None, code="A-01", parent=place("STOCK"))
    with pytest.raises(Invalid, match="inside itself"):
        change_location(row=place("STOCK"), by=None, parent=shelf)


def test_places_that_are_needed_stay() -> None:
    rice, shelf = item(), add_location(by=None, code="A-01")
    bring(rice, 5, 500, to="A-01")
    with pytest.raises(Conflict, match="still stock"):
        retire_location(row=shelf, by=None)
    with pytest.raises(Conflict, match="kind stays"):
        change_location(row=shelf, by=None, kind="scrap")
    with pytest.raises(Conflict, match="last place"):
        retire_location(row=place("CUSTOMER"), by=None)


def test_quantities_in_the_items_own_unit() -> None:
    egg = item("EGG", unit_id="EA")
    set_item_unit(item=egg, unit=Unit.objects.get(pk="BOX"), by=None, numerator=Decimal(24))
    set_item_unit(item=egg, unit=Unit.objects.get(pk="kg"), by=None, numerator=Decimal(16))
    assert in_item_unit(egg, Decimal("2.5"), "BOX") == 60
    assert in_item_unit(egg, Decimal(7), "EA") == 7
    assert in_item_unit(egg, Decimal(500), "g") == 8  # through 1 kg = 16 EA
    rice = item(unit_id="kg")
    assert in_item_unit(rice, Decimal("0.0125"), "t") == Decimal("12.5")
    with pytest.raises(NoConversion):
        in_item_unit(rice, Decimal(1), "BOX")
    with pytest.raises(NotExact, match=r"nearest is 0\.0001"):
        in_item_unit(rice, Decimal("0.1234"), "g")


def test_conversions_of_many_items_take_two_queries(django_assert_num_queries) -> None:
    goods = [item(f"I{n}") for n in range(5)]
    with django_assert_num_queries(2):
        table = Conversions(goods)
        assert [table.exact(one, Decimal(250), "g") for one in goods] == [Decimal("0.25")] * 5
        assert table.shown(goods[0], Decimal("0.25"), "g") == 250


@pytest.mark.parametrize(("text", "code"), [("kg", "kg"), (" ㎏ ", "kg"), ("개", "EA"), ("말", None)])
def test_units_by_their_spellings(text: str, code: str | None) -> None:
    found = unit_spelled(text)
    assert (found.pk if found else None) == code


GTIN = "08801234567893"
FNC1 = "\x1d"


@pytest.mark.parametrize(
    "text",
    [
        f"]C101{GTIN}17261231103-A{FNC1}21S1",
        f"]d201{GTIN}17261231103-A{FNC1}21S1",
        f"{FNC1}01{GTIN}17261231103-A{FNC1}21S1",
        f"(01){GTIN}(17)261231(10)3-A(21)S1",
        f"01{GTIN}17261231103-A{FNC1}21S1",
    ],
)
def test_gs1_element_strings(text: str) -> None:
    elements = gs1.read(text)
    assert (elements.gtin, elements.lot, elements.serial, f"{elements.expires_on}") == (GTIN, "3-A", "S1", "2026-12-31")
    assert "8801234567893" in elements.gtin_spellings


@pytest.mark.parametrize("text", ["LOT-1", "", "(01)123", f"(01){GTIN[:-1]}4", "]C1", "https://example.kr", "쌀"])
def test_what_is_no_gs1_message(text: str) -> None:
    elements = gs1.read(text)
    assert elements is None or elements.gtin == ""


def test_scanning(django_assert_max_num_queries) -> None:
    milk = item("MILK", tracking="lot", barcode="8801234567893")
    set_item_unit(item=milk, unit=Unit.objects.get(pk="BOX"), by=None, numerator=Decimal(12), barcode="18801234567890")
    lot = lot_of(milk, "L-7")
    assert (scanned("8801234567893").item, scanned("8801234567893").unit) == (milk, "kg")
    box = scanned("18801234567890")
    assert (box.item, box.unit, box.quantity) == (milk, "BOX", 1)
    assert (scanned("L-7").lot, scanned("L-7").item) == (lot, milk)
    assert scanned("MILK").item == milk
    assert scanned("STOCK").location == place("STOCK")
    with django_assert_max_num_queries(3):
        label = scanned(f"]C101{GTIN}310300125010L-7")
    assert (label.item, label.lot, label.unit, label.weight_kg) == (milk, lot, "kg", Decimal("1.25"))
    assert (scanned("(240)MILK(10)L-7").lot, scanned("(02)18801234567890(37)4").quantity) == (lot, 4)
    unknown = scanned(f"(01){GTIN}(10)NEW(17)261231")
    assert (unknown.item, unknown.lot, unknown.lot_number, f"{unknown.expires_on}") == (milk, None, "NEW", "2026-12-31")
    assert not scanned("nothing").is_known


def test_a_lot_number_that_several_items_have() -> None:
    one, two = item("A", tracking="lot"), item("B", tracking="lot")
    lots = [lot_of(one, "L-1"), lot_of(two, "L-1")]
    found = scanned("L-1")
    assert (found.lots, found.lot, found.item, found.is_known) == (lots, None, None, True)


def test_the_suppliers_number_is_found_through_the_item() -> None:
    milk = item("MILK", tracking="lot", barcode=GTIN)
    lot = lot_of(milk, "260101-001")
    lot.supplier_number = "SUP9"
    lot.save()
    assert scanned(f"(01){GTIN}(10)SUP9").lot == lot


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("10*20*t1.5", "１０ × ２０ × 1.50T"),
        ("10*20*t1.5", "t1.5 x 10mm x 20mm"),
        ("Ø10 L=100", "파이10  L=100.0"),
        ("1,000*2000", "1000 x 2000"),
        ("20KG", "20 kg"),
        ("SUS304 t2.0 1219×2438", "sus304 1219*2438*2T"),
        ("M6*20", "m6 X 20"),
    ],
)
def test_specifications_that_are_the_same(one: str, two: str) -> None:
    assert normalised_specification(one) == normalised_specification(two)


@pytest.mark.parametrize(
    ("one", "two"), [("10*20", "20*10"), ("M6*20", "M8*20"), ("1.5t", "15t"), ("A4 80g", "A48 0g"), ("100", "1000")]
)
def test_specifications_that_differ(one: str, two: str) -> None:
    assert normalised_specification(one) != normalised_specification(two)


def test_likeness() -> None:
    def score(one: tuple[str, str], two: tuple[str, str]) -> float:
        assert likeness(face(*one), face(*two)) == likeness(face(*two), face(*one))
        return likeness(face(*one), face(*two))

    assert score(("육각볼트", "M6*20"), ("육각 볼트", "Ｍ６ × ２０")) == 1
    assert score(("육각볼트", "M6*20"), ("육각볼트", "M8*20")) <= 0.5
    assert score(("설탕", "1kg"), ("설탕", "1g")) <= 0.6
    assert score(("찹쌀가루", ""), ("찹쌀가루", "20kg")) == 0.75
    assert score(("설탕", ""), ("소금", "")) == pytest.approx(0, abs=0.01)
    assert score(("", ""), ("", "")) == 0


def test_items_that_may_be_one(django_assert_num_queries) -> None:
    bolt = item("B1", name="육각볼트", specification="M6*20")
    twin = item("B2", name="육각 볼트", specification="m6 x 20")
    item("B3", name="육각볼트", specification="M8*20")
    item("S1", name="설탕")
    with django_assert_num_queries(2):
        assert [one.item for one in near_duplicates("육각-볼트", "M6×20")] == [bolt, twin]
    assert [one.item for one in near_duplicates(bolt.name, bolt.specification, besides=bolt)] == [twin]
    with django_assert_num_queries(2):
        assert [(pair.one, pair.two) for pair in near_duplicate_pairs()] == [(bolt, twin)]


def test_pairs_are_those_that_comparing_all_with_all_finds() -> None:
    names = [
        "육각볼트",
        "육각 볼트",
        "볼트 육각",
        "둥근볼트",
        "와셔",
        "스프링 와셔",
        "스프링와샤",
        "설탕",
        "백설탕",
        "설 탕",
    ]
    faces = [(n, face(name, f"M{n % 2}")) for n, name in enumerate(names)]
    every = {
        (one, two)
        for one, a in faces
        for two, b in faces
        if one < two and a.numbers == b.numbers and likeness(a, b) >= 0.6
    }
    assert {(one, two) for one, two, _ in alike_pairs(faces, 0.6)} == every
    assert every


def test_what_holds_for_a_place_holds_when_a_change_is_taken_back() -> None:
    by = person(KIM)
    shelf = add_location(by=by, code="A-01", kind="stock")
    change_location(row=shelf, by=by, kind="quarantine")
    as_stock = ChangeRecord.objects.latest("pk").pk
    row = item()
    bring(row, 5, 500, to="A-01")
    with pytest.raises(Conflict, match="its kind stays"):
        undo_change(record_id=as_stock, by=by, tables={"Location": Location})
    with pytest.raises(Conflict, match="its kind stays"):
        undo_changes(record_ids=[as_stock], by=by, tables={"Location": Location})
    shelf.refresh_from_db()
    assert shelf.kind == "quarantine"
    spare = add_location(by=by, code="A-02", kind="stock")
    retire_location(row=spare, by=by)
    change_location(row=spare, by=by, is_active=True)
    in_use = ChangeRecord.objects.latest("pk").pk
    bring(row, 5, 500, to="A-02")
    with pytest.raises(Conflict, match="still stock"):
        undo_change(record_id=in_use, by=by, tables={"Location": Location})


def test_stock_is_revalued_when_its_item_is_kept_at_standard_cost_from_now_on() -> None:
    by, row = person(KIM), item()
    bring(row, 10, 1_000)
    set_standard_costs({row: Decimal(120)}, by=by, reason="year")
    assert Worth.objects.get(item=row).value == 1_000  # kept at average: nobody takes the standard for its worth
    change_item(row=row, by=by, costing="standard")
    worth = Worth.objects.get(item=row)
    assert (worth.value, balance(Purpose.MATERIAL), balance(Purpose.REVALUATION)) == (1_200, 1_200, -200)
    assert differences() == []
    change_item(row=row, by=by, costing="average")
    bring(row, 10, 3_000)
    back = ChangeRecord.objects.filter(table="Item").latest("pk").pk
    with pytest.raises(Conflict, match="on its page"):
        undo_change(record_id=back, by=by, tables={"Item": Item})
    change_item(row=row, by=by, costing="standard")
    assert (Worth.objects.get(item=row).value, differences()) == (2_400, [])
