"""What buying knows of a lot: the incoming checks that let it into stock, for the certificate of what is shipped."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dure.commerce.models import IncomingCheck
from dure.web.search import Hit


def find(kind: str, number: str, roles: frozenset[str]) -> Iterator[Hit]:
    """lot_checks: number is the item's code, a stroke and the lot's number. No prices, so for every role."""
    if kind != "lot_checks":
        return
    code, _stroke, lot = number.partition("/")
    of_lot = Q(lot__number=lot, lot__item__code=code) | Q(held_lot__number=lot, held_lot__item__code=code)
    checks = IncomingCheck.objects.filter(of_lot, undone_at=None).select_related("line__item", "checked_by")
    for check in checks.order_by("pk"):
        day = timezone.localdate(check.checked_at)
        title = _("Incoming check %(number)s, %(day)s") % {"number": check.number, "day": day.isoformat()}
        href = reverse("commerce:receipt", args=[check.line.receipt_id])
        yield Hit(kind=pgettext("trade", "check"), title=title, detail=_found(check), href=href, icon="search")


def _found(check: IncomingCheck) -> str:
    unit = check.line.item.unit_id
    parts = [
        (pgettext("incoming check", "accepted"), check.accepted),
        (pgettext("incoming check", "held"), check.held),
        (pgettext("incoming check", "rejected"), check.rejected),
    ]
    told = [f"{word} {quantity.normalize():f} {unit}" for word, quantity in parts if quantity]
    return " · ".join([*told, check.reason] if check.reason else told)
