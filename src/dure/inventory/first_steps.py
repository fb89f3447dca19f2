"""The stock of the first day."""

from django.utils.translation import gettext_lazy as _

from dure.inventory.models import StockMove
from dure.web.first_steps import Step, Way

STEPS = (
    Step(
        way=Way.ORDERS,
        order=70,
        title=_("The stock that is there"),
        text=_("Enter what lies in the store as receipts without order, or import a list of it."),
        url_name="inventory:stock",
        is_done=StockMove.objects.exists,
    ),
)
