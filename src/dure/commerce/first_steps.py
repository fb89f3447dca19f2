"""From the first customer to the first invoice."""

from django.utils.translation import gettext_lazy as _

from dure.commerce.models import Delivery, Invoice, OrderStatus, Partner, Price, SalesOrder
from dure.web.first_steps import Step, Way


def _has_order() -> bool:
    return SalesOrder.objects.filter(status__in=[OrderStatus.CONFIRMED, OrderStatus.CLOSED]).exists()


STEPS = (
    Step(
        way=Way.ORDERS,
        order=50,
        title=_("The first customer"),
        text=_("Name and business number; its last digit is checked. Lists of partners can be imported from Excel."),
        url_name="commerce:partners",
        is_done=lambda: Partner.objects.filter(is_customer=True, is_active=True).exists(),
    ),
    Step(
        way=Way.ORDERS,
        order=60,
        title=_("The first price"),
        text=_("Orders take their prices from here by themselves."),
        url_name="commerce:prices",
        is_done=lambda: Price.objects.filter(side=Price.Side.SALE).exists(),
    ),
    Step(
        way=Way.ORDERS,
        order=80,
        title=_("The first order"),
        text=_("Write a quotation; when the customer agrees, confirm it."),
        url_name="commerce:sales",
        is_done=_has_order,
    ),
    Step(
        way=Way.ORDERS,
        order=100,
        title=_("The first delivery"),
        text=_("The lot that should go first is proposed; the stock goes down by what went."),
        url_name="commerce:to-deliver",
        is_done=Delivery.objects.exists,
        is_goal=True,
    ),
    Step(
        way=Way.ORDERS,
        order=110,
        title=_("The first invoice"),
        text=_("Of what was delivered, with VAT; the customer's debt follows it until the money is there."),
        url_name="commerce:sales-invoices",
        is_done=lambda: Invoice.objects.filter(side=Invoice.Side.SALE, is_opening=False).exists(),
    ),
)
