"""Acts of the floor that could not be done: a supervisor decides each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.production.selectors import acts as selectors
from dure.production.tablets import inbox
from dure.web.listing import Field, listing
from dure.web.problems import text_of
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the oldest first; or all that came, the newest first."""
    is_all = request.GET.get("all") == "1"
    rows = selectors.all_acts() if is_all else selectors.acts_to_decide()
    return listing(
        request, "production/acts.html", rows, _columns(), title=_("Acts from tablets"),
        dress=selectors.told, is_all=is_all, waiting=selectors.acts_to_decide().count(),
    )  # fmt: skip


@require_POST
def try_again(request: HttpRequest, act_id: int) -> HttpResponse:
    try:
        inbox.try_again(act_id=act_id, person=who(request))
    except DureError as error:
        return toast(request, redirect("production:acts"), text_of(error), kind="error")
    return toast(request, redirect("production:acts"), _("Done now."))


@require_POST
def settle(request: HttpRequest, act_id: int) -> HttpResponse:
    inbox.settle(act_id=act_id, person=who(request), note=request.POST.get("note", ""))
    return toast(request, redirect("production:acts"), _("Decided."))


def _columns() -> list[Field]:
    return [
        Field(_("At"), lambda row: row.act.at, Kind.TIME),
        Field(_("Arrived"), lambda row: row.act.received_at, Kind.TIME),
        Field(_("Tablet"), lambda row: row.act.tablet.name if row.act.tablet else ""),
        Field(_("Person"), lambda row: str(row.act.person or "")),
        Field(_("Act"), lambda row: row.name),
        Field(_("Order"), lambda row: row.act.operation.order.number if row.act.operation else ""),
        Field(_("Pieces"), lambda row: row.pieces),
        Field(_("Why it could not be done"), lambda row: row.reason),
        Field(_("State"), lambda row: row.act.get_state_display()),
        Field(_("What was decided"), lambda row: row.act.settled_note),
    ]
