"""Weighing out: weights of two lots, too much with a supervisor, pieces, taking back; with figures for the head."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from dure.inventory.errors import NotExact
from dure.inventory.models import Lot
from dure.inventory.selectors import upstream
from dure.inventory.services import Movement, NewLot, add_lots, move
from dure.kernel.errors import DureError
from dure.plant.models import Person
from dure.production.errors import AlreadyChanged, BadQuantity, OverTolerance, SentDifferently, WrongLot
from dure.production.models import Weighing, WeighRule, WorkOrder
from dure.production.selectors.weighing import goods_scanned, lots_to_take, to_weigh
from dure.production.services.making.batch import Made
from dure.production.services.making.completing import complete
from dure.production.services.weighing import OnScale, undo_weighing, weigh
from tests.production.making.bakery import Bakery, give_recipe, item, make_bakery, order, place, stock_up, there
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def shop() -> Bakery:
    made = make_bakery()
    stock_up(made)
    # 100 loaves take 50 kg of flour: 49.5 to 50.25 kg is right.
    WeighRule.objects.create(item=made.flour, low_percent=D(1), high_quantity=D("0.25"))
    return made


def put(made: WorkOrder, lot: str, weight: OnScale, **values: Any) -> Weighing:
    component = next(one.component for one in to_weigh(made))
    goods, found = goods_scanned(component, lot)
    values.setdefault("client_id", uuid.uuid4())
    return weigh(component=component, item=goods, lot=found, weight=weight, person=None, **values)


def kg(gross: str, tare: str = "0") -> OnScale:
    return OnScale(D(gross), "kg", D(tare))


def test_two_lots_add_up_and_come_back(shop: Bakery) -> None:
    row = order(shop, 100)
    (flour,) = to_weigh(row)
    assert [(one.lot.number, one.quantity) for one in lots_to_take(flour) if one.lot] == [("F1", 40), ("F2", 10)]
    key = uuid.uuid4()
    first = put(row, "F1", kg("41.5", "1.5"), client_id=key)
    assert put(row, "F1", kg("41.5", "1.5"), client_id=key) == first
    with pytest.raises(SentDifferently):
        put(row, "F1", kg("40"), client_id=key)
    # In grams from the scale: exactly 9.75 kg.
    second = put(row, "F2", OnScale(D(9_750), "g"))
    row.refresh_from_db()
    assert (first.judged, second.judged, first.quantity, second.quantity) == ("under", "within", 40, D("9.75"))
    assert (there(shop.flour, "F1"), there(shop.flour, "F2"), row.wip) == (0, D("50.25"), 49_750)
    assert wrong() == []

    with pytest.raises(OverTolerance):
        put(row, "F2", kg("1"))
    boss = Person.objects.create_user("boss", password="secret-pass-1", roles=["supervisor"])
    with pytest.raises(OverTolerance, match="reason"):
        put(row, "F2", kg("1"), allowed_by=boss)
    over = put(row, "F2", kg("1"), allowed_by=boss, reason="젖은 밀가루")
    assert (over.judged, over.allowed_by, there(shop.flour)) == ("over", boss, D("49.25"))
    undo_weighing(weighing=over, by=boss)
    with pytest.raises(AlreadyChanged):
        undo_weighing(weighing=over, by=boss)
    assert (there(shop.flour), wrong()) == (D("50.25"), [])

    # 49.75 kg of flour at 1,000 won; 1 kg of salt at 500, 100 bags at 10 won.
    done = complete(Made(row, D(100)), by=None)
    assert done.value == 49_750 + 500 + 1_000
    lot = done.moves.get(kind="product").lot
    assert {(step.number, step.quantity) for step in upstream([lot])} == {("F1", D(40)), ("F2", D("9.75"))}
    with pytest.raises(AlreadyChanged):
        undo_weighing(weighing=second, by=boss)
    assert wrong() == []


def test_what_may_not_go_in(shop: Bakery) -> None:
    row = order(shop, 100)
    component = to_weigh(row)[0].component
    Lot.objects.filter(number="F2").update(status="hold")
    for text in ("SALT", "F2", "FLOUR", "NOWHERE"):
        with pytest.raises(WrongLot):
            goods_scanned(component, text)
    with pytest.raises(BadQuantity):
        put(row, "F1", kg("1", "1"))
    with pytest.raises(NotExact):
        put(row, "F1", OnScale(D("0.05"), "g"))
    with pytest.raises(DureError):  # more than lies there
        put(row, "F1", kg("45"))
    assert (Weighing.objects.count(), there(shop.flour), wrong()) == (0, 100, [])


def test_pieces_with_a_weight_each(shop: Bakery) -> None:
    """A ham is a piece of about 5 kg: the scale tells the kilograms, a person the pieces."""
    ham = item("HAM", unit_id="EA", second_unit_id="kg", tracking="lot")
    (lot,) = add_lots([NewLot(ham, "H1")])
    move([Movement(ham, D(10), place("SUPPLIER"), place("STOCK"), lot, D(100_000), second_quantity=D(52))], by=None)
    sandwich = item("SANDWICH", kind="finished", unit_id="EA")
    give_recipe(sandwich, (ham, "1"))
    WeighRule.objects.create(item=ham, low_percent=D(0), high_percent=D(0))
    shop.bread = sandwich
    row = order(shop, 2)
    with pytest.raises(BadQuantity):
        put(row, "H1", kg("10.4"))
    made = put(row, "H1", OnScale(D(10_400), "g", other=D(2)))
    assert (made.quantity, made.second_quantity, made.judged) == (2, D("10.4"), "within")
    assert made.moves.get().move.second_quantity == D("10.4")
    undo_weighing(weighing=made, by=None)
    assert (there(ham), wrong()) == (10, [])
