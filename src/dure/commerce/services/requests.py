"""Changing what is asked to be bought, before it is ordered."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from dure.commerce.errors import WrongStatus
from dure.commerce.models import PurchaseRequest
from dure.plant.models import Person
from dure.plant.services import change_row


@transaction.atomic
def change_request(*, request: PurchaseRequest, by: Person | None, **values: Any) -> PurchaseRequest:
    """Change quantity, day or reason of a request. Raises WrongStatus once it is ordered or refused, Invalid."""
    row = PurchaseRequest.objects.select_for_update().get(pk=request.pk)
    if row.status != PurchaseRequest.Status.OPEN:
        raise WrongStatus("The request is %(status)s.", status=row.get_status_display())
    change_row(row, values, by=by)
    return row


def locked_open(requests: Collection[PurchaseRequest]) -> list[PurchaseRequest]:
    """The requests as they are now, locked, so that each is ordered once. Raises WrongStatus for one decided on."""
    rows = PurchaseRequest.objects.select_for_update(of=("self",)).select_related("item")
    found = list(rows.filter(pk__in=[one.pk for one in requests]).order_by("pk"))
    for row in found:
        if row.status != PurchaseRequest.Status.OPEN:
            raise WrongStatus("The request is %(status)s.", status=row.get_status_display())
    return found
