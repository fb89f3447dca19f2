"""What the demonstration plant bought, made and sold before its visitor came; loaded once, through the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.commerce import services
from dure.commerce.models import (
    ApprovalLimit,
    Delivery,
    Invoice,
    OrderStatus,
    Partner,
    Price,
    PurchaseOrder,
    Receipt,
    SalesOrder,
)
from dure.commerce.services import Arrival, Billed, Incoming, LineWish, Pick
from dure.demo import goods
from dure.demo.register import Hands
from dure.inventory.models import Item, Lot
from dure.inventory.services import NewLot, add_location, add_lots
from dure.kernel import clock
from dure.ledger.services import close_month
from dure.production.models import Completion
from dure.production.services.making.batch import Made
from dure.production.services.making.completing import complete
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders

_LIMIT = Decimal(10_000_000)
_OPENING = (
    ("DM-S1", (("RM-RICE", 12_000, 300), ("RM-TAP", 2000, 500), ("RM-SPIN", 60, 40))),
    ("DM-S2", (("RM-SOY", 800, 400), ("RM-CHILI", 500, 250), ("RM-SUGAR", 600, None), ("RM-SALT", 500, None))),
    ("DM-S3", (("PK-FILM", 30_000, None), ("PK-BOX20", 4000, None), ("PK-BTL", 30_000, None), ("PK-CAP", 30_000, None),
               ("PK-LBL", 30_000, None), ("PK-GIFT", 300, None))),
)  # fmt: skip
"""Supplier → (item, quantity, days from today on which the lot expires)."""
_COMING_ON = (1, 7)
_COMING = {
    "DM-S1": {"RM-RICE": 42_000, "RM-TAP": 6300, "RM-SPIN": 300},
    "DM-S2": {"RM-SALT": 700},
    "DM-S3": {"PK-FILM": 50_000, "PK-BOX20": 10_500, "PK-BTL": 72_000, "PK-CAP": 72_000, "PK-LBL": 72_000},
}
"""Supplier → (item → what comes on each of these days from today): what the floor needs for two weeks."""
_MADE = (
    ("SF-SOY", 200, 6), ("SF-HOT", 150, 6), ("SC-SOY", 500, 5), ("SC-HOT", 400, 5), ("RN-200", 4000, 4),
    ("RN-500", 800, 4), ("GS-SET", 60, 3),
)  # fmt: skip
"""(item, quantity, days ago)."""


@dataclass(slots=True)
class Days:
    """Days of the demonstration: none of this month's lies in the month that is closed, and none in the future."""

    now: datetime
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.today = timezone.localdate(self.now)

    @property
    def last_month(self) -> date:
        """A day in the middle of the month before."""
        return (self.today.replace(day=1) - timedelta(days=1)).replace(day=15)

    def ago(self, days: int) -> date:
        return max(self.today - timedelta(days=days), self.today.replace(day=1))

    def moment(self, day: date) -> datetime:
        """Ten in the morning of the day, or now where that is still to come."""
        return min(datetime.combine(day, time(10), timezone.get_current_timezone()), self.now)


@dataclass(slots=True)
class Story:
    days: Days
    hands: Hands
    items: dict[str, Item]
    partners: dict[str, Partner] = field(default_factory=dict)
    lots: dict[str, Lot] = field(default_factory=dict)


@transaction.atomic
def load() -> None:
    """Does nothing when it was loaded before."""
    if Partner.objects.filter(code=goods.FIRMS[0].code).exists():
        return
    story = Story(Days(clock.now()), Hands.of_plant(), {item.code: item for item in Item.objects.all()})
    _partners(story)
    _prices(story)
    add_location(by=story.hands.writer, code="COLD", own_name="냉장 창고", kind="stock")
    _opening(story)
    _last_months_sale(story)
    close_month(month=story.days.last_month, by=story.hands.approver)
    _production(story)
    _sales(story)
    _purchases(story)


def _partners(story: Story) -> None:
    by = story.hands.writer
    for firm in goods.FIRMS:
        row = services.add_partner(
            by=by, code=firm.code, name=firm.name, business_number=firm.number, is_customer=firm.is_customer,
            is_supplier=not firm.is_customer, **firm.more,
        )  # fmt: skip
        services.set_address(partner=row, by=by, name="본사", lines=firm.address, phone="000-000-0000", is_main=True)
        services.set_contact(partner=row, by=by, name=firm.contact, phone="000-000-0000")
        story.partners[firm.code] = row
    services.set_approval_limit(kind=ApprovalLimit.Kind.PURCHASE, above=_LIMIT, by=story.hands.approver)


def _prices(story: Story) -> None:
    begin = story.days.last_month.replace(month=1, day=1)
    for code, partner, least, price in goods.SALE_PRICES:
        services.set_price(
            side=Price.Side.SALE, item=story.items[code], price=Decimal(price), valid_from=begin,
            by=story.hands.approver, partner=story.partners.get(partner), minimum=Decimal(least),
        )  # fmt: skip
    for code, partner, price in goods.BUY_PRICES:
        services.set_price(
            side=Price.Side.PURCHASE, item=story.items[code], price=Decimal(price), valid_from=begin,
            by=story.hands.approver, partner=story.partners[partner],
        )  # fmt: skip


def _order(story: Story, supplier: str, wanted: Mapping[str, int], day: date) -> PurchaseOrder:
    due = day + timedelta(days=5)
    lines = [LineWish(story.items[code], Decimal(count), promised_on=due) for code, count in wanted.items()]
    return services.draft_purchase_order(
        partner=story.partners[supplier], lines=lines, by=story.hands.writer, ordered_on=day
    )


def _opening(story: Story) -> None:
    """Last month's purchases: received, invoiced, paid; what is in stock comes from them."""
    day, hands = story.days.last_month, story.hands
    for supplier, wanted in _OPENING:
        order = _order(story, supplier, {code: count for code, count, _ in wanted}, day)
        services.approve_order(order=order, by=hands.approver)
        services.confirm_purchase_order(order=order, by=hands.writer)
        expiry = {code: days for code, _, days in wanted}
        arrivals = [
            Arrival(line, line.item_quantity, _lot(story, line.item, expiry[line.item.code]))
            for line in order.lines.select_related("item")
        ]
        receipt = services.receive(
            arrivals=arrivals, by=hands.writer, received_at=story.days.moment(day), partner_reference="납품서"
        )
        _pay_for(story, receipt, day)


def _lot(story: Story, item: Item, days: int | None) -> Lot | None:
    if item.tracking == Item.Tracking.NONE:
        return None
    made = story.days.last_month - timedelta(days=10)
    expires = story.days.today + timedelta(days=days) if days else None
    new = NewLot(item, made_on=made, expires_on=expires, supplier_number=f"{item.code[3:]}-{made:%m%d}")
    (story.lots[item.code],) = add_lots([new], on=story.days.last_month)
    return story.lots[item.code]


def _pay_for(story: Story, receipt: Receipt, day: date) -> None:
    by = story.hands.writer
    invoice = services.invoice_receipts(
        billed=[Billed(line) for line in receipt.lines.all()], by=by, on=day, partner_reference="세금계산서"
    )
    services.pay(
        side=Invoice.Side.PURCHASE, partner=receipt.partner, amount=invoice.total, on=day, by=by,
        allocations=[(invoice, invoice.total)],
    )  # fmt: skip


def _make(story: Story, code: str, quantity: int, day: date) -> Completion:
    wish = OrderWish(story.items[code], Decimal(quantity), due_at=story.days.moment(day), start_on=day)
    released = release_orders(plan_orders([wish], by=story.hands.writer), by=story.hands.writer, keeps_stock=False)
    made = Made(released.orders[0], Decimal(quantity), Decimal(0), is_final=True)
    completion = complete(made, by=story.hands.writer, made_at=story.days.moment(day))
    lot = Lot.objects.filter(item=story.items[code]).order_by("-pk").first()
    assert lot is not None
    story.lots[code] = lot
    return completion


def _production(story: Story) -> None:
    for code, quantity, days in _MADE:
        _make(story, code, quantity, story.days.ago(days))


def _sell(story: Story, partner: str, wanted: Mapping[str, int], day: date, due: date) -> SalesOrder:
    lines = [LineWish(story.items[code], Decimal(count), promised_on=due) for code, count in wanted.items()]
    address = story.partners[partner].addresses.first()
    return services.draft_sales_order(
        partner=story.partners[partner], lines=lines, by=story.hands.writer, ordered_on=day, ship_to=address
    )


def _deliver(story: Story, order: SalesOrder, wanted: Mapping[str, int], day: date) -> Delivery:
    lines = {line.item.code: line for line in order.lines.select_related("item")}
    picks = [Pick(lines[code], Decimal(count), story.lots[code]) for code, count in wanted.items()]
    return services.deliver(
        picks=picks, by=story.hands.writer, delivered_at=story.days.moment(day), carrier="시범물류 (가상)"
    )


def _bill(story: Story, delivery: Delivery, day: date) -> Invoice:
    billed = [Billed(line) for line in delivery.lines.all()]
    return services.invoice_deliveries(billed=billed, by=story.hands.writer, on=day)


def _last_months_sale(story: Story) -> None:
    """Made, delivered, invoiced and paid before the month was closed."""
    day, wanted = story.days.last_month + timedelta(days=5), {"RN-200": 1000}
    _make(story, "RN-200", 1200, day)
    order = _sell(story, "DM-C1", wanted, day, day + timedelta(days=2))
    services.confirm_sales_order(order=order, by=story.hands.approver)
    invoice = _bill(story, _deliver(story, order, wanted, day + timedelta(days=1)), day + timedelta(days=1))
    services.pay(
        side=Invoice.Side.SALE, partner=order.partner, amount=invoice.total, on=day + timedelta(days=5),
        by=story.hands.writer, allocations=[(invoice, invoice.total)],
    )  # fmt: skip


def _sales(story: Story) -> None:
    """A quotation, one that was sent, an open order, a late one, one served in part, one delivered and invoiced."""
    days, by = story.days, story.hands.approver
    _sell(story, "DM-C3", {"RN-VEG": 500, "SC-HOT": 240}, days.today, days.today + timedelta(days=10))
    sent = _sell(story, "DM-C2", {"RN-500": 360}, days.ago(1), days.today + timedelta(days=7))
    services.set_sales_status(order=sent, status=OrderStatus.SENT, by=by)
    coming = _sell(story, "DM-C1", {"RN-200": 6000, "GS-SET": 100}, days.ago(2), days.today + timedelta(days=5))
    late = _sell(story, "DM-C3", {"SC-HOT": 600}, days.last_month, days.today - timedelta(days=2))
    part = _sell(story, "DM-C2", {"RN-200": 2000, "SC-SOY": 240}, days.ago(6), days.today + timedelta(days=1))
    done = _sell(story, "DM-C1", {"RN-500": 480, "GS-SET": 40}, days.ago(5), days.ago(1))
    for order in (coming, late, part, done):
        services.confirm_sales_order(order=order, by=by)
    _deliver(story, part, {"RN-200": 1500}, days.ago(2))
    _bill(story, _deliver(story, done, {"RN-500": 480, "GS-SET": 40}, days.ago(1)), days.ago(1))


def _coming(story: Story) -> None:
    """What the orders of the floor need, ordered with a date for each delivery."""
    days, hands = story.days, story.hands
    for supplier, wanted in _COMING.items():
        lines = [
            LineWish(story.items[code], Decimal(count), promised_on=days.today + timedelta(days=ahead))
            for ahead in _COMING_ON
            for code, count in wanted.items()
        ]
        order = services.draft_purchase_order(
            partner=story.partners[supplier], lines=lines, by=hands.writer, ordered_on=days.ago(5)
        )
        services.approve_order(order=order, by=hands.approver)
        services.confirm_purchase_order(order=order, by=hands.writer)


def _purchases(story: Story) -> None:
    """One waits for approval, some are on their way, one came and waits for its check, one is held by it."""
    days, hands = story.days, story.hands
    _coming(story)
    _order(story, "DM-S1", {"RM-RICE": 10_000}, days.today)
    on_its_way = _order(story, "DM-S3", {"PK-BOX20": 3000, "PK-FILM": 20_000}, days.ago(2))
    came = _order(story, "DM-S2", {"RM-SOY": 1000, "RM-CHILI": 420}, days.ago(6))
    services.request_purchase(
        item=story.items["RM-SPIN"], quantity=Decimal(100), needed_on=days.today + timedelta(days=12), by=hands.checker,
        reason="시금치 쌀국수 주문 대비",
    )  # fmt: skip
    for order in (on_its_way, came):
        services.confirm_purchase_order(order=order, by=hands.writer)
    soy, chili = came.lines.select_related("item").order_by("position")
    until = days.today + timedelta(days=300)
    receipt = services.take_in(
        goods=[
            Incoming(soy, Decimal(1000), supplier_lot="J-2201", expires_on=until),
            Incoming(chili, Decimal(420), supplier_lot="G-0417", expires_on=until),
        ],
        by=hands.writer, received_at=days.moment(days.ago(1)), partner_reference="납품서 217",
    )  # fmt: skip
    services.check_goods(
        line=receipt.lines.get(item=chili.item), accepted=Decimal(280), rejected=Decimal(0), by=hands.checker,
        reason="통 10개 뚜껑 찌그러짐, 재검사",
    )  # fmt: skip
