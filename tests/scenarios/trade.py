"""What a small firm buys and sells, bills and pays; each act says whether there was something to do."""

from decimal import Decimal
from typing import TypeVar

from django.db.models import F, Model, QuerySet
from django.utils import timezone

from dure.commerce.models import DeliveryLine, Invoice, Partner, Payment, PurchaseLine, Receipt, ReceiptLine, SalesLine
from dure.commerce.services import (
    Arrival,
    Back,
    Billed,
    LineWish,
    Pick,
    cancel_invoice,
    confirm_purchase_order,
    confirm_sales_order,
    deliver,
    draft_purchase_order,
    draft_sales_order,
    invoice_deliveries,
    invoice_receipts,
    pay,
    receive,
    send_back,
    take_returns,
    undo_delivery,
    undo_payment,
    undo_receipt,
)
from dure.inventory.models import Item
from dure.inventory.selectors import stock_now
from dure.inventory.services import NewLot, add_lots
from dure.kernel import clock

Row = TypeVar("Row", bound=Model)
STEP = Decimal("0.0001")


def newest(rows: QuerySet[Row], which: int, of: int = 5) -> Row | None:
    """One of the newest rows."""
    found = list(rows.order_by("-pk")[:of])
    return found[which % len(found)] if found else None


class Trade:
    def __init__(self, *, bought: list[Item], made: list[Item]) -> None:
        self.bought, self.made = bought, made
        self.mill = Partner.objects.create(code="MILL", name="제분소", is_customer=False, is_supplier=True)
        self.cafe = Partner.objects.create(code="CAFE", name="카페", is_customer=True)
        self.today = timezone.localdate(clock.now())

    def buy(self, which: int, quantity: Decimal) -> None:
        one = self.bought[which % 3]
        wish = LineWish(one, quantity * 10, price=Decimal(100 + which % 37))
        order = confirm_purchase_order(order=draft_purchase_order(partner=self.mill, lines=[wish], by=None), by=None)
        lot = add_lots([NewLot(one)])[0] if one.tracking == Item.Tracking.LOT else None
        part = quantity * 10 if which % 4 else quantity * 7
        receive(arrivals=[Arrival(PurchaseLine.objects.get(order=order), part, lot)], by=None)

    def buy_rest(self, which: int, quantity: Decimal) -> bool | None:
        rows = PurchaseLine.objects.filter(order__status="confirmed", moved__lt=F("item_quantity"))
        line = newest(rows.select_related("item"), which)
        if line is None:
            return False
        lot = add_lots([NewLot(line.item)])[0] if line.item.tracking == Item.Tracking.LOT else None
        return receive(arrivals=[Arrival(line, line.item_quantity - line.moved, lot)], by=None) and None

    def _received(self, which: int) -> ReceiptLine | None:
        rows = ReceiptLine.objects.filter(receipt__undone_at=None, receipt__is_return=False)
        return newest(rows.select_related("receipt"), which)

    def send_back(self, which: int, quantity: Decimal) -> bool | None:
        row = self._received(which)
        back = [Back(row, quantity)] if row else []
        return send_back(returned=back, by=None, reason="wet", is_replaced=which % 2 == 0) and None if back else False

    def undo_receipt(self, which: int, quantity: Decimal) -> bool | None:
        row = newest(Receipt.objects.filter(undone_at=None), which)
        return undo_receipt(receipt=row, by=None, reason="wrong") and None if row else False

    def sell(self, which: int, quantity: Decimal) -> bool | None:
        rows = [row for row in stock_now(items=[one.pk for one in self.made]) if row.location.code == "STOCK"]
        if not rows:
            return False
        row = rows[which % len(rows)]
        more = quantity if which % 3 else quantity * 2
        wish = LineWish(row.item, more, price=Decimal(3_000))
        sale = confirm_sales_order(order=draft_sales_order(partner=self.cafe, lines=[wish], by=None), by=None)
        deliver(picks=[Pick(SalesLine.objects.get(order=sale), quantity, row.lot)], by=None)
        return None

    def sell_rest(self, which: int, quantity: Decimal) -> bool | None:
        rows = SalesLine.objects.filter(order__status="confirmed", moved__lt=F("item_quantity"))
        line = newest(rows.select_related("item"), which)
        there = [row for row in stock_now(items=[line.item_id]) if row.location.code == "STOCK"] if line else []
        if line is None or not there:
            return False
        pick = Pick(line, min(line.item_quantity - line.moved, there[0].quantity), there[0].lot)
        return deliver(picks=[pick], by=None) and None

    def _delivered(self, which: int) -> DeliveryLine | None:
        return newest(DeliveryLine.objects.filter(delivery__undone_at=None).select_related("delivery"), which)

    def take_returns(self, which: int, quantity: Decimal) -> bool | None:
        row = self._delivered(which)
        back = [(row, quantity / 4)] if row else []
        return take_returns(returned=back, by=None, reason="back", is_replaced=which % 3 > 0) and None if row else False

    def undo_delivery(self, which: int, quantity: Decimal) -> bool | None:
        row = self._delivered(which)
        return undo_delivery(delivery=row.delivery, by=None, reason="wrong") and None if row else False

    def bill(self, which: int, quantity: Decimal) -> bool | None:
        """Ask the customer for the newest goods, a part of one line now and then."""
        rows = DeliveryLine.objects.filter(delivery__undone_at=None, invoiced__lt=F("quantity")).order_by("-pk")
        billed = self._some(list(rows[: 1 + which % 3]), which)
        return invoice_deliveries(billed=billed, by=None, on=self.today) and None if billed else False

    def enter_bill(self, which: int, quantity: Decimal) -> bool | None:
        """A supplier's invoice, at another price than the order's now and then."""
        rows = ReceiptLine.objects.filter(receipt__undone_at=None, invoiced__lt=F("quantity")).order_by("-pk")
        billed = self._some(list(rows[: 1 + which % 3]), which, Decimal(105 + which % 11) if which % 5 == 0 else None)
        return invoice_receipts(billed=billed, by=None, on=self.today) and None if billed else False

    @staticmethod
    def _some(rows: list[Row], which: int, price: Decimal | None = None) -> list[Billed]:
        if which % 4 or not rows:
            return [Billed(row, None, price) for row in rows]
        left = rows[0].quantity - rows[0].invoiced
        return [Billed(rows[0], max((left / 3).quantize(STEP), STEP), price)]

    def cancel_bill(self, which: int, quantity: Decimal) -> bool | None:
        row = newest(Invoice.objects.filter(cancels=None, cancelled_by=None), which)
        return cancel_invoice(invoice=row, by=None, on=self.today) and None if row else False

    def pay(self, which: int, quantity: Decimal) -> None:
        """Any amount, as partners do: what is too much stays as credit."""
        side, partner = (Invoice.Side.SALE, self.cafe) if which % 2 else (Invoice.Side.PURCHASE, self.mill)
        pay(side=side, partner=partner, amount=quantity * 777, on=self.today, by=None)

    def undo_payment(self, which: int, quantity: Decimal) -> bool | None:
        row = newest(Payment.objects.filter(undone_at=None), which)
        return undo_payment(payment=row, by=None, on=self.today) and None if row else False
