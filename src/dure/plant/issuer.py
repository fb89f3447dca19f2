"""The own company as documents print it; `dure.web.paper` asks for it."""

from django.urls import reverse

from dure.plant import selectors
from dure.web.paper import Party

_SAME = ("name", "business_number", "representative", "address", "business_type", "business_item")
_REACHED = ("phone", "fax", "email", "bank_account")


def issuer() -> Party:
    """Empty before the plant was set up."""
    company = selectors.company()
    if company is None:
        return Party()
    stamp = reverse("plant:company_stamp") if company.stamp else ""
    return Party(**{name: getattr(company, name) for name in (*_SAME, *_REACHED)}, stamp=stamp)
