"""One item on one page, what is alike, codes by rule, exact units, and the levels below a BOM."""

from datetime import date
from decimal import Decimal

import pytest

from dure.inventory.models import Item, ItemUnit, Unit, Worth
from dure.inventory.services import change_item
from dure.plant.roles import Role
from dure.product import services
from dure.product.gtin import check_digit
from dure.product.models import Bom, Operation
from dure.product.services import LineOf
from tests.inventory.shelves import bring
from tests.plant.plants import logged_in, person
from tests.product.pictures import upload

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def planner():
    return logged_in(person(Role.PLANNER))


def body(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_everything_of_an_item_stands_on_its_page(planner, item, machine):
    noodle, cup = item("NOODLE", safety_stock=Decimal("12.5"), origin="국산", allergens=["wheat"]), item("CUP")
    bom = services.add_bom(item=noodle, valid_from=MARCH, lines=[LineOf(cup, Decimal(2))], by=None)
    services.approve_bom(bom=bom, by=None)
    bring(cup, 5)
    page = body(planner.get(f"/items/{noodle.pk}/"))
    assert all(word in page for word in ("12.5", "국산", "밀", f"/boms/{bom.pk}/tree/"))
    assert f"/routings/add/?item={noodle.pk}" in page
    used = body(planner.get(f"/items/{cup.pk}/"))
    assert ("noodle" in used, '<span class="strong">5 EA' in used) == (True, True)


def test_the_history_names_fields_choices_and_other_rows(planner, item):
    noodle = item("NOODLE", safety_stock=Decimal("12.5"))
    change_item(row=noodle, by=None, safety_stock=Decimal(20), unit_id="kg", supply="buy", allergens=["wheat"])
    page = body(planner.get(f"/items/{noodle.pk}/"))
    for name, before, after in (
        ("안전재고", "12.5", "20"),
        ("단위", "EA", "kg"),
        ("조달 방식", "생산", "구매"),
        ("알레르기 유발물질", "–", "밀"),
    ):
        assert f'<span class="muted">{name}</span> {before} → <strong>{after}</strong>' in page


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.OFFICE, True), (Role.PLANNER, True), (Role.MENTOR, False), (Role.SUPERVISOR, False), (Role.QUALITY, False)],
)
def test_only_some_roles_see_the_cost(item, role, sees):
    noodle = item("NOODLE", costing="standard")
    Worth.objects.update_or_create(item=noodle, defaults={"standard": Decimal("1234.5")})
    page = body(logged_in(person(role)).get(f"/items/{noodle.pk}/"))
    assert ("1,234.5" in page) == sees


def test_what_is_alike_is_shown_before_it_is_added(planner):
    given = {"code": "B1", "name": "육각볼트 M8x20", "kind": "raw", "unit": "EA"}
    assert planner.post("/items/add/", given).status_code == 302
    again = given | {"code": "B2", "name": "육각 볼트 M8 × 20"}
    page = body(planner.post("/items/add/", again))
    assert ("B1" in page, Item.objects.count()) == (True, 1)
    assert planner.post("/items/add/", again | {"sure": "1"}).status_code == 302
    assert Item.objects.count() == 2
    assert "B2" in body(planner.get("/items/alike/"))
    # One of another size is no double.
    assert planner.post("/items/add/", given | {"code": "B3", "name": "육각볼트 M6x20"}).status_code == 302


@pytest.mark.parametrize(
    ("digits", "last"), [("880123456789", "3"), ("629104150021", "3"), ("9638507", "4"), ("03600029145", "2")]
)
def test_check_digits_of_published_examples(digits, last):
    assert check_digit(digits) == last


def test_a_wrong_check_digit_is_said_with_the_right_one(planner):
    given = {"code": "N1", "name": "면", "kind": "finished", "unit": "EA", "barcode": "8801234567890"}
    answer = planner.post("/items/add/", given)
    assert (answer.status_code, "880123456789의 끝자리는 3" in answer.content.decode()) == (422, True)
    assert planner.post("/items/add/", given | {"barcode": "8801234567893"}).status_code == 302
    assert planner.post("/items/add/", given | {"code": "N2", "name": "떡", "barcode": "OWN-7"}).status_code == 302


def test_codes_follow_the_rule_of_their_kind(planner):
    planner.post("/items/codes/", {"kind": "raw", "pattern": "RM-{n:04}"})
    assert 'value="RM-0001"' in body(planner.get("/items/add/?kind=raw"))
    wrong = planner.post("/items/add/", {"code": "X", "name": "쌀", "kind": "raw", "unit": "kg"})
    assert (wrong.status_code, "RM-0001" in wrong.content.decode()) == (422, True)
    assert planner.post("/items/codes/", {"kind": "raw", "pattern": "RM"}).status_code == 422


def test_units_are_kept_exactly_and_taken_away(planner, item):
    rice = item("RICE", unit="kg")
    given = {"unit": "BAG", "numerator": "60", "denominator": "3"}
    assert planner.post(f"/items/{rice.pk}/units/set", given).status_code == 302
    row = ItemUnit.objects.get()
    assert (row.unit, row.numerator, row.denominator) == (Unit.objects.get(pk="BAG"), 60, 3)
    assert "3 BAG = 60 kg" in body(planner.get(f"/items/{rice.pk}/"))
    wrong = planner.post(f"/items/{rice.pk}/units/set", {"unit": "BOX", "numerator": "0", "denominator": "1"})
    assert (wrong.status_code, ItemUnit.objects.count()) == (422, 1)
    planner.post(f"/items/units/{row.pk}/remove")
    assert not ItemUnit.objects.exists()


def test_a_picture_is_shown_and_taken_back(planner, item):
    rice = item("RICE")
    assert planner.post(f"/items/{rice.pk}/picture/set", {"picture": upload()}).status_code == 302
    assert planner.get(f"/items/{rice.pk}/picture")["Content-Type"] == "image/png"
    assert planner.post(f"/items/{rice.pk}/picture/set", {"picture": upload("x.svg", b"<svg>")}).status_code == 422
    page = planner.post(f"/items/{rice.pk}/picture/set", {"remove": "1"}, follow=True).content.decode()
    assert planner.get(f"/items/{rice.pk}/picture").status_code == 404
    planner.post("/items/changes/" + page.split('action="/items/changes/')[1].split('"')[0])
    assert planner.get(f"/items/{rice.pk}/picture").status_code == 200


def test_all_levels_with_quantities_substitutes_and_phantoms(planner, item):
    cup, paste, rice, flour = item("CUP"), item("PASTE", unit="kg", is_phantom=True), item("RICE"), item("FLOUR")
    inner = services.add_bom(item=paste, valid_from=MARCH, lines=[LineOf(rice, Decimal("0.5"))], by=None)
    services.approve_bom(bom=inner, by=None)
    bom = services.add_bom(item=cup, valid_from=MARCH, lines=[LineOf(paste, Decimal(4))], by=None)
    line = bom.lines.get()
    form = {"item1": "FLOUR", "ratio1": "1.25", "item2": "", "ratio2": "1"}
    assert planner.post(f"/boms/lines/{line.pk}/alternatives/", form).status_code == 302
    assert (line.alternatives.get().item, line.alternatives.get().ratio) == (flour, Decimal("1.25"))
    page = body(planner.get(f"/boms/{bom.pk}/tree/?quantity=10"))
    # 10 cups: 40 kg of paste, of which each takes half a piece of rice.
    assert all(word in page for word in ("40 kg", "20 EA", "level-2", "flour", "팬텀"))
    wrong = planner.post(f"/boms/lines/{line.pk}/alternatives/", {"item1": "PASTE", "ratio1": "1"})
    assert wrong.status_code == 422
    assert "40" in body(planner.get(f"/boms/{bom.pk}/tree/?quantity=10"))
    assert planner.get(f"/boms/{bom.pk}/tree/?quantity=10&format=xlsx")["Content-Disposition"].startswith("attachment")


def test_two_revisions_are_compared(planner, item, machine):
    cup, lid, box = item("CUP"), item("LID"), item("BOX")
    first = services.add_bom(item=cup, valid_from=MARCH, lines=[LineOf(lid, Decimal(1))], by=None)
    services.approve_bom(bom=first, by=None)
    second = services.copy_bom(bom=first, revision="B", valid_from=date(2026, 4, 1), by=None)
    services.change_line(line=second.lines.get(), by=None, quantity=Decimal(2))
    services.add_line(bom=second, component=box, quantity=Decimal(1), by=None)
    page = body(planner.get(f"/boms/{second.pk}/compare/"))
    assert all(word in page for word in ("BOX", "<del>1</del>", "추가"))
    assert "자재명세서" in body(planner.get(f"/boms/{second.pk}/print/"))


def test_a_routing_is_changed_given_machines_and_ended(planner, item, machine):
    noodle = item("NOODLE")
    routing = services.add_routing(item=noodle, valid_from=MARCH, by=None)
    operation = services.add_operation(
        routing=routing, number=10, name="포장", work_center=machine.work_center, by=None
    )
    where = f"/routings/operations/{operation.pk}/units/"
    given = {f"place{machine.pk}": "1", f"run_seconds{machine.pk}": "2.5"}
    assert planner.post(where, given).status_code == 302
    assert operation.units.get().run_seconds == Decimal("2.5")
    planner.post(f"/routings/{routing.pk}/head/", {"revision": "R1", "valid_from": "2026-03-02", "note": "시험"})
    routing.refresh_from_db()
    assert (routing.revision, routing.note) == ("R1", "시험")
    chief = logged_in(person(Role.SUPERVISOR))
    chief.post(f"/routings/{routing.pk}/approve/")
    assert "R1" in body(planner.get("/routings/"))
    assert chief.post(f"/routings/{routing.pk}/retire/", {"last_day": "2026-03-31"}).status_code == 302
    routing.refresh_from_db()
    assert (routing.status, str(routing.valid_to)) == ("retired", "2026-03-31")
    assert "포장" in body(planner.get(f"/routings/{routing.pk}/print/"))


def test_tools_are_typed_one_a_line(planner, item, machine):
    routing = services.add_routing(item=item("NOODLE"), valid_from=MARCH, by=None)
    step = {
        "number": "10", "name": "포장", "work_center": machine.work_center_id, "setup_seconds": "0",
        "run_seconds": "2", "run_basis": "piece", "batch_size": "1", "queue_seconds": "0", "wait_seconds": "0",
        "skill_level": "1", "lead_time_days": "0", "tools": "집게\n저울\n",
    }  # fmt: skip
    planner.post(f"/routings/{routing.pk}/add/", step)
    assert Operation.objects.get().tools == ["집게", "저울"]
    assert "집게 저울" in body(planner.get(f"/routings/operations/{Operation.objects.get().pk}/"))


@pytest.mark.parametrize("role", [Role.MENTOR])
def test_a_mentor_writes_drafts_and_approves_nothing(item, machine, role):
    noodle, mentor = item("NOODLE"), logged_in(person(role))
    item("CUP")
    head = {"item": "NOODLE", "revision": "A", "valid_from": "2026-03-01", "base_quantity": "1", "yield_percent": "100"}
    assert mentor.post("/boms/add/", head).status_code == 302
    bom = Bom.objects.get(item=noodle)
    assert mentor.post(f"/boms/{bom.pk}/approve/").status_code == 403
    assert mentor.get(f"/items/{noodle.pk}/cost/").status_code == 403
    assert mentor.get(f"/items/{noodle.pk}/change/").status_code == 403
