"""What the Gantt of a schedule says in the reader's language."""

import json

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()
WORDS = {
    "units": _("Work unit"),
    "outside": _("Done by others"),
    "unit": _("Work unit"),
    "order": _("Work order"),
    "when": pgettext_lazy("schedule", "When"),
    "work": pgettext_lazy("schedule", "Working time"),
    "setup": _("Set-up before it"),
    "planned": _("Accepted beginning"),
    "pieces": _("Pieces"),
    "people": pgettext_lazy("schedule", "People"),
    "due": _("Due"),
    "orderEnds": _("Order is done"),
    "earliest": _("Earliest possible"),
    "lock": _("Lock here"),
    "unlock": _("Unlock"),
    "minutes": _("%(m)s min"),
    "hours": _("%(h)s h"),
    "hoursMinutes": _("%(h)s h %(m)s min"),
    "isRunning": _("Runs now"),
    "isLocked": pgettext_lazy("schedule", "Locked"),
    "isLate": _("Order is late by %(late)s"),
    "running": _("It runs already and can't be moved."),
    "cannot": _("%(unit)s can't do this operation."),
    "past": _("That is in the past: it begins now at the earliest."),
    "before": _("%(operation)s of the same order is over only at %(at)s."),
    "way": _("From %(operation)s it takes %(late)s to get here: it begins at %(at)s at the earliest."),
    "stands": _("%(unit)s stands until %(at)s."),
    "closed": _("%(unit)s is closed then: it would begin at %(at)s."),
    "runs": _("%(operation)s of %(order)s runs there until %(at)s."),
    "pushes": _("%(operation)s of %(order)s is there and would be moved."),
    "pushesMore": _("%(operation)s of %(order)s and %(others)s more are there and would be moved."),
    "shares": _(
        "%(unit)s takes several orders at once: let go, and the plan says whether it goes in with %(operation)s of "
        "%(order)s."
    ),
    "next": _("%(operation)s of %(order)s comes after it and would be moved."),
    "late": _("The order would be late by %(late)s."),
    "fits": _("It fits here."),
    "found": _("%(count)s found"),
    "notLoaded": _("The schedule could not be loaded. Please try again."),
}
"""Names are those that static/planning/gantt*.js asks for."""


@register.simple_tag
def gantt_texts() -> str:
    """All words as JSON, for an attribute: the template escapes it."""
    return json.dumps({name: str(text) for name, text in WORDS.items()}, ensure_ascii=False)
