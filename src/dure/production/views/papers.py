"""The work order on A4, for the floor: no prices."""

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from dure.production.selectors import results as selectors
from dure.production.selectors.order_paper import order_paper
from dure.web.paper import in_asked_language, paper


@require_GET
@in_asked_language
def order(request: HttpRequest, number: str) -> HttpResponse:
    """What is to be made of what, how, from which lots; a code of the order's address, boxes to sign."""
    row = selectors.order(number)
    address = request.build_absolute_uri(reverse("production:order-paper", args=[row.number]))
    code = segno.make(address, error="m").svg_inline(border=1, omitsize=True, svgclass="code")
    approval = [
        (pgettext("signs a work order", "Planner"), ""),
        (pgettext("signs a work order", "Line leader"), ""),
        (pgettext("signs a work order", "Quality"), ""),
    ]
    return paper(
        request, "production/order_paper.html", title=_("Work order"), number=row.number, found=order_paper(row),
        order=row, code=code, approval=approval,
    )  # fmt: skip
