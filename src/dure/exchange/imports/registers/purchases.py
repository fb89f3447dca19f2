"""Orders to suppliers that are still open on the day a firm begins, one draft for each order number so far."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models import Price, PurchaseLine, PurchaseOrder
from dure.commerce.services import draft_purchase_order, set_purchase_status
from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.registers import ordering
from dure.exchange.imports.registers.words import (
    PARTNER_TITLES,
    QUANTITY_TITLES,
    SELLERS,
    item_field,
    item_name_field,
    note_field,
    unit_field,
)  # fmt: skip

FIELDS = (
    Field("partner", pgettext_lazy("trade", "Supplier"), PARTNER_TITLES, Kind.NAME, is_required=True, falls=True, example="가온자재"),
    Field("reference", _("Order number so far"), ("발주번호", "발주서번호", "구매번호", "오더번호", "PO번호", "P/O", "관리번호", "order no", "PO No"), Kind.CODE, longest=60, falls=True,
          example="26-1103", help=_("Kept as the reference; the order gets a number of its own besides.")),
    Field("ordered_on", _("Ordered on"), ("발주일", "발주일자", "주문일", "구매일", "주문일자", "order date"), Kind.DAY, falls=True),
    item_field(),
    item_name_field(),
    Field("quantity", _("Quantity to come"), ("미입고수량", "미입고", "미입고량", "발주잔량", "잔량", "발주수량", "발주량", "주문수량", *QUANTITY_TITLES), Kind.AMOUNT,
          is_required=True, example="500", help=_("What has not come yet.")),
    unit_field(),
    Field("price", _("Price"), ("단가", "매입단가", "구매단가", "발주단가", "price"), Kind.NUMBER, help=_("Empty: the agreed one.")),
    Field("requested_on", _("Expected on"), ("입고예정일", "입고예정", "납기", "납기일", "납기일자", "입고요청일", "입고일", "due date", "delivery date"), Kind.DAY,
          example="2026-12-03"),
    note_field(),
)  # fmt: skip
BUYING = ordering.Trade(
    Price.Side.PURCHASE, PurchaseOrder, PurchaseLine, pgettext_lazy("trade", "Supplier"), "is_supplier", "%(partner)s is not a supplier.",
    draft_purchase_order, set_purchase_status,
)  # fmt: skip
PURCHASES = Register(
    "purchases", _("Open purchase orders"), _("What is ordered and has not come yet. Each becomes a draft to be confirmed."), "order", SELLERS,
    FIELDS, partial(ordering.judge, BUYING), partial(ordering.export, BUYING), {}, partial(ordering.undo, BUYING),
    needs=(("partner",), ("item", "item_name"), ("quantity",)), address="commerce:purchase",
)  # fmt: skip
