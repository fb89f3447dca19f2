"""How things are made, as a new plant writes it down."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.kernel import clock
from dure.product import selectors
from dure.product.models import Audit, Bom, Routing, StandardVersion
from dure.web.first_steps import Step, Way


def _all_written() -> bool:
    return selectors.coverage(timezone.localdate(clock.now())).total.percent == 100


STEPS = (
    Step(
        way=Way.ORDERS,
        order=40,
        title=_("The first bill of materials"),
        text=_("What goes into one product, approved by the second person. Excel files of them can be imported too."),
        url_name="product:boms",
        is_done=lambda: Bom.objects.filter(status=Bom.Status.APPROVED).exists(),
    ),
    Step(
        way=Way.STANDARDS,
        order=10,
        title=_("The first routing"),
        text=_("The operations of a product in their order, with times; approved like a bill of materials."),
        url_name="product:routings",
        is_done=lambda: Routing.objects.filter(status=Routing.Status.APPROVED).exists(),
    ),
    Step(
        way=Way.STANDARDS,
        order=20,
        title=_("The first work standard"),
        text=_(
            "One page for an operation: steps with pictures, conditions, checks. It is signed by those who work so."
        ),
        url_name="product:standards",
        is_done=lambda: StandardVersion.objects.filter(status=StandardVersion.Status.IN_FORCE).exists(),
    ),
    Step(
        way=Way.STANDARDS,
        order=30,
        title=_("The first audit of 3 rights and 5S"),
        text=_("A list to begin with is there. What is found gets a name and a date."),
        url_name="product:audits",
        is_done=lambda: Audit.objects.filter(status=Audit.Status.CLOSED).exists(),
    ),
    Step(
        way=Way.STANDARDS,
        order=40,
        title=_("Every gap closed"),
        text=_("The coverage of standards shows what is still unwritten, each one click from its form."),
        url_name="product:coverage",
        is_done=_all_written,
    ),
)
