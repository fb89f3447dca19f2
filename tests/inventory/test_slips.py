"""Acts of a stock-keeper by their slips: what is picked stays reserved, and each slip can be taken back."""

from decimal import Decimal

import pytest

from dure.inventory.errors import NotEnough
from dure.inventory.models import Balance, Location, Reservation, StockMove
from dure.inventory.selectors import slip_of
from dure.inventory.services import (
    Movement,
    Need,
    Receipt,
    carry,
    move_reserved,
    pick,
    receive_goods,
    reserve,
    take_slip_back,
)
from dure.inventory.slips import Slip
from dure.kernel.errors import Conflict, Invalid
from dure.plant.numbering import fits
from dure.plant.services import set_number_pattern
from tests.inventory.shelves import bring, item, lot_of, place, there

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> Location:
    return Location.objects.create(code="SHIP")


def kept() -> list[tuple[str, int, Decimal]]:
    rows = Reservation.objects.order_by("balance__location__code", "line")
    return [(row.balance.location.code, row.line, row.quantity) for row in rows]


def test_picked_goods_stay_reserved_where_they_wait(shelf: Location):
    rice = item()
    bring(rice, 10, 1000)
    reserve("SO1", [Need(3, rice.pk, Decimal(8))])
    row = Reservation.objects.get()
    made = pick(document="SO1", target=shelf, by=None, quantities={row.pk: Decimal(5)})
    assert kept() == [("SHIP", 3, 5), ("STOCK", 3, 3)]
    assert slip_of(made[0].document) is Slip.PICK

    take_slip_back(document=made[0].document, by=None, reason="wrong")
    assert [(code, line) for code, line, _ in kept()] == [("STOCK", 3)]
    assert Reservation.objects.get().quantity == 8
    assert Balance.objects.get(location=shelf).quantity == 0


def test_what_has_left_cannot_be_picked_back(shelf: Location):
    rice = item(tracking="lot")
    lot = lot_of(rice, "L1", 9)
    bring(rice, 10, 1000, lot)
    reserve("SO1", [Need(1, rice.pk, Decimal(4))])
    made = pick(document="SO1", target=shelf, by=None, quantities={Reservation.objects.get().pk: Decimal(4)})
    move_reserved("SO1", target=place("CUSTOMER"), by=None)
    with pytest.raises(Conflict):
        take_slip_back(document=made[0].document, by=None, reason="wrong")
    assert there(rice) == 6


@pytest.mark.parametrize(("quantity", "error"), [(9, Conflict), (0, Conflict)])
def test_not_more_than_is_reserved(shelf: Location, quantity: int, error: type[Exception]):
    rice = item()
    bring(rice, 10, 1000)
    reserve("SO1", [Need(1, rice.pk, Decimal(8))])
    with pytest.raises(error):
        pick(document="SO1", target=shelf, by=None, quantities={Reservation.objects.get().pk: Decimal(quantity)})


def test_picked_goods_wait_at_a_place_of_stock():
    with pytest.raises(Invalid):
        pick(document="SO1", target=place("CUSTOMER"), by=None, quantities={})


def test_a_receipt_can_be_taken_back_until_it_is_used():
    rice = item()
    made = receive_goods(
        receipts=[Receipt(rice, Decimal(5), place("STOCK"), Decimal(500))], source=place("DIFFERENCE"), by=None
    )
    carry(
        slip=Slip.SCRAP, movements=[Movement(rice, Decimal(1), place("STOCK"), place("SCRAP"), reason="wet")], by=None
    )
    with pytest.raises(NotEnough):
        take_slip_back(document=made[0].document, by=None, reason="wrong")
    scrapped = StockMove.objects.get(to_location__kind="scrap").document
    take_slip_back(document=scrapped, by=None, reason="wrong")
    take_slip_back(document=made[0].document, by=None, reason="wrong")
    assert there(rice) == 0
    with pytest.raises(Conflict, match="already"):
        take_slip_back(document=scrapped, by=None, reason="again")


def test_scrap_and_issue_have_a_reason_and_other_papers_are_left_alone():
    rice = item()
    bring(rice, 5, 500)
    with pytest.raises(Invalid):
        carry(slip=Slip.SCRAP, movements=[Movement(rice, Decimal(1), place("STOCK"), place("SCRAP"))], by=None)
    with pytest.raises(Conflict):
        take_slip_back(document="R1", by=None, reason="not ours")


def test_slips_follow_the_pattern_that_a_person_sets():
    set_number_pattern(kind=str(Slip.TRANSFER), pattern="MV-{n}", by=None)
    assert slip_of("MV-12") is Slip.TRANSFER
    assert slip_of("TR2611-0001") is None


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("TR2611-0001", True),
        ("TR2611-12345", True),
        ("TR2611-001", False),
        ("XTR2611-0001", False),
        ("TR26AA-0001", False),
    ],
)
def test_whether_a_pattern_made_a_number(number: str, answer: bool):
    assert fits("TR{yy}{mm}-{n:04}", number) is answer
