"""The places of the planning in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

MENU = (
    Entry(url_name="planning:schedule", label=_("Schedule"), icon="calendar", group=Group.LIVE, order=26),
    Entry(
        url_name="planning:changeovers", label=_("Shorten changeovers"), icon="wrench", group=Group.ANALYSE, order=55,
    ),
    Entry(url_name="planning:promise", label=_("Promise a date"), icon="target", group=Group.TRADE, order=24),
    Entry(url_name="planning:simulation", label=_("What if"), icon="play", group=Group.TRADE, order=25),
    Entry(url_name="planning:board", label=_("Material planning"), icon="target", group=Group.TRADE, order=20),
    Entry(url_name="planning:proposals", label=_("Proposals"), icon="check", group=Group.TRADE, order=21),
    Entry(url_name="planning:forecasts", label=_("Forecasts"), icon="trend", group=Group.TRADE, order=22),
    Entry(url_name="planning:parameters", label=_("Planning data"), icon="settings", group=Group.TRADE, order=23),
)  # fmt: skip

FROM_LEVEL = {
    **dict.fromkeys(("planning:board", "planning:proposals", "planning:forecasts", "planning:parameters"), 2),
    **dict.fromkeys(("planning:schedule", "planning:changeovers", "planning:promise", "planning:simulation"), 3),
}
