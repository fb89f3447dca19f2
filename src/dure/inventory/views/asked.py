"""What an address asks for, and what a page's person may see."""

from collections.abc import Callable
from datetime import date

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from dure.inventory.models import Item, Location, Lot
from dure.inventory.selectors import BY, Wanted
from dure.kernel import clock
from dure.plant import acting
from dure.web import access
from dure.web.rows import row_or_none


def today() -> date:
    return timezone.localdate(clock.now())


def day_of(request: HttpRequest, name: str) -> date | None:
    """The day of a parameter; None for none, a broken one, and a day to come."""
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return min(day, today())


def number_of(request: HttpRequest, name: str, most: int = 3650) -> int | None:
    word = request.GET.get(name, "")
    return min(int(word), most) if word.isdecimal() and len(word) < 12 else None


def place_of(request: HttpRequest, name: str = "location") -> Location | None:
    word = request.GET.get(name, "")
    return row_or_none(Location, word)


def word_of(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:80]


def sees_costs(request: HttpRequest) -> bool:
    """Whether the person may know what stock is worth."""
    return access.allows(access.pass_of(request), "inventory:values")


def wanted_of(request: HttpRequest) -> Wanted:
    """What the filters of the stock list ask for; what can't be is left out."""
    on = day_of(request, "on")
    kind, status, by = (request.GET.get(name, "") for name in ("kind", "status", "by"))
    return Wanted(
        by=by if by in BY else "item",
        text=word_of(request),
        kind=kind if kind in Item.Kind.values else "",
        location=place_of(request),
        status=status if status in Lot.Status.values else "",
        expiring_days=number_of(request, "expiring"),
        on=on if on != today() else None,
    )


def heading_of(wanted: Wanted) -> list[str]:
    """Lines over a spreadsheet that say what was asked for."""
    lines = [_("As of %(day)s") % {"day": f"{wanted.on or today():%Y-%m-%d}"}]
    if wanted.text:
        lines.append(_("With “%(text)s”") % {"text": wanted.text})
    if wanted.kind:
        lines.append(str(Item.Kind(wanted.kind).label))
    if wanted.location:
        lines.append(str(wanted.location))
    if wanted.status:
        lines.append(str(Lot.Status(wanted.status).label))
    if wanted.expiring_days is not None:
        lines.append(_("Expiring within %(days)s days") % {"days": wanted.expiring_days})
    return lines


def watch_changes() -> Callable[[Model], str]:
    """As in `dure.plant.acting`, with the address of stock."""
    return acting.watch_changes("inventory:change-undo")
