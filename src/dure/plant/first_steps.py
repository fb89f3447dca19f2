"""What a new plant writes down of itself."""

from django.utils.translation import gettext_lazy as _

from dure.plant import selectors
from dure.plant.models import Person
from dure.web.first_steps import Step, Way


def _knows_company() -> bool:
    found = selectors.company()
    return found is not None and bool(found.business_number)


STEPS = (
    Step(
        way=Way.ORDERS,
        order=10,
        title=_("Your company on documents"),
        text=_("Business number, address, bank account and seal, as quotations and statements show them."),
        url_name="plant:company",
        is_done=_knows_company,
    ),
    Step(
        way=Way.ORDERS,
        order=20,
        title=_("A second person"),
        text=_("Bills of materials and work standards are approved by somebody else than their writer."),
        url_name="plant:people",
        is_done=lambda: Person.objects.filter(is_active=True).count() > 1,
    ),
)
