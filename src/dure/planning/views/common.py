"""What the pages of planning share."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning.access import PRICES
from dure.plant.selectors import newest_change
from dure.web.access import pass_of


def today() -> date:
    return timezone.localdate(clock.now())


def undo_data(before: int) -> str:
    """The address that takes back what was changed since in what schedules go by, "" when nothing was."""
    after = newest_change()
    return reverse("planning:data-undo", args=[before + 1, after]) if after > before else ""


def sees_prices(request: HttpRequest) -> bool:
    return not PRICES.isdisjoint(pass_of(request).roles)


def ids(request: HttpRequest) -> list[int]:
    """Numbers of the chosen proposals. Raises Invalid."""
    found = [part for text in (*request.POST.getlist("ids"), request.GET.get("ids", "")) for part in text.split("-")]
    try:
        return [int(part) for part in found if part]
    except ValueError as error:
        raise Invalid("Choose at least one proposal.") from error
