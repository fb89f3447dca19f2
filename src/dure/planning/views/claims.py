"""Orders at risk: how likely those of the plan that is followed are late, and how good such figures were."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.kernel import clock
from dure.planning.selectors.claim_texts import basis_of, record_of, told_of
from dure.planning.selectors.claims import judged, newest_replay, orders_at_risk
from dure.planning.selectors.shop import live_schedule
from dure.web.listing import Field, listing
from dure.web.tables import Kind


@require_GET
def risk(request: HttpRequest) -> HttpResponse:
    """The likeliest late first."""
    live, text, now = live_schedule(), request.GET.get("q", "")[:80], clock.now()
    replay = newest_replay(live)
    fields = (
        Field(_("Order"), lambda one: one.claim.order.number),
        Field(_("Item"), lambda one: one.claim.order.item.name),
        Field(_("Due"), lambda one: one.claim.due_at, Kind.TIME),
        Field(_("Chance of being late"), lambda one: one.claim.chance, Kind.RATIO),
        Field(_("Ready by, in 50 of 100 cases"), lambda one: one.claim.ends[0], Kind.TIME),
        Field(_("Ready by, in 80 of 100 cases"), lambda one: one.claim.ends[1], Kind.TIME),
        Field(_("Ready by, in 95 of 100 cases"), lambda one: one.claim.ends[2], Kind.TIME),
        Field(_("What it comes from"), lambda one: one.because),
    )
    return listing(
        request, "planning/schedule_risk.html", orders_at_risk(replay, text), fields, title=_("Orders at risk"),
        dress=told_of, live=live, replay=replay, q=text, basis=basis_of(replay) if replay else [],
        record=record_of(judged(now), now) if replay else None,
    )  # fmt: skip
