"""A small firm that buys, makes, stocks and sells on demand, and what must hold after each act."""

from decimal import Decimal

from django.db import IntegrityError

from dure.inventory.models import Lot, StockTake
from dure.inventory.selectors import stock_now
from dure.inventory.services import (
    approve_stock_take,
    count,
    set_lot_status,
    set_standard_costs,
    split_lot,
    start_stock_take,
)
from dure.kernel.errors import DureError
from dure.production.models import Completion, OrderMove, WorkOrder
from dure.production.services.making.batch import Made
from dure.production.services.making.closing import close_orders, reopen_order
from dure.production.services.making.completing import complete_many
from dure.production.services.making.issuing import Issue, bring_back, issue, undo_issue
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders, undo_release
from dure.production.services.making.undoing import undo_completion
from dure.production.services.orders import cancel_work_order
from tests.production.making.bakery import give_rate, give_recipe, give_routing, item, make_bakery, place
from tests.scenarios.trade import Trade

Step = tuple[int, int, int]
"""(act, which of the possibilities, how much)"""
ACTS = 34


class Factory(Trade):
    """Acts are refused now and then, as in life; what is refused must leave nothing behind."""

    def __init__(self) -> None:
        shop = make_bakery()
        give_routing(shop.bread, shop.oven, setup_s=60, run_s=30)
        give_rate(labour=20_000, machine=7_000, overhead=3_333)
        box = item("BOX", kind="finished", unit_id="EA", tracking="lot", costing="standard")
        give_recipe(box, (shop.bread, "3"), (shop.bag, "1"))
        shop.bag.costing = box.costing
        shop.bag.save()
        set_standard_costs({box: Decimal(2_500), shop.bag: Decimal(115)}, by=None, reason="first")
        super().__init__(bought=[shop.flour, shop.salt, shop.bag], made=[shop.bread, box])
        self.acts = [
            self.buy, self.buy, self.buy, self.plan, self.plan, self.complete, self.complete, self.complete_some,
            self.issue, self.bring_back, self.undo_issue, self.undo_completion, self.undo_release, self.cancel,
            self.close, self.reopen, self.sell, self.sell, self.take_returns, self.undo_delivery, self.send_back,
            self.buy_rest, self.sell_rest, self.undo_receipt, self.bill, self.enter_bill, self.enter_bill,
            self.cancel_bill, self.pay, self.undo_payment, self.count, self.hold, self.split, self.revalue,
        ]  # fmt: skip
        assert len(self.acts) == ACTS

    def do(self, step: Step) -> bool:
        """Whether it could be done."""
        act, which, quantity = step
        try:
            return self.acts[act % len(self.acts)](which, Decimal(quantity)) is not False
        except DureError:
            return False
        except IntegrityError as error:  # held by another session in the same moment
            if "not available" not in str(error):
                raise
            return False

    def plan(self, which: int, quantity: Decimal) -> None:
        release_orders(
            plan_orders([OrderWish(self.made[which % 2], quantity)], by=None), by=None, keeps_stock=which % 3 > 0
        )

    def _orders(self, *status: str) -> list[WorkOrder]:
        return list(WorkOrder.objects.filter(status__in=status, closed_at=None).order_by("-pk")[:6])

    def complete(self, which: int, quantity: Decimal) -> bool | None:
        found = self._orders("released", "running")[: 1 + which % 3]
        if not found:
            return False
        complete_many([Made(order, max(order.quantity - order.received, Decimal(1))) for order in found], by=None)
        return None

    def complete_some(self, which: int, quantity: Decimal) -> bool | None:
        found = self._orders("released", "running", "done")
        if not found:
            return False
        order = found[which % len(found)]
        rejected = Decimal(which % 3) if which % 2 else None
        made = Made(order, (quantity / 2).quantize(Decimal(1)), rejected, is_final=which % 7 == 0, is_more=True)
        complete_many([made], by=None)
        return None

    def issue(self, which: int, quantity: Decimal) -> bool | None:
        found = self._orders("released", "running", "done")
        if not found:
            return False
        goods = self.bought[which % 3]
        issue(
            found[which % len(found)],
            [Issue(goods, quantity, reason="more"), Issue(self.bought[2], Decimal(1), reason="x")],
            by=None,
        )
        return None

    def _issue(self, which: int) -> OrderMove | None:
        rows = OrderMove.objects.filter(kind="issue", completion=None, is_undone=False, order__closed_at=None)
        rows = rows.order_by("-pk").select_related("order")[:5]
        return rows[which % len(rows)] if rows else None

    def bring_back(self, which: int, quantity: Decimal) -> bool | None:
        row = self._issue(which)
        return False if row is None else bring_back(row, quantity / 4, by=None) and None

    def undo_issue(self, which: int, quantity: Decimal) -> bool | None:
        row = self._issue(which)
        return False if row is None else undo_issue(row, by=None, reason="wrong")

    def undo_completion(self, which: int, quantity: Decimal) -> bool | None:
        rows = Completion.objects.filter(undone_at=None).order_by("-pk")[:4]
        return undo_completion(rows[which % len(rows)], by=None, reason="wrong") and None if rows else False

    def undo_release(self, which: int, quantity: Decimal) -> bool | None:
        rows = self._orders("released")
        return undo_release(rows[which % len(rows)], by=None) and None if rows else False

    def cancel(self, which: int, quantity: Decimal) -> bool | None:
        rows = self._orders("released", "planned")
        return cancel_work_order(work_order_id=rows[which % len(rows)].pk) and None if rows else False

    def close(self, which: int, quantity: Decimal) -> bool | None:
        rows = self._orders("done")
        return None if rows and close_orders(rows[:2], by=None) else False

    def reopen(self, which: int, quantity: Decimal) -> bool | None:
        row = WorkOrder.objects.exclude(closed_at=None).order_by("-pk").first()
        return reopen_order(row, by=None) and None if row else False

    def count(self, which: int, quantity: Decimal) -> None:
        opened = StockTake.objects.filter(status="open").first() or start_stock_take(
            locations=[place("STOCK")], by=None
        )
        rows = list(stock_now(location=place("STOCK")))
        if rows:
            row = rows[which % len(rows)]
            found = max(row.quantity + which % 5 - 2, Decimal(0))
            count(stock_take=opened, item=row.item, location=row.location, lot=row.lot, quantity=found, by=None)
        if which % 3 == 0:
            approve_stock_take(stock_take=opened, by=None, reason="count", leave_uncounted=True)

    def hold(self, which: int, quantity: Decimal) -> bool | None:
        lots = list(Lot.objects.order_by("-pk")[:8])
        if not lots:
            return False
        status = Lot.Status.HOLD if which % 3 == 0 else Lot.Status.AVAILABLE
        return set_lot_status([lots[which % len(lots)]], status, reason="check", by=None) and None

    def revalue(self, which: int, quantity: Decimal) -> None:
        set_standard_costs({self.made[1]: Decimal(2_000 + which)}, by=None, reason="prices")

    def split(self, which: int, quantity: Decimal) -> bool | None:
        rows = [row for row in stock_now(location=place("STOCK")) if row.lot is not None and row.quantity > quantity]
        if not rows:
            return False
        row = rows[which % len(rows)]
        return split_lot(lot=row.lot, location=row.location, quantity=quantity, by=None) and None
