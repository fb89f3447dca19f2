"""Orders of customers, one draft for each order number of the customer's."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from dure.commerce.models import Price, SalesLine, SalesOrder
from dure.commerce.services import draft_sales_order, set_sales_status
from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.registers import ordering
from dure.exchange.imports.registers.words import (
    ITEM_NAMES,
    ITEM_TITLES,
    PARTNER_TITLES,
    QUANTITY_TITLES,
    SELLERS,
    item_field,
    item_name_field,
    note_field,
    unit_field,
)  # fmt: skip

FIELDS = (
    Field("partner", _("Customer"), PARTNER_TITLES, Kind.NAME, is_required=True, falls=True, example="한울상회"),
    Field("reference", _("Customer's order number"), ("발주번호", "주문번호", "오더번호", "PO번호", "P/O", "고객발주번호", "order no", "PO No"), Kind.CODE, longest=60, falls=True,
          example="PO-2026-118"),
    Field("ordered_on", _("Ordered on"), ("발주일", "주문일", "수주일", "발주일자", "주문일자", "수주일자", "order date"), Kind.DAY, falls=True),
    item_field(titles=("고객품번", *ITEM_TITLES)),
    item_name_field("item_name", ITEM_NAMES),
    Field("quantity", _("Quantity"), ("주문수량", "발주수량", "수주수량", "발주량", *QUANTITY_TITLES), Kind.AMOUNT, is_required=True, example="300"),
    unit_field(),
    Field("price", _("Price"), ("단가", "판매단가", "납품단가", "공급단가", "price"), Kind.NUMBER, help=_("Empty: the agreed one.")),
    Field("requested_on", _("Wanted by"), ("납기", "납기일", "납기일자", "납품일", "요청납기", "납품요청일", "입고요청일", "due date", "delivery date"), Kind.DAY, example="2026-12-03"),
    note_field(),
)  # fmt: skip
SALES = ordering.Trade(
    Price.Side.SALE, SalesOrder, SalesLine, _("Customer"), "is_customer", "%(partner)s is not a customer.",
    draft_sales_order, set_sales_status,
)  # fmt: skip
ORDERS = Register(
    "orders", _("Sales orders"), _("Orders of customers from their Excel. Each becomes a draft to be confirmed."), "order", SELLERS,
    FIELDS, partial(ordering.judge, SALES), partial(ordering.export, SALES), {}, partial(ordering.undo, SALES),
    needs=(("partner",), ("item", "item_name"), ("quantity",)), address="commerce:order",
)  # fmt: skip
