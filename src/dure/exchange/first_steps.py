"""Where a firm with Excel files begins."""

from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.web.first_steps import Step, Way

STEPS = (
    Step(
        way=Way.ORDERS,
        order=30,
        title=_("Items from your Excel"),
        text=_("Upload the list as it is, with titles and sums. Without a list, write the items by hand under Items."),
        url_name="exchange:imports",
        is_done=lambda: Item.objects.filter(is_active=True).exists(),
    ),
)
