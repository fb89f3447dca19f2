"""A day in the noodle plant on which splinters are found in a lot of flour: held, traced, recalled, reworked.

Flour F1 goes into two kinds of noodles for two customers and lies in a third order when it is found. Each step is
done, taken back and done again; the figures are done in the head.
"""

import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from dure.commerce.models import Delivery, Partner
from dure.commerce.services import (
    LineWish,
    Pick,
    confirm_sales_order,
    deliver,
    draft_sales_order,
    take_returns,
    undo_delivery,
)
from dure.inventory.errors import LotBlocked
from dure.inventory.models import Item, Lot, Worth
from dure.inventory.selectors import downstream, recall, upstream
from dure.inventory.services import Movement, move, set_lot_status, take_back
from dure.plant.roles import Role
from dure.production.errors import NotReady
from dure.production.models import OrderMove, WorkOrder
from dure.production.services.floor import holding, reporting, reworking, stopping
from dure.production.services.floor.reporting import Loss, Said
from dure.production.services.floor.starting import start_batch
from dure.production.services.floor.undoing import undo_step
from dure.production.services.making.closing import close_orders, reopen_order
from dure.production.services.making.issuing import Issue, issue, undo_issue
from dure.quality import services as quality
from dure.quality.models import Nonconformance
from dure.quality.services import Finding
from tests.plant.plants import logged_in, person
from tests.production.floor.shop import Plant, make_plant, operations
from tests.production.making.bakery import books, bring, place, there
from tests.scenarios.picture import agreed, there_and_back

pytestmark = pytest.mark.django_db
D = Decimal
Status = Lot.Status


@pytest.fixture(autouse=True)
def quick(settings) -> None:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.LANGUAGE_CODE = "ko"


class Day:
    """The plant with another lot of flour, two customers, and acts that are taken back once each."""

    def __init__(self) -> None:
        self.plant: Plant = make_plant()
        bring(self.plant.flour, 100, 100_000, "F2")
        self.cafe = Partner.objects.create(code="CAFE", name="카페", is_customer=True)
        self.market = Partner.objects.create(code="MARKET", name="시장", is_customer=True)
        self.f1 = Lot.objects.get(number="F1")

    def act(self, do) -> object:
        """A step on the floor."""
        return there_and_back(do, lambda step: undo_step(step=step, person=self.plant.kim, why="잘못 누름"))

    def send(self, partner: Partner, order: WorkOrder, quantity: int) -> Delivery:
        wish = LineWish(order.item, D(quantity), price=D(3_000))
        sale = confirm_sales_order(order=draft_sales_order(partner=partner, lines=[wish], by=None), by=None)
        picks = [Pick(sale.lines.get(), D(quantity), lot_of(order))]
        return there_and_back(
            lambda: deliver(picks=picks, by=None),
            lambda made: undo_delivery(delivery=made, by=None, reason="다른 고객"),
        )

    def set_status(self, lots: list[Lot], status: Lot.Status, reason: str) -> None:
        fresh = list(Lot.objects.filter(pk__in=[one.pk for one in lots]).select_related("item"))
        before = {one.pk: Status(one.status) for one in fresh}
        there_and_back(
            lambda: set_lot_status(fresh, status, reason=reason, by=None),
            lambda _: [set_lot_status([one], before[one.pk], reason="취소", by=None) for one in fresh],
        )

    def scrap(self, item: Item, lot: Lot, quantity: int) -> None:
        goods = Movement(item, D(quantity), place("STOCK"), place("SCRAP"), lot, reason="금속 이물")
        there_and_back(
            lambda: move([goods], by=None, document="S1"), lambda moves: take_back(moves, by=None, reason="취소")
        )


def lot_of(order: WorkOrder) -> Lot:
    return order.completions.filter(undone_at=None).first().moves.get(kind="product").lot


def account(lots: list[Lot], number: str):
    return next(one for one in recall(lots).accounts if one.lot.number == number)


def test_a_contaminated_lot_from_the_order_to_the_rework() -> None:
    day = Day()
    thin, thick = _two_orders_are_made(day)
    to_cafe, to_market = day.send(day.cafe, thin, 40), day.send(day.market, thick, 15)
    # A thin pack cost 610 won and a thick one 635: 20 and 25 of them are left.
    assert (books()["goods"], books()["cost_of_sales"]) == (12_200 + 15_875, 24_400 + 9_525)
    third = _a_third_is_boiled(day)
    case = _it_is_found_and_held(day, third)
    _it_is_traced_and_recalled(day, thin, thick, third, {to_cafe.number: 40, to_market.number: 15})
    _what_was_in_work_comes_out_held(day, third)
    _customers_send_it_back(day, thin, to_cafe)
    reworked = _thin_is_reworked(day, thin)
    _the_rest_is_thrown_away(day, thick)
    # Nothing of F1 is unaccounted for: 74.5 kg went into noodles, half a kilogram into a pack of the third order that
    # was thrown away, and 25 kg were thrown away as flour.
    found = recall([day.f1])
    assert found.is_complete
    flour = found.accounts[0]
    assert (flour.used, flour.in_process, flour.scrapped) == (D("74.5"), D("0.5"), 25)
    assert {(one.document, one.quantity) for one in found.works} == {(third.number, D("0.5")), (reworked.number, 2)}
    assert {one.lot.number: int(one.in_stock) for one in found.accounts if one.in_stock} == {
        lot_of(third).number: 49, lot_of(reworked).number: 48,
    }  # fmt: skip
    quality.contain(row=case, containment="F1 격리, 회수 30봉, 재체질", disposition="rework", by=None)
    assert Nonconformance.objects.get().stage == "contained"


def _two_orders_are_made(day: Day) -> tuple[WorkOrder, WorkOrder]:
    """60 thin and 40 thick packs in one kettle: 30 and 20 kg of F1, which expires first."""
    plant = day.plant
    thin, thick = plant.order(60), plant.order(40, plant.thick)
    (boil, pack), (boil_thick, pack_thick) = operations(thin), operations(thick)
    shares = [(boil, D(60)), (boil_thick, D(40))]
    day.act(
        lambda: start_batch(
            client_id=uuid.uuid4(), shares=shares, work_unit=plant.kettle, person=plant.kim, at=plant.after(0)
        )
    )
    day.act(lambda: plant.report(boil, plant.kettle, 60, 60))
    day.act(lambda: plant.report(boil_thick, plant.kettle, 60, 40))
    day.act(lambda: plant.finish(boil, plant.kettle, 60))
    agreed(lambda: plant.finish(boil_thick, plant.kettle, 60))
    for operation, good, begins in ((pack, 60, 60), (pack_thick, 40, 90)):
        day.act(lambda row=operation, at=begins: plant.start(row, plant.packer, at))
        day.act(lambda row=operation, at=begins, good=good: plant.report(row, plant.packer, at + 30, good))
        day.act(lambda row=operation, at=begins: plant.finish(row, plant.packer, at + 30))
    # 36 and 24 minutes of the kettle and 30 of packing each, at 100 won a minute, and flour at 1,000 won a kg.
    assert books()["goods"] == (30_000 + 3_600 + 3_000) + (20_000 + 2_400 + 3_000)
    assert there(plant.flour, "F1") == 50
    return thin, thick


def _a_third_is_boiled(day: Day) -> WorkOrder:
    """25 kg of F1 are scanned into the third kettle, from which 50 packs are to come."""
    plant = day.plant
    third = plant.order(50)
    boil, _ = operations(third)
    day.act(lambda: plant.start(boil, plant.kettle, 120))
    said = Said(D(50), consumed=[Issue(plant.flour, D(25), day.f1)])
    day.act(
        lambda: reporting.report(
            client_id=uuid.uuid4(), operation=boil, work_unit=plant.kettle, person=plant.kim, said=said,
            at=plant.after(150),
        )
    )  # fmt: skip
    day.act(lambda: plant.finish(boil, plant.kettle, 150))
    assert (there(plant.flour, "F1"), books()["wip"]) == (25, 25_000)
    return third


def _it_is_found_and_held(day: Day, third: WorkOrder) -> Nonconformance:
    """The flour is held, and the order in which some of it lies."""
    plant = day.plant
    finding = Finding(text="체에서 금속 조각", lot=day.f1, order=third, holds_lot=True)
    case = agreed(lambda: quality.add_nonconformance(finding=finding, client_id=uuid.uuid4(), by=plant.kim))
    day.set_status([day.f1], Status.AVAILABLE, "잘못 찍음")
    day.set_status([day.f1], Status.HOLD, case.number)
    there_and_back(
        lambda: holding.hold_order(order=third, reason=case.number, by=None),
        lambda hold: holding.lift_hold(hold=hold, by=None),
    )
    with pytest.raises(NotReady, match=case.number):
        plant.start(operations(third)[1], plant.packer, 160)
    with pytest.raises(LotBlocked):
        move([Movement(plant.flour, D(1), place("STOCK"), place("PRODUCTION"), _again(day.f1))], by=None)
    return case


def _again(lot: Lot) -> Lot:
    return Lot.objects.select_related("item").get(pk=lot.pk)


def _it_is_traced_and_recalled(
    day: Day, thin: WorkOrder, thick: WorkOrder, third: WorkOrder, sent: dict[str, int]
) -> None:
    """Up from the noodles, down from the flour; one sheet with customers, stock and work; all lots held at once."""
    made = [lot_of(thin), lot_of(thick)]
    assert {(step.number, step.quantity, step.document) for step in upstream(made)} == {
        ("F1", 30, thin.number), ("F1", 20, thick.number),
    }  # fmt: skip
    assert {step.lot for step in downstream([day.f1])} == {one.pk for one in made}
    found = recall([day.f1])
    assert {one.document: one.quantity for one in found.shipments} == sent
    assert [(one.document, one.quantity) for one in found.works] == [(third.number, 25)]
    flour = found.accounts[0]
    assert (flour.came, flour.used, flour.in_process, flour.in_stock, flour.unaccounted) == (100, 50, 25, 25, 0)
    assert [(one.shipped, one.in_stock) for one in found.accounts[1:]] == [(40, 20), (15, 25)]
    chief = logged_in(person(Role.QUALITY, name="gum"))
    sheet = chief.get(reverse("inventory:recall"), {"q": "F1"}).content.decode()
    assert all(word in sheet for word in ("카페", "시장", third.number, *sent))
    _hold_all(day, chief, made)
    with pytest.raises(LotBlocked):
        _send_more(day, thin)


def _hold_all(day: Day, chief: Client, made: list[Lot]) -> None:
    lots, address = [one.pk for one in made], reverse("inventory:recall-hold")
    back = "&".join(["?back=1", *(f"lot={pk}" for pk in lots)])
    there_and_back(
        lambda: chief.post(address, {"lot": lots, "reason": "금속 이물 회수"}), lambda _: chief.post(address + back)
    )
    assert {one.status for one in Lot.objects.filter(pk__in=[*lots, day.f1.pk])} == {Status.HOLD}


def _send_more(day: Day, order: WorkOrder) -> None:
    wish = LineWish(order.item, D(1), price=D(3_000))
    sale = confirm_sales_order(order=draft_sales_order(partner=day.cafe, lines=[wish], by=None), by=None)
    deliver(picks=[Pick(sale.lines.get(), D(1), lot_of(order))], by=None)


def _what_was_in_work_comes_out_held(day: Day, third: WorkOrder) -> None:
    """40 packs of it, and 10 that go through the metal detector, 1 of which is thrown away."""
    plant = day.plant
    _, pack = operations(third)
    hold = third.holds.get(ended_at=None)
    agreed(lambda: holding.lift_hold(hold=hold, by=None))
    day.act(lambda: plant.start(pack, plant.packer, 180))
    day.act(lambda: plant.report(pack, plant.packer, 200, 40, Loss(D(10), "rework")))
    lot = lot_of(third)
    assert (lot.status, lot.status_reason) == (Status.HOLD, f"{third.number} ← F1")
    # 40 of 50 pieces took 20 of the 25 kg with them.
    assert (account([day.f1], lot.number).in_stock, account([day.f1], "F1").in_process) == (40, 5)
    detector = reworking.NewOperation("금속 검출")
    sent = day.act(
        lambda: reworking.send_to_rework(
            client_id=uuid.uuid4(), operation=operations(third)[-1], quantity=D(10), to=detector, person=plant.kim,
            at=plant.after(205),
        )
    )  # fmt: skip
    extra = sent.route.target
    day.act(lambda: plant.start(extra, plant.packer2, 205))
    day.act(lambda: plant.report(extra, plant.packer2, 215, 9, Loss(D(1))))
    day.act(lambda: plant.finish(extra, plant.packer2, 215))
    day.act(lambda: plant.finish(pack, plant.packer, 215))
    third.refresh_from_db()
    # 40 packs took 20 kg and 30 + 20 minutes with them; 9 took 4.5 kg, 15 minutes of the packer and 10 of the detector.
    assert books()["goods"] == 28_075 + (20_000 + 3_000 + 2_000) + (4_500 + 1_500 + 1_000)
    # The flour of the pack that was thrown away stays in the order until it is closed.
    assert (third.status, third.received, third.rejected, third.wip) == ("done", 49, 1, 500)
    assert account([day.f1], "F1").in_process == D("0.5")
    there_and_back(lambda: close_orders([third], by=None), lambda _: reopen_order(third, by=None))
    assert "wip" not in books()
    day.set_status([lot_of(third)], Status.AVAILABLE, "금속 검출기 통과")


def _customers_send_it_back(day: Day, thin: WorkOrder, sent: Delivery) -> None:
    """30 of 40 come back, at what they cost, and lie apart; 10 were eaten."""
    goods, line = books()["goods"], sent.lines.get()
    there_and_back(
        lambda: take_returns(returned=[(line, D(30))], by=None, reason="회수", is_replaced=False),
        lambda back: undo_delivery(delivery=back, by=None, reason="취소"),
    )
    assert books()["goods"] == goods + 18_300
    one = account([day.f1], lot_of(thin).number)
    assert (one.shipped, one.in_stock, one.unaccounted) == (10, 50, 0)
    back = Movement(thin.item, D(30), place("QUARANTINE"), place("STOCK"), _again(lot_of(thin)))
    there_and_back(lambda: move([back], by=None), lambda moves: take_back(moves, by=None, reason="취소"))


def _thin_is_reworked(day: Day, thin: WorkOrder) -> WorkOrder:
    """50 packs are opened and sieved: 48 come out as another lot, worth what the 50 were and half an hour."""
    plant, old = day.plant, lot_of(thin)
    order, worth = plant.order(50), Worth.objects.get(item=plant.noodle).value
    day.set_status([old], Status.AVAILABLE, f"재작업 {order.number}")
    given = Issue(plant.noodle, D(50), _again(old), reason="재작업")
    moves: list[OrderMove] = there_and_back(
        lambda: issue(order, [given], by=plant.kim, moved_at=plant.after(216)),
        lambda moves: [undo_issue(one, by=plant.kim, reason="취소") for one in moves],
    )
    # 20 packs that were there, 30 that came back, 49 of the third order: 12,200 + 18,300 + 32,000 won for 99.
    value = sum(one.value for one in moves)
    assert (worth, value, order_wip(order)) == (62_500, 31_566, 31_566)
    boil, pack = operations(order)
    day.act(
        lambda: stopping.skip(
            client_id=uuid.uuid4(), operation=boil, person=plant.kim, reason="재작업", at=plant.after(217)
        )
    )
    day.act(lambda: plant.start(pack, plant.packer, 217))
    flour = order.components.get(item=plant.flour)
    said = Said(D(48), losses=[Loss(D(2), reason=plant.torn)], used={flour.pk: D(0)})
    goods = books()["goods"]
    day.act(
        lambda: reporting.report(
            client_id=uuid.uuid4(), operation=pack, work_unit=plant.packer, person=plant.kim, said=said,
            at=plant.after(237),
        )
    )  # fmt: skip
    # 48 of 50 take 30,303 won with them, and 20 minutes; no kettle has run. The rest is booked by closing the order.
    assert books()["goods"] == goods + 30_303 + 2_000
    day.act(lambda: plant.finish(pack, plant.packer, 237))
    assert order_wip(order) == 1_263
    there_and_back(lambda: close_orders([order], by=None), lambda _: reopen_order(order, by=None))
    # Up from the new lot, over the old one, to the flour.
    assert [(step.depth, step.number) for step in upstream([lot_of(order)])] == [(1, old.number), (2, "F1")]
    assert lot_of(order).status == Status.AVAILABLE
    return order


def order_wip(order: WorkOrder) -> Decimal:
    return WorkOrder.objects.get(pk=order.pk).wip


def _the_rest_is_thrown_away(day: Day, thick: WorkOrder) -> None:
    """25 thick packs at 635 won and 25 kg of flour at 1,000 won."""
    day.set_status([lot_of(thick), day.f1], Status.REJECTED, "폐기")
    day.scrap(thick.item, _again(lot_of(thick)), 25)
    day.scrap(day.plant.flour, _again(day.f1), 25)
    assert books()["scrap"] == 15_875 + 25_000
    assert there(day.plant.flour) == 100
