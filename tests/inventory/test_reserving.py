"""Reservations: which lots, how much is missing, what is used up; and nothing is kept twice."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from dure.inventory.errors import LotBlocked, NotEnough
from dure.inventory.models import Balance, Item, Location, Lot, Reservation
from dure.inventory.selectors import proposed_picks
from dure.inventory.services import Need, move_reserved, release, reserve, set_lot_status
from dure.kernel.errors import Conflict
from tests.inventory.shelves import TODAY, bring, item, lot_of, place, take, there

pytestmark = pytest.mark.django_db


@pytest.fixture
def milk() -> Item:
    return item("MILK", tracking="lot", shelf_life_days=10)


def wants(one: Item, quantity: object, line: int = 1, **more: object) -> Need:
    return Need(line, one.pk, Decimal(str(quantity)), **more)


def kept() -> list[tuple[str, Decimal]]:
    rows = Reservation.objects.select_related("balance__lot").order_by("pk")
    return [(row.balance.lot.number, row.quantity) for row in rows]


def three_lots(milk: Item) -> list[Lot]:
    """A came first and expires last."""
    lots = [lot_of(milk, "A", 9), lot_of(milk, "B", 3), lot_of(milk, "C", 5)]
    for lot in lots:
        bring(milk, 10, 1000, lot)
    return lots


def test_what_expires_first_goes_first(milk: Item) -> None:
    three_lots(milk)
    made = reserve("SO1", [wants(milk, 14)])
    assert (kept(), made.missing) == ([("B", 10), ("C", 4)], {})
    assert Balance.objects.aggregate(Sum("reserved"))["reserved__sum"] == 14


def test_what_came_first_goes_first(milk: Item) -> None:
    milk.removal = Item.Removal.FIFO
    milk.save()
    three_lots(milk)
    reserve("SO1", [wants(milk, 14)])
    assert kept() == [("A", 10), ("B", 4)]


def test_shelf_life_that_must_be_left(milk: Item) -> None:
    three_lots(milk)
    made = reserve("SO1", [wants(milk, 25, minimum_days=5)])
    assert (kept(), made.missing) == ([("C", 10), ("A", 10)], {1: 5})


def test_blocked_expired_and_quarantined_stock_is_left_out(milk: Item) -> None:
    held, expired, elsewhere, today = (
        lot_of(milk, number, days) for number, days in zip("HEQT", (9, -1, 9, 0), strict=True)
    )
    for lot in (held, expired, today):
        bring(milk, 10, 1000, lot)
    bring(milk, 10, 1000, elsewhere, to="QUARANTINE")
    set_lot_status([held], Lot.Status.HOLD, reason="smell", by=None)
    assert reserve("SO1", [wants(milk, 40)]).missing == {1: 30}
    assert kept() == [("T", 10)]


def test_places_and_lots_can_be_chosen(milk: Item) -> None:
    a, b, _ = three_lots(milk)
    shelf = Location.objects.create(code="A-01")
    reserve("SO1", [wants(milk, 5, lots=frozenset({a.pk}))])
    assert kept() == [("A", 5)]
    assert reserve("SO2", [wants(milk, 5, within=frozenset({shelf.pk}))]).missing == {1: 5}
    assert b.number == "B"


def test_lines_share_what_there_is_in_their_order(milk: Item) -> None:
    three_lots(milk)
    made = reserve("SO1", [wants(milk, 20, 1), wants(milk, 15, 2), wants(milk, 1, 3)])
    assert made.missing == {2: 5, 3: 1}
    assert reserve("SO2", [wants(milk, 1)]).missing == {1: 1}


def test_all_or_nothing(milk: Item) -> None:
    three_lots(milk)
    with pytest.raises(NotEnough):
        reserve("SO1", [wants(milk, 31)], partial=False)
    assert not Reservation.objects.exists()


def test_reserving_more_and_giving_up(milk: Item) -> None:
    three_lots(milk)
    reserve("SO1", [wants(milk, 4, 1), wants(milk, 4, 2)])
    reserve("SO1", [wants(milk, 3, 1)])
    assert list(Reservation.objects.values_list("line").annotate(Sum("quantity")).order_by("line")) == [(1, 7), (2, 4)]
    assert release("SO1", lines=[1]) == 2
    assert Balance.objects.aggregate(Sum("reserved"))["reserved__sum"] == 4
    assert release("SO1") == 1
    assert Balance.objects.aggregate(Sum("reserved"))["reserved__sum"] == 0


def test_what_is_reserved_is_not_taken_by_others(milk: Item) -> None:
    _, b, _ = three_lots(milk)
    reserve("SO1", [wants(milk, 8)])
    with pytest.raises(NotEnough, match="Only 2 kg"):
        take(milk, 3, b)
    take(milk, 2, b)


def test_shipping_uses_the_reservation_up(milk: Item) -> None:
    three_lots(milk)
    reserve("SO1", [wants(milk, 14)])
    first = move_reserved("SO1", target=place("CUSTOMER"), by=None, quantities={1: Decimal(11)})
    assert [(one.lot.number, one.quantity, one.document) for one in first] == [("B", 10, "SO1"), ("C", 1, "SO1")]
    assert kept() == [("C", 3)]
    move_reserved("SO1", target=place("CUSTOMER"), by=None)
    assert (kept(), there(milk)) == ([], 16)
    with pytest.raises(Conflict, match="Nothing is reserved"):
        move_reserved("SO1", target=place("CUSTOMER"), by=None)


def test_more_than_reserved_cannot_be_moved(milk: Item) -> None:
    three_lots(milk)
    reserve("SO1", [wants(milk, 5)])
    with pytest.raises(Conflict, match="lacks 1"):
        move_reserved("SO1", target=place("CUSTOMER"), by=None, quantities={1: Decimal(6)})
    move_reserved("SO1", target=place("CUSTOMER"), by=None, quantities={1: Decimal(4)}, keep_rest=False)
    assert (kept(), there(milk)) == ([], 26)


def test_a_lot_held_after_it_was_reserved_does_not_leave(milk: Item) -> None:
    _, b, _ = three_lots(milk)
    reserve("SO1", [wants(milk, 5)])
    set_lot_status([b], Lot.Status.HOLD, reason="complaint", by=None)
    with pytest.raises(LotBlocked):
        move_reserved("SO1", target=place("CUSTOMER"), by=None)
    assert kept() == [("B", 5)]


def test_the_database_keeps_reserved_within_what_is_there(milk: Item) -> None:
    three_lots(milk)
    balance = Balance.objects.first()
    with pytest.raises(DatabaseError, match="inventory_reserved_is_there"), transaction.atomic():
        Reservation.objects.create(balance=balance, document="X", quantity=11)
    with pytest.raises(DatabaseError, match="balances follow from moves"), transaction.atomic():
        Balance.objects.update(reserved=1)


def test_a_proposal_keeps_nothing_and_takes_two_queries(milk: Item, django_assert_num_queries) -> None:
    three_lots(milk)
    rice = item("RICE2")
    bring(rice, 5, 500)
    with django_assert_num_queries(2):
        made = proposed_picks([wants(milk, 12, 1), wants(rice, 6, 2)], on=TODAY)
    assert [(pick.line, pick.quantity) for pick in made.picks] == [(1, 10), (1, 2), (2, 5)]
    assert made.missing == {2: 1}
    assert proposed_picks([wants(milk, 1)], on=TODAY + timedelta(days=10)).missing == {1: 1}


def test_many_lines_take_as_many_queries_as_few() -> None:
    items = [item(f"I{n}") for n in range(30)]
    for one in items:
        bring(one, 10, 100)

    def queries(document: str, count: int) -> int:
        with CaptureQueriesContext(connection) as context:
            reserve(document, [wants(one, 4, line) for line, one in enumerate(items[:count])])
            move_reserved(document, target=place("CUSTOMER"), by=None)
        return len(context)

    assert queries("SO1", 30) == queries("SO2", 2) < 40


@pytest.mark.django_db(transaction=True)
def test_sessions_at_once_never_keep_more_than_there_is() -> None:
    goods = [item("A"), item("B")]
    for one in goods:
        bring(one, 100, 100)
    start = threading.Barrier(4)
    missing: list[Decimal] = []

    def sell(session: int) -> None:
        try:
            start.wait(timeout=30)
            for turn in range(10):
                # Every other session names the items the other way round.
                lines = [wants(one, 3, line) for line, one in enumerate(goods if session % 2 else goods[::-1])]
                missing.extend(reserve(f"SO{session}-{turn}", lines).missing.values())
        finally:
            connection.close()

    threads = [threading.Thread(target=sell, args=(session,)) for session in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    # 4 × 10 × 3 = 120 were wanted of each, 100 are there.
    assert sum(missing) == 40
    for balance in Balance.objects.all():
        assert (balance.reserved, balance.quantity) == (100, 100)
        assert balance.reservations.aggregate(Sum("quantity"))["quantity__sum"] == 100
