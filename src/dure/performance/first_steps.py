"""What a new plant sees of its machines first."""

from django.utils.translation import gettext_lazy as _

from dure.production.models import ProductionResult
from dure.web.first_steps import Step, Way

STEPS = (
    Step(
        way=Way.MACHINES,
        order=20,
        title=_("The first count"),
        text=_("Counted by the machine or entered by hand, it stands on the live board, with stops and OEE."),
        url_name="board:live",
        is_done=ProductionResult.objects.exists,
        is_goal=True,
    ),
)
