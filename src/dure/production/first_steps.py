"""The first work order, and the first machine."""

from django.utils.translation import gettext_lazy as _

from dure.production.models import Completion
from dure.telemetry.models import Connection
from dure.web.first_steps import Step, Way

STEPS = (
    Step(
        way=Way.ORDERS,
        order=90,
        title=_("The first goods made"),
        text=_("Make a work order. When all is made, take it into stock; its materials leave the stock by themselves."),
        url_name="production:orders",
        is_done=Completion.objects.exists,
    ),
    Step(
        way=Way.MACHINES,
        order=10,
        title=_("Connect the first machine"),
        text=_("The wizard asks for its address, shows its live values and proposes what they mean. Dure only reads."),
        url_name="production:connect",
        is_done=lambda: Connection.objects.filter(retired_at=None).exists(),
    ),
)
